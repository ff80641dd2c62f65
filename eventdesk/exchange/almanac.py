"""The calendar that families live by: holidays and the days worked for them, festivals of moon and sun.

Working days come from a list of what the State Council published each autumn for the year to come. A year that is not
in it is unknown; nothing is guessed. Both libraries are loaded at the first day that is asked for.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from eventdesk.domain.season import CalendarDay, Duty, Festival

_LUNAR = {
    Festival.SPRING: (1, 1), Festival.LANTERN: (1, 15), Festival.DRAGON_BOAT: (5, 5), Festival.DOUBLE_SEVENTH: (7, 7),
    Festival.MID_AUTUMN: (8, 15), Festival.DOUBLE_NINTH: (9, 9), Festival.LABA: (12, 8),
}  # fmt: skip
_SOLAR = {Festival.NEW_YEAR: (1, 1), Festival.CHILDREN: (6, 1), Festival.NATIONAL: (10, 1)}
_FIRST, _LAST = 1901, 2099
_CLEAR_AND_BRIGHT = "清明"


def days(first: date, count: int) -> tuple[CalendarDay, ...]:
    """So many days in a row."""
    return tuple(day(first + timedelta(days=number)) for number in range(count))


def day(day: date) -> CalendarDay:
    """One day."""
    return CalendarDay(day, is_published(day.year), _duty(day), festivals(day.year).get(day))


def is_published(year: int) -> bool:
    """Whether the holidays of a year are known: one that has its National Day is there as a whole."""
    from chinese_calendar.constants import holidays

    return date(year, 10, 1) in holidays


def _duty(day: date) -> Duty | None:
    from chinese_calendar.constants import holidays, workdays

    if not is_published(day.year):
        return None
    if day in workdays:
        return Duty.WORK
    return Duty.REST if day in holidays else None


@lru_cache(maxsize=16)
def festivals(year: int) -> Mapping[date, Festival]:
    """The festivals of a year by their day; where two fall on one, the one of the moon. None outside 1901 to 2099."""
    if not _FIRST <= year <= _LAST:
        return {}
    found = {date(year, *solar): festival for festival, solar in _SOLAR.items()}
    found[_tomb_sweeping(year)] = Festival.TOMB_SWEEPING
    # A lunar year ends in the next solar one.
    by_moon = (*_of_the_moon(year - 1), *_of_the_moon(year))
    found |= {moon_day: festival for festival, moon_day in by_moon if moon_day.year == year}
    return dict(sorted(found.items()))


def _of_the_moon(year: int) -> Iterator[tuple[Festival, date]]:
    for festival, (month, number) in _LUNAR.items():
        yield festival, _solar(year, month, number)
    yield Festival.EVE, _solar(year + 1, 1, 1) - timedelta(days=1)


def _solar(year: int, month: int, number: int) -> date:
    from lunar_python import LunarYear, Solar

    # Not Lunar.fromYmd: it works out a day's whole horoscope.
    first = LunarYear.fromYear(year).getMonth(month).getFirstJulianDay()
    found = Solar.fromJulianDay(first + number - 1)
    return date(found.getYear(), found.getMonth(), found.getDay())


def _tomb_sweeping(year: int) -> date:
    from lunar_python import Solar

    found = Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()[_CLEAR_AND_BRIGHT]
    return date(found.getYear(), found.getMonth(), found.getDay())
