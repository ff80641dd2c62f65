"""A year as twelve months, each with its events, its festivals and the ages it is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Themed
from ui.widgets.month_paint import mark_pieces
from ui.widgets.paint import CENTER, LEFT, RIGHT, draw_box, draw_text, text_width

MONTHS = 12
_GAP, _PAD = 12, 12
_HEAD, _NOTE, _LINE, _AGES = 34, 18, 22, 30
_FOUR_FROM = 760  # px: narrower, and four months beside each other say nothing


@dataclass(frozen=True)
class YearLine:
    """An event of a month. ``tail`` is whom it is for; ``icon`` a mark before the title."""

    key: str
    day: str
    title: str
    lane: str
    tail: str = ""
    icon: str = ""
    off: bool = False
    faint: bool = False
    broken: bool = False
    tip: str = ""


@dataclass(frozen=True)
class YearMonth:
    """A month: ``notes`` name its festivals and days off, each group on lines of its own; ``ages`` are (the words, whether
    something is planned for them)."""

    title: str
    count: str = ""
    notes: tuple[tuple[str, ...], ...] = ()
    lines: tuple[YearLine, ...] = ()
    ages: tuple[tuple[str, bool], ...] = ()
    empty: str = ""


class YearGrid(Themed, QWidget):
    """Arrows go from month to month, Enter opens one, PageUp and PageDown change the year; a click on an event opens it."""

    month_wanted = Signal(int)  # 1 to 12
    event_wanted = Signal(str)
    stepped = Signal(int)

    def __init__(self, theme: Theme, *, name: str, more: str, ages: str, dot: str) -> None:
        super().__init__()
        self.adopt(theme)
        self._more, self._ages_name, self._dot = more, ages, dot
        self._months: tuple[YearMonth, ...] = ()
        self._now = 0
        self._current = 1
        self._hovered: tuple[int, str] = (0, "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    def set_year(self, months: Sequence[YearMonth], *, now: int) -> None:
        """Show twelve months; ``now`` is the one we are in, 0 in another year."""
        self._months, self._now = tuple(months), now
        self.update()

    @property
    def months(self) -> tuple[YearMonth, ...]:
        """What is shown."""
        return self._months

    @property
    def current(self) -> int:
        """The month that the keyboard is at, 1 to 12."""
        return self._current

    def choose(self, month: int) -> None:
        """Put the keyboard on a month."""
        self._current = min(max(month, 1), MONTHS)
        shown = self._months[self._current - 1] if self._months else None
        self.setAccessibleDescription(" ".join((shown.title, shown.count)) if shown is not None else "")
        self.update()

    # -- where things lie

    @property
    def columns(self) -> int:
        """How many months lie beside each other."""
        return 4 if self.width() >= self.theme.px(_FOUR_FROM) else 3

    def month_rect(self, month: int) -> QRectF:
        """The card of a month, 1 to 12."""
        columns = self.columns
        rows = MONTHS // columns
        width = (self.width() - (columns - 1) * _GAP) / columns
        height = (self.height() - (rows - 1) * _GAP) / rows
        row, column = divmod(month - 1, columns)
        left, top = round(column * (width + _GAP)), round(row * (height + _GAP))
        return QRectF(left, top, round(width), round(height))

    def line_rect(self, month: int, number: int) -> QRectF:
        """An event of a month, counted from 0, wherever it would lie."""
        card, height = self.month_rect(month), self.theme.px(_LINE)
        top = card.top() + self.theme.px(_HEAD) + self.theme.px(_NOTE) * len(self.note_lines(month))
        return QRectF(card.left() + _PAD - 4, top + number * height, card.width() - 2 * _PAD + 8, height)

    def note_lines(self, month: int) -> tuple[str, ...]:
        """What is said of festivals and days off, broken between two of them where a line is full."""
        font, room = self.theme.font(Type.CAPTION), self.month_rect(month).width() - 2 * _PAD
        lines: list[str] = []
        for group in self._months[month - 1].notes:
            line = ""
            for part in group:
                longer = f"{line}{self._dot}{part}" if line else part
                if line and text_width(font, longer) > room:
                    lines.append(line)
                    longer = part
                line = longer
            lines.append(line)
        return tuple(lines)

    def _room(self, month: int) -> int:
        """How many lines a month has room for."""
        bottom = self.month_rect(month).bottom() - self.theme.px(_AGES)
        return max(int((bottom - self.line_rect(month, 0).top()) // self.theme.px(_LINE)), 0)

    def shown_lines(self, month: int) -> tuple[YearLine, ...]:
        """The events that there is room for; the last line is left to say how many more there are."""
        lines, room = self._months[month - 1].lines, self._room(month)
        return lines if len(lines) <= room else lines[: max(room - 1, 0)]

    def _at(self, point: QPointF) -> tuple[int, YearLine | None]:
        for month in range(1, len(self._months) + 1):
            if self.month_rect(month).contains(point):
                lines = enumerate(self.shown_lines(month))
                return month, next((line for n, line in lines if self.line_rect(month, n).contains(point)), None)
        return 0, None

    def sizeHint(self) -> QSize:
        """Takes what there is."""
        return QSize(820, 640)

    # -- keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From month to month, and into one."""
        key, columns = Qt.Key(event.key()), self.columns
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if 1 <= self._current + steps[key] <= MONTHS:
                self.choose(self._current + steps[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.stepped.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(1 if key == Qt.Key.Key_Home else MONTHS)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.month_wanted.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a month."""
        month, _ = self._at(event.position())
        if month and event.button() is Qt.MouseButton.LeftButton:
            self.choose(month)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """An event opens by a click, a month where no event is."""
        month, line = self._at(event.position())
        if month and event.button() is Qt.MouseButton.LeftButton:
            if line is not None:
                self.event_wanted.emit(line.key)
            else:
                self.month_wanted.emit(month)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would open."""
        month, line = self._at(event.position())
        found = (month, line.key if line is not None else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor if month else Qt.CursorShape.ArrowCursor)
        if found != self._hovered:
            self._hovered = found
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self._hovered = (0, "")
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The chosen month shows that keys go here."""
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            month, line = self._at(QPointF(event.pos()))
            tip = line.tip if line is not None else self._tip(month)
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def _tip(self, month: int) -> str:
        if not month:
            return ""
        shown = self._months[month - 1]
        return "\n".join(filter(None, (*self.note_lines(month), *(f"{line.day} {line.title}" for line in shown.lines))))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, month in enumerate(self._months, start=1):
            self._paint_month(painter, number, month)

    def _paint_month(self, painter: QPainter, number: int, month: YearMonth) -> None:
        theme, color, card = self.theme, self.theme.color, self.month_rect(number)
        chosen = number == self._current and self.hasFocus()
        edge = color("accent" if chosen else "border")
        draw_box(painter, card, 12, fill=color("surface"), border=edge, width=2 if chosen else 1)
        head = QRectF(card.left() + _PAD, card.top() + 4, card.width() - 2 * _PAD, theme.px(_HEAD) - 6)
        bold = theme.font(Type.BODY, bold=True)
        if number == self._now:
            badge = QRectF(head.left() - 6, head.center().y() - 11, text_width(bold, month.title) + 16, 22)
            draw_box(painter, badge, 11, fill=color("accent"))
            draw_text(painter, badge, month.title, bold, color("on-accent"), CENTER)
        else:
            draw_text(painter, head, month.title, bold, color("text"))
        draw_text(painter, head, month.count, theme.font(Type.CAPTION), color("muted"), RIGHT)
        for place, text in enumerate(self.note_lines(number)):
            top = card.top() + theme.px(_HEAD) - 4 + place * theme.px(_NOTE)
            note = QRectF(head.left(), top, head.width(), theme.px(_NOTE))
            draw_text(painter, note, text, theme.font(Type.CAPTION), color("muted"))
        lines = self.shown_lines(number)
        for place, line in enumerate(lines):
            self._paint_line(painter, self.line_rect(number, place), line, hovered=self._hovered == (number, line.key))
        rest = len(month.lines) - len(lines)
        if rest or not month.lines:
            words = self._more.format(n=rest) if rest else month.empty
            below = self.line_rect(number, len(lines)).adjusted(4, 0, 0, 0)
            draw_text(painter, below, words, theme.font(Type.CAPTION), color("muted"))
        self._paint_ages(painter, card, month)

    def _paint_line(self, painter: QPainter, rect: QRectF, line: YearLine, *, hovered: bool) -> None:
        theme, color, small = self.theme, self.theme.color, self.theme.font(Type.CAPTION)
        if hovered:
            draw_box(painter, rect, 5, fill=color("hover"))
        bar = QRectF(rect.left() + 4, rect.top() + 3, 3, rect.height() - 6)
        lane = color("border-strong" if line.off else line.lane)
        for piece in mark_pieces(bar, broken=line.broken):
            draw_box(painter, piece, 1.5, fill=None if line.faint else lane, border=lane if line.faint else None)
        day = QRectF(rect.left() + 11, rect.top(), theme.px(18), rect.height())
        draw_text(painter, day, line.day, small, color("muted"), RIGHT)
        left, right = day.right() + 6, rect.right() - 4
        width = text_width(small, line.tail)
        if line.tail and right - left - width > theme.px(64):
            draw_text(
                painter,
                QRectF(right - width, rect.top(), width, rect.height()),
                line.tail,
                small,
                color("muted"),
                RIGHT,
            )
            right -= width + 6
        if line.icon:
            theme.paint_icon(painter, line.icon, left, round(rect.center().y() - 7), 14, "warn-text")
            left += 18
        font = QFont(theme.font(Type.COMPACT))
        font.setStrikeOut(line.off)
        ink = color("muted" if line.off or line.faint else "text")
        draw_text(painter, QRectF(left, rect.top(), right - left, rect.height()), line.title, font, ink, LEFT)

    def _paint_ages(self, painter: QPainter, card: QRectF, month: YearMonth) -> None:
        """A box for each age, filled where something is planned for it."""
        if not month.ages:
            return
        theme, color, small = self.theme, self.theme.color, self.theme.font(Type.CAPTION)
        top, tall = card.bottom() - theme.px(_AGES) + 4, theme.px(18)
        left, room = card.left() + _PAD, card.width() - 2 * _PAD
        name = text_width(small, self._ages_name) + 6
        if room - name > len(month.ages) * 18:
            draw_text(painter, QRectF(left, top, name, tall), self._ages_name, small, color("muted"))
            left, room = left + name, room - name
        needed = [text_width(small, words) for words, _ in month.ages]
        spare = (room - sum(needed) - (len(month.ages) - 1) * 3) / len(month.ages)
        for (words, covered), width in zip(month.ages, needed, strict=True):
            box = QRectF(left, top, width + spare, tall)
            left = box.right() + 3
            draw_box(
                painter,
                box,
                4,
                fill=color("accent-soft") if covered else None,
                border=None if covered else color("border"),
            )
            draw_text(painter, box, words, small, color("accent-text" if covered else "muted"), CENTER)
