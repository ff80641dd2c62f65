"""The list of who was admitted last; each row can be undone."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.lines import Index, LineList
from ui.widgets.paint import draw_avatar, draw_box, draw_text, text_width


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


class RecentList(LineList[Recent]):
    """Newest first. ``undo_wanted`` carries the key of a row, by click, Delete or Backspace; ``opened``
    by Enter.
    """

    undo_wanted = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, words: Words, *, name: str = "", compact: bool = False) -> None:
        self.compact, self._word = compact, words("common.undo")
        super().__init__(theme, name=name)
        self.keep_gutter()

    def row_height(self) -> int:
        """60 px, or 54."""
        return self.theme.px(54 if self.compact else 60)

    def spoken(self, row: Recent) -> str:
        """Who, and when."""
        return f"{row.name} {row.line}"

    def set_compact(self, compact: bool) -> None:
        """54 px instead of 60."""
        self.compact = compact
        self.restyle()

    def undo_rect(self, rect: QRect, *, first: bool) -> QRectF:
        """The target to undo a row; the first row says the word, all are at least 44 px high."""
        width = text_width(self.theme.font(Type.COMPACT), self._word) + 40 if first else 44
        return QRectF(rect.right() + 1 - width, rect.center().y() - 21, width, 44)

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: Recent) -> None:
        """Paint avatar, name, when, and the way back."""
        theme, color = self.theme, self.theme.color
        current = self.focused(position) and theme.keyboard_in_use
        if current or position == self.hovered:
            ground = rect.adjusted(-6, 3, 6, -4)
            draw_box(painter, ground, 8, fill=color("accent-soft" if current else "hover"))
        if not self.last(position):
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color("border"))
        middle = rect.center().y()
        avatar = QRectF(rect.left(), middle - 18, 36, 36)
        draw_avatar(painter, theme, avatar, row.avatar or row.name, child=row.child)
        undo = self.undo_rect(rect.toRect(), first=position == 0)
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
            self._paint_undo(painter, undo, first=position == 0)

    def _paint_undo(self, painter: QPainter, rect: QRectF, *, first: bool) -> None:
        theme, color = self.theme, self.theme.color
        middle = rect.center().y()
        if not first:
            theme.paint_icon(painter, "undo", rect.right() - 24, round(middle - 9), 18, "text2")
            return
        box = QRectF(rect.left(), middle - 16, rect.width(), 32)
        draw_box(painter, box, 8, fill=color("surface"), border=color("border"))
        theme.paint_icon(painter, "undo", box.left() + 10, round(middle - 8), 16, "text")
        words = box.adjusted(31, 0, 0, 0)
        draw_text(painter, words, self._word, theme.font(Type.COMPACT), color("text"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete undoes, Enter opens."""
        index, key = self.currentIndex(), event.key()
        if index.isValid() and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._undo(index)
        elif index.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.row_at(index).key)
        else:
            super().keyPressEvent(event)

    def hand_at(self, point: QPoint) -> bool:
        """Only the way back is clicked."""
        return self._undo_at(point).isValid()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow undoes."""
        super().mouseReleaseEvent(event)
        index = self._undo_at(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._undo(index)

    def _undo_at(self, point: QPoint) -> QModelIndex:
        index = self.indexAt(point)
        if index.isValid():
            target = self.undo_rect(self.visualRect(index), first=index.row() == 0)
            if target.contains(point.toPointF()):
                return index
        return QModelIndex()

    def _undo(self, index: Index) -> None:
        row = self.row_at(index)
        if row.undoable and not row.undone:
            self.undo_wanted.emit(row.key)
