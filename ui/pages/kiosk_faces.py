"""The children's page of the screen at the exit: one question, three faces, and which question it is."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.pages.kiosk_art import FaceTile, KioskArt, fitting, font_of, paint_dots, scale_of, wrapped
from ui.theme import Theme
from ui.widgets.base import Themed
from ui.widgets.paint import CENTER, RIGHT, blend, draw_text

FACES = (3, 2, 1)
"""The happiest face is the first, and key 1."""


class FacesPage(Themed, QWidget):
    """``pressed(value)`` when a face was pressed. Without a question it says thanks."""

    pressed = Signal(int)

    def __init__(self, theme: Theme, art: KioskArt, parent: QWidget) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._lead = self._title = ""
        self._place, self._total = 0, 0
        self.tiles = tuple(FaceTile(theme, art, value, self) for value in FACES)
        for tile in self.tiles:
            tile.clicked.connect(self._take(tile))

    def ask(self, lead: str, title: str, faces: tuple[str, ...], *, place: int, total: int, progress: str) -> None:
        """Ask a question; ``faces`` are the words of the three faces, ``progress`` which question this is, for those who listen."""
        self._lead, self._title, self._place, self._total = lead, title, place, total
        for tile, word in zip(self.tiles, faces, strict=True):
            tile.setText(word)
            tile.setAccessibleName(word)
            tile.setAccessibleDescription(title)
            tile.setChecked(False)
            tile.show()
        self.setAccessibleName(title)
        self.setAccessibleDescription(progress)
        self.update()

    def thank(self, title: str, line: str) -> None:
        """Say thanks; a press anywhere begins anew."""
        self._lead, self._title, self._total = line, title, 0
        for tile in self.tiles:
            tile.hide()
        self.setAccessibleName(title)
        self.update()

    @property
    def thanking(self) -> bool:
        """Whether there is no question."""
        return self._total == 0

    def choose(self, place: int) -> None:
        """Press a face by its place, 0 to 2."""
        if not self.thanking:
            self.tiles[place].click()

    def _take(self, tile: FaceTile) -> Callable[[], None]:
        def take() -> None:
            for other in self.tiles:
                other.setChecked(other is tile)
            self.pressed.emit(tile.value)

        return take

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tiles in the middle, as large as there is room."""
        scale = scale_of(self.size())
        left, top = (self.width() - 976 * scale) / 2, self.height() * 0.262
        for place, tile in enumerate(self.tiles):
            tile.setGeometry(round(left + place * 338 * scale), round(top), round(300 * scale), round(348 * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the question, or thanks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, scale, width, height = self.theme, scale_of(self.size()), self.width(), self.height()
        ink = theme.color("on-warn")
        soft = blend(ink, theme.color("on-accent"), 0.8)
        lead, title = height * 0.092, height * 0.166
        if self.thanking:
            lead, title = height * 0.50, height * 0.40
        self._paint_title(painter, title, scale, ink)
        draw_text(painter, QRectF(0, lead - 18 * scale, width, 36 * scale), self._lead, font_of(theme, 20 * scale), soft, CENTER)
        if self._total > 1:
            middle = QPointF(width / 2, height * 0.846)
            paint_dots(painter, theme, middle, total=self._total, current=self._place, scale=scale)

    def _paint_title(self, painter: QPainter, middle: float, scale: float, ink: QColor) -> None:
        """In one large line, or in as many as stand between the lead and the faces."""
        wide, large = self.width() - 340 * scale, font_of(self.theme, 56 * scale, bold=True)
        font = fitting(large, self._title, wide)
        if QFontMetricsF(font).horizontalAdvance(self._title) <= wide and font.pixelSize() >= 44 * scale:
            draw_text(painter, QRectF(0, middle - 40 * scale, self.width(), 80 * scale), self._title, font, ink, CENTER)
            return
        room = QRectF((self.width() - wide) / 2, middle - 38 * scale, wide, 106 * scale)
        font, said = wrapped(font_of(self.theme, 44 * scale, bold=True), self._title, room.size(), least=20 * scale)
        painter.setFont(font)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, int(flags), said)


class HoldToLeave(Themed, QWidget):
    """The staff's way out: held for a while it says ``held``. A child's press or stroke does nothing."""

    held = Signal()

    def __init__(self, theme: Theme, milliseconds: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.adopt(theme)
        self._words = ("", "")
        self._down = False
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self._over)

    def set_words(self, idle: str, holding: str) -> None:
        """What it says, and what it says while it is held."""
        self._words = (idle, holding)
        self.setAccessibleName(idle)
        self.update()

    def mousePressEvent(self, event: object) -> None:
        """Begin to count."""
        self._begin()

    def mouseReleaseEvent(self, event: object) -> None:
        """Too short."""
        self.let_go()

    def leaveEvent(self, event: object) -> None:
        """The finger went elsewhere."""
        self.let_go()

    def let_go(self) -> None:
        """Stop counting."""
        self._timer.stop()
        self._down = False
        self.update()

    def _begin(self) -> None:
        self._down = True
        self._timer.start()
        self.update()

    def _over(self) -> None:
        self.let_go()
        self.held.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, bold while held."""
        painter = QPainter(self)
        theme = self.theme
        soft = blend(theme.color("on-warn"), theme.color("on-accent"), 0.72)
        font = font_of(theme, 13, bold=self._down)
        draw_text(painter, QRectF(self.rect()), self._words[self._down], font, soft, RIGHT)
