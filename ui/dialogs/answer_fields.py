"""Fields for the answers to an event's own questions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.question import QuestionKind
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, vbox
from ui.widgets.buttons import CheckBox
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.questions import QuestionView


class AnswerFields(QWidget):
    """A field for each question, in their order; ``submitted()`` on Enter in one of them."""

    submitted = Signal()

    def __init__(self, context: PageContext, *, spacing: int = 12) -> None:
        super().__init__()
        self._context, self._words = context, context.words
        self.fields: dict[str, tuple[QuestionView, FieldFrame | list[CheckBox]]] = {}
        self._rows = vbox(spacing=spacing)
        self.setLayout(self._rows)

    def show_questions(self, questions: "Sequence[QuestionView]", answers: Mapping[str, Any] | None = None) -> None:
        """Ask these; ``answers`` are there already, by the questions' ids."""
        clear(self._rows)
        self.fields = {}
        for question in questions:
            self._add(question, (answers or {}).get(question.id))

    def values(self) -> dict[str, Any]:
        """What is filled in, by the questions' keys; an empty text or list for nothing."""
        return {key: _value(*field) for key, field in self.fields.items()}

    def missing(self) -> list[str]:
        """The keys of required questions without an answer."""
        values = self.values()
        return [key for key, (question, _) in self.fields.items() if question.required and not values[key]]

    def show_error(self, key: str, sentence: str) -> bool:
        """Say at a question's field what is wrong, and go there; whether it has a place for that."""
        _, field = self.fields.get(key, (None, None))
        if isinstance(field, list):
            field[0].setFocus()
            return False
        if field is None:
            return False
        field.set_error(sentence)
        field.editor.setFocus()
        return True

    def clear_errors(self) -> None:
        """Nothing is wrong any more."""
        for _, field in self.fields.values():
            if isinstance(field, FieldFrame):
                field.set_error("")

    def _add(self, question: "QuestionView", answer: Any) -> None:
        theme, words = self._context.theme, self._words
        optional = "" if question.required else words("common.optional")
        if question.kind is QuestionKind.MULTIPLE:
            boxes = [CheckBox(theme, option, checked=option in (answer or [])) for option in question.options]
            column = vbox(spacing=2)
            fill(column, Label(theme, f"{question.text}{optional}", Type.COMPACT, color="text2", wrap=True), *boxes)
            self._rows.addLayout(column)
            self.fields[question.key] = (question, boxes)
            return
        if question.kind in (QuestionKind.SINGLE, QuestionKind.YES_NO):
            options = [(one, one) for one in question.options]
            if question.kind is QuestionKind.YES_NO:
                options = [("yes", words("questions.yes")), ("no", words("questions.no"))]
                answer = None if answer is None else "yes" if answer else "no"
            select = Select(theme, [("", words("questions.unanswered")), *options], current=answer or "")
            frame = FieldFrame(theme, question.text, select, optional=optional)
        else:
            number = question.kind is QuestionKind.NUMBER
            frame = Field(
                theme, question.text, text="" if answer is None else str(answer), optional=optional,
                placeholder=words("questions.number_hint") if number else "",
            )  # fmt: skip
            frame.submitted.connect(self.submitted)
        self._rows.addWidget(frame)
        self.fields[question.key] = (question, frame)


def _value(question: "QuestionView", field: "FieldFrame | list[CheckBox]") -> Any:
    if isinstance(field, list):
        return [option for option, box in zip(question.options, field, strict=True) if box.isChecked()]
    if isinstance(field, Field):
        return field.text()
    return field.editor.current if isinstance(field.editor, Select) else ""
