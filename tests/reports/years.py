"""Facts of a year made for tests."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.statistics import Interval
from eventdesk.domain.statistics_means import paired_change
from eventdesk.reports.year_facts import YearCounts, YearEvent, YearFacts
from tests.reports.made import ZONE

_FIRST = datetime(2026, 1, 10, 10, tzinfo=ZoneInfo(ZONE))


def year_event(number: int, year: int = 2026) -> YearEvent:
    """An event to which 40 of 60 came, and of whose 30 answers 15 are content."""
    starts = (_FIRST + timedelta(days=14 * number)).replace(year=year)
    return YearEvent(f"E{year}-{number}", f"活动 {number}", starts, 60, 40, 44, 20, 8, 9, 3, 15, 30, 20_000, 0)


def year_facts(**changed: object) -> YearFacts:
    """A year of ten events that falls short of its goals."""
    values: dict[str, object] = {
        "organisation": "小禾苗亲子社", "zone": ZONE, "year": 2026, "now": YearCounts(tuple(year_event(n) for n in range(10)), 200),
        "before": YearCounts(tuple(year_event(n, 2025) for n in range(12)), 240),
        "targets": {"events": 20, "persons": 300, "partners": 2}, "with_partners": 0, "partners": 0, "partners_before": 0,
        "mean": (900, 300), "mean_interval": Interval(2.8, 3.2), "retention": (30, 100), "retention_before": (60, 100),
        "effect": paired_change([(0.5, 0.5), (0.6, 0.6), (0.7, 0.7), (0.5, 0.51), (0.6, 0.6)]), "effect_base": 0.58,
        "digest": "ab" * 32, "position": "22:abab", "computed_at": datetime(2027, 1, 1, tzinfo=ZoneInfo(ZONE)), "revision": 1,
    }  # fmt: skip
    return YearFacts(**(values | changed))  # type: ignore[arg-type]  # built from one table of fields
