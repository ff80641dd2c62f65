"""Limits of events, slots, rooms, ages and families: who gets a place, who is refused and why, who may pass."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import Count, LimitKind
from eventdesk.domain.checkin import Code
from eventdesk.domain.event import Unit
from eventdesk.domain.family import Role
from eventdesk.domain.registration import CallReason, RegistrationState
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, DeskError, InvalidInput, NotAllowed, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.limits import LimitBar
from eventdesk.store import tables as t
from tests.conftest import ZONE, Register

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED
BABIES = AgeBand(0, 23)


def slots(desk: Desk, *rooms: str, hour: int | Sequence[int] = 10, capacity: int | None = None) -> None:
    hours = [hour] * len(rooms) if isinstance(hour, int) else hour
    for number, (room, at) in enumerate(zip(rooms, hours, strict=True), 1):
        start = datetime(2026, 11, 28, at, 0, tzinfo=ZONE)
        desk.events.add_slot(
            "FAIR", title=f"第{number}场", code=f"S{number}", room=room, start=start, end=start + timedelta(minutes=50),
            capacity=capacity,
        )  # fmt: skip


def family(desk: Desk, number: int, *births: date | None, adults: int = 1, **more: Any) -> RegistrationView:
    people = [BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"139{number:08d}", phone_type="mobile")]
    people += [BookedPerson(Role.CHILD, f"孩子{number}之{place}", birthdate=born) for place, born in enumerate(births)]
    return desk.registrations.add("FAIR", people=people, adults=adults, children=len(births), consent_method="paper", **more)


def bar(desk: Desk, kind: LimitKind, **like: Any) -> LimitBar:
    (found,) = (
        one for one in desk.places.bars("FAIR") if one.kind is kind and all(getattr(one, k) == v for k, v in like.items())
    )
    return found


def refused(code: str, ask: Any) -> dict[str, Any]:
    with pytest.raises(DeskError) as caught:
        ask()
    assert caught.value.code == code
    return dict(caught.value.details)


def audit_of(desk: Desk, action: str) -> dict[str, Any]:
    with desk.house.store.reading() as connection:
        query = sa.select(t.audit.c.details).where(t.audit.c.action == action).order_by(t.audit.c.seq.desc())
        return dict(json.loads(connection.execute(query.limit(1)).scalar_one()))


def cap(desk: Desk, capacity: int | None, unit: Unit = Unit.PERSONS) -> None:
    event = desk.events.show("FAIR")
    desk.events.change(
        "FAIR", title=event.title, start=event.start, end=event.end, venue=event.venue, capacity=capacity, capacity_unit=unit,
        band=None,
    )  # fmt: skip


def test_a_room_is_shared_by_the_slots_that_are_open_at_once(fair: Desk, register: Register) -> None:
    fair.venues.put("青禾社区中心")
    fair.venues.put_room("青禾社区中心", "彩虹厅", capacity=5)
    slots(fair, "彩虹厅", "彩虹厅", "彩虹厅", "别处", hour=(10, 10, 11, 10))
    assert register(slots=("S1",)).state is CONFIRMED
    assert register(slots=("S2",)).state is CONFIRMED
    late = register(slots=("S2",))
    assert late.state is WAITING
    for elsewhere in ("S3", "S4"):
        assert register(slots=(elsewhere,)).state is CONFIRMED
    shared = bar(fair, LimitKind.ROOM, slots=("S1", "S2"))
    assert (shared.places, shared.taken, shared.free, shared.waiting, shared.hard, shared.limit) == (5, 4, 1, 1, False, None)
    facts = refused("no_place_room", lambda: fair.registrations.promote(late.id))
    assert (facts["limit"], facts["free"], facts["need"]) == ("彩虹厅", 1, 2)


def test_a_family_in_two_slots_of_a_room_at_once_is_counted_once(fair: Desk, register: Register) -> None:
    slots(fair, "彩虹厅", "彩虹厅")
    fair.places.add_limit("FAIR", kind=LimitKind.ROOM, room="彩虹厅", places=3, hard=True)
    both = register(slots=("S1", "S2"))
    assert both.slot_status == (("S1", "confirmed"), ("S2", "confirmed"))
    assert bar(fair, LimitKind.ROOM).taken == 2
    moved = family(fair, 1, slots=("S1",))
    assert (moved.state, bar(fair, LimitKind.ROOM).free) == (CONFIRMED, 0)
    assert fair.edits.change(both.id, slots=("S1",)).state is CONFIRMED
    assert fair.edits.change(both.id, slots=("S1", "S2")).slot_status[1] == ("S2", "confirmed"), "it is in the room already"


def test_an_events_own_limit_goes_before_the_rooms(fair: Desk, register: Register) -> None:
    fair.venues.put("青禾社区中心")
    fair.venues.put_room("青禾社区中心", "彩虹厅", capacity=9)
    slots(fair, "彩虹厅")
    view = fair.places.add_limit("FAIR", kind=LimitKind.ROOM, room="彩虹厅", places=2, hard=True)
    assert [(one.places, one.hard) for one in view.bars if one.kind is LimitKind.ROOM] == [(2, True)]
    register(slots=("S1",))
    late = register(slots=("S1",))
    refused("no_place_room_hard", lambda: fair.registrations.promote(late.id, override="就一家"))
    limit = bar(fair, LimitKind.ROOM).limit
    assert limit is not None
    removed = fair.places.remove_limit(limit)
    assert fair.registrations.promote_waiting("FAIR") == (late.id,)
    assert fair.places.put_back_limit(removed).called == 1
    assert fair.registrations.show(late.id).state is WAITING


def test_ages_are_those_of_the_slots_day(fair: Desk) -> None:
    """Two years old on the day of the slot is no baby any more; the day before it was."""
    slots(fair, "", "")
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, slot="S1", band=BABIES, places=1, hard=True)
    assert family(fair, 1, date(2024, 11, 29), slots=("S1",)).state is CONFIRMED
    assert family(fair, 2, date(2024, 11, 28), slots=("S1",)).state is CONFIRMED, "24 months today"
    baby = family(fair, 3, date(2024, 11, 29), slots=("S1",))
    assert baby.state is WAITING
    assert family(fair, 4, date(2020, 1, 1), slots=("S1",)).state is CONFIRMED, "who needs none of these places waits for nobody"
    assert family(fair, 5, date(2024, 11, 29), slots=("S2",)).state is CONFIRMED
    facts = refused("no_place_band_hard", lambda: fair.registrations.promote(baby.id, override="抱着的"))
    assert (facts["free"], facts["need"]) == (0, 1)
    fair.registrations.move(baby.id, source="S1", target="S2")
    assert fair.registrations.promote_waiting("FAIR") == (baby.id,)
    refused("no_place_band_hard", lambda: fair.registrations.move(baby.id, source="S2", target="S1", override="抱着的"))


def test_a_child_of_unknown_age_may_be_of_any(fair: Desk) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=2, hard=True)
    family(fair, 1, None, None)
    assert bar(fair, LimitKind.BAND).taken == 2
    assert family(fair, 2, date(2026, 1, 1)).state is WAITING
    family(fair, 1, date(2020, 1, 1), date(2026, 1, 1))
    assert bar(fair, LimitKind.BAND).taken == 1, "now it is known that one of them is no baby"
    assert len(fair.registrations.promote_waiting("FAIR")) == 1


def test_nobody_changes_a_child_for_a_baby_in_a_full_band(fair: Desk) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=1, hard=True)
    family(fair, 1, date(2026, 1, 1))
    other = family(fair, 2, date(2020, 1, 1))
    guardian = BookedPerson(Role.GUARDIAN, "家长2", phone="13900000002", phone_type="mobile")
    baby = BookedPerson(Role.CHILD, "妹妹", birthdate=date(2026, 1, 1))
    refused("no_place_band_hard", lambda: fair.registrations.add("FAIR", people=(guardian, baby), adults=1, children=1))
    refused("no_place_band_hard", lambda: fair.edits.change(other.id, children=2))
    assert bar(fair, LimitKind.BAND).taken == 1


def test_a_family_may_be_only_so_large(fair: Desk, register: Register, tmp_path: Path) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.FAMILY, unit=Count.ADULTS, places=2)
    fair.places.add_limit("FAIR", kind=LimitKind.FAMILY, unit=Count.PERSONS, places=5, hard=True)
    facts = refused("no_place_family", lambda: register(adults=3))
    assert (facts["places"], facts["need"]) == (2, 3)
    assert register(adults=3, override="奶奶也来").state is CONFIRMED
    refused("no_place_family_hard", lambda: register(adults=3, children=3, override="都来"))
    small = register()
    refused("no_place_family", lambda: fair.edits.change(small.id, adults=3))
    file = tmp_path / "a.csv"
    head = "家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数"
    file.write_text(f"{head}\n林晓梅,13800001234,安安,4,1\n单小明,13900005678,单可,1,1", encoding="utf-8")
    result = fair.imports.run("FAIR", file, as_of=date(2026, 11, 20))
    assert [row.fate for row in result.rows] == ["waitlisted", "ok"], "it waits for a decision and holds up nobody"
    assert fair.registrations.promote_waiting("FAIR") == ()
    assert (bar(fair, LimitKind.FAMILY, hard=False).taken, bar(fair, LimitKind.FAMILY, hard=False).waiting) == (1, 1)


def test_a_soft_limit_is_passed_with_right_and_reason(fair: Desk, register: Register) -> None:
    cap(fair, 2)
    register()
    late = register()
    refused("no_place_event", lambda: fair.registrations.promote(late.id))
    refused("reason_missing", lambda: fair.registrations.promote(late.id, override=" "))
    operator = fair.operators.add("小周", role=OperatorRole.PLANNER)
    owner = fair.house.actor
    fair.operators.begin_as(operator.name)
    with pytest.raises(NotAllowed):
        fair.registrations.promote(late.id, override="讲师的孩子")
    fair.house.actor = owner
    assert fair.registrations.promote(late.id, override="讲师的孩子").state is CONFIRMED
    assert audit_of(fair, "registration.promoted") == {"override": "讲师的孩子", "limits": ["event:event"]}
    assert bar(fair, LimitKind.EVENT).free == 0
    assert register(override="志愿者").state is CONFIRMED
    assert audit_of(fair, "registration.added")["limits"] == ["event:event"]


def test_a_hard_limit_holds_at_the_door_too(fair: Desk, register: Register) -> None:
    cap(fair, 2)
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.PERSONS, places=4, hard=True)
    register()
    first, second = register(), register()
    at = datetime(2026, 11, 28, 9, 40, tzinfo=ZONE)
    assert fair.checkins.scan("FAIR", Scan(text=first.ticket, at=at)).code is Code.WAITLISTED
    assert fair.checkins.scan("FAIR", Scan(text=first.ticket, at=at, override="老朋友")).admitted == 2
    again = at + timedelta(minutes=1)
    assert fair.checkins.scan("FAIR", Scan(text=second.ticket, at=again, override="老朋友")).code is Code.FULL
    assert fair.events.show("FAIR").registered_persons == 4


def test_a_cancelled_family_comes_back_only_into_free_places(fair: Desk, register: Register) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.FAMILIES, places=1, hard=True)
    first = register()
    fair.registrations.cancel(first.id)
    register()
    assert fair.registrations.restore(first.id).state is WAITING
    assert fair.events.show("FAIR").registered_families == 1


def test_a_smaller_limit_lets_the_last_wait_and_be_called(fair: Desk, register: Register) -> None:
    views = [register() for _ in range(4)]
    made = fair.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.CHILDREN, places=3, hard=False)
    assert made.called == 1
    (limit,) = (one.limit for one in made.bars if one.limit)
    assert limit is not None
    assert fair.places.change_limit(limit, places=1).called == 2
    assert fair.places.change_limit(limit, hard=True).called == 0
    assert [fair.registrations.show(view.id).state for view in views] == [CONFIRMED, WAITING, WAITING, WAITING]
    assert {call.reason for call in fair.calls.list("FAIR")} == {CallReason.NO_PLACE}
    assert fair.places.change_limit(limit, places=9).called == 0
    assert len(fair.registrations.promote_waiting("FAIR")) == 3


def test_slots_that_are_moved_into_one_hour_make_room(fair: Desk, register: Register) -> None:
    slots(fair, "彩虹厅", "彩虹厅", hour=(10, 11))
    fair.places.add_limit("FAIR", kind=LimitKind.ROOM, room="彩虹厅", places=3, hard=True)
    first, second = register(slots=("S1",)), register(slots=("S2",))
    schedule = fair.schedules.load("FAIR").schedule
    start = schedule.slots[0].start
    assert start is not None
    moved = schedule.move(schedule.slots[1].id, room="彩虹厅", start=start)
    fair.schedules.save("FAIR", moved)
    assert (fair.registrations.show(first.id).state, fair.registrations.show(second.id).state) == (CONFIRMED, WAITING)
    assert [call.registration for call in fair.calls.list("FAIR")] == [second.id]


@pytest.mark.parametrize("limit", ["set", "of_the_room"])
def test_slots_that_are_moved_into_one_hour_share_a_soft_limit_too(fair: Desk, register: Register, limit: str) -> None:
    slots(fair, "彩虹厅", "彩虹厅", "积木教室", hour=(10, 11, 10))
    fair.venues.put("青禾社区中心")
    for room in ("彩虹厅", "积木教室"):
        if limit == "set":
            fair.places.add_limit("FAIR", kind=LimitKind.ROOM, room=room, places=3)
        else:
            fair.venues.put_room("青禾社区中心", room, capacity=3)
    first, second = register(slots=("S1",)), register(slots=("S2",))
    full, passed = register(slots=("S3",)), register(slots=("S3",))
    fair.registrations.promote(passed.id, override="志愿者的孩子")
    schedule = fair.schedules.load("FAIR").schedule
    start = schedule.slots[0].start
    assert start is not None
    fair.schedules.save("FAIR", schedule.move(schedule.slots[1].id, room="彩虹厅", start=start))
    states = [fair.registrations.show(view.id).state for view in (first, second, full, passed)]
    assert states == [CONFIRMED, WAITING, CONFIRMED, CONFIRMED], "who was let pass in another room keeps that"
    assert [call.registration for call in fair.calls.list("FAIR")] == [second.id]


def test_a_slot_that_goes_into_a_fuller_room_by_hand_lets_the_last_wait(fair: Desk, register: Register) -> None:
    slots(fair, "彩虹厅", "积木教室")
    fair.places.add_limit("FAIR", kind=LimitKind.ROOM, room="彩虹厅", places=3)
    first, second = register(slots=("S1",)), register(slots=("S2",))
    assert fair.events.change_slot("FAIR", "S2", title="第2场", room="彩虹厅").called == 1
    assert (fair.registrations.show(first.id).state, fair.registrations.show(second.id).state) == (CONFIRMED, WAITING)


def test_a_day_of_birth_that_is_put_right_takes_nothing_away_and_is_told(fair: Desk) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=1, hard=True)
    family(fair, 1, date(2026, 1, 1))
    other = family(fair, 2, date(2020, 1, 1))
    child = other.children[0].id
    fair.profiles.change_person(child, birthdate=date(2026, 2, 1))
    assert fair.registrations.show(other.id).state is CONFIRMED
    assert (bar(fair, LimitKind.BAND).taken, bar(fair, LimitKind.BAND).over) == (2, 1)
    told = fair.calls.list("FAIR")
    assert [(call.registration, call.reason, call.done_at) for call in told] == [(other.id, CallReason.OVER_LIMIT, None)]
    fair.profiles.change_person(child, birthdate=date(2020, 2, 1))
    assert bar(fair, LimitKind.BAND).over == 0
    assert [call.done_at is not None for call in fair.calls.list("FAIR")] == [True]
    fair.profiles.change_person(child, allergies="花生")
    assert len(fair.calls.list("FAIR")) == 1


def test_nobody_is_called_about_the_ages_of_an_event_that_is_over(fair: Desk, clock: SetClock) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=1, hard=True)
    family(fair, 1, date(2026, 1, 1))
    other = family(fair, 2, date(2020, 1, 1))
    clock.at += timedelta(days=30)
    fair.profiles.change_person(other.children[0].id, birthdate=date(2026, 2, 1))
    assert fair.calls.list("FAIR") == ()


def test_a_form_brings_no_day_of_birth_that_a_hard_limit_has_no_room_for(fair: Desk, tmp_path: Path) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=1, hard=True)
    family(fair, 1, date(2026, 1, 1))
    other = family(fair, 2, date(2020, 1, 1))
    name = "孩子2之0"
    file = tmp_path / "a.csv"
    file.write_text(f"家长姓名,手机号,宝宝姓名,出生日期,过敏\n家长2,13900000002,{name},2026-02-01,花生", encoding="utf-8")
    result = fair.imports.run("FAIR", file, as_of=date(2026, 11, 20))
    assert [row.warnings for row in result.rows] == [("party_kept",)]
    (child,) = fair.registrations.show(other.id).children
    assert (child.birthdate, child.allergies) == (date(2020, 1, 1), "花生"), "what needs no place is taken"
    assert (bar(fair, LimitKind.BAND).taken, bar(fair, LimitKind.BAND).over) == (1, 0)
    fair.imports.undo(result.batch or "")
    (child,) = fair.registrations.show(other.id).children
    assert (child.birthdate, child.allergies) == (date(2020, 1, 1), None)


def test_a_form_for_one_event_tells_where_another_has_too_few_places_for_its_ages(fair: Desk, tmp_path: Path) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.BAND, band=BABIES, places=1, hard=True)
    family(fair, 1, date(2026, 1, 1))
    other = family(fair, 2, date(2020, 1, 1))
    start = datetime(2026, 12, 5, 9, tzinfo=ZONE)
    fair.events.add(title="露营", start=start, end=start + timedelta(hours=3), code="CAMP")
    file = tmp_path / "a.csv"
    file.write_text("家长姓名,手机号,宝宝姓名,出生日期\n家长2,13900000002,孩子2之0,2026-02-01", encoding="utf-8")
    batch = fair.imports.run("CAMP", file, as_of=date(2026, 11, 20)).batch
    assert fair.registrations.show(other.id).state is CONFIRMED
    told = fair.calls.list("FAIR")
    assert [(call.registration, call.reason, call.done_at) for call in told] == [(other.id, CallReason.OVER_LIMIT, None)]
    fair.imports.undo(batch or "")
    assert [call.done_at is not None for call in fair.calls.list("FAIR")] == [True]


def test_who_gives_up_the_slot_that_had_no_place_need_not_be_called(fair: Desk) -> None:
    slots(fair, "", "", capacity=2)
    family(fair, 1, adults=1, slots=("S1",))
    other = family(fair, 2, adults=1, slots=("S1", "S2"))
    fair.events.change_slot("FAIR", "S1", title="第1场", capacity=1)
    (call,) = fair.calls.list("FAIR")
    assert (call.registration, call.reason, call.done_at) == (other.id, CallReason.NO_PLACE, None)
    fair.edits.change(other.id, slots=("S2",))
    assert [call.done_at is not None for call in fair.calls.list("FAIR")] == [True]


def test_an_undone_import_enlarges_nobody_beyond_a_hard_limit(fair: Desk, register: Register, tmp_path: Path) -> None:
    head, file = "家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数", tmp_path / "a.csv"
    file.write_text(f"{head}\n林晓梅,13800001234,安安,3,1", encoding="utf-8")
    fair.imports.run("FAIR", file, as_of=date(2026, 11, 20))
    file.write_text(f"{head}\n林晓梅,13800001234,安安,1,1", encoding="utf-8")
    batch = fair.imports.run("FAIR", file, as_of=date(2026, 11, 20)).batch
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, unit=Count.PERSONS, places=4, hard=True)
    register()
    done = fair.imports.undo(batch or "")
    assert (done.kept, done.restored, fair.events.show("FAIR").registered_persons) == (1, 0, 4)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"kind": LimitKind.EVENT, "places": -1}, "bad_limit_places"),
        ({"kind": LimitKind.EVENT, "places": 1, "unit": Count.ADULTS}, "bad_limit_unit"),
        ({"kind": LimitKind.FAMILY, "places": 1, "unit": Count.FAMILIES}, "bad_limit_unit"),
        ({"kind": LimitKind.BAND, "places": 1, "unit": Count.PERSONS, "band": BABIES}, "bad_limit_unit"),
        ({"kind": LimitKind.BAND, "places": 1}, "bad_limit_band"),
        ({"kind": LimitKind.BAND, "places": 1, "band": AgeBand(30, 20)}, "bad_limit_band"),
        ({"kind": LimitKind.EVENT, "places": 1, "band": BABIES}, "bad_limit_band"),
        ({"kind": LimitKind.ROOM, "places": 1, "room": " "}, "limit_subject_missing"),
        ({"kind": LimitKind.SLOT, "places": 1}, "limit_subject_missing"),
    ],
)
def test_a_limit_that_says_nothing_is_refused(fair: Desk, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fair.places.add_limit("FAIR", **asked)
    assert caught.value.code == code
    assert [one.kind for one in fair.places.bars("FAIR")] == [LimitKind.EVENT]


def test_a_limit_is_set_once_and_found_by_its_id(fair: Desk) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, places=9)
    with pytest.raises(Conflict, match="place_limit_exists"):
        fair.places.add_limit("FAIR", kind=LimitKind.EVENT, places=8)
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, places=8, hard=True)
    for ask in (lambda: fair.places.change_limit("x", places=1), lambda: fair.places.remove_limit("x")):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(NotFound, match="slot_not_found"):
        fair.places.add_limit("FAIR", kind=LimitKind.SLOT, slot="S9", places=1)


def test_a_draft_goes_with_its_limits(fair: Desk) -> None:
    fair.places.add_limit("FAIR", kind=LimitKind.EVENT, places=9, hard=True)
    fair.events.remove("FAIR")
    assert fair.events.list() == ()
