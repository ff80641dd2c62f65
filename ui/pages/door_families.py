"""Lists of families at the door: those not here yet, and those that a search found."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from ui.models.door_view import FamilyRow
from ui.theme import Theme, Type
from ui.widgets.lines import LineList
from ui.widgets.paint import chip_size, draw_avatar, draw_chip, draw_kbd, draw_text, kbd_width, text_width

_SLOT = 0.706  # where the slot begins, as a share of the width


class FamilyList(LineList[FamilyRow]):
    """Families, one line each. ``opened`` carries a row by Enter, click or its number; ``left_above`` when Up leaves
    the first row.
    """

    opened = Signal(object)
    left_above = Signal()

    def __init__(self, theme: Theme, *, name: str, numbered: bool = False) -> None:
        self.compact, self._numbered = False, numbered
        super().__init__(theme, name=name)
        self.keep_gutter()

    def row_height(self) -> int:
        """54 px, or 48."""
        return self.theme.px(48 if self.compact else 54)

    def spoken(self, row: FamilyRow) -> str:
        """The whole row."""
        chips = (chip.meaning for chip in row.chips)
        return " ".join(part for part in (row.cap, row.name, row.counts, row.phone, row.slot, *chips) if part)

    def paint_row(self, painter: QPainter, rect: QRectF, position: int, row: FamilyRow) -> None:
        """Paint avatar, words, chips and key."""
        color, current = self.theme.color, self.focused(position)
        if current or position == self.hovered:
            painter.fillRect(rect, color("accent-soft" if current else "hover"))
        if current:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), color("accent"))
        if not self.last(position):
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color("border"))
        middle = rect.center().y()
        draw_avatar(painter, self.theme, QRectF(rect.left() + 16, middle - 18, 36, 36), row.name, child=False)
        right = self._paint_end(painter, rect, row, middle)
        self._paint_words(painter, rect, row, right)

    def _paint_end(self, painter: QPainter, rect: QRectF, row: FamilyRow, middle: float) -> float:
        """Paint key cap and chips from the right; chips that crowd the name out become icons. Returns where they begin."""
        theme, right = self.theme, rect.right() - 4  # the scroll bar's place is the rest of the margin
        if row.cap:
            width = kbd_width(theme, row.cap, 24)
            draw_kbd(painter, theme, right - width, middle, row.cap, height=24)
            right -= width + 10
        room = rect.width() * 0.26
        whole = sum(chip_size(theme, look)[0] + 5 for look in row.chips)
        slot_end = rect.left() + rect.width() * _SLOT + text_width(theme.font(Type.BODY), row.slot) + 10
        crowded = bool(row.slot) and right - whole < slot_end
        for look in reversed(row.chips):
            width, height = chip_size(theme, look)
            later = look is not row.chips[0]  # the first is the allergy where there is one: it keeps its word
            if look.icon and (width > room or (crowded and later)):
                look = type(look)("", look.icon, look.tone, look.meaning)
                width, height = chip_size(theme, look)
            draw_chip(painter, theme, right - width, middle - height / 2, look)
            right -= width + 5
            room -= width + 5
        return right

    def _paint_words(self, painter: QPainter, rect: QRectF, row: FamilyRow, right: float) -> None:
        theme, width = self.theme, rect.width()
        text, muted = theme.color("text2"), theme.color("muted")
        small = theme.font(Type.BODY)
        # Columns give way from the right when there is little room: the slot first, then the phone.
        places = [(0.298, row.counts, text), (0.536, row.phone, muted), (_SLOT, row.slot, text)]
        if width < 640:
            places = [(0.36, row.counts, text), (0.68, row.phone, muted)]
        if width < 440:
            places = [(0.46, row.counts, text)]
        left = rect.left() + 64
        edges = [rect.left() + width * share for share, _, _ in places] + [right]
        name = QRectF(left, rect.top(), edges[0] - left - 10, rect.height())
        draw_text(painter, name, row.name, theme.font(Type.DOOR, bold=True), theme.color("text"))
        for position, (_, words, ink) in enumerate(places):
            end = min(edges[position + 1], right)
            box = QRectF(edges[position], rect.top(), max(end - edges[position] - 10, 0), rect.height())
            if box.width() > 20:
                draw_text(painter, box, words, small, ink)

    def set_rows(self, rows: Sequence[FamilyRow]) -> None:
        """Show other families; the current one stays current where it is still there."""
        index = self.currentIndex()
        key = self.row_at(index).key if index.isValid() else None
        if tuple(rows) == tuple(self.rows):
            return
        super().set_rows(rows)
        position = next((i for i, row in enumerate(rows) if row.key == key), None)
        if position is not None:
            self.setCurrentIndex(self.model().index(position, 0))

    def set_compact(self, compact: bool) -> None:
        """48 px instead of 54."""
        if compact != self.compact:
            self.compact = compact
            self.restyle()

    def enter(self) -> None:
        """Take the focus at the first row, or where it was."""
        if self.rows:
            if not self.currentIndex().isValid():
                self.setCurrentIndex(self.model().index(0, 0))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, a number picks, Up leaves at the top; what is no business of a list goes on to the page."""
        key, index = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not event.isAutoRepeat():
            self.opened.emit(self.row_at(index))
        elif key == Qt.Key.Key_Up and index.row() <= 0:
            self.left_above.emit()
        elif self._numbered and event.text() in (caps := {row.cap: row for row in self.rows}) and event.text():
            self.opened.emit(caps[event.text()])
        elif key in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()  # Qt's own search by letters would eat the shortcuts

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(self.row_at(index))


_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
