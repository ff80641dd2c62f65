"""How the grid of a schedule looks: blocks, buffers, overlaps, hours and room names."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

from eventdesk.domain.conflicts import Severity
from eventdesk.domain.event import SlotKind
from ui.theme import Theme, Type
from ui.widgets.lanes_plan import Axis, BlockText, Plan, Row
from ui.widgets.meters import NEARLY_FULL
from ui.widgets.paint import LEFT, RIGHT, draw_box, draw_text, text_width

_FULL_FROM = 70  # a block at least so high says who leads it
_NARROW, _TINY, _TITLE = 100, 46, 64


@dataclass(frozen=True)
class BlockLook:
    """How a block is painted beyond its words."""

    kind: SlotKind = SlotKind.SLOT
    color: str = "lane1"
    problem: Severity | None = None
    selected: bool = False
    pinned: bool = False
    faded: bool = False
    lifted: bool = False
    grip: bool = True


def stripes(theme: Theme, ink: str, ground: str | None, ratio: float, *, step: int = 12, width: float = 3.0) -> QBrush:
    """Diagonal stripes as a brush; with no ground they lie on what is below."""
    pixmap = QPixmap(round(step * ratio), round(step * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.color(ground) if ground else QColor(Qt.GlobalColor.transparent))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(ink), width, c=Qt.PenCapStyle.FlatCap))
    for start in (-step, 0, step):
        painter.drawLine(QPointF(start - 3, step + 3), QPointF(start + step + 3, -3))
    painter.end()
    return QBrush(pixmap)


def draw_block(painter: QPainter, theme: Theme, rect: QRectF, text: BlockText, look: BlockLook) -> None:
    """Paint a block into its rectangle."""
    if look.faded:
        painter.setOpacity(0.35)
    _ground(painter, theme, rect, look)
    inner = rect.adjusted(13 if look.kind is SlotKind.SLOT else 11, 0, -9, 0)
    if rect.width() >= _TINY:
        if rect.height() >= theme.px(_FULL_FROM):
            _full(painter, theme, inner, text, look)
        else:
            _low(painter, theme, inner, text, look)
    painter.setOpacity(1.0)


def _ground(painter: QPainter, theme: Theme, rect: QRectF, look: BlockLook) -> None:
    color = theme.color
    bad = look.problem is Severity.ERROR
    edge, width = color("border"), 1.0
    if look.selected:
        edge, width = color("focus"), 2.0
    elif bad:
        edge, width = color("refuse"), 2.0
    elif look.kind is SlotKind.SLOT:
        edge = QColor(color(look.color))
        edge.setAlphaF(0.22)
    fill = color(f"{look.color}-soft" if look.kind is SlotKind.SLOT else "sunken")
    if look.problem is Severity.ERROR and look.lifted:
        fill = color("refuse-soft")
    draw_box(painter, rect, 8, fill=fill)
    shape = QPainterPath()
    shape.addRoundedRect(rect, 8, 8)
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    if look.kind is SlotKind.BLOCKER:
        ratio = painter.device().devicePixelRatioF()
        painter.fillRect(rect, stripes(theme, "border", None, ratio, step=10, width=2))
    bar = look.color if look.kind is SlotKind.SLOT else "border-strong"
    painter.fillRect(QRectF(rect.x(), rect.y(), 5, rect.height()), color(bar))
    painter.restore()
    draw_box(painter, rect, 8, border=edge, width=width)
    if look.kind is not SlotKind.SLOT and not bad and not look.selected:
        painter.setPen(QPen(color("border-strong"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7.5, 7.5)


def _full(painter: QPainter, theme: Theme, inner: QRectF, text: BlockText, look: BlockLook) -> None:
    spare = max(inner.height() - theme.px(_FULL_FROM), 0) / 5  # spread over the gaps
    row, top = theme.px(16), inner.y() + theme.px(4) + spare
    _title(painter, theme, QRectF(inner.x(), top, inner.width(), theme.px(21)), text, look)
    top += theme.px(20) + spare / 2
    small, color = theme.font(Type.COMPACT), theme.color
    draw_text(painter, QRectF(inner.x(), top, inner.width(), row), _fitting(text, small, inner), small, color("text2"))
    draw_text(painter, QRectF(inner.x(), top + row, inner.width(), row), text.who, small, color("muted"))
    _bar(painter, theme, inner, theme.px(9) + spare, text, look)


def _low(painter: QPainter, theme: Theme, inner: QRectF, text: BlockText, look: BlockLook) -> None:
    top = inner.y() + theme.px(4)
    _title(painter, theme, QRectF(inner.x(), top, inner.width(), theme.px(21)), text, look)
    small, color = theme.font(Type.COMPACT), theme.color
    box = QRectF(inner.x(), top + theme.px(20), inner.width(), theme.px(16))
    draw_text(painter, box, _fitting(text, small, inner), small, color("text2"))
    used = text_width(small, text.line)
    if text.who and used + text_width(small, text.who) + 16 <= inner.width():
        draw_text(painter, box.adjusted(used + 10, 0, 0, 0), text.who, small, color("muted"))
    _bar(painter, theme, inner, theme.px(11), text, look)


def _fitting(text: BlockText, font: QFont, inner: QRectF) -> str:
    """The line; the hours alone where the whole of it has no room."""
    return text.line if text_width(font, text.line) <= inner.width() + 8 else text.hours


def _title(painter: QPainter, theme: Theme, rect: QRectF, text: BlockText, look: BlockLook) -> None:
    color, right, middle = theme.color, rect.right(), rect.center().y()
    marks, slot = _marks(look), look.kind is SlotKind.SLOT
    font, small, bold = (
        theme.font(Type.LEAD, bold=slot), theme.font(Type.COMPACT), theme.font(Type.COMPACT, bold=True),
    )  # fmt: skip
    title = text_width(font, text.title) + 22 * len(marks)
    limit, count = text_width(small, text.limit), text_width(bold, text.count)
    left_over = rect.width() - limit - count - 10
    counted = bool(text.limit) and rect.width() >= _NARROW and left_over >= min(title, _TITLE + 22 * len(marks))
    rest = rect.width() - title - (limit + count + 10 if counted else 0)
    if look.grip and rect.width() >= _NARROW and rest >= 18:  # the words come first
        theme.paint_icon(painter, "grip", right - 12, round(middle - 8), 16, "muted")
        right -= 19
    if counted:
        box = QRectF(right - limit - 1, rect.y(), limit + 1, rect.height())
        draw_text(painter, box, text.limit, small, color("muted"), RIGHT)
        left = right - limit - count - 2
        draw_text(painter, QRectF(left, rect.y(), count + 2, rect.height()), text.count, bold, color("text"), RIGHT)
        right = left - 6
    room = max(right - rect.x() - 22 * len(marks), 0.0)
    words = QRectF(rect.x(), rect.y(), room, rect.height())
    draw_text(painter, words, text.title, font, color("text" if slot else "text2"))
    left = rect.x() + min(text_width(font, text.title), room) + 6
    for name, ink in marks:
        theme.paint_icon(painter, name, round(left), round(middle - 8), 16, ink)
        left += 22


def _marks(look: BlockLook) -> list[tuple[str, str]]:
    marks = []
    if look.problem is Severity.ERROR:
        marks.append(("octagon", "refuse-text"))
    elif look.problem is Severity.WARNING:
        marks.append(("warn", "warn-text"))
    if look.pinned:
        marks.append(("pin", "text2"))
    if look.kind is SlotKind.BLOCKER:
        marks.append(("lock", "muted"))
    return marks


def _bar(painter: QPainter, theme: Theme, inner: QRectF, above: float, text: BlockText, look: BlockLook) -> None:
    rect = QRectF(inner.x(), round(inner.bottom() - above), inner.width() - 3, theme.px(5))
    if text.share is None or rect.width() < 8:
        return
    value, most = text.share
    draw_box(painter, rect, rect.height() / 2, fill=theme.color("surface"))
    part = min(value / most, 1.0) if most else 0.0
    if part > 0:
        ink = "refuse" if value > most else "warn" if value > most * NEARLY_FULL else look.color
        done = QRectF(rect.x(), rect.y(), max(rect.width() * part, rect.height()), rect.height())
        draw_box(painter, done, rect.height() / 2, fill=theme.color(ink))


def draw_handles(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Paint the two handles of a selected block, on its ends."""
    tall = min(22.0, rect.height() - 12)
    for x in (rect.left(), rect.right()):
        pill = QRectF(x - 5, rect.center().y() - tall / 2, 10, tall)
        draw_box(painter, pill, 5, fill=theme.color("surface"), border=theme.color("focus"), width=2)


