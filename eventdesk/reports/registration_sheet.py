"""A list of registrations as a workbook with typed cells and as CSV; nothing in either that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import like_a_formula

Value = str | int | float | Decimal | date | datetime | None
"""A cell. Money is a :class:`Decimal` in yuan; moments are aware, in the organisation's zone."""

_FACE = "Calibri"
_A4 = "9"
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ColumnKind(StrEnum):
    """How a column's cells are shown."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    HOUR = "hour"


_FORMATS = {
    ColumnKind.TEXT: "@", ColumnKind.NUMBER: "General", ColumnKind.MONEY: "#,##0.00", ColumnKind.DAY: "yyyy-mm-dd",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm", ColumnKind.HOUR: "hh:mm",
}  # fmt: skip


@dataclass(frozen=True)
class SheetColumn:
    """A column: its heading, what its cells are, and how wide it is in characters."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 12


@dataclass(frozen=True)
class ListSheet:
    """A list: title of the sheet, columns, rows of as many values."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Value]]


def write_workbook(
    sheet: ListSheet, *, folder: Path, name: str, more: Sequence[ListSheet] = (), trouble: str = "list_not_written"
) -> Path:
    """Writes ``name.xlsx``: a heading that stays, a filter, dates and amounts as such; ``more`` are further sheets. A row at a
    time: twenty thousand families must not fill the memory."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "EventDesk"
    book.properties.title = _text(sheet.title)
    for one in (sheet, *more):
        _fill(book, one)
    return write_whole(folder, f"{name}.xlsx", book.save, trouble=trouble)


def _fill(book: Any, sheet: ListSheet) -> None:
    """A sheet of a workbook."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    page: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:31].strip() or "1")
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
    page.page_setup.paperSize = _A4
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.oddFooter.center.text = "&P / &N"
    bold, ground = Font(name=_FACE, size=11, bold=True), PatternFill("solid", start_color="FFEFEDE8")
    head = []
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        cell = WriteOnlyCell(page, _text(column.heading))
        cell.data_type, cell.font, cell.fill = "s", bold, ground
        head.append(cell)
    page.append(head)
    for row in sheet.rows:
        page.append([_cell(page, column, value) for column, value in zip(sheet.columns, row, strict=True)])


def _cell(page: Any, column: SheetColumn, value: Value) -> Any:
    """A value as it is appended; an object of its own only where a bare one would be shown or read otherwise."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = _text(value)
        if not (like_a_formula(text) or text.startswith("#")):
            return text
        # openpyxl takes "=…" for a formula and "#N/A" for an error; here nothing is either.
        cell = WriteOnlyCell(page, text)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    if column.kind is ColumnKind.NUMBER:
        return value
    cell = WriteOnlyCell(page, value.replace(tzinfo=None) if isinstance(value, datetime) else value)
    cell.number_format = _FORMATS[column.kind]
    return cell


def _text(text: str) -> str:
    """A text as the file can hold it: no control characters, and ``_x0041_`` not as the character of that number."""
    return _ESCAPED.sub("_x005F_", _NOT_IN_XML.sub(" ", text))[:32_767]


def write_csv(sheet: ListSheet, *, folder: Path, name: str) -> Path:
    """Writes ``name.csv``: UTF-8 with a byte order mark, what could be run behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_plain(column.heading) for column in sheet.columns])
    writer.writerows(_plain_row(row) for row in sheet.rows)

    def write(file: BinaryIO) -> None:
        file.write(text.getvalue().encode("utf-8-sig", "replace"))

    return write_whole(folder, f"{name}.csv", write, trouble="list_not_written")


def _plain_row(row: Iterable[Value]) -> list[Value]:
    return [_plain(value) for value in row]


def _plain(value: Value) -> Value:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and like_a_formula(value) else value
