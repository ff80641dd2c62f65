"""Figures with how sure they are: a dot on its interval, bars of a distribution, one line for each slot."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import LEFT, RIGHT, blend, draw_box, draw_text


class IntervalBar(Themed, QWidget):
    """A value between two ends, and where it may really be."""

    def __init__(self, theme: Theme, *, minimum: float, maximum: float) -> None:
        super().__init__()
        self.adopt(theme)
        self._ends = (minimum, maximum)
        self._value: float | None = None
        self._interval: tuple[float, float] | None = None
        self.setFixedHeight(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, value: float | None, interval: tuple[float, float] | None, described: str) -> None:
        """Show a value; ``described`` says it in words."""
        self._value, self._interval = value, interval
        self.setAccessibleName(described)
        self.update()

    def _x(self, value: float) -> float:
        low, high = self._ends
        return 8 + (self.width() - 16) * (min(max(value, low), high) - low) / (high - low)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, interval and dot."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, QRectF(5, 5, self.width() - 10, 6), 3, fill=theme.color("sunken"))
        if self._interval is not None:
            left, right = (self._x(end) for end in self._interval)
            soft = blend(theme.color("accent"), theme.color("surface"), 0.4)
            draw_box(painter, QRectF(left, 2, max(right - left, 2), 12), 4, fill=soft)
        if self._value is not None:
            painter.setBrush(theme.color("accent"))
            painter.setPen(QPen(theme.color("surface"), 2))
            painter.drawEllipse(QPointF(self._x(self._value), 8), 7, 7)


class Distribution(Themed, QWidget):
    """How many gave which answer: ``rows`` of (words, count, token of the bar)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._rows: tuple[tuple[str, int, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, rows: Sequence[tuple[str, int, str]], name: str) -> None:
        """Show these."""
        self._rows = tuple(rows)
        self.setAccessibleName(name + " " + " ".join(f"{words} {count}" for words, count, _ in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each."""
        return QSize(220, self.theme.px(24) * max(len(self._rows), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, bars and counts."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, small = theme.px(24), theme.font(Type.COMPACT)
        words_end = theme.px(96)
        most = max((count for _, count, _ in self._rows), default=0)
        room = self.width() - words_end - theme.px(36)
        for place, (words, count, token) in enumerate(self._rows):
            y = place * line
            draw_text(painter, QRectF(0, y, words_end - 8, line), words, small, theme.color("text2"))
            draw_box(painter, QRectF(words_end, y + line / 2 - 6, room, 12), 4, fill=theme.color("sunken"))
            if count:
                draw_box(painter, QRectF(words_end, y + line / 2 - 6, max(room * count / most, 6), 12), 4, fill=theme.color(token))
            bold = theme.font(Type.COMPACT, bold=True)
            draw_text(painter, QRectF(self.width() - theme.px(32), y, theme.px(32), line), str(count), bold, theme.color("text"), RIGHT)


@dataclass(frozen=True)
class DotRow:
    """A slot: shares of 1; ``value`` None where too few answered to show it. ``said`` stands at the end."""

    name: str
    count: str
    value: float | None
    low: float
    high: float
    said: str


class DotRows(Themed, QWidget):
    """Slots on one scale from 0 to 100 %, each with its interval; what may not be shown is said in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._rows: tuple[DotRow, ...] = ()
        self._goal: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, rows: Sequence[DotRow], *, goal: float | None = None) -> None:
        """Show these; ``goal`` is a dashed line."""
        self._rows, self._goal = tuple(rows), goal
        self.setAccessibleName(" ".join(f"{row.name} {row.count} {row.said}" for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each, and the scale."""
        return QSize(520, self.theme.px(40) * len(self._rows) + self.theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scale and the rows."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, left = theme.px(40), theme.px(190)
        right = self.width() - theme.px(176)
        bottom = line * len(self._rows)
        for quarter in range(5):
            x = left + (right - left) * quarter / 4
            painter.setPen(theme.color("chart-grid"))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            place = QRectF(x - 30, bottom, 60, theme.px(26))
            draw_text(painter, place, f"{25 * quarter}%", theme.font(Type.CAPTION), theme.color("muted"), Qt.AlignmentFlag.AlignCenter)
        if self._goal is not None:
            painter.setPen(QPen(theme.color("text2"), 1.5, Qt.PenStyle.DashLine))
            x = left + (right - left) * self._goal
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
        for place_of, row in enumerate(self._rows):
            self._paint(painter, row, place_of * line, line, (left, right))

    def _paint(self, painter: QPainter, row: DotRow, y: float, line: float, ends: tuple[float, float]) -> None:
        theme, (left, right) = self.theme, ends
        middle = y + line / 2
        draw_text(painter, QRectF(0, y, left - theme.px(62), line), row.name, theme.font(Type.COMPACT, bold=True), theme.color("text"))
        place = QRectF(left - theme.px(58), y, theme.px(50), line)
        draw_text(painter, place, row.count, theme.font(Type.COMPACT), theme.color("muted"), LEFT)
        said = QRectF(right + 14, y, self.width() - right - 14, line)
        draw_text(painter, said, row.said, theme.font(Type.COMPACT), theme.color("text2" if row.value is not None else "muted"))
        if row.value is None:
            return
        soft = blend(theme.color("accent"), theme.color("surface"), 0.55)
        painter.setPen(QPen(soft, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        start, end, dot = (left + (right - left) * share for share in (row.low, row.high, row.value))
        painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(dot, middle), 8, 8)