def draw_ground(painter: QPainter, theme: Theme, plan: Plan, area: QRectF) -> None:
    """Paint what lies under the blocks: lines of hours and lanes, buffers, overlaps."""
    color, axis = theme.color, plan.axis
    painter.fillRect(area, color("surface"))
    half = QColor(color("border"))
    half.setAlphaF(0.5)
    for minute in range(axis.first + 30, axis.last + 1, 30):
        x = round(axis.x(minute))
        if area.left() - 1 <= x <= area.right() + 1:
            painter.fillRect(QRectF(x, area.top(), 1, area.height()), color("border") if minute % 60 == 0 else half)
    for row in _ended(plan):
        painter.fillRect(QRectF(area.left(), row.top + row.height - 1, area.width(), 1), color("border"))
    ratio = painter.device().devicePixelRatioF()
    calm = stripes(theme, "hover" if theme.dark else "sunken", "surface", ratio, step=12, width=4)
    for rect in plan.buffers:
        if rect.intersects(area):
            painter.fillRect(rect, calm)
    loud = stripes(theme, "refuse", "refuse-soft", ratio, step=9, width=2)
    for overlap in plan.overlaps:
        if overlap.rect.intersects(area):
            painter.fillRect(overlap.rect, loud)


def _ended(plan: Plan) -> tuple[Row, ...]:
    """The lanes with a line below; one that ends where the grid ends has that of what comes next."""
    close = abs(plan.height - plan.room) < 8
    return plan.rows[:-1] if close else plan.rows


