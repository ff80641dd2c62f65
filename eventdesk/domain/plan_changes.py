"""What a sheet that came back would change in a schedule.

A row matches the slot of its code. A cell that still says what was written there leaves its slot as it is, to the second
and the character; so a sheet that nobody edited changes nothing, whatever its cells cannot hold.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import valid_code
from eventdesk.domain.plan_rows import COLUMNS, PlanRow, row_of
from eventdesk.domain.schedule import SHORTEST, PlannedSlot, Schedule

LONGEST = timedelta(days=14)
"""No slot is longer: what is, has a typing error in its date."""

_MOST_PLACES = 1_000_000
_MOST_MONTHS = 1_800
_YEARS = range(1971, 2100)
_RESOURCE = re.compile(r"(.+?)\s*[×xX*]\s*(\d{1,6})")
_ITEMS = re.compile(r"[;\uff1b\n]+")
_LONGEST_TEXT = {"title": 500, "room": 200, "leader": 200, "resources": 2_000, "notes": 2_000}


@dataclass(frozen=True)
class RowFlaw:
    """Why a row cannot be taken: its number as a person sees it, the column (empty: the row), ``code`` of the words, and the
    text that stands there."""

    row: int
    column: str
    code: str
    text: str = ""


@dataclass(frozen=True)
class SlotEdit:
    """A slot before and after, and the columns that differ."""

    before: PlannedSlot
    after: PlannedSlot
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PlanChanges:
    """What taking a sheet would do. ``base`` is the schedule that it was compared with; with flaws nothing can be taken."""

    base: Schedule = field(repr=False)
    result: Schedule = field(repr=False)
    added: tuple[PlannedSlot, ...] = ()
    changed: tuple[SlotEdit, ...] = ()
    removed: tuple[PlannedSlot, ...] = ()
    flaws: tuple[RowFlaw, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the sheet says what is there already."""
        return not (self.added or self.changed or self.removed)


def compare(
    schedule: Schedule, rows: Iterable[tuple[int, PlanRow]], zone: ZoneInfo, *, columns: frozenset[str],
    new_id: Callable[[], str], unread: tuple[RowFlaw, ...] = (),
) -> PlanChanges:  # fmt: skip
    """What a sheet's rows would make of a schedule. Each row comes with its number; what is in none of the sheet's
    ``columns``, or could not be read (``unread``), stays as it is. Slots that no row names are removed."""
    flaws = list(unread)
    wrong = {flaw.row for flaw in unread}
    slots: dict[str, PlannedSlot] = {}
    edits: list[SlotEdit] = []
    added: list[PlannedSlot] = []
    known = {slot.code: slot for slot in schedule.slots}
    taken = set(known)
    rows = _matched([(number, _matching(row, known)) for number, row in rows], schedule, zone)
    taken.update(row.code for _, row in rows)
    seen: set[str] = set()
    for number, row in rows:
        if row.code in seen:
            flaws.append(RowFlaw(number, "code", "code_twice", row.code))
            continue
        if row.code:
            seen.add(row.code)
        before = known.get(row.code)
        held = columns - {flaw.column for flaw in unread if flaw.row == number}
        reader = _Reader(number, row, held, before, schedule, zone)
        made = reader.slot(id=before.id if before else new_id(), code=row.code or _free(taken))
        taken.add(made.code)
        flaws += [] if number in wrong else reader.flaws
        slots[made.id] = made
        if before is None:
            added.append(made)
        elif made != before:
            edits.append(SlotEdit(before, made, reader.differs()))
    removed = tuple(slot for slot in schedule.slots if slot.id not in slots)
    kept = tuple(slots[slot.id] for slot in schedule.slots if slot.id in slots)
    return PlanChanges(
        base=schedule, result=replace(schedule, slots=(*kept, *added)), added=tuple(added), changed=tuple(edits),
        removed=removed, flaws=tuple(flaws),
    )  # fmt: skip


