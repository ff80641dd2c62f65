"""The strip at the foot of the door that names the keys."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import draw_kbd, draw_text, kbd_width, text_width

Keys = tuple[tuple[str, str], ...]


class FooterKeys(Themed, QWidget):
    """Pairs of key and word; what is on the right stays. ``pressed`` carries the key that was clicked."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, keys: Keys = (), *, right: Keys = (), compact: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self._keys, self._right, self._compact = keys, right, compact
        self._spots: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_keys(self, keys: Keys) -> None:
        """Show the keys of another state."""
        self._keys = keys
        self.update()

    def set_compact(self, compact: bool) -> None:
        """36 px instead of 44."""
        self._compact = compact
        self.restyle()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(320, self.theme.px(36 if self._compact else 44))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a key does what the key does."""
        key = self._key_at(event.position().toPoint())
        if key and event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that keys can be clicked."""
        over = bool(self._key_at(event.position().toPoint()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip; keys that find no room are left out, the last ones first."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("side"))
        painter.fillRect(0, 0, self.width(), 1, self.theme.color("border"))
        self._spots = []
        end = self.width() - 20.0
        for key, word in reversed(self._right):
            end -= self._width(key, word)
            self._draw(painter, end, key, word)
            end -= 20
        left = 20.0
        for key, word in self._keys:
            width = self._width(key, word)
            if left + width > end:
                break
            self._draw(painter, left, key, word)
            left += width + 19

    def _width(self, key: str, word: str) -> float:
        return kbd_width(self.theme, key) + 8 + text_width(self.theme.font(Type.BODY), word)

    def _draw(self, painter: QPainter, left: float, key: str, word: str) -> None:
        middle = self.height() / 2 + 0.5
        draw_kbd(painter, self.theme, left, middle, key)
        cap = kbd_width(self.theme, key)
        font = self.theme.font(Type.BODY)
        box = QRectF(left + cap + 8, 0, text_width(font, word) + 2, self.height() + 1)
        draw_text(painter, box, word, font, self.theme.color("text2"))
        self._spots.append((QRectF(left - 6, 0, self._width(key, word) + 12, self.height()), key))

    def _key_at(self, point: QPoint) -> str:
        return next((key for spot, key in self._spots if spot.contains(point)), "")
