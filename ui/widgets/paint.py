"""Small things that many widgets paint the same way: text, key caps, chips, avatars, ticks."""

import zlib
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from ui.theme import Theme, Type

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
LANES = 4


class Tone(Enum):
    """What a chip, strip or state says; the word beside it says it too."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"
    INFO = "info"
    NEUTRAL = "neutral"
    OUTLINE = "outline"
    ACCENT = "accent"

    @property
    def ink(self) -> str:
        """The token of text and icon."""
        return _INK[self]

    @property
    def fill(self) -> str | None:
        """The token of the ground; an outline has none."""
        return _FILL[self]


_INK = {
    Tone.OK: "admit-text",
    Tone.WARN: "warn-text",
    Tone.REFUSE: "refuse-text",
    Tone.INFO: "info-text",
    Tone.NEUTRAL: "text2",
    Tone.OUTLINE: "text2",
    Tone.ACCENT: "accent-text",
}
_FILL: dict[Tone, str | None] = {
    Tone.OK: "admit-soft",
    Tone.WARN: "warn-soft",
    Tone.REFUSE: "refuse-soft",
    Tone.INFO: "info-soft",
    Tone.NEUTRAL: "sunken",
    Tone.OUTLINE: None,
    Tone.ACCENT: "accent-soft",
}


@dataclass(frozen=True)
class ChipLook:
    """A chip: a word, an icon or both. ``tip`` is what an icon alone means."""

    text: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    tip: str = ""
    bold: bool = False

    @property
    def meaning(self) -> str:
        """What a screen reader says."""
        return self.text or self.tip


def text_width(font: QFont, text: str) -> float:
    """Width of a line of text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> bool:
    """Paint one line, centred by its box, elided at the end. Tells whether it had to be elided."""
    metrics = QFontMetricsF(font)
    shown = text
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(color)
    # CJK lines are 1.45 em high; the box must not clip them, so it only places the text.
    box = QRectF(rect.x(), rect.center().y() - metrics.height() / 2, rect.width(), metrics.height())
    painter.drawText(box, int(align | Qt.TextFlag.TextDontClip), shown)
    return shown != text


def draw_box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """Paint a rounded box whose border lies inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
        return
    painter.setPen(QPen(border, width))
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """``over`` laid on ``under`` with the given share of opacity."""
    return QColor(
        round(over.red() * share + under.red() * (1 - share)),
        round(over.green() * share + under.green() * (1 - share)),
        round(over.blue() * share + under.blue() * (1 - share)),
    )


# -- key caps


def kbd_width(theme: Theme, text: str, height: float = 20) -> float:
    """Width of a key cap."""
    font = theme.font(Type.CAPTION if height < 24 else Type.BODY)
    return max(float(theme.px(height)), text_width(font, text) + (10 if height < 24 else 14))


def draw_kbd(
    painter: QPainter,
    theme: Theme,
    x: float,
    center: float,
    text: str,
    *,
    height: float = 20,
    ink: QColor | None = None,
    muted: bool = False,
) -> None:
    """Paint a key cap from ``x`` on, centred at ``center``. With ``ink`` it lies on a filled button."""
    tall = float(theme.px(height))
    rect = QRectF(x, round(center - tall / 2), round(kbd_width(theme, text, height)), tall)
    font = theme.font(Type.CAPTION if height < 24 else Type.BODY, bold=ink is not None)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ink is not None:
        edge = QColor(ink)
        edge.setAlphaF(0.75)
        draw_box(painter, rect, 5, border=edge)
        painter.setPen(QPen(edge, 1))
        painter.drawLine(QPointF(rect.left() + 4, rect.bottom() - 1.5), QPointF(rect.right() - 4, rect.bottom() - 1.5))
        draw_text(painter, rect.adjusted(0, -1, 0, -1), text, font, ink, CENTER)
    else:
        draw_box(painter, rect, 5, fill=theme.color("border"))
        cap = rect.adjusted(0, 0, 0, -1)
        draw_box(painter, cap, 5, fill=theme.color("surface"), border=theme.color("border"))
        draw_text(painter, cap, text, font, theme.color("disabled" if muted else "text2"), CENTER)
    painter.restore()


# -- chips


def chip_size(theme: Theme, look: ChipLook, *, door: bool = False) -> tuple[int, int]:
    """Width and height of a chip."""
    height = theme.px(28 if door else 24)
    font = theme.font(Type.BODY if door else Type.CAPTION, bold=look.bold)
    if not look.text:
        return height, height
    icon = 14 + (8 if door else 5) if look.icon else 0
    return round(text_width(font, look.text) + icon + (22 if door else 20) + 0.5), height


def draw_chip(painter: QPainter, theme: Theme, x: float, y: float, look: ChipLook, *, door: bool = False) -> int:
    """Paint a chip with its top left corner at (x, y); returns its width. One that says nothing is not painted."""
    if not look.text and not look.icon:
        return 0
    width, height = chip_size(theme, look, door=door)
    rect = QRectF(x, y, width, height)
    fill = theme.color(look.tone.fill) if look.tone.fill else None
    border = theme.color("border-strong") if look.tone is Tone.OUTLINE else None
    draw_box(painter, rect, height / 2, fill=fill, border=border)
    if not look.text:
        theme.paint_icon(painter, look.icon, x + (width - 16) / 2, y + (height - 16) / 2, 16, look.tone.ink)
        return width
    left = x + (11 if door else 10)
    if look.icon:
        theme.paint_icon(painter, look.icon, left, round(y + (height - 14) / 2), 14, look.tone.ink)
        left += 14 + (8 if door else 5)
    font = theme.font(Type.BODY if door else Type.CAPTION, bold=look.bold)
    draw_text(painter, QRectF(left, y, width, height), look.text, font, theme.color(look.tone.ink))
    return width


# -- people


def lane_of(name: str) -> str:
    """The lane colour of a person: always the same for the same name."""
    return f"lane{zlib.crc32(name.encode()) % LANES + 1}"


def avatar_letter(name: str, *, child: bool) -> str:
    """An adult's surname, a child's last character; for Latin names the first letter of that part."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return name.split()[-1 if child else 0][0].upper()
    return name[-1] if child else name[0]


