"""What the year report puts first, its tables and its charts."""

from collections.abc import Mapping, Sequence

from eventdesk.domain.season import OVER
from eventdesk.domain.statistics import Verdict
from eventdesk.domain.statistics_trend import ControlChart
from eventdesk.reports.document import (
    Against,
    Chart,
    Column,
    Comparison,
    Highlight,
    Layout,
    Listing,
    Phrase,
    Table,
    Trend,
    TrendPoint,
    Value,
    ValueKind,
)
from eventdesk.reports.year_facts import YearFacts
from eventdesk.reports.year_goals import GoalLine

FEW = 30
Trends = Mapping[str, tuple[ControlChart | None, tuple[str, ...]]]

_COUNTS = ("registered", "attended", "families", "new", "returning", "lapsed")


def tables(facts: YearFacts, lines: Sequence[GoalLine], trends: Trends) -> tuple[Table, ...]:
    """Goals, events, and both trends."""
    return (_goals(lines), _events(facts), *(_trend(facts, name, *trends[name]) for name in ("attendance", "content")))


def _goals(lines: Sequence[GoalLine]) -> Table:
    """Values of several units under one heading, so they are said as text; as numbers they are among the figures."""
    word = ValueKind.WORD
    columns = (Column("goal", word), *(Column(name) for name in ("reached", "target", "range")), Column("verdict", word))
    rows = tuple(
        (
            f"goal_{one.key}", _said(one.value, one), f"> {_said(one.target, one)}" if one.key in OVER else _said(one.target, one),
            "" if one.interval is None else f"{_said(one.interval.low, one)} – {_said(one.interval.high, one)}",
            "no_data" if one.verdict is Verdict.NONE else one.verdict.value,
        )
        for one in lines
    )  # fmt: skip
    return Table("goals", columns, rows)


def _said(value: float | None, of: GoalLine) -> str:
    if value is None:
        return ""
    if of.kind is ValueKind.RATE:
        signed = of.key in ("effect", "participation", "retention")
        return f"{value:+.1%}" if signed else f"{value:.1%}"
    return f"{value:.0f}" if of.kind is ValueKind.COUNT else f"{value:.1f}" if of.key == "persons" else f"{value:.2f}"