def draw_hours(painter: QPainter, theme: Theme, axis: Axis, offset: float, rect: QRectF) -> None:
    """Paint the names of the hours, centred on their lines (the first stands beside it); half hours when there is room."""
    font, color = theme.font(Type.COMPACT), theme.color
    step = 60 if axis.hour >= 60 else 120
    for minute in range(-(-axis.first // 60) * 60, axis.last + 1, step):
        x = axis.x(minute) - offset
        if -40 < x < rect.width() + 40:
            text = f"{minute // 60 % 24}:{minute % 60:02d}"
            width = text_width(font, text)
            left = min(max(x - width / 2, 4 if minute == axis.first else -width), axis.width - offset - width - 4)
            draw_text(painter, QRectF(left, rect.y(), width + 2, rect.height()), text, font, color("text2"))
    painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), color("border"))


def draw_rooms(painter: QPainter, theme: Theme, plan: Plan, offset: float, rect: QRectF) -> None:
    """Paint the names of the rooms, with what each holds and has, where their lanes are."""
    color = theme.color
    left, width = rect.x() + 14, rect.width() - 20
    for row in plan.rows:
        top = row.top - offset
        if top + row.height < 0 or top > rect.height():
            continue
        y = top + theme.px(13 if row.height > 80 else 9)
        bold = theme.font(Type.BODY, bold=True)
        draw_text(painter, QRectF(left, y, width, theme.px(20)), row.lane.name, bold, color("text"), LEFT)
        y += theme.px(21)
        for line in row.lane.lines:
            if y + theme.px(17) > top + row.height - 2:
                break
            draw_text(
                painter, QRectF(left, y, width, theme.px(17)), line, theme.font(Type.CAPTION), color("muted"), LEFT
            )
            y += theme.px(17)
    for row in _ended(plan):
        painter.fillRect(QRectF(rect.x(), row.top - offset + row.height - 1, rect.width(), 1), color("border"))
    painter.fillRect(QRectF(rect.right() - 1, rect.y(), 1, rect.height()), color("border"))
