"""The first sheet of a workbook: what the report is about, and its main figures."""

from collections.abc import Iterator
from dataclasses import dataclass

from eventdesk.reports.document import About, ReportDocument, Value, ValueKind
from eventdesk.reports.exporters.rows import call
from eventdesk.reports.phrases import clock, day, headline, named, stage_said, when, word
from resources.words import Words


def facts(document: ReportDocument, words: Words) -> Iterator[tuple[str, str]]:
    """What it is about and the revision, as pairs of a label and a text."""
    head = document.masthead
    if head.about is not About.ORGANISATION:
        yield word(f"fact_{head.about.value}", words), named(head.title, words)
    yield words("report.fact_code"), head.subject
    yield words("report.fact_when"), when(head, words)
    if head.about is About.EVENT:
        yield words("report.fact_venue"), head.venue
    yield words("report.fact_organisation"), head.organisation
    at = document.computed_at
    yield words("report.fact_computed"), f"{day(at, words)} {clock(at)}"
    if said := stage_said(document, words):
        yield word("fact_stage", words), said
    yield words("report.fact_revision"), str(document.revision)
    yield word(f"fact_{document.layout.source}", words), document.journal_position
    yield words("report.fact_hash"), document.proof


@dataclass(frozen=True)
class SummaryCell:
    """A cell of the summary; ``size`` in points where it isn't the usual one."""

    value: Value
    kind: ValueKind = ValueKind.TEXT
    bold: bool = False
    size: float | None = None


def summary_rows(document: ReportDocument, words: Words) -> list[tuple[SummaryCell, ...]]:
    """Title, facts, main figures with numerator and denominator; the charts stand below."""
    title = headline(document, words)
    rows: list[tuple[SummaryCell, ...]] = [(SummaryCell(title, bold=True, size=16),), ()]
    rows += [(SummaryCell(label), SummaryCell(text)) for label, text in facts(document, words)]
    headings = ("figure", "value", "numerator", "denominator")
    rows += [(), tuple(SummaryCell(words(f"report.column_{heading}"), bold=True) for heading in headings)]
    for key in document.layout.main:
        figure = document.figure(key)
        rows.append(
            (
                SummaryCell(call(figure, words)),
                SummaryCell(figure.value, figure.kind, bold=True),
                SummaryCell(figure.numerator, ValueKind.COUNT),
                SummaryCell(figure.denominator, ValueKind.COUNT),
            )
        )
    return rows
