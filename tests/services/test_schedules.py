"""Schedules as they are stored: only what differs is written, releases stay as they were, nothing chosen is lost."""

import contextlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import ConflictKind
from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.family import Role
from eventdesk.domain.registration import CallReason
from eventdesk.domain.schedule import BadSchedule, ChangeKind, PlannedSlot, Schedule
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from tests.conftest import ZONE, Register

START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)


def slot(desk: Desk, number: int, hour: float, room: str = "彩虹厅", **more: object) -> PlannedSlot:
    start = START + timedelta(hours=hour)
    id = f"0000000{number}-0000-7000-8000-000000000000"
    return PlannedSlot(id, f"S{number}", f"场次{number}", room=room, start=start, end=start + timedelta(hours=1), **more)  # type: ignore[arg-type]


def written(desk: Desk) -> int:
    with desk.house.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())


def add(desk: Desk, *slots: PlannedSlot) -> Schedule:
    schedule = desk.schedules.load("FAIR").schedule
    for one in slots:
        schedule = schedule.add(one)
    return desk.schedules.save("FAIR", schedule).schedule


def test_what_is_saved_is_loaded(fair: Desk) -> None:
    full = slot(
        fair, 1, 0, leader="方雨", resources=(("投影仪", 1), ("垫子", 20)), capacity=40, capacity_unit=Unit.CHILDREN,
        band=AgeBand(36, 59), pinned=True, notes="带话筒",
    )  # fmt: skip
    waiting = PlannedSlot("00000009-0000-7000-8000-000000000000", "S9", "待定", minutes=45)
    blocked = slot(fair, 2, 1, kind=SlotKind.BLOCKER)
    saved = add(fair, full, waiting, blocked)
    assert saved.slots == (full, waiting, blocked)
    assert fair.schedules.load("FAIR").schedule == saved


def test_only_what_differs_is_written(fair: Desk) -> None:
    schedule = add(fair, slot(fair, 1, 0), slot(fair, 2, 1))
    before = written(fair)
    assert fair.schedules.save("FAIR", schedule).schedule == schedule
    assert written(fair) == before
    fair.schedules.save("FAIR", schedule.move(schedule.slots[0].id, room="积木教室", start=START))
    assert written(fair) == before + 1


def test_codes_may_be_swapped_but_not_shared(fair: Desk) -> None:
    schedule = add(fair, slot(fair, 1, 0), slot(fair, 2, 1))
    one, two = schedule.slots
    swapped = replace(schedule, slots=(replace(one, code="S2"), replace(two, code="S1")))
    assert [s.code for s in fair.schedules.save("FAIR", swapped).schedule.slots] == ["S2", "S1"]
    with pytest.raises(Conflict) as caught:
        fair.schedules.save("FAIR", replace(schedule, slots=(one, replace(two, code="S1"))))
    assert caught.value.code == "slot_exists"


def test_a_slot_that_families_chose_stays(fair: Desk, register: Register) -> None:
    schedule = add(fair, slot(fair, 1, 0, capacity=5, capacity_unit=Unit.FAMILIES), slot(fair, 2, 1))
    first, last = register(slots=("S1",)), register(slots=("S1",))
    view = fair.schedules.load("FAIR")
    assert view.schedule.slots[0].registered == 2
    with pytest.raises(Conflict) as caught:
        fair.schedules.save("FAIR", schedule.remove(schedule.slots[0].id).move(schedule.slots[1].id, room="", start=START))
    assert caught.value.code == "slot_in_use"
    assert fair.schedules.load("FAIR").schedule == view.schedule
    fair.schedules.save("FAIR", view.schedule.change(schedule.slots[0].id, capacity=1))
    assert [(c.registration, c.reason) for c in fair.calls.list("FAIR")] == [(last.id, CallReason.NO_PLACE)]
    assert fair.registrations.show(first.id).state == "confirmed"


