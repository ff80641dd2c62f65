"""An avatar as a widget; lists and tiles paint theirs with :func:`ui.widgets.paint.draw_avatar`."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import draw_avatar


class Avatar(Themed, QWidget):
    """An adult's rounded square or a child's circle; the colour always is the same for the same name."""

    def __init__(self, theme: Theme, name: str = "", *, child: bool = False, size: int = 36) -> None:
        super().__init__()
        self.adopt(theme)
        self._name, self._child, self._size = name, child, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, name: str, *, child: bool = False) -> None:
        """Show somebody else."""
        self._name, self._child = name, child
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        draw_avatar(QPainter(self), self.theme, QRectF(self.rect()), self._name, child=self._child)
