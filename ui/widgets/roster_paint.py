"""How the cells and heads of a roster's grid are drawn."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from ui.theme import Theme, Type
from ui.widgets.paint import CENTER, LEFT, draw_avatar, draw_box, draw_text, lane_of, text_width
from ui.widgets.roster_plan import Cell, Head, Mark

_RING, _DOT = 9.0, 4.0
_BADGE = 12.0
_STEP = 14  # of the stripes
_ICON, _FACE = 16.0, 30.0


def block_of(rect: QRectF) -> QRectF:
    """The box that a cell's mark fills."""
    tall = min(34.0, rect.height() - 10)
    return QRectF(rect.x() + 4, round(rect.center().y() - tall / 2), rect.width() - 9, tall)


def hatch(theme: Theme, ratio: float) -> QBrush:
    """Stripes that let what lies below through."""
    picture = QPixmap(round(_STEP * ratio), round(_STEP * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("chart-grid"), _STEP / 2 / 1.41421, c=Qt.PenCapStyle.FlatCap))
    for start in (-_STEP, 0, _STEP):
        painter.drawLine(QPointF(start - 4, _STEP + 4), QPointF(start + _STEP + 4, -4))
    painter.end()
    return QBrush(picture)


def draw_cell(painter: QPainter, theme: Theme, rect: QRectF, cell: Cell, *, new: str, stripes: QBrush) -> None:
    """Paint one cell; ``new`` is the word on what was just planned."""
    block = block_of(rect)
    if cell.mark is Mark.AWAY:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(stripes)
        painter.drawRoundedRect(block, 8, 8)
    elif cell.mark is Mark.FREE:
        _circle(painter, rect.center(), _RING, theme.color("border-strong"), filled=False)
    elif cell.mark is Mark.BUSY:
        _circle(painter, rect.center(), _DOT, theme.color("chart-prev"), filled=True)
    elif cell.mark is Mark.GONE:
        draw_gone(painter, theme, block)
    else:
        draw_held(painter, theme, block, cell, new)


def draw_held(painter: QPainter, theme: Theme, block: QRectF, cell: Cell, new: str = "") -> None:
    """Paint a shift that somebody has."""
    if cell.broken:
        draw_box(painter, block, 8, fill=theme.color("refuse-soft"), border=theme.color("refuse"), width=2)
        ink, icon, word = "refuse-text", "octagon", ""
    elif cell.mark is Mark.NEW:
        draw_box(painter, block, 8, fill=theme.color("accent-soft"), border=theme.color("accent"), width=2)
        ink, icon, word = "accent-text", "spark", new
    else:
        draw_box(painter, block, 8, fill=theme.color("accent"))
        ink, icon, word = "on-accent", "check", ""
    font = theme.font(Type.COMPACT, bold=True)
    wide = text_width(font, word) + 5 if word and block.width() > 52 else 0
    left = block.center().x() - (_ICON + wide) / 2
    theme.paint_icon(painter, icon, round(left), round(block.center().y() - _ICON / 2), _ICON, ink)
    if wide:
        draw_text(painter, QRectF(left + _ICON + 5, block.y(), wide, block.height()), word, font, theme.color(ink))
    _badges(painter, theme, block, cell, ink)


