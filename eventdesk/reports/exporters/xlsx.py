"""The report as an Excel workbook: typed cells, native charts, and nothing that runs.

Sheets are written row by row (openpyxl's write-only mode), so a long list of people costs little more than
its cells. Every text is a text cell: one that begins like a formula is marked so, and quoted for whoever
edits it later.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from eventdesk.reports.document import NUMBERS, Column, ReportDocument, Table, Value, ValueKind
from eventdesk.reports.exporters import xlsx_charts
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import HEADINGS, call, figure_rows, like_a_formula
from eventdesk.reports.exporters.xlsx_chart_data import SHEET, Block
from eventdesk.reports.exporters.xlsx_summary import SummaryCell, summary_rows
from eventdesk.reports.phrases import shown, word
from resources.words import Words

_FORMATS = {
    ValueKind.RATE: "0.0%",
    ValueKind.COUNT: "0",
    ValueKind.MEAN: "0.00",
    ValueKind.MONEY: "#,##0.00",
    ValueKind.POINTS: "+0.0;-0.0;0",
    ValueKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    ValueKind.TEXT: "@",
}
# What XML 1.0 can't hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FACE = "Calibri"
_BOLD = Font(name=_FACE, size=11, bold=True)
_HEAD_FILL = PatternFill("solid", start_color="FFEFEDE8")
_SAMPLE = 200
# Columns that a formatted value takes, whatever its digits.
_TAKEN: dict[type, int] = {datetime: 19, float: 6}
_AT_THE_RIGHT = NUMBERS | {ValueKind.MOMENT}


def export(document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str) -> Path:
    """A workbook: summary with charts, figures, and a sheet for each table. Moments are in ``zone``, without
    an offset."""
    book = Workbook(write_only=True)
    book.properties.creator = "EventDesk"
    book.properties.title = clean(document.stem)
    writer = _Writer(book, words=words, zone=zone)
    summary, used = writer.summary(document)
    writer.figures(document)
    sheets = {table.key: writer.table(table) for table in document.tables}
    data = writer.chart_data(xlsx_charts.blocks_of(document, words))
    xlsx_charts.add(summary, below=used, document=document, sheets=sheets, words=words, data=data)
    return write_whole(folder, f"{name}.xlsx", book.save)


def clean(text: str) -> str:
    """A text without the characters that a workbook can't hold."""
    return _UNWRITABLE.sub("", text)


