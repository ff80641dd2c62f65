"""A schedule as rows of a sheet: what each cell says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.schedule import PlannedSlot

MOST_ROWS = 2_000
_UNWRITABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class PlanRow:
    """A slot as the cells of a sheet. Day and hours are on the clock on the wall; those of a slot that waits are None.

    ``resources`` are written ``projector×1; apron×20``.
    """

    code: str = ""
    title: str = ""
    kind: SlotKind = SlotKind.SLOT
    room: str = ""
    day: date | None = None
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    leader: str = ""
    capacity: int | None = None
    unit: Unit = Unit.PERSONS
    min_months: int | None = None
    max_months: int | None = None
    resources: str = ""
    notes: str = ""


COLUMNS = tuple(field.name for field in fields(PlanRow))
"""The columns of a sheet, in their order."""


def row_of(slot: PlannedSlot, zone: ZoneInfo) -> PlanRow:
    """A slot as the cells that say it."""
    start = slot.start.astimezone(zone) if slot.start else None
    end = slot.end.astimezone(zone) if slot.end else None
    return PlanRow(
        code=slot.code, title=one_line(slot.title), kind=slot.kind, room=one_line(slot.room),
        day=start.date() if start else None, start=_wall(start), end=_wall(end),
        minutes=int(slot.length.total_seconds() // 60), leader=one_line(slot.leader), capacity=slot.capacity,
        unit=slot.capacity_unit, min_months=slot.band.min_months if slot.band else None,
        max_months=slot.band.max_months if slot.band else None,
        resources="; ".join(f"{one_line(name)}×{number}" for name, number in slot.resources), notes=text_of(slot.notes),
    )  # fmt: skip


def one_line(text: str) -> str:
    """A text as a cell of one line holds it."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())


def text_of(text: str) -> str:
    """A text of several lines as a cell holds it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(one_line(line) for line in lines).strip("\n")


def rows_of(slots: Sequence[PlannedSlot], zone: ZoneInfo) -> tuple[PlanRow, ...]:
    """Slots as rows, in the order of their hours; those that wait come last."""
    far = datetime.max.replace(tzinfo=UTC)
    return tuple(
        row_of(slot, zone) for slot in sorted(slots, key=lambda slot: (slot.start or far, slot.room, slot.code))
    )


def _wall(at: datetime | None) -> time | None:
    return at.time().replace(microsecond=0) if at else None
