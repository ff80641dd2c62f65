"""The question behind a draft: which slots are to be placed, and in which spots (room, start) each may stand.

Time is counted in whole minutes from the event's start, so that neither zones nor daylight saving enter the arithmetic. A
spot is listed only if nothing that stays where it is forbids it: what is left to decide is how the slots to be placed get on
with one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import combinations

from eventdesk.assignment.board import MINUTE, Board, Spot, bits, minutes_since
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import Siblings
from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.schedule import PlannedSlot, Schedule, snap
from eventdesk.domain.venue import Grounds, Room

HOUR = 60

Places = Mapping[int, Spot]
"""Where the tasks (by number) stand; those that are missing wait."""


@dataclass(frozen=True)
class Fixed:
    """A slot that stays."""

    slot: PlannedSlot
    spot: Spot


@dataclass(frozen=True)
class Task:
    """A slot to be placed. ``home`` is where it stands today, None for one from the tray; ``rooms`` are those it may use."""

    slot: PlannedSlot
    minutes: int
    home: Spot | None
    rooms: tuple[int, ...]
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two slots that some families want both: numbers of tasks, or of fixed ones counted on behind them."""

    one: int
    other: int
    families: int


@dataclass(frozen=True)
class Grid:
    """All that a draft decides about. ``windows`` are the minutes of each day in which slots may stand."""

    schedule: Schedule
    grounds: Grounds
    rooms: tuple[Room, ...]
    step: int
    windows: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    tasks: tuple[Task, ...]
    fixed: tuple[Fixed, ...]
    pairs: tuple[Pair, ...] = ()

    @cached_property
    def bands(self) -> tuple[AgeBand, ...]:
        """The age bands that the slots name, youngest first."""
        slots = (*(task.slot for task in self.tasks), *(item.slot for item in self.fixed))
        bands = {slot.band for slot in slots if slot.band is not None and slot.kind is SlotKind.SLOT}
        return tuple(sorted(bands, key=lambda band: (band.min_months, band.max_months)))

    @cached_property
    def hours(self) -> tuple[tuple[int, int], ...]:
        """The hours of the event, the last of a day maybe shorter."""
        return tuple((at, min(at + HOUR, end)) for start, end in self.windows for at in range(start, end, HOUR))

    def tail(self, slot: PlannedSlot) -> int:
        """The minutes that a room needs after a slot before the next one."""
        return self.schedule.changeover if slot.kind is SlotKind.SLOT else 0

    def moment(self, minutes: int) -> datetime:
        """A moment of the grid, in the zone of the event's start."""
        return (self.schedule.start.astimezone(UTC) + minutes * MINUTE).astimezone(self.schedule.start.tzinfo)

    def board(self, places: Places | None = None) -> Board:
        """What the fixed slots take, and the placed ones if they are given."""
        board = Board(self.grounds, self.rooms, origin=self.schedule.start, changeover=self.schedule.changeover)
        for item in self.fixed:
            board.put(item.slot, item.spot)
        for number, spot in (places or {}).items():
            board.put(self.tasks[number].slot, spot)
        return board

    def spots(self, places: Places) -> dict[int, Spot]:
        """Where everything stands, numbered as the pairs are."""
        return {len(self.tasks) + number: item.spot for number, item in enumerate(self.fixed)} | dict(places)

    def within(self, start: int, minutes: int) -> bool:
        """Whether so many minutes from a start on lie in one of the windows."""
        return any(begin <= start and start + minutes <= end for begin, end in self.windows)

    def freeing(self, places: Places, free: Sequence[int]) -> "Grid":
        """The smaller question of some tasks, while all others stay where they are placed."""
        chosen = set(free)
        others = [Fixed(self.tasks[number].slot, spot) for number, spot in places.items() if number not in chosen]
        smaller = replace(
            self, fixed=(*self.fixed, *others), tasks=tuple(self.tasks[number] for number in free), pairs=()
        )
        board = smaller.board()
        tasks = tuple(replace(task, spots=open_spots(board, task, task.spots)) for task in smaller.tasks)
        numbers = {number: place for place, number in enumerate(free)}
        behind = {number: len(free) + place for place, number in enumerate(range(len(self.tasks), self._count))}
        staying = [number for number in places if number not in chosen]
        behind |= {number: len(free) + len(self.fixed) + place for place, number in enumerate(staying)}
        return replace(smaller, tasks=tasks, pairs=tuple(_renumbered(self.pairs, numbers, behind)))

    @property
    def _count(self) -> int:
        return len(self.tasks) + len(self.fixed)


def _renumbered(pairs: Iterable[Pair], free: Mapping[int, int], behind: Mapping[int, int]) -> Iterable[Pair]:
    known = {**behind, **free}
    for pair in pairs:
        if pair.one in known and pair.other in known and (pair.one in free or pair.other in free):
            one, other = sorted((known[pair.one], known[pair.other]))
            yield Pair(one, other, pair.families)


