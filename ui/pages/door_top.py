"""The bar above the door: leave, what is on, which door this is, sound, language, time."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Rule, Themed, fill, hbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.chips import SyncChip
from ui.widgets.paint import CENTER, Tone, draw_box, draw_text, text_width


class DoorBar(Themed, QWidget):
    """56 px high, 48 compact. The station stands in the middle of the window."""

    leave_wanted = Signal()
    event_wanted = Signal()
    station_wanted = Signal()
    local_wanted = Signal()
    mute_wanted = Signal()
    language_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self.words = words
        leave = Button(theme, words("door.leave"), kind=Kind.QUIET, size=Size.DOOR, icon="left")
        self.title = _Title(theme, words("door.change_event"))
        self.when = Elided(theme, "", Type.COMPACT, color="text2")
        self.when.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.station = StationPill(theme, words("door.change_station"))
        self.local = SyncChip(theme)
        self.local.set(words("door.local"), Tone.NEUTRAL, offline=True)
        self.local.setToolTip(words("door.local_tip"))
        self.mute = icon_button(theme, "sound", words("door.mute"), size=Size.DOOR)
        self.language = Button(
            theme, words("door.language"), kind=Kind.QUIET, size=Size.DOOR, tip=words("door.language_tip")
        )
        self.clock = Label(theme, "", Type.TITLE, bold=True)
        self._left = hbox(spacing=12)
        rule = Rule(theme, vertical=True)
        rule.setFixedHeight(24)
        fill(self._left, leave, rule, self.title)
        self._left.addWidget(self.when, 1)
        self._left.addStretch(0)
        right = hbox(spacing=4)
        fill(right, None, self.local, 8, self.mute, self.language, 8, self.clock)
        row = hbox(12, 0, 20, 0, spacing=16)
        row.addLayout(self._left, 1)
        row.addWidget(self.station)
        row.addLayout(right, 1)
        self.setLayout(row)
        self.set_compact(False)
        for button, signal in (
            (leave, self.leave_wanted), (self.title, self.event_wanted), (self.station, self.station_wanted),
            (self.local, self.local_wanted), (self.mute, self.mute_wanted), (self.language, self.language_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)

    def set_event(self, title: str, when: str) -> None:
        """What is on, and when."""
        self.title.set_text(title)
        self.when.setText(when)

    def set_muted(self, muted: bool) -> None:
        """Show that tones are off: crossed out, and said."""
        words = self.words
        self.mute.set_tip(words("door.unmute") if muted else words("door.mute"))
        self.mute.set_icon("sound-off" if muted else "sound")
        self.mute.set_text(words("door.muted") if muted else "")
        self.mute.setMinimumWidth(0)
        self.mute.setMaximumWidth(16777215 if muted else self.theme.px(44))

    def set_compact(self, compact: bool) -> None:
        """48 px instead of 56."""
        self.setFixedHeight(self.theme.px(48 if compact else 56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With little room the time of the event gives way first."""
        wide = self.width() >= 1160
        self.when.setVisible(wide)
        self._left.setStretch(self._left.count() - 1, 0 if wide else 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("border"))


class _Title(Themed, QAbstractButton):
    """The event's title; a click chooses another. Gives way at its end."""

    ring_radius = 8.0

    def __init__(self, theme: Theme, tip: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._tip = tip
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_text(self, text: str) -> None:
        """Another event."""
        self.setText(text)
        self.setToolTip(f"{text}\n{self._tip}")
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._tip)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the title."""
        return QSize(round(text_width(self.theme.font(Type.DOOR, bold=True), self.text())) + 6, self.theme.px(44))

    def minimumSizeHint(self) -> QSize:
        """May be elided."""
        return QSize(60, self.theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title."""
        ink = "accent-text" if self.underMouse() else "text"
        font = self.theme.font(Type.DOOR, bold=True)
        draw_text(QPainter(self), QRectF(self.rect()), self.text(), font, self.theme.color(ink))


class StationPill(Themed, QAbstractButton):
    """Which door this computer stands at; a click changes it."""

    ring_radius = 10.0

    def __init__(self, theme: Theme, tip: str) -> None:
        super().__init__()
        self.adopt(theme)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Another door."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Icon and name, the name at most a third of a window wide."""
        width = min(text_width(self.theme.font(Type.DOOR, bold=True), self.text()), 300)
        return QSize(round(width) + 58, self.theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it dark on light, light on dark."""
        painter, theme = QPainter(self), self.theme
        box = QRectF(0, (self.height() - theme.px(36)) / 2, self.width(), theme.px(36))
        draw_box(painter, box, 10, fill=theme.color("text"))
        theme.paint_icon(painter, "door", 15, round(self.height() / 2 - 10), 20, "surface")
        name = QRectF(42, 0, self.width() - 56, self.height())
        draw_text(painter, name, self.text(), theme.font(Type.DOOR, bold=True), theme.color("surface"), CENTER)
