"""The schedule of one event: slots in rooms and hours, what may be done to it, and the way back.

A :class:`Schedule` never changes: each step makes a new one, so undo is the one before, whatever the step was.

Where summer time ends an hour is there twice, and Python compares and subtracts two moments of one zone by the clock on the
wall, as if it were once. Whatever is measured here is therefore measured in UTC, and told in the zone that it came in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind, Unit, valid_code

MOST = 1_000_000
"""No more places, and no more of a resource."""

SHORTEST = timedelta(minutes=5)
"""No slot is shorter, and times snap to it at the finest."""


def instant(moment: datetime) -> datetime:
    """A moment as it compares with others: in UTC."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def after(moment: datetime, by: timedelta) -> datetime:
    """The moment so much time later, in the same zone."""
    return (instant(moment) + by).astimezone(moment.tzinfo)


class BadSchedule(ValueError):
    """A step that leaves no sensible slot; ``code`` says which words explain it, ``slot`` may say which slot."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.slot = ""


@dataclass(frozen=True)
class PlannedSlot:
    """A slot as planners see it.

    ``start`` and ``end`` are aware moments, or both None for one that waits to be placed: it then keeps its length in
    ``minutes``. ``resources`` are (name, how many). ``pinned`` slots stay where they are when a draft is computed.
    ``notes`` are the team's own. Nothing of ``notes`` or of a ``blocker`` reaches the public. ``registered`` are the places
    taken in the slot's own unit, ``persons`` the heads behind them; both are counted, not planned.
    """

    id: str
    code: str
    title: str
    kind: SlotKind = SlotKind.SLOT
    room: str = ""
    start: datetime | None = None
    end: datetime | None = None
    minutes: int = 60
    leader: str = ""
    resources: tuple[tuple[str, int], ...] = ()
    capacity: int | None = None
    capacity_unit: Unit = Unit.PERSONS
    band: AgeBand | None = None
    pinned: bool = False
    notes: str = ""
    registered: int = 0
    persons: int = 0

    @property
    def is_placed(self) -> bool:
        """Whether it has hours of its own."""
        return self.start is not None and self.end is not None

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        if self.start is not None and self.end is not None:
            return instant(self.end) - instant(self.start)
        return timedelta(minutes=self.minutes)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its hours; only for one that is placed."""
        if self.start is None or self.end is None:
            raise BadSchedule("not_placed")
        return self.start, self.end

    def in_utc(self) -> "PlannedSlot":
        """The same slot, its hours in UTC."""
        if self.start is None or self.end is None or (self.start.tzinfo is UTC and self.end.tzinfo is UTC):
            return self
        return replace(self, start=instant(self.start), end=instant(self.end))


