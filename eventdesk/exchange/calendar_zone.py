"""A zone as VTIMEZONE says it, from the system's own list: RFC 5545, section 3.6.5.

Where a change comes every year on the same weekday of a month, one rule says it for all years to come, as most calendar
programs expect; other changes are named one by one. Onsets are in the offset that holds before them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP = timedelta(days=1)
_FINEST = timedelta(seconds=1)


@dataclass(frozen=True)
class _State:
    """What a zone's clock shows: its offset, its name, and whether it is summer time."""

    offset: timedelta
    name: str
    summer: bool


@dataclass(frozen=True)
class _Change:
    """One change of the clock, ``wall`` by the clock before it."""

    wall: datetime
    before: _State
    after: _State


def zone_lines(zone: ZoneInfo, name: str, *, first: int, last: int) -> list[str]:
    """The lines of the VTIMEZONE ``name``, right for the years ``first`` to ``last`` and, where rules hold, for all later."""
    begin = datetime(first, 1, 1, tzinfo=UTC)
    start = _state(zone, begin)
    groups: dict[tuple[_State, _State], list[_Change]] = {}
    for change in _changes(zone, begin, datetime(last + 1, 1, 1, tzinfo=UTC)):
        groups.setdefault((change.before, change.after), []).append(change)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_part(start, start, begin.replace(tzinfo=None) + start.offset, [])]
    for (before, after), changes in groups.items():
        walls = [change.wall for change in changes]
        yearly, rule = _yearly(walls, last)
        single = walls[: len(walls) - yearly]
        if single:
            more = [f"RDATE:{','.join(f'{wall:%Y%m%dT%H%M%S}' for wall in single[1:])}"] if single[1:] else []
            lines += _part(before, after, single[0], more)
        if yearly:
            lines += _part(before, after, walls[-yearly], [f"RRULE:{rule}"])
    return [*lines, "END:VTIMEZONE"]


def _state(zone: ZoneInfo, moment: datetime) -> _State:
    local = moment.astimezone(zone)
    return _State(local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst()))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Change]:
    at, state = begin, _state(zone, begin)
    while at < end:
        following = at + _STEP
        if _state(zone, following) == state:
            at = following
            continue
        low, high = at, following
        while high - low > _FINEST:
            middle = low + (high - low) // 2
            middle -= timedelta(microseconds=middle.microsecond)
            if middle == low:
                break
            low, high = (middle, high) if _state(zone, middle) == state else (low, middle)
        after = _state(zone, high)
        yield _Change(high.replace(tzinfo=None) + state.offset, state, after)
        at, state = high, after


def _yearly(walls: list[datetime], last: int) -> tuple[int, str]:
    """How many of the changes, counted from the latest, follow one rule to the last year, and that rule; (0, "") for none."""
    final = walls[-1]
    if final.year != last:
        return 0, ""
    best = (0, "")
    for count in ((final.day - 1) // 7 + 1, -1):
        run = 0
        for wall, year in zip(reversed(walls), range(last, 0, -1), strict=False):
            same = (wall.month, wall.weekday(), wall.time()) == (final.month, final.weekday(), final.time())
            if wall.year != year or not same or not _is_nth(wall, count):
                break
            run += 1
        if run > max(best[0], 2):
            best = run, f"FREQ=YEARLY;BYMONTH={final.month};BYDAY={count}{_DAYS[final.weekday()]}"
    return best


def _is_nth(wall: datetime, count: int) -> bool:
    if count == -1:
        return (wall + timedelta(days=7)).month != wall.month
    return (wall.day - 1) // 7 + 1 == count


def _part(before: _State, after: _State, wall: datetime, more: list[str]) -> list[str]:
    kind = "DAYLIGHT" if after.summer else "STANDARD"
    named = [f"TZNAME:{after.name}"] if after.name else []
    offsets = [f"TZOFFSETFROM:{_offset(before.offset)}", f"TZOFFSETTO:{_offset(after.offset)}"]
    return [f"BEGIN:{kind}", f"DTSTART:{wall:%Y%m%dT%H%M%S}", *offsets, *named, *more, f"END:{kind}"]


def _offset(offset: timedelta) -> str:
    seconds = abs(int(offset.total_seconds()))
    sign = "-" if offset < timedelta() else "+"
    rest = f"{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}{seconds // 60 % 60:02d}{rest}"
