"""Cohorts, how often families come, and the circle of families, counted a second way."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.circle import Circle, Known, circle, told
from eventdesk.domain.cohorts import Quarter, cohorts, how_often, quarter_of
from eventdesk.domain.growth import growth

LAST = date(2026, 12, 31)
DAYS = st.integers(0, 1095).map(lambda n: date(2024, 2, 1) + timedelta(days=n))
EVENTS = st.dictionaries(st.sampled_from("abcdefgh"), DAYS, min_size=1, max_size=5)
VISITS = st.dictionaries(st.integers(0, 60).map(lambda n: f"f{n:02}"), EVENTS, max_size=30)
DISTRICTS = ("浦东", "徐汇", "静安", "")


def test_quarters() -> None:
    assert [quarter_of(date(2026, month, 1)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert Quarter(2026, 1).before(1) == Quarter(2025, 4)
    assert Quarter(2025, 4).before(-1) == Quarter(2026, 1)
    assert (Quarter(2026, 2).first, Quarter(2026, 2).months) == (date(2026, 4, 1), (4, 5, 6))


def test_a_family_counts_once_a_quarter_and_never_in_its_own() -> None:
    visits = {"a": [date(2026, 1, 3), date(2026, 2, 3), date(2026, 5, 1), date(2026, 6, 1)], "b": [date(2026, 3, 31)]}
    found = {one.quarter.name: one for one in cohorts(visits, last=LAST)}
    assert len(found) == 8
    assert found["2026Q1"].families == ("a", "b")
    assert [(later.name, families) for later, families in found["2026Q1"].again] == [
        ("2026Q2", ("a",)), ("2026Q3", ()), ("2026Q4", ()),
    ]  # fmt: skip


def test_who_came_before_the_first_quarter_shown_is_in_no_cohort() -> None:
    assert all(not one.families for one in cohorts({"a": [date(2024, 12, 31), date(2025, 1, 1)]}, last=LAST))


@settings(max_examples=25, deadline=None)
@given(visits=VISITS)
def test_cohorts_counted_a_second_way(visits: dict[str, dict[str, date]]) -> None:
    days = {family: list(events.values()) for family, events in visits.items()}
    for one in cohorts(days, last=LAST):
        low = one.quarter.first
        high = one.quarter.before(-1).first
        begun = [f for f in sorted(days) if low <= sorted(d for d in days[f])[0] < high]
        assert list(one.families) == begun
        for later, families in one.again:
            until = later.before(-1).first
            assert list(families) == [f for f in begun if len([d for d in days[f] if later.first <= d < until]) > 0]
            assert set(families) <= set(one.families)


@given(events=st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 9)))
def test_every_family_that_came_stands_in_one_band(events: dict[str, int]) -> None:
    bands = how_often(events)
    assert sorted(f for _, families in bands for f in families) == sorted(f for f, n in events.items() if n)
    assert [name for name, _ in bands] == ["1", "2", "3", "4", "5+"]


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    visits = draw(VISITS)
    last = draw(st.sampled_from((LAST, date(2026, 5, 20), date(2026, 1, 1))))
    known = {}
    for number in range(draw(st.integers(0, 40))):
        family = f"f{number:02}"
        known[family] = Known(
            district=draw(st.sampled_from(DISTRICTS)), source=draw(st.sampled_from(("import", "desk", ""))),
            level=draw(st.sampled_from(("", "", "金", "银"))), since=draw(st.none() | DAYS),
            children={f"{family}{n}": draw(st.none() | st.just(date(2022, 5, 5))) for n in range(draw(st.integers(0, 4)))},
            opted_out=frozenset(draw(st.sets(st.sampled_from(("email", "wechat"))))),
        )  # fmt: skip
    return circle(2026, last, known=known, visits=visits)


@settings(max_examples=25, deadline=None)
@given(found=circles())
def test_the_equations_of_the_circle_are_true(found: Circle) -> None:
    counts = found.counts
    for equation in found.equations:
        assert sum(by * counts[name] for name, by in equation.items()) == 0, equation
    assert all(count >= 0 for count in counts.values())


@settings(max_examples=25, deadline=None)
@given(found=circles())
def test_who_knows_all_that_is_told_and_how_it_is_linked_learns_of_no_few(found: Circle) -> None:
    counts, shown = found.counts, told(found)
    assert all(shown[name] is None for name in shown if 0 < counts[name] < 5)
    unknown = [name for name in counts if counts[name] and shown.get(name) is None]
    rows = np.array([[equation.get(name, 0) for name in unknown] for equation in found.equations], dtype=float)
    if unknown:
        # A count follows where it is 0 in every vector that changes nothing told: by the singular values, not by elimination.
        _, sizes, vectors = np.linalg.svd(rows)
        rank = int((sizes > 1e-9).sum())
        free = vectors[rank:]
        known = {name for place, name in enumerate(unknown) if np.abs(free[:, place]).max(initial=0) < 1e-7}
        assert not [name for name in known if counts[name] < 5 and name not in found.never]


@settings(max_examples=15, deadline=None)
@given(found=circles())
def test_the_year_of_the_circle_is_that_of_growth(found: Circle) -> None:
    records = found.records
    assert len(records["came"]) == sum(len(records[f"year.{kind}"]) for kind in ("new", "returning", "lapsed"))
    quarters = [key for key in records if key.startswith("quarter.") and key.endswith(".new")]
    assert sorted(f for key in quarters for f in records[key]) == list(records["year.new"])
    assert set(records["stayed"]) <= set(records["before"]) & set(records["came"])
    months = [key for key in records if key.startswith("month.") and key.endswith(".came")]
    assert {f for key in months for f in records[key]} == set(records["came"])


def test_the_rules_of_growth_are_not_written_twice() -> None:
    visits = {
        "a": {"x": date(2025, 3, 1), "y": date(2026, 3, 1)}, "b": {"y": date(2026, 3, 1)},
        "c": {"z": date(2023, 3, 1), "y": date(2026, 4, 1)},
    }  # fmt: skip
    found = circle(2026, LAST, known={}, visits=visits)
    by_rule = growth({f: list(days.values()) for f, days in visits.items()}, {}, first=date(2026, 1, 1), last=LAST)
    assert {figure.key: found.records[f"year.{figure.key}"] for figure in by_rule.figures} == {
        figure.key: figure.families for figure in by_rule.figures
    }


def test_a_district_of_few_is_not_named() -> None:
    known = {f"f{n}": Known(district="浦东" if n < 8 else f"弄堂{n}号") for n in range(14)}
    keys = {key for key in told(circle(2026, LAST, known=known, visits={})) if key.startswith("district.")}
    assert keys == {"district.浦东", "district.other"}


def test_a_district_of_five_is_named_and_who_joined_before_the_year_did_not_join_in_it() -> None:
    joined = (date(2025, 12, 31), date(2026, 1, 1), LAST)
    known = {f"f{n}": Known(district="浦东" if n < 5 else "静安", level="小树", since=joined[n % 3]) for n in range(12)}
    found = circle(2026, LAST, known=known, visits={})
    assert {key for key in found.records if key.startswith("district.")} == {"district.浦东", "district.静安"}
    assert len(found.records["joined"]) == 8
