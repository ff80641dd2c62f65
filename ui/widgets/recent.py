"""The list of who was admitted last; each row can be undone."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import draw_avatar, draw_box, draw_text, text_width

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Recent:
    """One admission: ``key`` names it (the journal's id), ``line`` says how many and when."""

    key: Hashable
    name: str
    line: str
    avatar: str = ""
    child: bool = False
    undoable: bool = True
    undone: bool = False


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Recent] = []

    def set_rows(self, rows: Sequence[Recent]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.name} {row.line}"
        return row if role == Qt.ItemDataRole.UserRole else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, words: Words, view: "RecentList") -> None:
        super().__init__(view)
        self._theme, self._undo, self._view = theme, words("common.undo"), view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self._theme.px(54 if self._view.compact else 60))

    def undo_rect(self, rect: QRect, *, first: bool) -> QRectF:
        """The target to undo a row; the first row says the word, all are at least 44 px high."""
        width = text_width(self._theme.font(Type.COMPACT), self._undo) + 40 if first else 44
        return QRectF(rect.right() + 1 - width, rect.center().y() - 21, width, 44)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = self._theme, self._view.row_at(index)
        rect, color = QRectF(option.rect), self._theme.color
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = index == self._view.currentIndex() and self._view.hasFocus() and theme.keyboard_in_use
        if current or index.row() == self._view.hovered:
            ground = rect.adjusted(-6, 3, 6, -4)
            draw_box(painter, ground, 8, fill=color("accent-soft" if current else "hover"))
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color("border"))
        middle = rect.center().y()
        avatar = QRectF(rect.left(), middle - 18, 36, 36)
        draw_avatar(painter, theme, avatar, row.avatar or row.name, child=row.child)
        undo = self.undo_rect(option.rect, first=index.row() == 0)
        left, width = rect.left() + 48, undo.left() - rect.left() - 56
        if not row.undoable:
            width = rect.width() - 48
        name, line = theme.px(20), theme.px(18)
        top = middle - (name + line) / 2
        ink = color("muted" if row.undone else "text")
        font = QFont(theme.font(Type.BODY, bold=not row.undone))
        font.setStrikeOut(row.undone)
        draw_text(painter, QRectF(left, top, width, name), row.name, font, ink)
        below = QRectF(left, top + name, width, line)
        draw_text(painter, below, row.line, theme.font(Type.COMPACT), color("text2"))
        if row.undoable and not row.undone:
            self._paint_undo(painter, undo, first=index.row() == 0)
        painter.restore()

    def _paint_undo(self, painter: QPainter, rect: QRectF, *, first: bool) -> None:
        theme, color = self._theme, self._theme.color
        middle = rect.center().y()
        if not first:
            theme.paint_icon(painter, "undo", rect.right() - 24, round(middle - 9), 18, "text2")
            return
        box = QRectF(rect.left(), middle - 16, rect.width(), 32)
        draw_box(painter, box, 8, fill=color("surface"), border=color("border"))
        theme.paint_icon(painter, "undo", box.left() + 10, round(middle - 8), 16, "text")
        words = box.adjusted(31, 0, 0, 0)
        draw_text(painter, words, self._undo, theme.font(Type.COMPACT), color("text"))


class RecentList(Themed, QListView):
    """Newest first. ``undo_wanted`` carries the key of a row, by click, Delete or Backspace; ``opened``
    by Enter.
    """

    undo_wanted = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, words: Words, *, name: str = "", compact: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self.compact = compact
        self.hovered = -1
        self._rows = _Model()
        self.setModel(self._rows)
        self._painter = _Delegate(theme, words, self)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def set_rows(self, rows: Sequence[Recent]) -> None:
        """Show other admissions."""
        self._rows.set_rows(rows)

    def set_compact(self, compact: bool) -> None:
        """54 px instead of 60."""
        self.compact = compact
        self.restyle()

    @property
    def rows(self) -> Sequence[Recent]:
        """What is shown."""
        return self._rows.rows

    def row_at(self, index: Index) -> Recent:
        """The admission of an index."""
        return self._rows.rows[index.row()]

    def restyle(self) -> None:
        """Take sizes again."""
        self.doItemsLayout()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete undoes, Enter opens."""
        index, key = self.currentIndex(), event.key()
        if index.isValid() and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._undo(index)
        elif index.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.row_at(index).key)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the pointer."""
        point = event.position().toPoint()
        self.hovered = self.indexAt(point).row()
        hand = self._undo_at(point).isValid()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self.hovered = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow undoes."""
        super().mouseReleaseEvent(event)
        index = self._undo_at(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._undo(index)

    def _undo_at(self, point: QPoint) -> QModelIndex:
        index = self.indexAt(point)
        if index.isValid():
            target = self._painter.undo_rect(self.visualRect(index), first=index.row() == 0)
            if target.contains(point.toPointF()):
                return index
        return QModelIndex()

    def _undo(self, index: Index) -> None:
        row = self.row_at(index)
        if row.undoable and not row.undone:
            self.undo_wanted.emit(row.key)
