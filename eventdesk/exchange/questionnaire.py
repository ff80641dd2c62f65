"""The plan of an import from a workbook: which table, which columns, and what becomes of every row. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.columns import Assignment, Column, assign_fields, column_letter, override
from eventdesk.exchange.entries import Entry, Layout, RowReader
from eventdesk.exchange.gathering import gather
from eventdesk.exchange.headings import age_unit
from eventdesk.exchange.plan import (
    SAID,
    ColumnGuess,
    ImportContext,
    ImportPlan,
    PlannedChild,
    PlannedFamily,
    PlannedGuardian,
    PlannedRow,
    QuestionChoice,
    RowPreview,
    SlotChoice,
)
from eventdesk.exchange.slot_names import slot_guesses, slot_names
from eventdesk.exchange.sources import detect_source
from eventdesk.exchange.tables import RowKind, Table, find_table, row_kind
from eventdesk.exchange.values.slots import SlotBook
from eventdesk.exchange.values.text import is_nothing, raw_text, without_controls
from eventdesk.exchange.workbook import Sheet, Workbook

__all__ = [
    "ColumnGuess", "ImportContext", "ImportPlan", "PlannedChild", "PlannedFamily", "PlannedGuardian", "PlannedRow", "QuestionChoice",
    "RowPreview", "SlotChoice", "plan_import",
]  # fmt: skip

GivenMapping = Mapping[str, Mapping[str, str]]
_SAMPLED_ROWS = 60
_SAMPLES = 3
_SAMPLE_LENGTH = 40
_RESPONDENT_NICKNAME = ("tencent", "jinshuju", "wjx")


@dataclass(frozen=True)
class _Reading:
    """A sheet with its table, columns and their fields."""

    sheet: Sheet
    table: Table
    columns: list[Column]
    assignment: Assignment
    layout: Layout


def plan_import(
    workbook: Workbook, context: ImportContext, *, mapping: GivenMapping | None = None, sheet: str | None = None
) -> ImportPlan:
    """What importing the workbook would do; nothing is read from or written to anywhere else.

    ``mapping`` is ``{sheet: {letter or heading: field}}`` and wins over what is guessed; ``=TEXT`` instead of a letter says
    which slot the form means by a text (``slots[CODE]``, or ``ignored``). ``sheet`` takes one sheet alone, even a hidden one.
    Raises :class:`UnreadableFile` (``file_sheet_missing`` for either, ``file_no_known_column``, ``file_no_rows``) and
    :class:`~eventdesk.errors.InvalidInput` for a mapping that names another thing that doesn't exist. Capacity isn't decided
    here.
    """
    if workbook.kind == "chain":
        from eventdesk.exchange.chain_entries import plan_chain

        return plan_chain(workbook, context)
    mapping = mapping or {}
    book = SlotBook(context.slots)
    candidates = _candidates(workbook, sheet)
    for name in mapping:
        _candidates(workbook, name)
    by_column = {name for name, fields in mapping.items() if not fields or any(not key.startswith(SAID) for key in fields)}
    tables = [(s, find_table(s, forced=s.name in by_column or (sheet is not None and bool(by_column)))) for s in candidates]
    found = [(s, t) for s, t in tables if t is not None]
    if not found:
        empty = all(is_nothing(cell) for s in candidates for row in s.rows for cell in row)
        raise UnreadableFile("file_no_rows" if empty else "file_no_known_column", file=workbook.file)
    source = detect_source(found)
    readings = [_read_sheet(s, t, source, book, mapping.get(s.name, {}), context.questions) for s, t in found]
    readings = [r for r in readings if r.layout.names_families] or readings
    book = SlotBook(context.slots, slot_names(mapping))
    entries = _entries(readings, context, book, date1904=workbook.date1904)
    if not entries:
        raise UnreadableFile("file_no_rows", file=workbook.file)
    used = {entry.sheet for entry in entries}
    shown = [r for r in readings if r.sheet.name in used]
    rows, families = gather(entries, [choice.code for choice in context.slots])
    return ImportPlan(
        source=source,
        mapping={
            r.sheet.name: {column_letter(c.position): r.assignment.fields[c.position] for c in r.columns} for r in shown
        },
        columns=(*(guess for r in shown for guess in _guesses(r)), *slot_guesses(book, shown[0].sheet.name)),
        rows=rows,
        families=families,
    )


def _candidates(workbook: Workbook, sheet: str | None) -> list[Sheet]:
    if sheet is None:
        return [s for s in workbook.sheets if not s.hidden] or list(workbook.sheets)
    chosen = [s for s in workbook.sheets if s.name == sheet] or [s for s in workbook.sheets if s.name.strip() == sheet.strip()]
    if not chosen:
        raise UnreadableFile("file_sheet_missing", file=workbook.file, sheet=sheet)
    return chosen


def _read_sheet(
    sheet: Sheet, table: Table, source: str, book: SlotBook, wanted: Mapping[str, str], questions: Sequence[QuestionChoice]
) -> _Reading:
    sampled = sheet.rows[table.first : table.first + _SAMPLED_ROWS]
    columns = [
        Column(
            position, heading, group, position in sheet.hidden_columns,
            tuple(row[position] for row in sampled if position < len(row)),
        )
        for position, (heading, group) in enumerate(table.headings)
        if heading or any(position < len(row) and not is_nothing(row[position]) for row in sampled)
    ]  # fmt: skip
    assignment = assign_fields(columns, book, respondent_nickname=source in _RESPONDENT_NICKNAME, questions=questions)
    wanted = {key: name for key, name in wanted.items() if not key.startswith(SAID)}
    if wanted:
        assignment = override(columns, assignment, wanted, questions=questions)
    units = {c.position: unit for c in columns for unit in [age_unit(c.heading)] if unit}
    layout = Layout.of(assignment.fields, assignment.roles, book.find(sheet.name) if sheet.name != "csv" else None, units)
    return _Reading(sheet, table, columns, assignment, layout)


def _entries(readings: list[_Reading], context: ImportContext, book: SlotBook, *, date1904: bool) -> list[Entry]:
    data: list[tuple[_Reading, int]] = []
    for reading in readings:
        seq = reading.layout.plain.get("meta.seq")
        keys, phones = reading.layout.keys, reading.layout.phones
        data += [
            (reading, index)
            for index in range(reading.table.first, len(reading.sheet.rows))
            if row_kind(reading.sheet.rows[index], reading.table, keys=keys, phones=phones, seq=seq) is RowKind.DATA
        ]
    several = len({reading.sheet.name for reading, _ in data}) > 1
    readers = {r.sheet.name: RowReader(r.layout, context, book, date1904=date1904) for r in readings}
    moments = [readers[reading.sheet.name].submitted(reading.sheet.rows[index]) for reading, index in data]
    entries = []
    for (reading, index), order, moment in zip(data, _order(moments), moments, strict=True):
        sheet = reading.sheet
        number = sheet.first_row + index
        ref = f"{sheet.name}!{number}" if several else str(number)
        entries.append(
            readers[sheet.name].read(
                sheet.rows[index], ref=ref, sheet=sheet.name, number=number, order=order,
                hidden=number in sheet.hidden_rows, submitted=moment,
            )
        )  # fmt: skip
    return entries


def _order(moments: list[datetime | None]) -> list[int]:
    """The place of each row by time of submission; by place in the file where no time is given.

    A row without a time stands where its neighbour above stands. In files that put the newest first, of two rows of one
    minute the lower one came first.
    """
    known = [moment for moment in moments if moment is not None]
    if not known:
        return list(range(len(moments)))
    falling = sum(1 for a, b in pairwise(known) if b < a)
    rising = sum(1 for a, b in pairwise(known) if b > a)
    direction = -1 if falling > rising else 1
    filled: list[datetime] = []
    for moment in moments:
        filled.append(moment or (filled[-1] if filled else known[0]))
    ranked = sorted(range(len(moments)), key=lambda i: (filled[i], direction * i))
    places = [0] * len(moments)
    for place, i in enumerate(ranked):
        places[i] = place
    return places


def _guesses(reading: _Reading) -> list[ColumnGuess]:
    result = []
    for column in reading.columns:
        said = (raw_text(cell) for cell in column.cells if not is_nothing(cell))
        texts = dict.fromkeys(without_controls(text).strip()[:_SAMPLE_LENGTH] for text in said)
        result.append(
            ColumnGuess(
                reading.sheet.name, column_letter(column.position), column.heading, column.group,
                reading.assignment.fields[column.position], reading.assignment.confidence[column.position],
                tuple(list(texts)[:_SAMPLES]),
            )
        )  # fmt: skip
    return result
