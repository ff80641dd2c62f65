"""A month of events with the one that is chosen beside it."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from eventdesk.errors import DeskError, NotFound
from ui.models.season import cells_of
from ui.pages.base import PageContext
from ui.pages.events_inspector import WIDTH, MonthInspector
from ui.pages.events_list import KEYS
from ui.pages.events_verbs import EventVerbs
from ui.widgets.month_grid import Held, MonthGrid, in_month
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.domain.season import SeasonEvent
    from eventdesk.services.seasons import EventCard, MonthView

_SIDE, _TOP = 20, 14
_OVERLAY_BELOW = 1080  # the page of a window 1280 px wide
_PAUSE = 60  # ms: who holds an arrow down wants no card of each day


class MonthPane(QWidget):
    """``plan_wanted`` carries a code; ``new_wanted`` the day of a new event; ``changed`` that the header says something else."""

    plan_wanted = Signal(str)
    new_wanted = Signal(object)
    changed = Signal()

    def __init__(self, context: PageContext, verbs: EventVerbs) -> None:
        super().__init__()
        self._context, self._words, self.verbs = context, context.words, verbs
        self._view: MonthView | None = None
        self._card: EventCard | None = None
        self._seen: dict[str, SeasonEvent] = {}  # an event that was cut may be put down in another month
        self._shown = self._today.replace(day=1)
        self._asked = self._today  # the day, and its event, to choose once its month is read
        self._asked_code = ""
        self._inspecting = self._over = False
        weekdays = [self._words(f"common.weekday_{number}") for number in range(1, 8)]
        self.grid = MonthGrid(
            context.theme,
            weekdays=weekdays,
            more=lambda n: self._words("season.more", n=n),
            name=self._words("season.month_name"),
        )
        self.grid.setParent(self)
        self.inspector = MonthInspector(context)
        self.inspector.setParent(self)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self._read_card)
        self._bind()
        self._say_hint(None)

    def _bind(self) -> None:
        grid, inspector = self.grid, self.inspector
        grid.chosen.connect(self._chosen)
        grid.opened.connect(self.plan_wanted)
        grid.moved.connect(self._move)
        grid.copied.connect(self._copy)
        grid.day_wanted.connect(self.go_to)
        grid.held.connect(self._say_hint)
        inspector.wanted.connect(self._do)
        inspector.event_wanted.connect(lambda code: self.grid.choose(self.grid.day, code))
        inspector.new_wanted.connect(self.new)
        inspector.closed.connect(self._close_inspector)
        self.verbs.made.connect(lambda code, day: self.go_to(day))
        for key, slot in (("E", lambda: self._do("edit")), ("Menu", lambda: self._do("menu")), *self._ways()):
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _ways(self) -> list[tuple[str, Any]]:
        return [(key, partial(self._do, page)) for page, key in KEYS.items()]

    # -- which month

    @property
    def _now(self) -> datetime:
        desk = self._context.desk
        return desk.clock.now().astimezone(desk.zone)

    @property
    def _today(self) -> date:
        return self._now.date()

    @property
    def label(self) -> str:
        """The month in words."""
        return self._month_label(self._shown)

    @property
    def widest(self) -> tuple[str, ...]:
        """The months of the year in words."""
        return tuple(self._month_label(self._shown.replace(month=month)) for month in range(1, 13))

    def _month_label(self, first: date) -> str:
        month = first.month if self._words.language == "zh" else self._words(f"common.month_{first.month}")
        return self._words("season.month_title", year=first.year, month=month)

    @property
    def shown_month(self) -> date:
        """Its first day."""
        return self._shown

    @property
    def code(self) -> str:
        """The code of the event that is chosen."""
        return self.grid.key

    def state(self) -> dict[str, Any]:
        """The day and the event that are chosen."""
        return {"day": self.grid.day.isoformat() if self._view is not None else ""}

    def step(self, months: int) -> None:
        """So many months on; the day of the month stays."""
        self.go_to(in_month(self.grid.day if self._view is not None else self._shown, months))

    def go_today(self) -> None:
        """Back to today."""
        self.go_to(self._today)

    def go_to(self, day: date, code: str = "") -> None:
        """Show the month of a day and choose the day, and one of its events."""
        self._asked, self._asked_code = day, code
        self._shown = day.replace(day=1)
        if self._view is not None and self._view.first == self._shown:
            self.grid.choose(day, code)
        self.read()
        self.changed.emit()

    def read(self) -> None:
        """Ask for the month."""
        first = self._shown
        self._context.tasks.run(
            self._context.desk.seasons.month,
            first.year,
            first.month,
            done=self._show,
            failed=self._no_month,
            owner=self,
        )

    def _show(self, view: "MonthView") -> None:
        if view.first != self._shown:
            return  # somebody has gone on since
        another = self._view is None or self._view.first != view.first
        self._view = view
        self._seen |= {event.code: event for event in view.events}
        self.inspector.show_month(view)
        self.grid.set_month(view.first, cells_of(self._context.wording, view, self._now), today=self._today)
        code, self._asked_code = self._asked_code, ""
        self.grid.choose(self._asked if another else self.grid.day, code or ("" if another else self.grid.key))
        if another and not code:
            self._inspecting = False  # nobody chose it: it covers nothing
            self._place()

    def _no_month(self, error: Any) -> None:
        self._context.toast(self._context.wording.error(error).whole)
        self.go_today()

    # -- what is chosen

    def _chosen(self, day: date, key: str) -> None:
        self._inspecting = bool(key)
        pills = next((cell.pills for cell in self.grid.cells if cell.day == day), ())
        self.inspector.show_others([(pill.key, f"{pill.lead} {pill.title}") for pill in pills if pill.key != key])
        if key:
            self._soon.start()
        else:
            self._soon.stop()
            self._card = None
            view = self._view
            calendar = next((one for one in view.days if one.day == day), None) if view is not None else None
            self.inspector.show_day(day, calendar)
        self._place()

    def rest(self) -> None:
        """Nothing is asked for any more; the page is left."""
        self._soon.stop()

    def _read_card(self) -> None:
        if self.grid.key:
            self._context.tasks.run(
                self._context.desk.seasons.card, self.grid.key, done=self._show_card, failed=self._no_card, owner=self
            )

    def _no_card(self, error: DeskError) -> None:
        """An event may be removed before its card is read; the month that shows without it is on its way."""
        if not isinstance(error, NotFound):
            self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)

    def _show_card(self, card: "EventCard") -> None:
        if card.event.code == self.grid.key:
            self._card = card
            self.inspector.show_event(card, self._now)

    @property
    def card(self) -> "EventCard | None":
        """What is known of the event that is chosen, once it is read."""
        return self._card if self._card is not None and self._card.event.code == self.grid.key else None

    def _do(self, what: str) -> None:
        code, card = self.grid.key, self.card
        if not code:
            return
        if what == "plan":
            self.plan_wanted.emit(code)
        elif what == "edit":
            self.verbs.edit_wanted.emit(code)
        elif what == "menu":
            more = self.inspector.more
            if card is not None and more is not None:
                self.verbs.show_menu(card, more.mapToGlobal(more.rect().bottomLeft()))
        else:
            self._context.navigate(what, event=code)

    def new(self) -> None:
        """A new event on the day that is chosen."""
        self.new_wanted.emit(self.grid.day)

    def _move(self, code: str, days: int) -> None:
        event = self._seen.get(code)
        if event is not None:
            self.verbs.move(code, event.start.date() + timedelta(days=days))

    def _copy(self, code: str, days: int) -> None:
        event = self._seen.get(code)
        if event is not None:
            self.verbs.copy_to(code, event.start, days)

    def _say_hint(self, held: Held | None) -> None:
        words = self._words
        if held is None:
            self.inspector.hint.setText(words("season.hint_drag"))
        else:
            key = "season.hint_copied" if held.copying else "season.hint_cut"
            self.inspector.hint.setText(words(key, title=held.pill.title))

    # -- where things lie

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the inspector lies over the month, once something is chosen."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        theme = self._context.theme
        wide = theme.px(WIDTH)
        over = self.width() < _OVERLAY_BELOW
        if over and not self._over:
            self._inspecting = False
        self._over = over
        self.inspector.set_closable(over)
        taken = 0 if over else wide
        self.grid.setGeometry(
            _SIDE, _TOP, max(self.width() - taken - 2 * _SIDE + 4, 0), max(self.height() - 2 * _TOP, 0)
        )
        self.inspector.setGeometry(self.width() - wide, 0, wide, self.height())
        self.inspector.setVisible(not over or self._inspecting)
        self.inspector.raise_()

    def _close_inspector(self) -> None:
        self._inspecting = False
        self._place()
        self.grid.setFocus()
