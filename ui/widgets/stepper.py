"""The line that says which step of a wizard one is at."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import CENTER, draw_box, draw_text, draw_tick_circle, text_width

_CIRCLE, _GAP, _LINE = 24, 8, 48


class Stepper(Themed, QWidget):
    """Steps that are done get a tick, the present one is filled, the others are outlined."""

    def __init__(self, theme: Theme, steps: tuple[str, ...], *, current: int = 0) -> None:
        super().__init__()
        self.adopt(theme)
        self._steps = steps
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(current)

    @property
    def current(self) -> int:
        """The present step, counted from 0."""
        return self._current

    def set_current(self, current: int) -> None:
        """Move to a step, counted from 0."""
        self._current = current
        self.setAccessibleName(f"{current + 1} / {len(self._steps)} {self._steps[current]}")
        self.update()

    def sizeHint(self) -> QSize:
        """Circles, words and lines between."""
        font = self.theme.font(Type.BODY, bold=True)
        words = sum(text_width(font, step) for step in self._steps)
        count = len(self._steps)
        return QSize(round(words) + count * (_CIRCLE + _GAP) + (count - 1) * (_LINE + 24) + 4, self.theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, middle, left = self.theme.color, self.height() / 2, 0.0
        for index, step in enumerate(self._steps):
            now = index == self._current
            circle = QRectF(left, middle - _CIRCLE / 2, _CIRCLE, _CIRCLE)
            self._paint_circle(painter, circle, index)
            left += _CIRCLE + _GAP
            font = self.theme.font(Type.BODY, bold=now)
            width = text_width(font, step)
            ink = color("text" if now else "text2")
            draw_text(painter, QRectF(left, 0, width + 2, self.height()), step, font, ink)
            left += width + 12
            if index < len(self._steps) - 1:
                painter.setPen(QPen(color("border-strong"), 1))
                painter.drawLine(QPointF(left, round(middle) + 0.5), QPointF(left + _LINE, round(middle) + 0.5))
                left += _LINE + 12

    def _paint_circle(self, painter: QPainter, circle: QRectF, index: int) -> None:
        if index < self._current:
            draw_tick_circle(painter, self.theme, circle, "admit", "on-admit", heavy=2.2)
            return
        color = self.theme.color
        now = index == self._current
        ground, edge = (color("accent"), None) if now else (None, color("border-strong"))
        draw_box(painter, circle, _CIRCLE / 2, fill=ground, border=edge)
        font = self.theme.font(Type.COMPACT, bold=now)
        draw_text(painter, circle, str(index + 1), font, color("on-accent" if now else "text2"), CENTER)
