"""A paper form as one line of characters, in the order of its boxes: how somebody types it, and how it is read.

Each box of the form that is to be filled is a :class:`Cell`. A scale takes its number, a list the letter of an option, yes and no
``Y`` and ``N``; what was written in words is only marked by ``+``. ``-`` or a space: left blank. ``?``: filled, and nobody can say
with what. ``,`` may stand after any cell, and is needed where the next could be read with it: after a 1 of 0 to 10 before a 0, and
between two lists of letters. A line may end before cells for words.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventdesk.domain.feedback import Per, QuestionKind, SubjectKey, SurveyQuestion, Value, shown_questions
from eventdesk.domain.feedback_figures import Answer

BLANK, WRITTEN, UNREADABLE, NEXT = "-", "+", "?", ","
_BLANKS = frozenset("- _")
_YES_NO = {"Y": True, "N": False}
UNREAD = Answer("?", invalid=True)
"""The answer of a box that was filled so that nobody can say with what."""


@dataclass(frozen=True)
class Subject:
    """What a question is asked about: a slot by code, a leader by name; ``title`` as families know it."""

    key: str
    title: str


@dataclass(frozen=True)
class Cell:
    """One place of a form to be filled: the question, its number on the form, and what it is asked about."""

    question: SurveyQuestion
    number: int
    subject: Subject

    @property
    def key(self) -> SubjectKey:
        """Under what its answer is kept."""
        return self.question.key, self.subject.key


@dataclass(frozen=True)
class Read:
    """How a cell was read: from these characters, as this answer; None: left blank."""

    cell: Cell
    typed: str
    answer: Answer | None


@dataclass(frozen=True)
class Line:
    """How a line was read. ``wrong`` is a code of ``errors`` where it goes no further, at ``cell`` (None: more was typed than there
    are cells) and at the character ``at``; ``written`` are the cells that have words to be typed."""

    read: tuple[Read, ...]
    wrong: str = ""
    cell: Cell | None = None
    at: int = 0

    @property
    def written(self) -> tuple[Cell, ...]:
        """The cells that somebody has written words into."""
        return tuple(one.cell for one in self.read if one.typed == WRITTEN)

    @property
    def answers(self) -> dict[SubjectKey, Answer]:
        """What was ticked."""
        return {one.cell.key: one.answer for one in self.read if one.answer is not None}


NOTHING = Subject("", "")


def cells_of(questions: Sequence[SurveyQuestion], subjects: Mapping[Per, Sequence[Subject]]) -> tuple[Cell, ...]:
    """The places of a form in their order. What is asked of each slot has one for each; of no slot at all, none."""
    return tuple(
        Cell(question, number, subject)
        for number, question in enumerate(questions, start=1)
        for subject in ((NOTHING,) if question.per is Per.EVENT else subjects.get(question.per, ()))
    )


def letter(place: int) -> str:
    """The letter of an option, from 0 on."""
    return chr(ord("A") + place)


def read_line(cells: Sequence[Cell], text: str) -> Line:
    """Reads a line; what follows the first mistake is not read."""
    text = unicodedata.normalize("NFKC", text).upper()
    read: list[Read] = []
    at = 0
    for cell in cells:
        if at >= len(text):
            break
        taken = _take(cell.question, text, at)
        if taken is None:
            return Line(tuple(read), "paper_not_taken", cell, at)
        typed, answer = taken
        read.append(Read(cell, typed, answer))
        at += len(typed)
        at += text.startswith(NEXT, at)
    if len(read) < len(cells):
        rest = cells[len(read) :]
        missing = next((cell for cell in rest if cell.question.kind is not QuestionKind.TEXT), None)
        if missing is not None:
            return Line(tuple(read), "paper_short", missing, at)
        read += [Read(cell, "", None) for cell in rest]
    if text[at:].strip():
        return Line(tuple(read), "paper_long", None, at)
    return Line(tuple(read))


def _take(question: SurveyQuestion, text: str, at: int) -> tuple[str, Answer | None] | None:
    """The characters of the next cell and what they say; None where they say nothing it takes."""
    first = text[at]
    if first in _BLANKS:
        return first, None
    if question.kind is QuestionKind.TEXT:
        return (WRITTEN, None) if first == WRITTEN else None
    if first == UNREADABLE:
        return first, UNREAD
    if question.kind.scaled:
        return _take_number(question.ends, text, at)
    if question.kind is QuestionKind.YES_NO:
        return (first, Answer(_YES_NO[first])) if first in _YES_NO else None
    options = {letter(place): option.key for place, option in enumerate(question.options)}
    if question.kind is QuestionKind.SINGLE:
        return (first, Answer(options[first])) if first in options else None
    typed = ""
    while at + len(typed) < len(text) and (one := text[at + len(typed)]) in options and one not in typed:
        typed += one
    return (typed, Answer([options[one] for one in sorted(typed)])) if typed else None


def _take_number(ends: tuple[int, int], text: str, at: int) -> tuple[str, Answer] | None:
    """The longest number of the scale."""
    low, high = ends
    for length in range(len(str(high)), 0, -1):
        typed = text[at : at + length]
        if typed.isascii() and typed.isdigit() and str(int(typed)) == typed and low <= int(typed) <= high:
            return typed, Answer(int(typed))
    return None


def write_line(cells: Sequence[Cell], answers: Mapping[SubjectKey, Answer]) -> str:
    """The line of such answers, as short as it is read the same."""
    typed = [_typed(cell.question, answers.get(cell.key)) for cell in cells]
    while typed and typed[-1] == BLANK and cells[len(typed) - 1].question.kind is QuestionKind.TEXT:
        typed.pop()
    line = ""
    for cell, one, following in zip(cells, typed, [*typed[1:], ""], strict=False):
        line += one + (NEXT if _runs_on(cell.question, one, following) else "")
    return line


def _typed(question: SurveyQuestion, answer: Answer | None) -> str:
    if answer is None:
        return BLANK
    if answer.invalid or not question.fits(answer.value):
        return UNREADABLE
    value: Value = answer.value
    if question.kind is QuestionKind.TEXT:
        return WRITTEN
    if question.kind is QuestionKind.YES_NO:
        return "Y" if value else "N"
    if question.kind.scaled:
        return str(value)
    chosen = value if isinstance(value, list) else [value]
    return "".join(letter(place) for place, option in enumerate(question.options) if option.key in chosen)


def _runs_on(question: SurveyQuestion, typed: str, following: str) -> bool:
    """Whether the next cell's first character would be read with this one's."""
    if question.kind.scaled:
        return typed.isdigit() and following[:1].isdigit() and int(typed + following[0]) <= question.ends[1]
    return question.kind is QuestionKind.MULTIPLE and typed.isalpha() and following[:1].isalpha()


def kept_answers(
    questions: Sequence[SurveyQuestion], answers: Mapping[SubjectKey, Answer]
) -> dict[SubjectKey, Answer]:
    """Without what was answered to questions that this person was not to be asked: paper can't hide them."""
    fitting = {key: answer.value for key, answer in answers.items() if not answer.invalid}
    shown = {question.key for question in shown_questions(questions, fitting)}
    return {key: answer for key, answer in answers.items() if key[0] in shown}
