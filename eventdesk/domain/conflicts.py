"""What is wrong with a schedule, how bad it is, and what would mend it.

Slots that touch don't overlap. An ``error`` cannot take place as planned; a ``warning`` can, but somebody should look.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot, Schedule, instant
from eventdesk.domain.venue import Grounds, Resource


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
    UNPLACED = "unplaced"


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

    @property
    def key(self) -> tuple[ConflictKind, frozenset[str]]:
        """What makes two findings the same quarrel."""
        return self.kind, frozenset(self.slots)


Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Siblings:
    """A family with several children: their ages in months at the event, and the slots (ids) that it chose."""

    registration: str
    ages: tuple[int, ...]
    slots: tuple[str, ...] = ()



def find(schedule: Schedule, grounds: Grounds, siblings: Sequence[Siblings] = ()) -> tuple[Conflict, ...]:
    """Everything that is wrong with a schedule: errors first, then by time. Each with its remedies, the gentlest first."""
    found = look(schedule, grounds, siblings)
    return tuple(mended(schedule, grounds, siblings, one, found) for one in found)


def mended(
    schedule: Schedule, grounds: Grounds, siblings: Sequence[Siblings], conflict: Conflict, found: Sequence[Conflict]
) -> Conflict:
    """A conflict of a schedule with its remedies; ``found`` is everything that is wrong with it."""
    zone = schedule.start.tzinfo
    steps = _remedies(schedule.in_utc(), grounds, siblings, conflict, found)
    told = (replace(one, start=one.start.astimezone(zone)) if one.start is not None else one for one in steps)
    return replace(conflict, remedies=tuple(told))


def look(schedule: Schedule, grounds: Grounds, siblings: Sequence[Siblings] = ()) -> tuple[Conflict, ...]:
    """As :func:`find`, without the remedies: fast enough for every step of a drag."""
    zone, schedule = schedule.start.tzinfo, schedule.in_utc()
    placed = {slot.id: slot for slot in schedule.placed()}
    found = [*_quarrels(schedule, grounds), *_age_gaps(schedule, zone), *_families(placed, siblings)]
    order = {slot.id: (slot.start or schedule.end, slot.code) for slot in schedule.slots}
    found.sort(key=lambda one: (one.severity is Severity.WARNING, *(order.get(one.slots[0], ()) if one.slots else ()), one.kind))
    return tuple(found)


def free_at(schedule: Schedule, grounds: Grounds, id: str) -> Callable[[str, datetime], tuple[Conflict, ...]]:
    """For a slot in the hand: what would quarrel if it began in a room at a time. Made once for a drag, asked for each cell.

    Families are left out: what is shown while dragging is what the place itself does not allow.
    """
    schedule = schedule.in_utc()
    moving = schedule.slot(id)
    length = moving.length
    around = _Around(schedule, grounds, moving)
    in_room: dict[str, PlannedSlot] = {}

    def ask(room: str, start: datetime) -> tuple[Conflict, ...]:
        if room not in in_room:
            in_room[room] = replace(moving, room=room)
        begin = instant(start)
        return around.of(in_room[room], (begin, begin + length))

    return ask


class _Around:
    """What one slot has to do with all others, wherever it is put: they are sorted once. All hours are in UTC."""

    def __init__(self, schedule: Schedule, grounds: Grounds, moving: PlannedSlot, siblings: Sequence[Siblings] = ()) -> None:
        self._schedule, self._grounds = schedule, grounds
        gap = _gap(schedule)
        self._others = [(*slot.span, slot) for slot in schedule.placed() if slot.id != moving.id]
        self._wide = [(first - gap, last + gap, slot) for first, last, slot in self._others]
        self._rivals: dict[tuple[str, str], list[tuple[datetime, datetime, PlannedSlot]]] = {}
        needs = amounts(moving)
        self._resources = [one for one in grounds.resources if one.name in needs]
        self._users = [slot for _, _, slot in self._others if needs.keys() & amounts(slot).keys()] if needs else []
        self._families = [family for family in siblings if len(family.ages) > 1 and moving.id in family.slots]
        self._placed = {slot.id: slot for _, _, slot in self._others}

    def of(self, slot: PlannedSlot, span: Span) -> tuple[Conflict, ...]:
        """Everything that the slot, in its room at these hours, quarrels about."""
        start, end = span
        key = (slot.room, slot.leader)
        if key not in self._rivals:  # nobody else can be in the way of this slot in this room
            self._rivals[key] = [
                line for line in self._wide
                if (slot.room and line[2].room == slot.room) or (slot.leader and line[2].leader == slot.leader)
            ]  # fmt: skip
        near = [other for first, last, other in self._rivals[key] if first < end and start < last]
        found = [*_alone(self._schedule, self._grounds, slot, span)]
        if near:
            found += _together(self._schedule, slot, span, near)
        if self._resources or self._families:
            slot = replace(slot, start=start, end=end)
        if self._resources:
            users = [other for other in self._users if other.span[0] < end and start < other.span[1]]
            found += [one for one in _short_of(self._resources, (*users, slot)) if slot.id in one.slots]
        if self._families:
            found += [one for one in _families({**self._placed, slot.id: slot}, self._families) if slot.id in one.slots]
        return tuple(found)


def amounts(slot: PlannedSlot) -> dict[str, int]:
    """How many of each resource a slot needs; one that is named twice counts twice."""
    needed: dict[str, int] = {}
    for name, number in slot.resources:
        needed[name] = needed.get(name, 0) + number
    return needed


def _gap(schedule: Schedule) -> timedelta:
    return timedelta(minutes=schedule.changeover)


def _quarrels(schedule: Schedule, grounds: Grounds) -> Iterator[Conflict]:
    placed = schedule.placed()
    gap = _gap(schedule)
    for place, slot in enumerate(placed):
        yield from _alone(schedule, grounds, slot, slot.span)
        later = []
        for other in placed[place + 1 :]:
            if other.span[0] >= slot.span[1] + gap:
                break  # they are in the order of their starts
            later.append(other)
        yield from _together(schedule, slot, slot.span, later)
    yield from _short_of(grounds.resources, placed)


def _alone(schedule: Schedule, grounds: Grounds, slot: PlannedSlot, span: Span) -> Iterator[Conflict]:
    """What is wrong with one slot at these hours whatever the others do."""
    start, end = span
    if start < schedule.start or end > schedule.end:
        yield Conflict(ConflictKind.OUTSIDE, Severity.WARNING, (slot.id,))
    if slot.kind is SlotKind.BLOCKER:
        return
    room = grounds.room(slot.room)
    # A family or a child is one person at the least, so a number of places is comparable whatever it counts.
    heads = max(slot.capacity or 0, slot.persons)
    if room is not None and room.capacity is not None and heads > room.capacity:
        facts = (("capacity", heads), ("room", room.name), ("most", room.capacity))
        yield Conflict(ConflictKind.CAPACITY, Severity.ERROR, (slot.id,), facts)
    closures = (*grounds.closed, *(room.closed if room is not None else ()))
    for name, _ in slot.resources:
        resource = grounds.resource(name)
        closures += resource.closed if resource is not None else ()
    for closed in closures:
        if closed.meets(start, end):
            yield Conflict(ConflictKind.CLOSED, Severity.ERROR, (slot.id,), (("reason", closed.reason), ("room", slot.room)))
            break


def _together(schedule: Schedule, slot: PlannedSlot, span: Span, others: Iterable[PlannedSlot]) -> Iterator[Conflict]:
    """What a slot at these hours and its neighbours in time quarrel about: each pair once for each reason."""
    start, end = span
    for other in others:
        begin, finish = other.span
        minutes = int((min(end, finish) - max(start, begin)).total_seconds() // 60)
        pair = _movable_first((slot, start), (other, begin))
        overlap = start < finish and begin < end
        if slot.room and slot.room == other.room:
            if overlap:
                yield Conflict(ConflictKind.ROOM, Severity.ERROR, pair, (("room", slot.room), ("minutes", minutes)))
            elif -minutes < schedule.changeover and SlotKind.SLOT is slot.kind is other.kind:
                facts = (("room", slot.room), ("minutes", -minutes), ("needed", schedule.changeover))
                yield Conflict(ConflictKind.CHANGEOVER, Severity.WARNING, pair, facts)
        if overlap and slot.leader and slot.leader == other.leader:
            yield Conflict(ConflictKind.LEADER, Severity.ERROR, pair, (("leader", slot.leader), ("minutes", minutes)))


def _movable_first(*two: tuple[PlannedSlot, datetime]) -> tuple[str, str]:
    """The one to move first: not pinned, a slot rather than a blocker, the later, the one with fewer people."""
    (one, began), (other, begins) = two
    first = (one.pinned, one.kind is not SlotKind.SLOT, begins, one.registered, one.code)
    second = (other.pinned, other.kind is not SlotKind.SLOT, began, other.registered, other.code)
    return (one.id, other.id) if first < second else (other.id, one.id)


def _short_of(resources: Iterable[Resource], placed: Iterable[PlannedSlot]) -> Iterator[Conflict]:
    """Resources of which more are needed at one moment than there are. Need only grows where a slot begins."""
    needs = [(slot, amounts(slot)) for slot in placed if slot.resources]
    for resource in resources:
        users = [(slot, needed[resource.name]) for slot, needed in needs if resource.name in needed]
        seen: set[frozenset[str]] = set()
        for slot, _ in users:
            at = slot.span[0]
            now = [(other, number) for other, number in users if other.span[0] <= at < other.span[1]]
            total = sum(number for _, number in now)
            ids = frozenset(other.id for other, _ in now)
            if total > resource.quantity and ids not in seen:
                seen.add(ids)
                last = sorted(now, key=lambda pair: (pair[0].pinned, -pair[0].span[0].timestamp(), pair[0].code))
                facts = (("resource", resource.name), ("needed", total), ("there", resource.quantity))
                yield Conflict(ConflictKind.RESOURCE, Severity.ERROR, tuple(other.id for other, _ in last), facts)


def _age_gaps(schedule: Schedule, zone: tzinfo | None) -> Iterator[Conflict]:
    """Age bands that have slots at this event but, for an hour or more of a day in between, nothing to go to. A night is none:
    families are at home."""
    slots = [slot for slot in schedule.placed() if slot.kind is SlotKind.SLOT and slot.band is not None]
    bands = dict.fromkeys(slot.band for slot in slots if slot.band is not None)
    for band in bands:
        mine = [slot for slot in slots if slot.band is not None and slot.band.meets(band)]
        reach = mine[0].span[1]
        for slot in mine[1:]:
            begin, finish = slot.span
            since, until = reach.astimezone(zone), begin.astimezone(zone)
            if begin - reach >= timedelta(hours=1) and since.date() == until.date():
                empty = (("start", since), ("end", until))
                facts = (("min_months", band.min_months), ("max_months", band.max_months), *empty)
                yield Conflict(ConflictKind.AGE_GAP, Severity.WARNING, (slot.id,), facts)
            reach = max(reach, finish)


def unplaced(schedule: Schedule) -> tuple[Conflict, ...]:
    """Slots that families would be told of with neither hours nor a room, beside others that have them. Not part of
    :func:`look`: while somebody plans, the tray shows them; they matter where the schedule is to be released."""
    if not any(slot.is_placed for slot in schedule.slots):
        return ()
    waiting = (slot for slot in schedule.tray() if slot.kind is not SlotKind.BLOCKER and not slot.room)
    return tuple(Conflict(ConflictKind.UNPLACED, Severity.WARNING, (slot.id,)) for slot in waiting)


def _families(placed: Mapping[str, PlannedSlot], siblings: Sequence[Siblings]) -> Iterator[Conflict]:
    """Families whose children's slots lie at the same time: two slots that no child shares, and one pair of hands."""
    pairs: dict[tuple[str, str], int] = {}
    for family in siblings:
        chosen = [placed[id] for id in family.slots if id in placed] if len(family.ages) > 1 else []
        for place, slot in enumerate(chosen):
            start, end = slot.span
            for other in chosen[place + 1 :]:
                if start < other.span[1] and other.span[0] < end and _apart(slot, other, family):
                    pair = _movable_first((slot, start), (other, other.span[0]))
                    pairs[pair] = pairs.get(pair, 0) + 1
    for pair, count in pairs.items():
        yield Conflict(ConflictKind.FAMILY, Severity.WARNING, pair, (("families", count),))


