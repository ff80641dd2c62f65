"""A spreadsheet or text file as plain values, whatever program wrote it."""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is row number ``first_row`` (1-based, as a person sees it); rows may differ in length.

    ``hidden_rows`` are row numbers, ``hidden_columns`` 0-based column indexes, ``merged`` ranges as
    (first row number, first column index, last row number, last column index), all inclusive.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 1
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A file's sheets. ``kind`` is ``xlsx``, ``xls``, ``ods``, ``csv`` or ``chain``; a text file has one sheet named ``csv``, a 接龙
    one named ``text``, with a line of it in each row.

    ``file`` is the file's name without its folder, for messages.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    file: str = ""
