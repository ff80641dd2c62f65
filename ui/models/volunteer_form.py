"""What people type about volunteers and shifts, read into values. What can't be read is an ``InvalidInput`` at its field."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from eventdesk.domain.age import AgeBand
from eventdesk.domain.volunteer import Skill, Window
from eventdesk.errors import InvalidInput
from ui.models.event_form import read_clock

_BREAKS = re.compile("[,;|\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH SEMICOLON}]")
_TO = re.compile("\\s*[-~\N{EN DASH}\N{EM DASH}]\\s*")
_DAY = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})")
_LONG = re.compile(r"(\S+) (\S+)\s*[-~\N{EN DASH}\N{EM DASH}]\s*(\d{4}\S+) (\S+)")
MOST_HOURS = 9600


def read_list(text: str) -> tuple[str, ...]:
    """Words between commas or lines, each once."""
    parts = (part.strip() for line in text.splitlines() for part in _BREAKS.split(line))
    return tuple(dict.fromkeys(part for part in parts if part))


def read_number(text: str, *, field: str, empty: int | None = None) -> int | None:
    """A whole number; ``empty`` where nothing is typed."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return empty
    if not text.isdecimal() or len(text) > 4:
        raise InvalidInput("bad_need", field=field)
    return int(text)


def read_hours(text: str, *, field: str) -> int | None:
    """Hours as people type them (``3``, ``2.5``), in minutes; nothing typed is no limit."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", text) or not 0 < float(text) <= MOST_HOURS:
        raise InvalidInput("bad_minutes", field=field)
    return round(float(text) * 60)


def hours_text(minutes: int | None) -> str:
    """Minutes as hours, to be typed into."""
    return f"{minutes / 60:g}" if minutes is not None else ""


def read_day(text: str, near: date, *, field: str) -> date:
    """A day with or without its year; without one it is that of ``near``."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise InvalidInput("bad_day", field=field)
    try:
        return date(int(found[1] or near.year), int(found[2]), int(found[3]))
    except ValueError:
        raise InvalidInput("bad_day", field=field) from None


def read_span(text: str, day: date, zone: tzinfo, *, field: str) -> tuple[datetime, datetime]:
    """From when to when on a day; an end that is not after the beginning is the next day's."""
    parts = _TO.split(unicodedata.normalize("NFKC", text).strip())
    if len(parts) != 2 or not all(parts):
        raise InvalidInput("half_a_time", field=field)
    start, end = (_clock(part, field) for part in parts)
    first, last = (datetime.combine(day, clock, zone) for clock in (start, end))
    return first, last if last > first else last + timedelta(days=1)


def _clock(text: str, field: str) -> time:
    try:
        return read_clock(text)
    except InvalidInput:
        raise InvalidInput("half_a_time", field=field) from None


def read_windows(text: str, first: date, zone: tzinfo) -> tuple[Window, ...]:
    """A line each: perhaps a day, then from when to when. Without a day it is the event's first."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if (long := _LONG.fullmatch(unicodedata.normalize("NFKC", line))) is not None:
            days = read_day(long[1], first, field="windows"), read_day(long[3], first, field="windows")
            clocks = _clock(long[2], "windows"), _clock(long[4], "windows")
            start, end = (datetime.combine(day, clock, zone) for day, clock in zip(days, clocks, strict=True))
            found.append(Window(start, end))
            continue
        day, _, rest = line.partition(" ")
        if rest and _DAY.fullmatch(unicodedata.normalize("NFKC", day)):
            start, end = read_span(rest, read_day(day, first, field="windows"), zone, field="windows")
        else:
            start, end = read_span(line, first, zone, field="windows")
        found.append(Window(start, end))
    return tuple(found)


def windows_text(windows: Iterable[Window], zone: tzinfo, *, with_day: bool) -> str:
    """Windows as they can be typed."""
    lines = []
    for window in windows:
        start, end = window.start.astimezone(zone), window.end.astimezone(zone)
        long = end - start > timedelta(days=1)
        day = f"{_day_text(start)} " if with_day or long else ""
        until = f" \u2013 {_day_text(end)} " if long else "\u2013"
        lines.append(f"{day}{start.hour}:{start:%M}{until}{end.hour}:{end:%M}")
    return "\n".join(lines)


def _day_text(moment: datetime) -> str:
    return f"{moment.year}-{moment.month}-{moment.day}"


def read_skills(text: str) -> tuple[Skill, ...]:
    """A line each: the skill, perhaps the last day of its certificate (with its year), perhaps what proves it."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, *rest = (part.strip() for part in _BREAKS.split(line))
        days = [part for part in rest if (day := _DAY.fullmatch(unicodedata.normalize("NFKC", part))) and day[1]]
        until = read_day(days[0], date.min, field="skills") if days else None
        found.append(Skill(name, until, " ".join(part for part in rest if part not in days[:1] and part)))
    return tuple(found)


def skills_text(skills: Sequence[Skill], comma: str) -> str:
    """Skills as they can be typed."""
    parts = ((one.name, one.until.isoformat() if one.until is not None else "", one.certificate) for one in skills)
    return "\n".join(comma.join(filter(None, part)) for part in parts)


def read_band(text: str) -> AgeBand | None:
    """Years of children: ``3-6``, or one number; nothing typed: no children."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    parts = _TO.split(text)
    if len(parts) > 2 or not all(part.isdecimal() and len(part) < 3 for part in parts):
        raise InvalidInput("bad_age_band", field="band")
    first, last = int(parts[0]), int(parts[-1])
    if last < first:
        raise InvalidInput("bad_age_band", field="band")
    return AgeBand(first * 12, last * 12 + 11)


def band_text(band: AgeBand | None) -> str:
    """Years as they can be typed."""
    if band is None:
        return ""
    first, last = band.min_months // 12, band.max_months // 12
    return str(first) if first == last else f"{first}\u2013{last}"
