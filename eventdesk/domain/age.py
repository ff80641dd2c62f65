"""Ages of small children, in completed calendar months.

A child born on the 31st completes a month on the last day of a shorter month; one born on 29 February completes a
year on 28 February of common years (民法典 204 counts the month's last day where the day is missing).
"""

import calendar
from dataclasses import dataclass
from datetime import date


def months_between(birth: date, day: date) -> int:
    """Completed months from ``birth`` to ``day``; negative before birth.

    >>> months_between(date(2024, 2, 29), date(2025, 2, 28))
    12
    """
    months = (day.year - birth.year) * 12 + day.month - birth.month
    if day.day < birth.day and day.day < calendar.monthrange(day.year, day.month)[1]:
        months -= 1
    return months


def years_between(birth: date, day: date) -> int:
    """Completed years from ``birth`` to ``day``."""
    return months_between(birth, day) // 12


@dataclass(frozen=True)
class AgeBand:
    """Ages from ``min_months`` to ``max_months``, both included, in completed months."""

    min_months: int
    max_months: int

    def holds(self, months: int) -> bool:
        """Whether a child of this age belongs to the band."""
        return self.min_months <= months <= self.max_months

    def meets(self, other: "AgeBand") -> bool:
        """Whether some age belongs to both."""
        return self.min_months <= other.max_months and other.min_months <= self.max_months


# The report's bands, in completed years: (first, last); the last one is open.
REPORT_BANDS: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, None))


def report_band(months: int) -> tuple[int, int | None]:
    """The band of the attendance report that an age in months falls into."""
    years = max(months, 0) // 12
    for first, last in REPORT_BANDS:
        if last is None or years <= last:
            return (first, last)
    return REPORT_BANDS[-1]
