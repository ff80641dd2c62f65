"""The goals of a year at their boundaries."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.statistics import Interval, Verdict, against
from eventdesk.reports.document import Comparison
from eventdesk.reports.year_facts import YearCounts, YearFacts
from eventdesk.reports.year_goals import goals
from eventdesk.reports.year_report import build
from tests.reports.made import ZONE
from tests.reports.years import year_event, year_facts

RUNNING = datetime(2026, 7, 1, tzinfo=ZoneInfo(ZONE))


def each(attended: int, **more: object) -> YearFacts:
    """A year of events to each of which so many came."""
    return year_facts(now=YearCounts(tuple(replace(year_event(n), attended=attended) for n in range(10)), 200), **more)


@pytest.mark.parametrize(("attended", "verdict"), [(299, Verdict.MISSED), (300, Verdict.MISSED), (301, Verdict.MET)])
def test_over_three_hundred_is_more_than_three_hundred(attended: int, verdict: Verdict) -> None:
    line = next(one for one in goals(each(attended)) if one.key == "persons")
    assert (line.value, line.verdict) == (attended, verdict)
    still = next(one for one in goals(each(attended, computed_at=RUNNING)) if one.key == "persons")
    assert still.verdict is (Verdict.MET if verdict is Verdict.MET else Verdict.NOT_PROVEN)


def test_what_is_to_be_passed_is_said_so_beside_what_is_to_be_reached() -> None:
    document = build(each(300))
    rows = {row[0]: row for row in document.table("goals").rows}
    assert (rows["goal_persons"][2], rows["goal_persons"][4], rows["goal_events"][2]) == ("> 300.0", "missed", "20")
    chart = next(chart for chart in document.charts if isinstance(chart, Comparison))
    assert [row.label.key for row in chart.rows if row.over] == ["value_goal_persons"]


def test_an_end_of_the_interval_on_the_goal_reaches_it_and_does_not_pass_it() -> None:
    above, below = Interval(300.0, 310.0), Interval(290.0, 300.0)
    assert (against(300, above), against(300, above, over=True)) == (Verdict.MET, Verdict.NOT_PROVEN)
    assert (against(300, below), against(300, below, over=True)) == (Verdict.NOT_PROVEN, Verdict.MISSED)
