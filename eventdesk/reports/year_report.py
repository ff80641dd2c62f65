"""The year report: the organisation's goals, every event beside the others, the trend, and the year before."""

from collections.abc import Iterator
from typing import Any

from eventdesk.domain import statistics
from eventdesk.domain.statistics_trend import ControlChart, share_chart
from eventdesk.reports.document import About, Figure, Masthead, Phrase, ReportDocument, Value, ValueKind, rate
from eventdesk.reports.year_facts import Counted, YearFacts
from eventdesk.reports.year_goals import GoalLine, goals
from eventdesk.reports.year_layout import charts, layout, tables

KIND = "year"


def build(facts: YearFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    lines = goals(facts)
    trends = {"attendance": trend(facts, "rate"), "content": trend(facts, "csat")}
    return ReportDocument(
        kind=KIND, revision=facts.revision,
        masthead=Masthead(
            organisation=facts.organisation, subject=facts.subject, title=Phrase("about_year", (("year", facts.year),)), venue="",
            starts=facts.starts, ends=facts.ends, about=About.YEAR,
        ),
        computed_at=facts.computed_at.astimezone(facts.tz), journal_position=facts.position, digest=facts.digest,
        figures=tuple(figures(facts, lines)), tables=tables(facts, lines, trends), charts=charts(facts, lines, trends),
        layout=layout(facts, lines), sections={KIND: year_document(facts, lines)},
    )  # fmt: skip


def year_document(facts: YearFacts, lines: tuple[GoalLine, ...]) -> dict[str, Any]:
    """Goals and totals as plain values; the events are a table."""
    return {
        "year": facts.year, "complete": facts.complete, "digest": facts.digest,
        "goals": [
            {
                "goal": one.key, "value": one.value, "target": one.target, "verdict": one.verdict.value,
                "interval": None if one.interval is None else [one.interval.low, one.interval.high],
            }
            for one in lines
        ],
    }  # fmt: skip


def trend(facts: YearFacts, name: str) -> tuple[ControlChart | None, tuple[str, ...]]:
    """The control chart of a share over the events that tell it, and their titles."""
    told = [(event, counted) for event in facts.now.events if (counted := getattr(event, name)) is not None]
    return share_chart([counted for _, counted in told]), tuple(event.code for event, _ in told)


def figures(facts: YearFacts, lines: tuple[GoalLine, ...]) -> Iterator[Figure]:
    """All figures, each with what it is counted from."""
    for one in lines:
        yield from _goal(one)
    now = facts.now
    for name in ("registered", "attended"):
        yield Figure(f"total.{name}", now.total(name), f"total_{name}")
    yield Figure("total.families", now.visits, "total_families")
    yield rate("total.attendance", *now.rate, definition="total_attendance")
    yield rate("total.content", *now.csat, definition="total_content")
    cost = [event.cost_fen for event in now.events if event.cost_fen is not None]
    yield Figure("total.cost_fen", sum(cost) if cost else None, "total_cost", ValueKind.MONEY, denominator=len(cost))
    yield Figure("total.partners", facts.partners, "total_partners")
    if facts.retention is not None:
        yield rate("retention", *facts.retention, definition="retention")
    yield from _compared(facts)


def _goal(one: GoalLine) -> Iterator[Figure]:
    key = f"goal.{one.key}"
    yield Figure(f"{key}.value", one.value, f"goal_{one.key}_value", one.kind, one.numerator, one.denominator)
    yield Figure(f"{key}.target", one.target, f"goal_{one.key}_target", one.kind)
    if one.interval is not None:
        for end in ("low", "high"):
            bound: Value = getattr(one.interval, end)
            yield Figure(f"{key}.{end}", bound, f"goal_{one.key}_{end}", one.kind)
    yield Figure(f"{key}.verdict", one.verdict.value, f"goal_{one.key}_verdict", ValueKind.WORD)


def _compared(facts: YearFacts) -> Iterator[Figure]:
    """This year less the last, each with Newcombe's interval."""
    for name, now, then in compared(facts):
        interval = statistics.difference(now, then)
        if interval is None:
            continue
        key = f"last_year.{name}"
        yield Figure(f"{key}.difference", now[0] / now[1] - then[0] / then[1], f"last_year_{name}", ValueKind.RATE)
        yield Figure(f"{key}.low", interval.low, f"last_year_{name}_low", ValueKind.RATE)
        yield Figure(f"{key}.high", interval.high, f"last_year_{name}_high", ValueKind.RATE)


def compared(facts: YearFacts) -> Iterator[tuple[str, Counted, Counted]]:
    """The shares that both years have."""
    pairs = (
        ("attendance", facts.now.rate, facts.before.rate), ("content", facts.now.csat, facts.before.csat),
        ("retention", facts.retention or (0, 0), facts.retention_before or (0, 0)),
    )  # fmt: skip
    yield from (pair for pair in pairs if pair[1][1] and pair[2][1])
