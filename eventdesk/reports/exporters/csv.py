"""The figures as CSV: UTF-8 with a byte order mark, so that every spreadsheet shows Chinese, and nothing that
runs."""

import csv
import io
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from eventdesk.reports.document import ReportDocument, Value, plain
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import HEADINGS, figure_rows, like_a_formula
from resources.words import Words


def export(document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str) -> Path:
    """One row a figure under ``key,value,numerator,denominator,definition``. Moments are ISO 8601 with their
    offset."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for _, row in figure_rows(document, words):
        writer.writerow([_cell(value) for value in row])

    def write(file: BinaryIO) -> None:
        file.write(text.getvalue().encode("utf-8-sig"))

    return write_whole(folder, f"{name}.csv", write)


def _cell(value: Value) -> int | float | str | None:
    """Numbers as they are; a text that a spreadsheet could run behind an apostrophe."""
    value = plain(value)
    return f"'{value}" if isinstance(value, str) and like_a_formula(value) else value
