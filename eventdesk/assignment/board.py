"""What is taken already: rooms, leaders and resources, minute by minute.

Minutes are bits of a number, the first one that of the event's start. One ``&`` then answers whether a slot fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.domain.venue import Closed, Grounds, Room

MINUTE = timedelta(minutes=1)


class Obstacle(StrEnum):
    """Why a slot can't stand in a room from a moment on. ``ROOM_TAKEN`` includes the time to change over."""

    CLOSED = "closed"
    LEADER_BUSY = "leader_busy"
    RESOURCE_SHORT = "resource_short"
    ROOM_TAKEN = "room_taken"


@dataclass(frozen=True)
class Spot:
    """Where a slot stands: the room's number, -1 for none of them, and its minutes since the event's start."""

    room: int
    start: int
    end: int

    def meets(self, start: int, end: int) -> bool:
        """Whether it takes any of these minutes."""
        return self.start < end and start < self.end


def leader(slot: PlannedSlot) -> str:
    """Who leads a slot, as names are compared; empty for nobody."""
    return slot.leader.strip().casefold()


def amount(slot: PlannedSlot, resource: str) -> int:
    """How many of a resource a slot takes."""
    return sum(number for name, number in slot.resources if name == resource)


def minutes_since(origin: datetime, moment: datetime) -> timedelta:
    """The time that passes between two moments, whatever their zones."""
    return moment.astimezone(UTC) - origin.astimezone(UTC)


def bits(start: int, end: int) -> int:
    """The minutes from ``start`` to ``end``, which is not one of them; those before the event are left out."""
    start, end = max(start, 0), max(end, 0)
    return (1 << end) - (1 << start) if end > start else 0


class Board:
    """The taken minutes of an event. Slots are put on it one by one; ``copy`` makes a second one to try things on."""

    def __init__(self, grounds: Grounds, rooms: tuple[Room, ...], *, origin: datetime, changeover: int) -> None:
        self._changeover = changeover
        self._quantity = {resource.name: resource.quantity for resource in grounds.resources}
        venue = _closed(grounds.closed, origin)
        self._closed = [venue | _closed(room.closed, origin) for room in rooms]
        self._shut = {resource.name: _closed(resource.closed, origin) for resource in grounds.resources}
        self._rooms = [0] * len(rooms)
        self._leaders: dict[str, int] = {}
        # For each resource: the minutes in which at least so many of it are taken, by that number.
        self._taken = {name: [0] * (quantity + 1) for name, quantity in self._quantity.items()}

    def copy(self) -> "Board":
        """A board with the same minutes taken."""
        other = Board.__new__(Board)
        other._changeover, other._quantity, other._closed, other._shut = (
            self._changeover, self._quantity, self._closed, self._shut,
        )  # fmt: skip
        other._rooms, other._leaders = list(self._rooms), dict(self._leaders)
        other._taken = {name: list(levels) for name, levels in self._taken.items()}
        return other

    def put(self, slot: PlannedSlot, spot: Spot) -> None:
        """Takes what a slot needs. A break without a room is one for the whole house."""
        body = bits(spot.start, spot.end)
        if slot.kind is SlotKind.SLOT:
            if spot.room >= 0:
                self._rooms[spot.room] |= bits(spot.start - self._changeover, spot.end + self._changeover)
        elif not slot.room:
            self._rooms = [taken | body for taken in self._rooms]
        elif spot.room >= 0:
            self._rooms[spot.room] |= body
        if name := leader(slot):
            self._leaders[name] = self._leaders.get(name, 0) | body
        for name, number in slot.resources:
            self._take(name, number, body)

    def _take(self, name: str, number: int, body: int) -> None:
        levels = self._taken.get(name)
        if levels is None:
            return
        for level in range(len(levels) - 1, 0, -1):
            levels[level] |= body & (levels[level - number] if level > number else -1)

    def refusals(self, slot: PlannedSlot, room: int) -> tuple[tuple[Obstacle, int], ...]:
        """Each obstacle with the minutes in which it keeps a slot out of a room."""
        shut = self._closed[room]
        short = 0
        for name, number in slot.resources:
            if name in self._quantity:
                shut |= self._shut[name]
                short |= self._left_less(name, number)
        return (
            (Obstacle.CLOSED, shut),
            (Obstacle.LEADER_BUSY, self._leaders.get(leader(slot), 0) if leader(slot) else 0),
            (Obstacle.RESOURCE_SHORT, short),
            (Obstacle.ROOM_TAKEN, self._rooms[room]),
        )

    def _left_less(self, name: str, number: int) -> int:
        free = self._quantity[name] - number
        return -1 if free < 0 else 0 if number <= 0 else self._taken[name][free + 1]

    def refused(self, slot: PlannedSlot, room: int) -> int:
        """The minutes in which a slot can't be in a room."""
        minutes = 0
        for _, kept in self.refusals(slot, room):
            minutes |= kept
        return minutes


def _closed(times: Iterable[Closed], origin: datetime) -> int:
    minutes = 0
    for time in times:
        start = minutes_since(origin, time.start) // MINUTE
        minutes |= bits(start, -(-minutes_since(origin, time.end) // MINUTE))
    return minutes
