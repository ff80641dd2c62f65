"""What is wrong with a schedule, how bad it is, and what would mend it.

Slots that touch don't overlap. An ``error`` cannot take place as planned; a ``warning`` can, but somebody should look.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from eventdesk.domain.schedule import Schedule


class ConflictKind(StrEnum):
    """What two slots, or a slot and its place, quarrel about."""

    ROOM = "room"
    LEADER = "leader"
    RESOURCE = "resource"
    CAPACITY = "capacity"
    CLOSED = "closed"
    CHANGEOVER = "changeover"
    OUTSIDE = "outside"
    AGE_GAP = "age_gap"
    FAMILY = "family"


class Severity(StrEnum):
    """An ``error`` cannot take place; a ``warning`` can."""

    ERROR = "error"
    WARNING = "warning"


class RemedyKind(StrEnum):
    """One step that mends a conflict."""

    MOVE = "move"
    ROOM = "room"
    SHRINK = "shrink"
    UNPLACE = "unplace"


@dataclass(frozen=True)
class Remedy:
    """A step: the slot (id) and its new room and start, or its new capacity."""

    kind: RemedyKind
    slot: str
    room: str = ""
    start: datetime | None = None
    capacity: int | None = None

    def apply(self, schedule: Schedule) -> Schedule:
        """The schedule after the step."""
        if self.kind is RemedyKind.SHRINK:
            return schedule.change(self.slot, capacity=self.capacity)
        if self.kind is RemedyKind.UNPLACE or self.start is None:
            return schedule.unplace(self.slot)
        return schedule.move(self.slot, room=self.room, start=self.start)


@dataclass(frozen=True)
class Conflict:
    """One finding. ``slots`` are ids, the one to move first; ``facts`` fill the words (minutes, names, numbers)."""

    kind: ConflictKind
    severity: Severity
    slots: tuple[str, ...]
    facts: tuple[tuple[str, object], ...] = ()
    remedies: tuple[Remedy, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Siblings:
    """A family with several children: their ages in months at the event, and the slots (ids) that it chose."""

    registration: str
    ages: tuple[int, ...]
    slots: tuple[str, ...] = ()
