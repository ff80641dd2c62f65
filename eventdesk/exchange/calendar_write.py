"""Writes calendars: RFC 5545, as ordinary calendar programs read it.

What came from another program's file is written again line by line as it stood; only what was changed here since is
replaced. Whole lines are parted by CRLF and folded after 75 bytes, never inside a character.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.exchange.calendar_lines import Component, component_of
from eventdesk.exchange.calendar_times import known_zone
from eventdesk.exchange.calendar_zone import zone_lines

PRODUCT = "-//EventDesk//EventDesk//EN"
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")
_REPLACED = {
    "title": ("SUMMARY",), "place": ("LOCATION",), "description": ("DESCRIPTION",), "status": ("STATUS",),
    "times": ("DTSTART", "DTEND", "DURATION"),
}  # fmt: skip
_RECURRING = ("RRULE", "RDATE", "EXDATE", "EXRULE")


@dataclass(frozen=True)
class Written:
    """One VEVENT to write. Times are aware.

    ``kept`` is the VEVENT that a file brought, ``changed`` names what of it no longer holds: ``title``, ``place``,
    ``description``, ``status``, ``times``. ``recurrence`` is the RECURRENCE-ID of one occurrence of a series.
    ``parent`` is the UID of the event that a slot belongs to.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    status: str = "CONFIRMED"
    sequence: int = 0
    parent: str | None = None
    recurrence: str | None = None
    kept: str = ""
    zones: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()


def write_calendar(
    items: Sequence[Written], *, name: str, zone: ZoneInfo, now: datetime, others: Sequence[str] = ()
) -> bytes:
    """The calendar as a file's bytes. ``zone`` is the organisation's, ``others`` are components to be written as they are."""
    zones = _Zones(zone.key)
    body: list[str] = []
    for item in items:
        body += zones.renamed(event_lines(item, zone=zone, now=now), item.zones)
    for other in others:
        body += other.split("\n")
    years = [moment.year for item in items for moment in (item.start, item.end)] or [now.year]
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    head.append(f"X-WR-TIMEZONE:{zone.key}")
    return _folded([*head, *zones.lines(body, first=min(years), last=max(years)), *body, "END:VCALENDAR"])


def event_lines(item: Written, *, zone: ZoneInfo, now: datetime) -> list[str]:
    """The lines of one VEVENT, not folded."""
    if not item.kept:
        return _own(item, zone=zone, now=now)
    kept = component_of(item.kept)
    given = {line.name for line in kept.lines}
    dropped = {name for field in item.changed for name in _REPLACED[field]}
    single = item.recurrence is not None and "RECURRENCE-ID" not in given
    if single:
        dropped |= {*_RECURRING, *_REPLACED["times"]}
    fresh = _fresh(item, kept, dropped, zone)
    if item.changed:
        dropped |= {"SEQUENCE", "DTSTAMP"}
        fresh += [f"SEQUENCE:{item.sequence}", f"DTSTAMP:{_utc(now)}"]
    elif "DTSTAMP" not in given:
        fresh.append(f"DTSTAMP:{_utc(now)}")
    if "UID" not in given:
        fresh.append(f"UID:{_escaped(item.uid)}")
    if single:
        fresh.append(f"RECURRENCE-ID{';VALUE=DATE' if len(str(item.recurrence)) == 8 else ''}:{item.recurrence}")
    return ["BEGIN:VEVENT", *fresh, *_left(kept, dropped), "END:VEVENT"]


