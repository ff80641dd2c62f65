"""What people type into the form of an event, read into values. What can't be read is an ``InvalidInput`` at its field."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import Unit, make_code
from eventdesk.errors import InvalidInput

DEFAULT_BAND = AgeBand(36, 72)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?|(\d{1,2})(\d{2})")
_TO = re.compile("\\s*[-~\N{EN DASH}\N{EM DASH}]\\s*")


def read_places(text: str, *, field: str = "capacity") -> int | None:
    """A number of places; an empty text is no limit."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 7:
        raise InvalidInput("bad_capacity", field=field)
    return int(text)


def read_clock(text: str) -> time:
    """A time of day as people write it: ``9``, ``9:30``, ``0930``."""
    found = _CLOCK.fullmatch(_narrow(text))
    hour, minute = (found[1] or found[3], found[2] or found[4] or "0") if found else ("99", "0")
    if int(hour) > 23 or int(minute) > 59:
        raise InvalidInput("bad_time", field=text.strip())
    return time(int(hour), int(minute))


def read_times(text: str, start: datetime) -> tuple[datetime | None, datetime | None]:
    """From when to when a slot lasts, on the day of ``start``; an empty text takes the event's times.

    An end that is not after the beginning is the next day's.
    """
    if not text.strip():
        return None, None
    parts = _TO.split(_narrow(text))
    if len(parts) != 2 or not all(parts):
        raise InvalidInput("half_a_time", field="time")
    first, last = (datetime.combine(start.date(), read_clock(part), start.tzinfo) for part in parts)
    return first, last if last > first else last + timedelta(days=1)


def _narrow(text: str) -> str:
    """A Chinese keyboard types wide digits, colons and tildes."""
    return unicodedata.normalize("NFKC", text).strip()


def suggest_times(now: datetime) -> tuple[datetime, datetime]:
    """The times that a new event begins with: the next Saturday morning that is at least a day away."""
    ahead = (5 - now.weekday()) % 7 or 7
    start = (now + timedelta(days=ahead)).replace(hour=9, minute=30, second=0, microsecond=0)
    return start, start + timedelta(hours=2, minutes=30)


def suggested_code(start: datetime, title: str) -> str:
    """The code that an event gets when none is typed."""
    return make_code(start.date(), title)


UNITS = (Unit.PERSONS, Unit.CHILDREN, Unit.FAMILIES)