def test_a_release_is_what_families_were_told(fair: Desk, register: Register) -> None:
    schedule = add(fair, slot(fair, 1, 0), slot(fair, 2, 1), slot(fair, 3, 2, kind=SlotKind.BLOCKER, notes="打扫"))
    family = register(slots=("S1",))
    register(slots=("S2",))
    view = fair.schedules.release("FAIR")
    assert (view.released, view.unreleased) == (1, ())
    with pytest.raises(Conflict) as caught:
        fair.schedules.release("FAIR")
    assert caught.value.code == "nothing_to_release"
    assert fair.calls.list("FAIR") == ()
    moved = view.schedule.move(schedule.slots[0].id, room="积木教室", start=START + timedelta(minutes=30))
    view = fair.schedules.save("FAIR", moved)
    assert [(change.kind, change.after.code) for change in view.unreleased if change.after] == [(ChangeKind.MOVED, "S1")]
    assert fair.schedules.release("FAIR").released == 2
    assert [(c.registration, c.reason) for c in fair.calls.list("FAIR")] == [(family.id, CallReason.SLOT_MOVED)]
    second, first = fair.schedules.releases("FAIR")
    assert [s.code for s in first.slots] == ["S1", "S2"], "a blocker is nobody's business"
    assert "打扫" not in repr(first)
    assert first.slots[0].start == START
    assert [change.kind for change in second.changed] == [ChangeKind.MOVED]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(("彩虹厅", "积木教室"))), min_size=1, max_size=6))
def test_no_two_released_slots_overlap_in_a_room(fair: Desk, places: list[tuple[int, str]]) -> None:
    schedule = replace(fair.schedules.load("FAIR").schedule, slots=())
    for number, (quarter, room) in enumerate(places):
        schedule = schedule.add(slot(fair, number, quarter / 4, room))
    fair.schedules.save("FAIR", schedule)
    with contextlib.suppress(Conflict):
        fair.schedules.release("FAIR")
    for release in fair.schedules.releases("FAIR"):
        for one in release.slots:
            for other in release.slots:
                if one.id < other.id and one.room == other.room:
                    assert one.span[1] <= other.span[0] or other.span[1] <= one.span[0]


def test_rooms_resources_and_closures_are_judged(fair: Desk) -> None:
    fair.venues.put("青禾社区中心", address="青禾路 1 号")
    fair.venues.put_room("青禾社区中心", "彩虹厅", capacity=40, features="可投影")
    venue = fair.venues.put_room("青禾社区中心", "积木教室", capacity=24)
    fair.venues.put_resource("投影仪", 1)
    fair.venues.close(venue.rooms[1].id, start=START, end=START + timedelta(hours=1), reason="粉刷")
    add(
        fair, slot(fair, 1, 0, capacity=60, resources=(("投影仪", 1),)),
        slot(fair, 2, 0, "积木教室", resources=(("投影仪", 1),)), slot(fair, 3, 0, "户外草坪"),
    )  # fmt: skip
    view = fair.schedules.load("FAIR")
    assert [room.name for room in view.grounds.rooms] == ["彩虹厅", "积木教室", "户外草坪"]
    assert {c.kind for c in view.conflicts} == {ConflictKind.CAPACITY, ConflictKind.CLOSED, ConflictKind.RESOURCE}
    closure = fair.venues.show("青禾社区中心").rooms[1].closures[0]
    fair.venues.reopen(closure.id)
    fair.venues.put_resource("投影仪", 2)
    assert {c.kind for c in fair.schedules.load("FAIR").conflicts} == {ConflictKind.CAPACITY}
    assert [room.name for room in fair.venues.order_rooms("青禾社区中心", ("积木教室",)).rooms] == ["积木教室", "彩虹厅"]
    assert [room.name for room in fair.venues.remove_room("青禾社区中心", "积木教室").rooms] == ["彩虹厅"]
    assert fair.venues.remove_resource("投影仪") == ()
    assert fair.proofs.verify().ok


def test_venues_say_what_is_wrong_with_them(fair: Desk) -> None:
    with pytest.raises(NotFound):
        fair.venues.put_room("nowhere", "x")
    with pytest.raises(InvalidInput):
        fair.venues.put("  ")
    with pytest.raises(InvalidInput):
        fair.venues.put("x", capacity=-1)
    with pytest.raises(InvalidInput):
        fair.venues.put_resource("x", -1)
    with pytest.raises(NotFound):
        fair.venues.close("nobody", start=START, end=START + timedelta(hours=1))
    with pytest.raises(NotFound):
        fair.venues.reopen("nobody")


