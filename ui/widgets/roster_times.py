"""A roster along the hours: who works when, and which hours lack people."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from ui.models.roster_hours import Axis, Block, Row, rows
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box, draw_text
from ui.widgets.roster_paint import draw_ghost, draw_row_head, hatch
from ui.widgets.roster_plan import Mark

if TYPE_CHECKING:
    from ui.models.roster import Sheet
    from ui.models.roster_words import RosterWords

SIDE, HEAD, ROW = 148, 34, 46
_FINEST = 1.1  # pixels a minute, at least
_RADIUS = 12
_NONE = Qt.KeyboardModifier.NoModifier


class RosterTimes(Themed, QAbstractScrollArea):
    """Signals carry a shift and an engagement; one of the two is empty for an empty place, or a person without shifts.

    Arrows go from block to block and from row to row, Space clears, Enter asks for details, P pins; dragging a block to
    another row gives it to that person (``moved``: shift, from whom, to whom).
    """

    chosen = Signal(str, str)
    acted = Signal(str, str)
    opened = Signal(str, str)
    pin_wanted = Signal(str, str)
    moved = Signal(str, str, str)

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._stripes = QBrush()
        self._axis: Axis | None = None
        self._rows: tuple[Row, ...] = ()
        self._row = self._block = 0
        self._drag: tuple[Block, QPointF, bool] | None = None
        self.adopt(theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCornerWidget(QWidget())  # the style would draw a frame there
        self.viewport().setAutoFillBackground(False)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda _: self.viewport().update())
        self.setAccessibleName(name)
        self.restyle()

    # -- what it shows

    def set_sheet(self, sheet: "Sheet", words: "RosterWords", zone: tzinfo, *, only_short: bool) -> None:
        """Show a roster; what is chosen stays so."""
        shift, person = self.current
        self._drag = None
        self._axis = Axis(sheet.view.shifts, zone, words)
        self._rows = rows(sheet, words, self._axis, only_short=only_short)
        self._row = min(self._row, max(len(self._rows) - 1, 0))
        self._spread()
        self.choose(shift, person)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    @property
    def current(self) -> tuple[str, str]:
        """Shift and engagement that are chosen."""
        if self._row >= len(self._rows):
            return "", ""
        row = self._rows[self._row]
        person = "" if row.short else row.head.key
        return (row.blocks[self._block].shift, person) if self._block < len(row.blocks) else ("", person)

    def choose(self, shift: str, person: str) -> None:
        """Choose a block, or the row of a person."""
        best = None
        for number, row in enumerate(self._rows):
            for place, block in enumerate(row.blocks):
                if block.shift == shift and (not person or block.person == person):
                    best = best or (number, place)
            if best is None and row.head.key == person:
                best = (number, 0)
        if best is not None:
            self._row, self._block = best
        self._tell()

    # -- geometry

    @property
    def _side(self) -> float:
        return float(self.theme.px(SIDE))

    @property
    def _head(self) -> float:
        return float(self.theme.px(HEAD))

    @property
    def _tall(self) -> float:
        return float(self.theme.px(ROW))

    @property
    def _scale(self) -> float:
        length = self._axis.length if self._axis is not None else 0
        return max(_FINEST, (self.viewport().width() - self._side - 44) / max(length, 1))

    def _x(self, minute: int) -> float:
        return self._side + 10 + minute * self._scale - self.horizontalScrollBar().value()

    def _y(self, row: int) -> float:
        return self._head + row * self._tall - self.verticalScrollBar().value()

    def block_rect(self, row: int, block: Block) -> QRectF:
        """Where a block lies in the viewport."""
        left, right = self._x(block.start), self._x(block.end)
        return QRectF(left + 1, self._y(row) + 6, max(right - left - 2, 6), self._tall - 12)

    def _spread(self) -> None:
        view = self.viewport()
        length = self._axis.length if self._axis is not None else 0
        wide, tall = self._side + 44 + length * self._scale, self._head + self._tall * len(self._rows) + 1
        for bar, whole, room in ((self.horizontalScrollBar(), wide, view.width()), (self.verticalScrollBar(), tall, view.height())):
            bar.setRange(0, max(0, round(whole - room)))
            bar.setPageStep(room)
            bar.setSingleStep(round(self._tall))
        view.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hours take the room there is."""
        super().resizeEvent(event)
        self._spread()

    def minimumSizeHint(self) -> QSize:
        """Some rows at least."""
        return QSize(280, 180)

    def restyle(self) -> None:
        """Colours are taken again."""
        self._stripes = hatch(self.theme, self.devicePixelRatioF())
        self._spread()

    # -- keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go about, clear, pin, ask."""
        key, plain = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == _NONE
        count = len(self._rows[self._row].blocks) if self._rows else 0
        if not plain or not self._rows:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._block = min(max(self._block + (1 if key is Qt.Key.Key_Right else -1), 0), max(count - 1, 0))
            self._tell()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._to_row(self._row + (1 if key is Qt.Key.Key_Down else -1))
        elif key is Qt.Key.Key_Space:
            self.acted.emit(*self.current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(*self.current)
        elif key is Qt.Key.Key_P:
            self.pin_wanted.emit(*self.current)
        else:
            event.ignore()

    def _to_row(self, row: int) -> None:
        self._row = min(max(row, 0), len(self._rows) - 1)
        self._block = min(self._block, max(len(self._rows[self._row].blocks) - 1, 0))
        self._tell()

    def _tell(self) -> None:
        if self._row < len(self._rows):
            row = self._rows[self._row]
            block = row.blocks[self._block] if self._block < len(row.blocks) else None
            self.setAccessibleDescription(block.tip if block is not None else row.head.spoken)
            self._show_chosen(block)
            self.chosen.emit(*self.current)
        self.viewport().update()

    def _show_chosen(self, block: Block | None) -> None:
        view, down, across = self.viewport(), self.verticalScrollBar(), self.horizontalScrollBar()
        top = self._y(self._row)
        if top < self._head:
            down.setValue(round(down.value() + top - self._head))
        elif top + self._tall > view.height():
            down.setValue(round(down.value() + top + self._tall - view.height()))
        if block is None:
            return
        rect = self.block_rect(self._row, block)
        if rect.left() < self._side:
            across.setValue(round(across.value() + rect.left() - self._side - 10))
        elif rect.right() > view.width():
            across.setValue(round(across.value() + rect.right() - view.width() + 10))

    def _row_at(self, at: QPointF) -> int | None:
        row = int((at.y() - self._head + self.verticalScrollBar().value()) // self._tall)
        return row if at.y() >= self._head and 0 <= row < len(self._rows) else None

    def _at(self, at: QPointF) -> tuple[int, int | None] | None:
        row = self._row_at(at)
        if row is None:
            return None
        found = (n for n, block in enumerate(self._rows[row].blocks) if self.block_rect(row, block).contains(at))
        return row, next(found, None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose; a block may be carried."""
        found = self._at(event.position())
        if found is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._row, place = found
        self._block = place or 0
        if place is not None and not self._rows[self._row].short:
            self._drag = (self._rows[self._row].blocks[place], event.position(), False)
        self._tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry a block."""
        if self._drag is not None:
            block, begun_at, begun = self._drag
            begun = begun or (event.position() - begun_at).manhattanLength() >= QApplication.startDragDistance()
            self._drag = (block, event.position() if begun else begun_at, begun)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lay it down."""
        drag, self._drag = self._drag, None
        row = self._row_at(event.position())
        if drag is not None and drag[2] and row is not None and not self._rows[row].short:
            target = self._rows[row].head.key
            if target != drag[0].person:
                self.moved.emit(drag[0].shift, drag[0].person, target)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for details."""
        self._drag = None
        found = self._at(event.position())
        if found is not None and found[1] is not None:
            self.opened.emit(*self.current)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a block is."""
        if isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            place = found[1] if found is not None else None
            tip = self._rows[found[0]].blocks[place].tip if found is not None and place is not None else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.viewport().update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows first, then hours and names over them, then the frame."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect = self.theme, QRectF(self.viewport().rect())
        draw_box(painter, rect, _RADIUS, fill=theme.color("surface"))
        shape = QPainterPath()
        shape.addRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setClipPath(shape)
        for number, row in self._seen(rect):
            self._paint_row(painter, rect, number, row)
        self._paint_hours(painter, rect)
        for number, row in self._seen(rect):
            self._paint_name(painter, number, row)
        painter.fillRect(QRectF(0, 0, self._side, self._head), theme.color("surface"))
        line = theme.color("border")
        painter.fillRect(QRectF(0, self._head - 1, rect.width(), 1), line)
        painter.fillRect(QRectF(self._side - 1, 0, 1, min(rect.height(), self._y(len(self._rows)))), line)
        painter.setClipping(False)
        draw_box(painter, rect, _RADIUS, border=line)
        if self._drag is not None and self._drag[2]:
            draw_ghost(painter, theme, self._drag[1], QRectF(0, 0, 120, 34), self._drag[0].title, allowed=True)

    def _seen(self, rect: QRectF) -> Iterator[tuple[int, Row]]:
        for number, row in enumerate(self._rows):
            if self._y(number) < rect.bottom() and self._y(number) + self._tall > self._head:
                yield number, row

    def _paint_row(self, painter: QPainter, rect: QRectF, number: int, row: Row) -> None:
        theme, top = self.theme, self._y(number)
        box = QRectF(self._side, top, rect.width() - self._side, self._tall)
        if row.short:
            painter.fillRect(box, theme.color("warn-soft"))
        else:
            self._paint_away(painter, box, row)
        if self._axis is not None:
            for tick in self._axis.ticks:
                painter.fillRect(QRectF(self._x(tick.at), top, 1, self._tall), theme.color("chart-grid"))
        for block in row.blocks:
            self._paint_block(painter, self.block_rect(number, block), block)
        if self.hasFocus() and number == self._row:
            mark = box.adjusted(3, 3, -3, -3)
            if self._block < len(row.blocks):
                mark = self.block_rect(number, row.blocks[self._block]).adjusted(-3, -3, 3, 3)
            draw_box(painter, mark, 10, border=theme.color("focus"), width=2)
        painter.fillRect(QRectF(0, top + self._tall - 1, rect.width(), 1), theme.color("border"))

    def _paint_away(self, painter: QPainter, box: QRectF, row: Row) -> None:
        """Stripes where somebody has no time."""
        length = self._axis.length if self._axis is not None else 0
        at = 0
        for start, end in (*row.windows, (length, length)):
            if start > at:
                left, right = self._x(at), self._x(start)
                painter.fillRect(QRectF(left, box.top() + 6, right - left, box.height() - 12), self._stripes)
            at = max(at, end)

    def _paint_block(self, painter: QPainter, rect: QRectF, block: Block) -> None:
        theme, cell = self.theme, block.cell
        fill, border, ink = "accent", None, "on-accent"
        if block.short:
            fill, border, ink = "warn-soft", "warn-text", "warn-text"
        elif cell.broken:
            fill, border, ink = "refuse-soft", "refuse", "refuse-text"
        elif cell.mark is Mark.NEW:
            fill, border, ink = "accent-soft", "accent", "accent-text"
        edge = theme.color(border) if border is not None else None
        draw_box(painter, rect, 8, fill=theme.color(fill), border=edge, width=2 if border != "warn-text" else 1)
        words, icon = rect.adjusted(9, 0, -6, 0), "pin" if cell.pinned else "hand" if cell.waived else ""
        if icon and rect.width() > 60:
            theme.paint_icon(painter, icon, round(rect.right() - 19), round(rect.center().y() - 7), 14, ink)
            words.adjust(0, 0, -16, 0)
        draw_text(painter, words, block.title, theme.font(Type.COMPACT, bold=True), theme.color(ink))

    def _paint_hours(self, painter: QPainter, rect: QRectF) -> None:
        theme = self.theme
        painter.fillRect(QRectF(0, 0, rect.width(), self._head), theme.color("surface"))
        painter.setPen(QPen(theme.color("border")))
        font, last = theme.font(Type.CAPTION), -1000.0
        for tick in self._axis.ticks if self._axis is not None else ():
            left = self._x(tick.at)
            if left - last < 44 and not tick.day:
                continue
            last = left
            text = f"{tick.day} {tick.text}" if tick.day else tick.text
            draw_text(painter, QRectF(left - 2, 0, 90, self._head), text, font, theme.color("text2"))

    def _paint_name(self, painter: QPainter, number: int, row: Row) -> None:
        theme = self.theme
        head = QRectF(0, self._y(number), self._side, self._tall)
        painter.save()
        painter.setClipRect(QRectF(0, self._head, self._side, self.viewport().height()), Qt.ClipOperation.IntersectClip)
        painter.fillRect(head, theme.color("warn-soft" if row.short else "surface"))
        painter.fillRect(QRectF(0, head.bottom() - 1, head.width(), 1), theme.color("border"))
        if row.short:
            text = head.adjusted(14, 0, -6, 0)
            draw_text(painter, text, row.head.title, theme.font(Type.COMPACT, bold=True), theme.color("warn-text"))
        else:
            draw_row_head(painter, theme, head, row.head)
        painter.restore()
