"""Native charts of a workbook: a spreadsheet draws them from the cells, and they follow when a cell is
changed."""

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from openpyxl.chart import AreaChart, BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties

from eventdesk.reports.document import ReportDocument, Table
from eventdesk.reports.exporters.xlsx_chart_data import Block, blocks, native, tones
from eventdesk.reports.palette import load_palette
from eventdesk.reports.phrases import say
from resources.words import Words

# Tables whose cells need formats of their own, by column; all their cells are written one by one.
FORMATS: Mapping[str, Mapping[str, str]] = {
    "arrivals": {"from": "yyyy-mm-dd hh:mm", "until": "yyyy-mm-dd hh:mm"},
    "occupancy": {"until": "yyyy-mm-dd hh:mm"},
    "slots": {},
    "incidents": {},
    "questions": {},
    "answers": {},
    "slot_answers": {},
    "roles": {},
    "shifts": {},
    "year_events": {},
    "trend_attendance": {},
    "trend_content": {},
    "circle_quarters": {},
    "circle_cohorts": {},
    "circle_often": {},
    "circle_ages": {},
    "circle_sizes": {},
    "circle_districts": {},
    "circle_sources": {},
    "circle_levels": {},
    "audit_notices": {},
}
_WIDE, _HIGH = 23.0, 8.5
_ROWS_A_CHART = 19


def blocks_of(document: ReportDocument, words: Words) -> list[Block]:
    """The numbers of those charts that no table of the workbook holds."""
    return blocks(document.charts, _MAKERS, words)


def add(
    summary: Any, *, below: int, document: ReportDocument, sheets: Mapping[str, Any], words: Words,
    data: tuple[Any, Sequence[Block]] | None = None,
) -> None:  # fmt: skip
    """Puts a chart for each of the document's that has a native one below row ``below`` of the summary, where its table
    has rows; and one for each block of the sheet of ``data``."""
    row = below + 2
    for chart in document.charts:
        table, make = _MAKERS.get(chart.key, ("", None))
        rows = _same_first(document.table(table)) if chart.key == "distribution" else len(document.table(table).rows) if table else 0
        if make is None or not rows:
            continue
        drawn = make(sheets[table], rows)
        _finish(drawn, say(chart.title, words))
        summary.add_chart(drawn, f"A{row}")
        row += _ROWS_A_CHART
    at = 1
    sheet, numbers = data or (None, ())
    for block in numbers:
        drawn = native(sheet, block, at)
        _paint(drawn, tones(block))
        _finish(drawn, block.title)
        summary.add_chart(drawn, f"A{row}")
        row, at = row + _ROWS_A_CHART, at + block.height


def _same_first(table: Table) -> int:
    """How many rows from the first on belong together: those with the same first cell."""
    return sum(1 for _ in takewhile(lambda row: row[0] == table.rows[0][0], table.rows))


def _arrivals(sheet: Any, rows: int) -> Any:
    return _over_time(sheet, rows, moment=2, count=4)


def _occupancy(sheet: Any, rows: int) -> Any:
    return _over_time(sheet, rows, moment=1, count=2)


def _over_time(sheet: Any, rows: int, *, moment: int, count: int) -> Any:
    chart = AreaChart()
    chart.add_data(Reference(sheet, min_col=count, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=moment, min_row=2, max_row=rows + 1))
    chart.x_axis.number_format = "hh:mm"
    chart.x_axis.tickLblSkip = max(rows // 12, 1)
    chart.legend = None
    _paint(chart, ("accent",))
    return chart


def _age_bands(sheet: Any, rows: int) -> Any:
    return _pairs(sheet, rows, first_column=2, names=1)


def _slots(sheet: Any, rows: int) -> Any:
    return _pairs(sheet, rows, first_column=4, names=2)


def _pairs(sheet: Any, rows: int, *, first_column: int, names: int) -> Any:
    """Registered and attended side by side."""
    chart = BarChart()
    data = Reference(sheet, min_col=first_column, max_col=first_column + 1, min_row=1, max_row=rows + 1)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=names, min_row=2, max_row=rows + 1))
    chart.gapWidth = 60
    chart.legend.position = "t"
    _paint(chart, ("chart-prev", "accent"))
    return chart


def _distribution(sheet: Any, rows: int) -> Any:
    """How answers to the first question of the sheet are spread."""
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=2, max_row=rows + 1))
    chart.gapWidth = 60
    chart.legend = None
    _paint(chart, ("accent",))
    return chart


def _slot_answers(sheet: Any, rows: int) -> Any:
    """The share of the content in each slot."""
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.gapWidth = 60
    chart.legend = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    _paint(chart, ("accent",))
    return chart


def _roles(sheet: Any, rows: int) -> Any:
    """Needed beside filled, by role."""
    return _pairs(sheet, rows, first_column=3, names=1)


def _trend(sheet: Any, rows: int) -> Any:
    """A share over the events between its limits."""
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=2, max_col=5, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.legend.position = "t"
    palette = load_palette("light")
    for series, token, dash in zip(chart.series, ("accent", "muted", "text", "muted"), (None, "dash", None, "dash"), strict=True):
        line = series.graphicalProperties.line
        line.solidFill, line.width, line.dashStyle = palette[token].removeprefix("#"), 19050, dash
        series.smooth = False
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    return chart


def _growth(sheet: Any, rows: int) -> Any:
    """New, returning and lapsed families on top of each other, by quarter; what is not told is an empty cell."""
    chart = _stacked(sheet, rows, first_column=3, last_column=5)
    _paint(chart, ("accent", "chart-prev", "warn"))
    return chart


def _consents(sheet: Any, rows: int) -> Any:
    """Agreed, refused, withdrawn and not asked on top of each other, by purpose."""
    chart = _stacked(sheet, rows, first_column=2, last_column=5)
    _paint(chart, ("accent", "muted", "warn", "chart-prev"))
    return chart


def _stacked(sheet: Any, rows: int, *, first_column: int, last_column: int) -> Any:
    chart = BarChart(grouping="stacked", overlap=100)
    data = Reference(sheet, min_col=first_column, max_col=last_column, min_row=1, max_row=rows + 1)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    chart.gapWidth = 60
    chart.legend.position = "t"
    return chart


_MAKERS: Mapping[str, tuple[str, Callable[[Any, int], Any]]] = {
    "arrivals": ("arrivals", _arrivals), "occupancy": ("occupancy", _occupancy), "age_bands": ("age_bands", _age_bands),
    "slots": ("slots", _slots), "distribution": ("answers", _distribution), "content": ("slot_answers", _slot_answers),
    "places": ("roles", _roles), "trend_attendance": ("trend_attendance", _trend), "trend_content": ("trend_content", _trend),
    "circle_growth": ("circle_quarters", _growth), "audit_consents": ("audit_consents", _consents),
}  # fmt: skip
"""By the key of a chart: the table whose cells it is drawn from, and who makes it of so many rows."""


def _paint(chart: Any, tokens: tuple[str, ...]) -> None:
    palette = load_palette("light")
    for series, token in zip(chart.series, tokens, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=palette[token].removeprefix("#"))


def _finish(drawn: Any, title: str) -> None:
    drawn.title = title
    drawn.width, drawn.height = _WIDE, _HIGH
    # openpyxl leaves an axis out unless told otherwise.
    drawn.x_axis.delete = False
    drawn.y_axis.delete = False
    drawn.y_axis.number_format = "0%" if drawn.y_axis.scaling.max == 1 else "0"
