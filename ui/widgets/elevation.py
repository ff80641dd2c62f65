"""What floats above a page (menus, dialogs, bars): a hairline and a soft shadow that is painted, not an effect.

The shadow lies 4 px lower, is blurred over 14 px and 16 % black; in the dark theme the hairline does the work alone.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QMenu, QStyledItemDelegate, QWidget

from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import draw_box

REACH = 18
"""Pixels around a floating box that its shadow may cover."""

_INSIDE = 6  # between box and first row; the style sheet's padding of the list
_SPARE = 60
_DROP, _BLUR, _STRENGTH = 4, 14, 0.16
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


def draw_shadow(painter: QPainter, theme: Theme, rect: QRectF, radius: float) -> None:
    """Paint the shadow of a rounded box, up to ``REACH`` pixels outside it; nothing in the dark theme."""
    if theme.dark:
        return
    black = QColor(Qt.GlobalColor.black)
    black.setAlphaF(_STRENGTH / _BLUR)
    # Boxes laid on each other from the widest to the narrowest: their sum falls off like a blur.
    for out in range(_BLUR // 2, -_BLUR // 2, -1):
        box = rect.adjusted(-out, -out, out, out).translated(0, _DROP)
        draw_box(painter, box, max(radius + out, 1), fill=black)


def draw_raised(painter: QPainter, theme: Theme, rect: QRectF, radius: float, *, fill: str) -> None:
    """Paint a floating box with its shadow around it."""
    draw_shadow(painter, theme, rect, radius)
    draw_box(painter, rect, radius, fill=theme.color(fill), border=theme.color("border"))


class Shadow(Themed, QWidget):
    """The shadow of a bar that floats inside its parent: lies under it, follows it, takes no clicks."""

    def __init__(self, theme: Theme, of: QWidget, *, radius: float) -> None:
        super().__init__(of.parentWidget())
        self.adopt(theme)
        self._of, self._radius = of, radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        of.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the bar goes."""
        if event.type() in _MOVES or event.type() is QEvent.Type.ZOrderChange:
            self.setGeometry(self._of.geometry().adjusted(-REACH, -REACH, REACH, REACH))
            self.setVisible(self._of.isVisible())
            self.stackUnder(self._of)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        inner = QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        draw_shadow(QPainter(self), self.theme, inner, self._radius)


class Menu(QMenu):
    """A menu with round corners and the shadow of what floats."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        make_bare(self)
        self.setProperty("raised", True)  # the style sheet leaves the ground to us
        self.setContentsMargins(REACH, REACH, REACH, REACH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and shadow, then the entries."""
        inner = QRectF(self.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        painter = QPainter(self)
        draw_raised(painter, self._theme, inner, 10, fill="raised")
        painter.end()
        super().paintEvent(event)

    def popup_at(self, place: QPoint) -> None:
        """Open with the corner of the box, not of its shadow, at a point of the screen."""
        self.popup(place - QPoint(REACH, REACH))


class DropDown(QObject):
    """Gives the list of a combo box the box and the shadow of what floats; it stays as wide as the combo box."""

    def __init__(self, theme: Theme, combo: QComboBox) -> None:
        super().__init__(combo)
        self._theme, self._combo = theme, combo
        combo.setItemDelegate(QStyledItemDelegate(combo))  # the one that the style sheet's ``::item`` rules reach
        self._window = combo.view().window()
        make_bare(self._window)
        layout = self._window.layout()
        if layout is not None:
            layout.setContentsMargins(REACH, REACH, REACH, REACH)
        self._window.installEventFilter(self)

    def settle(self) -> None:
        """After the list opened: room for all rows it may show, and its box, not its shadow, at the combo box."""
        combo, view, place = self._combo, self._combo.view(), self._window.geometry()
        rows = min(combo.count(), combo.maxVisibleItems())
        height = rows * max(view.sizeHintForRow(0), 1) + 2 * _INSIDE
        above = place.bottom() <= combo.mapToGlobal(QPoint(0, 0)).y()  # no room below: Qt opened it upwards
        top = place.bottom() - height if above else place.top()
        width, tall = place.width() + 2 * REACH, height + 2 * REACH
        for room in (tall + _SPARE, tall):  # Qt's arrows to scroll stay until there is more than enough room
            self._window.setGeometry(place.left() - REACH, top - REACH, width, room)
            if (layout := self._window.layout()) is not None:
                layout.activate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint instead of Qt's frame."""
        if event.type() is not QEvent.Type.Paint:
            return False
        inner = QRectF(self._window.rect()).adjusted(REACH, REACH, -REACH, -REACH)
        draw_raised(QPainter(self._window), self._theme, inner, 10, fill="raised")
        return True


def make_bare(window: QWidget) -> None:
    """Take the system's frame and shadow from a window that paints its own."""
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
