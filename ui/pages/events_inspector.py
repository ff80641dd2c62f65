"""Beside the month: the event that is chosen, what is filled, what must be mended, and what the month comes to."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from eventdesk.domain.event import EventState
from eventdesk.domain.season import CalendarDay
from ui.models.season import ages, mark_of, note_of, state_chip
from ui.pages.base import PageContext
from ui.theme import Theme, Type
from ui.widgets.base import Elided, Label, Rule, Themed, clear, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.chips import AlertStrip, Chip
from ui.widgets.meters import CapacityBar
from ui.widgets.paint import Tone, draw_box, draw_text

if TYPE_CHECKING:
    from eventdesk.services.seasons import EventCard, MonthView

WIDTH = 304
_PAD = 16


class MonthInspector(Themed, QWidget):
    """304 px at the right. ``wanted`` carries what to do with the chosen event: plan, registrations, menu;
    ``event_wanted`` the code of another one of the same day.
    """

    wanted = Signal(str)
    event_wanted = Signal(str)
    new_wanted = Signal()
    closed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        theme = context.theme
        self.adopt(theme)
        self._context, self._words, self._wording = context, context.words, context.wording
        self._head, self._facts, self._month = (
            vbox(_PAD, 16, _PAD, 16),
            vbox(_PAD, 16, _PAD, 4),
            vbox(_PAD, 12, _PAD, 16),
        )
        self._others = vbox(_PAD, 0, _PAD, 0)
        content = QWidget()
        column = vbox()
        self._rules = (Rule(theme), Rule(theme), Rule(theme))
        fill(column, self._head, self._rules[0], self._facts, self._others)
        fill(column, self._inset(self._rules[1]), self._month, None)
        content.setLayout(column)
        self.hint = Label(theme, "", Type.COMPACT, color="text2", wrap=True)
        self.hint.setContentsMargins(_PAD, 10, _PAD, 10)
        outer = vbox(1)
        outer.addWidget(scrolled(content), 1)
        fill(outer, self._rules[2], self.hint)
        self.setLayout(outer)
        self.setFixedWidth(theme.px(WIDTH))
        self.more: Button | None = None
        self._closable = False

    def _inset(self, widget: QWidget) -> QVBoxLayout:
        return fill(vbox(_PAD, 0, _PAD, 0), widget)  # type: ignore[return-value]  # fill gives back the column it got

    def set_closable(self, closable: bool) -> None:
        """Whether it lies over the month and can be put away."""
        self._closable = closable

    # -- an event

    def show_event(self, card: "EventCard", now: datetime) -> None:
        """Show an event."""
        theme, words, wording = self.theme, self._words, self._wording
        event, facts = card.event, card.facts
        clear(self._head)
        look = state_chip(wording, event.state, facts.end, now)
        chip = Chip(theme)
        chip.set_look(look)
        self.more = icon_button(theme, "dots", words("events_plan.menu"))
        self.more.clicked.connect(lambda: self.wanted.emit("menu"))
        top = hbox(spacing=6)
        fill(top, chip)
        if event.online:
            fill(top, Chip(theme, words("events_plan.online"), Tone.INFO))
        fill(top, None, self.more, *self._closer())
        title = Label(theme, event.title, Type.TITLE, bold=True, wrap=True)
        span = Label(theme, wording.span(facts.start, facts.end), Type.COMPACT, color="text2", wrap=True)
        lines = [Label(theme, text, Type.COMPACT, color="text2", wrap=True) for text in self._lines(card)]
        plan = Button(theme, words("events_plan.plan"), kind=Kind.PRIMARY, key="Enter")
        plan.clicked.connect(lambda: self.wanted.emit("plan"))
        sheet = Button(theme, words("events_plan.sheet"))
        sheet.clicked.connect(lambda: self.wanted.emit("registrations"))
        buttons = hbox(spacing=8)
        buttons.addWidget(plan, 1)
        buttons.addWidget(sheet)
        fill(self._head, top, 8, title, 6, span, *lines, 14, buttons)
        self._show_facts(card, now)

    def _lines(self, card: "EventCard") -> list[str]:
        """Where and by whom; what and for whom."""
        words, event, bands = self._words, card.event, card.facts.bands
        rooms = len({slot.room for slot in event.slots if slot.room})
        where = [words("events_plan.rooms", n=rooms)] if rooms else [event.venue] if event.venue else []
        where += [words("events_plan.slots", n=len(event.slots))] if event.slots else []
        where += [words("events_plan.owner_is", name=event.owner)] if event.owner else []
        what = [words(f"season.kind_{event.kind.value}"), ages(self._wording, bands)]
        return [words("events_plan.dot").join(parts) for parts in (where, what) if parts]

    def _show_facts(self, card: "EventCard", now: datetime) -> None:
        theme, words, event, facts = self.theme, self._words, card.event, card.facts
        clear(self._facts)
        self._rules[0].show()
        if event.state is EventState.CANCELLED:
            reason = event.reason or words("events_plan.no_reason")
            fill(self._facts, AlertStrip(theme, "", reason, tone=Tone.NEUTRAL, icon="x"), 12)
        if event.capacity:
            share = round(100 * facts.taken / event.capacity)
            self._row(words("events_plan.taken", taken=facts.taken, capacity=event.capacity), f"{share}%", gap=4)
            bar = CapacityBar(theme, facts.taken, event.capacity, height=8)
            fill(self._facts, bar, 12)
        else:
            self._row(words("events_plan.registered"), words("season.persons", n=facts.registered))
        if facts.attended:
            self._row(words("events_plan.attended"), words("season.persons", n=facts.attended))
        if event.expected is not None:
            self._row(words("events_plan.expected"), words("season.persons", n=event.expected))
        if card.families:
            short = card.consented < card.families
            text = words("events_plan.of_families", done=card.consented, n=card.families)
            self._row(words("events_plan.consents"), text, color="warn-text" if short else "text", bold=short)
        if card.waiting:
            self._row(words("events_plan.waiting"), words("events_plan.families", n=card.waiting))
        if facts.needs_permit(now):
            fact = words("season.permit_one", n=f"{facts.crowd:,}")
            fill(self._facts, Strip(self._context, fact, words("season.permit_one_text"), Tone.WARN), 10)
        if facts.conflicts:
            mend = ConflictLine(theme, words("events_plan.conflicts", n=facts.conflicts))
            mend.clicked.connect(lambda: self.wanted.emit("plan"))
            fill(self._facts, mend, 10)

    def _row(self, name: str, value: str, *, color: str = "text", bold: bool = True, gap: int = 12) -> None:
        row = hbox(spacing=8)
        row.addWidget(Elided(self.theme, name, Type.COMPACT, color="text2"), 1)
        row.addWidget(Label(self.theme, value, Type.COMPACT, bold=bold, color=color))
        fill(self._facts, row, gap)

    def show_others(self, others: Sequence[tuple[str, str]]) -> None:
        """The other events of the day: (code, words)."""
        clear(self._others)
        if not others:
            return
        theme = self.theme
        fill(self._others, Label(theme, self._words("events_plan.same_day"), Type.COMPACT, bold=True), 4)
        for code, words in others:
            button = LinkLine(theme, words)
            button.clicked.connect(partial(self.event_wanted.emit, code))
            fill(self._others, button)
        fill(self._others, 12)

    # -- a day without one

    def show_day(self, day: date, calendar: CalendarDay | None) -> None:
        """Show a day on which nothing is planned."""
        theme, words, wording = self.theme, self._words, self._wording
        clear(self._head)
        clear(self._facts)
        self._rules[0].hide()
        self.more = None
        top = hbox()
        fill(top, Label(theme, wording.day_short(day), Type.SUBTITLE, bold=True), None, *self._closer())
        new = Button(theme, words("season.new_that_day"), icon="plus", key="N")
        new.clicked.connect(self.new_wanted)
        fill(self._head, top, 6)
        if calendar is not None and (calendar.festival or calendar.duty):
            special = [note_of(wording, calendar)]
            special += (
                [words(f"season.duty_{calendar.duty.value}_long")]
                if mark_of(wording, calendar) and calendar.duty
                else []
            )
            fill(
                self._head,
                Label(theme, words("events_plan.dot").join(filter(None, special)), Type.COMPACT, color="text2"),
                4,
            )
        fill(self._head, Label(theme, words("season.none_that_day"), Type.COMPACT, color="muted"), 14, new)

    def _closer(self) -> tuple[Button, ...]:
        if not self._closable:
            return ()
        close = icon_button(self.theme, "x", self._words("common.close"))
        close.clicked.connect(self.closed)
        return (close,)

    # -- the month

    def show_month(self, view: "MonthView") -> None:
        """Say what the month comes to."""
        theme, words, figures = self.theme, self._words, view.figures
        clear(self._month)
        month = view.first.month if words.language == "zh" else words(f"common.month_{view.first.month}")
        fill(self._month, Label(theme, words("season.summary", month=month), Type.COMPACT, bold=True), 12)
        full = words("season.goal_unknown") if figures.fullness is None else f"{figures.fullness:.0%}"
        for name, value in (("events", str(figures.events)), ("registered", f"{figures.registered:,}"), ("full", full)):
            row = hbox(spacing=8)
            row.addWidget(Elided(theme, words(f"season.summary_{name}"), Type.COMPACT, color="text2"), 1)
            row.addWidget(Label(theme, value, Type.COMPACT, bold=True))
            fill(self._month, row, 12)
        if not all(
            day.published for day in view.days if (day.day.year, day.day.month) == (view.first.year, view.first.month)
        ):
            fact = words("season.unpublished", year=view.first.year)
            fill(self._month, Strip(self._context, fact, words("season.unpublished_hint"), Tone.NEUTRAL))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line at the left."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.theme.color("surface"))
        painter.fillRect(0, 0, 1, self.height(), self.theme.color("border"))


class LinkLine(Themed, QAbstractButton):
    """A line that can be pressed, elided where it is long."""

    ring_radius = 6.0

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.adopt(theme)
        self.setText(text)
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(120, self.theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words and the way on."""
        painter, rect, color = QPainter(self), QRectF(self.rect()), self.theme.color
        if self.underMouse() or self.isDown():
            draw_box(painter, rect.adjusted(-6, 0, 6, 0), 6, fill=color("hover"))
        words = rect.adjusted(0, 0, -20, 0)
        draw_text(painter, words, self.text(), self.theme.font(Type.COMPACT), color("accent-text"))
        self.theme.paint_icon(painter, "right", rect.right() - 15, round(rect.center().y() - 7), 14, "muted")


