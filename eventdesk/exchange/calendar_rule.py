"""Recurrence rules: RFC 5545, section 3.3.10, by the wall clock and never further than somebody plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from math import prod

FAST = {"HOURLY": 3, "MINUTELY": 1, "SECONDLY": 1}
"""Rules that step in less than a day, and how many years of them are looked through."""
_PARTS = frozenset(
    [
        "FREQ",
        "INTERVAL",
        "BYSECOND",
        "BYMINUTE",
        "BYHOUR",
        "BYDAY",
        "BYMONTHDAY",
        "BYYEARDAY",
        "BYWEEKNO",
        "BYMONTH",
        "BYSETPOS",
        "WKST",
    ]
)
_MOST_LENGTH = 2_000
"""Characters. A rule that names every day of a year is shorter."""


_REGULAR = range(1901, 2100)
_LATE, _LATE_FAST = range(9901, 9929), range(9969, 9997)
"""Years in which every fourth is a leap year; 28 of them hold every year's calendar."""


def _same_calendar(year: int, other: int) -> bool:
    return (year - other) % 4 == 0 and date(year, 1, 1).weekday() == date(other, 1, 1).weekday()


@dataclass(frozen=True)
class Rule:
    """A rule from its first occurrence on. ``until`` is its last moment as it is written, empty without one."""

    text: str
    first: datetime
    count: int | None
    until: str
    frequency: str
    last_year: int

    @property
    def is_endless(self) -> bool:
        """Whether nothing ends it."""
        return self.count is None and not self.until

    def take(self, most: int) -> Iterator[datetime]:
        """Its occurrences by the wall clock, the first one included whatever the rule says; ``until`` is not looked at."""
        return islice(self._all(), most if self.count is None else min(most, self.count))

    @property
    def is_never(self) -> bool:
        """Whether no day fits it within seventy years, so that only its first occurrence, which fits nothing, would be left.

        dateutil looks for a day that never comes until the year 9999. Between 1901 and 2099 the calendar begins anew every
        28 years, and so it does between 9901 and 9999: begun there, the search is over in an instant.
        """
        from dateutil.rrule import rrulestr

        if self.first.year not in _REGULAR:
            return False
        if self.frequency in FAST and not self._has_position():
            return True
        late = _LATE_FAST if self.frequency in FAST else _LATE
        year = next(year for year in late if _same_calendar(year, self.first.year))
        try:
            return next(iter(rrulestr(self.text, dtstart=self.first.replace(year=year))), None) is None
        except (ValueError, IndexError):  # hours that the interval never steps on, the sixtieth Monday
            return True

    def _has_position(self) -> bool:
        """Whether BYSETPOS names a place that an hour, a minute or a second has: not one of them would be looked at in vain."""
        parts = dict(part.split("=") for part in self.text.split(";"))
        if "BYSETPOS" not in parts:
            return True
        finer = {"HOURLY": ("BYMINUTE", "BYSECOND"), "MINUTELY": ("BYSECOND",)}.get(self.frequency, ())
        size = prod(len(set(parts[name].split(","))) for name in finer if name in parts)
        return any(abs(int(place)) <= size for place in parts["BYSETPOS"].split(","))

    def _all(self) -> Iterator[datetime]:
        from dateutil.rrule import rrulestr

        yield self.first
        last = datetime(max(self.last_year, self.first.year), 12, 31, 23, 59, 59)
        if self.frequency in FAST:
            last = min(last, datetime(self.first.year + FAST[self.frequency], 12, 31))
        # A rule whose days never come would be looked for until the year 9999 without a last one.
        for wall in rrulestr(f"{self.text};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=self.first):
            if wall != self.first:
                yield wall


def occurrences(text: str, first: datetime, *, last_year: int) -> Rule:
    """The rule of an RRULE's value; ValueError where it is none, or of another calendar than the Gregorian."""
    from dateutil.rrule import rrulestr

    if len(text) > _MOST_LENGTH:
        raise ValueError("long")
    parts: dict[str, str] = {}
    for part in text.strip().strip(";").upper().split(";"):
        name, given, value = part.partition("=")
        if not given or name in parts:
            raise ValueError(part)
        parts[name] = value.strip()
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise ValueError("calendar")
    until, count = parts.pop("UNTIL", ""), parts.pop("COUNT", None)
    if (
        "FREQ" not in parts
        or not _PARTS.issuperset(parts)
        or int(parts.get("INTERVAL", "1")) < 1
        or (count is not None and int(count) < 1)
    ):
        raise ValueError("frequency")
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    rrulestr(plain, dtstart=first)
    return Rule(plain, first, None if count is None else int(count), until, parts["FREQ"], last_year)
