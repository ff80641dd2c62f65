"""Which columns of a file are which: people who help, and the shifts they are needed for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.tables import RowKind, Table, row_kind
from eventdesk.exchange.values.text import is_nothing, plain
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

_SEARCHED_ROWS = 40

Patterns = tuple[tuple[str, str], ...]

PEOPLE: Patterns = (
    ("apart", "不能同组|不同组|不可同组|避免同组|回避|不能(?:一起|同班)|cannot (?:work )?with|can't (?:work )?with|"
     "not with|apart|avoid|conflict"),
    ("together", r"(?:希望|愿意|想|可)?同组(?:人|成员|伙伴)?(?:\(|$)|together|same (?:team|shift) as"),
    ("vetting", r"审查|无犯罪|无违法|背景调查|vetting|vetted|background|criminal|police|\bdbs\b"),
    ("max_day", r"每[天日].*(?:时|分钟)|(?:时|分钟).*每[天日]|(?:hours|minutes).*(?:per|a) day|daily (?:hours|limit)"),
    ("max", r"最多|最长|上限|小时数|服务时长|max|hours|limit"),
    ("phone", r"手机|电话|联系方式|联系号码|phone|mobile|\btel\b|cell"),
    ("windows", r"时间|时段|日期|availab|when|free|time"),
    ("wishes", r"意向|志愿岗位|期望|希望|首选|岗位|prefer|wish|role|position"),
    ("skills", r"技能|特长|专长|能力|擅长|skill|abilit|qualif"),
    ("birthdate", r"出生|生日|birth|\bdob\b"),
    ("email", r"邮箱|邮件|e-?mail"),
    ("wechat", r"微信|wechat"),
    ("note", r"备注|说明|补充|note|remark|comment"),
    ("name", r"^(?:志愿者)?(?:姓名|名字|称呼)|^志愿者$|姓名$|^(?:full |volunteer )?name$|^volunteer$|^name\b"),
    ("seq", r"^(?:编号|序号|号|no\.?|#|id|number)$"),
)
"""The fields of a volunteer with what their headings say; the first that fits counts."""

SHIFTS: Patterns = (
    ("vetted", r"审查|无犯罪|vetting|vetted|background|with children"),
    ("adults_only", r"成年|满18|adult|18"),
    ("ideal", r"理想|最佳|最多|上限|ideal|max"),
    ("break", r"休息|break"),
    ("need", r"人数|需要|需求|needed|need|people|places|count|how many|required$|headcount"),
    ("skills", r"技能|资质|证书|要求|skill|qualif|certificate"),
    ("start", r"开始|起始|上岗|start|begin|from"),
    ("end", r"结束|截止|下岗|end|until|finish|^to$"),
    ("day", r"日期|^日$|date|day"),
    ("span", r"时间|时段|time|hours"),
    ("slot", r"场次|slot|session"),
    ("room", r"地点|房间|场地|位置|room|place|location|where"),
    ("note", r"备注|说明|note|remark|comment"),
    ("role", r"岗位|职责|角色|任务|工作|role|position|job|task|duty"),
    ("code", r"编号|代号|代码|班次|code|shift|^id$|^no\.?$|number"),
)

ROLE_SKILLS: Patterns = (("skill", r"^技能|^skill"), ("role", r"岗位|role|position"))
"""A sheet beside the people that says which role needs which skill."""


@dataclass(frozen=True)
class Grid:
    """A table that was found: its columns by field, and its rows of data with the numbers that a person sees."""

    sheet: str
    columns: Mapping[str, int]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    above: tuple[str, ...]

    def cell(self, row: tuple[Cell, ...], field: str) -> Cell:
        """A row's cell of a field; None where the file has no such column."""
        place = self.columns.get(field)
        return row[place] if place is not None and place < len(row) else None


def find_grid(
    workbook: Workbook, patterns: Patterns, needed: Sequence[Sequence[str]], *, keys: Sequence[str]
) -> Grid | None:
    """The table whose headings are known best, in a sheet that is shown if there is one; None where none has at least one
    field of each of ``needed``. ``keys`` are the fields that make a row one of data."""
    best: tuple[int, Sheet, int, dict[str, int]] | None = None
    for sheet in sorted(workbook.sheets, key=lambda one: one.hidden):
        for index, cells in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            columns = _columns(cells, patterns)
            if all(any(name in columns for name in choice) for choice in needed) and (best is None or len(columns) > best[0]):
                best = (len(columns), sheet, index, columns)
    if best is None:
        return None
    _, sheet, index, columns = best
    above = tuple(cell for row in sheet.rows[:index] for cell in row if isinstance(cell, str))
    return Grid(sheet.name, columns, tuple(_data(sheet, index, columns, keys)), above)


def missing(workbook: Workbook, names: str) -> UnreadableFile:
    """The error for a file without the columns that it must have, whose names are told."""
    return UnreadableFile("volunteer_columns_missing", file=workbook.file, columns=names)


def not_many(workbook: Workbook, grid: Grid, most: int) -> None:
    """Raises :class:`UnreadableFile` ``volunteer_rows_many`` for a table of more rows than a list like this one has."""
    if len(grid.rows) > most:
        raise UnreadableFile("volunteer_rows_many", file=workbook.file, n=len(grid.rows), most=most)


def _columns(cells: Sequence[Cell], patterns: Patterns) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or len(cell) > 60:
            continue
        text = plain(cell).lower()
        field = next((name for name, pattern in patterns if name not in found and text and re.search(pattern, text)), None)
        if field is not None:
            found[field] = place
    return found


def _data(sheet: Sheet, index: int, columns: Mapping[str, int], keys: Sequence[str]) -> list[tuple[int, tuple[Cell, ...]]]:
    headings = tuple((cell.strip() if isinstance(cell, str) else "", "") for cell in sheet.rows[index])
    table = Table(headings, index + 1, len(columns), len(columns))
    known = frozenset(columns[name] for name in keys if name in columns)
    phones = frozenset({columns["phone"]} if "phone" in columns else ())
    found = []
    for place in range(index + 1, len(sheet.rows)):
        row = sheet.rows[place]
        kind = row_kind(row, table, keys=known, phones=phones, seq=columns.get("seq"))
        said = sum(1 for p in known if p < len(row) and not is_nothing(row[p]))
        if kind is RowKind.DATA and said:
            found.append((sheet.first_row + place, row))
    return found
