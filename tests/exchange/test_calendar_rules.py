"""Recurrence rules of calendar files: one whose days never come is refused at once, one without an end is told as such."""

import time

import pytest

from eventdesk.exchange.calendar_gather import gather
from eventdesk.exchange.trouble import Trouble
from tests.exchange.calendar_files import START, calendar, event

NEVER = (
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4,6", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
    "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3;COUNT=5",
    "FREQ=MINUTELY;BYSETPOS=7;COUNT=9", "FREQ=SECONDLY;BYSETPOS=7;COUNT=9", "FREQ=YEARLY;BYDAY=60MO",
    "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=YEARLY;INTERVAL=9999;BYMONTH=3", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
)  # fmt: skip
SOMETIMES = (
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", "FREQ=MINUTELY;BYSECOND=5,7;BYSETPOS=-2;COUNT=2", "FREQ=MONTHLY;BYDAY=5MO;COUNT=2",
    "FREQ=SECONDLY;BYMONTH=11;BYMONTHDAY=1;BYHOUR=3;COUNT=2", "FREQ=DAILY;INTERVAL=7;BYDAY=TU,SA;COUNT=2",
)  # fmt: skip


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_whose_days_never_come_is_refused_at_once(rule: str) -> None:
    begun = time.process_time()
    with pytest.raises(Trouble) as raised:
        gather(calendar(event(START, f"RRULE:{rule}")))
    assert (raised.value.code, raised.value.details["line"]) == ("calendar_never", 8)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("rule", SOMETIMES)
def test_a_rule_whose_days_come_seldom_is_followed(rule: str) -> None:
    (found,), left, _ = gather(calendar(event(START, f"RRULE:{rule}")))
    assert (len(found.occurrences), left) == (2, [])


@pytest.mark.parametrize(
    ("rule", "endless"),
    [("FREQ=WEEKLY", True), ("FREQ=WEEKLY;COUNT=3", False), ("FREQ=WEEKLY;until=20261201", False), ("FREQ=DAILY;INTERVAL=9", True)],
)
def test_a_rule_without_an_end_is_told(rule: str, endless: bool) -> None:
    (found,), _, _ = gather(calendar(event(START, f"RRULE:{rule}")))
    assert found.endless is endless
