"""What the screen at the exit is painted with: meadow, leaves, faces, round buttons. It is bright in every theme, as the hall is."""

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resources import path
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import CENTER, blend, draw_box, draw_text, text_width

WIDTH, HEIGHT = 1366, 768
"""The screen as it was drawn; everything else is to scale."""

_LEAVES = (
    ("leaf_1", 74, 150, 54, 96, -24, False), ("leaf_2", 177, 123, 42, 70, 32, False), ("leaf_2", 1190, 100, 38, 64, -18, True),
    ("leaf_1", 1289, 142, 52, 96, 28, True), ("leaf_2", 232, 682, 46, 88, -58, False), ("leaf_2", 308, 695, 34, 54, -28, False),
    ("leaf_1", 1082, 684, 46, 88, 52, True),
)  # fmt: skip
"""Picture, middle, width and height as drawn, turned by degrees, and whether it keeps to the right edge."""


class KioskArt:
    """The pictures, each read once."""

    def __init__(self) -> None:
        names = ("ground", "leaf_1", "leaf_2", "face_1", "face_2", "face_3")
        self._pictures = {name: QSvgRenderer(str(path("kiosk", f"{name}.svg"))) for name in names}

    def picture(self, painter: QPainter, name: str, place: QRectF) -> None:
        """Paint a picture into a place."""
        self._pictures[name].render(painter, place)

    def ground(self, painter: QPainter, size: QSize) -> None:
        """Paint meadow and leaves over the whole screen."""
        self.picture(painter, "ground", QRectF(0, 0, size.width(), size.height()))
        scale = scale_of(size)
        for name, x, y, width, height, turned, right in _LEAVES:
            painter.save()
            left = size.width() - (WIDTH - x) * scale if right else x * scale
            painter.translate(left, y * size.height() / HEIGHT)
            painter.rotate(turned)
            painter.scale(scale, scale)
            self.picture(painter, name, QRectF(-width / 2, -height / 2, width, height))
            painter.restore()


def scale_of(size: QSize) -> float:
    """How large things are on a screen of this size, 1 as drawn."""
    return max(min(size.width() / WIDTH, size.height() / HEIGHT), 0.4)


def font_of(theme: Theme, pixels: float, *, bold: bool = False) -> QFont:
    """The program's face in any size."""
    font = QFont(theme.font(Type.BODY, bold=bold))
    font.setPixelSize(max(round(pixels), 9))
    return font


def fitting(font: QFont, text: str, width: float) -> QFont:
    """The font, smaller where the text would be wider than this in one line; never under half of it."""
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if wide > width > 0:
        font = QFont(font)
        font.setPixelSize(max(int(font.pixelSize() * width / wide), font.pixelSize() // 2))
    return font


def wrapped(font: QFont, text: str, room: QSizeF, *, least: float) -> tuple[QFont, str]:
    """The font, as large as the text fits into ``room`` in lines, and the text.

    Not under ``least`` pixels: nobody at arm's length reads less. Of a text too long even for that the end is left out, with an
    ellipsis, so that what is painted stays within ``room``.
    """
    font, flags = QFont(font), int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)

    def fits(said: str) -> bool:
        box = QFontMetricsF(font).boundingRect(QRectF(0, 0, room.width(), 100_000), flags, said)
        return box.height() <= room.height()

    pixels = font.pixelSize()
    while not fits(text) and pixels > least:
        pixels -= 1
        font.setPixelSize(pixels)
    if fits(text):
        return font, text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle] + "\u2026") else (low, middle - 1)
    return font, text[:low].rstrip() + "\u2026"


class FaceTile(Themed, QAbstractButton):
    """One of three faces to press; checked while it is the one that was pressed."""

    ring_radius = 40.0

    def __init__(self, theme: Theme, art: KioskArt, value: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._art, self.value = art, value
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(300, 348)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card, face and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.width() / 300
        card, chosen = QRectF(self.rect()).adjusted(3, 3, -3, -3), self.isChecked() or self.isDown()
        white, ink = QColor(self.theme.color("on-accent")), self.theme.color("on-warn")
        if not chosen:
            white.setAlphaF(0.78)
        painter.setBrush(white)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(card, 36 * scale, 36 * scale)
        if chosen:
            draw_box(painter, card, 36 * scale, border=self.theme.color("accent"), width=5 * scale)
        side = 212 * scale
        self._art.picture(painter, f"face_{self.value}", QRectF((self.width() - side) / 2, 37 * scale, side, side))
        font = fitting(font_of(self.theme, 34 * scale, bold=True), self.text(), self.width() - 24 * scale)
        draw_text(painter, QRectF(8, 262 * scale, self.width() - 16, 66 * scale), self.text(), font, ink, CENTER)


class Pill(Themed, QAbstractButton):
    """A round white button at the foot."""

    ring_radius = 28.0

    def __init__(
        self, theme: Theme, *, icon: str = "", trailing: str = "", strong: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._icon, self._trailing, self._strong = icon, trailing, strong
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words, 56 high."""
        icons = 30 * (bool(self._icon) + bool(self._trailing))
        return QSize(round(text_width(self._font(), self.text())) + icons + 52, 56)

    def set_words(self, text: str) -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def _font(self) -> QFont:
        return font_of(self.theme, 20 if self._strong else 18, bold=self._strong)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, icons and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, color = self.theme, "accent-pressed" if self._strong else "on-warn"
        draw_box(painter, QRectF(self.rect()), self.height() / 2, fill=theme.color("pressed" if self.isDown() else "on-accent"))
        x, middle = 26.0, self.height() / 2
        if self._icon:
            theme.paint_icon(painter, self._icon, x, middle - 10, 20, color)
            x += 30
        draw_text(painter, QRectF(x, 0, self.width() - x, self.height()), self.text(), self._font(), theme.color(color))
        if self._trailing:
            theme.paint_icon(painter, self._trailing, self.width() - 26 - 20, middle - 10, 20, color)


def paint_dots(painter: QPainter, theme: Theme, middle: QPointF, *, total: int, current: int, scale: float) -> None:
    """Paint which of some pages is in front."""
    painter.setPen(Qt.PenStyle.NoPen)
    x = middle.x() - (44 + 22 * (total - 1)) * scale / 2
    for place in range(total):
        width = (44 if place == current else 12) * scale
        soft = blend(theme.color("on-warn"), theme.color("warn-soft"), 0.35)
        painter.setBrush(theme.color("accent") if place == current else soft)
        painter.drawRoundedRect(QRectF(x, middle.y() - 6 * scale, width, 12 * scale), 6 * scale, 6 * scale)
        x += width + 10 * scale
