"""The calendar on a real desk: a year's goals, a month's weeks, and moving an event to another day."""

from datetime import date, datetime, timedelta

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind, Unit
from eventdesk.domain.registration import CallReason
from eventdesk.domain.season import DEFAULTS, Duty, Festival, Goal, GoalKey
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.checkins import Scan
from eventdesk.services.seasons import SeasonView
from tests.conftest import ZONE, Register
from tests.services.test_outbox import check


def add(desk: Desk, code: str, month: int, day: int, **plan: object) -> None:
    start = datetime(2026, month, day, 10, 0, tzinfo=ZONE)
    desk.events.add(title=code, start=start, end=start + timedelta(hours=2), code=code)
    if plan:
        desk.events.plan(code, **plan)


def goal(view: SeasonView, key: GoalKey) -> Goal:
    return next(goal for goal in view.season.goals if goal.key is key)


def test_a_year_counts_its_events_by_kind_and_beside_its_goals(desk: Desk) -> None:
    add(desk, "SPRING", 3, 7, kind=EventKind.WORKSHOP)
    add(desk, "CAMP", 5, 9, kind=EventKind.OUTDOOR, expected=1200)  # over
    add(desk, "WINTER", 12, 12, kind=EventKind.BRAND, expected=1000)
    add(desk, "MODEL", 6, 1, template=True)
    add(desk, "RAIN", 7, 1)
    desk.events.cancel("RAIN", reason="flood")

    view = desk.seasons.year(2026)

    events = goal(view, GoalKey.EVENTS)
    assert (events.target, events.planned, events.done) == (20, 3, 2)
    assert {kind: (count.planned, count.done) for kind, count in view.season.kinds if count.planned} == {
        EventKind.WORKSHOP: (1, 1), EventKind.OUTDOOR: (1, 1), EventKind.BRAND: (1, 0),
    }  # fmt: skip
    assert [event.code for event in view.season.permits] == ["WINTER"]
    assert [event.code for event in view.season.months[6]] == ["RAIN"]
    assert view.published
    festivals = {day.festival: day.day for day in view.days if day.festival}
    assert festivals[Festival.MID_AUTUMN] == date(2026, 9, 25)


def test_the_partners_of_the_year_before_set_the_next_goal_until_somebody_does(desk: Desk) -> None:
    for number in range(1, 6):
        add(desk, f"B{number}", number, 1, kind=EventKind.BRAND)
    assert goal(desk.seasons.year(2027), GoalKey.PARTNERS).target == 6

    changed = desk.seasons.set_goal(2027, GoalKey.PARTNERS, 3)

    assert goal(changed, GoalKey.PARTNERS).target == 3
    assert changed.changes
    assert goal(desk.seasons.year(2027), GoalKey.PARTNERS).target == 3
    assert goal(desk.seasons.year(2026), GoalKey.PARTNERS).target == 1
    desk.seasons.set_goal(2027, GoalKey.PARTNERS, 4)
    assert goal(desk.seasons.year(2027), GoalKey.PARTNERS).target == 4


def test_a_workshop_of_an_earlier_year_is_not_new(desk: Desk, clock: SetClock) -> None:
    add(desk, "CLAY", 3, 7, kind=EventKind.WORKSHOP)
    desk.events.clone("CLAY", start=datetime(2027, 4, 3, 10, 0, tzinfo=ZONE))
    assert [quarter.planned for quarter in desk.seasons.year(2026).season.quarters] == [1, 0, 0, 0]
    assert [quarter.planned for quarter in desk.seasons.year(2027).season.quarters] == [0, 0, 0, 0]


def test_an_unpublished_year_says_so(desk: Desk) -> None:
    view = desk.seasons.year(2031)
    assert not view.published
    assert not any(day.duty for day in view.days)


@pytest.mark.parametrize("year", [0, 1900, 2100, 99999])
def test_a_year_that_is_none_is_refused(desk: Desk, year: int) -> None:
    with pytest.raises(InvalidInput):
        desk.seasons.year(year)
    with pytest.raises(InvalidInput):
        desk.seasons.set_goal(year, GoalKey.EVENTS, 1)


@pytest.mark.parametrize(
    ("key", "value"), [(GoalKey.EVENTS, -1), (GoalKey.BANDS, 8), (GoalKey.CONTENT, 101), (GoalKey.MEAN, 501)]
)
def test_a_goal_that_cannot_be_is_refused_and_none_beside_it_is_set(desk: Desk, key: GoalKey, value: int) -> None:
    before = desk.seasons.year(2026).targets
    with pytest.raises(InvalidInput) as refused:
        desk.seasons.set_goals(2026, {GoalKey.PERSONS: 200, key: value})
    assert refused.value.code == ("bad_goal_mean" if key is GoalKey.MEAN else "bad_goal")
    assert desk.seasons.year(2026).targets == before