def _matching(row: PlanRow, known: Mapping[str, PlannedSlot]) -> PlanRow:
    """A row with its code as the desk writes it: in capitals, unless a slot has it as it stands."""
    return row if row.code in known else replace(row, code=row.code.upper())


def _matched(rows: list[tuple[int, PlanRow]], schedule: Schedule, zone: ZoneInfo) -> list[tuple[int, PlanRow]]:
    """Rows without a code take that of a slot that no row names and that says the same: the sheet was taken once before."""
    named = {row.code for _, row in rows}
    left = {_sense(row_of(slot, zone)): slot.code for slot in schedule.slots if slot.code not in named}
    found = []
    for number, row in rows:
        code = row.code or left.pop(_sense(row), "") or left.pop(_sense(replace(row, day=_day_of(schedule, zone))), "")
        found.append((number, replace(row, code=code)))
    return found


def _sense(row: PlanRow) -> tuple[object, ...]:
    return (row.title, row.kind, row.room, row.day, row.start)


def _day_of(schedule: Schedule, zone: ZoneInfo) -> date | None:
    """The day of an event that has one."""
    first, last = (at.astimezone(zone).date() for at in (schedule.start, schedule.end))
    return first if first == last else None


def _free(taken: set[str]) -> str:
    return next(f"S{number}" for number in range(1, len(taken) + 2) if f"S{number}" not in taken)


