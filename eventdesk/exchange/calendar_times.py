"""Moments, durations and zones of a calendar file: RFC 5545, sections 3.2.19, 3.3.4 to 3.3.9 and 3.6.5."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from eventdesk.exchange.calendar_items import Moment
from eventdesk.exchange.calendar_lines import Component, Line
from eventdesk.exchange.calendar_rule import occurrences
from eventdesk.exchange.trouble import Trouble

ToUtc = Callable[[datetime], datetime]
"""From the wall clock of a zone to the moment. What a change to summer time leaves out is read by the offset before it;
of what comes twice in autumn the first is meant (RFC 5545, section 3.3.5)."""

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_DURATION = re.compile(r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d):?(\d\d)?")
_MOST_ONSETS = 1_000
_LAST_YEAR = 2100


@dataclass(frozen=True)
class Stamp:
    """A moment as a file says it: what the clock on the wall shows, and in which zone (None: floating, or whole days)."""

    wall: datetime
    zone: ToUtc | None = None
    whole_day: bool = False

    @property
    def value(self) -> Moment:
        """The moment: a date, aware in UTC, or without a zone."""
        if self.whole_day:
            return self.wall.date()
        return self.zone(self.wall) if self.zone else self.wall

    @property
    def key(self) -> str:
        """What tells one occurrence from the others, however its zone is written."""
        return key_of(self.value)

    def at(self, wall: datetime) -> "Stamp":
        """The same kind of moment at another time of the wall clock."""
        return Stamp(wall, self.zone, self.whole_day)


@dataclass(frozen=True)
class Duration:
    """Days go by the wall clock, hours by the time that passes."""

    days: timedelta
    exact: timedelta

    def after(self, start: Stamp) -> Moment:
        """The end of what begins at ``start``."""
        wall = start.at(start.wall + self.days)
        if start.whole_day:
            return (wall.wall + self.exact).date()
        value = wall.value
        assert isinstance(value, datetime)
        return value + self.exact


@dataclass
class Zones:
    """The zones that a file may speak of: those that everybody knows, and those that it defines."""

    definitions: Mapping[str, Component]
    _found: dict[str, ToUtc] = field(default_factory=dict)

    def zone(self, name: str, line: int) -> ToUtc:
        """The zone of a TZID: a name of the IANA list, as a program may have decorated it; a Windows name; or the VTIMEZONE."""
        if name not in self._found:
            known = known_zone(name)
            if known is not None:
                self._found[name] = partial(_by_zone, known)
            elif name in self.definitions:
                self._found[name] = _defined(self.definitions[name])
            else:
                raise Trouble("calendar_zone", line=line, zone=name[:60])
        return self._found[name]

    def stamps(self, line: Line) -> list[Stamp]:
        """The moments of a line, which may be a list; of periods the beginning."""
        parameters = line.parameters
        texts = [part for part in line.value.strip().split(",") if part]
        if not texts:
            raise Trouble("calendar_time", line=line.number, value=line.text[:60])
        return [self._stamp(text.partition("/")[0], line, parameters) for text in texts]

    def stamp(self, line: Line) -> Stamp:
        """The one moment of a line."""
        found = self.stamps(line)
        if len(found) != 1:
            raise Trouble("calendar_time", line=line.number, value=line.text[:60])
        return found[0]

    def _stamp(self, text: str, line: Line, parameters: Mapping[str, str]) -> Stamp:
        found = _STAMP.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError(text)
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            wall = datetime(year, month, day, hour, minute, min(second, 59))
            if found[4] is None:
                return Stamp(wall, whole_day=True)
            if found[7]:
                return Stamp(wall, _by_utc)
            stamp = Stamp(wall, self.zone(parameters["TZID"], line.number) if "TZID" in parameters else None)
            stamp.value  # noqa: B018  # the first and the last day of all time have no moment in every zone
        except (ValueError, OverflowError):
            raise Trouble("calendar_time", line=line.number, value=line.text[:60]) from None
        return stamp


def key_of(value: Moment) -> str:
    """A moment as RECURRENCE-ID writes it, in UTC where the zone is known."""
    if not isinstance(value, datetime):
        return value.strftime("%Y%m%d")
    if value.tzinfo is None:
        return value.strftime("%Y%m%dT%H%M%S")
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def duration(line: Line) -> Duration:
    """The length that a DURATION line says; ``calendar_time`` where it says none, or less than none."""
    found = _DURATION.fullmatch(line.value.strip().upper())
    if found is None or found[1] == "-" or not any(found.groups()[1:]):
        raise Trouble("calendar_time", line=line.number, value=line.text[:60])
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return Duration(timedelta(days=days + 7 * weeks), timedelta(hours=hours, minutes=minutes, seconds=seconds))


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of a name that needs no VTIMEZONE."""
    name = name.strip().strip('"')
    found = _system_zone(name)
    if found is not None:
        return found
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    parts = name.split("/")
    tries = [WINDOWS_TO_OLSON.get(name, "")]
    if name.startswith("/"):
        # /example.org/20260101_1/Europe/Berlin: programs once made their zones unmistakable so.
        tries += ["/".join(parts[-count:]) for count in (3, 2) if len(parts) > count]
    return next((zone for zone in map(_system_zone, tries) if zone is not None), None)


