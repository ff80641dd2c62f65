"""How a month is painted: days with their marks, events as pills with a bar, and what is being carried."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ui.theme import Theme, Type
from ui.widgets.meters import NEARLY_FULL
from ui.widgets.paint import CENTER, LEFT, RIGHT, Tone, draw_box, draw_text, text_width

FULL, COMPACT, GAP, MORE = 36, 20, 3, 15
_TOP, _BOTTOM, _SIDE = 28, 3, 8
_BAR = 3
_SPLIT = 4  # between the halves of a broken mark


@dataclass(frozen=True)
class Pill:
    """An event in a cell. ``lane`` is the token of its kind's colour; ``maximum`` 0: no limit, so no bar, but ``lead``
    (its hour) instead. ``off``: cancelled. ``faint``: no more than an idea. ``broken``: its mark is in two pieces, as that
    of every second kind of a colour. ``icon`` is a mark before the title.
    """

    key: str
    title: str
    lane: str = "lane1"
    value: int = 0
    maximum: int = 0
    count: str = ""
    lead: str = ""
    icon: str = ""
    off: bool = False
    faint: bool = False
    broken: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Cell:
    """A day: its events, the mark of a day off or a day worked (``work``), a festival, and whether something must be
    mended."""

    day: date
    pills: tuple[Pill, ...] = ()
    mark: str = ""
    work: bool = False
    note: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class Places:
    """Where the pills of a cell lie, as many as there is room for; ``hidden`` have none."""

    rects: tuple[QRectF, ...]
    hidden: int
    more: QRectF


def places(theme: Theme, cell: QRectF, count: int) -> Places:
    """Tall pills where all of them fit, flat ones otherwise, and a line for those that still don't."""
    top, room = cell.top() + theme.px(_TOP), cell.height() - theme.px(_TOP) - _BOTTOM
    left, width = cell.left() + _SIDE, cell.width() - 2 * _SIDE
    for size in (theme.px(FULL), theme.px(COMPACT)):
        if count * (size + GAP) - GAP <= room:
            return Places(_stack(left, top, width, size, count), 0, QRectF())
    size = theme.px(COMPACT)
    shown = max(min(int((room - theme.px(MORE)) // (size + GAP)), count - 1), 0)
    more = QRectF(left, top + shown * (size + GAP), width, theme.px(MORE))
    return Places(_stack(left, top, width, size, shown), count - shown, more)


def _stack(left: float, top: float, width: float, size: float, count: int) -> tuple[QRectF, ...]:
    return tuple(QRectF(left, round(top + number * (size + GAP)), width, size) for number in range(count))


def draw_day(painter: QPainter, theme: Theme, rect: QRectF, cell: Cell, *, in_month: bool, today: bool) -> None:
    """Paint the line of a day: number, mark, festival, and an octagon where something must be mended."""
    color, row = theme.color, QRectF(rect.left() + _SIDE, rect.top() + 5, rect.width() - 2 * _SIDE, theme.px(20))
    font = theme.font(Type.BODY, bold=in_month)
    number = str(cell.day.day)
    width = text_width(font, number)
    if today:
        badge = QRectF(row.left() - 2, row.center().y() - 9, max(width + 8, 22), 18)
        draw_box(painter, badge, 9, fill=color("accent"))
        draw_text(painter, badge, number, font, color("on-accent"), CENTER)
        width = badge.width() - 2
    else:
        draw_text(painter, row, number, font, color("text" if in_month else "muted"))
    left, right = row.left() + width + 5, row.right()
    if cell.conflict:
        theme.paint_icon(painter, "octagon", right - 14, round(row.center().y() - 7), 14, "refuse-text")
        right -= 18
    small = theme.font(Type.CAPTION)
    if cell.mark:
        tone = Tone.NEUTRAL if cell.work else Tone.OK
        box = QRectF(left, row.center().y() - 8, text_width(small, cell.mark) + 6, 16)
        draw_box(painter, box, 4, fill=color(tone.fill or "sunken"), border=color("border") if cell.work else None)
        draw_text(painter, box, cell.mark, small, color(tone.ink), CENTER)
        left = box.right() + 5
    if cell.note and right - left > 20:
        draw_text(painter, QRectF(left, row.top(), right - left, row.height()), cell.note, small, color("text2"), RIGHT)


def draw_pill(
    painter: QPainter, theme: Theme, rect: QRectF, pill: Pill, *, selected: bool = False, carried: bool = False
) -> None:
    """Paint an event; ``carried`` is one that is about to lie elsewhere."""
    painter.save()
    if carried:
        painter.setOpacity(0.45)
    color = theme.color
    ground = None if pill.faint else color("sunken" if pill.off else f"{pill.lane}-soft")
    edge = color("border" if pill.off else pill.lane) if pill.faint or selected else None
    draw_box(painter, rect, 5, fill=ground, border=edge, width=1.5 if selected else 1)
    if not pill.faint:
        _draw_edge(painter, rect, color("border-strong" if pill.off else pill.lane), broken=pill.broken)
    inner = rect.adjusted(_BAR + 6, 0, -6, 0)
    tall = rect.height() > theme.px(FULL) - 4
    title = QFont(theme.font(Type.CAPTION, bold=True))
    title.setStrikeOut(pill.off)
    ink = color("muted" if pill.off else "text")
    line = QRectF(inner.left(), inner.top() + 1, inner.width(), inner.height() / 2) if tall else inner
    if pill.icon:
        theme.paint_icon(painter, pill.icon, line.left(), round(line.center().y() - 6), 12, "warn-text")
        line = line.adjusted(16, 0, 0, 0)
    if tall:
        draw_text(painter, line, pill.title, title, ink)
        _draw_count(painter, theme, QRectF(inner.left(), rect.center().y(), inner.width(), rect.height() / 2 - 2), pill)
    else:
        width = text_width(theme.font(Type.CAPTION), pill.count)
        needed = min(
            text_width(title, pill.title), theme.px(56)
        )  # a title that is cut anyway needs so much to say something
        roomy = width and line.width() - width - 6 >= needed
        draw_text(painter, line.adjusted(0, 0, -width - 6, 0) if roomy else line, pill.title, title, ink)
        if roomy:
            draw_text(painter, line, pill.count, theme.font(Type.CAPTION), color("text2"), RIGHT)
    painter.restore()


def _draw_edge(painter: QPainter, rect: QRectF, ink: QColor, *, broken: bool) -> None:
    """The bar at the left, with the pill's own corners."""
    for piece in mark_pieces(QRectF(rect.left(), rect.top(), _BAR, rect.height()), broken=broken):
        painter.save()
        painter.setClipRect(piece, Qt.ClipOperation.IntersectClip)
        draw_box(painter, rect, 5, fill=ink)
        painter.restore()


def mark_pieces(rect: QRectF, *, broken: bool) -> tuple[QRectF, ...]:
    """The mark of a kind: whole, or two halves with a gap between them."""
    if not broken:
        return (rect,)
    half = (rect.height() - _SPLIT) / 2
    return (
        QRectF(rect.left(), rect.top(), rect.width(), half),
        QRectF(rect.left(), rect.bottom() - half, rect.width(), half),
    )


def _draw_count(painter: QPainter, theme: Theme, rect: QRectF, pill: Pill) -> None:
    font, color = theme.font(Type.CAPTION), theme.color
    width = text_width(font, pill.count)
    draw_text(painter, rect, pill.count, font, color("text2"), RIGHT)
    if pill.off:
        return
    if not pill.maximum:
        draw_text(painter, rect.adjusted(0, 0, -width - 6, 0), pill.lead, font, color("text2"), LEFT)
        return
    track = QRectF(rect.left(), round(rect.center().y() - 2), max(rect.width() - width - 6, 10), 4)
    draw_box(painter, track, 2, fill=color("surface"))
    share = min(pill.value / pill.maximum, 1.0)
    if share > 0:
        done = QRectF(track.left(), track.top(), max(track.width() * share, 4), 4)
        draw_box(painter, done, 2, fill=color("warn" if pill.value > pill.maximum * NEARLY_FULL else pill.lane))


def draw_target(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Paint the cell that something would be dropped on."""
    ground = QColor(theme.color("accent"))
    ground.setAlphaF(0.12)
    painter.fillRect(rect, ground)
    painter.setPen(QPen(theme.color("accent"), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1.5, 1.5, -1.5, -1.5))
