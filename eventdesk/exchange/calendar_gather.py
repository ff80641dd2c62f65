"""The entries of a calendar file from its components: what belongs together by UID, and when each takes place.

Runs in the child process. RFC 5545, sections 3.6.1, 3.8.4.4, 3.8.4.5 and 3.8.5.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from eventdesk.exchange.calendar_items import MOST_OCCURRENCES, MOST_TIMES, Entry, LeftOut, Moment, Occurrence
from eventdesk.exchange.calendar_lines import Component, Line, components
from eventdesk.exchange.calendar_rule import FAST, Rule, occurrences
from eventdesk.exchange.calendar_times import Duration, Stamp, Zones, duration
from eventdesk.exchange.trouble import Trouble

YEARS = range(1971, 2100)
"""Years that an event can be in."""


class _LeftOut(Exception):
    """This entry can't become an event; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class _Time:
    """One occurrence before it is told: when, and which VEVENT says what it is."""

    key: str
    start: Stamp
    end: Moment
    by: Component
    own: bool


def gather(data: bytes) -> tuple[list[Entry], list[LeftOut], list[str]]:
    """Entries, what can't be one, and the components that are no events."""
    calendars = components(data)
    zones = Zones(_definitions(calendars))
    entries: list[Entry] = []
    left: list[LeftOut] = []
    times = 0
    for uid, events in _by_uid(calendars).items():
        try:
            entry = _entry(uid, events, zones)
        except _LeftOut as reason:
            left.append(LeftOut(uid, reason.reason, events[0].line))
            continue
        if sum(event.first("RECURRENCE-ID") is None for event in events) > 1:
            left.append(LeftOut(uid, "twice", events[0].line))
        times += len(entry.occurrences)
        if times > MOST_TIMES:
            raise Trouble("calendar_many", line=entry.line, most=MOST_TIMES)
        entries.append(entry)
    others = [p.whole() for calendar in calendars for p in calendar.parts if p.name not in ("VEVENT", "VTIMEZONE")]
    return entries, left, others


def unescaped(text: str) -> str:
    """A TEXT value as it is meant."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _definitions(calendars: Iterable[Component]) -> dict[str, Component]:
    found: dict[str, Component] = {}
    for calendar in calendars:
        for part in calendar.parts:
            name = part.first("TZID") if part.name == "VTIMEZONE" else None
            if name is not None:
                found.setdefault(name.value.strip(), part)
    return found


def _by_uid(calendars: Iterable[Component]) -> dict[str, list[Component]]:
    """The VEVENTs by UID, in the file's order. One without a UID gets one from what it says, so that it is known again."""
    found: dict[str, list[Component]] = {}
    for calendar in calendars:
        for event in calendar.parts:
            if event.name != "VEVENT":
                continue
            line = event.first("UID")
            uid = unescaped(line.value).strip() if line else ""
            if not uid:
                text = "\n".join(part for part in event.text if not part.upper().startswith("DTSTAMP"))
                uid = f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@no-uid"
            if len(uid) > 1000:
                raise Trouble("calendar_line", line=event.line)
            found.setdefault(uid, []).append(event)
    return found


def _entry(uid: str, events: list[Component], zones: Zones) -> Entry:
    masters = [event for event in events if event.first("RECURRENCE-ID") is None]
    single = [event for event in events if event.first("RECURRENCE-ID") is not None]
    # Of two that say they are the same, the later version counts.
    master = max(reversed(masters), key=_sequence) if masters else None
    changed = {_recurrence(event, zones).key: event for event in sorted(single, key=_sequence)}
    times, cut = _times(master, zones) if master else ({}, False)
    _put_changed(times, changed, zones)
    repeats = master is None or _is_repeating(master) or bool(changed)
    kept = sorted(times.values(), key=lambda time: (_sortable(time.start.value), time.key))
    inside = [time for time in kept if time.start.wall.year in YEARS and _ends_inside(time.end)]
    if not inside:
        raise _LeftOut("years")
    first = master or events[0]
    return Entry(
        uid=uid, text=master.whole() if master else "", zones=tuple(_zones_of([master] if master else [], single, zones)),
        parent=_parent(first), occurrences=tuple(_occurrence(time, repeats=repeats) for time in inside[:MOST_OCCURRENCES]),
        repeats=repeats, cut=cut or len(inside) > MOST_OCCURRENCES, line=first.line,
        endless=master is not None and any(_is_endless(line) for line in master.all("RRULE")),
    )  # fmt: skip


