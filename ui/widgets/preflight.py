"""A row that says whether something is ready: camera, scanner, printer, clock, backup."""

from enum import Enum

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Themed, hbox
from ui.widgets.buttons import Button, Size


class Readiness(Enum):
    """How a thing stands."""

    OK = "ok"
    NOTICE = "notice"
    BROKEN = "broken"
    CHECKING = "checking"
    NEUTRAL = "neutral"  # a fact that is neither good nor bad, such as a computer that works alone


_ICON = {
    Readiness.OK: "okc",
    Readiness.NOTICE: "warn",
    Readiness.BROKEN: "octagon",
    Readiness.CHECKING: "timer",
    Readiness.NEUTRAL: "minus",
}
_INK = {
    Readiness.OK: "admit-text",
    Readiness.NOTICE: "warn-text",
    Readiness.BROKEN: "refuse-text",
    Readiness.CHECKING: "muted",
    Readiness.NEUTRAL: "text2",
}
_GROUND = {Readiness.NOTICE: "warn-soft", Readiness.BROKEN: "refuse-soft"}


class PreflightRow(Themed, QWidget):
    """Icon, name, fact, perhaps a button that fixes it (:attr:`fix`), and the state in words."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._state = icon, Readiness.CHECKING
        self._name = Label(theme, name, bold=True)
        self._name.setMinimumWidth(theme.px(66))
        self._fact = Elided(theme, kind=Type.COMPACT, color="text2")
        self.fix = Button(theme, size=Size.SMALL)
        self.fix.hide()
        self._word = Label(theme, bold=True)
        row = hbox(50, 0, 18, 0, spacing=8)
        row.addWidget(self._name)
        row.addWidget(self._fact, 1)
        row.addWidget(self.fix)
        row.addSpacing(34)
        row.addWidget(self._word)
        self.setLayout(row)
        self.setFixedHeight(theme.px(46))

    def set(self, state: Readiness, fact: str, word: str, *, fix: str = "") -> None:
        """Say how it stands; ``fix`` names the button, none without it."""
        self._state = state
        self._fact.setText(fact)
        self._fact.set_look(color="warn-text" if state is Readiness.NOTICE else "text2")
        self._word.setText(word)
        self._word.set_look(color=_INK[state])
        self.fix.set_text(fix)
        self.fix.setVisible(bool(fix))
        self.setAccessibleName(f"{self._name.text()} {word} {fact}")
        layout = self.layout()
        if layout is not None:
            layout.activate()  # the icon is painted beside the word: where that moves later, half of the old one stays
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icons."""
        painter = QPainter(self)
        if self._state in _GROUND:
            painter.fillRect(QRectF(self.rect()), self.theme.color(_GROUND[self._state]))
        middle = self.height() / 2
        self.theme.paint_icon(painter, self._icon, 18, round(middle - 10), 20, "text2")
        left = self._word.x() - 24
        self.theme.paint_icon(painter, _ICON[self._state], left, round(middle - 9), 18, _INK[self._state])