@dataclass(frozen=True)
class Schedule:
    """All slots of an event, in the order they were made. ``changeover`` are the minutes a room needs between two."""

    start: datetime
    end: datetime
    changeover: int = 10
    slots: tuple[PlannedSlot, ...] = ()

    def slot(self, id: str) -> PlannedSlot:
        """The slot of an id; :class:`BadSchedule` without one."""
        for slot in self.slots:
            if slot.id == id:
                return slot
        raise BadSchedule("no_such_slot")

    def placed(self) -> tuple[PlannedSlot, ...]:
        """Slots that have hours, the earliest first."""
        return tuple(
            sorted((slot for slot in self.slots if slot.is_placed), key=lambda slot: (*map(instant, slot.span), slot.code))
        )

    def in_utc(self) -> "Schedule":
        """The same schedule, all its hours in UTC, where they compare as they pass."""
        slots = tuple(slot.in_utc() for slot in self.slots)
        return replace(self, start=instant(self.start), end=instant(self.end), slots=slots)

    def tray(self) -> tuple[PlannedSlot, ...]:
        """Slots that wait to be placed."""
        return tuple(slot for slot in self.slots if not slot.is_placed)

    def add(self, slot: PlannedSlot) -> "Schedule":
        """With one more slot."""
        if any(other.id == slot.id or other.code == slot.code for other in self.slots):
            raise BadSchedule("slot_exists")
        return replace(self, slots=(*self.slots, _checked(slot)))

    def remove(self, id: str) -> "Schedule":
        """Without a slot."""
        self.slot(id)
        return replace(self, slots=tuple(slot for slot in self.slots if slot.id != id))

    def change(self, id: str, **fields: object) -> "Schedule":
        """With other values for some of a slot's fields."""
        changed = _checked(replace(self.slot(id), **fields))  # type: ignore[arg-type]  # checked by the dataclass's users
        if any(other.id != id and other.code == changed.code for other in self.slots):
            raise BadSchedule("slot_exists")
        return replace(self, slots=tuple(changed if slot.id == id else slot for slot in self.slots))

    def move(self, id: str, *, room: str, start: datetime) -> "Schedule":
        """With a slot in another room or at another hour, as long as before."""
        return self.change(id, room=room, start=start, end=after(start, self.slot(id).length))

    def resize(self, id: str, *, start: datetime, end: datetime) -> "Schedule":
        """With other hours for a slot in its room."""
        return self.change(id, start=start, end=end)

    def unplace(self, id: str) -> "Schedule":
        """With a slot back in the tray; it keeps its length."""
        minutes = int(self.slot(id).length.total_seconds() // 60)
        return self.change(id, room="", start=None, end=None, minutes=minutes, pinned=False)

    def copy(self, id: str, *, new_id: str, code: str, room: str, start: datetime) -> "Schedule":
        """With a second slot like this one; nobody is registered for it."""
        slot = self.slot(id)
        made = replace(
            slot, id=new_id, code=code, room=room, start=start, end=after(start, slot.length), registered=0, persons=0, pinned=False
        )  # fmt: skip
        return self.add(made)

    def ripple(self, id: str, by: timedelta) -> "Schedule":
        """With a slot, and all that follow it in its room, moved by as much. Pinned ones stay."""
        first = self.slot(id)
        begin, _ = first.span
        moving = {
            slot.id for slot in self.slots
            if slot.is_placed and slot.room == first.room and instant(slot.span[0]) >= instant(begin) and not slot.pinned
        }  # fmt: skip
        return replace(
            self,
            slots=tuple(
                replace(slot, start=after(slot.span[0], by), end=after(slot.span[1], by)) if slot.id in moving else slot
                for slot in self.slots
            ),
        )

    def free_code(self) -> str:
        """The next code ``S1, S2, …`` that no slot has."""
        taken = {slot.code for slot in self.slots}
        return next(f"S{number}" for number in range(1, len(taken) + 2) if f"S{number}" not in taken)


def _checked(slot: PlannedSlot) -> PlannedSlot:
    """The slot, if it can be one; :class:`BadSchedule` with what is wrong."""
    wrong = (
        ("half_a_time", (slot.start is None) != (slot.end is None)),
        ("too_short", slot.length < SHORTEST),
        ("title_missing", not slot.title.strip()),
        ("bad_code", not valid_code(slot.code)),
        ("bad_capacity", slot.capacity is not None and not 0 <= slot.capacity <= MOST),
        ("bad_quantity", any(not 1 <= number <= MOST or not name.strip() for name, number in slot.resources)),
        ("bad_age_band", slot.band is not None and not 0 <= slot.band.min_months <= slot.band.max_months),
    )
    for code, is_so in wrong:
        if is_so:
            raise BadSchedule(code)
    return slot


def checked(schedule: Schedule, *, stored: Schedule | None = None) -> Schedule:
    """The schedule, if all its slots can be; :class:`BadSchedule` with what is wrong, and the slot's code in ``slot``.

    What is ``stored`` already and stays as it is passes: a slot may have come by a calendar file or from another desk, and
    nobody could plan anything else until it is mended.
    """
    seen: set[str] = set()
    kept = {slot.id: slot for slot in stored.slots} if stored is not None else {}
    for slot in schedule.slots:
        try:
            if not planned_alike(slot, kept.get(slot.id)):
                _checked(slot)
            if slot.code in seen:
                raise BadSchedule("slot_exists")
        except BadSchedule as error:
            error.slot = slot.code
            raise
        seen.add(slot.code)
    return schedule


def planned_alike(one: PlannedSlot | None, other: PlannedSlot | None) -> bool:
    """Whether two are the same but for what is counted."""
    if one is None or other is None:
        return one is other
    return replace(one.in_utc(), registered=0, persons=0) == replace(other.in_utc(), registered=0, persons=0)


def alike(one: Schedule, other: Schedule) -> bool:
    """Whether two schedules plan the same, in whatever order and however many registered meanwhile."""
    mine, theirs = ({slot.id: slot for slot in schedule.slots} for schedule in (one, other))
    return mine.keys() == theirs.keys() and all(planned_alike(slot, theirs[id]) for id, slot in mine.items())


def merged(base: Schedule, mine: Schedule, theirs: Schedule) -> Schedule:
    """``theirs`` with what ``mine`` changed since ``base``: two planners may work on different slots of one event.

    :class:`BadSchedule` ``changed_meanwhile``, with the slot's code, where both changed the same slot in different ways.
    """
    was, my, their = ({slot.id: slot for slot in schedule.slots} for schedule in (base, mine, theirs))
    slots = []
    for id in dict.fromkeys((*my, *their)):
        if planned_alike(my.get(id), was.get(id)):
            kept = their.get(id)
        elif planned_alike(their.get(id), was.get(id)) or planned_alike(their.get(id), my.get(id)):
            kept = my.get(id)
        else:
            error = BadSchedule("changed_meanwhile")
            error.slot = (their.get(id) or my.get(id) or was[id]).code
            raise error
        if kept is not None:
            slots.append(kept)
    changeover = mine.changeover if mine.changeover != base.changeover else theirs.changeover
    return replace(theirs, slots=tuple(slots), changeover=changeover)


def snap(moment: datetime, minutes: int) -> datetime:
    """The nearest moment on a grid of so many minutes that begins at each midnight of the moment's own zone."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    steps = round((instant(moment) - instant(midnight)).total_seconds() / 60 / minutes)
    return after(midnight, timedelta(minutes=steps * minutes))


class ChangeKind(StrEnum):
    """What became of a slot between two versions of a schedule."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    ROOM = "room"
    CHANGED = "changed"


@dataclass(frozen=True)
class SlotChange:
    """One line of what changed: the slot before and after (None where it was not, or is no more)."""

    kind: ChangeKind
    before: PlannedSlot | None
    after: PlannedSlot | None


def changes(before: Iterable[PlannedSlot], after: Iterable[PlannedSlot]) -> tuple[SlotChange, ...]:
    """What families must be told when one schedule replaces another: slots for them and breaks, by id."""
    old = {slot.id: slot for slot in before if slot.kind is not SlotKind.BLOCKER}
    new = {slot.id: slot for slot in after if slot.kind is not SlotKind.BLOCKER}
    lines = []
    for id in dict.fromkeys((*old, *new)):
        was, now = old.get(id), new.get(id)
        kind = _kind(was, now)
        if kind is not None:
            lines.append(SlotChange(kind, was, now))
    return tuple(lines)


def _kind(was: PlannedSlot | None, now: PlannedSlot | None) -> ChangeKind | None:
    if was is None:
        return ChangeKind.ADDED
    if now is None:
        return ChangeKind.REMOVED
    hours, hours_now = ((slot.in_utc().start, slot.in_utc().end) for slot in (was, now))
    if hours != hours_now:
        return ChangeKind.MOVED
    if was.room != now.room:
        return ChangeKind.ROOM
    told: Callable[[PlannedSlot], object] = lambda slot: (slot.title, slot.leader, slot.band, slot.code, slot.kind)  # noqa: E731
    return ChangeKind.CHANGED if told(was) != told(now) else None


@dataclass
class History:
    """The steps of a planner's work, back and forth. Holds ``limit`` steps; older ones are forgotten first."""

    now: Schedule
    limit: int = 500
    _before: list[tuple[Schedule, str]] = field(default_factory=list)
    _after: list[tuple[Schedule, str]] = field(default_factory=list)

    def take(self, schedule: Schedule, step: str) -> None:
        """A step was taken; ``step`` names it for the button that takes it back."""
        # As they compare by the wall, the second round of a repeated hour would be no step away from the first.
        if schedule == self.now and schedule.in_utc() == self.now.in_utc():
            return
        self._before.append((self.now, step))
        del self._before[: -self.limit]
        self._after.clear()
        self.now = schedule

    def undo(self) -> str | None:
        """Goes back one step and says which; None where there is none."""
        if not self._before:
            return None
        schedule, step = self._before.pop()
        self._after.append((self.now, step))
        self.now = schedule
        return step

    def redo(self) -> str | None:
        """Goes forward again; None where nothing was taken back."""
        if not self._after:
            return None
        schedule, step = self._after.pop()
        self._before.append((self.now, step))
        self.now = schedule
        return step

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._after)
