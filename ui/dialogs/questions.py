"""An event's own questions: the list, and a line to add or change one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from eventdesk.domain.question import QuestionKind
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Kind, Size, icon_button
from ui.widgets.choice import Select
from ui.widgets.dialog import Dialog
from ui.widgets.fields import Field, FieldFrame
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.questions import QuestionsView, QuestionView, RemovedQuestion

_ROWS = 5


class Questions(Dialog):
    """Every change is written at once; taking a question away can be undone."""

    def __init__(self, context: PageContext, event: str, *, parent: QWidget) -> None:
        words = context.words
        super().__init__(context.theme, words("questions.title"), parent=parent, width=640)
        self.setObjectName("questions")
        self._context, self._words, self._event = context, words, event
        self._editing: QuestionView | None = None
        self.rows: tuple[QuestionView, ...] = ()
        self._may = context.desk.actor.may(Right.EVENTS)
        self._list = vbox(0, 0, 12, 0, spacing=6)
        inside = QWidget()
        inside.setLayout(self._list)
        self._area = scrolled(inside)
        self._area.setMinimumHeight(self.theme.px(52 * _ROWS))
        self.note = Label(self.theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.note.hide()
        hint = Label(self.theme, words("questions.hint"), Type.COMPACT, color="text2", wrap=True)
        self.form = self._make_form()
        self._removed_last: RemovedQuestion | None = None
        self.said = Label(self.theme, "", Type.COMPACT, color="text2")
        self.back = Button(self.theme, words("common.undo"), size=Size.SMALL, icon="undo")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._put_back)
        undo = hbox(spacing=10)
        fill(undo, self.said, self.back, None)
        fill(self.content, hint, self._area, self.form, self.note, undo)
        self.said.hide()
        self.back.hide()
        self.form.hide()
        self.add = self.add_button(words("questions.add"), icon="plus")
        self.add.set_reason("" if self._may else words("questions.right"))
        self.add.clicked.connect(lambda: self._open(None))
        close = self.add_button(words("common.close"), key="Esc")
        close.clicked.connect(self.reject)
        close.setDefault(True)
        self._run(self._context.desk.questions.list, event)

    # -- the form

    def _make_form(self) -> Card:
        words, theme = self._words, self.theme
        card = Card(theme, padding=14, spacing=10, fill="sunken")
        self.text = Field(theme, words("questions.text"))
        self.kind = Select(theme, [(kind.value, words(f"questions.kind_{kind.value}")) for kind in QuestionKind])
        self.kind.chosen.connect(lambda _: self._show_options())
        self.options = QPlainTextEdit()
        self.options.setFixedHeight(theme.px(86))
        self.options.setTabChangesFocus(True)
        self._options = FieldFrame(theme, words("questions.options"), self.options)
        self.required = CheckBox(theme, words("questions.required"))
        self.keep = Button(theme, words("questions.save"), kind=Kind.PRIMARY, icon="check")
        self.keep.clicked.connect(self.submit)
        self.text.submitted.connect(self.submit)
        drop = Button(theme, words("common.cancel"))
        for button in (self.keep, drop):
            button.setAutoDefault(False)
        drop.clicked.connect(self._leave)
        top, foot = hbox(spacing=12), hbox(spacing=8)
        top.addWidget(self.text, 3, Qt.AlignmentFlag.AlignTop)
        top.addWidget(FieldFrame(theme, words("questions.kind"), self.kind), 1, Qt.AlignmentFlag.AlignTop)
        fill(foot, self.required, None, drop, self.keep)
        fill(card.body, top, self._options, foot)
        return card

    def _show_options(self) -> None:
        self._options.setVisible(QuestionKind(self.kind.current).has_options)

    def _open(self, question: "QuestionView | None") -> None:
        """Write a new question, or change one; its kind stays."""
        self._editing = question
        self.note.hide()
        self.text.set_text(question.text if question is not None else "")
        self.text.set_error("")
        self.kind.set_current(question.kind.value if question is not None else QuestionKind.TEXT.value)
        self.kind.setEnabled(question is None)
        self.options.setPlainText("\n".join(question.options) if question is not None else "")
        self.required.setChecked(question is not None and question.required)
        self._show_options()
        self.add.hide()
        self._area.setMinimumHeight(self.theme.px(52 * 2))
        self.form.show()
        self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.form.hide()
        self.add.show()
        self._area.setMinimumHeight(self.theme.px(52 * _ROWS))
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Write what the form says."""
        if not self.form.isVisible():
            return
        verbs, text = self._context.desk.questions, self.text.text()
        options, required = self.options.toPlainText().splitlines(), self.required.isChecked()
        if self._editing is None:
            kind = QuestionKind(self.kind.current)
            self._run(verbs.add, self._event, text=text, kind=kind, options=options, required=required, leave=True)
            return
        choices = options if self._editing.kind.has_options else None
        self._run(verbs.change, self._editing.id, text=text, options=choices, required=required, leave=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a line of the form and must not close the dialog; Esc leaves the form first."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not isinstance(self.focusWidget(), Button):
            event.accept()
        elif key == Qt.Key.Key_Escape and self.form.isVisible():
            self._leave()
        else:
            super().keyPressEvent(event)

    # -- the list

    def _run(self, verb: Callable[..., Any], *args: Any, leave: bool = False, **named: Any) -> None:
        self.keep.set_busy(self._words("common.working") if leave else "")
        self._context.tasks.run(
            verb, *args, **named, done=partial(self._show, leave), failed=self._failed, ended=lambda: self.keep.set_busy(""),
            owner=self,
        )  # fmt: skip

    def _show(self, leave: bool, view: "QuestionsView") -> None:
        self.rows = view.questions
        if leave:
            self._leave()
        clear(self._list)
        words = self._words
        if not self.rows:
            self._list.addWidget(EmptyState(self.theme, "question", words("questions.none"), words("questions.none_hint")))
        for place, row in enumerate(self.rows):
            self._list.addWidget(self._row(place, row))
        self._list.addStretch(1)

    def _row(self, place: int, row: "QuestionView") -> Card:
        theme, words = self.theme, self._words
        card = Card(theme, padding=(12, 6, 6, 6), radius=8)
        line, both = hbox(spacing=4), vbox(spacing=0)
        parts = [words(f"questions.kind_{row.kind.value}"), *([" / ".join(row.options)] if row.options else [])]
        if row.required:
            parts.append(words("questions.required"))
        parts.append(words("questions.answered", n=row.answered))
        sub = words("common.list_comma").join(parts)
        fill(both, Elided(theme, row.text, Type.BODY, bold=True), Elided(theme, sub, Type.CAPTION, color="muted"))
        line.addLayout(both, 1)
        verbs = (
            ("up", "up", bool(place), lambda: self._run(self._context.desk.questions.move, row.id, to=place - 1)),
            ("down", "down", place < len(self.rows) - 1,
             lambda: self._run(self._context.desk.questions.move, row.id, to=place + 1)),
            ("pencil", "edit", True, lambda: self._open(row)),
            ("trash", "remove", True, lambda: self._remove(row)),
        )  # fmt: skip
        for icon, key, can, verb in verbs:
            button = icon_button(theme, icon, words(f"questions.{key}", question=row.text), size=Size.SMALL)
            button.setAutoDefault(False)
            button.setEnabled(can and self._may)
            button.clicked.connect(verb)
            line.addWidget(button)
        card.body.addLayout(line)
        return card

    def _remove(self, row: "QuestionView") -> None:
        self._context.tasks.run(self._context.desk.questions.remove, row.id, done=self._removed, failed=self._failed)

    def _removed(self, removed: "RemovedQuestion") -> None:
        self._removed_last = removed
        self.said.setText(self._words("questions.removed", n=len(removed.answers)))
        self.said.show()
        self.back.show()
        self._run(self._context.desk.questions.list, self._event)

    def _put_back(self) -> None:
        removed, self._removed_last = self._removed_last, None
        self.said.hide()
        self.back.hide()
        if removed is not None:
            self._run(self._context.desk.questions.put_back, removed)

    def _failed(self, error: DeskError) -> None:
        sentence = self._context.wording.error(error).whole
        if error.details.get("field") == "text":
            self.text.set_error(sentence)
            self.text.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.note.setText(sentence)
        self.note.show()