def _apart(slot: PlannedSlot, other: PlannedSlot, family: Siblings) -> bool:
    """Whether no one child could go to both, so that the family would have to be in two rooms at once."""
    for_one = {age for age in family.ages if slot.band is None or slot.band.holds(age)}
    for_other = {age for age in family.ages if other.band is None or other.band.holds(age)}
    return bool(for_one) and bool(for_other) and for_one.isdisjoint(for_other)


def _remedies(
    schedule: Schedule, grounds: Grounds, siblings: Sequence[Siblings], conflict: Conflict, found: Sequence[Conflict]
) -> Iterator[Remedy]:
    """Up to three steps that end the conflict and make no new error; fewest changes first."""
    slot = schedule.slot(conflict.slots[0])
    if slot.pinned or conflict.kind in (ConflictKind.AGE_GAP, ConflictKind.OUTSIDE, ConflictKind.UNPLACED):
        return
    around = _Around(schedule, grounds, slot, siblings)
    errors = {one.key for one in found if one.severity is Severity.ERROR}
    known = {one.key for one in found}

    def mends(remedy: Remedy, *, clean: bool) -> bool:
        # Only what the slot itself has to do with can change for the worse, but for ages, which are no error.
        slot_after = remedy.apply(schedule).slot(remedy.slot)
        after = around.of(slot_after, slot_after.span) if slot_after.is_placed else ()
        bears = known if clean else errors
        return all(
            one.key != conflict.key and (one.key in bears or not (clean or one.severity is Severity.ERROR)) for one in after
        )

    given = 0
    for ways in _ways(schedule, grounds, slot, conflict):
        tries = list(ways)
        # One that makes nothing new to look at goes before one that makes a warning.
        remedy = next((one for clean in (True, False) for one in tries if mends(one, clean=clean)), None)
        if remedy is not None:
            given += 1
            yield remedy
    if not given:
        remedy = Remedy(RemedyKind.UNPLACE, slot.id)
        if mends(remedy, clean=False):
            yield remedy