class ConflictLine(LinkLine):
    """How many conflicts there are; a press leads to them."""

    ring_radius = 10.0

    def sizeHint(self) -> QSize:
        """As high as a button."""
        return QSize(120, self.theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, octagon, words and the way on."""
        painter, rect, theme = QPainter(self), QRectF(self.rect()), self.theme
        edge = theme.color("refuse-text") if self.underMouse() else None
        draw_box(painter, rect, 10, fill=theme.color("refuse-soft"), border=edge)
        middle = rect.center().y()
        theme.paint_icon(painter, "octagon", 12, round(middle - 9), 18, "refuse-text")
        words = rect.adjusted(38, 0, -34, 0)
        draw_text(painter, words, self.text(), theme.font(Type.COMPACT, bold=True), theme.color("refuse-text"))
        theme.paint_icon(painter, "right", rect.right() - 28, round(middle - 8), 16, "refuse-text")


class Strip(Themed, QWidget):
    """A fact and, below it, what follows from it: narrower than an alert strip's one line."""

    def __init__(self, context: PageContext, fact: str, detail: str, tone: Tone) -> None:
        super().__init__()
        self.adopt(context.theme)
        self._tone = tone
        column = vbox(36, 8, 12, 10, spacing=2)
        ink = tone.ink
        fill(column, Label(context.theme, fact, Type.COMPACT, bold=True, color=ink, wrap=True))
        fill(column, Label(context.theme, detail, Type.CAPTION, color="text2", wrap=True))
        self.setLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and icon."""
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), 10, fill=self.theme.color(self._tone.fill or "sunken"))
        icon = "warn" if self._tone is Tone.WARN else "info"
        self.theme.paint_icon(painter, icon, 12, 10, 16, self._tone.ink)
