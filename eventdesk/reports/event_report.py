"""The event report: attendance, satisfaction, volunteers, money, partners, what was taken up, and the event beside those before it
and beside the goals."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from eventdesk.reports import attendance, event_figures, satisfaction
from eventdesk.reports.attendance_layout import highlights as attendance_highlights
from eventdesk.reports.document import Highlight, Layout, Listing, Phrase, ReportDocument, StackBars, ValueKind
from eventdesk.reports.event_comparison import compared
from eventdesk.reports.event_facts import EarlierEvent, EventFacts

KIND = "event"


def build(facts: EventFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    at, revision = facts.computed_at, facts.revision
    facts = replace(
        facts, attendance=facts.attendance.as_of(computed_at=at, revision=revision),
        satisfaction=replace(facts.satisfaction, computed_at=at, revision=revision),
    )  # fmt: skip
    came, said = attendance.build(facts.attendance), satisfaction.build(facts.satisfaction)
    answers = tuple(
        replace(figure, key=f"satisfaction.{figure.key}") for figure in said.figures if figure.key != "event"
    )
    own = (event_figures.volunteers, event_figures.money, event_figures.partners, event_figures.follow_ups, event_figures.comparison)
    tables = (event_figures.partners_table, event_figures.follow_ups_table, event_figures.earlier_table)
    return replace(
        came,
        kind=KIND,
        figures=(*came.figures, *answers, *(figure for make in own for figure in make(facts))),
        tables=(*came.tables, *said.tables, *(make(facts) for make in tables)),
        charts=(*came.charts, *_spread(said), compared(facts)),
        layout=_layout(facts, came, said),
        tongues=said.tongues,
        sections={
            **came.sections,
            **said.sections,
            "volunteers": asdict(facts.volunteers),
            "money": asdict(facts.money),
            "partners": [asdict(gift) for gift in facts.gifts],
            "follow_ups": None if facts.cases is None else [asdict(one) for one in facts.cases],
            "earlier": [_plain(event) for event in facts.earlier],
        },
    )


def _plain(event: EarlierEvent) -> dict[str, Any]:
    content = event.content
    return {
        "event": event.code, "title": event.title, "came": event.came[0], "registered": event.came[1], "persons": event.persons,
        "content": content and content[0], "answered": content and content[1], "mean": event.mean,
    }  # fmt: skip


def _spread(said: ReportDocument) -> Iterator[StackBars]:
    """The question on the whole alone; the others are in the satisfaction report."""
    for chart in said.charts:
        if isinstance(chart, StackBars):
            yield replace(chart, bars=chart.bars[:1])


def _layout(facts: EventFacts, came: ReportDocument, said: ReportDocument) -> Layout:
    first = {one.key: one for one in attendance_highlights(came.figures, over=facts.over)}
    content = next(one for one in said.layout.highlights if one.key == "content")
    numbers = (first["persons"], first["rate" if facts.over else "rate_so_far"], content, _helpers(facts), _cost(facts))
    money_keys = ("income", "cost", "balance", "per_family")
    parts = ("volunteers.people", "volunteers.minutes", *(f"money.{key}_fen" for key in money_keys), "partners.count")
    cases = () if facts.cases is None else ("follow_ups.cases", "follow_ups.open")
    main = (*came.layout.main, *(f"satisfaction.{key}" for key in said.layout.main), *parts, *cases)
    more = (
        Listing("partners", (26, 30, 12, 14, 14, 10)), Listing("follow_ups", (40, 20, 20)),
        Listing("earlier", (32, 16, 10, 12, 12, 10, 12)),
    )  # fmt: skip
    return Layout(numbers, main, (*came.layout.listings, *said.layout.listings, *more), note="note_figures_event")


def _helpers(facts: EventFacts) -> Highlight:
    of = facts.volunteers
    note = Phrase("kpi_volunteers_note", (("came", of.came), ("shifts", of.shifts), ("missed", of.missed)))
    if not of.recorded:
        note = Phrase("kpi_volunteers_open" if of.people else "kpi_volunteers_none")
    return Highlight("volunteers", of.people, ValueKind.COUNT, note)


def _cost(facts: EventFacts) -> Highlight:
    money = facts.money
    note = Phrase("kpi_cost_note", (("planned", f"{money.planned_cost / 100:,.0f}"),)) if money.lines else Phrase("kpi_cost_none")
    return Highlight("cost", money.cost if money.lines else None, ValueKind.MONEY, note)
