"""New, returning, lapsed and silent families."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.growth import Kind, growth, kind_of, year_before

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAYS = st.integers(0, 1400).map(lambda n: date(2023, 6, 1) + timedelta(days=n))


def test_the_first_visit_of_the_period_decides() -> None:
    assert kind_of([date(2026, 5, 1), date(2026, 6, 1)], first=FIRST, last=LAST) is Kind.NEW
    assert kind_of([date(2025, 5, 1), date(2026, 5, 1)], first=FIRST, last=LAST) is Kind.RETURNING
    assert kind_of([date(2025, 4, 30), date(2026, 5, 1)], first=FIRST, last=LAST) is Kind.LAPSED
    assert kind_of([date(2025, 4, 30)], first=FIRST, last=LAST) is None
    assert kind_of([date(2027, 1, 1)], first=FIRST, last=LAST) is None


def test_a_year_before_a_leap_day() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2025, 2, 28)) == date(2024, 2, 28)


def test_a_family_stands_in_each_of_its_groups() -> None:
    visits = {"a": [date(2026, 3, 1)], "b": [date(2026, 3, 1)], "c": [date(2024, 3, 1)]}
    found = growth(visits, {"band": {"a": ["1-1", "4-4"]}}, first=FIRST, last=LAST)
    assert [(group.key, group.families) for group in found.groups["band"]] == [("1-1", 1), ("4-4", 1), ("", 1)]
    assert (found.silent.families, found.silent.of) == (("c",), 3)


@given(visits=st.dictionaries(st.sampled_from("abcdefgh"), st.lists(DAYS, min_size=1, max_size=5)))
def test_every_family_that_came_is_of_one_kind(visits: dict[str, list[date]]) -> None:
    found = growth(visits, {"district": {"a": ["浦东"]}}, first=FIRST, last=LAST)
    came = sorted(family for family, days in visits.items() if any(FIRST <= day <= LAST for day in days))
    counted = sorted(family for figure in found.figures for family in figure.families)
    assert counted == came
    assert all(figure.of == len(came) == found.came for figure in found.figures)
    assert sum(group.families for group in found.groups["district"]) == len(came)
    for group in found.groups["district"]:
        assert sum(figure.numerator for figure in group.figures) == group.families
    assert not set(found.silent.families) & {f for f, days in visits.items() if any(date(2025, 12, 31) <= d <= LAST for d in days)}


def test_who_came_this_day_a_year_ago_is_not_silent() -> None:
    visits = {"a": [date(2025, 12, 31)], "b": [date(2025, 12, 30)]}
    assert growth(visits, {}, first=FIRST, last=LAST).silent.families == ("b",)
