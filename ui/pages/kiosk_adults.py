"""The adults' page of the screen at the exit: points, how likely they recommend us, and words; each is kept when it is pressed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QSizePolicy, QWidget

from resources.words import Words
from ui.pages.kiosk_art import font_of
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.paint import CENTER, draw_box, draw_text

if TYPE_CHECKING:
    from eventdesk.domain.feedback import SurveyQuestion


class PointButton(Themed, QAbstractButton):
    """One number of a scale."""

    ring_radius = 12.0

    def __init__(self, theme: Theme, value: int) -> None:
        super().__init__()
        self.adopt(theme)
        self.value = value
        self.setText(str(value))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Large enough for a thumb."""
        return QSize(56, self.theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and number."""
        painter, theme, on = QPainter(self), self.theme, self.isChecked() or self.isDown()
        fill, border = ("accent", "accent") if on else ("surface", "border-strong")
        draw_box(painter, QRectF(self.rect()), 10, fill=theme.color(fill), border=theme.color(border))
        ink = theme.color("on-accent" if on else "text")
        draw_text(painter, QRectF(self.rect()), self.text(), font_of(theme, theme.px(20), bold=True), ink, CENTER)


class Points(QWidget):
    """A scale to press, with what its ends mean; ``chosen(value)``."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, question: "SurveyQuestion", words: Words) -> None:
        super().__init__()
        low, high = question.ends
        name = question.kind.value
        self.buttons = tuple(PointButton(theme, value) for value in range(low, high + 1))
        row = hbox(spacing=8)
        for button in self.buttons:
            button.setAccessibleName(f"{question.text(words.language)} {button.value}")
            button.clicked.connect(lambda _=False, value=button.value: self._choose(value))
            row.addWidget(button)
        ends = hbox(spacing=8)
        ends.addWidget(Label(theme, words(f"kiosk.{name}_low"), Type.COMPACT, color="muted"))
        ends.addStretch(1)
        ends.addWidget(Label(theme, words(f"kiosk.{name}_high"), Type.COMPACT, color="muted"))
        column = vbox(spacing=4)
        column.addLayout(row)
        column.addLayout(ends)
        self.setLayout(column)

    def _choose(self, value: int) -> None:
        for button in self.buttons:
            button.setChecked(button.value == value)
        self.chosen.emit(value)


class AdultsPage(QWidget):
    """``answered(key, value)`` at every press, and for words when they are done; ``done`` then; ``moved`` while somebody writes."""

    answered = Signal(str, object)
    moved = Signal()
    done = Signal()

    def __init__(self, theme: Theme, words: Words, questions: "tuple[SurveyQuestion, ...]", parent: QWidget) -> None:
        super().__init__(parent)
        self._given: set[str] = set()
        self._required = tuple(question.key for question in questions if question.required)
        self._words = words
        self.points: dict[str, Points] = {}
        self.texts: dict[str, QPlainTextEdit] = {}
        card = Card(theme, padding=(36, 18, 36, 18), spacing=7, radius=28)
        card.setFixedWidth(theme.px(860))
        card.body.addWidget(Label(theme, words("kiosk.adults"), Type.PAGE, bold=True))
        card.body.addWidget(Label(theme, words("kiosk.adults_lead"), Type.DOOR, color="text2"))
        for question in questions:
            self._add(theme, card, question)
        foot = hbox(spacing=12)
        self.lacks = Label(theme, "", Type.DOOR, color="refuse-text")
        self.ready = Button(theme, words("kiosk.done"), kind=Kind.PRIMARY, size=Size.MAIN)
        self.ready.setMinimumWidth(theme.px(200))
        self.ready.clicked.connect(self._ready)
        foot.addWidget(self.lacks, 1)
        foot.addWidget(self.ready)
        card.body.addSpacing(4)
        card.body.addLayout(foot)
        column = vbox(24, 12, 24, 0)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setLayout(column)

    def _add(self, theme: Theme, card: Card, question: "SurveyQuestion") -> None:
        card.body.addSpacing(4)
        card.body.addWidget(Label(theme, question.text(self._words.language), Type.SUBTITLE, bold=True, wrap=True))
        if question.kind.value == "text":
            edit = QPlainTextEdit()
            edit.setPlaceholderText(self._words("kiosk.text_placeholder"))
            edit.setAccessibleName(question.text(self._words.language))
            edit.setTabChangesFocus(True)
            edit.setFont(theme.font(Type.SUBTITLE))
            edit.setFixedHeight(theme.px(66))
            edit.textChanged.connect(self.moved)
            self.texts[question.key] = edit
            card.body.addWidget(edit)
            return
        points = Points(theme, question, self._words)
        points.chosen.connect(lambda value, key=question.key: self._take(key, value))
        self.points[question.key] = points
        card.body.addWidget(points)

    def _take(self, key: str, value: int) -> None:
        self._given.add(key)
        self.lacks.setText("")
        self.answered.emit(key, value)

    def _ready(self) -> None:
        """Say what was written, and that it is done; what must be answered first is said beside the button."""
        written = {key: edit.toPlainText().strip() for key, edit in self.texts.items()}
        if any(key not in self._given and not written.get(key) for key in self._required):
            self.lacks.setText(self._words("kiosk.missing"))
            return
        for key, text in written.items():
            if text:
                self.answered.emit(key, text[:LONGEST])
        self.done.emit()


LONGEST = 4_000
"""Characters that an answer keeps."""