def _times(master: Component, zones: Zones) -> tuple[dict[str, _Time], bool]:
    """The occurrences that one VEVENT says, by their keys, and whether there are more of them than are taken."""
    start = _start(master, zones)
    length = _length(master, start, zones)
    if not _is_repeating(master):
        return {start.key: _Time(start.key, start, length.after(start), master, False)}, False
    found = {start.key: start}
    left_out = _left_out(master, start, zones)
    cut = False
    most = MOST_OCCURRENCES + 1
    for line in master.all("RRULE"):
        for stamp in _ruled(line, start, zones):
            if len(found) > most + len(left_out):
                cut = True
                break
            found.setdefault(stamp.key, stamp)
    lengths: dict[str, Duration] = {}
    for line in master.all("RDATE"):
        periods = line.value.strip().split(",")
        for stamp, text in zip(zones.stamps(line), periods, strict=False):
            found.setdefault(stamp.key, stamp)
            if "/" in text:
                lengths[stamp.key] = _period(text, stamp, line, zones)
    for key, stamp in list(found.items()):
        if key in left_out or (not stamp.whole_day and stamp.wall.strftime("%Y%m%d") in left_out):
            del found[key]
    if not found:
        raise _LeftOut("no_occurrence")
    told = sorted(found.values(), key=lambda stamp: (_sortable(stamp.value), stamp.key))
    if len(told) > MOST_OCCURRENCES:
        told, cut = told[:MOST_OCCURRENCES], True
    return {s.key: _Time(s.key, s, lengths.get(s.key, length).after(s), master, False) for s in told}, cut


def _ruled(line: Line, start: Stamp, zones: Zones) -> Iterator[Stamp]:
    rule = _rule(line, start)
    stamps = (start.at(wall) for wall in rule.take(MOST_TIMES))
    if not rule.until:
        return stamps
    until = zones.stamp(Line(line.number, f"UNTIL:{rule.until}", "UNTIL", len("UNTIL:")))
    return takewhile(lambda stamp: _is_until(stamp, until), stamps)


def _is_until(stamp: Stamp, until: Stamp) -> bool:
    """Programs mix days, wall clocks and UTC here: compared is what both can say."""
    if until.whole_day:
        return stamp.wall.date() <= until.wall.date()
    last = until.value
    if stamp.zone is None or until.zone is None:
        return stamp.wall <= until.wall
    value = stamp.value
    assert isinstance(value, datetime) and isinstance(last, datetime)
    return value <= last


def _rule(line: Line, start: Stamp) -> Rule:
    try:
        rule = occurrences(line.value, start.wall, last_year=YEARS[-1])
    except ValueError:
        raise Trouble("calendar_recurrence", line=line.number) from None
    if rule.is_endless and rule.frequency in FAST:
        raise Trouble("calendar_endless", line=line.number, frequency=rule.frequency)
    if rule.is_never:
        raise Trouble("calendar_never", line=line.number)
    return rule


def _left_out(master: Component, start: Stamp, zones: Zones) -> set[str]:
    """The keys of occurrences that EXDATE and the old EXRULE take away."""
    found = {stamp.key for line in master.all("EXDATE") for stamp in zones.stamps(line)}
    for line in master.all("EXRULE"):
        found |= {stamp.key for stamp in _ruled(line, start, zones)}
    return found


