"""A list whose rows are painted: what the door's families, the last admissions and the events of reports share."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import Theme
from ui.widgets.base import Themed

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
_ROOT = QModelIndex()


class LineList(Themed, QListView, Generic[Row]):
    """One painted line for each row; a subclass says how high (:meth:`row_height`), how it looks (:meth:`paint_row`),
    and what is read out (:meth:`spoken`).
    """

    def __init__(self, theme: Theme, *, name: str = "") -> None:
        super().__init__()
        self.adopt(theme)
        self.hovered = -1
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    # -- what a subclass says

    def row_height(self) -> int:
        """Pixels at the scale in use."""
        raise NotImplementedError

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: Row) -> None:
        """Paint a row, its ground and its hairline included."""
        raise NotImplementedError

    def spoken(self, row: Row) -> str:
        """What a screen reader says."""
        raise NotImplementedError

    def tip(self, row: Row) -> str:
        """What the tooltip says; by default there is none."""
        return ""

    def hand_at(self, point: QPoint) -> bool:
        """Whether a click there does something."""
        return self.indexAt(point).isValid()

    def keep_gutter(self) -> None:
        """Leave the scroll bar's place free while there is none, so that rows end where they always do."""
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda low, high: self._set_gutter(free=high <= low))
        self._set_gutter(free=bar.maximum() <= bar.minimum())

    def _set_gutter(self, *, free: bool) -> None:
        width = self.verticalScrollBar().sizeHint().width() if free else 0
        if self.viewportMargins().right() != width:
            self.setViewportMargins(0, 0, width, 0)

    # -- rows

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._lines.rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._lines.set_rows(rows)

    def row_at(self, index: Index) -> Row:
        """The row of an index."""
        return self.rows[index.row()]

    def focused(self, position: int) -> bool:
        """Whether the keyboard is at this row."""
        return position == self.currentIndex().row() and self.hasFocus()

    def last(self, position: int) -> bool:
        """Whether no row follows: a hairline parts rows, it does not end them."""
        return position == len(self._lines.rows) - 1

    def restyle(self) -> None:
        """Take sizes again."""
        self.doItemsLayout()
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the pointer."""
        point = event.position().toPoint()
        self.hovered = self.indexAt(point).row()
        hand = self.hand_at(point)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self.hovered = -1
        self.viewport().update()


class _Lines(QAbstractListModel):
    def __init__(self, view: LineList[Any]) -> None:
        super().__init__(view)
        self._view = view
        self.rows: tuple[Any, ...] = ()

    def set_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._view.spoken(row)
        return (self._view.tip(row) or None) if role == Qt.ItemDataRole.ToolTipRole else None


class _Painter(QStyledItemDelegate):
    def __init__(self, view: LineList[Any]) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(180, self._view.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._view.paint_row(painter, QRectF(option.rect), index.row(), self._view.row_at(index))
        painter.restore()
