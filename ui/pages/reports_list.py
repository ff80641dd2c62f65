"""The events on the left of the reports: title, day and heads, and how its report stands."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.reports import ListedEvent
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box, draw_text, text_width

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class _Events(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ListedEvent, ...] = ()

    def set_rows(self, rows: Sequence[ListedEvent]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.title} {row.line} {row.state}"
        return f"{row.title}\n{row.line}\n{row.state}" if role == Qt.ItemDataRole.ToolTipRole else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: "EventList") -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(180, self._theme.px(82))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, color = self._theme, self._theme.color
        row = self._view.rows[index.row()]
        box = QRectF(option.rect).adjusted(0, 0, 0, -4)
        painter.save()
        if index.row() == self._view.currentIndex().row():
            draw_box(painter, box, 10, fill=color("raised"), border=color("border"))
            if self._view.hasFocus() and theme.keyboard_in_use:
                draw_box(painter, box, 10, border=color("focus"), width=2)
        elif index.row() == self._view.hovered:
            draw_box(painter, box, 10, fill=color("hover"))
        body, line = theme.px(22), theme.px(18)
        inner = box.adjusted(13, (box.height() - body - 2 * line - 2) / 2, -10, 0)
        title = QRectF(inner.left(), inner.top(), inner.width(), body)
        draw_text(painter, title, row.title, theme.font(Type.BODY, bold=True), color("text"))
        small = theme.font(Type.COMPACT)
        second = QRectF(inner.left(), title.bottom(), inner.width(), line)
        draw_text(painter, second, row.line, small, color("text2"))
        third = second.translated(0, line + 2)
        theme.paint_icon(painter, row.icon, third.left(), round(third.center().y() - 7), 14, row.tone)
        draw_text(painter, third.adjusted(20, 0, 0, 0), row.state, small, color(row.tone))
        painter.restore()


class EventList(Themed, QListView):
    """Latest first. ``picked`` carries an event's code when a person goes to it."""

    picked = Signal(str)

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self.adopt(theme)
        self.hovered = -1
        self._events = _Events()
        self._quiet = False
        self.setModel(self._events)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._moved)

    @property
    def rows(self) -> tuple[ListedEvent, ...]:
        """What is listed."""
        return self._events.rows

    def set_rows(self, rows: Sequence[ListedEvent], current: str) -> None:
        """Show other rows with one of them chosen, without telling."""
        self._quiet = True
        top = self.verticalScrollBar().value()
        self._events.set_rows(rows)
        self.verticalScrollBar().setValue(top)
        self.choose(current)
        self._quiet = False

    def choose(self, code: str) -> None:
        """Go to an event without telling."""
        quiet, self._quiet = self._quiet, True
        for number, row in enumerate(self.rows):
            if row.code == code:
                self.setCurrentIndex(self._events.index(number))
        self._quiet = quiet

    def restyle(self) -> None:
        """Take sizes again."""
        self.doItemsLayout()
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row is under the pointer."""
        self.hovered = self.indexAt(event.position().toPoint()).row()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self.hovered = -1
        self.viewport().update()

    def widest(self) -> int:
        """Pixels that the longest line needs, so that the list can be as wide."""
        font = self.theme.font(Type.COMPACT)
        return round(max((text_width(font, text) for row in self.rows for text in (row.line, row.state)), default=0))

    def _moved(self, current: QModelIndex, before: QModelIndex) -> None:
        self.viewport().update()
        if current.isValid() and not self._quiet:
            self.picked.emit(self.rows[current.row()].code)
