"""The banner that gives the verdict at a glance: fill, shape, word and line, never colour alone."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, Themed, fill, hbox, vbox
from ui.widgets.paint import LEFT, RIGHT, draw_box, draw_text, draw_tick_circle, hatch_brush, text_width

_HATCH = 14


class VerdictKind(Enum):
    """What the banner says."""

    ADMIT = "admit"
    ATTENTION = "attention"
    REFUSE = "refuse"
    IDLE = "idle"


_GROUND = {VerdictKind.ADMIT: "admit", VerdictKind.ATTENTION: "warn", VerdictKind.REFUSE: "refuse"}
_INK = {VerdictKind.ADMIT: "on-admit", VerdictKind.ATTENTION: "on-warn", VerdictKind.REFUSE: "on-refuse"}


class VerdictBanner(Themed, QWidget):
    """Word, one line and a slot on the right. Admit is 104 px high, refuse 128; compact ones 84 and 96."""

    def __init__(self, theme: Theme, *, compact: bool = False) -> None:
        super().__init__()
        self.adopt(theme)
        self._compact = compact
        self._kind = VerdictKind.IDLE
        self._word = self._line = self._right_label = self._right_value = ""
        self._opacity = 1.0
        self._fade = QVariantAnimation(self)
        self._fade.valueChanged.connect(self._faded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def kind(self) -> VerdictKind:
        """What it says now."""
        return self._kind

    @property
    def word(self) -> str:
        """The large word."""
        return self._word

    @property
    def line(self) -> str:
        """The line below the word."""
        return self._line

    def set_compact(self, compact: bool) -> None:
        """Lower, for windows under 740 px."""
        if compact != self._compact:
            self._compact = compact
            self.restyle()

    def setVerdict(  # the name that Qt people look for
        self, kind: VerdictKind, word: str, line: str, right_label: str = "", right_value: str = ""
    ) -> None:
        """Show a verdict and announce it: assertive for a refusal, polite otherwise, silent when idle."""
        self._kind, self._word, self._line = kind, word, line
        self._right_label, self._right_value = right_label, right_value
        spoken = f"{word}. {line}"
        self.setAccessibleName(spoken)
        self._fade.stop()
        duration = self.theme.ms(120)
        if duration and self.isVisible() and kind is not VerdictKind.IDLE:
            self._fade.setDuration(duration)
            self._fade.setStartValue(0.25)
            self._fade.setEndValue(1.0)
            self._fade.start()
        else:
            self._opacity = 1.0
        self.restyle()
        if kind is not VerdictKind.IDLE:
            event = QAccessibleAnnouncementEvent(self, spoken)
            urgent = kind is VerdictKind.REFUSE
            politeness = QAccessible.AnnouncementPoliteness
            event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
            QAccessible.updateAccessibility(event)

    def sizeHint(self) -> QSize:
        """A refusal is higher."""
        refuse = self._kind is VerdictKind.REFUSE
        heights = (84, 96) if self._compact else (104, 128)
        return QSize(480, self.theme.px(heights[refuse]))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its hint."""
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, hatch, shape and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._kind is VerdictKind.IDLE:
            self._paint_idle(painter)
            return
        painter.setOpacity(self._opacity)
        rect = QRectF(self.rect())
        refuse = self._kind is VerdictKind.REFUSE
        draw_box(painter, rect, 14, fill=self.theme.color(_GROUND[self._kind]))
        left = 26.0
        if refuse:
            self._paint_hatch(painter, rect)
            left += _HATCH
        size = min(70.0 if refuse else 60.0, rect.height() - 22)
        shape = QRectF(left, rect.center().y() - size / 2, size, size)
        self._paint_shape(painter, shape)
        self._paint_words(painter, rect, shape.right() + 22)

    def _paint_words(self, painter: QPainter, rect: QRectF, left: float) -> None:
        ink = self.theme.color(_INK.get(self._kind, "text"))
        refuse = self._kind is VerdictKind.REFUSE
        word_type = Type.REFUSE if refuse and not self._compact else Type.VERDICT
        line_type = Type.SUBTITLE if refuse and not self._compact else Type.DOOR
        width = rect.width() - left - 24
        if self._right_value or self._right_label:
            width -= self._paint_right(painter, rect) + 24
        word_height, line_height = self.theme.px(word_type.line), self.theme.px(line_type.line)
        font = self.theme.font(line_type)
        for smaller in (Type.DOOR, Type.BODY):  # a verdict is never elided: smaller letters, then two lines
            if text_width(font, self._line) > width:
                line_type, font = smaller, self.theme.font(smaller)
        long = text_width(font, self._line) > width
        if long:
            line_height = self.theme.px(2 * line_type.line)
        top = (rect.height() - word_height - line_height) / 2 + (0 if self._line else line_height / 2)
        word_font = self.theme.font(word_type, bold=True)
        draw_text(painter, QRectF(left, top, width, word_height), self._word, word_font, ink)
        below = QRectF(left, top + word_height, width, line_height)
        if long:
            flags = LEFT | Qt.TextFlag.TextWordWrap
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(below, int(flags), self._line)
        else:
            draw_text(painter, below, self._line, font, ink)
        self.setToolTip(self._line if long else "")

    def _paint_right(self, painter: QPainter, rect: QRectF) -> float:
        ink = self.theme.color(_INK.get(self._kind, "text"))
        label, value = self.theme.font(Type.COMPACT), self.theme.font(Type.PAGE, bold=True)
        middle = rect.center().y()
        box = QRectF(rect.left(), middle - 31, rect.width() - 24, 22)
        draw_text(painter, box, self._right_label, label, ink, RIGHT)
        box = QRectF(rect.left(), middle - 9, rect.width() - 24, 36)
        draw_text(painter, box, self._right_value, value, ink, RIGHT)
        return max(text_width(label, self._right_label), text_width(value, self._right_value))

    def _paint_hatch(self, painter: QPainter, rect: QRectF) -> None:
        path, edge = QPainterPath(), QPainterPath()
        path.addRoundedRect(rect, 14, 14)
        edge.addRect(QRectF(rect.left(), rect.top(), _HATCH, rect.height()))
        ground, ink = self.theme.color("refuse"), self.theme.color("on-refuse")
        painter.fillPath(path.intersected(edge), hatch_brush(ink, ground, self.devicePixelRatioF()))

    def _paint_shape(self, painter: QPainter, box: QRectF) -> None:
        ground, ink = self.theme.color(_GROUND[self._kind]), self.theme.color(_INK[self._kind])
        if self._kind is VerdictKind.ADMIT:
            draw_tick_circle(painter, self.theme, box, "on-admit", "admit", heavy=box.width() * 0.1)
            return
        painter.setPen(QPen(ink, 4, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(ink)
        center, half = box.center(), box.width() / 2
        if self._kind is VerdictKind.REFUSE:
            cut = half * 0.414
            painter.setPen(QPen(ink, 2, j=Qt.PenJoinStyle.RoundJoin))
            corners = [(-cut, -half), (cut, -half), (half, -cut), (half, cut)]
            corners += [(cut, half), (-cut, half), (-half, cut), (-half, -cut)]
            painter.drawPolygon(QPolygonF([center + QPointF(x, y) for x, y in corners]))
            bar = QRectF(center.x() - half * 0.62, center.y() - half * 0.15, half * 1.24, half * 0.3)
            draw_box(painter, bar, bar.height() / 2, fill=ground)
            return
        top, bottom = box.top() + 4, box.bottom() - 4
        corners = [(0.0, top), (half - 2, bottom), (-half + 2, bottom)]
        painter.drawPolygon(QPolygonF([QPointF(center.x() + x, y) for x, y in corners]))
        painter.setPen(QPen(ground, half * 0.22, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(center.x(), top + half * 0.66), QPointF(center.x(), top + half * 1.12))
        painter.drawPoint(QPointF(center.x(), top + half * 1.46))

    def _paint_idle(self, painter: QPainter) -> None:
        rect = QRectF(self.rect())
        middle = rect.center().y()
        self.theme.paint_icon(painter, "scan", 4, round(middle - 23), 46, "accent-text")
        word, line = self.theme.px(Type.PAGE.line), self.theme.px(Type.DOOR.line)
        top = (rect.height() - word - line) / 2
        width = rect.width() - 64
        draw_text(
            painter,
            QRectF(62, top, width, word),
            self._word,
            self.theme.font(Type.PAGE, bold=True),
            self.theme.color("text"),
        )
        below = QRectF(62, top + word, width, line)
        draw_text(painter, below, self._line, self.theme.font(Type.DOOR), self.theme.color("muted"))

    def _faded(self, value: float) -> None:
        self._opacity = float(value)
        self.update()


class InviteCard(Card):
    """The door at rest: an idle banner, and wells that show what can be typed."""

    def __init__(self, theme: Theme, word: str, line: str, hints: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(theme, padding=(20, 12, 20, 18), spacing=10, radius=14)
        self.banner = VerdictBanner(theme, compact=True)
        self.banner.setVerdict(VerdictKind.IDLE, word, line)
        row = hbox(spacing=12)
        for icon, label, example in hints:
            row.addWidget(_Well(theme, icon, label, example), 1)
        fill(self.body, self.banner, row)


class _Well(Themed, QWidget):
    def __init__(self, theme: Theme, icon: str, label: str, example: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._icon = icon
        column = vbox(50, 8, 12, 8)
        caption = Label(theme, label, Type.COMPACT, color="text2")
        fill(column, caption, Label(theme, example, Type.DOOR, bold=True))
        self.setLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 10, fill=self.theme.color("sunken"))
        self.theme.paint_icon(painter, self._icon, 15, round(self.height() / 2 - 11), 22, "text2")
