"""The events on the left of the reports: title, day and heads, and how its report stands."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Signal
from PySide6.QtGui import QPainter

from ui.models.reports import ListedEvent
from ui.theme import Theme, Type
from ui.widgets.lines import LineList
from ui.widgets.paint import draw_box, draw_text, text_width


class EventList(LineList[ListedEvent]):
    """Latest first. ``picked`` carries an event's code when a person goes to it."""

    picked = Signal(str)

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__(theme, name=name)
        self._quiet = False
        self.setSelectionMode(LineList.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._moved)

    def row_height(self) -> int:
        """Three lines."""
        return self.theme.px(82)

    def spoken(self, row: ListedEvent) -> str:
        """The three lines."""
        return f"{row.title} {row.line} {row.state}"

    def tip(self, row: ListedEvent) -> str:
        """The three lines, whole."""
        return f"{row.title}\n{row.line}\n{row.state}"

    def hand_at(self, point: QPoint) -> bool:
        """As in any list."""
        return False

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: ListedEvent) -> None:
        """Paint title, day and heads, and how the report stands."""
        theme, color = self.theme, self.theme.color
        box = rect.adjusted(0, 0, 0, -4)
        if position == self.currentIndex().row():
            draw_box(painter, box, 10, fill=color("raised"), border=color("border"))
            if self.hasFocus() and theme.keyboard_in_use:
                draw_box(painter, box, 10, border=color("focus"), width=2)
        elif position == self.hovered:
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

    def show_rows(self, rows: Sequence[ListedEvent], current: str) -> None:
        """Show other rows with one of them chosen, without telling."""
        self._quiet = True
        top = self.verticalScrollBar().value()
        self.set_rows(rows)
        self.verticalScrollBar().setValue(top)
        self.choose(current)
        self._quiet = False

    def choose(self, code: str) -> None:
        """Go to an event without telling."""
        quiet, self._quiet = self._quiet, True
        for number, row in enumerate(self.rows):
            if row.code == code:
                self.setCurrentIndex(self.model().index(number, 0))
        self._quiet = quiet

    def widest(self) -> int:
        """Pixels that the longest line needs, so that the list can be as wide."""
        font = self.theme.font(Type.COMPACT)
        return round(max((text_width(font, text) for row in self.rows for text in (row.line, row.state)), default=0))

    def _moved(self, current: QModelIndex, before: QModelIndex) -> None:
        self.viewport().update()
        if current.isValid() and not self._quiet:
            self.picked.emit(self.rows[current.row()].code)
