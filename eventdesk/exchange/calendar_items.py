"""What a calendar file holds, as plain values, whatever program wrote it."""

from dataclasses import dataclass
from datetime import date, datetime

Moment = date | datetime
"""A moment of a calendar: aware; without a zone where it means the wall clock of whoever reads; a date for whole days."""

MOST_OCCURRENCES = 200
"""Of a recurrence no more occurrences are taken."""
ENDLESS_DAYS = 366
"""Of a recurrence without an end are taken those that begin within so many days of its start, or of today where that is later."""
LARGEST_CALENDAR = 16 * 1024 * 1024
"""Bytes. A year of events with their slots is about 1 MB."""
MOST_ENTRIES = 3_000
"""Events in one file."""
MOST_TIMES = 10_000
"""Occurrences in one file, those of recurrences counted."""


@dataclass(frozen=True)
class Occurrence:
    """One time of an entry.

    ``recurrence`` is the RECURRENCE-ID that tells it from the others (``20261017``, ``20261017T090000`` or, where the zone
    is known, ``20261017T010000Z``), None where nothing repeats. ``end`` is exclusive, as in iCalendar. ``text`` is the
    occurrence's own VEVENT, unfolded, lines parted by a line feed; it is empty where the entry's own says it all.
    """

    recurrence: str | None
    start: Moment
    end: Moment
    title: str
    place: str
    description: str
    cancelled: bool
    text: str
    line: int


@dataclass(frozen=True)
class Entry:
    """All VEVENTs of one UID.

    ``text`` is the VEVENT with the recurrence (empty where the file has only single occurrences of one), ``zones`` are the
    VTIMEZONEs that it speaks of. ``parent`` is the UID that RELATED-TO names. ``cut`` says that it goes on after the last
    occurrence taken, ``endless`` that its rule names no end. ``line`` is where it begins in the file, from 1.
    """

    uid: str
    text: str
    zones: tuple[str, ...]
    parent: str | None
    occurrences: tuple[Occurrence, ...]
    repeats: bool
    cut: bool
    line: int
    endless: bool = False


@dataclass(frozen=True)
class LeftOut:
    """An entry that can't become an event; ``reason`` names the words that say why."""

    uid: str
    reason: str
    line: int


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file. ``others`` are its components that are no events (tasks, journals…), as they stood."""

    file: str
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    others: tuple[str, ...]
