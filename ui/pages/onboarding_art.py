"""The left side of the first run: what the program is for, and a house with a family before it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.words import Words
from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.paint import blend, draw_box, draw_text
from ui.widgets.rail import draw_logo

_SCENE = 338.0  # height of the scene as it is drawn, in pixels
_WORDS_END = 410.0  # where the words above it end


class OnboardingArt(Themed, QWidget):
    """Painted; the scene stands on the lower edge and gives way to the words where the window is low."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self.adopt(theme)
        self._words = words
        self.setAccessibleName(words("onboarding.slogan").replace("\n", " "))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, scene and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.color("accent"))
        scale = min(self.width() / 520, max((self.height() - _WORDS_END) / _SCENE, 0.4), 1.0)
        painter.save()
        painter.translate(0, self.height() - 768 * scale)
        painter.scale(scale, scale)
        self._paint_scene(painter, self.width() / scale)
        painter.restore()
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme, ink = self.theme, self.theme.color("on-accent")
        left = 56.0 if self.width() > 440 else 32.0
        top = 64.0 if self.height() > 700 else 36.0
        draw_logo(painter, theme, QRectF(left, top, 40, 40), ground="on-accent", ink="accent")
        name = QRectF(left + 52, top, self.width() - left, 40)
        draw_text(painter, name, self._words("shell.app"), theme.font(Type.TITLE, bold=True), ink)
        font = QFont(theme.font(Type.REFUSE if self.width() > 440 else Type.PAGE, bold=True))
        line = font.pixelSize() * 1.35
        y = top + (106 if self.height() > 700 else 70)
        for text in self._words("onboarding.slogan").split("\n"):
            draw_text(painter, QRectF(left, y, self.width() - left - 16, line), text, font, ink)
            y += line
        soft = blend(ink, theme.color("accent"), 0.9)
        y += 16
        for text in self._words("onboarding.promise").split("\n"):
            draw_text(painter, QRectF(left, y, self.width() - left - 16, 24), text, theme.font(Type.DOOR), soft)
            y += 24

    def _paint_scene(self, painter: QPainter, width: float) -> None:
        color = self.theme.color
        ground = color("accent-pressed")
        hills = blend(ground, color("accent"), 0.62)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hills)
        painter.drawEllipse(QPointF(92, 640), 210, 210)
        painter.drawEllipse(QPointF(470, 700), 170, 170)
        painter.fillRect(QRectF(0, 716, width, 60), ground)
        self._paint_house(painter)
        self._paint_people(painter)

    def _paint_house(self, painter: QPainter) -> None:
        color = self.theme.color
        white = color("on-accent")
        draw_box(painter, QRectF(83, 490, 157, 226), 8, fill=blend(white, color("warn"), 0.94))
        roof = QPainterPath(QPointF(65, 503))
        roof.lineTo(155.5, 439)
        roof.quadTo(161.5, 434.5, 167.5, 439)
        for x, y in ((258, 503), (249, 516), (240, 509.5), (83, 509.5), (74, 516)):
            roof.lineTo(x, y)
        roof.closeSubpath()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("warn"))
        painter.drawPath(roof)
        for left in (104.0, 182.0):
            draw_box(painter, QRectF(left, 538, 37, 37), 5, fill=blend(color("info"), white, 0.14))
        draw_box(painter, QRectF(136, 607, 51, 109), 5, fill=blend(color("accent"), white, 0.28))
        draw_box(painter, QRectF(174, 661, 7, 7), 3.5, fill=color("accent"))

    def _paint_people(self, painter: QPainter) -> None:
        color = self.theme.color
        white = color("on-accent")
        skin = blend(color("refuse"), blend(color("warn"), white, 0.25), 0.12)
        self._paint_person(painter, 352, 528, head=28, body=84, foot=716, skin=skin, dress=color("warn"))
        self._paint_person(painter, 432, 605, head=21, body=60, foot=716, skin=skin, dress=white)
        pen = painter.pen()
        pen.setColor(skin)
        pen.setWidthF(13)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        arm = QPainterPath(QPointF(390, 664))
        arm.quadTo(398, 678, 414, 684)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(arm)

    def _paint_person(
        self,
        painter: QPainter,
        x: float,
        top: float,
        *,
        head: float,
        body: float,
        foot: float,
        skin: QColor,
        dress: QColor,
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(skin)
        painter.drawEllipse(QPointF(x, top + head), head, head)
        shoulders = top + 2 * head + (12 if head > 25 else 5)
        path = QPainterPath(QPointF(x - body / 2, foot))
        half, lift = body / 2, shoulders - body / 6  # so that the curve is as round as a half circle
        path.lineTo(x - half, shoulders + half)
        path.cubicTo(x - half, lift, x + half, lift, x + half, shoulders + half)
        path.lineTo(x + body / 2, foot)
        path.closeSubpath()
        painter.setBrush(dress)
        painter.drawPath(path)
