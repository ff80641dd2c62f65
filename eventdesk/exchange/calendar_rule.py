"""Recurrence rules: RFC 5545, section 3.3.10, by the wall clock and never further than somebody plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

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
