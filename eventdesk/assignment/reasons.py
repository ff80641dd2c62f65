"""Why a slot still waits: what stands in its way, counted."""

from collections import Counter
from enum import StrEnum

from eventdesk.assignment.board import Board, Obstacle, bits
from eventdesk.assignment.grid import Grid, Task, big_enough


class Reason(StrEnum):
    """What keeps a slot in the tray, and what its count counts."""

    TOO_LONG = "too_long"
    """Minutes by which it is longer than the event, or than its longest day."""
    NO_ROOM = "no_room"
    """Rooms that hold too few people, where none holds enough."""
    NO_ROOMS = "no_rooms"
    """There is no room at all; the count is 0."""
    CLOSED = "closed"
    """Starts, over all rooms, at which the house, the room or something it needs is closed."""
    LEADER_BUSY = "leader_busy"
    """Starts, over all rooms, at which its leader has another slot."""
    RESOURCE_SHORT = "resource_short"
    """Starts, over all rooms, at which something it needs is used elsewhere, or there are too few."""
    ROOM_TAKEN = "room_taken"
    """Starts, over all rooms, at which the room is taken, with the time to change over."""
    REFUSED = "refused"
    """Errors that the check after the draft saw, so that the slot went back to the tray."""
    CUT_SHORT = "cut_short"
    """Starts, over all rooms, that nothing forbids: somebody cancelled before they were tried."""
    BY_HAND = "by_hand"
    """Breaks and blockers are placed by people; the count is 1."""


Why = tuple[tuple[Reason, int], ...]
"""The reasons of one slot, the one that stands in the way most often first."""


def why(grid: Grid, board: Board, task: Task) -> Why:
    """The reasons for a task beside everything on a board. Every start counts once, for the first thing in its way."""
    longest = max((end - start for start, end in grid.windows), default=0)
    if task.minutes > longest:
        return ((Reason.TOO_LONG, task.minutes - longest),)
    if not grid.rooms:
        return ((Reason.NO_ROOMS, 0),)
    if not task.rooms:
        return ((Reason.NO_ROOM, sum(1 for room in grid.rooms if not big_enough(task.slot, room))),)
    counts: Counter[Reason] = Counter()
    for room in task.rooms:
        counts.update(_in_room(grid, board, task, room))
    return tuple(counts.most_common())


def _in_room(grid: Grid, board: Board, task: Task, room: int) -> Counter[Reason]:
    counts: Counter[Reason] = Counter()
    refusals = board.refusals(task.slot, room)
    for start in grid.starts:
        if not grid.within(start, task.minutes):
            continue
        body = bits(start, start + task.minutes)
        obstacle = next((kind for kind, minutes in refusals if minutes & body), None)
        counts[Reason.CUT_SHORT if obstacle is None else _REASONS[obstacle]] += 1
    return counts


_REASONS = {
    Obstacle.CLOSED: Reason.CLOSED,
    Obstacle.LEADER_BUSY: Reason.LEADER_BUSY,
    Obstacle.RESOURCE_SHORT: Reason.RESOURCE_SHORT,
    Obstacle.ROOM_TAKEN: Reason.ROOM_TAKEN,
}
