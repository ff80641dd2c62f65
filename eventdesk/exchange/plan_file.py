"""A plan that comes back as a spreadsheet: its rows, and a flaw for every cell that cannot be read.

The file is opened by the bounded child (:mod:`eventdesk.exchange.reader`). Headings are known in Chinese and English,
whichever language wrote the file; columns may be moved or left out.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from eventdesk.domain.event import SlotKind, Unit
from eventdesk.domain.plan_changes import RowFlaw
from eventdesk.domain.plan_rows import COLUMNS, MOST_ROWS, PlanRow, one_line, text_of
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.reader import read_workbook
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("代号", "编号", "code"),
    "title": ("标题", "场次", "名称", "title", "slot"),
    "kind": ("类型", "种类", "kind", "type"),
    "room": ("房间", "地点", "room"),
    "day": ("日期", "date", "day"),
    "start": ("开始", "开始时间", "start", "from"),
    "end": ("结束", "结束时间", "end", "until", "to"),
    "minutes": ("分钟", "时长", "minutes", "length"),
    "leader": ("带领人", "老师", "负责人", "leader", "speaker"),
    "capacity": ("名额", "容量", "capacity", "places"),
    "unit": ("名额单位", "单位", "unit", "places count"),
    "min_months": ("最小月龄", "min months", "youngest (months)"),
    "max_months": ("最大月龄", "max months", "oldest (months)"),
    "resources": ("物资", "资源", "resources", "needs"),
    "notes": ("备注", "notes", "remarks"),
}
"""What a column may be called, folded; the first in each language is what the program writes."""

KINDS = {
    "场次": SlotKind.SLOT, "活动": SlotKind.SLOT, "slot": SlotKind.SLOT, "session": SlotKind.SLOT,
    "休息": SlotKind.BREAK, "break": SlotKind.BREAK, "占用": SlotKind.BLOCKER, "blocker": SlotKind.BLOCKER,
    "blocked": SlotKind.BLOCKER,
}  # fmt: skip
UNITS = {
    "人": Unit.PERSONS, "persons": Unit.PERSONS, "people": Unit.PERSONS, "person": Unit.PERSONS,
    "孩子": Unit.CHILDREN, "children": Unit.CHILDREN, "child": Unit.CHILDREN,
    "家": Unit.FAMILIES, "家庭": Unit.FAMILIES, "families": Unit.FAMILIES, "family": Unit.FAMILIES,
}  # fmt: skip

_NEEDED = 3
_HEAD_ROWS = 20
_CLOCK = re.compile(r"(\d{1,2})\s*[:.时点]\s*(\d{1,2})?(?:\s*[:分]\s*(\d{1,2})?)?\s*分?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_SECONDS = 86_400


class _Unreadable(ValueError):
    """A cell that is not what its column holds; its text is the code of the flaw."""


@dataclass(frozen=True)
class PlanSheet:
    """The rows of a file with their numbers, the columns it has, and what could not be read."""

    rows: tuple[tuple[int, PlanRow], ...]
    columns: frozenset[str]
    flaws: tuple[RowFlaw, ...]


def read_plan(path: Path) -> PlanSheet:
    """Reads a plan. :class:`UnreadableFile` where the file is none that can be read, ``plan_no_headings`` where no sheet has
    headings for code, title and one more, ``plan_too_long`` where it has too many rows."""
    return plan_of(read_workbook(path))


def plan_of(workbook: Workbook) -> PlanSheet:
    """The plan in a workbook that was read; raises as :func:`read_plan` does."""
    sheet, first, columns = _find(workbook)
    rows: list[tuple[int, PlanRow]] = []
    flaws: list[RowFlaw] = []
    for index, cells in enumerate(sheet.rows[first + 1 :], start=first + 1):
        values = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in values.values()):
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableFile("plan_too_long", file=workbook.file, most=MOST_ROWS)
        number = sheet.first_row + index
        rows.append((number, _row(number, values, flaws)))
    return PlanSheet(tuple(rows), frozenset(columns), tuple(flaws))


def _find(workbook: Workbook) -> tuple[Sheet, int, dict[str, int]]:
    """The first sheet, row and columns that are headings of a plan; sheets that are shown go first."""
    for sheet in sorted(workbook.sheets, key=lambda sheet: sheet.hidden):
        for index, cells in enumerate(sheet.rows[:_HEAD_ROWS]):
            columns = _columns(cells)
            if {"code", "title"} <= columns.keys() and len(columns) >= _NEEDED:
                return sheet, index, columns
    raise UnreadableFile("plan_no_headings", file=workbook.file)


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    names = {heading: name for name, headings in HEADINGS.items() for heading in headings}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = names.get(fold(cell)) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, place)
    return found


def fold(text: str) -> str:
    """A heading or a choice as it is compared: without case, width and outer blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _row(number: int, values: dict[str, Cell], flaws: list[RowFlaw]) -> PlanRow:
    read: dict[str, Any] = {}
    for name in COLUMNS:
        cell = values.get(name)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        try:
            read[name] = _READERS[name](cell)
        except _Unreadable as error:
            flaws.append(RowFlaw(number, name, str(error), _text(cell)[:40]))
    return PlanRow(**read)


def _text(cell: Cell) -> str:
    return one_line(cell if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date) else str(cell))


def _notes(cell: Cell) -> str:
    return text_of(cell) if isinstance(cell, str) else _text(cell)


def _kind(cell: Cell) -> SlotKind:
    found = KINDS.get(fold(_text(cell)))
    if found is None:
        raise _Unreadable("bad_kind")
    return found


def _unit(cell: Cell) -> Unit:
    found = UNITS.get(fold(_text(cell)))
    if found is None:
        raise _Unreadable("bad_unit")
    return found


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DAY.match(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise _Unreadable("bad_day")


def _time(cell: Cell) -> time:
    """A time cell, a moment's time, a share of a day (as sheets keep times), or text as people write it; 24:00 is midnight."""
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1:
        return _of_seconds(round(cell * _DAY_SECONDS))
    match = _CLOCK.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    if match is not None:
        hour, minute, second = (int(part or 0) for part in match.groups())
        if minute < 60 and second < 60 and hour * 3600 + minute * 60 + second <= _DAY_SECONDS:
            return _of_seconds(hour * 3600 + minute * 60 + second)
    if isinstance(cell, str):
        try:
            return time.fromisoformat(cell.strip()).replace(microsecond=0, tzinfo=None)
        except ValueError:
            pass
    raise _Unreadable("bad_time")


def _of_seconds(seconds: int) -> time:
    minutes, second = divmod(seconds % _DAY_SECONDS, 60)
    return time(minutes // 60, minutes % 60, second)


def _number(cell: Cell) -> int:
    """A whole number that is not negative."""
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if text.isascii() and text.isdigit() and len(text) <= 9:
            return int(text)
    elif isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < 10**9:
        return cell
    raise _Unreadable("bad_number")


_READERS: dict[str, Callable[[Cell], Any]] = {
    "code": _text, "title": _text, "kind": _kind, "room": _text, "day": _day, "start": _time, "end": _time,
    "minutes": _number, "leader": _text, "capacity": _number, "unit": _unit, "min_months": _number,
    "max_months": _number, "resources": _notes, "notes": _notes,
}  # fmt: skip
