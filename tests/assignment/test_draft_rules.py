"""Whatever the schedule, a draft keeps the rules; they are checked here by arithmetic of its own."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.timetable import festival
from eventdesk.assignment.aims import floor, score
from eventdesk.assignment.draft import Draft, Ending, draft
from eventdesk.assignment.greedy import greedy
from eventdesk.assignment.grid import grid
from eventdesk.assignment.search import Search
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Severity, Siblings, find
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.domain.venue import Closed, Grounds, Resource, Room

START = datetime(2026, 11, 28, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Question = tuple[Schedule, Grounds, tuple[Siblings, ...]]


def at(minutes: int) -> datetime:
    return START + minutes * MINUTE


@st.composite
def questions(draw: st.DrawFn, *, most: int = 7) -> Question:
    """Small events with all that may stand in the way; placed slots may lie off the grid and on one another."""
    hours = draw(st.integers(1, 4))
    names = ["East", "West", "Hall"][: draw(st.integers(1, 3))]
    times = st.integers(0, hours * 12 - 1).map(lambda number: number * 5)
    closed = st.lists(st.tuples(times, st.sampled_from((20, 60))), max_size=1).map(
        lambda spans: tuple(Closed(at(start), at(start + length)) for start, length in spans)
    )
    grounds = Grounds(
        tuple(Room(name, draw(st.sampled_from((None, 10, 30))), closed=draw(closed)) for name in names),
        (Resource("mat", draw(st.integers(0, 3)), closed=draw(closed)),),
        draw(closed),
    )
    slots = [_slot(draw, number, names, times) for number in range(draw(st.integers(0, most)))]
    chosen = st.lists(st.sampled_from([slot.id for slot in slots] or ["none"]), unique=True, max_size=3)
    families = tuple(Siblings(f"f{number}", (5, 20), tuple(draw(chosen))) for number in range(draw(st.integers(0, 3))))
    return Schedule(START, at(hours * 60), draw(st.sampled_from((0, 5, 10))), tuple(slots)), grounds, families


def _slot(draw: st.DrawFn, number: int, names: Sequence[str], times: st.SearchStrategy[int]) -> PlannedSlot:
    slot = PlannedSlot(
        id=f"s{number}", code=f"S{number}", title="x", minutes=draw(st.sampled_from((20, 30, 45, 60, 90))),
        kind=draw(st.sampled_from((SlotKind.SLOT,) * 6 + (SlotKind.BREAK, SlotKind.BLOCKER))),
        leader=draw(st.sampled_from(("", "", "An", "Bo"))), capacity=draw(st.sampled_from((None, 8, 25, 50))),
        resources=draw(st.sampled_from(((), (), (("mat", 1),), (("mat", 2),)))),
        band=draw(st.sampled_from((None, AgeBand(0, 11), AgeBand(12, 35)))),
    )  # fmt: skip
    if draw(st.integers(0, 2)):
        return slot
    start = draw(times)
    return replace(
        slot, room=draw(st.sampled_from([*names, "Garden"])), start=at(start), end=at(start + slot.minutes),
        pinned=draw(st.booleans()),
    )  # fmt: skip


def overlap(one: PlannedSlot, other: PlannedSlot, gap: timedelta = timedelta(0)) -> bool:
    return one.span[0] < other.span[1] + gap and other.span[0] < one.span[1] + gap


def trouble(schedule: Schedule, grounds: Grounds) -> set[tuple[str, frozenset[str]]]:
    """All breaches, by arithmetic that shares nothing with what is tested."""
    found = set()
    for one, other in combinations(schedule.placed(), 2):
        pair = frozenset((one.id, other.id))
        gap = schedule.changeover * MINUTE if one.kind is SlotKind.SLOT is other.kind else timedelta(0)
        if one.room == other.room and overlap(one, other, gap):
            found.add(("room", pair))
        if one.leader and one.leader == other.leader and overlap(one, other):
            found.add(("leader", pair))
    for slot in schedule.placed():
        found |= {(kind, frozenset((slot.id,))) for kind in _alone(schedule, grounds, slot)}
    for resource in grounds.resources:
        takers = [(slot, dict(slot.resources).get(resource.name, 0)) for slot in schedule.placed()]
        for minute in range(0, (schedule.end - schedule.start) // MINUTE + 120, 5):
            users = [
                (slot, number)
                for slot, number in takers
                if number and slot.span[0] <= schedule.start + minute * MINUTE < slot.span[1]
            ]
            if sum(number for _, number in users) > resource.quantity:
                found.add(("resource", frozenset(slot.id for slot, _ in users)))
    return found


def _alone(schedule: Schedule, grounds: Grounds, slot: PlannedSlot) -> list[str]:
    room = next((room for room in grounds.rooms if room.name == slot.room), Room(slot.room))
    closures = [*grounds.closed, *room.closed]
    closures += [
        closed
        for resource in grounds.resources
        if dict(slot.resources).get(resource.name)
        for closed in resource.closed
    ]
    found = ["outside"] if slot.span[0] < schedule.start or slot.span[1] > schedule.end else []
    if any(slot.span[0] < closed.end and closed.start < slot.span[1] for closed in closures):
        found.append("closed")
    if room.capacity is not None and (slot.capacity or 0) > room.capacity:
        found.append("capacity")
    return found


def errors(schedule: Schedule, grounds: Grounds) -> set[tuple[str, frozenset[str]]]:
    return {(one.kind.value, frozenset(one.slots)) for one in find(schedule, grounds) if one.severity is Severity.ERROR}


def unmoved(made: Draft, before: Schedule) -> list[PlannedSlot]:
    touched = {*made.placed, *made.moved}
    return [slot for slot in before.slots if slot.id not in touched]


@settings(max_examples=120)
@given(questions(), st.sampled_from((15, 30)), st.booleans())
def test_a_draft_makes_no_trouble(question: Question, step: int, move: bool) -> None:
    before, grounds, _ = question
    made = draft(*question, step=step, move_placed=move, seconds=3)
    assert errors(made.schedule, grounds) <= errors(before, grounds)
    assert trouble(made.schedule, grounds) <= trouble(before, grounds)
    assert [slot.id for slot in made.schedule.slots] == [slot.id for slot in before.slots]
    for slot in unmoved(made, before):
        assert made.schedule.slot(slot.id) == slot
    for id in (*made.placed, *made.moved):
        slot, was = made.schedule.slot(id), before.slot(id)
        assert was.kind is SlotKind.SLOT and not was.pinned and (move or not was.is_placed)
        assert replace(slot, room=was.room, start=was.start, end=was.end) == was
        assert slot.length == was.length
        assert (slot.span[0] - START) % (step * MINUTE) == timedelta(0)
    assert {id for id, _ in made.unplaced} == {slot.id for slot in made.schedule.tray()}
    assert all(why and all(count >= 0 for _, count in why) for _, why in made.unplaced)


@settings(max_examples=60)
@given(questions())
def test_the_same_schedule_gets_the_same_draft(question: Question) -> None:
    one, other = (draft(*question, move_placed=True, seconds=20) for _ in range(2))
    assert replace(one, seconds=0) == replace(other, seconds=0)


@settings(max_examples=80)
@given(questions(), st.booleans())
def test_no_aim_is_worse_than_at_first_and_what_waits_fits_nowhere(question: Question, move: bool) -> None:
    firsts: list[Draft] = []
    made = draft(*question, step=30, move_placed=move, seconds=20, preview=firsts.append)
    assert [one.value for one in made.aims] <= [one.value for one in firsts[0].aims]
    assert made.optimal and made.gap is None
    grounds = question[1]
    for slot, room, start in product(made.schedule.tray(), grounds.rooms, range(0, 240, 30)):
        if slot.kind is SlotKind.SLOT:
            tried = made.schedule.move(slot.id, room=room.name, start=at(start))
            assert not trouble(tried, grounds) <= trouble(made.schedule, grounds)


@settings(max_examples=40)
@given(questions(most=4))
def test_an_optimal_draft_places_as_many_as_any_could(question: Question) -> None:
    before, grounds, _ = question
    tray = [slot.id for slot in before.tray() if slot.kind is SlotKind.SLOT]
    known = trouble(before, grounds)

    def most(schedule: Schedule, left: list[str]) -> int:
        if not left:
            return 0
        best = most(schedule, left[1:])
        for room, start in product(grounds.rooms, range(0, 240, 30)):
            if best == len(left):
                break
            tried = schedule.move(left[0], room=room.name, start=at(start))
            if trouble(tried, grounds) <= known:
                best = max(best, 1 + most(tried, left[1:]))
        return best

    made = draft(*question, step=30, seconds=20)
    assert made.optimal
    assert len(made.placed) == most(before, tray)


@settings(max_examples=60)
@given(questions(most=9))
def test_piece_by_piece_no_rule_is_broken_and_no_floor_is_wrong(question: Question) -> None:
    made = draft(*question, step=30, seconds=20)
    asked = grid(*question, step=30)
    search = Search(
        asked, greedy(asked, {}, lambda: False), floor=floor(asked), until=time.monotonic() + 20,
        cancelled=lambda: False, told=lambda _: None, whole=0,
    )  # fmt: skip
    search.run()
    best = tuple(one.value for one in made.aims)
    assert made.optimal
    assert search.score == score(asked, search.places) >= best
    assert search.score[: search.proven] == best[: search.proven]
    if search.proven < len(best):
        assert search.floor[search.proven] <= best[search.proven]
    everything = [(item.slot, item.spot) for item in asked.fixed]
    everything += [(asked.tasks[number].slot, spot) for number, spot in search.places.items()]
    placed = replace(question[0], slots=tuple(
        replace(slot, room=asked.rooms[spot.room].name, start=at(spot.start), end=at(spot.end)) if spot.room >= 0 else slot
        for slot, spot in everything
    ))  # fmt: skip
    assert trouble(placed, question[1]) <= trouble(question[0], question[1])


def test_what_is_too_large_to_settle_whole_is_bettered_all_the_same() -> None:
    firsts: list[Draft] = []
    schedule, grounds, families = festival()
    made = draft(schedule, grounds, families, seconds=6, preview=firsts.append)
    assert len(firsts[0].placed) < len(made.placed) == 57
    assert [one.value for one in made.aims] < [one.value for one in firsts[0].aims]
    assert trouble(made.schedule, grounds) == set()
    assert all(one.value >= one.least for one in made.aims)
    again = draft(made.schedule, grounds, families, seconds=2, move_placed=True)
    assert trouble(again.schedule, grounds) == set()
    assert {slot.id for slot in again.schedule.placed()} == {slot.id for slot in schedule.slots}
    assert again.schedule.slot("s0") == schedule.slot("s0")


@pytest.mark.parametrize("after", [0.3, 0.8, 1.6, 3.1, 5.2])
def test_who_cancels_waits_hardly_any_time(after: float) -> None:
    firsts: list[Draft] = []
    schedule, grounds, families = festival(seed=3)
    until = time.monotonic() + after
    made = draft(
        schedule, grounds, families, seconds=30, cancelled=lambda: time.monotonic() > until, preview=firsts.append
    )  # fmt: skip
    assert time.monotonic() - until < 3  # one second, on a machine that has other work
    assert made.ending is Ending.CANCELLED
    assert trouble(made.schedule, grounds) == set()
    for first in firsts:  # none, where the computer is so slow that it was not there yet
        assert [one.value for one in made.aims] <= [one.value for one in first.aims]


def test_time_that_is_up_ends_it() -> None:
    schedule, grounds, families = festival(seed=2)
    made = draft(schedule, grounds, families, seconds=1)
    assert made.ending is Ending.TIME
    assert made.seconds < 2
    assert not made.optimal
    assert made.gap is not None and 0 <= made.gap <= 1
    spans = sorted(slot.span for slot in made.schedule.placed() if slot.room == "R0")
    assert all(one[1] + 10 * MINUTE <= other[0] for one, other in pairwise(spans))
