"""What is wrong with a schedule, at the edge of each rule: the last case that is right beside the first that is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.age import AgeBand
from eventdesk.domain.clashes import SeasonEvent, clashes
from eventdesk.domain.conflicts import ConflictKind, Severity, Siblings, look
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule, merged
from eventdesk.domain.venue import Closed, Grounds, Resource, Room

START = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=8)
SMALL, LARGE = AgeBand(12, 35), AgeBand(48, 83)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def slot(code: str, start: float, end: float, **more: object) -> PlannedSlot:
    return PlannedSlot(code, code, code, start=at(start), end=at(end), **more)  # type: ignore[arg-type]  # any field


def plan(*slots: PlannedSlot, changeover: int = 10) -> Schedule:
    return Schedule(START, END, changeover, slots)


def found(*slots: PlannedSlot, grounds: Grounds = Grounds(), siblings: tuple[Siblings, ...] = ()) -> list[tuple[ConflictKind, str]]:  # noqa: B008 - frozen
    return [(one.kind, " ".join(one.slots)) for one in look(plan(*slots), grounds, siblings)]


def pairs(*slots: PlannedSlot) -> set[ConflictKind]:
    return {kind for kind, _ in found(*slots)}


@pytest.mark.parametrize(("gap", "kinds"), [(0, {ConflictKind.CHANGEOVER}), (9, {ConflictKind.CHANGEOVER}), (10, set())])
def test_a_room_needs_all_of_its_changeover(gap: int, kinds: set[ConflictKind]) -> None:
    assert pairs(slot("A", 0, 60, room="hall"), slot("B", 60 + gap, 120, room="hall")) == kinds
    assert pairs(slot("A", 0, 60, room="hall"), slot("B", 60 + gap, 120, room="hall", kind=SlotKind.BREAK)) == set()


@pytest.mark.parametrize(("gap", "kinds"), [(59, set()), (60, {ConflictKind.AGE_GAP})])
def test_an_hour_is_a_gap_and_less_is_none(gap: int, kinds: set[ConflictKind]) -> None:
    long = slot("A", 0, 120, room="hall", band=SMALL)
    within = slot("B", 30, 60, room="lawn", band=SMALL)  # ends first, though it begins later
    assert pairs(long, within, slot("C", 120 + gap, 300, room="hall", band=SMALL)) == kinds


@pytest.mark.parametrize(("zone", "later", "is_gap"), [("UTC", 1320, True), ("UTC", 1440, False), ("America/New_York", 1320, False)])
def test_a_night_is_no_gap(zone: str, later: int, is_gap: bool) -> None:
    begin, end = (moment.astimezone(ZoneInfo(zone)) for moment in (START, START + timedelta(days=2)))
    # From one to two in the morning in UTC, which is the evening before in New York, and 22 or 24 hours later again.
    slots = (slot("A", 0, 60, room="hall", band=SMALL), slot("B", later, later + 60, room="hall", band=SMALL))
    kinds = {one.kind for one in look(Schedule(begin, end, 10, slots), Grounds())}
    assert kinds == ({ConflictKind.AGE_GAP} if is_gap else set())


@pytest.mark.parametrize("where", ["venue", "room", "resource"])
@pytest.mark.parametrize(("begin", "is_closed"), [(60, False), (59, True)])
def test_what_is_closed_cannot_be_had_until_it_opens(where: str, begin: int, is_closed: bool) -> None:
    shut = (Closed(at(0), at(60)),)
    grounds = Grounds(
        rooms=(Room("hall", closed=shut if where == "room" else ()),),
        resources=(Resource("projector", 1, closed=shut if where == "resource" else ()),),
        closed=shut if where == "venue" else (),
    )
    uses = slot("A", begin, 120, room="hall", resources=(("projector", 1),))
    assert found(uses, grounds=grounds) == ([(ConflictKind.CLOSED, "A")] if is_closed else [])
    assert found(slot("A", begin, 120, room="hall", kind=SlotKind.BLOCKER), grounds=grounds) == []


@pytest.mark.parametrize(
    ("first", "second", "moves"),
    [
        ({}, {"pinned": True}, "A"), ({"pinned": True}, {}, "B"), ({"pinned": True}, {"pinned": True}, "A"),
        ({"kind": SlotKind.BLOCKER}, {}, "B"), ({}, {"kind": SlotKind.BLOCKER}, "A"),
        ({"registered": 5}, {"registered": 3}, "B"), ({"registered": 3}, {"registered": 5}, "A"),
    ],
)  # fmt: skip
def test_which_of_two_is_to_move(first: dict[str, object], second: dict[str, object], moves: str) -> None:
    [(_, slots)] = found(slot("A", 0, 60, room="hall", **first), slot("B", 0, 60, room="hall", **second))
    assert slots.split()[0] == moves


def test_the_later_one_moves() -> None:
    early, late = slot("B", 0, 60, room="hall", registered=1), slot("A", 30, 90, room="hall", registered=9)
    assert found(early, late) == found(late, early) == [(ConflictKind.ROOM, "A B")]


@pytest.mark.parametrize(
    ("band", "other", "ages", "is_apart"),
    [
        (SMALL, LARGE, (24, 60), True), (SMALL, LARGE, (24, 30), False), (SMALL, None, (24, 60), False),
        (SMALL, SMALL, (24, 60), False), (SMALL, LARGE, (24,), False), (SMALL, AgeBand(30, 83), (33, 60), False),
    ],
)  # fmt: skip
def test_a_family_is_torn_only_where_no_child_could_go_to_both(
    band: AgeBand, other: AgeBand | None, ages: tuple[int, ...], is_apart: bool
) -> None:
    slots = (slot("A", 0, 60, room="hall", band=band), slot("B", 30, 90, room="lawn", band=other))
    family = (Siblings("r", ages, ("A", "B")),)
    assert ((ConflictKind.FAMILY, "B A") in found(*slots, siblings=family)) is is_apart
    assert ConflictKind.FAMILY not in {kind for kind, _ in found(*slots, siblings=(Siblings("r", ages, ("A",)),))}


# -- between events


def event(code: str, *slots: PlannedSlot, venue: str = "park") -> SeasonEvent:
    return SeasonEvent(code, code, venue, plan(*slots))


def kinds(*events: SeasonEvent) -> list[tuple[str, Severity]]:
    return [(one.kind, one.severity) for one in clashes(events)]


ROOM, LEADER, VENUE = ("room", Severity.ERROR), ("leader", Severity.ERROR), ("venue", Severity.WARNING)


@pytest.mark.parametrize(
    ("mine", "theirs", "clash"),
    [
        (slot("A", 0, 60, room="hall"), slot("B", 60, 90, room="hall"), []),
        (slot("A", 0, 60, room="hall"), slot("B", 59, 90, room="hall"), [ROOM]),
        (slot("A", 0, 60, room="hall"), slot("B", 0, 60, room="lawn"), []),
        (slot("A", 0, 60, room="hall"), slot("B", 0, 60), [VENUE]),
        (slot("A", 0, 60, room="hall", leader="fang"), slot("B", 0, 60, room="lawn", leader="fang"), [LEADER]),
        (slot("A", 0, 60, room="hall", leader="fang"), slot("B", 0, 60, room="lawn", leader="fang", kind=SlotKind.BLOCKER), []),
        (slot("A", 0, 60, room="hall", kind=SlotKind.BLOCKER), slot("B", 0, 60, room="hall"), [ROOM]),
    ],
)  # fmt: skip
def test_what_two_events_take_from_each_other(mine: PlannedSlot, theirs: PlannedSlot, clash: list[tuple[str, Severity]]) -> None:
    assert kinds(event("X", mine), event("Y", theirs)) == clash
    elsewhere = [one for one in clash if one == LEADER]
    assert kinds(event("X", mine), event("Y", theirs, venue="hill")) == elsewhere
    assert kinds(event("X", mine, venue=""), event("Y", theirs, venue="")) == elsewhere


def test_a_room_that_both_want_is_said_without_the_venue() -> None:
    assert kinds(event("X", slot("A", 0, 60, room="hall"), slot("C", 0, 60)), event("Y", slot("B", 0, 60, room="hall"))) == [ROOM]


def test_events_that_touch_leave_each_other_the_venue() -> None:
    morning = SeasonEvent("X", "X", "park", plan(slot("A", 0, 60)))
    after = SeasonEvent("Y", "Y", "park", Schedule(END, END + timedelta(hours=1)))
    assert kinds(morning, after) == []
    early = SeasonEvent("Y", "Y", "park", Schedule(END - timedelta(minutes=1), END + timedelta(hours=1)))
    assert kinds(morning, early) == [VENUE]


# -- two planners


@pytest.mark.parametrize(("mine", "theirs", "after"), [(10, 10, 10), (20, 10, 20), (10, 30, 30), (20, 30, 20)])
def test_the_changeover_is_whose_who_changed_it(mine: int, theirs: int, after: int) -> None:
    assert merged(plan(), plan(changeover=mine), plan(changeover=theirs)).changeover == after


def test_a_slot_that_waits_or_is_copied_is_a_fresh_one() -> None:
    full = plan(slot("A", 0, 60, room="hall", pinned=True, registered=3, persons=5))
    waits = full.unplace("A").slot("A")
    assert (waits.pinned, waits.minutes, waits.room, waits.registered) == (False, 60, "", 3)
    copy = full.copy("A", new_id="B", code="B", room="lawn", start=at(90)).slot("B")
    assert (copy.pinned, copy.registered, copy.persons, copy.end) == (False, 0, 0, at(150))


def test_all_that_follow_move_along_but_the_pinned() -> None:
    full = plan(
        slot("A", 0, 60, room="hall"), slot("B", 60, 120, room="hall"), slot("C", 120, 180, room="hall", pinned=True),
        slot("D", 60, 120, room="lawn"),
    )  # fmt: skip
    moved = full.ripple("B", timedelta(minutes=15))
    assert [one.start for one in moved.slots] == [at(0), at(75), at(120), at(60)]
