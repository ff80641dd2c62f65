"""A report in the language of who reads it: what somebody wrote in several languages, questions and their answers, said in one.

A revision is the same in all languages, so its texts are those that were asked first; what they are called elsewhere travels beside it
and is put in when it is shown. The hash stays that of the revision.
"""

from collections.abc import Mapping
from dataclasses import replace

from eventdesk.reports.document import Chart, Figure, ReportDocument, StackBars, Table, Value

Tongues = Mapping[str, Mapping[str, str]]
"""By language: what a text of the revision is called in it."""
_ASKED = ("question", "answer")
"""The columns that hold what was asked and answered; no other text is anybody's in two languages."""


def spoken(document: ReportDocument, language: str) -> ReportDocument:
    """The document as it is shown in a language; itself where it has nothing of its own to say in it."""
    of = document.tongues.get(language)
    if not of:
        return document
    made = replace(
        document, figures=tuple(_figure(figure, of) for figure in document.figures),
        tables=tuple(_table(table, of) for table in document.tables), charts=tuple(_chart(chart, of) for chart in document.charts),
    )  # fmt: skip
    made.__dict__["sha256"] = document.sha256
    return made


def _figure(figure: Figure, of: Mapping[str, str]) -> Figure:
    return replace(figure, subject=of[figure.subject]) if figure.subject in of else figure


def _table(table: Table, of: Mapping[str, str]) -> Table:
    places = {place for place, column in enumerate(table.columns) if column.key in _ASKED}
    if not places:
        return table

    def said(place: int, value: Value) -> Value:
        return of.get(value, value) if place in places and isinstance(value, str) else value

    return replace(table, rows=tuple(tuple(said(place, value) for place, value in enumerate(row)) for row in table.rows))


def _chart(chart: Chart, of: Mapping[str, str]) -> Chart:
    """Of charts those alone that show questions name any."""
    if not isinstance(chart, StackBars):
        return chart
    return replace(chart, bars=tuple(replace(bar, label=of.get(bar.label, bar.label)) for bar in chart.bars))
