"""The cards of the panel beside a roster: what was filled, a gap with its reasons, a way out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.models.roster_words import GapWords, RemedyWords
from ui.theme import Theme, Type
from ui.widgets.avatar import Avatar
from ui.widgets.base import Card, Elided, Label, Themed, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.meters import draw_bar
from ui.widgets.paint import Tone, draw_box, text_width

if TYPE_CHECKING:
    from resources.words import Words


_NAME, _CARD = 96, 304  # of a name beside its reason; of a card


class _Bar(Themed, QWidget):
    """A bar that is better the fuller it is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._value = self._most = 0
        self.setFixedHeight(8)

    def set(self, value: int, most: int, described: str) -> None:
        self._value, self._most = value, most
        self.setAccessibleName(described)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_bar(QPainter(self), self.theme, QRectF(self.rect()), self._value, self._most, limit=False)


class Filled(Themed, QWidget):
    """How many places are filled, as a number, a bar and a sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._number = Label(theme, "", Type.PAGE, bold=True)
        self._of = Label(theme, "", Type.DOOR, color="text2")
        self._caption = Label(theme, "", Type.COMPACT, color="text2")
        self._bar = _Bar(theme)
        self.line = Label(theme, "", Type.CAPTION, color="text2", wrap=True)
        number = hbox(spacing=5)
        fill(number, self._number, self._of, None)
        number.setAlignment(self._of, Qt.AlignmentFlag.AlignBottom)
        left, right = vbox(spacing=0), vbox(0, 10, 0, 0, spacing=6)
        fill(left, number, self._caption, None)
        fill(right, self._bar, self.line, None)
        row = hbox(spacing=12)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.setLayout(row)

    def set(self, filled: int, places: int, caption: str, line: str) -> None:
        """Change everything it says."""
        self._number.setText(str(filled))
        self._of.setText(f"/ {places}")
        self._caption.setText(caption)
        self._bar.setVisible(places > 0)
        self._bar.set(filled, places, f"{filled} / {places} {caption}")
        self.line.setText(line)


class GapCard(Card):
    """A shift that lacks people, and why."""

    def __init__(self, theme: Theme, words: GapWords) -> None:
        super().__init__(theme, padding=(14, 12, 14, 12), spacing=4, fill="warn-soft", border="warn-soft")
        head = hbox(26, 0, 0, 0)
        self._title = Label(theme, words.title, bold=True, color="warn-text", wrap=True)
        head.addWidget(self._title)
        fill(self.body, head, Label(theme, words.intro, Type.COMPACT, wrap=True))
        people = QGridLayout()
        people.setContentsMargins(8, 0, 0, 0)
        people.setHorizontalSpacing(12)
        people.setVerticalSpacing(4)
        people.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, why) in enumerate(words.named):
            people.addWidget(Label(theme, f"\u00b7 {_cut(theme, name)}", Type.COMPACT), row, 0, top)
            people.addWidget(Label(theme, why, Type.COMPACT, wrap=True), row, 1, top)
        self.body.addLayout(people)
        if words.rest:
            self.body.addWidget(Label(theme, words.rest, Type.CAPTION, color="warn-text", wrap=True))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card and icon."""
        super().paintEvent(event)
        self.theme.paint_icon(QPainter(self), "warn", 14, self._title.geometry().top() + 1, 18, "warn-text")


def _cut(theme: Theme, name: str) -> str:
    """A name that leaves room for why."""
    metrics = QFontMetricsF(theme.font(Type.COMPACT))
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, theme.px(_NAME))


class GapRow(Themed, QWidget):
    """Another gap, in one line; choosing it shows why. ``wanted`` carries the shift."""

    wanted = Signal(str)
    ring_radius = 8.0

    def __init__(self, theme: Theme, shift: str, title: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._shift = shift
        row = hbox(36, 0, 10, 0, spacing=8)
        row.addWidget(Elided(theme, title, Type.COMPACT, color="warn-text"), 1)
        self.setLayout(row)
        self.setFixedHeight(theme.px(34))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icons."""
        painter = QPainter(self)
        fill = self.theme.color("warn-soft")
        draw_box(painter, QRectF(self.rect()), 8, fill=fill.darker(104) if self.underMouse() else fill)
        self.theme.paint_icon(painter, "warn", 12, round(self.height() / 2 - 8), 16, "warn-text")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if self.rect().contains(event.position().toPoint()):
            self.wanted.emit(self._shift)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit(self._shift)
        else:
            super().keyPressEvent(event)


class RemedyCard(Card):
    """A way to fill a place; ``wanted`` is told when it is to be tried."""

    wanted = Signal()

    def __init__(self, theme: Theme, words: "Words", said: RemedyWords, number: int) -> None:
        super().__init__(theme, padding=(13, 11, 13, 11), spacing=3)
        self._best = number == 1
        kind = Kind.PRIMARY if self._best else Kind.PLAIN
        self.button = Button(theme, words("volunteers.try"), kind=kind, size=Size.SMALL, key=str(number))
        self.button.setAccessibleName(f"{words('volunteers.try')} {said.title}")
        self.button.clicked.connect(self.wanted)
        chip = Chip(theme, words("volunteers.best"), Tone.ACCENT) if self._best else None
        beside = chip is not None and self._fits(said.title, chip)
        head = hbox(spacing=8)
        head.addWidget(Avatar(theme, said.face, size=28))
        if beside:
            fill(head, Label(theme, said.title, bold=True), chip, None)
        else:
            head.addWidget(Label(theme, said.title, bold=True, wrap=True), 1)
        head.addWidget(self.button)
        foot = hbox(spacing=8)
        foot.addWidget(Label(theme, said.foot, Type.COMPACT, color="text2", wrap=True), 1)
        if chip is not None and not beside:
            foot.addWidget(chip)
        fill(self.body, head, 3, Label(theme, said.text, Type.COMPACT, wrap=True), foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _fits(self, title: str, chip: Chip) -> bool:
        """Whether the chip has room beside the title."""
        wide = text_width(self.theme.font(Type.BODY, bold=True), title) + chip.sizeHint().width() + self.button.sizeHint().width()
        return wide <= self.theme.px(_CARD) - 78

    def paintEvent(self, event: QPaintEvent) -> None:
        """The best has a stronger edge."""
        super().paintEvent(event)
        if self._best:
            draw_box(QPainter(self), QRectF(self.rect()), 12, border=self.theme.color("accent"), width=2)
