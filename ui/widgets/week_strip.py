"""Seven days with a small bar for each slot, a row for each room; a day is chosen by click or arrow, a bar dragged to another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import LEFT, draw_box, draw_text

_HEAD, _ROW, _LOW_ROW, _FOOT, _SIDE, _MOST = 31, 23, 16, 8, 89, 4
_LEAST_HOURS = 4 * 60


@dataclass(frozen=True)
class WeekBar:
    """One slot: its day, its room (the number of the row), from when to when in minutes of the day, a colour token. ``key`` is
    the slot's; without one the bar stays where it is."""

    day: date
    room: int
    start: int
    end: int
    color: str
    dim: bool = False
    key: str = ""


@dataclass(frozen=True)
class WeekClash:
    """Minutes in which two slots share a room."""

    day: date
    room: int
    start: int
    end: int


class WeekStrip(Themed, QWidget):
    """``chosen`` carries the day that a person chose, ``carried`` the key of a bar that was dragged and the day it was dropped
    on; ``name`` writes the head of a day, ``speak`` says it aloud."""

    chosen = Signal(object)
    carried = Signal(str, object)
    ring_radius = 12.0

    def __init__(self, theme: Theme, *, name: Callable[[date], str], speak: Callable[[date, int, bool], str]) -> None:
        super().__init__()
        self.adopt(theme)
        self._name, self._speak = name, speak
        self._first = date(2000, 1, 3)
        self._day = self._first
        self._rooms: tuple[str, ...] = ()
        self._bars: tuple[WeekBar, ...] = ()
        self._clashes: tuple[WeekClash, ...] = ()
        self._troubled: frozenset[date] = frozenset()
        self._hovered = -1
        self._held: WeekBar | None = None
        self._pressed_at, self._dragging = 0.0, False
        self._low = False
        self.side = _SIDE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def day(self) -> date:
        """The day that is selected."""
        return self._day

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self._first

    def set_week(
        self, day: date, rooms: Sequence[str], bars: Sequence[WeekBar], *, clashes: Sequence[WeekClash] = (),
        troubled: frozenset[date] = frozenset(), side: int = 0,
    ) -> None:  # fmt: skip
        """Show the week (Monday first) of a day. ``troubled`` days get the mark of a conflict; ``side`` is the width of the
        column of rooms.
        """
        self._first, self._day = day - timedelta(days=day.weekday()), day
        self._rooms, self._bars, self._clashes, self._troubled = tuple(rooms), tuple(bars), tuple(clashes), troubled
        self.side = side or self.theme.px(_SIDE)
        self.setAccessibleName(self._speak(day, sum(bar.day == day for bar in bars), day in troubled))
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """Lower rows, where the window is low."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The head and four rows; more rooms share their height."""
        rows = min(max(len(self._rooms), 2), _MOST)
        return QSize(600, self.theme.px(_HEAD + rows * (_LOW_ROW if self._low else _ROW) + _FOOT))

    def column(self, number: int) -> QRectF:
        """Where a day lies."""
        width = (self.width() - self.side) / 7
        left = round(self.side + number * width)
        return QRectF(left, 0, round(self.side + (number + 1) * width) - left, self.height())

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the days and the bars."""
        painter, color = QPainter(self), self.theme.color
        rect = QRectF(self.rect())
        draw_box(painter, rect, 12, fill=color("surface"), border=color("border"))
        for number in range(7):
            column = self.column(number)
            painter.fillRect(QRectF(column.left(), 1, 1, rect.height() - 2), color("border"))
            if number == self._hovered and self._first + timedelta(days=number) != self._day:
                last = number == 6
                painter.fillRect(column.adjusted(1, 1, -2 if last else 0, -1), color("hover"))
        chosen = (self._day - self._first).days
        box = self.column(chosen).adjusted(0, 0, 1 if chosen < 6 else 0, 0)
        draw_box(painter, box, 8, fill=color("accent-soft"), border=color("focus"), width=2)
        self._paint_heads(painter)
        self._paint_rooms(painter)
        self._paint_bars(painter)

    def _paint_heads(self, painter: QPainter) -> None:
        theme, color = self.theme, self.theme.color
        for number in range(7):
            day, column = self._first + timedelta(days=number), self.column(number)
            here = day == self._day
            head = QRectF(column.left() + 8, theme.px(4), column.width() - 14, theme.px(22))
            if day in self._troubled:
                theme.paint_icon(painter, "octagon", head.right() - 15, round(head.center().y() - 8), 16, "refuse-text")
                head.adjust(0, 0, -19, 0)
            ink = color("accent-text" if here else "text2")
            draw_text(painter, head, self._name(day), theme.font(Type.COMPACT, bold=here), ink)

    def _row_height(self) -> float:
        return (self.height() - self.theme.px(_HEAD + _FOOT)) / max(len(self._rooms), 1)

    def _paint_rooms(self, painter: QPainter) -> None:
        tall = self._row_height()
        font = self.theme.font(Type.COMPACT if tall >= self.theme.px(18) else Type.CAPTION)
        if tall < self.theme.px(15):
            return  # too many to be read here; the lanes below have their names
        for number, name in enumerate(self._rooms):
            row = QRectF(14, self.theme.px(_HEAD - 3) + number * tall, self.side - 18, tall)
            draw_text(painter, row, name, font, self.theme.color("text2"), LEFT)

    def _scale(self) -> tuple[int, int]:
        first = min((bar.start for bar in self._bars), default=9 * 60)
        last = max((bar.end for bar in self._bars), default=17 * 60)
        return first, max(last, first + _LEAST_HOURS)

    def _paint_bars(self, painter: QPainter) -> None:
        first, last = self._scale()
        tall = self._row_height()
        thick = max(min(14.0, tall - 4), 3.0)
        for bar in self._bars:
            place = self._place(bar.day, bar.room, bar.start, bar.end, first, last, tall, thick)
            if place is not None:
                ink = self.theme.color(bar.color)
                painter.setOpacity(0.35 if bar.dim else 0.9)
                draw_box(painter, place, min(3.5, thick / 2), fill=ink)
        painter.setOpacity(1.0)
        if self._dragging and self._held is not None and self._hovered >= 0:
            bar, day = self._held, self._first + timedelta(days=self._hovered)
            place = self._place(day, bar.room, bar.start, bar.end, first, last, tall, thick)
            if place is not None:
                ink = self.theme.color(bar.color)
                draw_box(painter, place.adjusted(-1, -1, 1, 1), 4, fill=ink, border=self.theme.color("focus"), width=2)
        for clash in self._clashes:
            place = self._place(clash.day, clash.room, clash.start, clash.end, first, last, tall, thick)
            if place is not None:
                painter.fillRect(place, self.theme.color("refuse"))

    def _place(
        self, day: date, room: int, start: int, end: int, first: int, last: int, tall: float, thick: float
    ) -> QRectF | None:
        number = (day - self._first).days
        if not 0 <= number < 7:
            return None
        column = self.column(number).adjusted(6, 0, -5, 0)
        scale = column.width() / (last - first)
        top = self.theme.px(_HEAD - 3) + room * tall + (tall - thick) / 2
        return QRectF(column.left() + (start - first) * scale, top, max((end - start) * scale - 1, 3), thick)

    # -- choosing

    def _choose(self, day: date) -> None:
        if day != self._day:
            self.chosen.emit(day)

    def bar_at(self, point: QPointF) -> WeekBar | None:
        """The bar under the pointer that may be dragged."""
        first, last = self._scale()
        tall = self._row_height()
        for bar in reversed(self._bars):
            place = self._place(bar.day, bar.room, bar.start, bar.end, first, last, tall, max(min(14.0, tall - 4), 3.0))
            if bar.key and place is not None and place.adjusted(-1, -2, 1, 2).contains(point):
                return bar
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the day; on a bar, it waits for what the pointer does."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._held, self._pressed_at, self._dragging = self.bar_at(event.position()), event.position().x(), False
        if self._held is None:
            self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The day under the pointer is lighter; a bar that is held goes there."""
        x = event.position().x()
        if self._held is not None and abs(x - self._pressed_at) >= QApplication.startDragDistance():
            self._dragging = True
        self._hover(self._number_at(x) if 0 <= x <= self.width() else -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A bar is dropped on the day under the pointer; without a way between it was a click on its day."""
        held, dragging = self._held, self._dragging
        self._let_go()
        if held is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        number = self._number_at(event.position().x()) if self.rect().contains(event.position().toPoint()) else -1
        day = self._first + timedelta(days=number)
        if not dragging:
            self._choose_at(event.position().x())
        elif number >= 0 and day != held.day:
            self.carried.emit(held.key, day)

    def _choose_at(self, x: float) -> None:
        number = self._number_at(x)
        if number >= 0:
            self._choose(self._first + timedelta(days=number))

    def _let_go(self) -> None:
        self._held, self._dragging = None, False
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No day is."""
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _number_at(self, x: float) -> int:
        return min(int((x - self.side) * 7 / max(self.width() - self.side, 1)), 6) if x >= self.side else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from day to day, beyond the week as well; Page up and down by weeks. Esc lets a dragged bar go back."""
        if event.key() == Qt.Key.Key_Escape and self._held is not None:
            self._let_go()
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(self._day + timedelta(days=step))
