"""A year of events counted, and what it says of the goals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.season import (
    BANDS,
    DEFAULTS,
    Count,
    Goal,
    GoalKey,
    Season,
    SeasonEvent,
    Standing,
    month_figures,
    partner_target,
    season,
)

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def event(code: str = "E", month: int = 3, day: int = 7, **more: object) -> SeasonEvent:
    start = datetime(2026, month, day, 9, 30, tzinfo=UTC)
    made = SeasonEvent(code, code, EventKind.OTHER, EventState.PUBLISHED, start, start + timedelta(hours=2))
    return replace(made, **more)  # type: ignore[arg-type]  # the tests name fields that there are


def year(*events: SeasonEvent, **more: object) -> Season:
    return season(2026, events, now=NOW, targets=DEFAULTS, **more)  # type: ignore[arg-type]  # known_workshops alone


def goal(made: Season, key: GoalKey) -> Goal:
    return next(goal for goal in made.goals if goal.key is key)


def test_done_is_part_of_planned_and_ideas_and_cancelled_ones_are_neither() -> None:
    made = year(
        event("A", 3), event("B", 9), event("C", 9, state=EventState.CANCELLED), event("D", 9, state=EventState.IDEA)
    )
    assert (goal(made, GoalKey.EVENTS).planned, goal(made, GoalKey.EVENTS).done) == (2, 1)
    assert [[e.code for e in month] for month in made.months if month] == [["A"], ["B", "C", "D"]]


def test_an_event_is_done_at_its_end() -> None:
    ends_now = event("A", end=NOW)
    assert goal(year(ends_now), GoalKey.EVENTS).done == 1
    assert goal(year(replace(ends_now, end=NOW + timedelta(seconds=1))), GoalKey.EVENTS).done == 0


def test_an_event_of_another_year_does_not_count() -> None:
    assert year(event(start=datetime(2025, 12, 31, 20, 0, tzinfo=UTC))).events == ()


@pytest.mark.parametrize(
    ("months", "covered"),
    [
        ((0, 11), [(0, 0)]),
        ((11, 12), [(0, 0), (1, 1)]),
        ((60, 83), [(5, 6)]),
        ((84, 120), []),
        ((36, 72), [(3, 3), (4, 4), (5, 6)]),
    ],
)
def test_an_age_is_covered_by_a_band_that_meets_it(months: tuple[int, int], covered: list[tuple[int, int]]) -> None:
    made = year(event(bands=(AgeBand(*months),)))
    assert [band for band, count in made.bands if count.planned] == covered
    assert goal(made, GoalKey.BANDS).done == len(covered)


def test_an_event_without_a_band_is_for_every_age() -> None:
    assert all(count == Count(1, 1) for _, count in year(event()).bands)


def test_the_average_is_of_those_who_came_and_the_forecast_of_who_may_come() -> None:
    made = year(
        event("A", 1, attended=400, registered=500), event("B", 2, attended=200), event("C", 2),
        event("D", 9, registered=30, capacity=120), event("E", 9, expected=900, registered=30), event("F", 10, capacity=120),
        event("G", 11),
    )  # fmt: skip
    persons = goal(made, GoalKey.PERSONS)
    assert persons.done == 300
    assert persons.planned == round((400 + 200 + 30 + 900 + 120) / 5)


def test_an_average_of_nothing_is_unknown_and_not_none() -> None:
    persons = goal(year(event("A", 9)), GoalKey.PERSONS)
    assert (persons.planned, persons.done, persons.standing) == (None, None, Standing.SHORT)


def test_a_workshop_is_new_once() -> None:
    shop = EventKind.WORKSHOP
    made = year(
        event("A", 1, kind=shop, title="积木 搭桥"), event("B", 4, kind=shop, title="积木搭桥"), event("C", 5, kind=shop),
        event("D", 8, kind=shop, title="Old one"), event("E", 11, kind=shop, state=EventState.CANCELLED),
        event("F", 12, kind=shop), known_workshops=["OLD ONE"],
    )  # fmt: skip
    assert made.quarters == (Count(1, 1), Count(1, 1), Count(0, 0), Count(1, 0))
    assert (goal(made, GoalKey.WORKSHOPS).planned, goal(made, GoalKey.WORKSHOPS).done) == (3, 2)
    assert goal(made, GoalKey.WORKSHOPS).standing is Standing.SHORT


def test_partners_count_by_kind_and_by_contribution() -> None:
    made = year(event("A", kind=EventKind.BRAND), event("B", 9, partners=2), event("C"))
    assert (goal(made, GoalKey.PARTNERS).planned, goal(made, GoalKey.PARTNERS).done) == (2, 1)


@pytest.mark.parametrize(("before", "target"), [(0, 1), (1, 2), (4, 5), (5, 6), (10, 12), (11, 14)])
def test_a_year_should_have_a_fifth_more_events_with_partners(before: int, target: int) -> None:
    assert partner_target(before) == target


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ({"expected": 999}, False), ({"expected": 1000}, True), ({"registered": 1000, "expected": 10}, True),
        ({"capacity": 1000}, True), ({"capacity": 1000, "registered": 3}, False),
        ({"expected": 5000, "state": EventState.CANCELLED}, False),
    ],
)  # fmt: skip
def test_a_crowd_of_a_thousand_needs_a_permit(more: dict[str, object], needed: bool) -> None:
    made = event(month=9, **more)
    assert made.needs_permit(NOW) is needed
    assert not made.needs_permit(made.end)  # it is over: nobody can be asked any more
    assert year(made).permits == ((made,) if needed else ())


@pytest.mark.parametrize(
    ("planned", "done", "standing"),
    [(20, 20, Standing.REACHED), (20, 19, Standing.ON_COURSE), (19, 3, Standing.SHORT), (None, None, Standing.SHORT)],
)
def test_how_a_goal_stands(planned: int | None, done: int | None, standing: Standing) -> None:
    assert Goal(GoalKey.EVENTS, 20, planned, done).standing is standing


@pytest.mark.parametrize(
    ("planned", "done", "standing", "short_by"),
    [
        (299.5, None, Standing.SHORT, 1), (300, 300, Standing.SHORT, 1), (299, 299, Standing.SHORT, 2),
        (300.001, 300, Standing.ON_COURSE, 0), (300.001, 300.001, Standing.REACHED, 0), (None, None, Standing.SHORT, None),
    ],
)  # fmt: skip
def test_over_three_hundred_is_more_than_three_hundred(
    planned: float | None, done: float | None, standing: Standing, short_by: int | None
) -> None:
    goal = Goal(GoalKey.PERSONS, 300, planned, done)
    assert (goal.standing, goal.short_by) == (standing, short_by)
    assert Goal(GoalKey.EVENTS, 300, 300, 300).standing is Standing.REACHED and Goal(GoalKey.EVENTS, 300, 299, 0).short_by == 1


def test_the_average_of_a_year_is_not_rounded_to_its_goal() -> None:
    made = year(*(event(code=str(n), month=1, day=1 + n, attended=300 + (n == 0)) for n in range(3)))
    persons = next(goal for goal in made.goals if goal.key is GoalKey.PERSONS)
    assert persons.done == pytest.approx(300 + 1 / 3) and persons.standing is Standing.REACHED


def test_a_month_comes_to_its_planned_events() -> None:
    figures = month_figures(
        [event(registered=30, taken=15, capacity=20), event(registered=9, taken=9), event(taken=5, capacity=20),
         event(registered=70, taken=70, capacity=70, state=EventState.CANCELLED)]
    )  # fmt: skip
    assert (figures.events, figures.registered, figures.fullness) == (3, 39, 0.5)
    assert month_figures([]).fullness is None


EVENTS = st.lists(
    st.builds(
        event, code=st.text("ABC", min_size=1, max_size=3), month=st.integers(1, 12), day=st.integers(1, 28),
        kind=st.sampled_from(EventKind), state=st.sampled_from(EventState), attended=st.integers(0, 900),
        bands=st.lists(st.builds(AgeBand, st.integers(0, 40), st.integers(40, 90)), max_size=2).map(tuple),
    ).map(lambda e: replace(e, end=e.start + timedelta(hours=2))),
    max_size=30,
)  # fmt: skip


@given(EVENTS)
def test_whatever_is_planned_is_counted_once_by_kind_and_by_month(events: list[SeasonEvent]) -> None:
    made = year(*events)
    planned = sum(e.is_planned for e in events)
    assert sum(count.planned for _, count in made.kinds) == planned == goal(made, GoalKey.EVENTS).planned
    assert sum(count.done for _, count in made.kinds) == goal(made, GoalKey.EVENTS).done
    assert sorted(e.code for e in made.events) == sorted(e.code for e in events)
    for month, found in enumerate(made.months, start=1):
        assert all(e.start.month == month for e in found)
        assert list(found) == sorted(found, key=lambda e: (e.start, e.code))


@given(EVENTS)
def test_no_count_has_more_done_than_planned(events: list[SeasonEvent]) -> None:
    made = year(*events)
    counts = [count for _, count in (*made.kinds, *made.bands)] + list(made.quarters)
    assert all(0 <= count.done <= count.planned for count in counts)
    assert len(made.bands) == len(BANDS)
    workshops = [e.title for e in events if e.is_planned and e.kind is EventKind.WORKSHOP]
    assert sum(quarter.planned for quarter in made.quarters) == len(set(workshops))


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_they_come_in_does_not_matter(events: list[SeasonEvent], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert year(*shuffled).goals == year(*events).goals
