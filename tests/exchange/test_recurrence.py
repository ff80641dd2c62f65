"""When something that repeats takes place."""

from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.exchange.recurrence import LONGEST, occurrences
from tests.conftest import ZONE

FIRST = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
BERLIN = ZoneInfo("Europe/Berlin")


def days(rule: str, first: datetime = FIRST) -> list[date]:
    return [moment.date() for moment in occurrences(rule, first, most=200)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20301231",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;BYHOUR=9;BYMINUTE=61;COUNT=3",
    ],
)  # fmt: skip
def test_a_rule_that_never_matches_is_refused_at_once(rule: str) -> None:
    began = process_time()
    with pytest.raises(ValueError, match=r"\w"):
        occurrences(rule, FIRST, most=200)
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "rule",
    [
        "", "RRULE:", "COUNT=3", "FREQ=DAILY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=2;COUNT=3",
        "FREQ=DAILY;COUNT=2;INTERVAL=0", "FREQ=WEEKLY;COUNT=2;BYEASTER=1", "FREQ=WEEKLY;UNTIL=20261101", "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;UNTIL=20261301", "FREQ=WEEKLY;UNTIL=99991231T235959Z", "FREQ=WEEKLY;UNTIL=00010101T000000Z",
        "FREQ=YEARLY;COUNT=20", "FREQ=YEARLY;UNTIL=20991231", "FREQ=DAILY;COUNT=202",
        "FREQ=DAILY;COUNT=2\nEXDATE:20261129T093000", "FREQ=DAILY;COUNT=99999999999999999999",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        occurrences(rule, FIRST, most=200)


def test_a_rule_is_read_however_it_is_typed() -> None:
    assert days(" rrule:freq=weekly;count=2 ") == [date(2026, 11, 28), date(2026, 12, 5)]


def test_the_last_moment_is_read_as_it_is_meant() -> None:
    fourth = [date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12)]
    assert days("FREQ=WEEKLY;UNTIL=20261212") == fourth  # the day to its end
    assert days("FREQ=WEEKLY;UNTIL=20261212T093000") == fourth
    assert days("FREQ=WEEKLY;UNTIL=20261212T092959") == fourth[:2]
    assert days("FREQ=WEEKLY;UNTIL=20261212T013000Z") == fourth  # 9:30 in Shanghai
    assert days("FREQ=WEEKLY;UNTIL=20261212T012959Z") == fourth[:2]


def test_the_clock_on_the_wall_goes_on_over_the_gap_and_the_repeated_hour() -> None:
    gap = occurrences("FREQ=DAILY;COUNT=3", datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN), most=9)
    assert [moment.hour for moment in gap] == [2, 3, 2]  # there is no half past two on the 29th
    second = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    again = occurrences("FREQ=DAILY;COUNT=2", second, most=9)
    assert [moment.astimezone(UTC) for moment in again] == [
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]  # fmt: skip


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.integers(1, 60), st.integers(1, 9),
    st.lists(st.integers(1, 12), max_size=3), st.lists(st.integers(1, 31), max_size=3),
)  # fmt: skip
def test_a_series_is_as_long_as_it_says_and_in_order(
    frequency: str, count: int, interval: int, months: list[int], month_days: list[int]
) -> None:
    rule = f"FREQ={frequency};COUNT={count};INTERVAL={interval}"
    rule += f";BYMONTH={','.join(map(str, months))}" if months else ""
    rule += f";BYMONTHDAY={','.join(map(str, month_days))}" if month_days and frequency != "WEEKLY" else ""
    try:
        found = occurrences(rule, FIRST, most=200)
    except ValueError:
        return
    assert len(found) == count
    assert found == sorted(set(found))
    assert found[-1] - FIRST <= LONGEST + timedelta(hours=2)
    assert all((moment.hour, moment.minute) == (9, 30) for moment in found)
