"""The list that families are called by, as CSV or Excel."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import like_a_formula
from resources.words import Words

COLUMNS = ("place", "score", "name", "phone", "children", "ages", "district", "last_visit", "reasons", "invited", "answer")
"""The columns by their words; the last one is for whoever calls."""

_WIDTHS = (6, 6, 12, 14, 14, 14, 10, 12, 48, 10, 24)


def write(file: Path, rows: Sequence[Sequence[str | int]], words: Words) -> None:
    """Writes rows of :data:`COLUMNS` but the last: Excel for ``.xlsx``, else CSV in UTF-8 with a BOM. A text that a spreadsheet
    could run is quoted. :class:`StoreProblem` ``invitations_not_written``."""
    heading = [words(f"invitations.column_{name}") for name in COLUMNS]
    data = _excel(heading, rows) if file.suffix.lower() == ".xlsx" else _csv(heading, rows)
    write_whole(file.parent, file.name, lambda out: out.write(data), trouble="invitations_not_written")


def _csv(heading: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _excel(heading: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from eventdesk.reports.exporters.xlsx import clean

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"

    def cell(value: str | int, *, bold: bool = False) -> object:
        made = WriteOnlyCell(sheet, clean(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"  # a text that begins like a formula stays one
            made.quotePrefix = like_a_formula(value)
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(text, bold=True) for text in heading])
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and like_a_formula(cell) else cell
