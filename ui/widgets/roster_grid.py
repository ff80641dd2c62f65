"""People and shifts as a grid that is worked by pointer and by keys."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from ui.theme import Theme
from ui.widgets.paint import draw_box
from ui.widgets.roster_paint import block_of, draw_ghost
from ui.widgets.roster_plan import Board
from ui.widgets.roster_view import GridView

_EDGE = 28  # pixels at the border that scroll while something is dragged
_CTRL, _NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


@dataclass
class _Drag:
    source: tuple[int, int]
    at: QPointF
    target: tuple[int, int]
    allowed: bool = False
    begun: bool = False


class RosterGrid(GridView):
    """All signals carry keys of a row and a column.

    Arrows, Home, End, PageUp and PageDown go about; Space assigns or clears (``acted``), Enter asks for details
    (``opened``), P pins (``pin_wanted``), F8 goes to the next short column or row. Dragging a block carries it elsewhere
    (``moved``: from row and column to row and column); so do Ctrl+X, arrows, Ctrl+V. ``head_opened`` tells which of
    ``row`` and ``column`` was asked for by a double click on its head.
    """

    acted = Signal(str, str)
    opened = Signal(str, str)
    pin_wanted = Signal(str, str)
    moved = Signal(str, str, str, str)
    refused = Signal(str, str)
    head_opened = Signal(str, str)

    def __init__(self, theme: Theme, *, new: str, name: str) -> None:
        self._cut: tuple[int, int] | None = None
        self._drag: _Drag | None = None
        super().__init__(theme, new=new, name=name)
        self._scroller = QTimer(self, interval=40)
        self._scroller.timeout.connect(self._scroll_on)

    def set_board(self, board: Board, *, corner: str = "") -> None:
        """Show a board; what was taken up is let go."""
        self._cut = self._drag = None
        super().set_board(board, corner=corner)

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Cut and paste are the grid's while it has the focus."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and _carries(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go about, assign, pin, carry."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self._there or not (self._travel(key, modifiers) or self._act(key, modifiers)):
            event.ignore()

    def _travel(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        rows, columns = len(self._board.rows), len(self._board.columns)
        page = max(1, int((self.viewport().height() - self._head) // self._tall) - 1)
        jumps = {
            Qt.Key.Key_Home: (0 if modifiers == _CTRL else self._row, 0),
            Qt.Key.Key_End: (rows - 1 if modifiers == _CTRL else self._row, columns - 1),
            Qt.Key.Key_PageUp: (self._row - page, self._column), Qt.Key.Key_PageDown: (self._row + page, self._column),
        }  # fmt: skip
        if key in _STEPS and modifiers == _NONE:
            down, across = _STEPS[key]
            self._go(self._row + down, self._column + across)
        elif key in jumps and modifiers in (_NONE, _CTRL):
            self._go(*jumps[key])
        else:
            return False
        return True

    def _act(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        row, column = self.current
        if modifiers == _CTRL and key is Qt.Key.Key_X:
            self._take_up()
        elif modifiers == _CTRL and key is Qt.Key.Key_V:
            self._lay_down()
        elif modifiers != _NONE:
            return False
        elif key is Qt.Key.Key_Space:
            self.acted.emit(row, column)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row, column)
        elif key is Qt.Key.Key_P:
            self.pin_wanted.emit(row, column)
        elif key is Qt.Key.Key_F8:
            self._next_short()
        elif key is Qt.Key.Key_Escape and (self._cut or self._drag):
            self._cut = self._drag = None
            self._scroller.stop()
            self.viewport().update()
        else:
            return False
        return True

    def _take_up(self) -> None:
        if self._board.cell(self._row, self._column).mark.is_held:
            self._cut = (self._row, self._column)
            self.viewport().update()

    def _lay_down(self) -> None:
        cut, self._cut = self._cut, None
        if cut is not None:
            self._carry(cut, (self._row, self._column))
        self.viewport().update()

    def _carry(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        if source == target:
            return
        rows, columns = self._board.rows, self._board.columns
        if not self._board.may_move(source, target):
            self.refused.emit(rows[target[0]].key, columns[target[1]].key)
            return
        self.moved.emit(rows[source[0]].key, columns[source[1]].key, rows[target[0]].key, columns[target[1]].key)

    def _next_short(self) -> None:
        columns = [n for n, head in enumerate(self._board.columns) if head.short]
        rows = [n for n, head in enumerate(self._board.rows) if head.short]
        if columns:
            self._go(self._row, next((n for n in columns if n > self._column), columns[0]))
        elif rows:
            self._go(next((n for n in rows if n > self._row), rows[0]), self._column)

    # -- pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose; a block may be carried."""
        found = self.cell_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            return
        row, column = found
        self._go(self._row if row < 0 else row, self._column if column < 0 else column)
        if row >= 0 and column >= 0 and self._board.cell(row, column).mark.is_held:
            self._drag = _Drag(found, event.position(), found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry a block, or say by its shape that one may be carried."""
        found = self.cell_at(event.position())
        if self._drag is None:
            held = found is not None and min(found) >= 0 and self._board.cell(*found).mark.is_held
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if held else Qt.CursorShape.ArrowCursor)
            return
        drag = self._drag
        far = (event.position() - drag.at).manhattanLength() >= QApplication.startDragDistance()
        if far and not drag.begun:
            drag.begun = True
            self._scroller.start()
        if drag.begun:
            drag.at = event.position()
            self._aim()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _aim(self) -> None:
        drag = self._drag
        if drag is None:
            return
        found = self.cell_at(drag.at)
        drag.target = found if found is not None and min(found) >= 0 else drag.source
        drag.allowed = drag.target == drag.source or self._board.may_move(drag.source, drag.target)
        self.viewport().update()

    def _scroll_on(self) -> None:
        drag = self._drag
        if drag is None or not drag.begun:
            return
        view = self.viewport()
        for bar, at, low, high in (
            (self.horizontalScrollBar(), drag.at.x(), self._side, view.width()),
            (self.verticalScrollBar(), drag.at.y(), self._head, view.height()),
        ):
            step = -12 if at < low + _EDGE else 12 if at > high - _EDGE else 0
            if step:
                bar.setValue(bar.value() + step)
        self._aim()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lay a block down."""
        drag, self._drag = self._drag, None
        self._scroller.stop()
        self.viewport().unsetCursor()
        if drag is not None and drag.begun and drag.target != drag.source:
            self._carry(drag.source, drag.target)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Assign or clear; on a head ask for its details."""
        found = self.cell_at(event.position())
        self._drag = None
        if event.button() is not Qt.MouseButton.LeftButton or found is None or found == (-1, -1):
            return
        row, column = found
        if row < 0:
            self.head_opened.emit("column", self._board.columns[column].key)
        elif column < 0:
            self.head_opened.emit("row", self._board.rows[row].key)
        else:
            self.acted.emit(*self.current)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say why."""
        if isinstance(event, QHelpEvent):
            self._help(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _help(self, at: QPoint, where: QPoint) -> None:
        found = self.cell_at(QPointF(at))
        if found is None or found == (-1, -1):
            QToolTip.hideText()
            return
        row, column = found
        rows, columns = self._board.rows, self._board.columns
        text = columns[column].spoken if row < 0 else rows[row].spoken if column < 0 else self._board.tip(row, column)
        QToolTip.showText(where, text, self.viewport())

    # -- painting

    def _carried(self, row: int, column: int) -> bool:
        drag = self._drag
        return self._cut == (row, column) or (drag is not None and drag.begun and drag.source == (row, column))

    def _paint_marks(self, painter: QPainter) -> None:
        drag = self._drag
        if drag is None or not drag.begun:
            super()._paint_marks(painter)
            return
        color = self.theme.color("focus" if drag.allowed else "refuse")
        draw_box(painter, block_of(self.cell_rect(*drag.target)), 8, border=color, width=2)

    def _paint_over(self, painter: QPainter) -> None:
        drag = self._drag
        if drag is not None and drag.begun:
            size = block_of(self.cell_rect(0, 0))
            title = self._board.rows[drag.source[0]].title
            draw_ghost(painter, self.theme, drag.at, size, title, allowed=drag.allowed)


def _carries(event: QKeyEvent) -> bool:
    """Ctrl+X or Ctrl+V."""
    return event.modifiers() == _CTRL and Qt.Key(event.key()) in (Qt.Key.Key_X, Qt.Key.Key_V)
