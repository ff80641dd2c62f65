"""Dragging in the grid, without a pointer: what the schedule would be at each moment, and where the block cannot lie.

Nothing is decided here. A step is a method of :class:`Schedule`, what is wrong with it comes from ``check``.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from eventdesk.domain.conflicts import Conflict, Severity
from eventdesk.domain.schedule import SHORTEST, BadSchedule, PlannedSlot, Schedule, snap
from ui.widgets.lanes_plan import Axis, Step

Place = Callable[[str, datetime], tuple[Conflict, ...]]
Check = Callable[[Schedule, str], Place]
"""Of a schedule and a slot's id: what would be wrong with that slot in a room from a moment on."""


class Grab(Enum):
    """What the pointer took hold of."""

    MOVE = "move"
    COPY = "copy"
    START = "start"
    END = "end"
    CREATE = "create"
    TRAY = "tray"
    RIPPLE = "ripple"


@dataclass(frozen=True)
class Proposal:
    """The schedule as it would be, the slot (id) that it is about, and what would be wrong with it there."""

    schedule: Schedule
    slot: str
    step: Step
    conflicts: tuple[Conflict, ...] = ()

    @property
    def planned(self) -> PlannedSlot:
        """The slot as it would be."""
        return self.schedule.slot(self.slot)

    @property
    def impossible(self) -> bool:
        """Whether it could not take place like this."""
        return any(conflict.severity is Severity.ERROR for conflict in self.conflicts)


_STEPS = {
    Grab.MOVE: Step.MOVE, Grab.COPY: Step.COPY, Grab.START: Step.RESIZE, Grab.END: Step.RESIZE,
    Grab.CREATE: Step.CREATE, Grab.TRAY: Step.PLACE, Grab.RIPPLE: Step.RIPPLE,
}  # fmt: skip


def moved(before: Schedule, after: Schedule) -> tuple[PlannedSlot, ...]:
    """The placed slots of a schedule that are new or lie elsewhere than before."""
    old = {slot.id: (slot.room, slot.start, slot.end) for slot in before.slots}
    return tuple(slot for slot in after.placed() if old.get(slot.id) != (slot.room, slot.start, slot.end))


class Drag:
    """From taking hold to letting go. ``schedule`` holds the slot that is dragged; for ``CREATE`` and ``COPY`` it has been
    added already. ``moment`` is where the pointer took hold, ``minutes`` the grid to snap to."""

    def __init__(
        self, schedule: Schedule, id: str, grab: Grab, *, moment: datetime, minutes: int, check: Check
    ) -> None:
        self.grab, self.slot, self.minutes = grab, schedule.slot(id), minutes
        self._base, self._check, self._moment = schedule, check, moment
        slot = self.slot
        self._grip = timedelta(minutes=min(10, slot.length.total_seconds() / 120))
        if slot.start is not None and grab in (Grab.MOVE, Grab.COPY, Grab.RIPPLE):
            self._grip = moment - slot.start
        self._place = check(schedule, id)
        self._last: Proposal | None = None
        self._key: tuple[object, ...] = ()

    @property
    def carries(self) -> bool:
        """Whether a whole block is carried, which may lie in some places and not in others."""
        return self.grab in (Grab.MOVE, Grab.COPY, Grab.TRAY)

    @property
    def place(self) -> Place:
        """What would be wrong with the carried block in a room from a moment on."""
        return self._place

    def to(self, room: str, moment: datetime) -> Proposal | None:
        """The pointer is in a room at a moment. The last sensible proposal where this one is none."""
        key, step = self._aim(room, moment)
        if key == self._key:
            return self._last
        self._key = key
        try:
            schedule = step()
        except BadSchedule:
            return self._last
        slot = schedule.slot(self.slot.id)
        place = self._place if self.carries else self._check(schedule, slot.id)
        wrong = place(slot.room, slot.span[0])
        if self.grab is Grab.RIPPLE:
            wrong += self._wrong_behind(schedule)
        self._last = Proposal(schedule, slot.id, _STEPS[self.grab], wrong)
        return self._last

    def _wrong_behind(self, schedule: Schedule) -> tuple[Conflict, ...]:
        """What would be wrong with the slots that go along."""
        behind = (slot for slot in moved(self._base, schedule) if slot.id != self.slot.id)
        return tuple(one for slot in behind for one in self._check(schedule, slot.id)(slot.room, slot.span[0]))

    def home(self) -> Proposal | None:
        """The pointer is over the tray: the block would wait there. None for what cannot."""
        if self.grab is Grab.MOVE:
            return Proposal(self._base.unplace(self.slot.id), self.slot.id, Step.UNPLACE)
        return None

    def _aim(self, room: str, moment: datetime) -> tuple[tuple[object, ...], Callable[[], Schedule]]:
        base, id, shortest = self._base, self.slot.id, max(timedelta(minutes=self.minutes), SHORTEST)
        if self.carries:
            start = snap(moment - self._grip, self.minutes)
            return (room, start), lambda: base.move(id, room=room, start=start)
        if self.grab is Grab.RIPPLE:
            by = snap(moment - self._grip, self.minutes) - snap(self.slot.span[0], self.minutes)
            return (by,), lambda: base.ripple(id, by)
        here = snap(moment, self.minutes)
        if self.grab is Grab.CREATE:
            anchor = snap(self._moment, self.minutes)
            first, last = min(anchor, here), max(anchor, here, anchor + shortest)
        else:
            first, last = self.slot.span
            first = min(here, last - shortest) if self.grab is Grab.START else first
            last = max(here, first + shortest) if self.grab is Grab.END else last
        return (first, last), lambda: base.resize(id, start=first, end=last)


