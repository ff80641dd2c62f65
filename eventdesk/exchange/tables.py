"""Where the table is in a sheet: title and notes above it, one or two rows of headings, totals and footnotes below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventdesk.exchange.headings import Kind, read_heading
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.text import is_nothing, plain, without_controls
from eventdesk.exchange.workbook import Cell, Sheet

_SEARCHED_ROWS = 40
_FEWEST_KNOWN = 3
_LONGEST_REMARK = 40
_CORE = (Kind.NAME, Kind.PHONE, Kind.NICKNAME, Kind.BIRTH, Kind.RELATION, Kind.SEX)
_EXAMPLE = re.compile(r"^(?:[(【\[]?(?:填写)?(?:示例|样例|范例|例子|举例)|例[:：)】]|example\b|sample\b|e\.g\.)", re.I)
_EXAMPLE_ANYWHERE = re.compile(
    "(?:此|本|该)行(?:为|是)?(?:填写)?(?:示例|样例|范例)|示例(?:行)?.{0,3}(?:请)?(?:勿|不要|删)|example row|do not delete",
    re.I,
)
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总数|总人数|汇总|sum\b|(?:sub)?total)", re.I)
_FOOTNOTE = re.compile(
    r"^(?:注|备注|说明|附注|提示|提醒|温馨提示|以上|制表|填表|统计|审核|联系人|导出|打印|更新|截至|截止|数据来源|日期|\*|※|note|generated|exported|"
    r"prepared)"
)


class RowKind(StrEnum):
    """What a row below the headings is."""

    DATA = "data"
    BLANK = "blank"
    HEADER = "repeated_header"
    EXAMPLE = "example"
    TOTAL = "total"
    FOOTNOTE = "footnote"
    EMPTY_ENTRY = "blank_entry"


@dataclass(frozen=True)
class Table:
    """Headings by column position (with the heading above, if any) and the index of the first row below them."""

    headings: tuple[tuple[str, str], ...]
    first: int
    known: int
    core: int


def find_table(sheet: Sheet, *, forced: bool = False) -> Table | None:
    """The table of a sheet, or None where no row reads like headings. ``forced`` takes the first filled row then."""
    best: Table | None = None
    for index in range(min(len(sheet.rows), _SEARCHED_ROWS)):
        for table in (_one_row(sheet, index), _two_rows(sheet, index)):
            if table is not None and (best is None or (table.known, -table.first) > (best.known, -best.first)):
                best = table
    if best is not None and best.known >= _FEWEST_KNOWN and best.core >= 2:
        return best
    if not forced:
        return None
    filled = next((i for i, row in enumerate(sheet.rows) if any(not is_nothing(c) for c in row)), None)
    return None if filled is None else _one_row(sheet, filled)


def _one_row(sheet: Sheet, index: int) -> Table | None:
    texts = [_heading_text(cell) for cell in sheet.rows[index]]
    if sum(1 for text in texts if text) < 2:
        return None
    return _table([(text, "") for text in texts], index + 1)


def _two_rows(sheet: Sheet, index: int) -> Table | None:
    """Row ``index`` as groups (家长1, 孩子1…) over the row below it."""
    if index + 1 >= len(sheet.rows):
        return None
    upper = [_heading_text(cell) for cell in sheet.rows[index]]
    lower = [_heading_text(cell) for cell in sheet.rows[index + 1]]
    if sum(1 for text in upper if text) < 2 or sum(1 for text in lower if text) < 2:
        return None
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    above = _spread(sheet, sheet.first_row + index, upper, lower)
    headings = []
    for position in range(width):
        if lower[position]:
            headings.append((lower[position], above[position]))
        else:
            headings.append((upper[position], ""))
    return _table(headings, index + 2)


def _spread(sheet: Sheet, number: int, upper: list[str], lower: list[str]) -> list[str]:
    """The group above each column: as far as its cell is merged or, in files without merges, up to the next group."""
    above = list(upper)
    merges = [(left, right) for top, left, bottom, right in sheet.merged if top == number and bottom == number and right > left]
    if merges:
        for left, right in merges:
            for position in range(left, min(right + 1, len(above))):
                above[position] = upper[left]
        return above
    current = ""
    for position, text in enumerate(upper):
        current = text or (current if lower[position] else "")
        above[position] = current
    return above


def _heading_text(cell: Cell) -> str:
    return without_controls(cell).strip() if isinstance(cell, str) else ""


def _table(headings: list[tuple[str, str]], first: int) -> Table:
    readings = [read_heading(*heading) for heading in headings]
    distinct = {
        (r.kind, r.subject, r.index) for r in readings if r.kind is not None and r.kind is not Kind.IGNORED
    }
    known = len(distinct) * 2 + sum(1 for r in readings if r.kind is not None and not r.weak)
    core = len({(r.kind, r.subject) for r in readings if r.kind in _CORE})
    return Table(tuple(headings), first, known, core)


def row_kind(
    row: tuple[Cell, ...], table: Table, *, keys: frozenset[int], phones: frozenset[int], seq: int | None
) -> RowKind:
    """What a row below the headings is. ``keys`` are the columns that make a row somebody's registration."""
    filled = [(p, cell) for p, cell in enumerate(row) if cell is not None and (not isinstance(cell, str) or cell.strip())]
    if not filled:
        return RowKind.BLANK
    if _repeats_headings(filled, table):
        return RowKind.HEADER
    first = plain(filled[0][1])
    if _EXAMPLE.match(first) or _speaks_of_example(row):
        return RowKind.EXAMPLE
    below = RowKind.TOTAL if _TOTAL.match(first) else RowKind.FOOTNOTE if _is_footnote(filled, first, seq) else None
    if below is not None and not any(p in phones and read_phone(cell).number is not None for p, cell in filled):
        return below
    said = any(position in keys and not is_nothing(cell) for position, cell in filled)
    return RowKind.DATA if said else RowKind.EMPTY_ENTRY


def _repeats_headings(filled: Sequence[tuple[int, Cell]], table: Table) -> bool:
    if len(filled) < 2 or not any(_is_heading(table, p, c) for p, c in filled[:3]):
        return False
    equal = sum(1 for pair in filled if _is_heading(table, *pair))
    return equal >= 2 and equal >= 0.6 * len(filled)


def _is_heading(table: Table, position: int, cell: Cell) -> bool:
    return position < len(table.headings) and isinstance(cell, str) and cell.strip() in table.headings[position]


def _speaks_of_example(row: tuple[Cell, ...]) -> bool:
    texts = [cell for cell in row if isinstance(cell, str) and len(cell) < _LONGEST_REMARK]
    whole = " ".join(texts)
    return ("例" in whole or "xample" in whole or "delete" in whole) and any(map(_EXAMPLE_ANYWHERE.search, texts))


def _is_footnote(filled: Sequence[tuple[int, Cell]], first: str, seq_column: int | None) -> bool:
    """Prose under the table: little else in the row, and words where a number or a short name would stand."""
    few = len(filled) <= 3
    if not few:
        return False
    if filled[0][0] == seq_column and not re.fullmatch(r"[\w\-./#]{1,20}", first):
        return True
    if filled[0][0] == seq_column and re.search("[\u4e00-\u9fff]{3}", first):
        return True
    prose = len(first) > 12 or re.search("[:：。]", first) is not None
    return (_FOOTNOTE.match(first) is not None and prose) or (len(filled) == 1 and (len(first) > 20 or bool(re.search("[:：]", first))))
