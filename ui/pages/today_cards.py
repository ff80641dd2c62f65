"""The figures of the day, and its slots."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.meters import draw_bar
from ui.widgets.paint import RIGHT, draw_box, draw_text, text_width
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.readiness import Figures, SlotToday

_LANES = 4


class Figure(QWidget):
    """A label, a number with its unit, and a line that explains it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._label = Elided(theme, kind=Type.COMPACT, color="text2")
        self._number = Label(theme, kind=Type.PAGE, bold=True)
        self._unit = Label(theme, kind=Type.BODY, color="muted")
        self._line = Elided(theme, kind=Type.COMPACT)
        row = hbox(spacing=6)
        row.addWidget(self._number)
        row.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        column = vbox()
        fill(column, self._label, 1, row, 1, self._line)
        self.setLayout(column)

    def set(self, label: str, number: int, unit: str, line: str) -> None:
        """Change what it says."""
        self._label.setText(label)
        self._number.setText(f"{number:,}")
        self._unit.setText(unit)
        self._line.setText(line)
        self.setAccessibleName(f"{label} {number} {unit} {line}")


class FiguresCard(Card):
    """Registered, arrived, inside, waiting: beside each other, or two by two where it is narrow."""

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__(theme, padding=(24, 16, 24, 14))
        self._words = wording.words
        self._narrow: bool | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(14)
        self.figures = tuple(Figure(theme) for _ in range(4))
        self._rules = tuple(Rule(theme, vertical=True) for _ in range(3))
        self.body.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Lay the figures out for the room there is."""
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for index, figure in enumerate(self.figures):
            row, column = divmod(index, 2) if narrow else (0, index)
            self._grid.addWidget(figure, row, column * 2)
        self._grid.addWidget(self._rules[0], 0, 1, 2 if narrow else 1, 1)
        for index, rule in enumerate(self._rules[1:], start=1):
            self._grid.addWidget(rule, 0, index * 2 + 1)
            rule.setVisible(not narrow)
        for index, share in enumerate((1, 1, 0, 0) if narrow else (13, 12, 10, 10)):
            self._grid.setColumnStretch(index * 2, share)
        self._grid.setHorizontalSpacing(10 if narrow else 12)
        self.updateGeometry()

    def set(self, figures: "Figures") -> None:
        """Show other figures."""
        words = self._words
        registered, arrived, inside, waiting = self.figures
        booked, came = figures.registered, figures.attended
        split = words("today.split", adults=booked.adults, children=booked.children)
        registered.set(
            words("today.registered", n=booked.families), booked.persons, self._persons(booked.persons), split
        )
        stations = words("today.list_dot").join(f"{_short(name)} {count}" for name, count in figures.by_station)
        line = stations or words("today.nobody_yet")
        arrived.set(words("today.arrived", n=came.families), came.persons, self._persons(came.persons), line)
        limit = figures.inside_limit
        unit = self._persons(figures.inside) if limit is None else f"/ {limit:,}"
        inside.set(words("today.inside"), figures.inside, unit, self._room(figures))
        unit = words("common.unit_families", n=figures.waiting)
        waiting.set(words("today.waiting"), figures.waiting, unit, self._queue(figures))

    def _persons(self, count: int) -> str:
        return self._words("common.unit_persons", n=count)

    def _room(self, figures: "Figures") -> str:
        if figures.inside_limit is None:
            return self._words("today.no_limit")
        left = figures.inside_limit - figures.inside
        return self._words("today.room_left", n=left) if left > 0 else self._words("today.room_full")

    def _queue(self, figures: "Figures") -> str:
        if not figures.waiting:
            return self._words("today.queue_empty")
        if figures.waiting_with_room:
            return self._words("today.queue_room", n=figures.waiting_with_room)
        return self._words("today.queue_none")


def _short(station: str) -> str:
    """A station's name without its number before a dot: two of them must fit beside each other."""
    return station.split("\N{MIDDLE DOT}")[-1].strip()