def test_events_of_a_season_that_quarrel(fair: Desk) -> None:
    fair.events.add_slot("FAIR", title="拓印", code="A", room="彩虹厅", start=START, end=START + timedelta(hours=1))
    later = START + timedelta(minutes=10)
    fair.events.add(title="另一场", start=later, end=START + timedelta(hours=2), code="OTHER", venue="青禾社区中心")
    _, found = fair.schedules.of_year(2026)
    assert [(c.kind, c.event.code, c.other.code) for c in found] == [("venue", "FAIR", "OTHER")]
    fair.events.add_slot("OTHER", title="音乐", code="B", room="彩虹厅", start=later, end=later.replace(hour=11))
    _, found = fair.schedules.of_year()
    assert [(c.kind, c.what, [s.code for s in c.slots]) for c in found] == [("room", "彩虹厅", ["A", "B"])]
    fair.events.cancel("OTHER", reason="雨")
    assert fair.schedules.of_year(2026)[1] == ()
    assert fair.schedules.of_year(2025) == ((), ())


def test_a_slot_without_a_title_is_refused(fair: Desk) -> None:
    schedule = fair.schedules.load("FAIR").schedule
    with pytest.raises(BadSchedule):
        schedule.add(replace(slot(fair, 1, 0), title=" "))
    with pytest.raises(InvalidInput):
        fair.schedules.save("FAIR", replace(schedule, slots=(replace(slot(fair, 1, 0), title=" "),)))
    assert fair.schedules.load("FAIR").schedule.slots == ()


def test_two_planners_do_not_undo_each_other(fair: Desk) -> None:
    base = add(fair, slot(fair, 1, 0), slot(fair, 2, 1), slot(fair, 3, 2))
    one, two, three = (each.id for each in base.slots)
    theirs = base.change(one, title="别人改的").add(slot(fair, 4, 3)).remove(three)
    fair.schedules.save("FAIR", theirs, base=base)
    mine = base.change(two, title="我改的").add(slot(fair, 5, 4))
    saved = fair.schedules.save("FAIR", mine, base=base).schedule
    assert sorted((each.code, each.title) for each in saved.slots) == [
        ("S1", "别人改的"), ("S2", "我改的"), ("S4", "场次4"), ("S5", "场次5"),
    ]  # fmt: skip
    with pytest.raises(Conflict) as caught:
        fair.schedules.save("FAIR", base.change(one, title="我也改"), base=base)
    assert caught.value.code == "schedule_changed"
    assert fair.schedules.load("FAIR").schedule == saved


def test_a_release_is_of_what_was_seen(fair: Desk) -> None:
    seen = add(fair, slot(fair, 1, 0))
    fair.schedules.save("FAIR", seen.change(seen.slots[0].id, title="写了一半"))
    with pytest.raises(Conflict) as caught:
        fair.schedules.release("FAIR", seen=seen)
    assert caught.value.code == "schedule_changed"
    assert fair.schedules.releases("FAIR") == ()
    assert fair.schedules.release("FAIR", seen=fair.schedules.load("FAIR").schedule).released == 1


@pytest.mark.parametrize(
    ("quarrel", "code"),
    [({"room": "彩虹厅"}, "schedule_clashes"), ({"room": "", "leader": "方雨"}, "schedule_clashes"), ({"room": "草坪"}, None)],
)
def test_what_cannot_take_place_is_not_released(fair: Desk, quarrel: dict[str, str], code: str | None) -> None:
    add(fair, slot(fair, 1, 0, leader="方雨"), replace(slot(fair, 2, 0.5), **quarrel))
    if code is None:
        assert fair.schedules.release("FAIR").released == 1
        return
    with pytest.raises(Conflict) as caught:
        fair.schedules.release("FAIR")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"capacity": -1}, "bad_capacity"), ({"code": ""}, "bad_code"), ({"code": "a b/c"}, "bad_code"),
        ({"minutes": -5, "start": None, "end": None}, "too_short"), ({"end": START - timedelta(hours=1)}, "too_short"),
        ({"resources": (("投影仪", -3),)}, "bad_quantity"), ({"band": AgeBand(9, 3)}, "bad_age_band"),
    ],
)  # fmt: skip
def test_a_slot_that_cannot_be_is_not_stored(fair: Desk, fields: dict[str, object], code: str) -> None:
    schedule = fair.schedules.load("FAIR").schedule
    with pytest.raises(InvalidInput) as caught:
        fair.schedules.save("FAIR", replace(schedule, slots=(replace(slot(fair, 1, 0), **fields),)))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert fair.schedules.load("FAIR").schedule == schedule


