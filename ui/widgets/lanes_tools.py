"""The tools below the grid (one step back and forth, what to snap to, zoom), and the corners of its card."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Rule, Themed, fill, hbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.choice import Select
from ui.widgets.paint import draw_box

SNAPS = (30, 15, 10, 5)
RADIUS = 12
"""Of the card's corners."""


class _Mirrored(Button):
    """A button whose icon is drawn from right to left: there is no icon of its own for redo."""

    def __init__(self, theme: Theme, icon: str, tip: str) -> None:
        super().__init__(theme, kind=Kind.QUIET, size=Size.SMALL, tip=tip)
        self._drawn = icon
        self.setFixedWidth(theme.px(Size.SMALL.value))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icon."""
        painter = QPainter(self)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            draw_box(painter, QRectF(self.rect()), 8, fill=self.theme.color("pressed" if self.isDown() else "hover"))
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        ink = "text2" if self.isEnabled() else "disabled"
        self.theme.paint_icon(painter, self._drawn, (self.width() - 16) / 2, round((self.height() - 16) / 2), 16, ink)


class LaneTools(Themed, QWidget):
    """Stands at the end of the tray."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self.undo = icon_button(theme, "undo", words("planner.undo_tip"), size=Size.SMALL)
        self.redo = _Mirrored(theme, "undo", words("planner.redo_tip"))
        options = [(str(minutes), words("planner.snap", n=minutes)) for minutes in SNAPS]
        self.snap = Select(theme, options, current="5", slim=True)
        self.snap.setAccessibleName(words("planner.snap_name"))
        self.snap.setToolTip(words("planner.snap_name"))
        self.out = icon_button(theme, "minus", words("planner.zoom_out"), size=Size.SMALL)
        self.into = icon_button(theme, "plus", words("planner.zoom_in"), size=Size.SMALL)
        row = hbox(8, 1, 8, 0, spacing=2)
        edge = Rule(theme, vertical=True)
        edge.setFixedHeight(theme.px(22))
        fill(row, edge, 6, self.undo, self.redo, 4, self.snap, 2, self.out, self.into)
        self.setLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.set_steps(undo=False, redo=False)

    def set_steps(self, *, undo: bool, redo: bool) -> None:
        """Whether there is a step to take back, and one to take again."""
        self.undo.set_reason("" if undo else self._words("planner.nothing_to_undo"))
        self.redo.set_reason("" if redo else self._words("planner.nothing_to_redo"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line above."""
        QPainter(self).fillRect(0, 0, self.width(), 1, self.theme.color("border"))


class Corners(Themed, QWidget):
    """Rounds the corners of the card above what fills it; a mask keeps it away from everything else."""

    def __init__(self, theme: Theme, card: QWidget) -> None:
        super().__init__(card)
        self.adopt(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def cover(self) -> None:
        """Lie over the card as it is now."""
        card = self.parentWidget()
        assert card is not None
        rect = card.rect()
        self.setGeometry(rect)
        far = (rect.width() - RADIUS, rect.height() - RADIUS)
        corners = QRegion()
        for x in (0, far[0]):
            for y in (0, far[1]):
                corners += QRect(x, y, RADIUS, RADIUS)
        self.setMask(corners)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the window's ground outside the card, and the card's edge."""
        painter, rect = QPainter(self), QRectF(self.rect())
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(rect)
        inside.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(inside), self.theme.color("bg"))
        draw_box(painter, rect, RADIUS, border=self.theme.color("border"))
