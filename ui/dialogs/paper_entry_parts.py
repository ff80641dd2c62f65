"""How a paper form is echoed while it is typed: each place of it with what was read there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from eventdesk.domain.feedback import QuestionKind, SubjectKey
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.survey_line import WRITTEN, Cell, Read, letter
from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.lines import LineList
from ui.widgets.paint import LEFT, RIGHT, draw_text

if TYPE_CHECKING:
    from eventdesk.services.survey_views import PaperEntry

_ROW = 34


@dataclass(frozen=True)
class LastRow:
    """A form that was typed, and its line."""

    entry: "PaperEntry"
    said: str


@dataclass(frozen=True)
class EchoRow:
    """A place of the form: what was typed, how that reads, and the token of its colour."""

    cell: Cell
    typed: str
    said: str
    tone: str


class WordsOf:
    """How cells and answers are told."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def question(self, cell: Cell) -> str:
        """The question with its number, and what it is asked about."""
        text = cell.question.text(self._words.language)
        said = text if not cell.subject.title else self._words("paper_entry.about", text=text, about=cell.subject.title)
        return self._words("paper_entry.question", n=cell.number, text=said)

    def takes(self, cell: Cell) -> str:
        """What can be typed there."""
        question = cell.question
        if question.kind is QuestionKind.TEXT:
            return self._words("paper_entry.takes_text")
        if question.kind is QuestionKind.YES_NO:
            return "Y N"
        if question.kind.has_options:
            last = letter(min(len(question.options), 26) - 1)
            return f"A\u2013{last}" if last != "A" else "A"
        return "{}\u2013{}".format(*question.ends)

    def answer(self, cell: Cell, read: Read | None, kept: Mapping[SubjectKey, Answer]) -> tuple[str, str, str]:
        """``(typed, said, tone)`` of a place."""
        words = self._words
        if read is None:
            return "", self.takes(cell), "disabled"
        if read.typed == WRITTEN:
            return read.typed, words("paper_entry.written"), "text"
        if read.answer is None:
            return read.typed, words("paper_entry.blank"), "muted"
        if read.answer.invalid:
            return read.typed, words("paper_entry.unreadable"), "warn-text"
        if read.cell.key not in kept:
            return read.typed, words("paper_entry.not_asked"), "warn-text"
        return read.typed, self._value(cell, read.answer), "text"

    def _value(self, cell: Cell, answer: Answer) -> str:
        question, value = cell.question, answer.value
        if isinstance(value, bool):
            return self._words("survey_page.yes" if value else "survey_page.no")
        if question.kind.has_options:
            chosen = value if isinstance(value, list) else [str(value)]
            return self._words("common.list_sep").join(question.option_text(one, self._words.language) for one in chosen)
        return str(value)


class Echo(LineList[EchoRow]):
    """The places of the form in their order; the one that is read next, or can't be, is lit."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__(theme, name=words("paper_entry.echo"))
        self._said = WordsOf(words)
        self._cell: Cell | None = None

    def show_rows(self, rows: Sequence[EchoRow], at: Cell | None) -> None:
        """Show them; ``at`` is where the line stops."""
        self._cell = at
        self.set_rows(rows)
        place = next((n for n, row in enumerate(rows) if at is not None and row.cell.key == at.key), None)
        if place is not None:
            self.scrollTo(self.model().index(min(place + 2, len(rows) - 1), 0))

    def row_height(self) -> int:
        """One line."""
        return self.theme.px(_ROW)

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: EchoRow) -> None:
        """The number and the question at the left, what was read at the right."""
        theme, here = self.theme, self._cell is not None and row.cell.key == self._cell.key
        painter.fillRect(rect, theme.color("accent-soft" if here else "surface"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color("border"))
        half = rect.width() * 0.58
        font = theme.font(Type.COMPACT, bold=here)
        ink = theme.color("text" if here or row.typed else "text2")
        left = QRectF(rect.left() + 10, rect.top(), half - 16, rect.height())
        draw_text(painter, left, self._said.question(row.cell), font, ink, LEFT)
        typed = QRectF(rect.left() + half, rect.top(), 44, rect.height())
        draw_text(painter, typed, row.typed.strip() or ("-" if row.typed else ""), theme.font(Type.BODY, bold=True),
                  theme.color("accent-text"), LEFT)  # fmt: skip
        right = QRectF(rect.left() + half + 44, rect.top(), rect.width() - half - 54, rect.height())
        draw_text(painter, right, row.said, theme.font(Type.COMPACT), theme.color(row.tone), RIGHT)

    def spoken(self, row: EchoRow) -> str:
        """The question, and what was read."""
        return f"{self._said.question(row.cell)} {row.said}"
