"""Where slots stand on a page of hours: pages of a lane, columns for those that overlap, the height of an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.schedule import PlannedSlot

_HOUR = timedelta(hours=1)
MOST_PAGES = 6
"""A lane of one day is never drawn on more; its hours become smaller instead."""


@dataclass(frozen=True)
class Placed:
    """A slot in its column: the ``column``-th of ``columns`` that lie side by side."""

    slot: PlannedSlot
    column: int
    columns: int


@dataclass(frozen=True)
class Hours:
    """The hours of one page, from a whole hour to a whole hour."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> float:
        """How long they are."""
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 60

    def after(self, at: datetime) -> float:
        """Minutes from the first hour to a moment."""
        return (at.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 60

    def marks(self) -> list[datetime]:
        """The hours as the clock on the wall shows them, both ends too."""
        zone = self.start.tzinfo
        count = round(self.minutes / 60)
        return [(self.start.astimezone(UTC) + _HOUR * step).astimezone(zone) for step in range(count + 1)]


def hours_of(slots: Sequence[PlannedSlot], zone: ZoneInfo) -> Hours:
    """The whole hours around some slots; there must be one."""
    first = min(slot.span[0] for slot in slots).astimezone(zone)
    last = max(slot.span[1] for slot in slots).astimezone(UTC)
    start = first.replace(minute=0, second=0, microsecond=0)
    hours = -(-(last - start.astimezone(UTC)) // _HOUR)
    return Hours(start, (start.astimezone(UTC) + _HOUR * max(hours, 1)).astimezone(zone))


def side_by_side(slots: Sequence[PlannedSlot]) -> list[Placed]:
    """Slots with a column each, so that none covers another. Those that overlap nothing have the whole width."""
    made: list[Placed] = []
    group: list[tuple[PlannedSlot, int]] = []
    ends: list[datetime] = []

    def close() -> None:
        made.extend(Placed(slot, column, len(ends)) for slot, column in group)
        group.clear()
        ends.clear()

    for slot in sorted(slots, key=lambda slot: (*slot.span, slot.code)):
        start, end = slot.span
        if ends and start >= max(ends):
            close()
        free = next((column for column, until in enumerate(ends) if until <= start), None)
        if free is None:
            ends.append(end)
            free = len(ends) - 1
        else:
            ends[free] = end
        group.append((slot, free))
    close()
    return made


def pages_of(slots: Sequence[PlannedSlot], zone: ZoneInfo, *, height: float, least: float) -> list[Hours]:
    """The hours of each page. One where the shortest slot gets ``least`` points on ``height``, else as many as are needed,
    cut at whole hours; hours in which nothing begins or runs have no page of their own.
    """
    whole = hours_of(slots, zone)
    shortest = min((slot.length for slot in slots), default=_HOUR).total_seconds() / 60
    fitting = height / least * max(shortest, 1)
    count = min(MOST_PAGES, -(-whole.minutes // fitting))
    if count <= 1:
        return [whole]
    step = _HOUR * int(-(-whole.minutes // (60 * count)))
    pages = []
    at = whole.start.astimezone(UTC)
    while at < whole.end.astimezone(UTC):
        page = Hours(at.astimezone(zone), min(at + step, whole.end.astimezone(UTC)).astimezone(zone))
        if any(slot.span[0] < page.end and page.start < slot.span[1] for slot in slots):
            pages.append(page)
        at += step
    return pages
