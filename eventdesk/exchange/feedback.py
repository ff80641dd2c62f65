"""The plan of an import of answers: which columns are which questions, and what every row says. Pure; phones stay in the plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from eventdesk.domain.digests import canonical
from eventdesk.domain.feedback import LONGEST_TEXT, Option, QuestionKind, SubjectKey, SurveyQuestion
from eventdesk.domain.feedback_figures import Answer
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.feedback_columns import (
    Column,
    Guess,
    Role,
    guess,
    is_register,
    known_headings,
    override,
    token_in,
)
from eventdesk.exchange.feedback_values import Choices, Points, is_skipped
from eventdesk.exchange.headings import clean_heading
from eventdesk.exchange.plan import SlotChoice
from eventdesk.exchange.values.moments import read_moment
from eventdesk.exchange.values.phone import read_phone
from eventdesk.exchange.values.slots import SlotBook, compared
from eventdesk.exchange.values.text import free_text, is_nothing, raw_text, without_controls
from eventdesk.exchange.workbook import Cell, Sheet, Workbook

MOST_ROWS = 100_000
_SEARCHED_ROWS = 25
_LONGEST_HEADING = 400
_SAMPLES = 3
_SAMPLE_LENGTH = 40
_LANGUAGE = "zh"
"""What a form's texts are kept under; they are shown in whatever language they are in."""

KnownKeys = Mapping[tuple[str, QuestionKind], Sequence[str]]
SLOT_KEY = "slot"
"""The key of the question which slot a response is about."""

_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?", re.I)
_KINDS = {
    Role.RATING: QuestionKind.RATING, Role.NPS: QuestionKind.NPS, Role.SINGLE: QuestionKind.SINGLE, Role.SLOT: QuestionKind.SINGLE,
    Role.MULTIPLE: QuestionKind.MULTIPLE, Role.TEXT: QuestionKind.TEXT,
}  # fmt: skip


