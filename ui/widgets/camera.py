"""The picture of the camera: it only paints what it is given."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import LEFT, RIGHT, blend, draw_box, draw_text


class CameraState(Enum):
    """What the corner marks and the strip say."""

    READY = "ready"
    READ = "read"
    FAILED = "failed"
    COVERED = "covered"


class CameraView(Themed, QWidget):
    """``set_frame(image)`` shows a picture; ``set_state`` says how reading goes. The words come from the
    page.
    """

    def __init__(self, theme: Theme, *, name: str = "") -> None:
        super().__init__()
        self.adopt(theme)
        self._name = name
        self._state, self._word, self._advice = CameraState.COVERED, "", ""
        self._frame = QImage()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    @property
    def state(self) -> CameraState:
        """What it says now."""
        return self._state

    def set_frame(self, image: QImage) -> None:
        """Show a picture, cropped to fill the view; a null one shows the empty ground."""
        self._frame = image
        self.update()

    def set_state(self, state: CameraState, word: str, advice: str = "") -> None:
        """Say how reading goes; ``advice`` is shown instead of a picture where there is none."""
        self._state, self._word, self._advice = state, word, advice
        self.setAccessibleDescription(f"{word} {advice}".strip())
        self.update()

    def set_name(self, name: str) -> None:
        """Change the word on the strip's left."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        """As in the door's left column."""
        return QSize(248, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, marks and strip."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(rect, 14, 14)
        painter.setClipPath(shape)
        self._paint_picture(painter, rect)
        if self.theme.dark:  # black on almost black: where the view ends must be seen
            draw_box(painter, rect, 14, border=self.theme.color("border"))
        strip = QRectF(0, rect.height() - 28, rect.width(), 28)
        if self._state in (CameraState.READY, CameraState.READ):
            self._paint_marks(painter, rect.adjusted(0, 0, 0, -28))
        elif self._advice:
            self._paint_advice(painter, rect.adjusted(14, 12, -14, -36))
        black = QColor(Qt.GlobalColor.black)
        black.setAlphaF(0.62)
        painter.fillRect(strip, black)
        white = QColor(Qt.GlobalColor.white)
        icon = "camera-off" if self._state is CameraState.FAILED else "camera"
        self.theme.paint_icon(painter, icon, 12, strip.top() + 6, 16, "on-accent")
        font = self.theme.font(Type.COMPACT)
        draw_text(painter, strip.adjusted(34, 0, -90, 0), self._name, font, white, LEFT)
        draw_text(painter, strip.adjusted(60, 0, -12, 0), self._word, font, white, RIGHT)

    def _paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        if not self._frame.isNull() and self._state in (CameraState.READY, CameraState.READ):
            frame = self._frame
            scale = max(rect.width() / frame.width(), rect.height() / frame.height())
            size = QSize(round(frame.width() * scale), round(frame.height() * scale))
            left, top = (rect.width() - size.width()) / 2, (rect.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), frame)
            return
        ground = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        black, grey = QColor(Qt.GlobalColor.black), self.theme.color("chart-prev")
        ground.setColorAt(0, blend(grey, black, 0.24))
        ground.setColorAt(1, blend(grey, black, 0.14))
        painter.fillRect(rect, ground)

    def _paint_marks(self, painter: QPainter, rect: QRectF) -> None:
        side = min(rect.width() * 0.5, rect.height() - 20)
        box = QRectF(rect.center().x() - side * 0.58, rect.center().y() - side / 2, side * 1.16, side)
        color = QColor(Qt.GlobalColor.white)
        if self._state is CameraState.READ:
            color = blend(self.theme.color("admit"), color, 0.35)
            color.setHsvF(color.hueF(), 0.72, 0.86)
        painter.setPen(QPen(color, 4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arm, bend = 20.0, 8.0
        for corner, dx, dy in (
            (box.topLeft(), 1, 1),
            (box.topRight(), -1, 1),
            (box.bottomLeft(), 1, -1),
            (box.bottomRight(), -1, -1),
        ):
            path = QPainterPath(corner + QPointF(0, dy * arm))
            path.lineTo(corner + QPointF(0, dy * bend))
            path.quadTo(corner, corner + QPointF(dx * bend, 0))
            path.lineTo(corner + QPointF(dx * arm, 0))
            painter.drawPath(path)

    def _paint_advice(self, painter: QPainter, rect: QRectF) -> None:
        painter.setFont(self.theme.font(Type.COMPACT))
        painter.setPen(QColor(Qt.GlobalColor.white))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect, int(flags), self._advice)