def _ways(schedule: Schedule, grounds: Grounds, slot: PlannedSlot, conflict: Conflict) -> Iterator[Iterator[Remedy]]:
    """Kinds of steps worth trying, each with its candidates in the order in which they disturb least."""
    start = slot.span[0]
    room = grounds.room(slot.room)
    if conflict.kind is ConflictKind.CAPACITY:
        if room and room.capacity is not None and slot.persons <= room.capacity:
            yield iter((Remedy(RemedyKind.SHRINK, slot.id, capacity=room.capacity),))
    else:
        yield (Remedy(RemedyKind.MOVE, slot.id, room=slot.room, start=at) for at in _starts(schedule, grounds, slot))
    if conflict.kind in (ConflictKind.ROOM, ConflictKind.CHANGEOVER, ConflictKind.CAPACITY, ConflictKind.CLOSED):
        yield (Remedy(RemedyKind.ROOM, slot.id, room=other, start=start) for other in _rooms_that_fit(grounds, slot))


def _starts(schedule: Schedule, grounds: Grounds, slot: PlannedSlot) -> list[datetime]:
    """Starts to try, within the event: right after what others do, or right before it, with and without the change-over."""
    begin, gap = slot.span[0], timedelta(minutes=schedule.changeover)
    spans = [other.span for other in schedule.placed() if other.id != slot.id]
    room = grounds.room(slot.room)
    spans += [(closed.start, closed.end) for closed in (*grounds.closed, *(room.closed if room else ()))]
    tries = {schedule.start}
    for first, last in spans:
        tries |= {last, last + gap, first - slot.length, first - slot.length - gap}
    inside = [at for at in tries if at != begin and at >= schedule.start and at + slot.length <= schedule.end]
    return sorted(inside, key=lambda at: (abs(at - begin), at < begin))


def _rooms_that_fit(grounds: Grounds, slot: PlannedSlot) -> list[str]:
    """Other rooms that hold the slot's places, the smallest first."""
    need = max(slot.capacity or 0, slot.persons)
    rooms = [room for room in grounds.rooms if room.name != slot.room and (room.capacity is None or room.capacity >= need)]
    return [room.name for room in sorted(rooms, key=lambda room: (room.capacity is None, room.capacity or 0))]