@dataclass(frozen=True)
class FeedbackColumn:
    """One column and what it was taken for. ``question`` is the key of what it answers; ``samples`` are a few raw values, none of
    columns that are not kept."""

    letter: str
    heading: str
    role: Role
    confidence: float
    question: str | None = None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedbackRow:
    """One response. ``ref`` is the row as a person sees it, ``at`` local time or None, ``order`` its place among all by time.

    ``phone`` is digits or None; ``phone_wrong``: something stands there that is none. ``slot`` is a slot's code where the event has
    one of that name, ``slot_label`` what the file says. ``content`` is the whole row in canonical bytes, its number left out, and the
    ``token`` of an invitation as well: nothing that is kept of a row may tell whose link it came by.
    """

    ref: str
    number: int
    at: datetime | None
    order: int
    phone: str | None = field(repr=False)
    phone_wrong: bool
    slot: str | None
    slot_label: str
    answers: Mapping[SubjectKey, Answer] = field(repr=False)
    content: bytes = field(repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def invalid(self) -> int:
        """How many answers are outside of their scales."""
        return sum(answer.invalid for answer in self.answers.values())


@dataclass(frozen=True)
class FeedbackPlan:
    """What importing a file would bring: questions in the order of their columns, and rows in the file's order."""

    sheet: str
    columns: tuple[FeedbackColumn, ...]
    questions: tuple[SurveyQuestion, ...]
    rows: tuple[FeedbackRow, ...]


def plan_feedback(
    workbook: Workbook, *, slots: Sequence[SlotChoice] = (), known: KnownKeys | None = None,
    mapping: Mapping[str, str] | None = None, sheet: str | None = None,
) -> FeedbackPlan:  # fmt: skip
    """Reads the sheet that looks most like a questionnaire's export; ``sheet`` takes one by name.

    ``known`` are the keys of questions that the event has, by :func:`same_question` of their texts and by their kinds: the same
    question keeps its key from file to file, of several that read alike the first has the first key. ``mapping`` is {column letter or
    heading: role} and wins over what is guessed.
    :class:`UnreadableFile` ``feedback_no_questions`` where nothing reads like questions, ``feedback_register`` for a list of
    registrations that no mapping speaks for (children's details would become answers), ``file_sheet_missing``, ``file_too_large``,
    ``file_no_rows``; :class:`~eventdesk.errors.InvalidInput` for a mapping of what doesn't exist.
    """
    book = SlotBook(tuple(slots))
    place = _place(workbook, sheet)
    if place is None:
        raise UnreadableFile("feedback_no_questions", file=workbook.file)
    found, first, headings = place
    if len(found.rows) - first > MOST_ROWS:
        raise UnreadableFile("file_too_large", file=workbook.file)
    rows = [
        (number, row)
        for number, row in enumerate(found.rows[first:], found.first_row + first)
        if not _is_empty(row, headings)
    ]
    columns = [Column(i, text, tuple(_at(row, i) for _, row in rows)) for i, text in enumerate(headings)]
    guesses = override(columns, guess(columns, book), mapping or {})
    if not mapping and is_register(columns, guesses):
        raise UnreadableFile("feedback_register", file=workbook.file)
    rows = [(number, row) for number, row in rows if _is_response(row, guesses)]
    if not rows:
        raise UnreadableFile("file_no_rows", file=workbook.file)
    columns = [Column(c.position, c.heading, tuple(_at(row, c.position) for _, row in rows)) for c in columns]
    readers = _readers(columns, guesses, known or {})
    if not readers:
        raise UnreadableFile("feedback_no_questions", file=workbook.file)
    reading = _Reading(columns, guesses, readers, book, date1904=workbook.date1904)
    answers = [reading.answers(row) for _, row in rows]
    return FeedbackPlan(
        found.name,
        tuple(_shown(column, guesses[column.position], readers) for column in columns if column.heading),
        tuple(question for reader in readers.values() for question in reader.questions()),
        tuple(reading.rows(rows, answers)),
    )


def _place(workbook: Workbook, sheet: str | None) -> tuple[Sheet, int, list[str]] | None:
    """The sheet, the index of the first row below its headings, and the headings."""
    sheets = [
        one for one in workbook.sheets if (not one.hidden if sheet is None else one.name.strip() == sheet.strip())
    ]
    if sheet is not None and not sheets:
        raise UnreadableFile("file_sheet_missing", file=workbook.file, sheet=sheet)
    best: tuple[int, Sheet, int, list[str]] | None = None
    for one in sheets or workbook.sheets:
        for index, row in enumerate(one.rows[:_SEARCHED_ROWS]):
            texts = _with_groups(one, index, [_heading(cell) for cell in row])
            known = known_headings(texts) if sum(map(bool, texts)) >= 2 else 0
            if known and (best is None or known > best[0]):
                best = known, one, index + 1, texts
    return best[1:] if best is not None else None


def _heading(cell: Cell) -> str:
    return (
        without_controls(cell).strip().strip("\ufeff")
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING
        else ""
    )


def _with_groups(sheet: Sheet, index: int, texts: list[str]) -> list[str]:
    """The headings, those of a matrix with the merged question above them, as exports in one row write them; a heading that is merged
    over both rows is one of this row as well."""
    number = sheet.first_row + index
    for top, left, bottom, right in sheet.merged:
        first = index - (number - top)
        if 0 <= first < index and bottom >= number and left == right < len(texts):
            texts[left] = texts[left] or _heading(_at(sheet.rows[first], left))
    merged = [
        (_heading(_at(sheet.rows[index - 1], left)), left, right)
        for top, left, bottom, right in sheet.merged
        if index and top == bottom == number - 1 and right > left
    ]
    for above, left, right in merged:
        if right - left + 1 < len(texts):
            for position in range(left, min(right + 1, len(texts))):
                texts[position] = f"{above}:{texts[position]}" if above and texts[position] else texts[position]
    return texts


def _at(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else None


def _is_empty(row: Sequence[Cell], headings: Sequence[str]) -> bool:
    """Blank, or the headings once more."""
    filled = [(position, cell) for position, cell in enumerate(row) if not is_skipped(cell)]
    same = sum(isinstance(cell, str) and cell.strip() == headings[i] for i, cell in filled if i < len(headings))
    return not filled or (same >= 2 and 2 * same >= len(filled))


def _is_response(row: Sequence[Cell], guesses: Mapping[int, Guess]) -> bool:
    """Somebody's answers, and neither a total nor a note under the table."""
    filled = [position for position, cell in enumerate(row) if not is_skipped(cell)]
    times = [position for position, one in guesses.items() if one.role is Role.SUBMITTED]
    if times:
        return _moment(_at(row, times[0])) is not None or len(filled) > max(2, len(guesses) // 3)
    answered = any(guesses[p].role.is_question or guesses[p].role is Role.PHONE for p in filled if p in guesses)
    return answered and (len(filled) > 1 or len(guesses) <= 2)


def _moment(value: Cell, *, date1904: bool = False) -> datetime | None:
    """The moment of a cell. English forms write the month first, unless what stands there can be none."""
    found = read_moment(value, date1904=date1904)
    match = _MONTH_FIRST.fullmatch(value.strip()) if found is None and isinstance(value, str) else None
    if match is None:
        return found
    month, day, year, *time = match.groups()
    if int(month) > 12:
        month, day = day, month
    return read_moment(f"{year}-{month}-{day} {time[0]}:{time[1]}:{time[2] or '00'} {time[3] or ''}".strip())


def _readers(columns: Sequence[Column], guesses: Mapping[int, Guess], known: KnownKeys) -> dict[int, "_Reader"]:
    """The columns that hold answers, each with its question's key: the one it has already, or q1, q2… in the file's order."""
    taken, readers = {SLOT_KEY, *(key for keys in known.values() for key in keys)}, dict[int, _Reader]()
    for place, column in enumerate((c for c in columns if guesses[c.position].role.is_question), start=1):
        role = guesses[column.position].role
        keys = (SLOT_KEY,) if role is Role.SLOT else known.get((same_question(column.heading), _KINDS[role]), ())
        given = {reader.key for reader in readers.values()}
        key = next((key for key in keys if key not in given), "")
        if not key:
            key = next(name for n in range(place, place + len(taken) + 2) if (name := f"q{n}") not in taken)
        taken.add(key)
        readers[column.position] = _Reader(column, guesses[column.position], key)
    return readers


def same_question(text: str) -> str:
    """What two headings of one question have in common: not its number, case and spaces."""
    return clean_heading(text)


class _Reader:
    """Reads one column of answers."""

    def __init__(self, column: Column, found: Guess, key: str) -> None:
        self.key, self.heading, self.role = key, column.heading, found.role
        self.kind, self.scale = _KINDS[found.role], found.scale
        low, high = found.scale or (1, 5)
        self._points = Points.of(column.cells, low=low, high=high)
        self._choices = Choices.of(column.cells, several=found.role is Role.MULTIPLE)
        self._options: dict[str, str] = {}
        self._has_other = False

    def read(self, cell: Cell, answers: dict[SubjectKey, Answer]) -> None:
        """Adds what a cell answers; nothing where it was skipped."""
        if self.kind is QuestionKind.TEXT:
            text = None if is_skipped(cell) or is_nothing(cell) else free_text(cell)
            if text:
                answers[self.key, ""] = Answer(text[:LONGEST_TEXT])
        elif is_skipped(cell):
            return
        elif self.kind.scaled:
            points = self._points.read(cell)
            fits = points is not None and self._points.fits(points)
            said = points if points is not None else raw_text(cell).strip()[:_SAMPLE_LENGTH]
            answers[self.key, ""] = Answer(said, invalid=not fits)
        else:
            given, other = self._choices.read(cell)
            # However an option is typed, full-width or not, it is the one that came first.
            options = list(dict.fromkeys(self._options.setdefault(compared(option), option) for option in given))
            if options:
                answers[self.key, ""] = Answer(options if self.kind is QuestionKind.MULTIPLE else options[0])
            if other:
                self._has_other = True
                answers[f"{self.key}_other", ""] = Answer(other[:LONGEST_TEXT])

    def questions(self) -> list[SurveyQuestion]:
        """The question, and that for what was written beside "other". Once all cells are read: they say what the options are."""
        options = tuple(Option(text, {_LANGUAGE: text}) for text in self._options.values())
        made = [
            SurveyQuestion(
                self.key, self.kind, {_LANGUAGE: self.heading}, options, self.scale if self.kind.scaled else None
            )
        ]
        if self._has_other:
            made.append(SurveyQuestion(f"{self.key}_other", QuestionKind.TEXT, {_LANGUAGE: f"{self.heading} …"}))
        return made


class _Reading:
    """Reads rows once it is known what the columns are."""

    def __init__(
        self,
        columns: Sequence[Column],
        guesses: Mapping[int, Guess],
        readers: Mapping[int, _Reader],
        book: SlotBook,
        *,
        date1904: bool,
    ) -> None:
        self._readers, self._book, self._date1904 = readers, book, date1904
        place = {
            one.role: position for position, one in guesses.items() if not one.role.is_question or one.role is Role.SLOT
        }
        self._phone, self._time, self._token = place.get(Role.PHONE), place.get(Role.SUBMITTED), place.get(Role.TOKEN)
        self._content = [c.position for c in columns if guesses[c.position].role not in (Role.SEQUENCE, Role.TOKEN)]

    def answers(self, row: Sequence[Cell]) -> dict[SubjectKey, Answer]:
        """What a row answers, by question."""
        found: dict[SubjectKey, Answer] = {}
        for position, reader in self._readers.items():
            reader.read(_at(row, position), found)
        return found

    def rows(
        self, rows: Sequence[tuple[int, Sequence[Cell]]], answers: Sequence[dict[SubjectKey, Answer]]
    ) -> list[FeedbackRow]:
        """All rows, each with its place by time."""
        moments = [
            None if self._time is None else _moment(_at(row, self._time), date1904=self._date1904) for _, row in rows
        ]
        made = []
        for (number, row), said, at, order in zip(rows, answers, moments, _order(moments), strict=True):
            cell = None if self._phone is None else _at(row, self._phone)
            phone = None if is_skipped(cell) or is_nothing(cell) else read_phone(cell)
            chosen = said.get((SLOT_KEY, ""))
            label = "" if chosen is None else str(chosen.value)
            content = canonical([raw_text(_at(row, position)).strip() for position in self._content])
            made.append(
                FeedbackRow(
                    str(number), number, at, order, phone.number if phone else None, phone is not None and phone.number is None,
                    self._book.find(label) if label else None, label, said, content,
                    None if self._token is None else token_in(_at(row, self._token)),
                )
            )  # fmt: skip
        return made


def _order(moments: Sequence[datetime | None]) -> list[int]:
    """Each row's place by time; of one moment the lower row is later, unless the file puts the newest first. A row without a time
    stands where its neighbour above does."""
    known = [moment for moment in moments if moment is not None]
    if not known:
        return list(range(len(moments)))
    direction = -1 if sum(b < a for a, b in pairwise(known)) > sum(b > a for a, b in pairwise(known)) else 1
    filled: list[datetime] = []
    for moment in moments:
        filled.append(moment or (filled[-1] if filled else known[0]))
    places = [0] * len(moments)
    for place, index in enumerate(sorted(range(len(moments)), key=lambda i: (filled[i], direction * i))):
        places[index] = place
    return places


def _shown(column: Column, found: Guess, readers: Mapping[int, _Reader]) -> FeedbackColumn:
    kept = found.role.is_question
    texts = (
        dict.fromkeys(without_controls(raw_text(cell)).strip()[:_SAMPLE_LENGTH] for cell in column.given[:60])
        if kept
        else {}
    )
    return FeedbackColumn(
        column.letter, column.heading, found.role, found.confidence, readers[column.position].key if kept else None,
        tuple(texts)[:_SAMPLES],
    )  # fmt: skip
