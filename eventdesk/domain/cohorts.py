"""How families stay: cohorts by the quarter of the first visit, how often they come in a year, who came month by month.

A cohort is the families whose first visit ever fell into one quarter of the calendar. Of a cohort and a later quarter the
retention is the share of its families that came in that quarter; a family counts once, however often it came.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

SHOWN_QUARTERS = 8
"""Two years: the year of the report and the one before."""

OFTEN = 5
"""From so many events on, families that come often are counted together."""


class Quarter(NamedTuple):
    """A quarter of a calendar year, 1 to 4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As it stands in keys: ``2026Q1``."""
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def months(self) -> tuple[int, int, int]:
        """Its months."""
        return (self.number * 3 - 2, self.number * 3 - 1, self.number * 3)

    def before(self, by: int) -> "Quarter":
        """The quarter ``by`` quarters earlier."""
        number = self.year * 4 + self.number - 1 - by
        return Quarter(number // 4, number % 4 + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day.

    >>> quarter_of(date(2026, 5, 31)).name
    '2026Q2'
    """
    return Quarter(day.year, (day.month + 2) // 3)


@dataclass(frozen=True)
class Cohort:
    """The families (ids) of a cohort, and those of them that came in each later quarter up to the last one, in order."""

    quarter: Quarter
    families: tuple[str, ...]
    again: tuple[tuple[Quarter, tuple[str, ...]], ...]


def cohorts(visits: Mapping[str, Sequence[date]], *, last: date, shown: int = SHOWN_QUARTERS) -> tuple[Cohort, ...]:
    """The cohorts of the ``shown`` quarters up to that of ``last``, the earliest first. ``visits`` are each family's days of
    attendance, all there ever were; those after ``last`` are not looked at."""
    end = quarter_of(last)
    quarters = [end.before(by) for by in range(shown - 1, -1, -1)]
    members: dict[Quarter, list[str]] = {quarter: [] for quarter in quarters}
    came: dict[Quarter, set[str]] = {quarter: set() for quarter in quarters}
    for family in sorted(visits):
        days = [day for day in visits[family] if day <= last]
        if not days:
            continue
        first = quarter_of(min(days))
        if first in members:
            members[first].append(family)
        for day in days:
            if (quarter := quarter_of(day)) in came:
                came[quarter].add(family)
    return tuple(
        Cohort(
            quarter, tuple(members[quarter]),
            tuple((later, tuple(one for one in members[quarter] if one in came[later])) for later in quarters if later > quarter),
        )
        for quarter in quarters
    )  # fmt: skip


def how_often(events: Mapping[str, int]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The families that came to one event, to two and so on; ``5+`` holds all that came to five or more.

    >>> how_often({"a": 1, "b": 7, "c": 1})[0], how_often({"b": 7})[-1]
    (('1', ('a', 'c')), ('5+', ('b',)))
    """
    bands = [*(str(number) for number in range(1, OFTEN)), f"{OFTEN}+"]
    found: dict[str, list[str]] = {band: [] for band in bands}
    for family in sorted(events):
        if events[family] > 0:
            found[bands[min(events[family], OFTEN) - 1]].append(family)
    return tuple((band, tuple(found[band])) for band in bands)


def months_of(visits: Mapping[str, Sequence[date]], *, year: int, last: date) -> Iterator[tuple[int, frozenset[str], frozenset[str]]]:
    """Month by month up to ``last``: its number, the families that came in it, and those of them that had never come before."""
    came: dict[int, set[str]] = {}
    new: dict[int, set[str]] = {}
    for family, days in visits.items():
        seen = [day for day in days if day <= last]
        for month in {day.month for day in seen if day.year == year}:
            came.setdefault(month, set()).add(family)
        if seen and min(seen).year == year:
            new.setdefault(min(seen).month, set()).add(family)
    for month in range(1, 13):
        if date(year, month, 1) <= last:
            yield month, frozenset(came.get(month, ())), frozenset(new.get(month, ()))


def mean_of(events: Mapping[str, int]) -> tuple[int, int]:
    """How many visits how many families made: the two of which the mean is made."""
    numbers = Counter({family: number for family, number in events.items() if number > 0})
    return sum(numbers.values()), len(numbers)
