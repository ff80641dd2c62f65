"""Text files with separated values, in whatever encoding a spreadsheet or a questionnaire left them."""

import codecs
import csv
import io
from collections import deque
from typing import Any

from eventdesk.exchange.spreadsheet import LONGEST_CELL, MOST_CELLS, MOST_ROWS
from eventdesk.exchange.trouble import Trouble

LARGEST_TEXT = 32 * 1024 * 1024
MOST_COLUMNS = 2_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 64 * 1024


def read_textfile(path: str, *, named_text: bool) -> dict[str, Any]:
    """The records as one sheet named ``csv``; blank lines count as records, as a person would count them."""
    with open(path, "rb") as file:
        data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise Trouble("file_too_large")
    text = decoded(data)
    if text is None:
        raise Trouble("file_encoding" if named_text else "file_not_workbook")
    return document_of(text)


def document_of(text: str) -> dict[str, Any]:
    """The sheet of a text: a 接龙 as lines (kind ``chain``), everything else as records (kind ``csv``)."""
    from eventdesk.exchange.chain import SHEET, is_chain

    if is_chain(text) or _is_prose(text):
        return _document("chain", SHEET, _lines(text))
    return _document("csv", "csv", _records(text, _delimiter(text)))


def _document(kind: str, name: str, rows: list[list[str | None]]) -> dict[str, Any]:
    sheet = {"name": name, "first_row": 1, "rows": rows, "hidden_rows": [], "hidden_columns": [], "merged": [], "hidden": False}
    return {"kind": kind, "date1904": False, "sheets": [sheet]}


def _lines(text: str) -> list[list[str | None]]:
    """The text's lines as a person counts them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_ROWS:
        raise Trouble("file_too_large")
    return [[line[:LONGEST_CELL]] if line.strip() else [] for line in lines]


def _is_prose(text: str) -> bool:
    """Whether hardly a line has cells: then there is no table in it, but perhaps a list that people wrote."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()]
    return bool(lines) and not any(_cuts(delimiter, lines) for delimiter in _DELIMITERS)


def _cuts(delimiter: str, lines: list[str]) -> bool:
    """Whether a character cuts lines into cells: twice or more in many of them, or once in each, for two columns."""
    counts = [line.count(delimiter) for line in lines]
    return sum(1 for count in counts if count >= 2) * 4 > len(lines) or set(counts) == {1}


def decoded(data: bytes) -> str | None:
    """The text in the encoding that fits, or None if it isn't text at all.

    UTF-8 checks itself; GB18030 accepts nearly anything, so what it yields must also look like writing.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _try(data, encoding)
    if data.count(0) * 50 > len(data):
        candidates = ["utf-16-le", "utf-16-be"]
        zeros_first = sum(1 for byte in data[: _SAMPLE : 2] if byte == 0)
        zeros_second = sum(1 for byte in data[1 : _SAMPLE : 2] if byte == 0)
        if zeros_first > zeros_second:
            candidates.reverse()
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        text = _try(data, encoding)
        if text is not None and _looks_written(text):
            return text
    return None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _looks_written(text: str) -> bool:
    """Whether control, private and unassigned characters are as rare as in anything that people write."""
    sample = text[:_SAMPLE]
    odd = sum(1 for c in sample if (c < " " and c not in "\r\n\t") or "\x7f" <= c < "\xa0" or "\ue000" <= c <= "\uf8ff")
    return odd * 100 <= len(sample)


def _delimiter(text: str) -> str:
    """The character that stands most evenly in the first lines."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:10]
    return max(_DELIMITERS, key=lambda d: (sum(1 for line in lines if d in line), sum(line.count(d) for line in lines)))


def _records(text: str, delimiter: str) -> list[list[str | None]]:
    _check_quotes(text, delimiter)
    csv.field_size_limit(LARGEST_TEXT)
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            row: list[str | None] = [value[:LONGEST_CELL] or None for value in record[:MOST_COLUMNS]]
            while row and row[-1] is None:
                row.pop()
            cells += len(record)
            if cells > MOST_CELLS or len(rows) > MOST_ROWS:
                raise Trouble("file_too_large")
            rows.append(row)
    except csv.Error:
        raise Trouble("file_damaged") from None
    return rows


def _check_quotes(text: str, delimiter: str) -> None:
    """An opening quote that is never closed swallows the rows behind it: say so instead of losing families."""
    if '"' not in text:
        return
    width = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(LARGEST_TEXT)
    before = 0
    for record in reader:
        width = max(width, len(record)) if before < 50 else width
        for value in record:
            lines = value.splitlines()[1:] if "\n" in value else []
            if width >= 4 and any(line.count(delimiter) >= width - 1 for line in lines):
                raise Trouble("file_quotes", line=before + 1)
        before = reader.line_num
    if _ends_open(text, delimiter):
        raise Trouble("file_quotes", line=_last_start(text, delimiter))


def _ends_open(text: str, delimiter: str) -> bool:
    """Whether the text ends inside a quoted field: then one more record written behind it becomes part of that field."""
    probe = "\u0001end"
    records = csv.reader(io.StringIO(text.rstrip("\r\n") + "\n" + probe, newline=""), delimiter=delimiter)
    return deque(records, maxlen=1).pop() != [probe]


def _last_start(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start, line = 1, 0
    for _ in reader:
        start, line = line + 1, reader.line_num
    return start
