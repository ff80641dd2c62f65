"""A question among the others: a line that says what it is, and when it is open the form below it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from eventdesk.domain.feedback import Per, SurveyQuestion
from ui.pages.base import PageContext
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox, vbox
from ui.widgets.buttons import Button, Size, icon_button

if TYPE_CHECKING:
    from ui.models.survey import SurveySession

UP, DOWN, COPY, DROP = "up", "down", "copy", "drop"
_ICONS = {UP: "up", DOWN: "down", COPY: "file", DROP: "trash"}


class QuestionCard(Card):
    """``opened(key)``, and ``acted(key, what)`` for its verbs. A click opens it, and so do Enter and the space bar."""

    opened = Signal(str)
    acted = Signal(str, str)

    def __init__(self, context: PageContext, key: str) -> None:
        super().__init__(context.theme, padding=(14, 8, 8, 8), spacing=10, radius=10)
        self.key, self._words, theme = key, context.words, context.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.number = Label(theme, "", Type.BODY, bold=True, color="accent-text")
        self.number.setFixedWidth(theme.px(24))
        self.text = Elided(theme, "", Type.BODY, bold=True)
        self.line = Elided(theme, "", Type.CAPTION, color="muted")
        both = vbox(spacing=0)
        fill(both, self.text, self.line)
        head = hbox(spacing=2)
        head.addWidget(self.number)
        head.addLayout(both, 1)
        self.verbs: dict[str, Button] = {}
        for what in (UP, DOWN, COPY, DROP):
            button = icon_button(theme, _ICONS[what], context.words(f"survey_page.{what}"), size=Size.SMALL)
            button.clicked.connect(lambda _=False, what=what: self.acted.emit(self.key, what))
            self.verbs[what] = button
            head.addWidget(button)
        self.trouble = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        self.trouble.hide()
        fill(self.body, head, self.trouble)

    def hold(self, form: QWidget) -> None:
        """Show the form below the line."""
        if form.parentWidget() is not self:
            self.body.addWidget(form)
        form.show()

    def show_question(self, session: "SurveySession", place: int, problem: str, *, may: bool) -> None:
        """Show what it is, and what is wrong with it."""
        questions, words = session.sheet.questions, self._words
        question = questions[place]
        self.number.setText(str(place + 1))
        self.text.setText(question.text(words.language) if question.texts else words("survey_page.no_text"))
        self.text.set_look(color="text" if question.texts else "muted")
        self.line.setText(self._said(question, questions))
        self.trouble.setText(words(f"survey_page.problem_{problem}") if problem else "")
        self.trouble.setVisible(bool(problem))
        chosen = session.chosen == question.key
        self.set_look(border="refuse" if problem else "accent" if chosen else "border")
        for what, can in ((UP, place > 0), (DOWN, place < len(questions) - 1), (COPY, True), (DROP, True)):
            self.verbs[what].setEnabled(can and may)
        told = [str(place + 1), self.text.text(), self.line.text(), self.trouble.text()]
        self.setAccessibleName(words("common.list_comma").join(filter(None, told)))

    def _said(self, question: SurveyQuestion, questions: "tuple[SurveyQuestion, ...]") -> str:
        words = self._words
        parts = [words(f"survey_page.kind_{question.kind.value}")]
        parts += [words(f"survey_page.per_{question.per.value}")] if question.per is not Per.EVENT else []
        parts += [words("survey_page.required")] if question.required else []
        if question.show_if is not None:
            on = next((n for n, one in enumerate(questions, start=1) if one.key == question.show_if.question), None)
            parts.append(words("survey_page.depends", n=on) if on is not None else words("survey_page.depends_gone"))
        return words("common.list_comma").join(parts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.opened.emit(self.key)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space open it, Del takes it out."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.hasFocus():
            self.opened.emit(self.key)
        elif event.key() == Qt.Key.Key_Delete and self.hasFocus():
            self.acted.emit(self.key, DROP)
        else:
            super().keyPressEvent(event)
