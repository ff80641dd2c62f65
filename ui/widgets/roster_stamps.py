"""Pictures of a roster's cells and heads: each is drawn once, and laid down wherever the same is to be seen.

A page of a large roster is some hundred rounded boxes, icons and lines of text. Drawn anew with each better plan they would hold
the window up longer than all the rest; most of them look as they did, and all cells of a kind look alike.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

_MOST = 1500
"""Pictures that are kept: several pages of heads; at the usual size about 15 MB."""


class Stamps:
    """Keeps pictures by what they show; to be cleared when colours or sizes of letters change."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Hashable, int, int, float], QPixmap] = {}
        self.drawn = 0
        """How often one had to be drawn."""

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Draw all of them anew."""
        self._kept.clear()

    def lay(self, painter: QPainter, rect: QRectF, what: Hashable, draw: Callable[[QPainter, QRectF], None]) -> None:
        """Paint into ``rect``, whose edges lie on whole pixels, what ``draw`` paints into a box of its size at (0, 0).

        ``what`` is all that the picture depends on beside its size and the colours.
        """
        ratio = painter.device().devicePixelRatioF()
        wide, tall = round(rect.width()), round(rect.height())
        key = (what, wide, tall, ratio)
        picture = self._kept.get(key)
        if picture is None:
            picture = self._draw(wide, tall, ratio, draw)
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = picture
        painter.drawPixmap(rect.topLeft(), picture)

    def _draw(self, wide: int, tall: int, ratio: float, draw: Callable[[QPainter, QRectF], None]) -> QPixmap:
        self.drawn += 1
        picture = QPixmap(QSize(max(1, round(wide * ratio)), max(1, round(tall * ratio))))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inside = QPainter(picture)
        inside.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(inside, QRectF(0, 0, wide, tall))
        inside.end()
        return picture
