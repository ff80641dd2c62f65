"""Excel and OpenDocument files, read by calamine; what calamine doesn't tell is read from the parts themselves."""

import math
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from eventdesk.exchange.sheetparts import Parts, inspect_parts
from eventdesk.exchange.trouble import Trouble

LONGEST_CELL = 32_768
"""One more than a cell can hold, so that a reader of the cells can tell that something was cut."""
MOST_CELLS = 4_000_000
MOST_ROWS = 200_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_spreadsheet(path: str, *, is_zip: bool) -> dict[str, Any]:
    """All sheets with their cells; sizes are checked before anything is inflated."""
    parts = _checked_zip(path) if is_zip else _checked_ole(path)
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        sheets = []
        for number, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(number)
            hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
            sheets.append(_sheet(metadata.name, sheet, parts, hidden=hidden))
    except calamine.PasswordError:
        raise Trouble("file_protected") from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Trouble("file_damaged") from None
    if not sheets:
        raise Trouble("file_no_rows")
    return {"kind": parts.kind, "date1904": parts.date1904, "sheets": sheets}


def _checked_zip(path: str) -> Parts:
    try:
        with zipfile.ZipFile(path) as archive:
            return inspect_parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError):
        raise Trouble("file_damaged") from None


def _checked_ole(path: str) -> Parts:
    with open(path, "rb") as file:
        if _ENCRYPTED in file.read():
            raise Trouble("file_protected")
    return Parts(kind="xls")


def _sheet(name: str, sheet: Any, parts: Parts, *, hidden: bool) -> dict[str, Any]:
    extra = parts.sheets.get(name)
    if sheet.total_height * max(sheet.width, 1) > MOST_CELLS or sheet.total_height > MOST_ROWS:
        raise Trouble("file_too_large")
    # calamine gives the rows above the first filled one, but not the columns left of it.
    lead = [None] * (sheet.start or (0, 0))[1]
    rows = [_without_tail(lead + [_cell(value) for value in row]) for row in sheet.iter_rows()]
    merged = sheet.merged_cell_ranges or []
    return {
        "name": name,
        "first_row": 1,
        "rows": rows,
        "hidden_rows": sorted(extra.hidden_rows) if extra else [],
        "hidden_columns": sorted(extra.hidden_columns) if extra else [],
        "merged": [[a + 1, b, c + 1, d] for (a, b), (c, d) in merged[:20_000]],
        "hidden": hidden,
    }


def _without_tail(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _cell(value: Any) -> Any:
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    return value if isinstance(value, int) else str(value)[:LONGEST_CELL]
