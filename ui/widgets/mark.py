"""An icon that says something beside a row."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.base import Themed


class Mark(Themed, QWidget):
    """An icon in a token's colour; its meaning is in the tooltip and for screen readers."""

    def __init__(self, theme: Theme, icon: str = "", color: str = "text2", meaning: str = "", *, size: int = 16) -> None:
        super().__init__()
        self.adopt(theme)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(icon, color, meaning)

    def set(self, icon: str, color: str, meaning: str) -> None:
        """Change what it says."""
        self._icon, self._color = icon, color
        self.setToolTip(meaning)
        self.setAccessibleName(meaning)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._icon:
            self.theme.paint_icon(QPainter(self), self._icon, 0, 0, self._size, self._color)
