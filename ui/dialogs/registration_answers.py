"""What a registration answered to the event's own questions, to fill in where it is shown."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.question import QuestionKind
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.questions import AnswersView, QuestionView


class AnswersPart(QWidget):
    """A field for each question, written together."""

    def __init__(self, context: PageContext, registration: str) -> None:
        super().__init__()
        self._context, self._words, self._id = context, context.words, registration
        self.fields: dict[str, tuple[QuestionView, FieldFrame | list[CheckBox]]] = {}
        self._before: dict[str, Any] = {}
        self._rows = vbox(2, 2, 12, 2, spacing=12)
        inside = QWidget()
        inside.setLayout(self._rows)
        theme = context.theme
        self.problem = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.problem.hide()
        self.keep = Button(theme, self._words("registrations.save_edit"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Enter")
        self.keep.setAutoDefault(False)
        may = context.desk.actor.may(Right.REGISTRATIONS)
        self.keep.set_reason("" if may else self._words("registrations.change_reason"))
        self.keep.clicked.connect(self.submit)
        foot, whole = hbox(), vbox(spacing=8)
        fill(foot, None, self.keep)
        whole.addWidget(scrolled(inside), 1)
        fill(whole, self.problem, foot)
        self.setLayout(whole)

    def load(self) -> None:
        """Ask the desk."""
        self._context.tasks.run(self._context.desk.questions.answers, self._id, done=self.show_answers, failed=self._failed)

    def show_answers(self, view: "AnswersView") -> None:
        """Fields with what was answered."""
        clear(self._rows)
        self.fields = {}
        for question in view.questions:
            self._add(question, view.answers.get(question.id))
        self._before = {key: self._value(*field) for key, field in self.fields.items()}
        self._rows.addStretch(1)

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
            frame.submitted.connect(self.submit)
        self._rows.addWidget(frame)
        self.fields[question.key] = (question, frame)

    def _value(self, question: "QuestionView", field: "FieldFrame | list[CheckBox]") -> Any:
        if isinstance(field, list):
            return [option for option, box in zip(question.options, field, strict=True) if box.isChecked()]
        if isinstance(field, Field):
            return field.text()
        return field.editor.current if isinstance(field.editor, Select) else ""

    def submit(self) -> None:
        """Write what is new; what can't be taken is said at its field."""
        now = {key: self._value(*field) for key, field in self.fields.items()}
        changed = {key: value or None for key, value in now.items() if value != self._before[key]}
        self.problem.hide()
        for _, field in self.fields.values():
            if isinstance(field, FieldFrame):
                field.set_error("")
        if not changed or not self.keep.isEnabled():
            return
        self.keep.set_busy(self._words("common.working"))
        self._context.tasks.run(
            self._context.desk.questions.answer, self._id, changed, done=self._done, failed=self._failed,
            ended=lambda: self.keep.set_busy(""), owner=self,
        )  # fmt: skip

    def _done(self, view: "AnswersView") -> None:
        self.show_answers(view)
        self._context.toast(self._words("registrations.edited"))

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        _, field = self.fields.get(str(error.details.get("field")), (None, None))
        if isinstance(field, FieldFrame):
            field.set_error(sentence)
            field.editor.setFocus()
            return
        self.problem.setText(sentence)
        self.problem.show()
