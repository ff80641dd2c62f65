"""Whom to invite: each reason by its edge, and what never changes with the points."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.invitation import Known, LeftOut, Measure, Wanted, Weights, Why, score, terms

DAY = date(2026, 11, 28)
TODDLERS, SCHOOL = AgeBand(12, 35), AgeBand(72, 95)
WANTED = Wanted(DAY, (TODDLERS, SCHOOL), terms("森林徒步 forest"), ("青禾社区中心", "青禾区 18 号"))


def why(known: Known, wanted: Wanted = WANTED, *interests: str) -> list[Why] | LeftOut:
    found = Measure(wanted).reasons(known._replace(interests=interests))
    return found if isinstance(found, LeftOut) else [reason.why for reason in found]


def born(months: int) -> tuple[date, date]:
    """A birthday, known to the day, so many whole months before the event."""
    year, month = divmod(DAY.year * 12 + DAY.month - 1 - months, 12)
    day = date(year, month + 1, DAY.day)
    assert months_between(day, DAY) == months
    return (day, day)


@pytest.mark.parametrize(
    ("months", "first"),
    [
        (11, LeftOut.AGE), (12, Why.AGE), (35, Why.AGE), (36, LeftOut.AGE), (71, LeftOut.AGE), (72, Why.AGE), (95, Why.AGE),
        (96, LeftOut.AGE),
    ],
)  # fmt: skip
def test_an_age_fits_a_band_of_the_event_or_of_a_slot(months: int, first: Why | LeftOut) -> None:
    found = why(Known((born(months),)))
    assert (found if isinstance(found, LeftOut) else found[0]) is first


def test_one_child_that_fits_is_enough() -> None:
    assert why(Known((born(50), born(20)))) == [Why.AGE, Why.NEW]


def test_a_guess_counts_half_and_no_age_less() -> None:
    wide = (date(2023, 1, 1), date(2024, 12, 31))
    assert why(Known((wide,))) == [Why.AGE_MAYBE, Why.NEW]
    assert set(why(Known((None,)))) == {Why.AGE_UNKNOWN, Why.NEW}  # type: ignore[arg-type]  # a list
    points = Weights().points
    assert points[Why.AGE] > points[Why.AGE_MAYBE] > points[Why.AGE_UNKNOWN]


def test_a_child_that_is_not_born_by_then_does_not_fit() -> None:
    assert why(Known(((DAY + timedelta(days=9), DAY + timedelta(days=9)),))) is LeftOut.AGE


def test_a_family_without_a_child_is_not_for_families_events() -> None:
    assert why(Known(())) is LeftOut.NO_CHILD
    assert why(Known((None,)), Wanted(DAY, (), frozenset())) == [Why.NEW], "without bands every age fits"


@pytest.mark.parametrize(
    ("last", "reason"),
    [(None, Why.NEW), (date(2026, 11, 20), Why.RETURNING), (date(2025, 11, 29), Why.RETURNING), (date(2025, 11, 28), Why.LAPSED)],
)
def test_who_came_when(last: date | None, reason: Why) -> None:
    found = why(Known((born(20),), last_visit=last))
    assert isinstance(found, list)
    assert reason in found


def test_a_district_counts_where_the_place_is_in_it() -> None:
    assert Why.DISTRICT in why(Known((born(20),), district="青禾区"))  # type: ignore[operator]  # a list
    for far in ("", "区", "城东区"):
        assert Why.DISTRICT not in why(Known((born(20),), district=far))  # type: ignore[operator]  # a list


def test_interests_count_up_to_two() -> None:
    found = why(Known((born(20),)), WANTED, "徒步", "森林", "露营")
    assert isinstance(found, list)
    assert found.count(Why.INTEREST) == 2


def test_terms_meet_by_pairs_and_words() -> None:
    assert terms("喜欢徒步") & terms("森林徒步日")
    assert terms("Forest School") & terms("the forest")
    assert not terms("手工") & terms("森林徒步")
    assert terms("亲子") - terms("亲子", common={"亲子"}) == {"亲子"}


@settings(max_examples=60)
@given(
    births=st.lists(st.none() | st.dates(date(2018, 1, 1), date(2027, 1, 1)), max_size=3),
    last=st.none() | st.dates(date(2015, 1, 1), DAY), interests=st.lists(st.sampled_from(("森林", "徒步", "手工")), unique=True),
    district=st.sampled_from(("", "青禾区", "别处")),
)  # fmt: skip
def test_the_score_is_the_sum_of_its_reasons_and_more_known_never_costs(
    births: list[date | None], last: date | None, interests: list[str], district: str
) -> None:
    ranges = tuple((day, day) if day else None for day in births)
    known = Known(ranges, last_visit=last, district=district)
    measure = Measure(WANTED)
    found, fewer = (measure.reasons(known._replace(interests=tuple(some))) for some in (interests, interests[1:]))
    points = measure.points(known._replace(interests=tuple(interests)))
    if isinstance(found, LeftOut):
        assert found is fewer is points
        return
    assert points == score(found)
    assert not isinstance(fewer, LeftOut)
    assert score(found) == sum(reason.points for reason in found) >= score(fewer)
    assert [reason.points for reason in found] == sorted((reason.points for reason in found), reverse=True)
    assert sum(reason.why in (Why.NEW, Why.RETURNING, Why.LAPSED) for reason in found) == 1