def draw_gone(painter: QPainter, theme: Theme, block: QRectF) -> None:
    """Paint what was held before the plan that is shown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border-strong"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    theme.paint_icon(painter, "minus", round(block.center().x() - 8), round(block.center().y() - 8), 16, "muted")


def _badges(painter: QPainter, theme: Theme, block: QRectF, cell: Cell, ink: str) -> None:
    right = block.right() - _BADGE - 5
    if cell.answer:
        theme.paint_icon(painter, cell.answer, round(right), round(block.top() + 4), _BADGE, ink)
    if cell.waived:
        theme.paint_icon(painter, "hand", round(block.left() + 5), round(block.top() + 4), _BADGE, ink)
    if cell.pinned:
        theme.paint_icon(painter, "pin", round(right), round(block.bottom() - _BADGE - 4), _BADGE, ink)


def _circle(painter: QPainter, center: QPointF, size: float, color: QColor, *, filled: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(color, 1.8))
    painter.setBrush(QBrush(color) if filled else Qt.BrushStyle.NoBrush)
    half = size / 2
    painter.drawEllipse(QPointF(round(center.x()), round(center.y())), half, half)


# -- heads


def draw_column_head(painter: QPainter, theme: Theme, rect: QRectF, head: Head) -> None:
    """Paint a column's head: title, line, status below each other."""
    color, line = theme.color, float(theme.px(18))
    inner = rect.adjusted(8, 0, -4, 0)
    if head.face:
        size = float(theme.px(26))
        face = QRectF(inner.x(), rect.y() + 8, size, size)
        draw_avatar(painter, theme, face, head.title, child=False)
        words = QRectF(inner.x(), face.bottom() + 2, inner.width(), line)
        ink = color("muted" if head.dim else "text")
        draw_text(painter, words, head.title, theme.font(Type.CAPTION, bold=True), ink)
        return
    top = rect.y() + (rect.height() - 3 * line) / 2 + 1
    draw_text(painter, QRectF(inner.x(), top, inner.width(), line), head.title, theme.font(Type.COMPACT, bold=True), color("text"))
    second = QRectF(inner.x(), top + line, inner.width(), line)
    draw_text(painter, second, head.line, theme.font(Type.CAPTION), color("warn-text" if head.short else "text2"))
    draw_status(painter, theme, QRectF(inner.x(), top + 2 * line, inner.width(), line), head)


def draw_status(painter: QPainter, theme: Theme, rect: QRectF, head: Head) -> None:
    """Paint a head's fact with its icon."""
    if not head.status:
        return
    theme.paint_icon(painter, head.icon, round(rect.x()), round(rect.center().y() - 7), 14, head.tone.ink)
    words = rect.adjusted(18, 0, 0, 0)
    draw_text(painter, words, head.status, theme.font(Type.CAPTION, bold=True), theme.color(head.tone.ink))


def draw_row_head(painter: QPainter, theme: Theme, rect: QRectF, head: Head) -> None:
    """Paint a row's head: an avatar, or a bar in the colour of its title, then title and line."""
    color = theme.color
    left = rect.x() + 14
    size = float(theme.px(_FACE))
    if head.face:
        face = QRectF(left, round(rect.center().y() - size / 2), size, size)
        draw_avatar(painter, theme, face, head.title, child=False)
        left += size + 8
    else:
        bar = QRectF(rect.x() + 10, rect.y() + 10, 3, rect.height() - 20)
        draw_box(painter, bar, 1.5, fill=color("warn" if head.short else lane_of(head.title)))
        left += 8
    ink = color("muted" if head.dim else "text")
    words = QRectF(left, rect.center().y() - theme.px(19), rect.right() - left - 6, theme.px(20))
    wide = 0.0
    if head.status:
        wide = text_width(theme.font(Type.CAPTION, bold=True), head.status) + 22
        draw_status(painter, theme, QRectF(words.right() - wide + 4, words.y(), wide, words.height()), head)
    draw_text(painter, words.adjusted(0, 0, -wide, 0), head.title, theme.font(Type.BODY, bold=True), ink)
    below = QRectF(left, rect.center().y() + 1, rect.right() - left - 6, theme.px(17))
    small = theme.font(Type.CAPTION)
    line = head.line if not head.brief or text_width(small, head.line) <= below.width() else head.brief
    draw_text(painter, below, line, small, color("warn-text" if head.short else "text2"), LEFT)


def draw_corner(painter: QPainter, theme: Theme, rect: QRectF, text: str) -> None:
    """Paint what rows and columns are."""
    words = QRectF(rect.x() + 9, rect.bottom() - theme.px(25), rect.width() - 14, theme.px(18))
    draw_text(painter, words, text, theme.font(Type.CAPTION), theme.color("text2"))


def draw_ghost(painter: QPainter, theme: Theme, center: QPointF, size: QRectF, title: str, *, allowed: bool) -> None:
    """Paint what is being dragged, under the pointer."""
    box = QRectF(center.x() - size.width() / 2, center.y() - size.height() / 2, size.width(), size.height())
    fill, ink = ("accent", "on-accent") if allowed else ("refuse-soft", "refuse-text")
    draw_box(painter, box, 8, fill=theme.color(fill), border=theme.color("focus" if allowed else "refuse"), width=2)
    draw_text(painter, box.adjusted(4, 0, -4, 0), title, theme.font(Type.COMPACT, bold=True), theme.color(ink), CENTER)
