"""The event report: attendance, satisfaction, volunteers, money, and a comparison with the events before and with the goals."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from eventdesk.domain import statistics
from eventdesk.reports import attendance, satisfaction
from eventdesk.reports.attendance_layout import highlights as attendance_highlights
from eventdesk.reports.document import (
    Column,
    Dot,
    Dots,
    Figure,
    Highlight,
    Layout,
    Listing,
    Phrase,
    ReportDocument,
    StackBars,
    Table,
    ValueKind,
    rate,
)
from eventdesk.reports.event_facts import Counted, EarlierEvent, EventFacts
from eventdesk.reports.satisfaction_facts import CONTENT_GOAL

KIND = "event"
FEW = 30


def build(facts: EventFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    at, revision = facts.computed_at, facts.revision
    came = attendance.build(replace(facts.attendance, computed_at=at, revision=revision))
    said = satisfaction.build(replace(facts.satisfaction, computed_at=at, revision=revision))
    answers = tuple(
        replace(figure, key=f"satisfaction.{figure.key}") for figure in said.figures if figure.key != "event"
    )
    return replace(
        came,
        kind=KIND,
        figures=(*came.figures, *answers, *_volunteers(facts), *_money(facts), *_comparison(facts)),
        tables=(*came.tables, *said.tables, _earlier(facts)),
        charts=(*came.charts, *_spread(said), _compared(facts)),
        layout=_layout(facts, came, said),
        sections={
            **came.sections,
            **said.sections,
            "volunteers": asdict(facts.volunteers),
            "money": asdict(facts.money),
            "earlier": [_plain(event) for event in facts.earlier],
        },
    )


def _plain(event: EarlierEvent) -> dict[str, Any]:
    content = event.content
    return {
        "event": event.code, "title": event.title, "came": event.came[0], "registered": event.came[1], "persons": event.persons,
        "content": content and content[0], "answered": content and content[1],
    }  # fmt: skip


def _spread(said: ReportDocument) -> Iterator[StackBars]:
    """The question on the whole alone; the others are in the satisfaction report."""
    for chart in said.charts:
        if isinstance(chart, StackBars):
            yield replace(chart, bars=chart.bars[:1])


def _volunteers(facts: EventFacts) -> Iterator[Figure]:
    of = facts.volunteers
    yield Figure("volunteers.people", of.people, "volunteers_people")
    yield Figure("volunteers.shifts", of.shifts, "volunteers_shifts")
    if of.recorded:
        yield rate("volunteers.came", of.came, of.shifts, definition="volunteers_came")
        yield Figure("volunteers.late", of.late, "volunteers_late")
        yield Figure("volunteers.missed", of.missed, "volunteers_missed")
    yield Figure("volunteers.minutes", of.minutes, "volunteers_minutes")


def _money(facts: EventFacts) -> Iterator[Figure]:
    of = facts.money
    amounts = (
        ("planned_income", of.planned_income), ("income", of.income), ("planned_cost", of.planned_cost), ("cost", of.cost),
        ("balance", of.income - of.cost), ("in_kind", of.in_kind),
    )  # fmt: skip
    for key, fen in amounts:
        yield Figure(f"money.{key}_fen", fen, f"money_{key}", ValueKind.MONEY)
    families = facts.attendance.totals.attended.families
    each = (2 * of.cost + families) // (2 * families) if families else None
    yield Figure("money.per_family_fen", each, "money_per_family", ValueKind.MONEY)
    yield Figure("money.open", of.open, "money_open")


def _comparison(facts: EventFacts) -> Iterator[Figure]:
    """The event less the one before it, with the interval of the difference (Newcombe)."""
    before = facts.earlier[0] if facts.earlier else None
    if before is None:
        return
    for name, now, then in (("attendance", facts.came, before.came), ("content", facts.content, before.content)):
        interval = statistics.difference(now, then) if now and then else None
        if now is None or then is None or interval is None:
            continue
        key = f"compare.{name}"
        apart = now[0] / now[1] - then[0] / then[1]
        proven = "not_proven" if 0.0 in interval else "more" if apart > 0 else "less"
        yield Figure(f"{key}.difference", apart, f"compare_{name}", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.low", interval.low, f"compare_{name}_low", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.high", interval.high, f"compare_{name}_high", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.verdict", proven, f"compare_{name}_verdict", ValueKind.WORD, subject=before.title)


def _compared(facts: EventFacts) -> Dots:
    """This event, those before, and the goal, on one scale."""
    rates = tuple(one.came[0] / one.came[1] for one in facts.earlier if one.came[1])
    shares = tuple(one.content[0] / one.content[1] for one in facts.earlier if one.content)
    dots = (
        _dot("attendance", facts.came if facts.came[1] else None, rates, None),
        _dot("content", facts.content, shares, CONTENT_GOAL),
    )
    if not facts.earlier:
        return Dots("compared", Phrase("finding_goals"), Phrase("note_goals", (("goal", CONTENT_GOAL),)), dots)
    note = Phrase("note_compared", (("n", len(facts.earlier)), ("goal", CONTENT_GOAL)))
    return Dots("compared", Phrase("finding_compared"), note, dots)


def _dot(name: str, of: Counted | None, before: tuple[float, ...], goal: float | None) -> Dot:
    label = Phrase(f"label_{name}")
    interval = statistics.wilson(*of) if of else None
    if of is None or interval is None:
        return Dot(label, None, before=before, target=goal, word=Phrase("too_few" if goal is not None else "no_data"))
    word = Phrase("word_range", (("content", of[0]), ("answered", of[1]), ("low", interval.low), ("high", interval.high)))
    if goal is not None:
        verdict = statistics.share_against(goal, *of).value
        word = Phrase(f"word_goal_{verdict}", (("goal", goal), ("low", interval.low), ("high", interval.high)))
    return Dot(label, of[0] / of[1], interval.low, interval.high, before, goal, of[1] < FEW, word)


def _earlier(facts: EventFacts) -> Table:
    columns = (
        Column("event_title"), Column("day"), Column("persons", ValueKind.COUNT), Column("attendance_share", ValueKind.RATE),
        Column("top2", ValueKind.RATE), Column("answered_count", ValueKind.COUNT),
    )  # fmt: skip
    rows = tuple(
        (
            one.title, one.starts.astimezone(facts.attendance.tz).strftime("%Y-%m-%d"), one.persons,
            one.came[0] / one.came[1] if one.came[1] else None, one.content[0] / one.content[1] if one.content else None,
            one.content[1] if one.content else None,
        )
        for one in facts.earlier
    )  # fmt: skip
    return Table("earlier", columns, rows)


def _layout(facts: EventFacts, came: ReportDocument, said: ReportDocument) -> Layout:
    of, money = facts.volunteers, facts.money
    first = {one.key: one for one in attendance_highlights(came.figures)}
    content = next(one for one in said.layout.highlights if one.key == "content")
    note = Phrase("kpi_volunteers_note", (("came", of.came), ("shifts", of.shifts), ("missed", of.missed)))
    if not of.recorded:
        note = Phrase("kpi_volunteers_open" if of.people else "kpi_volunteers_none")
    planned = Phrase("kpi_cost_note", (("planned", f"{money.planned_cost / 100:,.0f}"),))
    if not money.lines:
        planned = Phrase("kpi_cost_none")
    numbers = (
        first["persons"], first["rate"], content,
        Highlight("volunteers", of.people, ValueKind.COUNT, note),
        Highlight("cost", money.cost if money.lines else None, ValueKind.MONEY, planned),
    )  # fmt: skip
    money_keys = ("income", "cost", "balance", "per_family")
    parts = ("volunteers.people", "volunteers.minutes", *(f"money.{key}_fen" for key in money_keys))
    main = (*came.layout.main, *(f"satisfaction.{key}" for key in said.layout.main), *parts)
    listings = (*came.layout.listings, *said.layout.listings, Listing("earlier", (34, 16, 12, 12, 14, 12)))
    return Layout(numbers, main, listings, note="note_figures_event")