def open_spots(board: Board, task: Task, spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Those of some spots that a board leaves open for a task."""
    refused = {room: board.refused(task.slot, room) for room in task.rooms}
    bodies = {time: bits(*time) for time in {(spot.start, spot.end) for spot in spots}}
    return tuple(spot for spot in spots if not refused[spot.room] & bodies[spot.start, spot.end])


def grid(
    schedule: Schedule,
    grounds: Grounds,
    siblings: Iterable[Siblings] = (),
    *,
    step: int,
    zone: tzinfo | None = None,
    free: frozenset[str] = frozenset(),
) -> Grid:
    """The question for a schedule: its tray is to be placed, and the placed slots named in ``free`` may move.

    ``zone`` is where the clock hangs that starts are read from; the one of the event's start without it.

    Breaks and blockers of the tray are left to people.
    """
    rooms = grounds.rooms or tuple(Room(name) for name in dict.fromkeys(slot.room for slot in schedule.slots) if name)
    first = schedule.start.astimezone(zone or schedule.start.tzinfo)
    windows = _windows(first, schedule.end)
    numbers = {room.name: number for number, room in enumerate(rooms)}
    tasks, fixed = [], []
    for slot in schedule.slots:
        if slot.is_placed and slot.id not in free:
            fixed.append(Fixed(slot, _spot(schedule, slot, numbers)))
        elif slot.kind is SlotKind.SLOT:
            home = _spot(schedule, slot, numbers) if slot.is_placed else None
            tasks.append(Task(slot, -(-slot.length // MINUTE), home, _usable(slot, rooms)))
    made = Grid(schedule, grounds, rooms, step, windows, _starts(first, windows, step), tuple(tasks), tuple(fixed))
    board = made.board()
    tasks = [replace(task, spots=_spots(made, board, task)) for task in tasks]
    return replace(made, tasks=tuple(tasks), pairs=_pairs(tasks, fixed, siblings))


def _spots(grid: Grid, board: Board, task: Task) -> tuple[Spot, ...]:
    """Where a task may stand, room by room; last of all where it stands today, if that is on no start of the grid."""
    times = [(start, bits(start, start + task.minutes)) for start in grid.starts if grid.within(start, task.minutes)]
    spots = []
    for room in task.rooms:
        refused = board.refused(task.slot, room)
        spots += [Spot(room, start, start + task.minutes) for start, body in times if not refused & body]
    if task.home is not None and task.home.room in task.rooms and task.home not in spots:
        spots += open_spots(board, task, [task.home])
    return tuple(spots)


def _spot(schedule: Schedule, slot: PlannedSlot, numbers: Mapping[str, int]) -> Spot:
    start, end = (minutes_since(schedule.start, moment) for moment in slot.span)
    return Spot(numbers.get(slot.room, -1), start // MINUTE, -(-end // MINUTE))


def _windows(first: datetime, last: datetime) -> tuple[tuple[int, int], ...]:
    """The event's hours. One that lasts several days, from a morning to a later hour of the day, sleeps at night."""
    last = last.astimezone(first.tzinfo)
    whole = minutes_since(first, last) // MINUTE
    if last.date() <= first.date() or last.time() <= first.time():
        return ((0, whole),) if whole > 0 else ()
    days = (last.date() - first.date()).days
    return tuple(
        (
            minutes_since(first, first + timedelta(days=day)) // MINUTE,
            minutes_since(first, last - timedelta(days=days - day)) // MINUTE,
        )
        for day in range(days + 1)
    )


def _starts(first: datetime, windows: Iterable[tuple[int, int]], step: int) -> tuple[int, ...]:
    """Every ``step`` minutes of the clock on the wall, within the windows."""
    mark = minutes_since(first, snap(first, step)) // MINUTE
    return tuple(at for start, end in windows for at in range(start + (mark - start) % step, end, step))


def _usable(slot: PlannedSlot, rooms: Sequence[Room]) -> tuple[int, ...]:
    """The rooms that hold it. A slot of the tray that names one of them stays with it."""
    named = not slot.is_placed and any(room.name == slot.room for room in rooms)
    return tuple(
        number for number, room in enumerate(rooms) if big_enough(slot, room) and (not named or room.name == slot.room)
    )


def big_enough(slot: PlannedSlot, room: Room) -> bool:
    """Whether a room holds all whom a slot takes: a child or a family is one person at the least."""
    wanted = slot.capacity or 0
    if slot.capacity_unit is Unit.PERSONS:
        wanted = max(wanted, slot.registered)
    return room.capacity is None or wanted <= room.capacity


def _pairs(tasks: Sequence[Task], fixed: Sequence[Fixed], siblings: Iterable[Siblings]) -> tuple[Pair, ...]:
    slots = [*(task.slot for task in tasks), *(item.slot for item in fixed)]
    numbers = {slot.id: number for number, slot in enumerate(slots)}
    counts: dict[tuple[int, int], int] = {}
    for family in siblings:
        wanted = sorted({numbers[id] for id in family.slots if id in numbers})
        for one, other in combinations(wanted, 2):
            if one < len(tasks) and serve_two(slots[one], slots[other], family.ages):
                counts[one, other] = counts.get((one, other), 0) + 1
    return tuple(Pair(one, other, families) for (one, other), families in sorted(counts.items()))


def serve_two(one: PlannedSlot, other: PlannedSlot, ages: Sequence[int]) -> bool:
    """Whether a family would have to be in two rooms at once: both are for its children, but not for the same ones."""
    mine, theirs = ({age for age in ages if slot.band is None or slot.band.holds(age)} for slot in (one, other))
    return len(ages) > 1 and bool(mine) and bool(theirs) and mine != theirs