def _put_changed(times: dict[str, _Time], changed: dict[str, Component], zones: Zones) -> None:
    """Puts single occurrences that differ in their places; THISANDFUTURE changes those after it too (3.2.13)."""
    for key, event in sorted(changed.items()):
        start = _start(event, zones)
        length = _length(event, start, zones)
        line = event.first("RECURRENCE-ID")
        assert line is not None
        if line.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
            original = _recurrence(event, zones)
            shift = start.wall - original.wall
            for later in [time for time in times.values() if not time.own and time.key > key]:
                moved = later.start.at(later.start.wall + shift)
                times[later.key] = _Time(later.key, moved, length.after(moved), event, False)
        times[key] = _Time(key, start, length.after(start), event, True)


def _start(event: Component, zones: Zones) -> Stamp:
    line = event.first("DTSTART")
    if line is None:
        raise _LeftOut("no_start")
    return zones.stamp(line)


def _length(event: Component, start: Stamp, zones: Zones) -> Duration:
    """From DTEND, DURATION, or what RFC 5545 says where there is neither: the day, or no time at all."""
    ends, lasts = event.first("DTEND"), event.first("DURATION")
    if ends is not None:
        return _between(start, zones.stamp(ends))
    if lasts is not None:
        return duration(lasts)
    return Duration(timedelta(days=1 if start.whole_day else 0), timedelta())


def _between(start: Stamp, end: Stamp) -> Duration:
    if start.whole_day or end.whole_day or start.zone is None or end.zone is None:
        length = end.wall - start.wall
        if length < timedelta():
            raise _LeftOut("ends_before")
        return Duration(length, timedelta()) if start.whole_day else Duration(timedelta(), length)
    first, last = start.value, end.value
    assert isinstance(first, datetime) and isinstance(last, datetime)
    if last < first:
        raise _LeftOut("ends_before")
    return Duration(timedelta(), last - first)


def _period(text: str, start: Stamp, line: Line, zones: Zones) -> Duration:
    ending = text.partition("/")[2]
    if ending[:1] in "P+":
        return duration(Line(line.number, f"DURATION:{ending}", "DURATION", len("DURATION:")))
    head = line.text[: line.head]
    return _between(start, zones.stamp(Line(line.number, head + ending, line.name, line.head)))


def _occurrence(time: _Time, *, repeats: bool) -> Occurrence:
    def text(name: str) -> str:
        line = time.by.first(name)
        return unescaped(line.value) if line else ""

    return Occurrence(
        recurrence=time.key if repeats else None, start=time.start.value, end=time.end, title=text("SUMMARY"),
        place=text("LOCATION"), description=text("DESCRIPTION"), cancelled=text("STATUS").strip().upper() == "CANCELLED",
        text=time.by.whole() if time.own else "", line=time.by.line,
    )  # fmt: skip


def _zones_of(masters: list[Component], single: list[Component], zones: Zones) -> Iterator[str]:
    """The VTIMEZONEs that the entry's lines name, each once."""
    named = {}
    for event in (*masters, *single):
        for line in (line for part in (event, *event.parts) for line in part.lines):
            if ";TZID=" in line.text[: line.head].upper():
                named[line.parameters.get("TZID", "")] = True
    for name in named:
        if name in zones.definitions:
            yield zones.definitions[name].whole()


def _is_repeating(event: Component) -> bool:
    return any(event.first(name) is not None for name in ("RRULE", "RDATE"))


def _is_endless(line: Line) -> bool:
    """Whether neither COUNT nor UNTIL ends a rule."""
    return not any(part.strip().upper().startswith(("COUNT=", "UNTIL=")) for part in line.value.split(";"))


def _recurrence(event: Component, zones: Zones) -> Stamp:
    line = event.first("RECURRENCE-ID")
    assert line is not None
    return zones.stamp(line)


def _sequence(event: Component) -> int:
    line = event.first("SEQUENCE")
    text = line.value.strip() if line else "0"
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _parent(event: Component) -> str | None:
    """The UID of the entry that this one is part of."""
    for line in event.all("RELATED-TO"):
        if line.parameters.get("RELTYPE", "PARENT").upper() == "PARENT":
            return unescaped(line.value).strip() or None
    return None


def _ends_inside(end: Moment) -> bool:
    return end.year in range(YEARS[0], YEARS[-1] + 2)


def _sortable(value: Moment) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)
