"""Where the blocks of a day lie: hours along, rooms down. Numbers only; nothing here is painted or decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF

from eventdesk.domain.conflicts import Conflict, ConflictKind, Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule

DAY = 24 * 60
_SPAN = 210  # an axis is never shorter
_FULL, _LEAST, _LOW, _GAP, _MARGIN = 84, 71, 56, 8, 6
HANDLE = 7
"""Pixels on both sides of a block's end that take hold of it."""


class Step(Enum):
    """What a person did, for the words of the button that takes it back."""

    CREATE = "create"
    MOVE = "move"
    RESIZE = "resize"
    COPY = "copy"
    REMOVE = "remove"
    PLACE = "place"
    UNPLACE = "unplace"
    RIPPLE = "ripple"
    EDIT = "edit"
    REMEDY = "remedy"
    DRAFT = "draft"


@dataclass(frozen=True)
class Lane:
    """A room: ``key`` is what slots call it, ``lines`` what is said below its name, ``color`` a token such as ``lane1``."""

    key: str
    name: str
    lines: tuple[str, ...] = ()
    color: str = "lane1"


@dataclass(frozen=True)
class BlockText:
    """What a block says. ``share`` is (registered, capacity) of its bar, None without one; ``spoken`` says all at once."""

    title: str
    count: str = ""
    limit: str = ""
    hours: str = ""
    line: str = ""
    who: str = ""
    share: tuple[int, int] | None = None
    spoken: str = ""


@dataclass(frozen=True)
class Axis:
    """The hours of a day. ``first`` and ``last`` are minutes from its midnight by the clock on the wall, ``hour`` the
    pixels of an hour."""

    day: date
    zone: ZoneInfo
    first: int
    last: int
    hour: float

    @property
    def width(self) -> float:
        """Of all its hours, in pixels."""
        return (self.last - self.first) / 60 * self.hour

    def minutes(self, moment: datetime) -> int:
        """Minutes from the day's midnight; negative before it."""
        local = moment.astimezone(self.zone)
        return (local.date() - self.day).days * DAY + local.hour * 60 + local.minute

    def moment(self, minutes: float) -> datetime:
        """The moment at so many minutes, to the minute."""
        return datetime.combine(self.day, time(), self.zone) + timedelta(minutes=round(minutes))

    def x(self, minutes: float) -> float:
        """Where a minute lies."""
        return (minutes - self.first) / 60 * self.hour

    def at(self, x: float) -> float:
        """The minute at a place."""
        return self.first + x / self.hour * 60

    def span(self, slot: PlannedSlot) -> tuple[int, int]:
        """From when to when a placed slot lasts, in minutes."""
        start, end = slot.span
        return self.minutes(start), self.minutes(end)


@dataclass(frozen=True)
class Row:
    """A lane's place: from its upper line to the next."""

    lane: Lane
    top: float
    height: float


@dataclass(frozen=True)
class Overlap:
    """Hours that two slots of a room share, and where its words stand."""

    rect: QRectF
    conflict: Conflict
    label: QRectF


