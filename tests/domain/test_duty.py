"""Who is here, who is late, who did not come, and what is credited."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.duty import (
    Duty,
    Mark,
    MarkKind,
    Reliability,
    Served,
    is_here,
    reliability,
    served,
    stretches,
    turn,
)
from eventdesk.domain.volunteer import Shift

DAY = datetime(2026, 10, 18, 0, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def shift(code: str, start: float, end: float, *, rest: int = 0) -> Shift:
    return Shift(code, code, "guide", at(start), at(end), need=1, ideal=1, break_minutes=rest)


def mark(kind: MarkKind, hours: float, *, of: str | None = None, id: str = "", voids: str | None = None) -> Mark:
    return Mark(id or f"{kind.value}{hours}", "v", kind, at(hours), shift=of, voids=voids)


def one(a_shift: Shift, marks: list[Mark], now: float) -> Served:
    return served("v", [a_shift], marks, at(now))[0]


CAME, WENT, NOT, BACK = MarkKind.IN, MarkKind.OUT, MarkKind.NO_SHOW, MarkKind.VOID
MORNING = shift("A", 9, 12)


@pytest.mark.parametrize(
    ("now", "duty", "late"),
    [
        (8.9, Duty.EXPECTED, 0), (9, Duty.LATE, 0), (9 + 0.9 / 60, Duty.LATE, 0), (9.1, Duty.LATE, 6),
        (9.249, Duty.LATE, 14), (9.25, Duty.MISSING, 0), (13, Duty.MISSING, 0),
    ],
)  # fmt: skip
def test_nobody_waits_longer_than_a_quarter_of_an_hour(now: float, duty: Duty, late: int) -> None:
    found = one(MORNING, [], now)
    assert (found.duty, found.late, found.minutes) == (duty, late, 0)


@pytest.mark.parametrize(
    ("marks", "now", "duty", "late", "minutes"),
    [
        ([mark(CAME, 8.5)], 8.75, Duty.READY, 0, 0),
        ([mark(CAME, 8.5)], 10, Duty.ON, 0, 60),
        ([mark(CAME, 8.5)], 15, Duty.DONE, 0, 180),
        ([mark(CAME, 9.5)], 10, Duty.ON, 30, 30),
        ([mark(CAME, 9.5)], 12, Duty.DONE, 30, 150),
        ([mark(CAME, 8.5), mark(WENT, 10)], 11, Duty.AWAY, 0, 60),
        ([mark(CAME, 8.5), mark(WENT, 10), mark(CAME, 11)], 11.5, Duty.ON, 0, 90),
        ([mark(CAME, 8.5), mark(WENT, 8.9)], 8.95, Duty.EXPECTED, 0, 0),
        ([mark(CAME, 8.5), mark(WENT, 8.9)], 13, Duty.MISSING, 0, 0),
        ([mark(CAME, 12.5)], 13, Duty.MISSING, 0, 0),
    ],
)
def test_what_the_marks_of_a_day_come_to(marks: list[Mark], now: float, duty: Duty, late: int, minutes: int) -> None:
    found = one(MORNING, marks, now)
    assert (found.duty, found.late, found.minutes) == (duty, late, minutes)


def test_who_is_said_not_to_come_and_comes_all_the_same_is_late() -> None:
    assert one(MORNING, [mark(NOT, 9.1, of="A")], 9.2).duty is Duty.MISSING
    found = one(MORNING, [mark(NOT, 9.1, of="A"), mark(CAME, 9.5)], 12)
    assert (found.duty, found.late, found.minutes) == (Duty.DONE, 30, 150)


def test_a_no_show_of_one_shift_leaves_the_others() -> None:
    day = [mark(CAME, 9), mark(NOT, 14.5, of="B")]
    first, second = served("v", [MORNING, shift("B", 14, 16)], day, at(17))
    assert (first.duty, first.minutes) == (Duty.DONE, 180)
    assert (second.duty, second.minutes, second.marked) == (Duty.MISSING, 0, True)


def test_a_no_show_of_the_day_says_nothing_of_a_shift_that_was_served() -> None:
    day = [mark(CAME, 9), mark(WENT, 12), mark(NOT, 14.5)]
    first, second = served("v", [MORNING, shift("B", 14, 16)], day, at(17))
    assert (first.duty, second.duty) == (Duty.DONE, Duty.MISSING)


def test_what_is_taken_back_was_never_there() -> None:
    marks = [mark(CAME, 9, id="x"), mark(BACK, 9.1, voids="x")]
    assert stretches(marks) == ()
    assert one(MORNING, marks, 10).duty is Duty.MISSING


def test_a_break_is_taken_off_in_proportion() -> None:
    assert one(shift("A", 9, 13, rest=60), [mark(CAME, 9)], 14).minutes == 180
    assert one(shift("A", 9, 13, rest=60), [mark(CAME, 9), mark(WENT, 11)], 14).minutes == 90


def test_time_is_credited_once_where_shifts_overlap() -> None:
    both = [shift("A", 9, 12), shift("B", 11, 13)]
    assert [found.minutes for found in served("v", both, [mark(CAME, 9)], at(14))] == [180, 60]


def test_minutes_given_by_hand_count_instead() -> None:
    found = served("v", [MORNING], [], at(13), given={"A": 120})
    assert found[0].minutes == 120
    assert reliability(found, at(13)) == Reliability(1, 1, 0, 120)


def test_only_shifts_that_are_over_say_something() -> None:
    both = [MORNING, shift("B", 14, 16)]
    found = served("v", both, [mark(CAME, 9.5)], at(15))
    assert reliability(found, at(15)) == Reliability(1, 1, 1, 150)


def test_whose_turn_it_is() -> None:
    both = [shift("B", 14, 16), MORNING]
    assert [getattr(turn(both, at(hour)), "code", None) for hour in (8, 11.9, 12, 15, 16)] == ["A", "A", "B", "B", None]


KINDS = st.sampled_from([CAME, WENT])
DAYS = st.lists(st.tuples(KINDS, st.integers(0, 24 * 60)), max_size=8, unique_by=lambda pair: pair[1])
SPANS = st.lists(st.tuples(st.integers(0, 22 * 60), st.integers(1, 120), st.integers(0, 20)), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(day=DAYS, spans=SPANS, now=st.integers(0, 25 * 60))
def test_no_more_is_credited_than_was_spent_here(
    day: list[tuple[MarkKind, int]], spans: list[tuple[int, int, int]], now: int
) -> None:
    marks = [mark(kind, minute / 60) for kind, minute in day]
    shifts = [
        shift(str(number), start / 60, (start + length) / 60, rest=min(rest, length))
        for number, (start, length, rest) in enumerate(spans)
    ]
    found = served("v", shifts, marks, at(now / 60))
    here = sum(1 for minute in range(now) if is_here(marks, at(minute / 60) + timedelta(seconds=1)))
    assert sum(one.minutes for one in found) <= here
    for one in found:
        assert 0 <= one.minutes <= (one.shift.end - one.shift.start) // timedelta(minutes=1)
        assert (one.came is not None) == (one.duty in (Duty.ON, Duty.AWAY, Duty.DONE))
        if one.came is None:
            assert one.minutes == 0
    assert found == served("v", shifts, reversed(marks), at(now / 60))


def test_who_came_and_left_at_the_same_moment_is_gone() -> None:
    marks = [mark(WENT, 9, id="a"), mark(CAME, 9, id="b")]
    assert not is_here(marks, at(9.5))
