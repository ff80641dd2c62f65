"""An event's life: copied, repeated, published, cancelled; and nobody is lost on the way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind, EventState, Unit
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.checkins import Scan
from eventdesk.services.event_views import EventView
from tests.conftest import ZONE, Register
from tests.desks import create_desk


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc]


@pytest.fixture
def planned(fair: Desk) -> Desk:
    """FAIR with a slot of its own hours, one without, a rule with a moment, and planners' details."""
    first = local(2026, 11, 28, 9, 30)
    fair.events.add_slot("FAIR", title="拓印", code="S1", room="彩虹厅", start=first, end=first.replace(hour=10))
    fair.events.add_slot("FAIR", title="音乐", code="S2", capacity=20, capacity_unit=Unit.CHILDREN)
    fair.events.set_rule("FAIR", "doors_open", "2026-11-28T09:00")
    fair.events.plan("FAIR", kind=EventKind.WORKSHOP, owner="李静", expected=320, notes="带雨棚", purpose="认识秋天")
    return fair


def test_a_copy_has_everything_but_its_registrations(planned: Desk, register: Register) -> None:
    register()
    copy = planned.events.clone("FAIR", start=local(2027, 3, 6, 14, 0))
    assert copy.code.startswith("20270306")
    assert (copy.title, copy.venue, copy.state) == ("秋日亲子工坊日", "青禾社区中心", EventState.DRAFT)
    assert (copy.start, copy.end) == (local(2027, 3, 6, 14, 0), local(2027, 3, 6, 16, 30))
    assert [(s.code, s.room, s.own_times) for s in copy.slots] == [("S1", "彩虹厅", True), ("S2", "", False)]
    assert (copy.slots[0].start, copy.slots[0].end) == (local(2027, 3, 6, 14, 0), local(2027, 3, 6, 15, 0))
    assert copy.rules.doors_open == local(2027, 3, 6, 13, 30)
    assert (copy.kind, copy.owner, copy.expected, copy.notes) == (EventKind.WORKSHOP, "李静", 320, "带雨棚")
    assert planned.registrations.list(copy.code) == ()
    assert len(planned.registrations.list("FAIR")) == 1


def test_a_copy_over_a_change_to_summer_time_keeps_the_clock_on_the_wall(tmp_path: object) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with create_desk(tmp_path / "desk", name="x", passphrase=None, zone="Europe/Berlin") as desk:  # type: ignore[operator]
        start = datetime(2026, 3, 28, 10, 0, tzinfo=berlin)
        desk.events.add(title="x", start=start, end=start.replace(hour=12), code="X")
        desk.events.add_slot("X", title="s", start=start.replace(hour=11), end=start.replace(hour=12))
        copy = desk.events.clone("X", start=datetime(2026, 3, 29, 10, 0, tzinfo=berlin))
        assert [m.astimezone(berlin).hour for m in (copy.start, copy.end, copy.slots[0].start)] == [10, 12, 11]
        series = desk.events.repeat("X", "FREQ=DAILY;COUNT=3")
        assert [event.start.astimezone(berlin).hour for event in series] == [10, 10]
        assert series[1].start - series[0].start == timedelta(hours=24)
        assert series[0].start - start == timedelta(hours=23)


def test_a_new_event_is_made_like_a_template(planned: Desk) -> None:
    planned.events.plan("FAIR", template=True)
    start = local(2026, 12, 5, 9, 0)
    made = planned.events.add(title="冬日", start=start, end=start.replace(hour=11), template="FAIR", code="WINTER")
    assert (made.title, made.end, made.venue, made.template) == ("冬日", start.replace(hour=11), "青禾社区中心", False)
    assert [slot.code for slot in made.slots] == ["S1", "S2"]
    with pytest.raises(NotFound):
        planned.events.add(title="x", start=start, end=start.replace(hour=11), template="NOBODY")


