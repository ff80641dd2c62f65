"""The bar above a page: its title, a line beside it, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Themed, clear, hbox
from ui.widgets.seat_button import SeatButton

HEIGHT = 64
_ROOMY = 1080  # narrower, who acts is an avatar alone


class Header(Themed, QWidget):
    """64 px high; the line gives way first when there is little room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._title = Label(theme, kind=Type.TITLE, bold=True)
        self._line = Elided(theme, kind=Type.COMPACT, color="text2")
        self._actions = hbox(spacing=10)
        row = hbox(24, 0, 24, 0, spacing=10)
        row.addWidget(self._title)
        row.addWidget(self._line, 1)
        row.addLayout(self._actions)
        self._row = row
        self._corner: SeatButton | None = None
        self.setLayout(row)
        self.setFixedHeight(HEIGHT)

    @property
    def title(self) -> str:
        """What it says."""
        return self._title.text()

    def set(self, title: str, line: str = "") -> None:
        """Change title and line."""
        self._title.setText(title)
        self._line.setText(line)

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Show other buttons; the ones before are deleted."""
        clear(self._actions)
        for action in actions:
            self._actions.addWidget(action)

    def set_corner(self, button: SeatButton) -> None:
        """Put who acts at the end."""
        self._corner = button
        self._row.setContentsMargins(24, 0, 18, 0)
        self._row.addWidget(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages come first where there is little room."""
        super().resizeEvent(event)
        if self._corner is not None:
            self._corner.set_wide(self.width() >= self.theme.px(_ROOMY))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.theme.color("bg"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.theme.color("border"))
