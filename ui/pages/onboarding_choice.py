"""One of the ways to begin: an icon, a title, a line, what it brings, and its key."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox, vbox
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone, draw_box, draw_kbd, kbd_width


class Choice(Themed, QAbstractButton):
    """Checkable; its owner groups them. The words are its name for screen readers."""

    ring_radius = 14.0

    def __init__(
        self, theme: Theme, icon: str, title: str, line: str, points: tuple[str, ...], *, key: str, mark: str = ""
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon, self._key = icon, key
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join((line, *points)))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        heading = hbox(spacing=8)
        fill(heading, Label(theme, title, Type.TITLE, bold=True))
        if mark:
            fill(heading, Chip(theme, mark, Tone.ACCENT))
        heading.addStretch(1)
        column = vbox(100, 15, 72, 15, spacing=1)
        fill(column, heading, Label(theme, line, color="text2", wrap=True), 4)
        for point in points:
            column.addWidget(_Point(theme, point))
        self.setLayout(column)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As its words need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, icon and key."""
        painter = QPainter(self)
        theme, color = self.theme, self.theme.color
        on = self.isChecked()
        fill_token = "hover" if self.underMouse() and not on else "surface"
        edge, width = ("accent", 3.0) if on else ("border-strong", 1.0)
        draw_box(painter, QRectF(self.rect()), 16, fill=color(fill_token), border=color(edge), width=width)
        tile = QRectF(25, 18, 56, 56)
        draw_box(painter, tile, 12, fill=color("accent-soft"))
        theme.paint_icon(painter, self._icon, tile.center().x() - 14, tile.center().y() - 14, 28, "accent-text")
        cap = kbd_width(theme, self._key, 28)
        draw_kbd(painter, theme, self.width() - 24 - cap, 32, self._key, height=28)


class _Point(Themed, QWidget):
    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.adopt(theme)
        row = hbox(24, 1, 0, 1)
        row.addWidget(Label(theme, text, wrap=True))
        self.setLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.theme.paint_icon(QPainter(self), "check", 0, 3, 16, "admit-text")
