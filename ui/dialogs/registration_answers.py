"""What a registration answered to the event's own questions, to fill in where it is shown."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.answer_fields import AnswerFields
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind

if TYPE_CHECKING:
    from eventdesk.services.questions import AnswersView


class AnswersPart(QWidget):
    """A field for each question, written together."""

    def __init__(self, context: PageContext, registration: str) -> None:
        super().__init__()
        self._context, self._words, self._id = context, context.words, registration
        self._before: dict[str, Any] = {}
        self.asked = AnswerFields(context)
        self.asked.submitted.connect(self.submit)
        rows = vbox(2, 2, 12, 2)
        fill(rows, self.asked, None)
        inside = QWidget()
        inside.setLayout(rows)
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
        self.asked.show_questions(view.questions, view.answers)
        self._before = self.asked.values()

    def submit(self) -> None:
        """Write what is new; what can't be taken is said at its field."""
        changed = {key: value or None for key, value in self.asked.values().items() if value != self._before[key]}
        self.problem.hide()
        self.asked.clear_errors()
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
        if not self.asked.show_error(str(error.details.get("field")), sentence):
            self.problem.setText(sentence)
            self.problem.show()
