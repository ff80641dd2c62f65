"""A month as six weeks of seven days, with its events; they are moved and copied by pointer and by keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.month_paint import Cell, Pill, Places, draw_day, draw_pill, draw_target, places
from ui.widgets.paint import draw_box, draw_text

WEEKS, DAYS = 6, 7
_HEAD = 30
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -DAYS, Qt.Key.Key_Down: DAYS}
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Held:
    """An event that was cut or copied: from which day, and which."""

    day: date
    pill: Pill
    copying: bool


@dataclass
class _Drag:
    day: date
    pill: Pill
    grip: QPointF
    at: QPointF
    begun: bool = False
    copying: bool = False


class MonthGrid(Themed, QWidget):
    """``cells`` are 42 days from a Monday on.

    Arrows go from day to day, Space from event to event, PageUp and PageDown from month to month, Enter opens. Dragging
    moves an event, with Ctrl it copies it; so do Ctrl+X or Ctrl+C, arrows, Ctrl+V. ``moved`` and ``copied`` carry the
    event's key and by how many days; ``day_wanted`` a day that is not in the grid.
    """

    chosen = Signal(object, str)  # the day, and the key of its event or nothing
    opened = Signal(str)
    moved = Signal(str, int)
    copied = Signal(str, int)
    day_wanted = Signal(object)
    held = Signal(object)  # Held, or None

    def __init__(self, theme: Theme, *, weekdays: Sequence[str], more: Callable[[int], str], name: str = "") -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self.adopt(theme)
        self._weekdays, self._more = tuple(weekdays), more
        self._cells: tuple[Cell, ...] = ()
        self._month = self._today = date.min
        self._day = date.min
        self._key = ""
        self._held: Held | None = None
        self._drag: _Drag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    # -- what it shows

    def set_month(self, month: date, cells: Sequence[Cell], *, today: date) -> None:
        """Show a month (its first day); what was chosen stays chosen where it is still there."""
        self._month, self._cells, self._today = month, tuple(cells), today
        if not any(cell.day == self._day for cell in self._cells):
            self._day = today if (today.year, today.month) == (month.year, month.month) else month
        self._keep_key()
        self._renew()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The days that are shown."""
        return self._cells

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self._month

    @property
    def day(self) -> date:
        """The day that is chosen."""
        return self._day

    @property
    def key(self) -> str:
        """The key of the event that is chosen, empty for none."""
        return self._key

    def choose(self, day: date, key: str = "") -> None:
        """Choose a day, and one of its events (the first, unless it is named). A day that is not here stays wanted."""
        self._day, self._key = day, key
        self._keep_key()
        self.setAccessibleDescription(self._spoken())
        self._renew()
        self.chosen.emit(self._day, self._key)

    def let_go(self) -> None:
        """Nothing is cut or copied any more."""
        self._hold(None)

    def _keep_key(self) -> None:
        pills = self._pills(self._day)
        if not any(pill.key == self._key for pill in pills):
            self._key = pills[0].key if pills else ""

    def _pills(self, day: date) -> tuple[Pill, ...]:
        return next((cell.pills for cell in self._cells if cell.day == day), ())

    def _pill(self) -> Pill | None:
        return next((pill for pill in self._pills(self._day) if pill.key == self._key), None)

    def _spoken(self) -> str:
        pill = self._pill()
        return " ".join(filter(None, (self._day.isoformat(), pill.tip or pill.title if pill is not None else "")))

    # -- where things lie

    def cell_rect(self, number: int) -> QRectF:
        """The rectangle of a day, counted from the first."""
        head = self.theme.px(_HEAD)
        width, height = (self.width() - 2) / DAYS, (self.height() - head - 2) / WEEKS
        row, column = divmod(number, DAYS)
        left, top = round(1 + column * width), round(1 + head + row * height)
        return QRectF(left, top, round(1 + (column + 1) * width) - left, round(1 + head + (row + 1) * height) - top)

    def pill_rect(self, day: date, key: str) -> QRectF:
        """The rectangle of an event; empty where there is no room for it."""
        number = next(number for number, cell in enumerate(self._cells) if cell.day == day)
        rects = self._places(number).rects
        return next((r for r, pill in zip(rects, self._cells[number].pills, strict=False) if pill.key == key), QRectF())

    def _places(self, number: int) -> Places:
        return places(self.theme, self.cell_rect(number), len(self._cells[number].pills))

    def _at(self, point: QPointF) -> tuple[Cell | None, Pill | None]:
        for number, cell in enumerate(self._cells):
            if self.cell_rect(number).contains(point):
                rects = self._places(number).rects
                return cell, next((p for r, p in zip(rects, cell.pills, strict=False) if r.contains(point)), None)
        return None, None

    def sizeHint(self) -> QSize:
        """Takes what there is."""
        return QSize(800, 640)

    def minimumSizeHint(self) -> QSize:
        """Each day can be hit and shows its number."""
        return QSize(420, self.theme.px(_HEAD) + WEEKS * self.theme.px(48))

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day, or do something with the event that is chosen."""
        key, ctrl = Qt.Key(event.key()), bool(event.modifiers() & _CTRL)
        if ctrl and key in (Qt.Key.Key_X, Qt.Key.Key_C):
            pill = self._pill()
            if pill is not None:
                self._hold(Held(self._day, pill, key == Qt.Key.Key_C))
        elif ctrl and key == Qt.Key.Key_V:
            self._put_down()
        elif key in _STEPS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go(self._day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.day_wanted.emit(in_month(self._day, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(self._day + timedelta(days=(0 if key == Qt.Key.Key_Home else DAYS - 1) - self._day.weekday()))
        elif key == Qt.Key.Key_Space:
            self._next_pill()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._key and not event.isAutoRepeat():
            self.opened.emit(self._key)
        elif key == Qt.Key.Key_Escape and (self._held is not None or self._drag is not None):
            self._drop_drag()
            self._hold(None)
        else:
            super().keyPressEvent(event)

    def _go(self, day: date) -> None:
        if any(cell.day == day for cell in self._cells):
            self.choose(day)
        else:
            self.day_wanted.emit(day)

    def _next_pill(self) -> None:
        keys = [pill.key for pill in self._pills(self._day)]
        if self._key in keys:
            self.choose(self._day, keys[(keys.index(self._key) + 1) % len(keys)])

    def _hold(self, held: Held | None) -> None:
        if held != self._held:
            self._held = held
            self._renew()
            self.held.emit(held)

    def _put_down(self) -> None:
        held = self._held
        if held is None:
            return
        if not held.copying:
            self._hold(None)
        self._tell(held.pill.key, self._day - held.day, copying=held.copying)

    def _tell(self, key: str, by: timedelta, *, copying: bool) -> None:
        if by:
            (self.copied if copying else self.moved).emit(key, by.days)

    # -- pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose; a pill may be about to be dragged."""
        cell, pill = self._at(event.position())
        if cell is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.choose(cell.day, pill.key if pill is not None else "")
        if pill is not None:
            rect = self.pill_rect(cell.day, pill.key)
            self._drag = _Drag(cell.day, pill, event.position() - rect.topLeft(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry what is dragged."""
        drag = self._drag
        if drag is None:
            _, pill = self._at(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if pill is not None else Qt.CursorShape.ArrowCursor)
            return
        far = (event.position() - drag.at).manhattanLength() >= QApplication.startDragDistance()
        copying = bool(event.modifiers() & _CTRL)
        if not drag.begun and not far:
            return
        if not drag.begun or copying != drag.copying:
            self._renew()  # what is moved is pale where it was, what is copied is not
        drag.begun, drag.at, drag.copying = True, event.position(), copying
        self.setCursor(Qt.CursorShape.DragCopyCursor if copying else Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down what is dragged."""
        drag, (cell, _) = self._drag, self._at(event.position())
        self._drop_drag()
        if drag is not None and drag.begun and cell is not None:
            copying = bool(event.modifiers() & _CTRL)
            self.choose(cell.day)
            self._tell(drag.pill.key, cell.day - drag.day, copying=copying)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open an event."""
        _, pill = self._at(event.position())
        if pill is not None:
            self.opened.emit(pill.key)

    def _drop_drag(self) -> None:
        self._drag = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._renew()

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell, pill = self._at(QPointF(event.pos()))
            tip = pill.tip if pill is not None else "\n".join(p.title for p in cell.pills) if cell is not None else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the month, and what is carried over it."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.size() != self.size() * ratio:
            self._picture = self._paint_month(ratio)
        painter.drawPixmap(0, 0, self._picture)
        drag = self._drag
        if drag is not None and drag.begun:
            self._paint_drag(painter, drag)

    def _paint_month(self, ratio: float) -> QPixmap:
        """All that stays as it is while something is dragged; texts take too long to paint for every step."""
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        color, whole = self.theme.color, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, whole, 12, fill=color("surface"))
        path = QPainterPath()
        path.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 11.5, 11.5)
        painter.save()
        painter.setClipPath(path)
        self._paint_head(painter)
        for number, cell in enumerate(self._cells):
            self._paint_cell(painter, number, cell)
        painter.restore()
        draw_box(painter, whole, 12, border=color("border"))
        self._paint_chosen(painter)
        painter.end()
        return picture

    def _paint_drag(self, painter: QPainter, drag: _Drag) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, cell in enumerate(self._cells):
            rect = self.cell_rect(number)
            if rect.contains(drag.at) and cell.day != drag.day:
                draw_target(painter, self.theme, rect)
        size = self.pill_rect(drag.day, drag.pill.key).size()
        draw_pill(painter, self.theme, QRectF(drag.at - drag.grip, size), drag.pill, selected=True)

    def _renew(self) -> None:
        """Something is shown differently from now on."""
        self._picture = None
        self.update()

    def restyle(self) -> None:
        """Take colours and sizes again."""
        self._renew()

    def _paint_head(self, painter: QPainter) -> None:
        font, color = self.theme.font(Type.CAPTION), self.theme.color
        for column, name in enumerate(self._weekdays):
            rect = self.cell_rect(column)
            head = QRectF(rect.left() + 8, 1, rect.width() - 16, self.theme.px(_HEAD))
            draw_text(painter, head, name, font, color("text2"))

    def _paint_cell(self, painter: QPainter, number: int, cell: Cell) -> None:
        theme, rect = self.theme, self.cell_rect(number)
        in_month = (cell.day.year, cell.day.month) == (self._month.year, self._month.month)
        if not in_month:
            painter.fillRect(rect, theme.color("bg"))
        line = theme.color("border")
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), line)
        if number % DAYS:
            painter.fillRect(QRectF(rect.left(), rect.top(), 1, rect.height()), line)
        draw_day(painter, theme, rect, cell, in_month=in_month, today=cell.day == self._today)
        found = self._places(number)
        for place, pill in zip(found.rects, cell.pills, strict=False):
            several = cell.day == self._day and pill.key == self._key and len(cell.pills) > 1
            draw_pill(painter, theme, place, pill, selected=several, carried=self._carried(cell.day, pill))
        if found.hidden:
            font = theme.font(Type.CAPTION)
            draw_text(painter, found.more, self._more(found.hidden), font, theme.color("text2"))

    def _carried(self, day: date, pill: Pill) -> bool:
        held, drag = self._held, self._drag
        cut = held is not None and not held.copying and (held.day, held.pill.key) == (day, pill.key)
        dragged = drag is not None and drag.begun and not drag.copying and (drag.day, drag.pill.key) == (day, pill.key)
        return cut or dragged

    def _paint_chosen(self, painter: QPainter) -> None:
        number = next((number for number, cell in enumerate(self._cells) if cell.day == self._day), None)
        if number is None:
            return
        rect, color = self.cell_rect(number), self.theme.color("accent")
        painter.setPen(QPen(color, 2, j=Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, 0, 0), 3, 3)


def in_month(day: date, by: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    months = day.year * 12 + day.month - 1 + by
    year, month = divmod(months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))
