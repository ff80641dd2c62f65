"""Holidays, days worked for them, and festivals: checked against what the State Council and the almanac published."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.season import Duty, Festival
from eventdesk.exchange import almanac


@pytest.mark.parametrize(
    ("day", "duty"),
    [
        (date(2026, 2, 17), Duty.REST),  # the first day of spring
        (date(2026, 2, 14), Duty.WORK),  # a Saturday worked for it
        (date(2026, 10, 10), Duty.WORK),
        (date(2026, 9, 20), Duty.WORK),
        (date(2026, 11, 28), None),  # a Saturday like others
        (date(2026, 11, 27), None),
    ],
)
def test_days_off_and_days_worked(day: date, duty: Duty | None) -> None:
    found = almanac.day(day)
    assert (found.duty, found.published) == (duty, True)


@pytest.mark.parametrize("year", [1999, 2031, 2099, 3000])
def test_a_year_that_is_not_published_is_not_guessed(year: int) -> None:
    found = almanac.days(date(year, 1, 1), 365)
    assert {day.duty for day in found} == {None}
    assert not any(day.published for day in found)


@pytest.mark.parametrize(
    ("day", "festival"),
    [
        (date(2025, 10, 6), Festival.MID_AUTUMN), (date(2025, 5, 31), Festival.DRAGON_BOAT),
        (date(2026, 2, 16), Festival.EVE), (date(2026, 2, 17), Festival.SPRING), (date(2026, 3, 3), Festival.LANTERN),
        (date(2026, 4, 5), Festival.TOMB_SWEEPING), (date(2026, 6, 19), Festival.DRAGON_BOAT),
        (date(2026, 8, 19), Festival.DOUBLE_SEVENTH), (date(2026, 9, 25), Festival.MID_AUTUMN),
        (date(2026, 10, 18), Festival.DOUBLE_NINTH), (date(2026, 1, 26), Festival.LABA), (date(2027, 1, 15), Festival.LABA),
        (date(2026, 6, 1), Festival.CHILDREN), (date(2020, 10, 1), Festival.MID_AUTUMN), (date(2026, 11, 28), None),
    ],
)  # fmt: skip
def test_festivals(day: date, festival: Festival | None) -> None:
    assert almanac.day(day).festival is festival


@given(st.integers(1901, 2099))
def test_every_year_has_its_festivals_in_their_season(year: int) -> None:
    found = almanac.festivals(year)
    days = {festival: day for day, festival in found.items()}
    assert all(day.year == year for day in found)
    assert date(year, 1, 20) < days[Festival.SPRING] < date(year, 2, 22)
    assert days[Festival.LANTERN] - days[Festival.SPRING] == timedelta(days=14)
    assert days[Festival.SPRING] - days[Festival.EVE] == timedelta(days=1)
    assert date(year, 9, 6) < days[Festival.MID_AUTUMN] < date(year, 10, 10)
    assert days[Festival.TOMB_SWEEPING] in (date(year, 4, 4), date(year, 4, 5), date(year, 4, 6))


def test_far_years_have_no_festivals_and_no_error() -> None:
    assert almanac.day(date(1850, 2, 1)).festival is None
