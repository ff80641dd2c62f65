"""What a planner's change means for families: places, hours, and whom to call."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventState, Unit
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.checkins import Scan
from eventdesk.services.event_views import EventView
from tests.conftest import Register
from tests.desks import create_desk
from tests.services import test_outbox as outbox
from tests.services.test_event_life import change, local

BERLIN = ZoneInfo("Europe/Berlin")


def states(desk: Desk) -> list[RegistrationState]:
    return [view.state for view in desk.registrations.list("FAIR")]


def calls(desk: Desk, *, done: bool = False) -> list[tuple[str, CallReason]]:
    return [(one.registration, one.reason) for one in desk.calls.list("FAIR") if (one.done_at is not None) is done]


def test_another_name_sends_nobody_away_whom_the_door_let_in(fair: Desk, register: Register) -> None:
    change(fair, capacity=2, capacity_unit=Unit.FAMILIES)
    families = [register() for _ in range(3)]
    fair.checkins.scan("FAIR", Scan(registration=families[2].id, override="没有座位也行"))
    assert states(fair) == [RegistrationState.CONFIRMED] * 3
    assert change(fair, title="新名字", capacity=2).title == "新名字"
    fair.events.add_slot("FAIR", title="拓印", code="S1", capacity=9)
    fair.events.change_slot("FAIR", "S1", title="拓印", capacity=5)  # a slot that shrinks says nothing of the event
    assert states(fair) == [RegistrationState.CONFIRMED] * 3
    assert calls(fair) == []


def test_who_is_inside_keeps_the_places_when_an_event_shrinks(fair: Desk, register: Register) -> None:
    change(fair, capacity=5, capacity_unit=Unit.FAMILIES)
    fair.events.add_slot("FAIR", title="拓印", code="S1", capacity=5, capacity_unit=Unit.FAMILIES)
    families = [register(slots=("S1",)) for _ in range(4)]
    for family in (families[3], families[0]):
        fair.checkins.scan("FAIR", Scan(registration=family.id))
    fair.checkins.scan("FAIR", Scan(registration=families[0].id, out=True, override="先走"))
    fair.events.change_slot("FAIR", "S1", title="拓印", capacity=3, capacity_unit=Unit.FAMILIES)
    views = fair.registrations.list("FAIR")
    assert [dict(view.slot_status)["S1"] for view in views] == ["confirmed", "confirmed", "waitlisted", "confirmed"]
    assert change(fair, capacity=1).called == 2  # the one inside fills it
    assert states(fair) == [RegistrationState.WAITLISTED] * 3 + [RegistrationState.CONFIRMED]
    assert change(fair, capacity=0).called == 0
    assert states(fair)[3] is RegistrationState.CONFIRMED


@pytest.mark.parametrize(("pass_over", "third"), [("no", RegistrationState.WAITLISTED), ("yes", RegistrationState.CONFIRMED)])
def test_a_smaller_family_passes_only_where_the_rules_say_so(
    fair: Desk, register: Register, pass_over: str, third: RegistrationState
) -> None:
    for children in (1, 2, 0):
        register(children=children)
    fair.events.set_rule("FAIR", "pass_over", pass_over)
    change(fair, capacity=3, capacity_unit=Unit.PERSONS)
    assert states(fair) == [RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, third]


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[Desk]:
    with create_desk(tmp_path / "berlin", name="x", passphrase=None, zone="Europe/Berlin") as desk:
        yield desk


def test_a_copy_into_the_hour_that_is_left_out_is_as_long_as_it_was(berlin: Desk) -> None:
    start = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)
    berlin.events.add(title="x", start=start, end=start.replace(hour=3, minute=0), code="X")
    berlin.events.add_slot("X", title="s", start=start, end=start.replace(minute=45))
    copy = berlin.events.clone("X", start=datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN))
    assert (copy.start, copy.end) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, 0, tzinfo=UTC))
    assert (copy.slots[0].start, copy.slots[0].end) == (copy.start, copy.start + timedelta(minutes=15))
    again = berlin.events.repeat("X", "FREQ=DAILY;COUNT=3")
    assert [event.end - event.start for event in again] == [timedelta(minutes=30)] * 2
    assert [event.start.astimezone(BERLIN).hour for event in again] == [3, 2]


def test_a_night_is_as_long_in_the_copy_and_its_slots_stay_within(berlin: Desk) -> None:
    start = datetime(2026, 3, 27, 20, 0, tzinfo=BERLIN)
    berlin.events.add(title="x", start=start, end=datetime(2026, 3, 28, 6, 0, tzinfo=BERLIN), code="X")
    at = datetime(2026, 3, 28, 1, 30, tzinfo=BERLIN)
    berlin.events.add_slot("X", title="s", start=at, end=at.replace(hour=3, minute=0))
    copy = berlin.events.clone("X", start=date(2026, 3, 28))
    assert (copy.end - copy.start, copy.slots[0].end - copy.slots[0].start) == (timedelta(hours=10), timedelta(minutes=90))
    assert (copy.start, copy.slots[0].start) == (start.replace(day=28), at.replace(day=29))


def test_the_repeated_hour_has_an_order(berlin: Desk) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(minute=15, fold=1)
    event = berlin.events.add(title="x", start=first, end=second, code="X")
    assert event.end - event.start == timedelta(minutes=45)
    with pytest.raises(InvalidInput):
        berlin.events.add(title="x", start=second, end=first, code="Y")
    berlin.events.add_slot("X", title="s", start=second - timedelta(minutes=15), end=second)
    berlin.events.change(
        "X", title="x", start=first, end=second, venue="", capacity=None, capacity_unit=Unit.PERSONS, band=None
    )
    assert berlin.calls.list("X") == ()
    copy = berlin.events.clone("X", start=first)
    assert (copy.start, copy.end) == (event.start, event.end)


def test_a_moved_event_takes_its_slots_and_its_doors_along(fair: Desk) -> None:
    first = local(2026, 11, 28, 9, 30)
    fair.events.add_slot("FAIR", title="拓印", code="S1", start=first, end=first.replace(hour=10))
    fair.events.add_slot("FAIR", title="音乐", code="S2")
    for rule, at in (("doors_open", "09:00"), ("doors_close", "11:00")):
        fair.events.set_rule("FAIR", rule, f"2026-11-28T{at}")
    moved = change(fair, start=local(2026, 11, 29, 10, 0), end=local(2026, 11, 29, 13, 0))
    assert (moved.slots[0].start, moved.slots[0].end) == (local(2026, 11, 29, 10, 0), local(2026, 11, 29, 11, 0))
    assert not moved.slots[1].own_times
    assert (moved.rules.doors_open, moved.rules.doors_close) == (local(2026, 11, 29, 9, 30), local(2026, 11, 29, 11, 30))
    longer = change(fair, end=local(2026, 11, 29, 14, 0))
    assert (longer.slots, longer.rules) == ((moved.slots[0], replace(moved.slots[1], end=longer.end)), moved.rules)
    outbox.check(fair)


@pytest.mark.parametrize(
    "changed",
    [{"start": local(2026, 11, 28, 9, 0)}, {"end": local(2026, 11, 28, 11, 0)}, {"venue": "云栖公园"}],
)
def test_another_start_end_or_place_is_told_to_who_comes_or_waits(
    fair: Desk, register: Register, changed: dict[str, Any]
) -> None:
    change(fair, capacity=1, capacity_unit=Unit.FAMILIES)
    families = [register() for _ in range(3)]
    fair.registrations.cancel(families[1].id)
    assert change(fair, **changed).called == 2
    assert calls(fair) == [(families[0].id, CallReason.EVENT_MOVED), (families[2].id, CallReason.EVENT_MOVED)]
    assert change(fair, title="新名字", band=None).called == 0


def test_nobody_is_called_for_a_cancelled_event_that_moves(fair: Desk, register: Register) -> None:
    family = register()
    fair.events.cancel("FAIR", reason="雨")
    assert change(fair, venue="云栖公园").called == 0
    assert calls(fair) == [(family.id, CallReason.EVENT_CANCELLED)]


def test_the_list_is_put_right_when_its_reason_is_gone(fair: Desk, register: Register, clock: SetClock) -> None:
    families = [register() for _ in range(3)]
    change(fair, capacity=1, capacity_unit=Unit.FAMILIES)
    fair.calls.done(next(call.id for call in fair.calls.list("FAIR") if call.registration == families[1].id))
    assert fair.events.cancel("FAIR", reason="雨").called == 3
    with pytest.raises(Conflict, match="already_cancelled"):
        fair.events.cancel("FAIR", reason="雨")
    fair.events.advance("FAIR", EventState.DRAFT)
    assert calls(fair) == [(families[2].id, CallReason.NO_PLACE)]
    change(fair, capacity=9, capacity_unit=Unit.FAMILIES)
    fair.registrations.promote_waiting("FAIR")
    assert calls(fair) == []
    assert {call.done_at for call in fair.calls.list("FAIR")} == {clock.now()}
    assert fair.events.cancel("FAIR", reason="雨").called == 3
    outbox.check(fair)


def test_who_still_lacks_a_slot_stays_on_the_list(fair: Desk, register: Register) -> None:
    for code in ("S1", "S2"):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=1, capacity_unit=Unit.FAMILIES)
    family = register(slots=("S1", "S2"))
    for code, places in (("S1", 0), ("S2", 0), ("S1", 1)):
        fair.events.change_slot("FAIR", code, title=code, capacity=places, capacity_unit=Unit.FAMILIES)
    fair.registrations.promote(family.id)
    assert calls(fair) == [(family.id, CallReason.NO_PLACE)]
    fair.events.change_slot("FAIR", "S2", title="S2", capacity=1, capacity_unit=Unit.FAMILIES)
    fair.registrations.promote(family.id)
    assert calls(fair) == []


def form(event: EventView, **typed: Any) -> dict[str, Any]:
    """What a form that was filled in from an event sends."""
    names = ("title", "start", "end", "venue", "capacity", "capacity_unit", "band")
    return {name: getattr(event, name) for name in names} | typed | {"seen": event}


def test_nobody_is_called_for_a_slot_of_a_cancelled_event(fair: Desk, register: Register) -> None:
    fair.events.add_slot("FAIR", title="拓印", code="S1", room="彩虹厅")
    family = register(slots=("S1",))
    fair.schedules.release("FAIR")
    fair.events.cancel("FAIR", reason="雨")
    fair.events.change_slot("FAIR", "S1", title="拓印", room="积木教室")
    assert fair.schedules.release("FAIR").released == 2
    assert calls(fair) == [(family.id, CallReason.EVENT_CANCELLED)]


def test_a_form_that_lay_open_leaves_what_others_did_meanwhile(fair: Desk, register: Register) -> None:
    register()
    seen = fair.events.show("FAIR")
    band = AgeBand(12, 47)
    change(fair, start=local(2026, 12, 5, 9, 30), end=local(2026, 12, 5, 12, 0), band=band)
    (told,) = fair.calls.list("FAIR")
    fair.calls.done(told.id)
    after = fair.events.change("FAIR", **form(seen, title="新名字", capacity=7, capacity_unit=Unit.CHILDREN))
    assert (after.title, after.capacity, after.capacity_unit) == ("新名字", 7, Unit.CHILDREN)
    assert (after.start, after.end, after.band) == (local(2026, 12, 5, 9, 30), local(2026, 12, 5, 12, 0), band)
    assert calls(fair) == [], "nobody is told of a day that it is not on"
    outbox.check(fair)


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({"title": "A"}, {"title": "B"}),
        ({"start": local(2026, 11, 29, 9, 30), "end": local(2026, 11, 29, 12, 0)}, {"end": local(2026, 11, 28, 13, 0)}),
        ({"capacity": 3}, {"capacity_unit": Unit.FAMILIES}),
        ({"band": AgeBand(0, 11)}, {"band": AgeBand(0, 23)}),
    ],
)
def test_two_who_change_the_same_are_told(fair: Desk, theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    seen = fair.events.show("FAIR")
    there = change(fair, **theirs)
    with pytest.raises(Conflict) as caught:
        fair.events.change("FAIR", **form(seen, **mine))
    assert caught.value.code == "event_changed_meanwhile"
    assert fair.events.show("FAIR") == replace(there, changes=frozenset(), called=0)
    assert fair.events.change("FAIR", **form(seen, **theirs)).title == there.title, "the same is no quarrel"


def test_a_title_is_one_line_that_a_list_has_room_for(fair: Desk) -> None:
    start = datetime(2026, 12, 5, 9, tzinfo=fair.zone)
    hours = {"start": start, "end": start + timedelta(hours=1)}
    assert fair.events.add(title=" A\x1b[31m\r\nB👨‍👩‍👧 ", code="LINE", **hours).title == "A [31m  B👨‍👩‍👧"
    with pytest.raises(InvalidInput, match="text_too_long"):
        fair.events.add(title="长" * 201, code="LONG", **hours)
    with pytest.raises(InvalidInput, match="title_missing"):
        fair.events.add_slot("LINE", title="\x00 \n")


def test_who_was_told_that_an_event_is_cancelled_is_told_that_it_is_on(fair: Desk, register: Register, clock: SetClock) -> None:
    told, untold, gone = (register().id for _ in range(3))
    fair.events.cancel("FAIR", reason="雨")
    clock.at += timedelta(minutes=1)
    for call in fair.calls.list("FAIR"):
        if call.registration != untold:
            fair.calls.done(call.id)
    fair.registrations.cancel(gone)
    fair.events.advance("FAIR", EventState.DRAFT)
    assert calls(fair) == [(told, CallReason.EVENT_ON)]
    fair.events.cancel("FAIR", reason="风")
    assert calls(fair) == [(told, CallReason.EVENT_CANCELLED), (untold, CallReason.EVENT_CANCELLED)]
    outbox.check(fair)
