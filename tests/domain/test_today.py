"""Which event a day is about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.event import DoorRules
from eventdesk.domain.today import Phase, days_until, event_of_day, events_of_day, phase_of

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)


@dataclass(frozen=True)
class Span:
    start: datetime
    end: datetime


def span(hours: float, length: float = 2) -> Span:
    start = MORNING + timedelta(hours=hours)
    return Span(start, start + timedelta(hours=length))


spans = st.lists(st.builds(span, st.integers(-100, 100), st.integers(1, 30)), max_size=8)


def test_what_goes_on_comes_before_what_comes_and_what_is_over() -> None:
    over, going, coming, tomorrow = span(-5), span(-1), span(3), span(20)

    assert events_of_day([tomorrow, coming, over, going], MORNING, ZONE) == (going, coming, over)


def test_without_one_today_it_is_the_next() -> None:
    assert event_of_day([span(-90), span(70), span(30)], MORNING, ZONE) == span(30)
    assert event_of_day([span(-90)], MORNING, ZONE) is None


def test_the_day_is_that_of_the_organisation() -> None:
    late = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)  # half past midnight of the 29th in Shanghai

    assert events_of_day([span(1)], late, ZONE) == ()
    assert events_of_day([span(1)], late, UTC) == (span(1),)


@given(spans)
def test_nothing_is_passed_over(found: list[Span]) -> None:
    chosen = event_of_day(found, MORNING, ZONE)

    assert (chosen is None) == all(s.end.astimezone(ZONE).date() < MORNING.date() for s in found)
    if any(s.start <= MORNING < s.end for s in found):
        assert chosen is not None and chosen.start <= MORNING < chosen.end


@pytest.mark.parametrize(
    ("hours", "rules", "phase"),
    [
        (1, DoorRules(), Phase.OPEN),
        (30, DoorRules(), Phase.AHEAD),
        (1, DoorRules(doors_open=MORNING + timedelta(minutes=10)), Phase.SOON),
        (1, DoorRules(doors_open=MORNING), Phase.OPEN),
        (-1, DoorRules(), Phase.RUNNING),
        (-1, DoorRules(doors_close=MORNING), Phase.CLOSED),
        (-2, DoorRules(), Phase.OVER),
    ],
)
def test_how_far_an_event_is(hours: float, rules: DoorRules, phase: Phase) -> None:
    assert phase_of(span(hours), rules, MORNING, ZONE) is phase


def test_days_are_counted_by_the_calendar() -> None:
    assert [days_until(MORNING + timedelta(hours=h), MORNING, ZONE) for h in (1, 15, 39)] == [0, 1, 2]