def _system_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


def _by_utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=UTC)


def _by_zone(zone: ZoneInfo, wall: datetime) -> datetime:
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


@dataclass(frozen=True)
class _Onset:
    """When a zone's clock changes, and between which offsets."""

    at: datetime
    before: timedelta
    after: timedelta


def _defined(component: Component) -> ToUtc:
    onsets: list[_Onset] = []
    for part in component.parts:
        if part.name in ("STANDARD", "DAYLIGHT"):
            onsets += _onsets(part)
    if not onsets:
        raise Trouble("calendar_zone", line=component.line, zone=_tzid(component))
    return partial(_by_onsets, sorted(onsets, key=lambda onset: onset.at))


def _onsets(part: Component) -> list[_Onset]:
    begins, was, now = part.first("DTSTART"), part.first("TZOFFSETFROM"), part.first("TZOFFSETTO")
    if begins is None or was is None or now is None:
        raise Trouble("calendar_zone", line=part.line, zone=part.name)
    before, after = _offset(was), _offset(now)
    floating = Zones({})
    first = floating.stamp(begins).wall
    walls = {first, *(stamp.wall for line in part.all("RDATE") for stamp in floating.stamps(line))}
    for line in part.all("RRULE"):
        try:
            rule = occurrences(line.value, first, last_year=_LAST_YEAR)
            walls.update(wall for wall in rule.take(_MOST_ONSETS) if _not_after(wall, before, rule.until))
        except ValueError:
            raise Trouble("calendar_recurrence", line=line.number) from None
    try:
        return [_Onset(wall - before, before, after) for wall in walls]
    except OverflowError:
        raise Trouble("calendar_zone", line=part.line, zone=part.name) from None


def _not_after(wall: datetime, offset: timedelta, until: str) -> bool:
    found = _STAMP.fullmatch(until)
    if found is None:
        return True
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    last = datetime.combine(date(year, month, day), time(hour, minute, min(second, 59)) if found[4] else time.max)
    return (wall - offset if found[7] else wall) <= last


def _by_onsets(onsets: list[_Onset], wall: datetime) -> datetime:
    """The earliest moment at which the wall clock shows this; in a gap, by the offset before it."""
    offset = onsets[0].before
    for onset in onsets:
        if wall - offset < onset.at:
            break
        offset = onset.after
        if wall - offset < onset.at:
            offset = onset.before  # the gap
            break
    return (wall - offset).replace(tzinfo=UTC)


def _offset(line: Line) -> timedelta:
    found = _OFFSET.fullmatch(line.value.strip())
    if found is None:
        raise Trouble("calendar_zone", line=line.number, zone=line.text[:60])
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if size >= timedelta(hours=24):
        raise Trouble("calendar_zone", line=line.number, zone=line.text[:60])
    return -size if found[1] == "-" else size


def _tzid(component: Component) -> str:
    line = component.first("TZID")
    return line.value.strip()[:60] if line else ""
