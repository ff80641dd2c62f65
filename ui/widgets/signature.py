"""A field to sign in, with a finger, a pen or the mouse."""

from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import CENTER, draw_box, draw_text

_SIZE = QSize(600, 180)
"""Pixels of the picture that is kept, whatever the size on the screen."""

_SHORTEST = 40.0
"""A signature's strokes are at least this long together, in pixels of the picture: a dot is none."""


class SignaturePad(Themed, QWidget):
    """Keeps the strokes that are drawn on it; ``changed`` after each."""

    changed = Signal()
    ring_radius = 10.0

    def __init__(self, theme: Theme, *, hint: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._hint = hint
        self._strokes: list[list[QPointF]] = []
        self._drawing = False
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(132))

    @property
    def signed(self) -> bool:
        """Whether enough was drawn to be a signature."""
        return self._length() >= _SHORTEST

    def clear(self) -> None:
        """Take everything away."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """The signature, black on white."""
        image = QImage(_SIZE, QImage.Format.Format_Grayscale8)
        image.fill(QColor(Qt.GlobalColor.white))
        painter = QPainter(image)
        self._draw(painter, QRectF(image.rect()), QColor(Qt.GlobalColor.black), 3.0)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt text
        return bytes(content.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke. Fingers and pens come as a mouse too."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drawing = True
            self._strokes.append([self._place(event.position())])
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._drawing:
            self._strokes[-1].append(self._place(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stroke is done."""
        if self._drawing and event.button() is Qt.MouseButton.LeftButton:
            self._drawing = False
            self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper is white in every theme, so that what is drawn is what is kept."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        draw_box(painter, rect, 10, fill=QColor(Qt.GlobalColor.white), border=self.theme.color("border"))
        if not self._strokes:
            pale = QColor(Qt.GlobalColor.black)
            pale.setAlphaF(0.62)
            draw_text(painter, rect, self._hint, self.theme.font(Type.BODY), pale, CENTER)
        self._draw(painter, rect, QColor(Qt.GlobalColor.black), 2.4)

    def _place(self, at: QPointF) -> QPointF:
        """A point as a share of the field, so that a window that changes its size changes nothing."""
        across, down = at.x() / max(self.width(), 1), at.y() / max(self.height(), 1)
        return QPointF(min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0))

    def _draw(self, painter: QPainter, rect: QRectF, ink: QColor, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(_on(rect, stroke[0]))
            for point in stroke[1:]:
                path.lineTo(_on(rect, point))
            painter.drawPath(path)

    def _length(self) -> float:
        rect = QRectF(0, 0, _SIZE.width(), _SIZE.height())
        total = 0.0
        for stroke in self._strokes:
            for first, second in pairwise(stroke):
                apart = _on(rect, second) - _on(rect, first)
                total += (apart.x() ** 2 + apart.y() ** 2) ** 0.5
        return total


def _on(rect: QRectF, share: QPointF) -> QPointF:
    return QPointF(rect.x() + share.x() * rect.width(), rect.y() + share.y() * rect.height())