class BlockedCells:
    """Where a carried block cannot lie, found bit by bit: first what is seen, then the rest of the day, each a lane at a time.

    A cell is blocked when no allowed beginning would let the block cover it; so gaps that are too short are blocked too.
    ``seen`` are the lanes and the minutes (from, to) that are in view.
    """

    def __init__(
        self,
        drag: Drag,
        axis: Axis,
        rooms: Sequence[str],
        *,
        seen: tuple[Sequence[int], tuple[int, int]],
        first: int = 0,
    ) -> None:
        self._drag, self._axis, self._rooms = drag, axis, rooms
        self._length = int(drag.slot.length.total_seconds() // 60)
        lanes, (left, right) = seen
        near = sorted(lanes, key=lambda lane: abs(lane - first))
        window = (max(left, axis.first), min(right, axis.last))
        whole = (axis.first, axis.last)
        self._soon = [(lane, window) for lane in near]
        rest = [lane for lane in range(len(rooms)) if lane not in near]
        self._later = [(lane, whole) for lane in ([*near, *rest] if window != whole else rest)]
        self.runs: dict[int, list[tuple[int, int]]] = {}

    @property
    def seen(self) -> bool:
        """Whether all that is in view is known."""
        return not self._soon

    @property
    def done(self) -> bool:
        """Whether the whole day is known."""
        return not self._soon and not self._later

    def advance(self, seconds: float, *, only_seen: bool = False) -> list[int]:
        """Go on for about so long, or until what is in view is known; which lanes are known better now."""
        until = time.perf_counter() + seconds
        found = []
        while not (self.seen if only_seen else self.done):
            lane, (first, last) = (self._soon or self._later).pop(0)
            self.runs[lane] = self._lane(self._rooms[lane], first, last)
            found.append(lane)
            if time.perf_counter() >= until:
                break
        return found

    def _lane(self, room: str, first: int, last: int) -> list[tuple[int, int]]:
        moment, step, length = self._axis.moment, self._drag.minutes, self._length
        place = self._drag.place
        runs: list[tuple[int, int]] = []
        covered = first
        begin = -(-(first - length) // step) * step
        for start in range(begin, last + 1, step):
            if any(conflict.severity is Severity.ERROR for conflict in place(room, moment(start))):
                continue
            if start > covered:
                runs.append((covered, start))
            covered = max(covered, start + length)
        if covered < last:
            runs.append((covered, last))
        return runs
