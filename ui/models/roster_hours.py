"""A roster laid out along the hours: rows of blocks, first those of places that are empty, then those of each person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from ui.models.roster import Key, Sheet, standing
from ui.models.roster_words import RosterWords
from ui.widgets.roster_plan import Cell, Head, Mark

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import ShiftView

MINUTE = timedelta(minutes=1)
_HOUR = 60
_GAP = 30  # minutes of room between two days


@dataclass(frozen=True)
class Block:
    """A shift in a row, from minute to minute of the axis; ``person`` is empty for places nobody has."""

    shift: str
    person: str
    start: int
    end: int
    title: str
    tip: str
    cell: Cell
    short: bool = False


@dataclass(frozen=True)
class Row:
    """A person with their blocks and when they have time; or (``short``) places that are empty."""

    head: Head
    blocks: tuple[Block, ...]
    windows: tuple[tuple[int, int], ...] = ()
    short: bool = False


@dataclass(frozen=True)
class Tick:
    """A line of the axis with its words; ``day`` is said where one begins."""

    at: int
    text: str
    day: str = ""


class Axis:
    """Minutes of the days that have shifts, one day behind the other, from whole hour to whole hour."""

    def __init__(self, shifts: "Sequence[ShiftView]", zone: tzinfo, words: RosterWords) -> None:
        self._zone = zone
        self._days: list[tuple[date, datetime, datetime, int]] = []
        spans: dict[date, tuple[datetime, datetime]] = {}
        for shift in shifts:
            start, end = shift.start.astimezone(zone), max(shift.end, shift.start).astimezone(zone)
            first, last = spans.get(start.date(), (start, end))
            spans[start.date()] = min(first, start), max(last, end)
        ticks, at = [], 0
        for day in sorted(spans):
            first, last = spans[day]
            begin = first.replace(minute=0, second=0, microsecond=0)
            hours = -(-((last - begin) // MINUTE) // _HOUR)
            end = begin + timedelta(hours=max(hours, 1))
            self._days.append((day, begin, end, at))
            for hour in range(max(hours, 1) + 1):
                text = f"{(begin + timedelta(hours=hour)).hour}:00"
                ticks.append(Tick(at + hour * _HOUR, text, words.day(begin) if not hour and len(spans) > 1 else ""))
            at += max(hours, 1) * _HOUR + _GAP
        self.length = max(at - _GAP, 0)
        self.ticks = tuple(ticks)

    def span(self, start: datetime, end: datetime) -> tuple[int, int] | None:
        """Where a span that begins on one of the days lies; None for another day."""
        local = start.astimezone(self._zone)
        for day, begin, until, at in self._days:
            if day == local.date():
                first = min(max(local, begin), until)
                last = min(max(end.astimezone(self._zone), first), until)
                return at + (first - begin) // MINUTE, at + (last - begin) // MINUTE
        return None

    def parts(self, start: datetime, end: datetime) -> tuple[tuple[int, int], ...]:
        """The parts of a span on all the days."""
        found = []
        for _, begin, until, at in self._days:
            first, last = max(start, begin), min(end, until)
            if first < last:
                found.append((at + (first - begin) // MINUTE, at + (last - begin) // MINUTE))
        return tuple(found)


def rows(sheet: Sheet, words: RosterWords, axis: Axis, *, only_short: bool) -> tuple[Row, ...]:
    """The rows from the top down."""
    empty = _stacked(_empty(sheet, words, axis))
    title = words("volunteers.empty_places")
    short = [Row(Head(f"-{n}", title if not n else "", short=True), tuple(row), short=True) for n, row in enumerate(empty)]
    people = [one for one in sheet.view.people if not one.withdrawn or sheet.of_person(one.id)]
    return (*short, *(() if only_short else (_person(sheet, words, axis, one.id) for one in people)))


def _empty(sheet: Sheet, words: RosterWords, axis: Axis) -> Iterable[Block]:
    for shift in sheet.short:
        if (span := axis.span(shift.start, shift.end)) is not None:
            said = words("volunteers.gap_title", role=shift.role, time=words.time(shift.start), n=sheet.missing(shift.id))
            yield Block(shift.id, "", *span, f"{shift.role} -{sheet.missing(shift.id)}", said, Cell(Mark.FREE), short=True)


def _stacked(blocks: Iterable[Block]) -> list[list[Block]]:
    """As few rows as hold the blocks side by side."""
    found: list[list[Block]] = []
    for block in sorted(blocks, key=lambda one: (one.start, one.end)):
        row = next((row for row in found if row[-1].end <= block.start), None)
        if row is None:
            found.append(row := [])
        row.append(block)
    return found


def _person(sheet: Sheet, words: RosterWords, axis: Axis, id: str) -> Row:
    person = sheet.people[id]
    blocks = []
    for shift in sheet.of_person(id):
        key: Key = (shift.id, id)
        span = axis.span(shift.start, shift.end)
        if span is not None:
            found, broken = standing(sheet, *key)
            held = sheet.now[key]
            tip = "\n".join((words.head(sheet, key), words.mark(found), *(words.block(sheet, one) for one in broken)))
            cell = Cell(Mark(found.value), held.pinned, bool(held.waived), bool(broken))
            blocks.append(Block(shift.id, id, *span, shift.role, tip, cell))
    windows = tuple(part for window in person.windows for part in axis.parts(window.start, window.end))
    head = Head(id, person.name, words.person_line(person), face=True, dim=person.withdrawn, brief=words.person_brief(person))
    return Row(head, tuple(blocks), windows)
