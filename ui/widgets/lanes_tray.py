"""Around the grid: the tray of slots that wait to be placed, and the bar of a step not taken yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QToolTip, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Label, Themed, fill, hbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.elevation import Shadow
from ui.widgets.paint import draw_box, draw_text, text_width

_HEIGHT, _CARD, _GAP, _LEFT = 46, 32, 8, 14


@dataclass(frozen=True)
class Waiting:
    """A slot of the tray: its id, its title and how long it takes."""

    id: str
    title: str
    length: str


class LaneTray(Themed, QWidget):
    """Cards that can be carried into a lane. Arrows choose, Enter opens, P places at the first free hour."""

    grabbed = Signal(str)
    carried = Signal(QPoint)
    dropped = Signal(QPoint)
    chosen = Signal(str)
    opened = Signal(str)
    place_wanted = Signal(str)
    draft_wanted = Signal()

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self._rows: tuple[Waiting, ...] = ()
        self._current, self._offset, self._aimed = "", 0.0, False
        self._down: tuple[QPoint, str] | None = None
        self._carrying = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.draft = Button(
            theme, words("planner.draft"), size=Size.SMALL, icon="spark", tip=words("planner.draft_tip")
        )
        self.draft.clicked.connect(self.draft_wanted)
        self.draft.hide()
        row = hbox(0, 1, 10, 0)
        fill(row, None, self.draft)
        self.setLayout(row)

    @property
    def rows(self) -> tuple[Waiting, ...]:
        """What waits."""
        return self._rows

    @property
    def carrying(self) -> bool:
        """Whether one of its cards is being carried."""
        return self._carrying

    def set_rows(self, rows: Sequence[Waiting], current: str) -> None:
        """Show what waits, and which of it is selected."""
        self._rows, self._current = tuple(rows), current
        self.draft.setVisible(bool(rows))
        self.setAccessibleName(self._words("planner.tray_n", n=len(rows)))
        self.setAccessibleDescription(next((f"{row.title} {row.length}" for row in rows if row.id == current), ""))
        self._offset = min(self._offset, max(self._reach() - self._room(), 0.0))
        self.update()

    def set_aimed(self, aimed: bool) -> None:
        """A block is held over it, or no longer."""
        if aimed != self._aimed:
            self._aimed = aimed
            self.update()

    def place_of(self, id: str) -> QRectF:
        """Where a card lies."""
        return next((rect for row, rect in self._places() if row.id == id), QRectF())

    def sizeHint(self) -> QSize:
        """One row of cards."""
        return QSize(300, self.theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Cards that do not fit are scrolled to."""
        return QSize(0, self.theme.px(_HEIGHT))

    # -- painting

    def _heading(self) -> float:
        font = self.theme.font(Type.COMPACT, bold=True)
        return _LEFT + text_width(font, self._words("planner.tray_n", n=len(self._rows))) + 12

    def _places(self) -> list[tuple[Waiting, QRectF]]:
        x, tall = self._heading() - self._offset, self.theme.px(_CARD)
        title, small = self.theme.font(Type.COMPACT, bold=True), self.theme.font(Type.CAPTION)
        found = []
        for row in self._rows:
            width = min(text_width(title, row.title), 180) + text_width(small, row.length) + 54
            found.append((row, QRectF(round(x), round((self.height() - tall) / 2), round(width), tall)))
            x += width + _GAP
        return found

    def _room(self) -> float:
        return self.width() - 12 - (0 if self.draft.isHidden() else self.draft.width() + 10)

    def _reach(self) -> float:
        places = self._places()
        return places[-1][1].right() + self._offset if places else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the count and the cards."""
        painter, theme, color = QPainter(self), self.theme, self.theme.color
        rect = QRectF(self.rect())
        painter.fillRect(QRectF(0, 0, rect.width(), 1), color("border"))
        if not self._rows and not self._aimed:
            hint = QRectF(self._heading(), 1, self._room() - self._heading(), rect.height() - 1)
            draw_text(painter, hint, self._words("planner.tray_empty"), theme.font(Type.COMPACT), color("muted"))
        if self._aimed:
            draw_box(painter, rect.adjusted(4, 5, -4, -4), 8, fill=color("accent-soft"), border=color("focus"), width=2)
        for row, place in self._places():
            here = row.id == self._current
            edge = color("focus" if here else "border-strong")
            draw_box(
                painter, place, 8, fill=color("accent-soft" if here else "surface"), border=edge, width=2 if here else 1
            )
            theme.paint_icon(painter, "grip", place.x() + 7, round(place.center().y() - 8), 16, "muted")
            small = theme.font(Type.CAPTION)
            length = text_width(small, row.length)
            words = place.adjusted(28, 0, -length - 18, 0)
            draw_text(painter, words, row.title, theme.font(Type.COMPACT, bold=True), color("text"))
            after = QRectF(place.right() - length - 10, place.y(), length + 2, place.height())
            draw_text(painter, after, row.length, small, color("muted"))
        head = QRectF(0, 1, self._heading() - 6, rect.height() - 1)
        painter.fillRect(head.adjusted(0, 5, 0, -4), color("accent-soft" if self._aimed else "surface"))
        font = theme.font(Type.COMPACT, bold=True)
        draw_text(
            painter,
            head.adjusted(_LEFT, 0, 0, 0),
            self._words("planner.tray_n", n=len(self._rows)),
            font,
            color("text2"),
        )
        if not self.draft.isHidden():
            end = QRectF(self._room(), 5, rect.width() - self._room() - 5, rect.height() - 9)
            painter.fillRect(end, color("accent-soft" if self._aimed else "surface"))
        if self.hasFocus() and theme.keyboard_in_use and not self._current:
            draw_box(painter, rect.adjusted(3, 4, -3, -3), 8, border=color("focus"), width=2)

    # -- the pointer

    def _at(self, point: QPoint) -> str:
        if point.x() < self._heading() - 6:
            return ""
        return next((row.id for row, place in self._places() if place.contains(point.toPointF())), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A card is chosen, and may be carried."""
        id = self._at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and id:
            self._down = (event.position().toPoint(), id)
            self.chosen.emit(id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry it."""
        point = event.position().toPoint()
        if self._carrying:
            self.carried.emit(event.globalPosition().toPoint())
        elif self._down is None:
            self.setCursor(Qt.CursorShape.OpenHandCursor if self._at(point) else Qt.CursorShape.ArrowCursor)
        elif (point - self._down[0]).manhattanLength() >= QApplication.startDragDistance():
            self._carrying = True
            self.grabbed.emit(self._down[1])
            self.carried.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        carrying, self._carrying, self._down = self._carrying, False, None
        if carrying:
            self.dropped.emit(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a card."""
        id = self._at(event.position().toPoint())
        if id:
            self.opened.emit(id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go along the cards."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        self._offset = min(max(self._offset - delta / 2, 0.0), max(self._reach() - self._room(), 0.0))
        self.update()

    def event(self, event: QEvent) -> bool:
        """A card that is cut short is whole in its tooltip."""
        if isinstance(event, QHelpEvent):
            id = self._at(event.pos())
            QToolTip.showText(event.globalPos(), next((row.title for row in self._rows if row.id == id), ""), self)
            return True
        return super().event(event)

    # -- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens, P places."""
        key, ids = event.key(), [row.id for row in self._rows]
        number = ids.index(self._current) if self._current in ids else -1
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and ids:
            step = 1 if key == Qt.Key.Key_Right else -1
            self.chosen.emit(ids[min(max(number + step, 0), len(ids) - 1)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and number >= 0:
            self.opened.emit(ids[number])
        elif key == Qt.Key.Key_P and number >= 0:
            self.place_wanted.emit(ids[number])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And where it no longer is."""
        super().focusOutEvent(event)
        self.update()


class PreviewBar(Themed, QFrame):
    """Says what a step would do; its buttons take it or leave it."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._label = Label(theme, "", bold=True)
        self._hint = Label(theme, "", Type.COMPACT, color="text2")
        self.take = Button(theme, words("planner.preview_take"), kind=Kind.PRIMARY, size=Size.SMALL, key="Enter")
        self.leave = Button(theme, words("common.cancel"), size=Size.SMALL, key="Esc")
        for button in (self.take, self.leave):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys belong to the grid
        row = hbox(16, 8, 10, 8, spacing=10)
        fill(row, self._label, self._hint, 6, self.leave, self.take)
        self.setLayout(row)
        self._shadow = Shadow(theme, self, radius=10)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, text: str, hint: str = "", *, possible: bool = True, offered: bool = True) -> None:
        """Change what it says; what is not possible cannot be taken, and where nothing is ``offered`` yet nothing can."""
        self._label.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.take.setEnabled(possible)
        self.take.setVisible(offered)
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        color = self.theme.color
        draw_box(QPainter(self), QRectF(self.rect()), 10, fill=color("raised"), border=color("border-strong"))
