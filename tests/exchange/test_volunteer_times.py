"""When volunteers say that they have time, in the words that people use."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.exchange.volunteer_times import halves_of, read_times

SAT, SUN = date(2026, 10, 17), date(2026, 10, 18)
DAYS = (SAT, SUN)
ALL_DAY, MORNING, AFTERNOON = ("08:00", "18:00"), ("08:00", "12:30"), ("12:30", "18:00")


def told(text: str, days: tuple[date, ...] = DAYS) -> list[tuple[date, str, str]]:
    return [(day, f"{start:%H:%M}", f"{end:%H:%M}") for day, (start, end) in read_times(text, days=days).spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("两天都可以", [(SAT, *ALL_DAY), (SUN, *ALL_DAY)]),
        ("都可以", [(SAT, *ALL_DAY), (SUN, *ALL_DAY)]),
        ("全天", [(SAT, *ALL_DAY), (SUN, *ALL_DAY)]),
        ("周六", [(SAT, *ALL_DAY)]),
        ("周六、周日上午", [(SAT, *MORNING), (SUN, *MORNING)]),
        ("周六上午，周日", [(SAT, *MORNING), (SUN, *ALL_DAY)]),
        ("10月17日上午、下午", [(SAT, *MORNING), (SAT, *AFTERNOON)]),
        ("10/17下午；18日 9点半-11点", [(SAT, *AFTERNOON), (SUN, "09:30", "11:00")]),
        ("2026-10-18 09:00～16:30", [(SUN, "09:00", "16:30")]),
        ("２０２６年１０月１７日　８：００—１２：００", [(SAT, "08:00", "12:00")]),
        ("Sat all day; Sun 9am-12pm", [(SAT, *ALL_DAY), (SUN, "09:00", "12:00")]),
        ("Oct 17 1-5pm", [(SAT, "13:00", "17:00")]),
        ("17 Oct morning, 18 October afternoon", [(SAT, *MORNING), (SUN, *AFTERNOON)]),
        ("both days", [(SAT, *ALL_DAY), (SUN, *ALL_DAY)]),
        ("周末", [(SAT, *ALL_DAY), (SUN, *ALL_DAY)]),
        ("晚上", [(SAT, "18:00", "21:30"), (SUN, "18:00", "21:30")]),
    ],
)
def test_days_and_hours_are_read(text: str, spans: list[tuple[date, str, str]]) -> None:
    assert told(text) == spans


def test_what_is_not_the_events_is_told() -> None:
    found = read_times("10月19日上午，周日下午", days=DAYS)
    assert (found.unknown, found.unread) == (("10月19日",), False) and found.spans == ((SUN, (time(12, 30), time(18))),)
    assert read_times("看情况", days=DAYS).unread and not read_times("", days=DAYS).unread


def test_a_sheet_says_what_its_halves_mean() -> None:
    halves = halves_of(["说明：上午=08:30–12:00，下午=13:00–17:30；全天＝8:30-17:30"])
    assert halves["morning"] == (time(8, 30), time(12)) and halves["day"] == (time(8, 30), time(17, 30))
    assert read_times("周六上午", days=DAYS, halves=halves).spans == ((SAT, (time(8, 30), time(12))),)


@settings(max_examples=60)
@given(st.text(alphabet="周六日上下午全天两0123456789:-/月 amp；,~至到点半", max_size=30))
def test_no_text_makes_it_fail_and_every_span_is_one(text: str) -> None:
    found = read_times(text, days=DAYS)
    assert all(day in DAYS and start < end for day, (start, end) in found.spans)
