"""Editors of the inspector: a time of day, a leader with the avatar, notes, the box of a conflict."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCompleter, QPlainTextEdit, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, clear, fill, vbox
from ui.widgets.fields import LineEdit
from ui.widgets.paint import Tone, draw_avatar, draw_box, draw_kbd, draw_text, kbd_width


class ClockEdit(LineEdit):
    """A time of day with a small clock at its end. Up and down go by five minutes: ``nudged`` carries -5 or 5."""

    nudged = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setTextMargins(0, 0, 22, 0)

    def restyle(self) -> None:
        """Keep room for the clock."""
        super().restyle()
        self.setTextMargins(0, 0, 22, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up is later."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.isReadOnly():
            self.nudged.emit(5 if event.key() == Qt.Key.Key_Up else -5)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the clock behind the text."""
        super().paintEvent(event)
        self.theme.paint_icon(QPainter(self), "clock", self.width() - 28, round(self.height() / 2 - 8), 16, "text2")


class PlacesEdit(LineEdit):
    """A number of places; what they count is said after it."""

    def set_unit(self, unit: str) -> None:
        """Say another unit."""
        if unit != self._suffix:
            self._suffix = unit
            self.restyle()


class LeaderEdit(LineEdit):
    """A name with its avatar before it; completes the names that are known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.textChanged.connect(self._make_room)

    def know(self, names: Sequence[str]) -> None:
        """Complete these."""
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def restyle(self) -> None:
        """Keep room for the avatar."""
        super().restyle()
        self._make_room()

    def _make_room(self) -> None:
        self.setTextMargins(32 if self.text().strip() else 0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the avatar before the name."""
        super().paintEvent(event)
        name = self.text().strip()
        if name:
            place = QRectF(11, round(self.height() / 2 - 12), 24, 24)
            draw_avatar(QPainter(self), self.theme, place, name, child=False)


class NotesEdit(QPlainTextEdit):
    """A few lines; ``committed`` carries them when the focus leaves, if they are others than before."""

    committed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._before = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(72))

    def set_text(self, text: str) -> None:
        """Put a text in, unless somebody is typing."""
        if not (self.hasFocus() and text == self._before):
            self._before = text
            self.setPlainText(text)

    def commit(self) -> None:
        """Tell of what was typed."""
        text = self.toPlainText().strip()
        if text != self._before:
            self._before = text
            self.committed.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Typing is over."""
        super().focusOutEvent(event)
        self.commit()


class RemedyButton(Themed, QAbstractButton):
    """One way out of a conflict: its icon, its words, its key."""

    ring_radius = 8.0

    def __init__(self, theme: Theme, icon: str, text: str, key: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._key = icon, key
        self.setText(text)
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(180, self.theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, theme, color = QPainter(self), self.theme, self.theme.color
        rect = QRectF(self.rect())
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        draw_box(painter, rect, 8, fill=color(ground), border=color("border"))
        middle = rect.center().y()
        theme.paint_icon(painter, self._icon, 10, round(middle - 8), 16, "text")
        cap = kbd_width(theme, self._key)
        words = QRectF(34, 0, rect.width() - cap - 52, rect.height())
        draw_text(painter, words, self.text(), theme.font(Type.COMPACT), color("text"))
        draw_kbd(painter, theme, rect.width() - cap - 10, middle, self._key)


class ConflictBox(Themed, QWidget):
    """What is wrong with a slot, and up to three ways out. ``chosen`` carries the number of one, from 1."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._tone = Tone.REFUSE
        self.fact = Label(theme, "", Type.BODY, bold=True, wrap=True)
        self.hint = Label(theme, "", Type.COMPACT, wrap=True)
        self._more = Label(theme, "", Type.COMPACT, wrap=True)
        self._ways = vbox(spacing=6)
        head = vbox(26, 0, 0, 0)
        head.addWidget(self.fact)
        column = vbox(12, 12, 12, 12, spacing=4)
        fill(column, head, self._more, self.hint, 2, self._ways)
        self.setLayout(column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def buttons(self) -> list[RemedyButton]:
        """The ways out."""
        found = [self._ways.itemAt(number) for number in range(self._ways.count())]
        widgets = [item.widget() for item in found if item is not None]
        return [widget for widget in widgets if isinstance(widget, RemedyButton)]

    def set(self, fact: str, more: str, hint: str, ways: Sequence[tuple[str, str]], tone: Tone) -> None:
        """Say what is wrong; without a fact the box is hidden."""
        self.setVisible(bool(fact))
        self._tone = tone
        self.fact.setText(fact)
        self.fact.set_look(color=tone.ink)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.setAccessibleName(fact)
        clear(self._ways)
        for number, (icon, text) in enumerate(ways, start=1):
            button = RemedyButton(self.theme, icon, text, str(number))
            button.clicked.connect(partial(self.chosen.emit, number))
            self._ways.addWidget(button)
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Lay out at once when it grows."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icon."""
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 10, fill=self.theme.color(self._tone.fill or "surface"))
        icon = "octagon" if self._tone is Tone.REFUSE else "warn"
        top = self.fact.y() + self.theme.px(20) / 2 - 8
        self.theme.paint_icon(painter, icon, 13, round(top), 18, self._tone.ink)
