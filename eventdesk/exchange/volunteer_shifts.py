"""Shifts as a file lists them: one row each, with the fate of every row. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from eventdesk.domain.event import valid_code
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.values.birth import read_birth
from eventdesk.exchange.values.consent import read_consent
from eventdesk.exchange.values.text import is_nothing, plain, raw_text
from eventdesk.exchange.volunteer_columns import SHIFTS, Grid, find_grid, missing, not_many
from eventdesk.exchange.volunteer_people import listed
from eventdesk.exchange.volunteer_times import read_times
from eventdesk.exchange.workbook import Cell, Workbook

_NUMBER = re.compile(r"(\d{1,4})\s*(?:人|名|位|个|people|persons?|min(?:ute)?s?|分钟)?")
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:：.时点]\s*(\d{1,2})?(?::\d{2})?\s*分?)?\s*(am|pm)?")
_DAY_SECONDS = 86_400
MOST_SHIFTS = 1000
"""Rows of one file."""


@dataclass(frozen=True)
class FileShift:
    """A row that can be a shift; hours are those of the clock on the wall. ``skills`` None: the file has no such column."""

    row: int
    code: str
    role: str
    day: date
    start: time
    end: time
    need: int
    ideal: int
    skills: tuple[str, ...] | None
    vetted: bool
    adults_only: bool
    room: str = ""
    slot: str = ""
    break_minutes: int = 0
    note: str = ""
    until_midnight: bool = False


@dataclass(frozen=True)
class FileShiftRow:
    """The fate of a row: ``ok`` or ``rejected:CODE``."""

    row: int
    fate: str
    code: str
    shift: FileShift | None = None


class _Bad(ValueError):
    """A row that can't be a shift; its text is the code."""


def shifts_of(workbook: Workbook, *, as_of: date) -> tuple[FileShiftRow, ...]:
    """Reads the shifts of a workbook. :class:`UnreadableFile` ``volunteer_columns_missing``, ``no_shifts_in_file`` or
    ``volunteer_rows_many`` above :data:`MOST_SHIFTS`."""
    grid = find_grid(workbook, SHIFTS, (("day", "start"), ("start", "span"), ("role",)), keys=("role", "start", "span", "day"))
    if grid is None:
        raise missing(workbook, "日期 / date, 开始 / start, 结束 / end, 岗位 / role")
    not_many(workbook, grid, MOST_SHIFTS)
    found: list[FileShiftRow] = []
    codes: set[str] = set()
    for number, cells in grid.rows:
        code = _code(grid.cell(cells, "code"))
        try:
            shift = _shift(grid, number, cells, code, as_of, date1904=workbook.date1904)
            if code and code in codes:
                raise _Bad("shift_twice")
            codes.add(code)
            found.append(FileShiftRow(number, "ok", code, shift))
        except _Bad as error:
            found.append(FileShiftRow(number, f"rejected:{error}", code))
    if not found:
        raise UnreadableFile("no_shifts_in_file", file=workbook.file)
    return tuple(found)


def days_of(rows: Sequence[FileShiftRow]) -> set[date]:
    """The days that shifts are on."""
    return {row.shift.day for row in rows if row.shift is not None}


def _code(cell: Cell) -> str:
    return "-".join(re.findall(r"[A-Z0-9]+", plain(cell).upper()))[:40]