def test_all_goals_of_a_year_are_told_and_several_set_at_once(desk: Desk) -> None:
    assert dict(desk.seasons.year(2026).targets) == DEFAULTS
    view = desk.seasons.set_goals(2026, {GoalKey.CONTENT: 85, GoalKey.MEAN: 430, GoalKey.WORKSHOPS: 0})
    assert view.targets == {**DEFAULTS, GoalKey.CONTENT: 85, GoalKey.MEAN: 430, GoalKey.WORKSHOPS: 0}
    assert desk.seasons.year(2027).targets == DEFAULTS


def test_who_came_makes_the_average(fair: Desk, register: Register, clock: SetClock) -> None:
    for row in (register(children=2, adults=1), register(children=1, adults=1)):
        fair.checkins.scan("FAIR", Scan(row.ticket))
    register()
    assert goal(fair.seasons.year(2026), GoalKey.PERSONS).done is None  # it is not over yet
    assert goal(fair.seasons.year(2026), GoalKey.PERSONS).planned == 7
    clock.at += timedelta(hours=4)
    persons = goal(fair.seasons.year(2026), GoalKey.PERSONS)
    assert (persons.planned, persons.done) == (5, 5)


def test_a_month_has_six_weeks_and_the_events_that_touch_them(desk: Desk) -> None:
    add(desk, "BEFORE", 10, 25)  # the Sunday before
    add(desk, "EDGE", 10, 26)
    add(desk, "FIRST", 11, 1)
    desk.events.change(
        "EDGE", title="EDGE", start=datetime(2026, 10, 25, 20, 0, tzinfo=ZONE),
        end=datetime(2026, 10, 26, 8, 0, tzinfo=ZONE), venue="", capacity=None, capacity_unit=Unit.PERSONS, band=None,
    )  # fmt: skip

    view = desk.seasons.month(2026, 11)

    assert (view.days[0].day, view.days[-1].day, len(view.days)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
    assert [event.code for event in view.events] == ["EDGE", "FIRST"]
    assert view.figures.events == 1
    october = desk.seasons.month(2026, 10)
    assert {day.day: day.duty for day in october.days}[date(2026, 10, 10)] is Duty.WORK


def test_bands_of_slots_count_where_every_slot_has_one(desk: Desk) -> None:
    add(desk, "MIXED", 3, 7)
    desk.events.add_slot("MIXED", title="Small", band=AgeBand(0, 11))
    assert desk.seasons.card("MIXED").facts.bands == (AgeBand(0, 11),)
    desk.events.add_slot("MIXED", title="All")
    assert desk.seasons.card("MIXED").facts.bands == ()


def test_a_card_tells_who_signed_and_who_waits(fair: Desk, register: Register) -> None:
    fair.events.change(
        "FAIR", title="Fair", start=datetime(2026, 11, 28, 9, 30, tzinfo=ZONE), end=datetime(2026, 11, 28, 12, 0, tzinfo=ZONE),
        venue="", capacity=2, capacity_unit=Unit.FAMILIES, band=None,
    )  # fmt: skip
    register()
    register(consent=None)
    register()
    card = fair.seasons.card("FAIR")
    assert (card.families, card.consented, card.waiting, card.facts.taken) == (2, 1, 1, 2)


def test_moving_takes_slots_and_door_along_and_leaves_the_clock_on_the_wall(fair: Desk, register: Register) -> None:
    fair.events.add_slot(
        "FAIR",
        title="Early",
        start=datetime(2026, 11, 28, 9, 30, tzinfo=ZONE),
        end=datetime(2026, 11, 28, 10, 0, tzinfo=ZONE),
    )
    fair.events.add_slot("FAIR", title="Whole")
    fair.events.set_rule("FAIR", "doors_open", "2026-11-28T09:00:00+08:00")
    register()

    moved = fair.seasons.move("FAIR", date(2026, 12, 5))

    event = fair.events.show("FAIR")
    assert event.start == moved.after == datetime(2026, 12, 5, 9, 30, tzinfo=ZONE)
    assert event.end == datetime(2026, 12, 5, 12, 0, tzinfo=ZONE)
    assert event.slots[0].start == datetime(2026, 12, 5, 9, 30, tzinfo=ZONE)
    assert event.slots[1].own_times is False
    assert event.rules.doors_open == datetime(2026, 12, 5, 9, 0, tzinfo=ZONE)
    assert moved.families == 1
    assert [(call.reason, call.done_at) for call in fair.calls.list("FAIR")] == [(CallReason.EVENT_MOVED, None)]


def test_a_move_taken_back_leaves_nobody_to_call(fair: Desk, register: Register, clock: SetClock) -> None:
    register()
    before = fair.events.show("FAIR")
    moved = fair.seasons.move("FAIR", date(2026, 12, 5))
    clock.at += timedelta(minutes=1)
    fair.seasons.move_back(moved)
    assert (fair.events.show("FAIR").start, fair.events.show("FAIR").end) == (before.start, before.end)
    assert all(call.done_at for call in fair.calls.list("FAIR"))


def open_calls(desk: Desk) -> set[str]:
    return {call.registration for call in desk.calls.list("FAIR") if call.done_at is None}


def test_who_was_told_of_a_move_is_told_that_it_was_taken_back(fair: Desk, register: Register, clock: SetClock) -> None:
    told, untold = register().id, register().id
    moved = fair.seasons.move("FAIR", date(2026, 12, 5))
    clock.at += timedelta(minutes=1)
    fair.calls.done(next(call.id for call in fair.calls.list("FAIR") if call.registration == told))
    clock.at += timedelta(minutes=1)
    assert fair.seasons.move_back(moved).families == 1
    assert open_calls(fair) == {told} != {untold}
    check(fair)


def test_a_move_taken_back_leaves_the_one_before_to_be_told(fair: Desk, register: Register, clock: SetClock) -> None:
    early = register().id
    fair.seasons.move("FAIR", date(2026, 12, 5))
    clock.at += timedelta(minutes=1)
    register()
    moved = fair.seasons.move("FAIR", date(2026, 12, 12))
    clock.at += timedelta(minutes=1)
    assert fair.seasons.move_back(moved).families == 0
    assert open_calls(fair) == {early}, "nobody has told them of the fifth yet"


def test_a_move_is_not_taken_back_over_somebody_elses(fair: Desk, register: Register) -> None:
    family = register().id
    moved = fair.seasons.move("FAIR", date(2026, 12, 5))
    other = fair.seasons.move("FAIR", date(2026, 12, 12))
    with pytest.raises(Conflict) as caught:
        fair.seasons.move_back(moved)
    assert caught.value.code == "event_changed_meanwhile"
    assert fair.events.show("FAIR").start == other.after
    assert open_calls(fair) == {family}


def test_nobody_is_called_for_a_cancelled_event_that_is_moved(fair: Desk, register: Register) -> None:
    register()
    fair.events.cancel("FAIR", reason="rain")
    assert fair.seasons.move("FAIR", date(2026, 12, 5)).families == 0
    assert [call.reason for call in fair.calls.list("FAIR")] == [CallReason.EVENT_CANCELLED]


def test_what_is_over_or_cancelled_has_nothing_to_mend(fair: Desk, clock: SetClock) -> None:
    for code, room in (("S1", "hall"), ("S2", "hall")):
        fair.events.add_slot("FAIR", title=code, room=room, code=code)

    def shown() -> int:
        return fair.seasons.card("FAIR").facts.conflicts

    assert shown() == 1
    clock.at += timedelta(days=1)
    assert shown() == 0
    clock.at -= timedelta(days=1)
    fair.events.cancel("FAIR", reason="rain")
    assert shown() == 0


def test_who_left_or_was_told_of_another_move_is_not_called_again(fair: Desk, register: Register, clock: SetClock) -> None:
    left, stays = register().id, register().id
    moved = fair.seasons.move("FAIR", date(2026, 12, 5))
    clock.at += timedelta(minutes=1)
    for call in fair.calls.list("FAIR"):
        fair.calls.done(call.id)
    fair.registrations.cancel(left)
    assert fair.seasons.move_back(moved).families == 1
    assert open_calls(fair) == {stays}
    fair.calls.done(next(call.id for call in fair.calls.list("FAIR") if call.registration == stays))
    clock.at += timedelta(minutes=1)
    fair.events.cancel("FAIR", reason="rain")
    assert fair.seasons.move_back(fair.seasons.move("FAIR", date(2026, 12, 5))).families == 0


@pytest.mark.parametrize("month", [0, 13, -1])
def test_there_are_twelve_months(desk: Desk, month: int) -> None:
    with pytest.raises(InvalidInput) as raised:
        desk.seasons.month(2026, month)
    assert raised.value.code == "bad_month"