def test_a_slot_that_came_too_short_does_not_hold_up_the_others(fair: Desk) -> None:
    fair.events.add_slot("FAIR", title="鸣锣", code="GONG", start=START, end=START + timedelta(minutes=1))
    schedule = fair.schedules.load("FAIR").schedule
    saved = fair.schedules.save("FAIR", schedule.add(slot(fair, 1, 0))).schedule
    assert [one.code for one in saved.slots] == ["GONG", "S1"]
    longer = replace(saved.slots[0], end=START + timedelta(minutes=2))
    with pytest.raises(InvalidInput, match="too_short"):
        fair.schedules.save("FAIR", replace(saved, slots=(longer, saved.slots[1])))
    gone = fair.schedules.save("FAIR", replace(saved, slots=saved.slots[1:]), base=saved).schedule
    assert [one.code for one in gone.slots] == ["S1"]


def test_a_slot_of_another_event_is_not_taken(fair: Desk) -> None:
    add(fair, slot(fair, 1, 0))
    fair.events.add(title="x", start=START, end=START + timedelta(hours=2), code="OTHER")
    other = fair.schedules.load("OTHER").schedule
    with pytest.raises(Conflict) as caught:
        fair.schedules.save("OTHER", other.add(slot(fair, 1, 0)))
    assert caught.value.code == "slot_exists"


def test_undo_of_a_removal_brings_the_order_back(fair: Desk) -> None:
    schedule = add(fair, slot(fair, 1, 0), slot(fair, 2, 1), slot(fair, 3, 2))
    fair.schedules.save("FAIR", schedule.remove(schedule.slots[0].id))
    assert fair.schedules.save("FAIR", schedule).schedule == schedule


def test_whose_slot_changed_is_told(fair: Desk, register: Register) -> None:
    """A room counts as a move; who cancelled is left alone; a slot for families does not become a blocker under them."""
    schedule = add(fair, slot(fair, 1, 0), slot(fair, 2, 1))
    gone, stays = register(slots=("S1",)), register(slots=("S2",))
    fair.registrations.cancel(gone.id)
    fair.schedules.release("FAIR")
    moved = schedule
    for each in schedule.slots:
        moved = moved.change(each.id, room="积木教室")
    fair.schedules.save("FAIR", moved)
    fair.schedules.release("FAIR")
    assert [call.registration for call in fair.calls.list("FAIR")] == [stays.id]
    now = fair.schedules.load("FAIR").schedule
    with pytest.raises(Conflict) as caught:
        fair.schedules.save("FAIR", now.change(now.slots[1].id, kind=SlotKind.BLOCKER))
    assert caught.value.code == "slot_in_use"
    fair.schedules.save("FAIR", now.change(now.slots[0].id, kind=SlotKind.BREAK))
    assert [change.kind for change in fair.schedules.load("FAIR").unreleased] == [ChangeKind.CHANGED]


def test_a_slot_with_a_room_and_no_hours_takes_the_events(fair: Desk) -> None:
    for code in ("A", "B"):
        fair.events.add_slot("FAIR", title=code, code=code, room="彩虹厅")
    view = fair.schedules.load("FAIR")
    assert [c.kind for c in view.conflicts] == [ConflictKind.ROOM]
    assert view.schedule.tray() == ()


def test_more_people_than_the_room_holds_are_seen_whatever_the_slot_counts(fair: Desk, register: Register) -> None:
    fair.venues.put("青禾社区中心")
    fair.venues.put_room("青禾社区中心", "彩虹厅", capacity=4)
    add(fair, slot(fair, 1, 0, capacity=4, capacity_unit=Unit.FAMILIES))
    assert fair.schedules.load("FAIR").conflicts == ()
    register(slots=("S1",), children=2)
    register(slots=("S1",), children=1, override="站得下")
    (found,) = fair.schedules.load("FAIR").conflicts
    assert (found.kind, dict(found.facts)["capacity"]) == (ConflictKind.CAPACITY, 5)


def test_a_guardians_birthday_makes_no_sibling(fair: Desk) -> None:
    add(fair, slot(fair, 1, 0, band=AgeBand(0, 35)), slot(fair, 2, 0, "积木教室", band=AgeBand(36, 83)))
    people = (
        BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile", birthdate=date(1990, 1, 1)),
        BookedPerson(Role.CHILD, "安安", birthdate=date(2025, 2, 28)),
    )
    fair.registrations.add("FAIR", people=people, slots=("S1", "S2"), consent_method="paper")
    assert fair.schedules.load("FAIR").siblings == ()