@dataclass(frozen=True)
class Plan:
    """A day, laid out. ``blocks`` are by slot id; ``single`` is the height of a block that has its lane to
    itself, ``room`` the height that there is."""

    axis: Axis
    rows: tuple[Row, ...] = ()
    slots: dict[str, PlannedSlot] = field(default_factory=dict)
    blocks: dict[str, QRectF] = field(default_factory=dict)
    lane_of: dict[str, int] = field(default_factory=dict)
    buffers: tuple[QRectF, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    single: float = 84.0
    room: float = 0.0

    @property
    def height(self) -> float:
        """Of all lanes."""
        return self.rows[-1].top + self.rows[-1].height if self.rows else 0.0

    def row_at(self, y: float) -> int:
        """The lane at a height; the first above all, the last below."""
        for number, row in enumerate(self.rows):
            if y < row.top + row.height:
                return number
        return len(self.rows) - 1

    def block_at(self, x: float, y: float) -> str:
        """The id of the block at a place, also at its handles just outside it; empty without one."""
        for id in reversed(self.blocks):
            if self.blocks[id].contains(x, y):
                return id
        for id, rect in self.blocks.items():
            if rect.adjusted(-HANDLE, 0, HANDLE, 0).contains(x, y):
                return id
        return ""

    def order(self) -> list[str]:
        """The ids in reading order: lane by lane, early to late."""
        return sorted(self.blocks, key=lambda id: (self.lane_of[id], self.blocks[id].x(), self.blocks[id].y()))

    def room_for(self, slot: PlannedSlot) -> QRectF | None:
        """The rectangle of a slot that is not laid out itself, such as one that is being dragged."""
        number = next((n for n, row in enumerate(self.rows) if row.lane.key == slot.room), None)
        if number is None or not slot.is_placed:
            return None
        start, end = self.axis.span(slot)
        row, own = self.rows[number], self.blocks.get(slot.id)
        if own is not None and self.lane_of[slot.id] == number:
            return QRectF(self.axis.x(start), own.y(), self.axis.x(end) - self.axis.x(start), own.height())
        height = min(row.height - 2 * _MARGIN, self.single)
        return QRectF(self.axis.x(start), row.top + _MARGIN, self.axis.x(end) - self.axis.x(start), height)


def day_slots(schedule: Schedule, axis: Axis) -> list[PlannedSlot]:
    """The placed slots that take any time of the axis's day, early ones first."""
    found = []
    for slot in schedule.placed():
        start, end = axis.span(slot)
        if start < DAY and end > 0:
            found.append(slot)
    return found


def axis_for(schedule: Schedule, day: date, zone: ZoneInfo, hour: float) -> Axis:
    """An axis that shows all slots of a day and the event's own hours, in half hours and with some air before."""
    axis = Axis(day, zone, 0, DAY, hour)
    spans = [axis.span(slot) for slot in day_slots(schedule, axis)]
    spans.append((axis.minutes(schedule.start), axis.minutes(schedule.end)))
    spans = [(max(start, 0), end) for start, end in spans if start < DAY and end > 0]
    first = min((start for start, _ in spans), default=9 * 60)
    last = max((end for _, end in spans), default=17 * 60)
    first = max((first - 15) // 30 * 30, 0)
    last = min(-(-last // 30) * 30, 2 * DAY)
    if last - first < _SPAN:
        last = first + _SPAN
    return Axis(day, zone, first, last, hour)


def lanes_of(rooms: Sequence[Lane], schedule: Schedule, unnamed: Lane) -> tuple[Lane, ...]:
    """The known rooms in their order, then those that only slots name; one at the least."""
    known = [lane.key for lane in rooms]
    more = [slot.room for slot in schedule.placed() if slot.room not in known]
    lanes = list(rooms)
    for key in dict.fromkeys(more):
        color = f"lane{len(lanes) % 4 + 1}"
        lanes.append(Lane(key, key, (), color) if key else Lane("", unnamed.name, unnamed.lines, color))
    return tuple(lanes) or (unnamed,)


def arrange(
    schedule: Schedule,
    lanes: Sequence[Lane],
    axis: Axis,
    conflicts: Sequence[Conflict],
    *,
    room: float,
    px: Callable[[float], int],
) -> Plan:
    """Lays a day out. ``room`` is the height there is: blocks are lower where it is too little; ``px`` scales with the type."""
    found = day_slots(schedule, axis)
    ranks, deep = _ranks(found, lanes)
    low = px(_LOW)
    alone = [lane for lane in lanes if deep[lane.key] == 1]
    rest = room - sum(_stack(deep[lane.key], low) for lane in lanes if deep[lane.key] > 1)
    single = min(int(rest / max(len(alone), 1)) - 2 * _MARGIN, px(_FULL))
    single = single if single >= px(_LEAST) else low
    rows: list[Row] = []
    top = 0.0
    for lane in lanes:
        height = float(single + 2 * _MARGIN if deep[lane.key] == 1 else _stack(deep[lane.key], low))
        rows.append(Row(lane, top, height))
        top += height
    place = {row.lane.key: number for number, row in enumerate(rows)}
    blocks: dict[str, QRectF] = {}
    for slot in found:
        row = rows[place[slot.room]]
        tall = single if deep[slot.room] == 1 else low
        start, end = axis.span(slot)
        left = axis.x(max(start, axis.first))
        y = row.top + _MARGIN + ranks[slot.id] * (tall + _GAP)
        blocks[slot.id] = QRectF(left, y, max(axis.x(end) - left, 6.0), tall)
    plan = Plan(axis, tuple(rows), {slot.id: slot for slot in found}, blocks, {s.id: place[s.room] for s in found})
    buffers, overlaps = _buffers(schedule.changeover, found, plan), _overlaps(conflicts, plan)
    return replace(plan, buffers=tuple(buffers), overlaps=tuple(overlaps), single=float(single), room=room)


def _stack(deep: int, low: int) -> int:
    return 2 * _MARGIN + deep * low + (deep - 1) * _GAP


def _ranks(slots: Sequence[PlannedSlot], lanes: Sequence[Lane]) -> tuple[dict[str, int], dict[str, int]]:
    """Which sub-row of its lane each slot takes, and how many a lane has: slots at the same hour lie below each other."""
    ranks: dict[str, int] = {}
    ends: dict[str, list[datetime]] = {lane.key: [] for lane in lanes}
    for slot in slots:
        start, end = slot.span
        rows = ends[slot.room]
        rank = next((n for n, free in enumerate(rows) if free <= start), len(rows))
        rows[rank : rank + 1] = [end]
        ranks[slot.id] = rank
    return ranks, {key: max(len(rows), 1) for key, rows in ends.items()}


def _buffers(minutes: int, slots: Sequence[PlannedSlot], plan: Plan) -> list[QRectF]:
    """The change-over between a slot and the next one of its room, as far as there is time for it."""
    last: dict[str, PlannedSlot] = {}
    found = []
    for slot in slots:
        before = last.get(slot.room)
        if before is not None and minutes and SlotKind.BLOCKER not in (before.kind, slot.kind):
            end, start = plan.axis.span(before)[1], plan.axis.span(slot)[0]
            if 0 < start - end <= max(2 * minutes, 30):
                row = plan.rows[plan.lane_of[slot.id]]
                left = plan.axis.x(end) + 2
                width = plan.axis.x(min(end + minutes, start)) - left - 2
                found.append(QRectF(left, row.top + _MARGIN, width, row.height - 2 * _MARGIN))
        if before is None or slot.span[1] > before.span[1]:
            last[slot.room] = slot
    return [rect for rect in found if rect.width() > 0]


def _overlaps(conflicts: Sequence[Conflict], plan: Plan) -> list[Overlap]:
    found = []
    for conflict in conflicts:
        ids = [id for id in conflict.slots if id in plan.blocks]
        if conflict.kind is not ConflictKind.ROOM or conflict.severity is not Severity.ERROR or len(ids) != 2:
            continue
        one, other = (plan.blocks[id] for id in ids)
        left, right = max(one.left(), other.left()), min(one.right(), other.right())
        if right <= left or plan.lane_of[ids[0]] != plan.lane_of[ids[1]]:
            continue
        row = plan.rows[plan.lane_of[ids[0]]]
        first = min(one, other, key=lambda rect: rect.right())
        label = QRectF(first.right() + 8, first.y(), 0, first.height())
        blocked = [r for r in plan.blocks.values() if r is not first and r.y() == first.y() and r.left() > first.left()]
        label.setRight(min((rect.left() - 6 for rect in blocked), default=max(plan.axis.width, label.left() + 240)))
        found.append(Overlap(QRectF(left, row.top, right - left, row.height), conflict, label))
    return found