def sequence_of(text: str) -> int:
    """The SEQUENCE that a kept VEVENT says."""
    line = component_of(text).first("SEQUENCE")
    value = line.value.strip() if line else ""
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _own(item: Written, *, zone: ZoneInfo, now: datetime) -> list[str]:
    from icalendar import Event

    event: Any = Event()
    event.add("uid", item.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", _clean(item.title))
    spoken = _sayable(item, zone)
    event.add("dtstart", item.start.astimezone(spoken))
    event.add("dtend", item.end.astimezone(spoken))
    event.add("status", item.status)
    event.add("sequence", item.sequence)
    for name, value in (("location", item.place), ("description", item.description), ("related-to", item.parent)):
        if value:
            event.add(name, _clean(value))
    if item.categories:
        event.add("categories", [_clean(category) for category in item.categories])
    return _unfolded(event)


def _fresh(item: Written, kept: Component, dropped: set[str], zone: ZoneInfo) -> list[str]:
    """The lines that stand in for those that are dropped, and the DTEND that everything gets."""
    lines = []
    for name, value in (("SUMMARY", item.title), ("LOCATION", item.place), ("DESCRIPTION", item.description)):
        if name in dropped and value:
            lines.append(f"{name}:{_escaped(value)}")
    if "STATUS" in dropped:
        lines.append(f"STATUS:{item.status}")
    begins = kept.first("DTSTART")
    whole_days = begins is not None and len(begins.value.strip()) == 8
    if "DTSTART" in dropped:
        zone = _sayable(item, zone)
        lines.append(_time_line("DTSTART", item.start, zone, whole_days=whole_days and _is_days(item, zone)))
        lines.append(_time_line("DTEND", item.end, zone, whole_days=whole_days and _is_days(item, zone)))
    elif kept.first("DTEND") is None and not _lasts_days_again_and_again(kept):
        dropped.add("DURATION")
        if whole_days:
            lines.append(_time_line("DTEND", item.end, zone, whole_days=True))
        elif begins is not None and begins.value.strip().endswith("Z"):
            lines.append(f"DTEND:{_utc(item.end)}")
        elif begins is not None and "TZID" not in begins.parameters:
            lines.append(f"DTEND:{item.end.astimezone(zone):%Y%m%dT%H%M%S}")
        else:
            lines.append(
                _time_line("DTEND", item.end, _zone_of(begins.parameters.get("TZID") if begins else None, zone))
            )
    return lines


def _sayable(item: Written, zone: ZoneInfo) -> ZoneInfo:
    """The zone, but where a moment lies in the second of two equal hours of autumn: no TZID can say that, UTC can."""
    return ZoneInfo("UTC") if any(moment.astimezone(zone).fold for moment in (item.start, item.end)) else zone


def _lasts_days_again_and_again(kept: Component) -> bool:
    """Days of a DURATION go by the wall clock, the time to a DTEND does not: in a series that is not the same."""
    line = kept.first("DURATION")
    return line is not None and re.search("[WD]", line.value.upper()) is not None and kept.first("RRULE") is not None


def _zone_of(name: str | None, zone: ZoneInfo) -> ZoneInfo:
    known = known_zone(name) if name else None
    return known or zone


def _left(kept: Component, dropped: set[str]) -> Iterator[str]:
    """The kept lines, without those that are dropped; what stands in components inside stays."""
    depth = 0
    for text in kept.text:
        name = re.split("[;:]", text, maxsplit=1)[0].upper()
        depth -= name == "END"
        if depth or name not in dropped:
            yield text
        depth += name == "BEGIN"


def _is_days(item: Written, zone: ZoneInfo) -> bool:
    return all(moment.astimezone(zone).time() == time() for moment in (item.start, item.end))


def _time_line(name: str, moment: datetime, zone: ZoneInfo, *, whole_days: bool = False) -> str:
    local = moment.astimezone(zone)
    if whole_days:
        return f"{name};VALUE=DATE:{local:%Y%m%d}"
    if zone.key == "UTC":
        return f"{name}:{_utc(moment)}"
    return f"{name};TZID={zone.key}:{local:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def _escaped(text: str) -> str:
    from icalendar import vText

    return str(vText(_clean(text)).to_ical().decode())


def _unfolded(component: Any) -> list[str]:
    text: str = component.to_ical().decode()
    return text.replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def _folded(lines: Iterable[str]) -> bytes:
    from icalendar.parser import Contentline

    folded: Any = Contentline  # the library leaves it without annotations
    return b"".join(folded(line).to_ical() + b"\r\n" for line in lines)


class _Zones:
    """The VTIMEZONEs of one file: each name once, and what it means stays the same."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._texts: dict[str, str] = {}

    def renamed(self, lines: list[str], zones: Sequence[str]) -> list[str]:
        """Takes an item's own zones in. Where two files mean different zones by one name, the second gets another."""
        for text in zones:
            line = component_of(text).first("TZID")
            name = line.value.strip() if line else ""
            if name == self._own:
                continue  # our own events need it whole; a file's may be made for one day
            if self._texts.setdefault(name, text) == text or known_zone(name) is not None:
                continue
            number, free = 2, f"{name} 2"
            while self._texts.get(free, _named(text, name, free)) != _named(text, name, free):
                number, free = number + 1, f"{name} {number + 1}"
            self._texts[free] = _named(text, name, free)
            lines = [_moved(part, name, free) for part in lines]
        return lines

    def lines(self, body: Sequence[str], *, first: int, last: int) -> list[str]:
        """The zones that the lines speak of; those that everybody knows are made where no file brought them."""
        named: dict[str, bool] = {}
        for text in body:
            found = re.match(r'[^:"]*;TZID=(?:"([^"]*)"|([^":;,]*))', text, re.IGNORECASE)
            if found:
                named[found[1] or found[2]] = True
        made: list[str] = []
        for name in named:
            if name in self._texts:
                made += self._texts[name].split("\n")
            elif (zone := known_zone(name)) is not None:
                # Ten years on, a zone's rule shows itself; what recurs needs it further than the last year here.
                made += zone_lines(zone, name, first=first - 1, last=last + 10)
        return made


def _named(text: str, name: str, free: str) -> str:
    return text.replace(f"TZID:{name}", f"TZID:{free}", 1)


def _moved(text: str, name: str, free: str) -> str:
    head, colon, value = text.partition(":")
    for form in (f';TZID="{name}"', f";TZID={name}"):
        if head.endswith(form) or f"{form};" in head:
            return head.replace(form, f';TZID="{free}"', 1) + colon + value
    return text