class SlotRow(Themed, QWidget):
    """A slot: when, what, where, and how full."""

    def __init__(
        self, theme: Theme, wording: Wording, slot: "SlotToday", zone: ZoneInfo, *, lane: str, last: bool
    ) -> None:
        super().__init__()
        self.adopt(theme)
        self._slot, self._lane, self._last = slot, lane, last
        words, start, end = wording.words, slot.start.astimezone(zone), slot.end.astimezone(zone)
        self._time = words("today.times", start=wording.time(start), end=wording.time(end))
        self._unit = words(f"common.unit_{slot.unit.value}", n=slot.taken)
        self._waiting = words("today.slot_waiting", n=slot.waiting) if slot.waiting else ""
        self._rest = self._unit if slot.capacity is None else f"/ {slot.capacity:,}"
        spoken = (self._time, slot.title, slot.room, f"{slot.taken} {self._rest}", self._unit, self._waiting)
        self.setAccessibleName(" ".join(filter(None, spoken)))
        self.setToolTip(" ".join(filter(None, (slot.title, slot.room, self._waiting))))
        self.setFixedHeight(theme.px(42))

    def sizeHint(self) -> QSize:
        """Grows sideways."""
        return QSize(400, self.theme.px(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, theme, slot = QPainter(self), self.theme, self._slot
        tall, small, body = float(self.height()), theme.font(Type.COMPACT), theme.font()
        if not self._last:
            painter.fillRect(QRectF(0, tall - 1, self.width(), 1), theme.color("border"))
        left, right = 18.0, self.width() - 18.0
        draw_text(painter, QRectF(left, 0, theme.px(92), tall), self._time, small, theme.color("text2"))
        left += theme.px(100)
        draw_box(painter, QRectF(left, tall / 2 - 11, 4, 22), 2, fill=theme.color(self._lane))
        left += 16
        bold = theme.font(bold=True)
        number_width = text_width(bold, f"{slot.taken:,}") + 4 + text_width(body, self._rest)
        numbers = max(number_width, theme.px(60))
        rest = QRectF(right - number_width, 0, number_width, tall)
        draw_text(painter, rest, f"{slot.taken:,}", bold, theme.color("text"))
        draw_text(painter, rest, self._rest, body, theme.color("muted"), RIGHT)
        right -= numbers + 16
        bar = max((right - left) * 0.36, 40)
        if slot.capacity is not None:
            draw_bar(painter, theme, QRectF(right - bar, tall / 2 - 3, bar, 6), slot.taken, slot.capacity)
        edge = right = right - bar - 16
        if self._waiting:
            width = text_width(small, self._waiting)
            draw_text(painter, QRectF(right - width, 0, width, tall), self._waiting, small, theme.color("warn-text"))
            right -= width + 12
        # The room stands at the same place in every row, whatever else a row says.
        column = left + (edge - left) * (0.5 if slot.room else 1)
        draw_text(painter, QRectF(left, 0, min(column - 12, right) - left, tall), slot.title, bold, theme.color("text"))
        if right - column > theme.px(28):
            draw_text(painter, QRectF(column, 0, right - column, tall), slot.room, small, theme.color("muted"))


class SlotsCard(Card):
    """The day's slots in their order. ``opened``: the person wants to see the event."""

    opened = Signal()

    def __init__(self, theme: Theme, wording: Wording, zone: ZoneInfo) -> None:
        super().__init__(theme, padding=(1, 0, 1, 8), spacing=0)
        self._wording, self._zone = wording, zone
        words = wording.words
        self._open = Button(theme, words("today.open_event"), kind=Kind.LINK, size=Size.SMALL, trailing="right")
        self._open.clicked.connect(self.opened)
        heading = hbox(17, 8, 17, 8)
        fill(heading, Label(theme, words("today.slots_title"), bold=True), None, self._open)
        self._rows = vbox()
        content = QWidget()
        content.setLayout(self._rows)
        fill(self.body, heading, Rule(theme))
        self.body.addWidget(scrolled(content), 1)
        self.setMinimumHeight(theme.px(136))

    def set(self, slots: "tuple[SlotToday, ...]") -> None:
        """Show other slots."""
        clear(self._rows)
        rooms = list(dict.fromkeys(slot.room or slot.code for slot in slots))
        for slot in slots:
            lane = f"lane{rooms.index(slot.room or slot.code) % _LANES + 1}"
            last = slot is slots[-1]
            self._rows.addWidget(SlotRow(self.theme, self._wording, slot, self._zone, lane=lane, last=last))
        if not slots:
            words = self._wording.words
            note = Label(self.theme, words("today.no_slots"), color="muted", wrap=True)
            note.setContentsMargins(17, 14, 17, 14)
            self._rows.addWidget(note)
        self._rows.addStretch(1)