def draw_avatar(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    name: str,
    *,
    child: bool,
    letter: str = "",
    plain: bool = False,
) -> None:
    """Paint an avatar: a rounded square for adults, a circle for children. ``plain`` lies on a selected
    ground.
    """
    name = name.rstrip("*") or name  # masked in a table and whole on a card: one person, one colour where it can be
    lane = lane_of(name)
    ground = theme.color("surface" if plain else f"{lane}-soft")
    size = rect.height()
    draw_box(painter, rect, size / 2 if child else (12 if size >= 44 else 8), fill=ground)
    font = QFont(theme.font(Type.BODY, bold=True))
    font.setPixelSize(max(11, round(size * 0.42)))
    draw_text(painter, rect, letter or avatar_letter(name, child=child), font, theme.color(lane), CENTER)


# -- ticks and shapes


def draw_check(painter: QPainter, theme: Theme, rect: QRectF, state: Qt.CheckState, *, enabled: bool = True) -> None:
    """Paint a check box of 18 px."""
    if state is Qt.CheckState.Unchecked:
        ground = theme.color("surface" if enabled else "sunken")
        draw_box(painter, rect, 5, fill=ground, border=theme.color("border-strong"))
        return
    draw_box(painter, rect, 5, fill=theme.color("accent" if enabled else "disabled"))
    painter.setPen(QPen(theme.color("on-accent"), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_mark(rect, state))


def _mark(rect: QRectF, state: Qt.CheckState) -> QPainterPath:
    path = QPainterPath()
    w, h = rect.width(), rect.height()
    if state is Qt.CheckState.PartiallyChecked:
        path.moveTo(rect.left() + w * 0.28, rect.center().y())
        path.lineTo(rect.right() - w * 0.28, rect.center().y())
    else:
        path.moveTo(rect.left() + w * 0.26, rect.top() + h * 0.52)
        path.lineTo(rect.left() + w * 0.43, rect.top() + h * 0.68)
        path.lineTo(rect.left() + w * 0.75, rect.top() + h * 0.33)
    return path


def draw_tick_circle(painter: QPainter, theme: Theme, rect: QRectF, fill: str, ink: str, *, heavy: float = 2.4) -> None:
    """Paint a filled circle with a tick."""
    draw_box(painter, rect, rect.height() / 2, fill=theme.color(fill))
    size = rect.width() * (1 if rect.width() >= 48 else 0.86)  # small ticks keep more room around them
    center = rect.center()
    path = QPainterPath(center + QPointF(-0.21 * size, 0.02 * size))
    path.lineTo(center + QPointF(-0.06 * size, 0.16 * size))
    path.lineTo(center + QPointF(0.22 * size, -0.14 * size))
    pen = QPen(theme.color(ink), heavy, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def hatch_brush(ink: QColor, ground: QColor, ratio: float) -> QBrush:
    """Diagonal stripes of 10 px each way; a pixmap brush, so that painting costs nothing."""
    step = 20
    pixmap = QPixmap(round(step * ratio), round(step * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, step / 2 / 1.41421, c=Qt.PenCapStyle.FlatCap))
    for start in (-step, 0, step):
        painter.drawLine(QPointF(start - 4, step + 4), QPointF(start + step + 4, -4))
    painter.end()
    return QBrush(pixmap)
