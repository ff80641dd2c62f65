"""The frame of a chart: a title that states the finding, a line below it, and the plot it is given."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, fill
from ui.widgets.paint import CENTER, draw_text


class Plot(Themed, QWidget):
    """Paints an SVG or an image as large as fits, keeping its shape; or one sentence where there is
    nothing.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._svg: QSvgRenderer | None = None
        self._image = QImage()
        self._sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_svg(self, data: bytes) -> bool:
        """Show an SVG drawing; tells whether it could be read."""
        renderer = QSvgRenderer(QByteArray(data))
        renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self._svg, self._image, self._sentence = renderer, QImage(), ""
        self.update()
        return renderer.isValid()

    def set_image(self, image: QImage) -> None:
        """Show an image."""
        self._svg, self._image, self._sentence = None, image, ""
        self.update()

    def set_sentence(self, sentence: str) -> None:
        """Say why there is no plot: still reading, too few answers, no data."""
        self._svg, self._image, self._sentence = None, QImage(), sentence
        self.update()

    def sizeHint(self) -> QSize:
        """Half a page wide."""
        return QSize(396, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._svg is not None and self._svg.isValid():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._svg.render(painter, rect)
        elif not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (rect.width() - size.width()) / 2, (rect.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
        elif self._sentence:
            draw_text(
                painter,
                rect,
                self._sentence,
                self.theme.font(Type.COMPACT),
                self.theme.color("muted"),
                CENTER,
            )


class ChartCard(Card):
    """Title, line below, :attr:`plot`. ``table`` is the same in words for screen readers."""

    def __init__(self, theme: Theme, title: str = "", sub: str = "") -> None:
        super().__init__(theme, padding=16, spacing=2)
        self._title = Label(theme, title, bold=True, wrap=True)
        self._sub = Label(theme, sub, Type.COMPACT, color="text2", wrap=True)
        self.plot = Plot(theme)
        fill(self.body, self._title, self._sub, 6)
        self.body.addWidget(self.plot, 1)

    def set(self, title: str, sub: str = "", *, table: str = "") -> None:
        """Change title and line."""
        self._title.setText(title)
        self._sub.setText(sub)
        self._sub.setVisible(bool(sub))
        self.plot.setAccessibleName(title)
        self.plot.setAccessibleDescription(table)