def test_a_series_shares_its_name_and_each_can_differ(fair: Desk) -> None:
    made = fair.events.repeat("FAIR", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert [event.start - fair.events.show("FAIR").start for event in made] == [timedelta(weeks=n) for n in (1, 2, 3)]
    assert {event.series for event in (*made, fair.events.show("FAIR"))} == {fair.events.show("FAIR").id}
    fair.events.cancel(made[1].code, reason="场地没有了")
    assert [fair.events.show(event.code).state for event in made] == [EventState.DRAFT, EventState.CANCELLED, EventState.DRAFT]


@pytest.mark.parametrize(
    "rule",
    [
        "", "nonsense", "FREQ=DAILY", "FREQ=SECONDLY;COUNT=900000", "FREQ=DAILY;COUNT=900", "FREQ=YEARLY;UNTIL=20991231",
        "FREQ=DAILY;COUNT=x",
    ],
)  # fmt: skip
def test_a_series_that_never_ends_is_refused_whole(fair: Desk, rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fair.events.repeat("FAIR", rule)
    assert caught.value.code == "bad_recurrence"
    assert len(fair.events.list()) == 1


def test_the_states_follow_each_other(fair: Desk) -> None:
    assert fair.events.publish("FAIR").state is EventState.PUBLISHED
    assert fair.events.publish("FAIR").state is EventState.PUBLISHED
    for state in (EventState.RUNNING, EventState.CLOSED, EventState.ARCHIVED):
        assert fair.events.advance("FAIR", state).state is state
    with pytest.raises(Conflict) as caught:
        fair.events.publish("FAIR")
    assert caught.value.code == "wrong_state"
    with pytest.raises(Conflict):
        fair.events.cancel("FAIR", reason="雨")


def test_cancelling_loses_no_registration_and_says_whom_to_call(fair: Desk, register: Register) -> None:
    families = [register() for _ in range(3)]
    fair.registrations.cancel(families[2].id)
    with pytest.raises(InvalidInput):
        fair.events.cancel("FAIR", reason="  ")
    cancelled = fair.events.cancel("FAIR", reason="暴雨红色预警")
    assert (cancelled.state, cancelled.reason) == (EventState.CANCELLED, "暴雨红色预警")
    assert [view.state for view in fair.registrations.list("FAIR")] == [
        RegistrationState.CONFIRMED, RegistrationState.CONFIRMED, RegistrationState.CANCELLED,
    ]  # fmt: skip
    calls = fair.calls.list("FAIR")
    assert [(call.registration, call.reason) for call in calls] == [(f.id, CallReason.EVENT_CANCELLED) for f in families[:2]]
    assert all("家长" not in call.label and "*" in call.phone for call in calls)
    assert fair.calls.list("FAIR", unmasked=True)[0].phone == "13800000001"
    assert fair.checkins.scan("FAIR", Scan(text=families[0].ticket)).code == "cancelled"
    done = fair.calls.done(calls[0].id)
    assert done.done_at is not None
    assert [call.id for call in fair.calls.list("FAIR")] == [calls[1].id, calls[0].id]
    assert fair.proofs.verify().ok
    with pytest.raises(NotFound):
        fair.calls.done("nobody")


def change(desk: Desk, **changed: Any) -> EventView:
    """Changes some fields of FAIR, and leaves the others as they are."""
    event = desk.events.show("FAIR")
    names = ("title", "start", "end", "venue", "capacity", "capacity_unit", "band")
    return desk.events.change("FAIR", **{name: getattr(event, name) for name in names} | changed)


def test_who_no_longer_fits_waits_the_last_first(fair: Desk, register: Register) -> None:
    families = [register() for _ in range(4)]
    change(fair, capacity=2, capacity_unit=Unit.FAMILIES)
    states = {view.id: view.state for view in fair.registrations.list("FAIR")}
    assert [states[f.id] for f in families] == [RegistrationState.CONFIRMED] * 2 + [RegistrationState.WAITLISTED] * 2
    assert {(c.registration, c.reason) for c in fair.calls.list("FAIR")} == {(f.id, CallReason.NO_PLACE) for f in families[2:]}
    change(fair, capacity=9, capacity_unit=Unit.FAMILIES)
    assert fair.registrations.promote_waiting("FAIR") == tuple(f.id for f in families[2:])


def test_a_slot_that_shrinks_keeps_the_family_in_its_other_slots(fair: Desk, register: Register) -> None:
    for code in ("S1", "S2"):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=5, capacity_unit=Unit.FAMILIES)
    first, second, third = register(slots=("S1",)), register(slots=("S1", "S2")), register(slots=("S1",))
    fair.events.change_slot("FAIR", "S1", title="S1", capacity=1, capacity_unit=Unit.FAMILIES)
    views = {view.id: (view.state, dict(view.slot_status)) for view in fair.registrations.list("FAIR")}
    assert views[first.id] == ("confirmed", {"S1": "confirmed"})
    assert views[second.id] == ("confirmed", {"S1": "waitlisted", "S2": "confirmed"})
    assert views[third.id] == ("waitlisted", {"S1": "waitlisted"})
    assert {call.registration for call in fair.calls.list("FAIR")} == {second.id, third.id}


def test_an_event_that_moves_is_told_to_everybody(fair: Desk, register: Register) -> None:
    family = register()
    event = fair.events.show("FAIR")
    change(fair, start=event.start + timedelta(days=1), end=event.end + timedelta(days=1))
    assert [(call.registration, call.reason) for call in fair.calls.list("FAIR")] == [(family.id, CallReason.EVENT_MOVED)]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"expected": -1}, "expected"), ({"changeover": 999}, "changeover"), ({"changeover": None}, "changeover"),
        ({"kind": "party"}, "kind"), ({"kind": None}, "kind"), ({"owner": None}, "owner"), ({"online": "yes"}, "online"),
        ({"expected": True}, "expected"), ({"notes": 7}, "notes"),
    ],
)  # fmt: skip
def test_details_that_cannot_be_are_refused(fair: Desk, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fair.events.plan("FAIR", **fields)
    assert caught.value.details["field"] == field
    assert fair.events.plan("FAIR", kind="lecture", expected=None).kind is EventKind.LECTURE


@pytest.mark.parametrize("start", [datetime(2026, 11, 28, 9, 0), local(1970, 12, 31), local(2100, 1, 1)])  # noqa: DTZ001
@pytest.mark.parametrize("verb", ["add", "change", "slot", "clone"])
def test_a_moment_that_no_event_can_have_is_refused(fair: Desk, verb: str, start: datetime) -> None:
    end = start + timedelta(hours=1)
    verbs: dict[str, Callable[[], object]] = {
        "add": lambda: fair.events.add(title="x", start=start, end=end),
        "change": lambda: change(fair, start=start, end=end),
        "slot": lambda: fair.events.add_slot("FAIR", title="x", start=start, end=end),
        "clone": lambda: fair.events.clone("FAIR", start=start),
    }
    with pytest.raises(InvalidInput) as caught:
        verbs[verb]()
    assert (caught.value.code, caught.value.details["field"]) == ("bad_time", "start")


def test_a_day_that_no_event_can_have_is_refused(fair: Desk) -> None:
    with pytest.raises(InvalidInput):
        fair.events.clone("FAIR", start=date(2100, 1, 1))
    with pytest.raises(InvalidInput):
        fair.events.set_rule("FAIR", "doors_open", "9999-12-31T23:00")


def test_a_room_is_the_same_with_blanks_around_it(fair: Desk) -> None:
    fair.events.add_slot("FAIR", title="x", code="S1", room=" 彩虹厅 ")
    assert fair.events.show("FAIR").slots[0].room == "彩虹厅"
    assert fair.events.change_slot("FAIR", "S1", title="x", room="  积木教室").slots[0].room == "积木教室"


def test_a_series_goes_on_where_it_is_repeated_again(fair: Desk) -> None:
    made = fair.events.repeat("FAIR", "FREQ=WEEKLY;COUNT=3")
    fair.events.cancel(made[0].code, reason="雨")
    assert fair.events.repeat("FAIR", "FREQ=WEEKLY;COUNT=3") == ()
    (more,) = fair.events.repeat(made[1].code, "FREQ=WEEKLY;COUNT=2")
    assert more.start - made[1].start == timedelta(weeks=1)
    assert fair.events.repeat("FAIR", "FREQ=WEEKLY;UNTIL=20261219") == ()
    assert len(fair.events.list()) == 4


def test_other_windows_write_while_a_rule_is_followed(fair: Desk) -> None:
    with pytest.raises(InvalidInput), fair.house.store.unit(actor=fair.house.actor, clock=fair.house.clock, action="x"):
        fair.events.repeat("FAIR", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1")


def test_a_day_alone_keeps_the_hour(planned: Desk) -> None:
    copy = planned.events.clone("FAIR", start=date(2027, 3, 6))
    assert (copy.start, copy.slots[0].start) == (local(2027, 3, 6, 9, 30), local(2027, 3, 6, 9, 30))