class _Writer:
    """Adds sheets to one workbook."""

    def __init__(self, book: Workbook, *, words: Words, zone: ZoneInfo) -> None:
        self.book, self.words, self.zone = book, words, zone

    def summary(self, document: ReportDocument) -> tuple[Any, int]:
        """What a person wants first: its sheet, and how many rows it takes. The charts go below."""
        sheet = self._sheet("summary", widths=(36, 30, 16, 16, 12, 12))
        rows = summary_rows(document, self.words)
        for row in rows:
            sheet.append([self._summary_cell(sheet, part) for part in row])
        return sheet, len(rows)

    def figures(self, document: ReportDocument) -> None:
        """Every figure under the headings of the CSV, and what it is called."""
        rows = list(figure_rows(document, self.words))
        sheet = self._sheet("figures", widths=(32, 30, 13, 13, 60, 32), freeze="B2")
        text, count = ValueKind.TEXT, ValueKind.COUNT
        headings = [*HEADINGS, self.words("report.column_figure")]
        self._head(sheet, headings, (text, count, count, count, text, text))
        for figure, (key, value, numerator, denominator, definition) in rows:
            kinds = (text, figure.kind, count, count, text, text)
            values = (key, value, numerator, denominator, definition, call(figure, self.words))
            sheet.append([self._cell(sheet, v, kind) for v, kind in zip(values, kinds, strict=True)])

    def table(self, table: Table) -> Any:
        """A table with its own headings, filters, and its first row kept in sight and on every page."""
        headings = [word(f"column_{column.key}", self.words) for column in table.columns]
        rows = self._plain_rows(table)
        sheet = self._sheet(table.name, widths=_widths(headings, rows), freeze="A2")
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
        self._head(sheet, headings, [column.kind for column in table.columns])
        formatted = table.key in xlsx_charts.FORMATS
        for row in rows:
            sheet.append(self._formatted(sheet, table, row) if formatted else self._safe(sheet, row))
        return sheet

    def chart_data(self, found: Sequence[Block]) -> tuple[Any, Sequence[Block]] | None:
        """The numbers of charts that no table holds, block below block; None without any."""
        if not found:
            return None
        sheet = self._sheet(SHEET, widths=(36, *(14,) * max(len(block.headings) for block in found)))
        for block in found:
            self._head(sheet, ("", *block.headings), (ValueKind.TEXT, *(block.kind for _ in block.headings)))
            for label, values in block.rows:
                sheet.append([self._cell(sheet, label, ValueKind.TEXT), *(self._cell(sheet, value, block.kind) for value in values)])
            sheet.append([])
        return sheet, found

    def _sheet(self, key: str, *, widths: Sequence[float], freeze: str | None = None) -> Any:
        sheet = self.book.create_sheet(word(f"table_{key}", self.words))
        for index, wide in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = wide
        sheet.freeze_panes = freeze
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if freeze else "portrait"
        # A list takes as many pages as it needs, the summary one.
        sheet.page_setup.fitToHeight = 0 if freeze else 1
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "&P / &N"
        if freeze is not None:
            sheet.print_title_rows = "1:1"
        return sheet

    def _head(self, sheet: Any, headings: Sequence[str], kinds: Sequence[ValueKind]) -> None:
        """Headings; over numbers and moments at the right, where those stand."""
        cells = []
        for heading, kind in zip(headings, kinds, strict=True):
            # An empty text would be a cell that says it has a text, and has none.
            cell = WriteOnlyCell(sheet, heading or None)
            cell.font, cell.fill = _BOLD, _HEAD_FILL
            cell.alignment = Alignment(horizontal="right" if kind in _AT_THE_RIGHT else "left")
            cells.append(cell)
        sheet.append(cells)

    def _plain_rows(self, table: Table) -> list[list[Value]]:
        """Values as a cell holds them: words said, moments without an offset, texts without what can't be
        written."""
        turn = [self._turn(column) for column in table.columns]
        return [[change(value) for change, value in zip(turn, row, strict=True)] for row in table.rows]

    def _turn(self, column: Column) -> Any:
        said: dict[Value, str] = {}
        if column.kind is ValueKind.MOMENT:
            return self._naive
        if column.kind in (ValueKind.WORD, ValueKind.AGE):

            def worded(value: Value) -> str:
                if value not in said:
                    said[value] = shown(value, column.kind, self.words)
                return said[value]

            return worded
        return lambda value: clean(value) or None if isinstance(value, str) else value

    def _naive(self, value: Value) -> Value:
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def _safe(self, sheet: Any, row: list[Value]) -> list[Any]:
        """The row itself, which is fastest; only texts that look like a formula or an error get a cell of
        their own, and empty ones are empty cells."""
        return [
            value if not isinstance(value, str) else self._cell(sheet, value, ValueKind.TEXT) if _suspicious(value) else value or None
            for value in row
        ]

    def _formatted(self, sheet: Any, table: Table, row: list[Value]) -> list[Any]:
        formats = xlsx_charts.FORMATS[table.key]
        cells = [self._cell(sheet, value, column.kind) for column, value in zip(table.columns, row, strict=True)]
        for column, cell in zip(table.columns, cells, strict=True):
            if column.key in formats:
                cell.number_format = formats[column.key]
        return cells

    def _summary_cell(self, sheet: Any, part: SummaryCell) -> Any:
        cell = self._cell(sheet, part.value, part.kind)
        cell.alignment = Alignment(horizontal="left")
        if part.bold or part.size:
            cell.font = Font(name=_FACE, bold=part.bold, size=part.size or 11)
        return cell

    def _cell(self, sheet: Any, value: Value, kind: ValueKind) -> Any:
        """One typed cell."""
        value = self._naive(value)
        cell = WriteOnlyCell(sheet)
        if isinstance(value, str):
            text = clean(value)
            if not text:
                return cell
            cell.value = text
            # openpyxl takes "=…" for a formula and "#N/A" for an error; here nothing is either.
            cell.data_type = "s"
            cell.quotePrefix = _suspicious(text)
        elif value is not None:
            # Amounts are kept in the smallest unit; a person reads them in the large one.
            cell.value = value / 100 if kind is ValueKind.MONEY and isinstance(value, int) else value
            cell.number_format = _FORMATS.get(kind, "General")
        return cell


def _suspicious(text: str) -> bool:
    return like_a_formula(text) or text.startswith("#")


def _widths(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> list[float]:
    """Wide enough for the headings and the first rows; a Chinese character takes two."""
    widths = [_columns(heading) + 4.0 for heading in headings]
    for _, row in zip(range(_SAMPLE), rows, strict=False):
        for index, value in enumerate(row):
            taken = _TAKEN.get(type(value)) or _columns(str(value))
            widths[index] = max(widths[index], taken + 2.0)
    return [min(wide, 48.0) for wide in widths]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
