"""Drafts of schedules made by hand: what must come out is plain to see."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventdesk.assignment.aims import Aim
from eventdesk.assignment.draft import Draft, Ending, draft
from eventdesk.assignment.reasons import Reason
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Severity, Siblings, find
from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.schedule import BadSchedule, PlannedSlot, Schedule
from eventdesk.domain.venue import Closed, Grounds, Resource, Room

ROOT = Path(__file__).resolve().parents[2]
ZONE = timezone(timedelta(hours=8))
START = datetime(2026, 11, 28, 9, tzinfo=ZONE)
BABIES, TODDLERS = AgeBand(0, 11), AgeBand(12, 35)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def waiting(id: str, minutes: int = 60, **fields: object) -> PlannedSlot:
    return PlannedSlot(id=id, code=id.upper(), title=id, minutes=minutes, **fields)  # type: ignore[arg-type]


def standing(id: str, room: str, start: int, end: int, **fields: object) -> PlannedSlot:
    return PlannedSlot(id=id, code=id.upper(), title=id, room=room, start=at(start), end=at(end), **fields)  # type: ignore[arg-type]


def event(*slots: PlannedSlot, minutes: int = 240, changeover: int = 0) -> Schedule:
    return Schedule(START, at(minutes), changeover, slots)


def rooms(*names: str, **fields: object) -> Grounds:
    return Grounds(tuple(Room(name) for name in names), **fields)  # type: ignore[arg-type]


def where(made: Draft, id: str) -> tuple[str, int]:
    slot = made.schedule.slot(id)
    return slot.room, int((slot.span[0] - START).total_seconds() // 60)


def first_and_last(schedule: Schedule, grounds: Grounds, **options: object) -> tuple[Draft, Draft]:
    previews: list[Draft] = []
    made = draft(schedule, grounds, preview=previews.append, **options)  # type: ignore[arg-type]
    return previews[0], made


def test_an_empty_tray_changes_nothing() -> None:
    schedule = event(standing("a", "East", 30, 60))
    made = draft(schedule, rooms("East"))
    assert (made.schedule, made.placed, made.moved, made.unplaced) == (schedule, (), (), ())
    assert made.optimal
    assert made.gap is None
    assert made.ending is Ending.DONE


def test_an_empty_event_and_no_rooms() -> None:
    assert draft(event(), Grounds()).optimal
    made = draft(event(waiting("a")), Grounds())
    assert made.unplaced == (("a", ((Reason.NO_ROOMS, 0),)),)
    assert made.optimal


def test_one_slot_goes_to_the_first_hour() -> None:
    made = draft(event(waiting("a")), rooms("East", "West"))
    assert where(made, "a") == ("East", 0)
    assert made.placed == ("a",)
    assert made.optimal


def test_rooms_that_only_the_schedule_knows_are_used() -> None:
    made = draft(event(waiting("a"), standing("b", "Garden", 0, 60)), Grounds())
    assert where(made, "a") == ("Garden", 60)


def test_where_one_after_the_other_fails_the_solver_finds_room_for_all() -> None:
    """Two rooms of two hours. The longest first, one in each room, leaves no 40 minutes for the last one."""
    slots = [waiting(f"s{number}", minutes) for number, minutes in enumerate((60, 60, 40, 40, 40))]
    first, made = first_and_last(event(*slots, minutes=120), rooms("East", "West"), step=20)
    assert len(first.placed) == 4
    assert [reason for reason, _ in first.unplaced[0][1]] == [Reason.ROOM_TAKEN]
    assert len(made.placed) == 5
    assert made.unplaced == ()
    assert made.optimal


def test_a_large_room_is_kept_for_who_needs_it() -> None:
    grounds = Grounds((Room("Hall", 100), Room("Nook", 10)))
    many = waiting("many", 60, capacity=80, leader="An")
    few = [waiting("few", 60, capacity=8), waiting("two", 60, capacity=8, leader="An")]
    made = draft(event(*few, many, minutes=120), grounds, step=60)
    assert len(made.placed) == 3
    assert where(made, "many")[0] == "Hall"


def test_change_over_is_kept_on_both_sides() -> None:
    schedule = event(waiting("a", 50), waiting("b", 50), standing("c", "East", 70, 110), minutes=180, changeover=10)
    made = draft(schedule, rooms("East"), step=5)
    assert where(made, "a")[1] in (0, 5, 10, 120, 125, 130)
    assert len(made.placed) == 2
    assert find(made.schedule, rooms("East")) == ()


def test_a_break_is_time_to_change_over() -> None:
    pause = standing("pause", "East", 60, 90, kind=SlotKind.BREAK)
    made = draft(event(waiting("a"), waiting("b"), pause, minutes=150, changeover=10), rooms("East"))
    assert sorted(where(made, id)[1] for id in "ab") == [0, 90]


def test_a_break_in_no_room_is_one_for_the_whole_house() -> None:
    pause = standing("pause", "", 0, 60, kind=SlotKind.BREAK)
    made = draft(event(waiting("a"), pause), rooms("East", "West"))
    assert where(made, "a")[1] == 60


def test_a_leader_is_in_one_place() -> None:
    slots = (waiting("a", leader="An"), waiting("b", leader="An "), standing("c", "West", 0, 60, leader="an"))
    made = draft(event(*slots, minutes=180), rooms("East", "West"))
    assert sorted(where(made, id)[1] for id in "ab") == [60, 120]


def test_resources_are_counted() -> None:
    grounds = rooms("A", "B", "C", resources=(Resource("mat", 3, closed=(Closed(at(180), at(240)),)),))
    slots = [waiting(id, 60, resources=(("mat", 2),)) for id in "abc"]
    made = draft(event(*slots), grounds)
    assert sorted(where(made, id)[1] for id in "abc") == [0, 60, 120]
    crowded = draft(event(*slots, waiting("d", 60, resources=(("mat", 2),))), grounds)
    assert len(crowded.placed) == 3
    assert dict(dict(crowded.unplaced)[min(set("abcd") - set(crowded.placed))])[Reason.RESOURCE_SHORT] > 0
    assert crowded.optimal


def test_closed_times_are_kept() -> None:
    grounds = Grounds((Room("East", closed=(Closed(at(0), at(60)),)),), closed=(Closed(at(60), at(120)),))
    made = draft(event(waiting("a")), grounds)
    assert where(made, "a")[1] == 120


def test_a_tray_slot_that_names_a_room_stays_with_it() -> None:
    made = draft(event(waiting("a", room="West"), standing("b", "West", 0, 60)), rooms("East", "West"))
    assert where(made, "a") == ("West", 60)


def test_siblings_can_attend_both() -> None:
    slots = (waiting("a", band=BABIES), waiting("b", band=TODDLERS))
    together = draft(event(*slots), rooms("East", "West"))
    assert where(together, "a")[1] == where(together, "b")[1] == 0
    family = Siblings("r", (6, 20), ("a", "b"))
    apart = draft(event(*slots), rooms("East", "West"), [family])
    assert {where(apart, "a")[1], where(apart, "b")[1]} == {0, 60}
    assert apart.optimal


def test_siblings_of_a_slot_that_stays() -> None:
    fixed = standing("b", "West", 0, 60, band=TODDLERS)
    made = draft(event(waiting("a", band=BABIES), fixed), rooms("East", "West"), [Siblings("r", (6, 20), ("a", "b"))])
    assert where(made, "a")[1] == 60


def test_a_child_that_may_go_to_both_keeps_nothing_apart() -> None:
    slots = (waiting("a", band=TODDLERS), waiting("b", band=TODDLERS))
    made = draft(event(*slots, minutes=60), rooms("East", "West"), [Siblings("r", (14, 20), ("a", "b"))])
    assert {reached.aim: reached.value for reached in made.aims}[Aim.SIBLINGS] == 0
    assert len(made.placed) == 2


def test_each_band_has_something_at_every_hour() -> None:
    slots = [waiting(f"{name}{n}", band=band) for n in range(2) for name, band in (("b", BABIES), ("t", TODDLERS))]
    made = draft(event(*slots, minutes=120), rooms("East", "West"))
    for band in (BABIES, TODDLERS):
        assert sorted(where(made, s.id)[1] for s in slots if s.band == band) == [0, 60]


def test_a_leader_stays_in_a_room() -> None:
    slots = [waiting(f"{name}{n}", leader=name) for n in range(3) for name in ("an", "bo")]
    made = draft(event(*slots, minutes=180), rooms("East", "West"))
    assert len(made.placed) == 6
    for name in ("an", "bo"):
        assert len({where(made, f"{name}{n}")[0] for n in range(3)}) == 1


def test_pinned_ones_and_all_that_is_placed_stay() -> None:
    fixed = (standing("a", "East", 65, 95), standing("p", "East", 150, 180, pinned=True))
    made = draft(event(*fixed, waiting("b", 90)), rooms("East"))
    assert made.schedule.slots[:2] == fixed
    assert made.moved == ()
    assert made.unplaced[0][0] == "b"


def test_placed_ones_move_when_asked_and_only_where_that_serves() -> None:
    fixed = (standing("a", "East", 65, 95), standing("p", "East", 180, 240, pinned=True), standing("c", "West", 15, 60))
    made = draft(event(*fixed, waiting("b", 120, room="East")), rooms("East", "West"), move_placed=True)
    assert made.placed == ("b",)
    assert made.moved == ("a",)
    assert made.schedule.slot("p") == fixed[1]
    assert made.schedule.slot("c") == fixed[2]
    assert made.optimal


def test_trouble_that_was_there_is_mended_if_it_may_be_and_left_if_not() -> None:
    double = (standing("a", "East", 0, 60), standing("b", "East", 0, 60))
    mended = draft(event(*double), rooms("East"), move_placed=True)
    assert len(mended.moved) == 1
    assert find(mended.schedule, rooms("East")) == ()
    stuck = draft(event(*double, minutes=60), rooms("East"), move_placed=True)
    assert stuck.schedule == event(*double, minutes=60)


def test_breaks_and_blockers_are_left_to_people() -> None:
    fixed = (standing("x", "East", 0, 60, kind=SlotKind.BLOCKER), waiting("y", kind=SlotKind.BREAK))
    made = draft(event(*fixed, waiting("a")), rooms("East"), move_placed=True)
    assert made.schedule.slot("x") == fixed[0]
    assert where(made, "a")[1] == 60
    assert made.unplaced == (("y", ((Reason.BY_HAND, 1),)),)


@pytest.mark.parametrize(
    ("slot", "why"),
    [
        (waiting("a", 300), (Reason.TOO_LONG, 60)),
        (waiting("a", capacity=31), (Reason.NO_ROOM, 2)),
        (waiting("a", capacity=31, capacity_unit=Unit.FAMILIES), (Reason.NO_ROOM, 2)),
        (waiting("a", registered=31), (Reason.NO_ROOM, 2)),
        (waiting("a", room="Nook", capacity=20), (Reason.NO_ROOM, 1)),
        (waiting("a", leader="Bo"), (Reason.LEADER_BUSY, 8)),
        (waiting("a", resources=(("mat", 2),)), (Reason.RESOURCE_SHORT, 8)),
        (waiting("a", resources=(("lamp", 1),)), (Reason.CLOSED, 8)),
    ],
)
def test_what_can_never_be_placed_says_why(slot: PlannedSlot, why: tuple[Reason, int]) -> None:
    lamp = Resource("lamp", 1, closed=(Closed(at(0), at(240)),))
    grounds = Grounds((Room("Hall", 30), Room("Nook", 10)), resources=(Resource("mat", 1), lamp))
    busy = standing("busy", "Elsewhere", 0, 240, leader="Bo")
    made = draft(event(slot, busy), grounds, step=60)
    assert made.unplaced == (("a", (why,)),)
    assert made.optimal
    assert made.gap is None


def test_every_start_counts_once_among_the_reasons() -> None:
    grounds = Grounds((Room("East", closed=(Closed(at(0), at(60)),)),))
    busy = (standing("x", "East", 60, 180), standing("y", "Out", 180, 240, leader="Bo"))
    made = draft(event(waiting("a", leader="Bo"), *busy), grounds, step=60)
    assert made.unplaced == (("a", ((Reason.ROOM_TAKEN, 2), (Reason.CLOSED, 1), (Reason.LEADER_BUSY, 1))),)


def test_trouble_that_was_there_is_no_reason_to_refuse() -> None:
    double = (standing("x", "East", 0, 60), standing("y", "East", 30, 60))
    made = draft(event(*double, waiting("a")), rooms("East"))
    assert where(made, "a")[1] == 60
    assert len([one for one in find(made.schedule, rooms("East")) if one.severity is Severity.ERROR]) == 1


def test_an_event_of_several_days_sleeps_at_night() -> None:
    schedule = Schedule(START, START + timedelta(days=1, hours=2), 0, tuple(waiting(f"s{n}") for n in range(5)))
    made = draft(schedule, rooms("East"))
    starts = sorted(slot.span[0] for slot in made.schedule.placed())
    assert starts == [at(0), at(60), at(24 * 60), at(25 * 60)]
    night = Schedule(at(9 * 60), at(23 * 60), 0, (waiting("a"), standing("b", "East", 9 * 60, 16 * 60)))
    assert draft(night, rooms("East")).schedule.slot("a").start == at(16 * 60)


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    schedule = Schedule(
        datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC), 0,
        tuple(waiting(f"s{n}") for n in range(4)),
    )  # fmt: skip
    made = draft(schedule, rooms("East"), zone=zone)
    spans = sorted(tuple(moment.astimezone(UTC) for moment in slot.span) for slot in made.schedule.slots)
    assert len(made.placed) == 4
    assert all(end - start == timedelta(hours=1) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_days_are_those_of_the_zone() -> None:
    """In the evenings of two days in New York it is past midnight in UTC."""
    zone = ZoneInfo("America/New_York")
    first = datetime(2026, 11, 28, 18, tzinfo=zone).astimezone(UTC)
    schedule = Schedule(first, first + timedelta(hours=26), 0, tuple(waiting(f"s{n}") for n in range(5)))
    hours = sorted(
        slot.span[0].astimezone(zone).hour for slot in draft(schedule, rooms("A"), zone=zone).schedule.placed()
    )
    assert hours == [18, 18, 19, 19]


def test_starts_are_on_the_clock_not_on_the_event() -> None:
    schedule = Schedule(at(7), at(240), 0, (waiting("a"),))
    assert draft(schedule, rooms("East")).schedule.slot("a").start == at(15)


@pytest.mark.parametrize("step", [0, 4, 61])
def test_a_step_that_makes_no_sense(step: int) -> None:
    with pytest.raises(BadSchedule, match="bad_step"):
        draft(event(), Grounds(), step=step)


def _program(body: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", body], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    ).stdout.strip()  # fmt: skip


def test_without_the_solver_the_first_proposal_is_the_draft() -> None:
    made = _program(
        "import sys; sys.modules['highspy'] = None\n"
        "from datetime import datetime, timedelta, UTC\n"
        "from eventdesk.assignment.draft import draft\n"
        "from eventdesk.domain.schedule import PlannedSlot, Schedule\n"
        "from eventdesk.domain.venue import Grounds, Room\n"
        "start = datetime(2026, 11, 28, 9, tzinfo=UTC)\n"
        "slots = tuple(PlannedSlot(str(n), str(n), 'x', minutes=m) for n, m in enumerate((60, 60, 40, 40, 40)))\n"
        "made = draft(Schedule(start, start + timedelta(hours=2), 0, slots), Grounds((Room('A'), Room('B'))), step=20)\n"
        "print(len(made.placed), made.ending, made.optimal, made.gap)\n"
    )
    assert made == "4 no_solver False 1.0"


def test_the_solver_is_not_loaded_before_it_is_needed() -> None:
    loaded = _program(
        "import sys; import eventdesk.assignment.draft; print('highspy' in sys.modules, 'numpy' in sys.modules)"
    )
    assert loaded == "False False"


def test_the_gap_is_told_while_it_is_computed() -> None:
    told: list[float | None] = []
    slots = [waiting(f"s{number}", minutes) for number, minutes in enumerate((60, 60, 40, 40, 40))]
    draft(event(*slots, minutes=120), rooms("East", "West"), step=20, progress=told.append)
    assert told
    assert all(gap is None or 0 <= gap <= 1 for gap in told)


def test_who_cancels_at_once_gets_what_there_is() -> None:
    yes: Callable[[], bool] = lambda: True  # noqa: E731
    schedule = event(*(waiting(f"s{n}", leader="An") for n in range(2)))
    made = draft(schedule, rooms("East", "West"), step=60, cancelled=yes)
    assert made.ending is Ending.CANCELLED
    assert made.schedule == schedule
    assert made.unplaced == (("s0", ((Reason.CUT_SHORT, 8),)), ("s1", ((Reason.CUT_SHORT, 8),)))


def test_aims_stand_in_their_order() -> None:
    made = draft(event(waiting("a"), waiting("b", 300)), rooms("East"))
    assert [reached.aim for reached in made.aims] == list(Aim)
    assert made.aims[0].value == made.aims[0].least == 1
