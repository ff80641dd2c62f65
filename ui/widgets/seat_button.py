"""Who acts, at the end of the header: the avatar, the name where there is room, and that a list opens."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import draw_avatar, draw_box, draw_text, text_width

_HEIGHT, _AVATAR, _GAP, _CHEVRON = 36, 26, 8, 14
_LONGEST = 96  # of the name, in pixels


class SeatButton(Themed, QAbstractButton):
    """Says who acts; a press asks to change it."""

    ring_radius = 8.0

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._wide = True
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, name: str, tip: str) -> None:
        """Say somebody else's name; ``tip`` says what a press does, and for whom."""
        self.setText(name)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.updateGeometry()
        self.update()

    def set_wide(self, wide: bool) -> None:
        """With the name, or without."""
        if wide != self._wide:
            self._wide = wide
            self.updateGeometry()

    def _words_width(self) -> float:
        font = self.theme.font(Type.COMPACT)
        return min(text_width(font, self.text()), self.theme.px(_LONGEST)) if self._wide else 0

    def sizeHint(self) -> QSize:
        """As wide as the name, up to a point."""
        words = round(self._words_width())
        return QSize(4 + _AVATAR + _GAP + (words + _GAP if words else -2) + _CHEVRON + 4, self.theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, theme, rect = QPainter(self), self.theme, QRectF(self.rect())
        if self.isDown() or self.underMouse():
            draw_box(painter, rect, 8, fill=theme.color("pressed" if self.isDown() else "hover"))
        middle = rect.center().y()
        draw_avatar(painter, theme, QRectF(4, round(middle - _AVATAR / 2), _AVATAR, _AVATAR), self.text(), child=False)
        words = QRectF(4 + _AVATAR + _GAP, 0, self._words_width() + 1, rect.height())
        if self._wide:
            draw_text(painter, words, self.text(), theme.font(Type.COMPACT), theme.color("text2"))
        left = rect.right() - _CHEVRON - 4
        theme.paint_icon(painter, "down", round(left), round(middle - _CHEVRON / 2), _CHEVRON, "muted")
