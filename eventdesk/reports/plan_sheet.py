"""The plan as a workbook that may come back: one row a slot, typed cells, lists to choose from.

No cell is a formula: what looks like one in a title is text, and says so to the spreadsheet program.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.plan_rows import COLUMNS, PlanRow
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import like_a_formula
from resources.words import Words

SPARE_ROWS = 60
"""Empty rows below the last one that have lists and formats too, for slots that are added there."""

_FORMATS = {
    "day": "yyyy-mm-dd",
    "start": "hh:mm",
    "end": "hh:mm",
    "minutes": "0",
    "capacity": "0",
    "min_months": "0",
    "max_months": "0",
}
_WIDTHS = {"title": 34, "room": 18, "leader": 16, "resources": 26, "notes": 40, "day": 12, "code": 10, "kind": 9}
_HINTED = ("code", "minutes", "resources")
_FACE = "Calibri"
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_sheet(
    rows: Sequence[PlanRow],
    words: Words,
    *,
    file: Path,
    title: str,
    rooms: Iterable[str] = (),
    leaders: Iterable[str] = (),
) -> Path:
    """Writes the workbook. ``rooms`` and ``leaders`` are offered to choose from; others may be typed."""
    book = Workbook()
    book.properties.creator = "EventDesk"
    book.properties.title = _text(words("plan_sheet.title", title=title))
    sheet: Any = book.active
    sheet.title = words("plan_sheet.sheet")
    _head(sheet, words)
    for number, row in enumerate(rows, start=2):
        for place, name in enumerate(COLUMNS, start=1):
            _put(sheet.cell(number, place), name, getattr(row, name), words)
    last = len(rows) + 1 + SPARE_ROWS
    for number in range(len(rows) + 2, last + 1):
        for place, name in enumerate(COLUMNS, start=1):
            _format(sheet.cell(number, place), name)
    _print_setup(sheet, len(rows) + 1)
    _validate(book, sheet, words, last=last, rooms=rooms, leaders=leaders)
    return write_whole(file.parent, file.name, book.save, trouble="plan_not_written")


def _head(sheet: Any, words: Words) -> None:
    for place, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, place, words(f"plan_sheet.column_{name}"))
        cell.font = Font(name=_FACE, size=11, bold=True)
        cell.fill = PatternFill("solid", start_color="FFEFEDE8")
        cell.alignment = Alignment(horizontal="right" if name in _FORMATS else "left", vertical="center")
        if name in _HINTED:
            cell.comment = Comment(words(f"plan_sheet.hint_{name}"), "EventDesk")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 11)


def _put(cell: Cell, name: str, value: Any, words: Words) -> None:
    _format(cell, name)
    if value is None or value == "":
        return
    if isinstance(value, SlotKind | Unit):
        value = words(f"plan_sheet.{name}_{value.value}")
    if isinstance(value, str):
        text = _text(value)
        cell.value = text
        # openpyxl takes "=…" for a formula and "#N/A" for an error; here nothing is either.
        cell.data_type = "s"
        cell.quotePrefix = like_a_formula(text) or text.startswith("#")
    else:
        cell.value = value
        cell.number_format = _FORMATS.get(name, "General")


def _format(cell: Cell, name: str) -> None:
    cell.number_format = _FORMATS.get(name, "@")
    cell.alignment = Alignment(
        horizontal="right" if name in _FORMATS else "left",
        vertical="top",
        wrap_text=name in ("title", "notes", "resources"),
    )


def _text(text: str) -> str:
    """A text as the file holds it: ``_x0041_`` would be read as the character of that number."""
    return _ESCAPED.sub("_x005F_", text)


def _print_setup(sheet: Any, last: int) -> None:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&P / &N"


def _validate(
    book: Workbook, sheet: Any, words: Words, *, last: int, rooms: Iterable[str], leaders: Iterable[str]
) -> None:
    """Lists and number checks. The choices stand on a sheet of their own: a list in the check itself holds 255 characters."""
    choices: dict[str, list[str]] = {
        "kind": [words(f"plan_sheet.kind_{kind.value}") for kind in SlotKind],
        "unit": [words(f"plan_sheet.unit_{unit.value}") for unit in Unit],
        "room": list(dict.fromkeys(name for name in rooms if name)),
        "leader": list(dict.fromkeys(name for name in leaders if name)),
    }
    lists = book.create_sheet(words("plan_sheet.lists"))
    lists.sheet_state = "hidden"
    for place, (name, values) in enumerate(choices.items(), start=1):
        for number, value in enumerate(values, start=1):
            _put(lists.cell(number, place), name, value, words)
        if values:
            letter = get_column_letter(place)
            check = DataValidation(
                type="list", formula1=f"'{lists.title}'!${letter}$1:${letter}${len(values)}", allow_blank=True
            )
            check.showErrorMessage = name in ("kind", "unit")
            check.error = words("plan_sheet.wrong_choice")
            _attach(sheet, check, name, last)
    for name in ("minutes", "capacity", "min_months", "max_months"):
        check = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        check.showErrorMessage = True
        check.error = words("plan_sheet.wrong_number")
        _attach(sheet, check, name, last)


def _attach(sheet: Any, check: DataValidation, name: str, last: int) -> None:
    letter = get_column_letter(COLUMNS.index(name) + 1)
    check.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(check)
