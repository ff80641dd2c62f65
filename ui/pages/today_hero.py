"""The hero of the day: which event, how long until it begins, and the key that opens the door."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from eventdesk.domain.today import Phase, days_until, phase_of
from ui.theme import Theme, Type
from ui.widgets.base import Card, Elided, Themed, fill, hbox, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import RIGHT, Tone, draw_text, text_width
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

_DAY = timedelta(days=1)
_LOOKS: dict[Phase, tuple[Tone, str]] = {
    Phase.AHEAD: (Tone.NEUTRAL, "cal"),
    Phase.SOON: (Tone.NEUTRAL, "clock"),
    Phase.OPEN: (Tone.OK, "okc"),
    Phase.RUNNING: (Tone.OK, "okc"),
    Phase.CLOSED: (Tone.WARN, "door"),
    Phase.OVER: (Tone.NEUTRAL, "check"),
}


class Countdown(Themed, QWidget):
    """A line, a large number under it, a line below. Only the number is painted again each second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.adopt(theme)
        self._label = self._number = self._foot = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def number(self) -> str:
        """What the large number says."""
        return self._number

    @property
    def label(self) -> str:
        """What the number counts."""
        return self._label

    def set(self, label: str, number: str, foot: str) -> None:
        """Change what it says; paints what changed."""
        if (label, foot) != (self._label, self._foot) or len(number) != len(self._number):
            self._label, self._number, self._foot = label, number, foot
            self.setAccessibleName(f"{label} {number} {foot}".strip())
            self.updateGeometry()
            self.update()
        elif number != self._number:
            self._number = number
            self.update(self._number_box().toAlignedRect())

    def sizeHint(self) -> QSize:
        """As wide as its widest line."""
        theme = self.theme
        widest = max(
            text_width(theme.font(Type.COUNTDOWN, bold=True), self._number),
            *(text_width(theme.font(Type.COMPACT), text) for text in (self._label, self._foot)),
        )
        return QSize(round(widest) + 2, theme.px(20 + 60 + 20))

    def _number_box(self) -> QRectF:
        return QRectF(0, self.theme.px(20), self.width(), self.theme.px(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, theme = QPainter(self), self.theme
        painter.setClipRect(event.rect())
        small, line = theme.font(Type.COMPACT), theme.px(20)
        draw_text(painter, QRectF(0, 0, self.width(), line), self._label, small, theme.color("muted"), RIGHT)
        large = theme.font(Type.COUNTDOWN, bold=True)
        draw_text(painter, self._number_box(), self._number, large, theme.color("text"), RIGHT)
        foot = QRectF(0, theme.px(80), self.width(), line)
        draw_text(painter, foot, self._foot, small, theme.color("text2"), RIGHT)


class Hero(Card):
    """The event with its chips, the countdown, and the way to the door."""

    start_wanted = Signal()
    walk_in_wanted = Signal()
    phase_changed = Signal()

    def __init__(self, theme: Theme, wording: Wording, zone: ZoneInfo, *, station: Callable[[], str]) -> None:
        super().__init__(theme, padding=(24, 20, 24, 20), spacing=18)
        self._wording, self._words, self._zone, self._station = wording, wording.words, zone, station
        self._event: EventView | None = None
        self._phase: Phase | None = None
        self._narrow, self._lines = False, ("", "", "")
        self.chip, self._venue = Chip(theme), Chip(theme, icon="pin")
        self._title = Elided(theme, kind=Type.PAGE, bold=True)
        self._when = Elided(theme, color="text2")
        self.countdown = Countdown(theme)
        words = self._words
        self.start = Button(theme, words("today.start"), kind=Kind.PRIMARY, size=Size.MAIN, icon="scan", key="Enter")
        self.start.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.walk_in = Button(theme, words("today.walk_in"), size=Size.MAIN, icon="plus")
        self.start.clicked.connect(self.start_wanted)
        self.walk_in.clicked.connect(self.walk_in_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        chips = hbox(spacing=8)
        fill(chips, self.chip, self._venue, None)
        left = vbox()
        fill(left, 2, chips, 10, self._title, 4, self._when, None)
        top = hbox(spacing=20)
        top.addLayout(left, 1)
        top.addWidget(self.countdown, 0, Qt.AlignmentFlag.AlignTop)
        buttons = hbox(spacing=12)
        buttons.addWidget(self.start, 1)
        buttons.addWidget(self.walk_in)
        fill(self.body, top, buttons)

    def set_event(self, event: "EventView", now: datetime) -> None:
        """Show another event, or the same one as it is now."""
        words = self._words
        self._event, self._phase = event, None
        start, end = event.start.astimezone(self._zone), event.end.astimezone(self._zone)
        self._title.setText(event.title)
        rooms = len({slot.room for slot in event.slots if slot.room})
        place = words("today.venue_rooms", venue=event.venue, n=rooms) if event.venue and rooms else event.venue
        slots = words("today.slots", n=len(event.slots)) if event.slots else ""
        self._lines = (self._wording.span(start, end), slots, place)
        self._venue.set(place, Tone.NEUTRAL, "pin")
        self._show_place()
        self.tick(now)

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room, the place stands in the line that gives way."""
        self._narrow = narrow
        self._show_place()

    def _show_place(self) -> None:
        span, slots, place = self._lines
        self._venue.setVisible(bool(place) and not self._narrow)
        parts = (span, slots, place if self._narrow else "")
        self._when.setText(self._words("today.list_dot").join(filter(None, parts)))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        event = self._event
        if event is None:
            return
        phase = phase_of(event, event.rules, now, self._zone)
        if phase is not self._phase:
            changed, self._phase = self._phase is not None, phase
            tone, icon = _LOOKS[phase]
            self.chip.set(self._words(f"today.phase_{phase.value}"), tone, icon)
            if changed:
                self.phase_changed.emit()
        self.countdown.set(*self._count(event, now), self._foot(event, phase))

    def _count(self, event: "EventView", now: datetime) -> tuple[str, str]:
        words, time = self._words, self._wording.time
        start, end = event.start.astimezone(self._zone), event.end.astimezone(self._zone)
        if now >= end:
            return words("today.ended_at"), time(end)
        if now >= start:
            return words("today.until_end", time=time(end)), clock_text(end - now)
        if start - now >= _DAY:
            return words("today.until_day"), words("today.days", n=days_until(start, now, self._zone))
        return words("today.until_start", time=time(start)), clock_text(start - now)

    def _foot(self, event: "EventView", phase: Phase) -> str:
        opens = event.rules.doors_open
        if opens is not None and phase in (Phase.AHEAD, Phase.SOON):
            return self._words("today.doors_open", time=self._wording.time(opens.astimezone(self._zone)))
        return self._words("today.station", name=self._station())


def clock_text(left: timedelta) -> str:
    """A time that is left: minutes and seconds, hours before them from one hour on. A begun second counts."""
    seconds = max(-(-left // timedelta(seconds=1)), 0)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"