def _shift(grid: Grid, number: int, cells: tuple[Cell, ...], code: str, as_of: date, *, date1904: bool) -> FileShift:
    def get(field: str) -> Cell:
        return grid.cell(cells, field)

    if code and not valid_code(code):
        raise _Bad("bad_shift_code")
    role = plain(get("role"))
    if not role or is_nothing(get("role")):
        raise _Bad("role_missing")
    day, (start, end, midnight) = _day(grid, cells, as_of, date1904=date1904), _hours(grid, cells)
    if end <= start:
        raise _Bad("ends_before_start")
    need = 1 if is_nothing(get("need")) else _number(get("need"), "bad_need")
    ideal = need if is_nothing(get("ideal")) else _number(get("ideal"), "bad_need")
    if ideal < need or ideal < 1:
        raise _Bad("ideal_below_need" if ideal < need else "bad_need")
    return FileShift(
        row=number, code=code, role=role, day=day, start=start, end=end, need=need, ideal=ideal,
        skills=(listed(get("skills")) or ()) if "skills" in grid.columns else None, vetted=_yes(get("vetted")),
        adults_only=_yes(get("adults_only")), room=plain(get("room")), slot=_code(get("slot")),
        break_minutes=0 if is_nothing(get("break")) else _number(get("break"), "bad_break"), note=plain(get("note")),
        until_midnight=midnight,
    )  # fmt: skip


def _day(grid: Grid, cells: tuple[Cell, ...], as_of: date, *, date1904: bool) -> date:
    """The day of a shift: of its own column, or of a start that is a whole moment. Without a year: the next such day."""
    cell = grid.cell(cells, "day")
    if is_nothing(cell):
        cell = grid.cell(cells, "start")
        if not isinstance(cell, datetime) and not (isinstance(cell, str) and re.match(r"\s*\d{4}\D", cell)):
            raise _Bad("bad_shift_day")
        cell = cell.date() if isinstance(cell, datetime) else re.split(r"[ T]", cell.strip())[0]
    found = read_birth(cell, base=as_of, date1904=date1904).day
    if found is None and isinstance(cell, str):
        years = [date(year, 1, 1) + timedelta(days=n) for year in (as_of.year, as_of.year + 1) for n in range(365)]
        named = read_times(cell, days=[one for one in years if one >= as_of] or years).spans
        found = named[0][0] if named and len({day for day, _ in named}) <= 2 else None
    if found is None:
        raise _Bad("bad_shift_day")
    return found


def _hours(grid: Grid, cells: tuple[Cell, ...]) -> tuple[time, time, bool]:
    """Start and end on the clock, and whether the end is midnight."""
    start, end = grid.cell(cells, "start"), grid.cell(cells, "end")
    if is_nothing(end) and not is_nothing(grid.cell(cells, "span")):
        start, end = None, None
    if is_nothing(start) or is_nothing(end):
        text = raw_text(grid.cell(cells, "span") if is_nothing(start) else start)
        found = read_times(text, days=[date(2000, 1, 1)]).spans
        if len(found) != 1:
            raise _Bad("bad_shift_time")
        return (*found[0][1], False)
    first, last = _clock(start), _clock(end)
    midnight = last == time(0) and first > time(0)
    return first, time.max if midnight else last, midnight


def _clock(cell: Cell) -> time:
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 1:
        minutes = round(cell * _DAY_SECONDS) // 60 % (24 * 60)
        return time(minutes // 60, minutes % 60)
    text = plain(cell).lower()
    found = _CLOCK.fullmatch(re.split(r"\d{4}-\d{1,2}-\d{1,2}[ t]", text)[-1])
    if found is None:
        raise _Bad("bad_shift_time")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if (hour, minute) == (24, 0):
        return time(0)
    if hour > 23 or minute > 59:
        raise _Bad("bad_shift_time")
    return time(hour, minute)


def _number(cell: Cell, code: str) -> int:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        found = cell
    else:
        match = _NUMBER.fullmatch(plain(cell).lower())
        if match is None:
            raise _Bad(code)
        found = int(match[1])
    if not 0 <= found <= 500:
        raise _Bad(code)
    return found


def _yes(cell: Cell) -> bool:
    return read_consent(cell)[0] is True or plain(cell).lower() in ("需", "需要", "必须", "required", "needed", "must")


def with_skills(shift: FileShift, role_skills: Mapping[str, str]) -> tuple[str, ...]:
    """The skills that a shift needs: its own, or, where its file has no column for them, what the role needs."""
    if shift.skills is not None:
        return shift.skills
    needed = role_skills.get(shift.role)
    return (needed,) if needed else ()