class _Reader:
    """Makes a slot of one row; what cannot be goes to ``flaws``."""

    def __init__(
        self, number: int, row: PlanRow, columns: frozenset[str], before: PlannedSlot | None, schedule: Schedule,
        zone: ZoneInfo,
    ) -> None:  # fmt: skip
        self.number, self.before, self.schedule, self.zone = number, before, schedule, zone
        self.written = row_of(before, zone) if before else PlanRow()
        left_out = {name: getattr(self.written, name) for name in COLUMNS if name not in columns and name != "code"}
        self.row = replace(row, **left_out)
        self.flaws: list[RowFlaw] = []

    def differs(self) -> tuple[str, ...]:
        """The columns that say something else than was written."""
        return tuple(name for name in COLUMNS if self._new(name))

    def slot(self, *, id: str, code: str) -> PlannedSlot:
        """The slot that the row describes; where it has flaws, it is not to be used."""
        row = self.row
        if self.before is None and not valid_code(code):
            self._flaw("code", "bad_code", row.code)
        if not row.title.strip():
            self._flaw("title", "title_missing")
        for name, most in _LONGEST_TEXT.items():
            if self._new(name) and len(getattr(row, name)) > most:
                self._flaw(name, "too_long", getattr(row, name)[:20])
        if self._new("capacity") and row.capacity is not None and not 0 <= row.capacity <= _MOST_PLACES:
            self._flaw("capacity", "bad_capacity", str(row.capacity))
        slot = self.before or PlannedSlot(id=id, code=code, title=row.title)
        values: dict[str, object] = {
            own: getattr(row, name) for name, own in _PLAIN.items() if self.before is None or self._new(name)
        }
        if self._new("resources"):
            values["resources"] = self._resources()
        if self._new("min_months", "max_months"):
            values["band"] = self._band()
        if self.before is None or self._new("day", "start", "end", "minutes"):
            values |= self._hours()
        return replace(slot, **values)  # type: ignore[arg-type]  # each value has its field's type

    def _new(self, *names: str) -> bool:
        return any(getattr(self.row, name) != getattr(self.written, name) for name in names)

    def _flaw(self, column: str, code: str, text: str = "") -> None:
        self.flaws.append(RowFlaw(self.number, column, code, text))

    def _resources(self) -> tuple[tuple[str, int], ...]:
        found: dict[str, int] = {}
        for item in _ITEMS.split(self.row.resources):
            if not item.strip():
                continue
            match = _RESOURCE.fullmatch(item.strip())
            name, number = (match[1], int(match[2])) if match else (item.strip(), 1)
            if number < 1 or name in found:
                self._flaw("resources", "bad_resources", item.strip()[:40])
            found[name] = number
        return tuple(found.items())

    def _band(self) -> AgeBand | None:
        low, high = self.row.min_months, self.row.max_months
        if low is None and high is None:
            return None
        if low is None or high is None:
            self._flaw("min_months" if low is None else "max_months", "half_a_band")
        elif not 0 <= low <= high <= _MOST_MONTHS:
            self._flaw("max_months", "bad_band", f"{low}–{high}")
        else:
            return AgeBand(low, high)
        return None

    def _hours(self) -> Mapping[str, object]:
        """Start, end and length. A row without a day and a start waits; of end and length the one that was edited counts."""
        row = self.row
        if row.start is None:
            if row.end is not None or (row.day is not None and self._new("day")):
                self._flaw("start", "start_missing")
            return self._waiting()
        day = row.day or _day_of(self.schedule, self.zone)
        if day is None or day.year not in _YEARS:
            self._flaw("day", "day_missing" if day is None else "bad_day", "" if day is None else str(day))
            return {}
        start = self._start(day, row.start)
        length = self._length(start)
        if length is None:
            return {}
        if not SHORTEST <= length <= LONGEST:
            self._flaw("end", "too_short" if length < SHORTEST else "too_long_slot")
            return {}
        end = (start.astimezone(UTC) + length).astimezone(self.zone)
        return (
            {"start": start, "end": end} if self.before else {"start": start, "end": end, "minutes": _minutes(length)}
        )

    def _waiting(self) -> Mapping[str, object]:
        minutes = self.row.minutes if self.row.minutes is not None else self.written.minutes or 60
        if not SHORTEST <= timedelta(minutes=min(minutes, 10**6)) <= LONGEST:
            self._flaw("minutes", "too_short" if minutes < 5 else "too_long_slot")
            return {}
        return {"start": None, "end": None, "minutes": minutes, "pinned": False}

    def _start(self, day: date, at: time) -> datetime:
        """A start that stands as it was written is the slot's own, with its seconds and its side of a change of the clocks."""
        if self.before and self.before.start and (day, at) == (self.written.day, self.written.start):
            return self.before.start
        return datetime.combine(day, at, self.zone)

    def _length(self, start: datetime) -> timedelta | None:
        """From the end, the minutes, or whichever of the two was edited; None with a flaw where they contradict."""
        row = self.row
        of_minutes = timedelta(minutes=min(max(row.minutes, 0), 10**6)) if row.minutes is not None else None
        of_end = self._until(start, row.end) if row.end is not None else None
        if of_end is None or of_minutes is None:
            if of_end is None and of_minutes is None:
                self._flaw("end", "end_missing")
            return of_end or of_minutes
        if _minutes(of_minutes - of_end) % (24 * 60) == 0:
            return of_minutes  # the same, or as many whole days longer
        if self.before and self.before.is_placed and not self._new("day", "start"):
            if not self._new("minutes"):
                return of_end
            if not self._new("end"):
                return of_minutes
        self._flaw("minutes", "hours_disagree", str(row.minutes))
        return None

    def _until(self, start: datetime, at: time) -> timedelta:
        """From a start to the next time that the clock on the wall shows ``at``."""
        end = datetime.combine(start.astimezone(self.zone).date(), at, self.zone)
        if end <= start:
            end = datetime.combine(end.date() + timedelta(days=1), at, self.zone)
        return end.astimezone(UTC) - start.astimezone(UTC)


_PLAIN = {
    "title": "title", "kind": "kind", "room": "room", "leader": "leader", "capacity": "capacity", "unit": "capacity_unit",
    "notes": "notes",
}  # fmt: skip
"""Columns whose cell is the slot's value, and the slot's name for it."""


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
