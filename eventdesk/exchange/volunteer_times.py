"""When volunteers say that they have time: days, halves of days and hours, as people type them.

``两天都可以``, ``10月17日上午；周日 08:00-12:30``, ``Sat all day; Sun 9am-12pm``. Days without a year are those of the event; a
weekday is each of its days of that name. What a half of a day means a sheet may say itself (``上午=08:00–12:30``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from eventdesk.exchange.values.text import plain

Span = tuple[time, time]
DAY_WORD = "day"

HALVES: Mapping[str, Span] = {
    "morning": (time(8), time(12, 30)), "afternoon": (time(12, 30), time(18)), DAY_WORD: (time(8), time(18)),
    "evening": (time(18), time(21, 30)),
}  # fmt: skip
"""What the halves of a day mean where nobody says."""

_WORDS = {
    "morning": "上午|早上|早晨|mornings?|forenoon", "afternoon": "下午|午后|afternoons?", "evening": "晚上|夜间|傍晚|evenings?|nights?",
    DAY_WORD: "全天|整天|一天|白天|whole day|full day|all day",
}  # fmt: skip
_DASH = r"\s*(?:-|–|—|―|~|～|〜|至|到|to|until)\s*"
_CLOCK = r"(\d{1,2})(?:\s*[:：.]\s*(\d{2})|\s*[点时](半|\d{1,2}分?)?)?\s*(am|pm)?"
_RANGE = re.compile(_CLOCK + _DASH + _CLOCK)
_DEFINED = {
    name: re.compile(rf"(?:{words})\s*(?:=|＝|:|：|为|是|is)\s*(\d{{1,2}}):(\d{{2}}){_DASH}(\d{{1,2}}):(\d{{2}})")
    for name, words in _WORDS.items()
}
_WEEKDAYS = {
    name: place
    for place, names in enumerate(
        ("一 mon monday", "二 tue tues tuesday", "三 wed wednesday", "四 thu thur thurs thursday", "五 fri friday", "六 sat saturday",
         "日 天 sun sunday")
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: place
    for place, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_TOKEN = re.compile(
    rf"(?P<iso>(?P<y>\d{{4}})\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}})\s*[日号]?)"
    rf"|(?P<range>{_RANGE.pattern})"
    r"|(?P<md>(?P<m2>\d{1,2})\s*(?:/|月|\.|-)\s*(?P<d2>\d{1,2})\s*[日号]?)"
    r"|(?P<dm>(?P<d3>\d{1,2})?\s*\b(?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(?P<d4>\d{1,2})?)"
    r"|(?:周|星期|礼拜)(?P<cn>[一二三四五六日天])"
    r"|\b(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|r|ur|urs)?(?:day)?s?\b"
    r"|(?P<day_no>\d{1,2})\s*[日号]"
    r"|(?P<weekend>周末|双休日?|weekends?)"
    r"|(?P<all>(?:两|二|三|四|五|几|每|这两|这几|所有)(?:个)?[天日](?:都?(?:可以|有空|行|在|能))?|天天|全程|全部时间|随时"
    r"|both days?|all days|(?:every|each|any) ?days?|any ?time|always)"
    + "".join(f"|(?P<{name}>{words})" for name, words in _WORDS.items())
    + r"|(?P<can>都?可以|均可|都行|都有空|有空|any|yes)"
)  # fmt: skip


@dataclass(frozen=True)
class Times:
    """What a text says: spans of days, in order. ``unknown`` are days that the event has not; ``unread`` is set where something
    was written and no time was found in it."""

    spans: tuple[tuple[date, Span], ...] = ()
    unknown: tuple[str, ...] = ()
    unread: bool = False


def halves_of(texts: Iterable[str]) -> dict[str, Span]:
    """What the halves of a day mean, as notes in a file define them."""
    found = dict(HALVES)
    for text in texts:
        for name, pattern in _DEFINED.items():
            match = pattern.search(plain(text).lower())
            if match:
                hours = [int(part) for part in match.groups()]
                if hours[0] < 24 and hours[1] < 60 and hours[2] < 24 and hours[3] < 60 and hours[:2] < hours[2:]:
                    found[name] = (time(hours[0], hours[1]), time(hours[2], hours[3]))
    return found


def read_times(text: str, *, days: Sequence[date], halves: Mapping[str, Span] = HALVES) -> Times:
    """Reads a text; ``days`` are those of the event, in order. Never raises."""
    said = plain(text).lower()
    reader = _Reader(tuple(days), halves)
    for match in _TOKEN.finditer(said):
        reader.take(match)
    reader.close()
    if reader.willing and not reader.spans and not reader.unknown:
        reader.spans = [(day, halves[DAY_WORD]) for day in days]
    spans = tuple(sorted(set(reader.spans)))
    return Times(spans, tuple(dict.fromkeys(reader.unknown)), unread=bool(said) and not spans)


@dataclass
class _Reader:
    """Walks through a text: days gather until times follow, which then hold for all of them."""

    days: tuple[date, ...]
    halves: Mapping[str, Span]
    spans: list[tuple[date, Span]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    current: list[date] = field(default_factory=list)
    named: bool = False
    timed: bool = False
    willing: bool = False

    def take(self, match: re.Match[str]) -> None:
        """The next word."""
        got = match.groupdict()
        half = next((name for name in _WORDS if got[name]), None)
        if got["range"]:
            self._time(_span(_RANGE.fullmatch(got["range"])))
        elif half is not None:
            self._time(self.halves.get(half))
        elif got["can"]:
            self.willing = True
        else:
            self._day(got, match.group())

    def close(self) -> None:
        """Days that no time follows are meant whole."""
        if self.current and not self.timed:
            self._time(self.halves[DAY_WORD])
        self.current, self.timed, self.named = [], False, False

    def _time(self, span: Span | None) -> None:
        if span is None:
            return
        days = self.current if self.named else list(self.days)
        self.spans += [(day, span) for day in days]
        self.timed = True

    def _day(self, got: Mapping[str, str | None], said: str) -> None:
        if self.timed:
            self.close()
        self.named = True
        found = _days(got, self.days)
        if found:
            self.current += found
        else:
            self.unknown.append(said.strip())


def _days(got: Mapping[str, str | None], days: Sequence[date]) -> list[date]:
    """The days of the event that a word names."""
    if got["all"]:
        return list(days)
    if got["weekend"]:
        return [day for day in days if day.weekday() >= 5]
    name = got["cn"] or got["en"]
    if name:
        return [day for day in days if day.weekday() == _WEEKDAYS[name]]
    if got["day_no"]:
        return [day for day in days if day.day == int(got["day_no"])]
    if got["iso"]:
        wanted = (int(got["m"] or 0), int(got["d"] or 0))
        return [day for day in days if (day.month, day.day) == wanted and day.year == int(got["y"] or 0)]
    month, of_month = (_MONTHS[got["m3"]], got["d3"] or got["d4"]) if got["m3"] else (int(got["m2"] or 0), got["d2"])
    wanted = (month, int(of_month or 0))
    return [day for day in days if (day.month, day.day) == wanted]


def _span(match: re.Match[str] | None) -> Span | None:
    """A span of hours on the clock; None where it is none."""
    if match is None:
        return None
    hour, minute, half, noon, hour2, minute2, half2, noon2 = match.groups()
    if noon is None and (noon2 == "am" or (noon2 == "pm" and int(hour) % 12 < int(hour2) % 12)):
        noon = noon2  # 1-5pm is after noon, 9-12pm and 9-5pm begin before it
    start, end = _clock(hour, minute, half, noon), _clock(hour2, minute2, half2, noon2)
    return (start, end) if start is not None and end is not None and start < end else None


def _clock(hour: str, minute: str | None, half: str | None, noon: str | None) -> time | None:
    minutes = 30 if half == "半" else int(re.sub(r"\D", "", half or "") or minute or 0)
    hours = int(hour)
    if noon and 1 <= hours <= 12:
        hours = hours % 12 + (12 if noon == "pm" else 0)
    if hours == 24 and minutes == 0:
        return time(23, 59)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
