"""The rules of the season at a glance: pace, goals and the order of what may go wrong."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.season_goals import (
    GoalName,
    Part,
    Progress,
    content_line,
    count_line,
    needed_by,
    persons_line,
)
from eventdesk.domain.season_pace import FEWEST_EVENTS, Filling, Pace, PaceVerdict, pace
from eventdesk.domain.season_risks import Level, RiskKind, Standing, ranked, risks_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 2, 11, tzinfo=ZONE)  # an hour before half of the year has passed
EVENT = Standing("FAIR", "Fair", NOW + timedelta(days=5), NOW + timedelta(days=5, hours=2))

takings = st.lists(st.tuples(st.floats(0, 90), st.integers(1, 5)), min_size=1, max_size=20)
histories = st.lists(st.builds(Filling, takings.map(tuple), st.integers(1, 100)), max_size=9)


def part(code: str, numerator: int, denominator: int = 1) -> Part:
    return Part(code, code, NOW, numerator, denominator)


def filling(*shares: tuple[float, int], places: int = 100) -> Filling:
    return Filling(shares, places)


# -- pace


@given(st.floats(0, 1), st.floats(0, 90), histories)
@settings(max_examples=40)
def test_little_history_says_nothing_and_who_is_as_full_as_all_before_is_not_behind(
    share: float, before: float, earlier: list[Filling]
) -> None:
    found = pace(share, before, earlier)
    if found.earlier < FEWEST_EVENTS:
        assert found.usual is None and found.verdict is PaceVerdict.UNKNOWN
        return
    assert found.low is not None and found.usual is not None and found.low <= found.usual
    if found.verdict is PaceVerdict.BEHIND:
        assert share < found.usual
    full = replace(found, share=found.usual)
    assert full.verdict is not PaceVerdict.BEHIND


@given(takings, st.floats(0, 90), st.floats(0, 90))
@settings(max_examples=30)
def test_an_event_never_gets_emptier_as_its_day_comes(taken: list[tuple[float, int]], one: float, other: float) -> None:
    filling = Filling(tuple(taken), 100)
    assert filling.share(max(one, other)) <= filling.share(min(one, other))


def test_an_event_is_behind_that_is_emptier_than_three_in_four_and_than_most_of_the_usual() -> None:
    earlier = [filling((30.0, 20), (12.0, places)) for places in (30, 40, 50, 60)]
    found = pace(0.6, 10, earlier)
    assert (found.usual, found.low, found.earlier) == (pytest.approx(0.65), pytest.approx(0.575), 4)
    assert pace(0.6, 10, earlier).verdict is PaceVerdict.AS_USUAL
    assert pace(0.5, 10, earlier).verdict is PaceVerdict.AS_USUAL  # less than most, and not by much
    assert pace(0.4, 10, earlier).verdict is PaceVerdict.BEHIND
    assert pace(0.0, 40, earlier).verdict is PaceVerdict.UNKNOWN  # nobody had registered so early


def test_a_list_that_was_brought_in_on_one_day_is_no_history() -> None:
    lump = filling((5.5, 40), (5.2, 30))
    assert not lump.tells and pace(0.1, 3, [lump] * 9).earlier == 0


# -- goals


@given(st.integers(0, 60), st.integers(-540, 540))
@settings(max_examples=40)
def test_what_is_needed_grows_with_the_year_from_nothing_to_the_goal(target: int, days: int) -> None:
    now = NOW + timedelta(days=days)
    needed = needed_by(target, 2026, now)
    assert 0 <= needed <= target <= needed_by(target, 2026, now + timedelta(days=1096))
    assert needed <= needed_by(target, 2026, now + timedelta(days=9))
    if now.year != 2026:
        assert needed == (0 if now.year < 2026 else target)


def test_a_count_is_judged_by_what_is_needed_by_now_and_at_the_end_by_the_goal() -> None:
    def progress(held: int, year: int = 2026) -> Progress:
        parts = [part(str(n), 1) for n in range(held)]
        return count_line(GoalName.EVENTS, 20, parts, year=year, now=NOW, planned=20).progress

    assert (needed_by(20, 2026, NOW), needed_by(20, 2026, NOW + timedelta(hours=1))) == (9, 10)
    assert [progress(n) for n in (8, 9, 20)] == [Progress.BEHIND, Progress.ON_PACE, Progress.MET]
    assert (progress(19, 2025), progress(0, 2027)) == (Progress.MISSED, Progress.NONE)


def test_the_average_is_of_the_events_that_have_a_record() -> None:
    line = persons_line(300, [part("A", 200), part("B", 420)], year=2026, now=NOW)
    assert (line.value, line.numerator, line.denominator, line.progress) == (310, 620, 2, Progress.ON_PACE)
    assert persons_line(311, line.parts, year=2025, now=NOW).progress is Progress.MISSED
    assert persons_line(309, line.parts, year=2025, now=NOW).progress is Progress.MET
    assert persons_line(300, [], year=2026, now=NOW).progress is Progress.NONE


@pytest.mark.parametrize(("came", "over"), [(299, False), (300, False), (301, True)])
def test_over_three_hundred_is_more_than_three_hundred(came: int, over: bool) -> None:
    """An average is not rounded before it is judged: of 1000 events with 300 people, one with one more makes it over 300."""
    parts = [part(str(n), 300) for n in range(999)] + [part("last", came)]
    assert (persons_line(300, parts, year=2025, now=NOW).progress is Progress.MET) is over
    assert (persons_line(300, parts, year=2026, now=NOW).progress is Progress.ON_PACE) is over


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
@settings(max_examples=40)
def test_satisfaction_keeps_events_of_few_answers_out_of_every_figure(counts: list[tuple[int, int]]) -> None:
    line = content_line([part(str(n), min(pair), max(pair)) for n, pair in enumerate(counts)])
    assert all(one.denominator >= 5 for one in line.parts)
    assert (line.numerator, line.denominator or 0) == (
        sum(one.numerator for one in line.parts), sum(one.denominator for one in line.parts),
    )  # fmt: skip
    if line.interval is not None and line.value is not None:
        assert line.interval.low <= line.value <= line.interval.high
        assert (line.progress is Progress.MET) == (line.interval.low >= 0.9)


def test_nine_of_ten_is_not_proven_and_nine_hundred_fifty_of_a_thousand_is() -> None:
    assert content_line([part("A", 9, 10)]).progress is Progress.NOT_PROVEN
    assert content_line([part("A", 950, 1000)]).progress is Progress.MET
    assert content_line([part("A", 3, 10)]).progress is Progress.MISSED
    assert content_line([part("A", 4, 4)]).progress is Progress.NONE


# -- risks


def kinds(event: Standing) -> dict[RiskKind, Level]:
    return {risk.kind: risk.level for risk in risks_of(event, NOW)}


def test_an_event_that_lacks_nothing_has_no_risk() -> None:
    assert not kinds(replace(EVENT, taken=30, places=30, shifts=4, filled=4, planned=100, spent=100))


def test_each_lack_is_a_risk_and_the_nearer_the_more_pressing() -> None:
    lacking = replace(
        EVENT, taken=33, places=30, pace=Pace(0.2, 0.6, 0.5, 4), shifts=4, filled=1, overdue=("permit", "toys"), required=("permit",),
        needs_permit=True, crowd=1200, too_large=1, quarrels=2, unsigned=3, unpaid=1, owed=500, planned=100, spent=105, cases=1,
    )  # fmt: skip
    act, watch = Level.ACT, Level.WATCH
    assert kinds(lacking) == {
        RiskKind.REQUIRED: act, RiskKind.PERMIT: act, RiskKind.CROWDED: act, RiskKind.ROOM: act, RiskKind.SCHEDULE: act,
        RiskKind.VOLUNTEERS: act, RiskKind.CONSENT: watch, RiskKind.CASES: act, RiskKind.PACE: act, RiskKind.TASKS: watch,
        RiskKind.BUDGET: watch, RiskKind.UNPAID: watch,
    }  # fmt: skip
    later = replace(lacking, start=NOW + timedelta(days=50), end=NOW + timedelta(days=51))
    assert kinds(later) == {
        RiskKind.REQUIRED: act, RiskKind.PERMIT: watch, RiskKind.CROWDED: act, RiskKind.ROOM: watch, RiskKind.SCHEDULE: watch,
        RiskKind.CASES: act, RiskKind.PACE: watch, RiskKind.TASKS: watch, RiskKind.BUDGET: watch,
    }  # fmt: skip
    over = replace(lacking, start=NOW - timedelta(days=9), end=NOW - timedelta(days=8))
    assert kinds(over) == {
        RiskKind.CASES: act, RiskKind.BUDGET: watch, RiskKind.UNPAID: watch, RiskKind.TASKS: watch,
    }  # fmt: skip


events = st.builds(
    lambda days, shifts, cases, code: replace(
        EVENT, code=code, start=NOW + timedelta(days=days), end=NOW + timedelta(days=days, hours=1), shifts=shifts, cases=cases,
    ),
    st.integers(-30, 40), st.integers(0, 2), st.integers(0, 2), st.sampled_from("ABCDEF"),
)  # fmt: skip


@given(st.lists(events, max_size=6, unique_by=lambda one: one.code), st.integers(0, 3))
@settings(max_examples=40)
def test_the_ranking_keeps_all_and_puts_what_must_be_done_first(found: list[Standing], follow_ups: int) -> None:
    order = ranked(found, NOW, follow_ups=follow_ups)
    assert len(order) == sum(len(list(risks_of(one, NOW))) for one in found) + bool(follow_ups)
    levels = [risk.level for risk in order]
    assert levels == sorted(levels)  # "act" before "watch"
    assert ranked(list(reversed(found)), NOW, follow_ups=follow_ups) == order
    for level in Level:
        away = [abs(risk.start - NOW) for risk in order if risk.level is level and risk.start is not None]
        assert away == sorted(away)


def test_bounds_belong_to_one_side() -> None:
    assert content_line([part("A", 5, 5)]).denominator == 5
    earlier = [filling((30.0, 20), (12.0, places)) for places in (20, 60, 60, 60)]
    found = pace(0.7, 10, earlier)
    assert found.low == pytest.approx(0.7) and pace(found.low or 0, 10, earlier).verdict is PaceVerdict.AS_USUAL
    permit = replace(EVENT, needs_permit=True, crowd=1200)
    for days, level in ((30, Level.ACT), (30.01, Level.WATCH), (90, Level.WATCH), (90.01, None)):
        start = NOW + timedelta(days=days)
        assert kinds(replace(permit, start=start, end=start + timedelta(hours=1))).get(RiskKind.PERMIT) is level
    for spent, level in ((110, Level.WATCH), (111, Level.ACT)):
        assert kinds(replace(EVENT, planned=100, spent=spent)) == {RiskKind.BUDGET: level}


def test_the_lower_quartile_is_what_one_is_not_behind() -> None:
    assert Pace(0.5, 0.8, 0.5, 4).verdict is PaceVerdict.AS_USUAL and Pace(0.49, 0.8, 0.5, 4).verdict is PaceVerdict.BEHIND
