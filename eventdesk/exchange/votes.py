"""Reads votes for proposals from a table: which idea, and whose vote it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.headings import clean_heading
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.text import is_nothing, plain
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

MOST_ROWS = 100_000
_SEARCHED_ROWS = 20
_LONGEST_VOTER = 200
_LONGEST_ANSWER = 4_000
_MOST_CHOICES = 50

_PROPOSAL = re.compile(r"proposal|idea|vote|topic|提案|建议|主题|投票|投给|选题|想参加|想要|心愿|点子|活动")
_PHONE = re.compile(r"phone|mobile|手机|电话|联系方式|手机号")
_FAMILY = re.compile(r"famil|voter|guardian|name|家庭|家长|姓名|称呼|昵称|投票人")
_NO_PROPOSAL = re.compile(r"时间|日期|time|date|投票人|voter|姓名|家长|编号|手机|电话|phone")
_NO_FAMILY = re.compile(r"时间|日期|time|date|孩子|宝宝|child")
# Between several choices of one answer: WJX writes the bar, others a line, a semicolon or a comma.
_BETWEEN = re.compile("[┋|;；\n]|[,，、](?! )")


@dataclass(frozen=True)
class VoteRow:
    """One row: ``ref`` is its number as a person sees it, ``proposals`` the cell as it is and then its parts.

    ``phone`` is digits, or None; ``phone_typed`` tells that something stands there that is no phone. ``voter`` is what
    stands in the column of families: an id or a name.
    """

    ref: str
    proposal: str
    phone: str | None
    phone_typed: bool
    voter: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The single choices of an answer that holds several, each once; what no form has so many of is left out."""
        parts = (part.strip() for part in _BETWEEN.split(self.proposal))
        return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_CHOICES]


def read_votes(workbook: Workbook) -> tuple[VoteRow, ...]:
    """The rows of the first sheet that has a column for the proposal and one for the phone or the family.

    :class:`UnreadableFile` ``votes_no_columns`` where none has, ``file_too_large`` for more than 100,000 rows.
    """
    for sheet in workbook.sheets:
        found = None if sheet.hidden else _columns(sheet)
        if found is not None:
            first, proposal, phone, family = found
            if len(sheet.rows) - first > MOST_ROWS:
                raise UnreadableFile("file_too_large", file=workbook.file)
            rows = enumerate(sheet.rows[first:], start=sheet.first_row + first)
            return tuple(
                _row(str(number), row, proposal, phone, family)
                for number, row in rows if any(not is_nothing(cell) for cell in row)
            )  # fmt: skip
    raise UnreadableFile("votes_no_columns", file=workbook.file)


def _columns(sheet: Sheet) -> tuple[int, int, int | None, int | None] | None:
    """Index of the first row below the headings, then the columns of proposal, phone and family."""
    for index, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        headings = [
            clean_heading(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_VOTER else "" for cell in row
        ]
        proposal = _first(headings, _PROPOSAL, _NO_PROPOSAL)
        phone = _first(headings, _PHONE, but=proposal)
        family = _first(headings, _FAMILY, _NO_FAMILY, but=proposal)
        if proposal is not None and (phone is not None or family is not None):
            return index + 1, proposal, phone, family
    return None


def _first(
    headings: Sequence[str], wanted: re.Pattern[str], unwanted: re.Pattern[str] | None = None, *, but: int | None = None
) -> int | None:
    """The first column with a heading like this, other than one that is taken."""
    for column, text in enumerate(headings):
        if column != but and wanted.search(text) and not (unwanted is not None and unwanted.search(text)):
            return column
    return None


def _row(ref: str, row: Sequence[Cell], proposal: int, phone: int | None, family: int | None) -> VoteRow:
    typed = _at(row, phone)
    number = None if is_nothing(typed) else read_phone(typed).number
    wrong = not is_nothing(typed) and number is None
    return VoteRow(
        ref, _text(row, proposal)[:_LONGEST_ANSWER], number, wrong, _text(row, family)[:_LONGEST_VOTER]
    )  # fmt: skip


def _at(row: Sequence[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else None


def _text(row: Sequence[Cell], column: int | None) -> str:
    cell = _at(row, column)
    return "" if is_nothing(cell) else plain(cell)
