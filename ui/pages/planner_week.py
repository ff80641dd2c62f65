"""The week above the grid: which bars, which clashes, which days."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.conflicts import Conflict, ConflictKind, Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule
from ui.pages.planner_session import Session
from ui.widgets.lanes_plan import Plan, Step
from ui.widgets.week_strip import WeekBar, WeekClash, WeekStrip

_DAY = 24 * 60
Rooms = Mapping[str, tuple[int, str]]
"""For a room: the number of its row, and its colour."""


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment on the organisation's wall."""
    return moment.astimezone(zone).date()


def bars_of(schedule: Schedule, rooms: Rooms, zone: ZoneInfo) -> list[WeekBar]:
    """A bar for each slot that is placed; one that goes over midnight ends there."""
    bars = []
    for slot in schedule.placed():
        if slot.room in rooms:
            row, color = rooms[slot.room]
            day, start, end = _minutes(slot.span[0], slot.span[1], zone)
            bars.append(WeekBar(day, row, start, end, color, dim=slot.kind is not SlotKind.SLOT, key=slot.id))
    return bars


def clashes_of(schedule: Schedule, conflicts: Iterable[Conflict], rooms: Rooms, zone: ZoneInfo) -> list[WeekClash]:
    """The minutes that two slots share in a room."""
    slots = {slot.id: slot for slot in schedule.placed()}
    found = []
    for conflict in conflicts:
        pair = [slots[id] for id in conflict.slots if id in slots]
        if conflict.kind is ConflictKind.ROOM and len(pair) == 2 and pair[0].room in rooms:
            start, end = max(slot.span[0] for slot in pair), min(slot.span[1] for slot in pair)
            day, first, last = _minutes(start, end, zone)
            found.append(WeekClash(day, rooms[pair[0].room][0], first, last))
    return found


def troubled_days(schedule: Schedule, conflicts: Iterable[Conflict], zone: ZoneInfo) -> frozenset[date]:
    """Days with something that cannot take place."""
    slots: dict[str, PlannedSlot] = {slot.id: slot for slot in schedule.placed()}
    return frozenset(
        day_of(slots[id].span[0], zone)
        for conflict in conflicts
        if conflict.severity is Severity.ERROR
        for id in conflict.slots
        if id in slots
    )


def _minutes(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, int, int]:
    first, last = start.astimezone(zone), end.astimezone(zone)
    minutes = first.hour * 60 + first.minute
    over = last.hour * 60 + last.minute if last.date() == first.date() else _DAY
    return first.date(), minutes, max(over, minutes + 1)


def on_day(schedule: Schedule, slot: str, day: date, zone: ZoneInfo) -> Schedule:
    """With a slot at the same hour of another day, in its room."""
    kept = schedule.slot(slot)
    at = datetime.combine(day, kept.span[0].astimezone(zone).time(), tzinfo=zone)
    return schedule.move(slot, room=kept.room, start=at)


def listen(
    strip: WeekStrip, session: Session, stepped: Callable[[Schedule, Step, str], None], show_day: Callable[[date], None], zone: ZoneInfo
) -> None:
    """Choosing a day shows it; a bar that was dragged to a day is moved there, and that day is shown."""

    def carried(slot: str, day: date) -> None:
        if session.now is not None and session.slot(slot) is not None:
            stepped(on_day(session.now, slot, day, zone), Step.MOVE, slot)
            show_day(day)

    strip.chosen.connect(show_day)
    strip.carried.connect(carried)


def show_week(
    strip: WeekStrip, schedule: Schedule, found: Iterable[Conflict], plan: Plan, zone: ZoneInfo, *, side: int
) -> None:
    """Show the week of the plan's day, in the rows and colours of its lanes; ``side`` is the width of their names."""
    rooms = {row.lane.key: (number, row.lane.color) for number, row in enumerate(plan.rows)}
    conflicts = tuple(found)
    strip.set_week(
        plan.axis.day, [row.lane.name for row in plan.rows], bars_of(schedule, rooms, zone),
        clashes=clashes_of(schedule, conflicts, rooms, zone), troubled=troubled_days(schedule, conflicts, zone), side=side,
    )  # fmt: skip