def _events(facts: YearFacts) -> Table:
    columns = (
        Column("event_title"), Column("day"), *(Column(f"year_{name}", ValueKind.COUNT) for name in _COUNTS),
        Column("year_rate", ValueKind.RATE), Column("year_content", ValueKind.RATE), Column("year_answered", ValueKind.COUNT),
        Column("year_cost", ValueKind.MONEY), Column("year_partners", ValueKind.COUNT),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for event in facts.now.events:
        rate, csat = event.rate, event.csat
        rows.append(
            (
                event.title, event.starts.astimezone(facts.tz).strftime("%Y-%m-%d"), *(getattr(event, name) for name in _COUNTS),
                rate and rate[0] / rate[1], csat and csat[0] / csat[1], event.answered, event.cost_fen, event.partners,
            )
        )  # fmt: skip
    return Table("year_events", columns, tuple(rows))


def _trend(facts: YearFacts, name: str, chart: ControlChart | None, codes: Sequence[str]) -> Table:
    columns = (
        Column("event_title"), *(Column(part, ValueKind.RATE) for part in ("trend_value", "trend_low", "trend_centre", "trend_high")),
        Column("signal", ValueKind.WORD),
    )  # fmt: skip
    titles = {event.code: event.title for event in facts.now.events}
    rows = tuple(
        (titles[code], point.value, point.low, chart.centre, point.high, f"signal_{point.signal or 'none'}")
        for code, point in zip(codes, chart.points if chart else (), strict=True)
        if chart is not None
    )
    return Table(f"trend_{name}", columns, rows)


def charts(facts: YearFacts, lines: Sequence[GoalLine], trends: Trends) -> tuple[Chart, ...]:
    """Goals line by line, then how attendance and satisfaction went over the events."""
    return (_compared(lines), *(_drawn(facts, name, *trends[name]) for name in ("attendance", "content")))


def _compared(lines: Sequence[GoalLine]) -> Comparison:
    counts = {verdict: sum(one.verdict is verdict for one in lines) for verdict in Verdict}
    values = (("met", counts[Verdict.MET]), ("missed", counts[Verdict.MISSED]), ("open", counts[Verdict.NOT_PROVEN]))
    title = Phrase("finding_year_goals", values)
    return Comparison("goals", title, Phrase("note_year_goals"), tuple(_against(one) for one in lines))


def _against(one: GoalLine) -> Against:
    ends = [one.target, *(value for value in (one.value, one.before) if value is not None)]
    if one.interval is not None:
        ends += [one.interval.low, one.interval.high]
    first, last = min(0.0, *ends), max(ends) * 1.08
    if one.key == "mean":
        first, last = 1.0, 5.0
    elif one.key == "content":
        first, last = 0.0, 1.0
    interval = one.interval
    return Against(
        label=Phrase(f"value_goal_{one.key}"), kind=ValueKind.COUNT if one.key == "persons" else one.kind, value=one.value,
        start=first, end=max(last, first + 0.01),
        low=None if interval is None else interval.low, high=None if interval is None else interval.high,
        before=() if one.before is None else (one.before,), goal=one.target, verdict=one.verdict.value,
        few=one.denominator is not None and one.denominator < FEW and one.key in ("content", "mean", "effect"),
        over=one.key in OVER,
    )  # fmt: skip


def _drawn(facts: YearFacts, name: str, chart: ControlChart | None, codes: Sequence[str]) -> Trend:
    note = Phrase(f"note_trend_{name}")
    goal = facts.goals.content if name == "content" else None
    if chart is None:
        return Trend(f"trend_{name}", Phrase(f"finding_trend_{name}_none"), note, None, (), goal)
    days = {event.code: event.starts.astimezone(facts.tz).strftime("%m-%d") for event in facts.now.events}
    points = tuple(
        TrendPoint(days[code], point.value, point.low, point.high, point.signal.value if point.signal else "")
        for code, point in zip(codes, chart.points, strict=True)
    )
    signals = sum(bool(point.signal) for point in points)
    finding = f"finding_trend_{name}{'_signals' if signals else ''}"
    title = Phrase(finding, (("n", signals), ("centre", chart.centre)) if signals else (("centre", chart.centre),))
    return Trend(f"trend_{name}", title, note, chart.centre, points, goal)


def layout(facts: YearFacts, lines: Sequence[GoalLine]) -> Layout:
    """Events, people, how many came, how content they were; the goals, then the events."""
    of = {one.key: one for one in lines}
    came, registered = facts.now.rate
    content = of["content"]
    goal, families = facts.targets["events"], "–" if facts.now.visits is None else facts.now.visits
    persons = facts.now.total("attended")
    said = Phrase("kpi_year_content_none")
    if content.interval is not None:
        values = (("low", content.interval.low), ("high", content.interval.high), ("n", content.denominator))
        said = Phrase(f"kpi_year_content_{content.verdict.value}", values)
    numbers = (
        Highlight("year_events", len(facts.now.events), ValueKind.COUNT, Phrase("kpi_year_events_note", (("goal", goal),))),
        Highlight("year_persons", persons, ValueKind.COUNT, Phrase("kpi_year_persons_note", (("families", families),))),
        Highlight(
            "year_attendance", came / registered if registered else None, ValueKind.RATE,
            Phrase("kpi_year_attendance_note", (("came", came), ("registered", registered))),
        ),
        Highlight("year_content", content.value, ValueKind.RATE, said),
    )  # fmt: skip
    main = (*(f"goal.{one.key}.{part}" for one in lines for part in ("value", "verdict")), "total.registered", "total.attended")
    events = Listing("year_events", (26, 13, 8, 8, 8, 7, 8, 8, 9, 9, 8, 12, 8))
    return Layout(numbers, main, (Listing("goals", (26, 16, 16, 26, 16)), events), source="year_source", note="note_figures_year")
