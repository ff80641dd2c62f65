"""The scrolled part of a roster's grid: cells, with heads that stay in sight. Tells nobody anything but what is chosen."""

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box
from ui.widgets.roster_paint import (
    block_of,
    draw_cell,
    draw_column_head,
    draw_corner,
    draw_row_head,
    hatch,
)
from ui.widgets.roster_plan import Board, Cell, Head, NoBoard
from ui.widgets.roster_stamps import Stamps

SIDE, HEAD, ROW = 148, 66, 52
NARROWEST, _WIDEST, _TALLEST = 80, 128, 56
_RADIUS = 12


class GridView(Themed, QAbstractScrollArea):
    """Shows a :class:`Board`; ``chosen`` carries the keys of the row and column that are chosen."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, *, new: str, name: str) -> None:
        super().__init__()
        self._stripes = QBrush()
        self.stamps = Stamps()
        self._new, self._corner = new, ""
        self._board: Board = NoBoard()
        self._row = self._column = 0
        self._side = self._head = self._wide = self._tall = 1.0
        self.adopt(theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setCornerWidget(QWidget())  # the style would draw a frame there
        self.viewport().setAutoFillBackground(False)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(lambda _: self.viewport().update())
        self.setAccessibleName(name)
        self.restyle()

    # -- what it shows

    def set_board(self, board: Board, *, corner: str = "") -> None:
        """Show a board; the cell that is chosen stays so, by its keys."""
        rows, columns = self._board.rows, self._board.columns
        row = rows[self._row].key if self._row < len(rows) else ""
        column = columns[self._column].key if self._column < len(columns) else ""
        self._board, self._corner = board, corner
        self._row = next((n for n, head in enumerate(board.rows) if head.key == row), min(self._row, max(len(board.rows) - 1, 0)))
        last = max(len(board.columns) - 1, 0)
        self._column = next((n for n, head in enumerate(board.columns) if head.key == column), min(self._column, last))
        self._spread()
        self._tell()

    @property
    def board(self) -> Board:
        """What is shown."""
        return self._board

    @property
    def current(self) -> tuple[str, str]:
        """Keys of the row and the column that are chosen; empty where there is nothing."""
        if not self._there:
            return "", ""
        return self._board.rows[self._row].key, self._board.columns[self._column].key

    def choose(self, row: str, column: str) -> None:
        """Choose a cell; an empty key leaves that side as it is."""
        rows = [head.key for head in self._board.rows]
        columns = [head.key for head in self._board.columns]
        if (not row or row in rows) and (not column or column in columns):
            self._go(rows.index(row) if row else self._row, columns.index(column) if column else self._column)

    @property
    def _there(self) -> bool:
        return bool(self._board.rows) and bool(self._board.columns)

    # -- geometry

    def _measure(self) -> None:
        """Sizes of heads and cells; asked for thousands of times while a page is painted, so worked out once."""
        theme = self.theme
        self._side = float(theme.px(SIDE if self.width() > 620 else 120))
        self._head = float(theme.px(HEAD))
        columns, rows = max(len(self._board.columns), 1), max(len(self._board.rows), 1)
        view = self.maximumViewportSize()
        if self._side + theme.px(NARROWEST) * columns > view.width() or self._head + theme.px(ROW) * rows + 1 > view.height():
            view = self.viewport().size()  # else each bar takes the room for whose want the other one stays
        self._room = view
        room = (view.width() - self._side) / columns
        widest = max(theme.px(_WIDEST), room if columns < 4 else 0)
        self._wide = float(min(max(room, theme.px(NARROWEST)), widest))
        room = (view.height() - self._head - 1) / rows
        self._tall = float(min(max(room, theme.px(ROW)), theme.px(_TALLEST)))

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell lies in the viewport."""
        left = self._side - self.horizontalScrollBar().value()
        top = self._head - self.verticalScrollBar().value()
        x, y = left + round(column * self._wide), top + round(row * self._tall)
        return QRectF(x, y, left + round((column + 1) * self._wide) - x, top + round((row + 1) * self._tall) - y)

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column at a point of the viewport, None outside the cells; -1 stands for a head."""
        row = int((at.y() - self._head + self.verticalScrollBar().value()) // self._tall)
        column = int((at.x() - self._side + self.horizontalScrollBar().value()) // self._wide)
        row, column = (-1 if at.y() < self._head else row), (-1 if at.x() < self._side else column)
        inside = row < len(self._board.rows) and column < len(self._board.columns)
        return (row, column) if inside else None

    def _spread(self) -> None:
        self._measure()
        view = self._room
        wide = self._side + self._wide * len(self._board.columns)
        tall = self._head + self._tall * len(self._board.rows) + 1
        for bar, whole, room, step in (
            (self.horizontalScrollBar(), wide, view.width(), self._wide), (self.verticalScrollBar(), tall, view.height(), self._tall)
        ):  # fmt: skip
            bar.setRange(0, max(0, round(whole - room)))
            bar.setPageStep(room)
            bar.setSingleStep(round(step))
        self.viewport().update()

    def _show_cell(self) -> None:
        rect, view = self.cell_rect(self._row, self._column), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if rect.left() < self._side:
            across.setValue(round(across.value() + rect.left() - self._side))
        elif rect.right() > view.right():
            across.setValue(round(across.value() + rect.right() - view.right()))
        if rect.top() < self._head:
            down.setValue(round(down.value() + rect.top() - self._head))
        elif rect.bottom() > view.bottom():
            down.setValue(round(down.value() + rect.bottom() - view.bottom()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns take the room there is."""
        super().resizeEvent(event)
        self._spread()

    def sizeHint(self) -> QSize:
        """Takes what it gets."""
        return QSize(480, 320)

    def minimumSizeHint(self) -> QSize:
        """Some cells at least."""
        return QSize(280, 180)

    def restyle(self) -> None:
        """Colours are taken again."""
        self.stamps.clear()
        self._stripes = hatch(self.theme, self.devicePixelRatioF())
        self._spread()
        self.viewport().update()

    # -- choosing

    def _go(self, row: int, column: int) -> None:
        if not self._there:
            return
        self._row = min(max(row, 0), len(self._board.rows) - 1)
        self._column = min(max(column, 0), len(self._board.columns) - 1)
        self._show_cell()
        self._tell()

    def _tell(self) -> None:
        if self._there:
            row, column = self._board.rows[self._row], self._board.columns[self._column]
            tip = self._board.tip(self._row, self._column)
            self.setAccessibleDescription(" \u00b7 ".join(filter(None, (row.title, column.spoken, tip))))
            self.chosen.emit(row.key, column.key)
        self.viewport().update()

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
        """Cells first, then heads over them, then the frame."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect = self.theme, QRectF(self.viewport().rect())
        draw_box(painter, rect, _RADIUS, fill=theme.color("surface"))
        shape = QPainterPath()
        shape.addRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setClipPath(shape)
        if self._there:
            self._paint_cells(painter, rect)
            self._paint_heads(painter, rect)
        painter.setClipping(False)
        draw_box(painter, rect, _RADIUS, border=theme.color("border"))
        self._paint_over(painter)

    def _seen(self, rect: QRectF) -> tuple[range, range]:
        """The rows and columns in sight."""
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        rows = range(int(top // self._tall), min(len(self._board.rows), int((top + rect.height()) // self._tall) + 1))
        columns = range(int(left // self._wide), min(len(self._board.columns), int((left + rect.width()) // self._wide) + 1))
        return rows, columns

    def _paint_cells(self, painter: QPainter, rect: QRectF) -> None:
        line, board, lay = self.theme.color("border"), self._board, self.stamps.lay
        rows, columns = self._seen(rect)
        painter.save()
        painter.setClipRect(rect.adjusted(self._side, self._head, 0, 0), Qt.ClipOperation.IntersectClip)
        self._paint_ground(painter, rows, columns, line)
        for column in columns:
            for row in rows:
                carried = self._carried(row, column)
                if carried:
                    painter.setOpacity(0.35)
                cell = board.cell(row, column)
                lay(painter, self.cell_rect(row, column), cell, partial(self._draw_cell, cell))
                if carried:
                    painter.setOpacity(1.0)
        self._paint_marks(painter)
        painter.restore()

    def _draw_cell(self, cell: Cell, painter: QPainter, rect: QRectF) -> None:
        draw_cell(painter, self.theme, rect, cell, new=self._new, stripes=self._stripes)

    def _draw_head(self, head: Head, side: bool, painter: QPainter, rect: QRectF) -> None:
        """Draw a head on its ground, with the line that ends it."""
        line = self.theme.color("border")
        painter.fillRect(rect, self.theme.color("warn-soft" if head.short else "surface"))
        if side:
            painter.fillRect(QRectF(0, rect.bottom() - 1, rect.width(), 1), line)
            draw_row_head(painter, self.theme, rect, head)
        else:
            painter.fillRect(QRectF(rect.right() - 1, 0, 1, rect.height()), line)
            draw_column_head(painter, self.theme, rect, head)

    def _paint_ground(self, painter: QPainter, rows: range, columns: range, line: QColor) -> None:
        """Tints of what is short, and the lines between cells."""
        if not rows or not columns:
            return
        first, last = self.cell_rect(rows[0], columns[0]), self.cell_rect(rows[-1], columns[-1])
        left, right, top, bottom = first.left(), last.right(), first.top(), last.bottom()
        tint = self.theme.color("warn-soft")
        for column in columns:
            box = self.cell_rect(0, column)
            if self._board.columns[column].short:
                painter.fillRect(QRectF(box.left(), top, box.width(), bottom - top), tint)
        for row in rows:
            box = self.cell_rect(row, 0)
            if self._board.rows[row].short:
                painter.fillRect(QRectF(left, box.top(), right - left, box.height()), tint)
            painter.fillRect(QRectF(left, box.bottom() - 1, right - left, 1), line)
        for column in columns:
            painter.fillRect(QRectF(self.cell_rect(0, column).right() - 1, top, 1, bottom - top), line)

    def _carried(self, row: int, column: int) -> bool:
        """Whether what stands there is on its way elsewhere."""
        return False

    def _paint_marks(self, painter: QPainter) -> None:
        """Paint what lies on the cells."""
        if self.hasFocus():
            box = block_of(self.cell_rect(self._row, self._column)).adjusted(-3, -3, 3, 3)
            draw_box(painter, box, 10, border=self.theme.color("focus"), width=2)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies on everything."""

    def _paint_heads(self, painter: QPainter, rect: QRectF) -> None:
        theme, board, line = self.theme, self._board, self.theme.color("border")
        rows, columns = self._seen(rect)
        painter.save()
        painter.setClipRect(QRectF(self._side, 0, rect.width() - self._side, self._head), Qt.ClipOperation.IntersectClip)
        for column in columns:
            box = self.cell_rect(0, column)
            head = board.columns[column]
            box = QRectF(box.x(), 0, box.width(), self._head)
            self.stamps.lay(painter, box, (head, False), partial(self._draw_head, head, False))
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(0, self._head, self._side, rect.height() - self._head), Qt.ClipOperation.IntersectClip)
        for row in rows:
            box = self.cell_rect(row, 0)
            head = board.rows[row]
            box = QRectF(0, box.y(), self._side, box.height())
            self.stamps.lay(painter, box, (head, True), partial(self._draw_head, head, True))
        painter.restore()
        painter.fillRect(QRectF(0, 0, self._side, self._head), theme.color("surface"))
        draw_corner(painter, theme, QRectF(0, 0, self._side, self._head), self._corner)
        painter.fillRect(QRectF(0, self._head - 1, rect.width(), 1), line)
        foot = self.cell_rect(len(board.rows) - 1, 0).bottom()
        painter.fillRect(QRectF(self._side - 1, 0, 1, min(rect.height(), foot)), line)
