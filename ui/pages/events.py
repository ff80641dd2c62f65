"""The events: by month, week and year, all of them in a list, and one of them to change."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from eventdesk.errors import DeskError
from ui.pages.base import Page, PageContext, State
from ui.pages.events_calendar import CalendarImport
from ui.pages.events_editor import EventEditor
from ui.pages.events_header import LIST, MODES, MONTH, WEEK, YEAR, EventsHeader
from ui.pages.events_keys import EDITOR, IMPORT, keys_of
from ui.pages.events_list import EventList
from ui.pages.events_month import MonthPane
from ui.pages.events_verbs import EventVerbs
from ui.pages.events_year import YearPane
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from ui.pages.planner import PlannerView

_MORNING = time(9, 30)
_ROOMY = 1080  # px: narrower, the header needs some of the words' room


class EventsPage(Page):
    """``state()`` and ``restore()``: ``event`` is the code of the event that is open, ``new`` a form for a new one, ``mode``
    the way they are looked at, ``day`` the day that is chosen in the month, ``plan`` the event whose week is planned.
    """

    nouns = frozenset({"events", "registrations", "calls", "venues"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._mode = MONTH
        self._wanted = ""  # the event to open once it is read
        self._draft: dict[str, Any] | None = None
        self._header: EventsHeader | None = None
        self.verbs = EventVerbs(context, self)
        self.calendar = CalendarImport(context, self.verbs, self)
        self.list, self.editor = EventList(context), EventEditor(context)
        self.month, self.year = MonthPane(context, self.verbs), YearPane(context, self.verbs)
        self.week: PlannerView | None = None
        self._stack = QStackedLayout()
        for pane in (self.list, self.editor, self.month, self.year):
            self._stack.addWidget(pane)
        self.setLayout(self._stack)
        self._bind()
        self._stack.setCurrentWidget(self.month)

    def _bind(self) -> None:
        self.list.open_wanted.connect(self.open)
        self.list.new_wanted.connect(self.new)
        self.month.plan_wanted.connect(self.plan)
        self.month.new_wanted.connect(self.new_on)
        self.month.changed.connect(self._show_header)
        self.year.month_wanted.connect(self._open_month)
        self.year.event_wanted.connect(self._open_in_month)
        self.year.export_wanted.connect(self.verbs.ask_export_year)
        self.year.changed.connect(self._show_header)
        self.verbs.edit_wanted.connect(self.open)
        self.verbs.undoable.connect(self._show_header)
        self.calendar.arrived.connect(self._arrived)
        self.editor.closed.connect(self._closed)
        self.editor.kept.connect(self._kept)
        for pane in (self.list, self.month, self.year):
            self._shortcut(pane, "N", self._new_here)
            self._shortcut(pane, "T", self._today)
            self._shortcut(pane, IMPORT, self.calendar.ask)
            self._bind_modes(pane)

    def _bind_modes(self, pane: QWidget) -> None:
        for number, mode in enumerate(MODES, start=1):
            self._shortcut(pane, f"Ctrl+{number}", lambda mode=mode: self.set_mode(mode))

    def _shortcut(self, owner: QWidget, key: str, slot: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), owner, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("events.title")

    def subtitle(self) -> str:
        """How many there are, where all are listed."""
        return self.words("events.count", n=self.list.count) if self.mode == LIST and self.list.count else ""

    def header_actions(self) -> list[QWidget]:
        """Where we are, the ways to look, undo, and a new event."""
        header = self._header = EventsHeader(self.theme, self.words)
        header.stepped.connect(self._step)
        header.today_wanted.connect(self._today)
        header.mode_wanted.connect(self.set_mode)
        header.undo_wanted.connect(self.undo)
        header.import_wanted.connect(self.calendar.ask)
        header.export_wanted.connect(lambda: self.verbs.ask_export_year(self._year))
        header.new_wanted.connect(self._new_here)
        self._show_header()
        self._fit_header()
        return [header]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The header gives way with the page."""
        super().resizeEvent(event)
        self._fit_header()

    def _fit_header(self) -> None:
        if self._header is not None and isValid(self._header):
            self._header.set_narrow(self.width() < self.theme.px(_ROOMY))

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        planned = self.week.keys() if self.week is not None else ()
        return keys_of(self.words, EDITOR if self.editing else self.mode, planned=planned)

    def _show_header(self) -> None:
        self.header_changed()
        header = self._header
        if header is None or not isValid(header):
            return
        label = ""
        widest: tuple[str, ...] = ()
        undoable: str | None = None
        if self.editing:
            pass
        elif self.mode == MONTH:
            label, widest = self.month.label, self.month.widest
            undoable = "" if self.verbs.can_undo else self.words("events_plan.nothing_to_undo")
        elif self.mode == YEAR:
            label = self.year.label
            undoable = "" if self.verbs.can_undo else self.words("events_plan.nothing_to_undo")
        elif self.week is not None and self.mode == WEEK:
            label = self.week.label()
            undoable = "" if self.week.session.can_undo else self.words("events_plan.nothing_to_undo")
        header.show_mode(self.mode, label, year=self._year, widest=widest, undoable=undoable, timed=not self.editing)

    # -- the ways to look

    @property
    def mode(self) -> str:
        """How the events are looked at."""
        return self._mode

    @property
    def editing(self) -> bool:
        """Whether an event is open."""
        return self._stack.currentWidget() is self.editor

    def set_mode(self, mode: str) -> None:
        """Look at the events in another way; what was typed into an open event is asked for first."""
        if self.editing and not self.editor.may_leave():
            self._show_header()
            return
        if mode == WEEK:
            code = self._week_event()
            if code:
                self.plan(code)
            else:
                self._show_header()
                self.say(self.words("events_plan.choose_to_plan"), tone=Tone.INFO)
            return
        self._enter(mode)

    def _enter(self, mode: str) -> None:
        if self._mode == WEEK and mode != WEEK and self.week is not None:
            self.week.commit()
        self._mode = mode
        self._stack.setCurrentWidget(self._pane)
        self._show_header()
        if self.isVisible():
            self._read()
            self.shown()

    @property
    def _pane(self) -> QWidget:
        if self._mode == WEEK and self.week is not None:
            return self.week
        return {LIST: self.list, YEAR: self.year}.get(self._mode, self.month)

    def _week_event(self) -> str:
        row = self.list.table.current
        if self.editing and self.editor.code:
            return self.editor.code
        if self._mode == LIST and row is not None:
            return row.code
        return self.month.code or (self.week.code if self.week is not None else "")

    def plan(self, code: str) -> None:
        """Plan rooms and times of an event."""
        if self.week is None:
            from ui.pages.planner import PlannerView  # what it draws on is loaded when somebody plans

            self.week = PlannerView(self.context)
            self.week.label_changed.connect(self._show_header)
            self._stack.addWidget(self.week)
            self._bind_modes(self.week)
        self.week.open(code)
        self._enter(WEEK)

    def _open_month(self, first: date) -> None:
        self.month.go_to(first)
        self._enter(MONTH)

    @property
    def _year(self) -> int:
        """The year of what is looked at."""
        return self.year.year if self.mode == YEAR else self.month.shown_month.year

    def _arrived(self, day: date) -> None:
        """Look where an import put the first event."""
        self.month.go_to(day)
        self._show_header()

    def _open_in_month(self, code: str, day: date) -> None:
        self.month.go_to(day, code)
        self._enter(MONTH)

    def _step(self, by: int) -> None:
        if self.mode == MONTH:
            self.month.step(by)
        elif self.mode == YEAR:
            self.year.step(by)
        elif self.week is not None and self.mode == WEEK:
            self.week.step(by)

    def _today(self) -> None:
        if self.mode == MONTH:
            self.month.go_today()
        elif self.mode == YEAR:
            self.year.go_today()
        elif self.week is not None and self.mode == WEEK:
            self.week.go_today()

    # -- what happens to it

    def shown(self) -> None:
        """Typing goes to the list, the month, or to the event that is open."""
        if self.editing:
            self.editor.basics.title.setFocus()
        else:
            {LIST: self.list.table, YEAR: self.year.grid, MONTH: self.month.grid}.get(self.mode, self._pane).setFocus()

    def hidden(self) -> None:
        """Nothing is asked for any more, and what was typed into the week is kept."""
        self.month.rest()
        if self.week is not None:
            self.week.commit()

    def refresh(self) -> None:
        """Ask for what is shown, and for the event that is open."""
        self._read()
        if self._wanted:
            self.open(self._wanted)
        elif self.editing and self.editor.code:
            self.tasks.run(self.desk.events.show, self.editor.code, done=self._reread)

    def _read(self) -> None:
        if self.mode == LIST:
            self.tasks.run(self.desk.events.list, done=self._show)
        elif self.mode == MONTH:
            self.month.read()
        elif self.mode == YEAR:
            self.year.read()
        elif self.week is not None:
            self.week.refresh()

    def _show(self, events: "tuple[EventView, ...]") -> None:
        first = self.list.unread
        self.list.show_events(events)
        self.header_changed()
        if first and self.isVisible() and not self.editing and self.mode == LIST:
            self.list.table.setFocus()  # there was nothing to put it on before

    def may_leave(self) -> bool:
        """Not without asking, where something was typed and not kept."""
        return not self.editing or self.editor.may_leave()

    def keep_clear(self) -> int:
        """The week says at its foot what is wrong."""
        return self.week.foot_room() if self.mode == WEEK and self.week is not None and not self.editing else 0

    def undo(self) -> None:
        """Takes the last step back."""
        if self.mode == WEEK and self.week is not None:
            self.week.undo()
        elif not self.editing:
            self.verbs.undo()

    def state(self) -> dict[str, Any]:
        """What is open, what was typed, how they are looked at."""
        open_ = self.editor.code if self.editing else ""
        return {
            "event": open_, "new": self.editing and not open_, "draft": self.editor.draft() if self.editing else None,
            "mode": self.mode if self.mode != WEEK else MONTH, **self.month.state(), **self.list.state(),
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Open an event, a form for a new one, or the events as they were looked at."""
        self.list.restore(state)
        if state.get("day"):
            self.month.go_to(date.fromisoformat(str(state["day"])))
        if state.get("mode") in MODES:
            self._enter(str(state["mode"]))
        draft = state.get("draft")
        self._draft = dict(draft) if draft else None
        if state.get("event"):
            self._wanted = str(state["event"])
            self.make_stale()
        elif state.get("plan"):
            self.plan(str(state["plan"]))
        elif state.get("new"):
            self.new()

    # -- one event

    def _new_here(self) -> None:
        if self.mode == WEEK and self.week is not None and not self.editing:
            self.week.new()
        elif self.mode == MONTH and not self.editing:
            self.month.new()
        else:
            self.new()

    def new(self) -> None:
        """A form for a new event."""
        self._new(None)

    def new_on(self, day: date) -> None:
        """A form for a new event on a day."""
        self._new(datetime.combine(day, _MORNING, self.desk.zone))

    def _new(self, start: datetime | None) -> None:
        if self.editing and not self.editor.may_leave():
            return
        self.editor.show_new(self.desk.clock.now(), start=start)
        self._take_draft()
        self._stack.setCurrentWidget(self.editor)
        self._show_header()
        self.editor.basics.title.setFocus()

    def open(self, code: str) -> None:
        """Open an event to change it."""
        self._wanted = ""
        self.tasks.run(self.desk.events.show, code, done=self._open, failed=self._not_there)

    def _open(self, event: "EventView") -> None:
        self.editor.open_event(event)
        self._take_draft()
        self._stack.setCurrentWidget(self.editor)
        self._show_header()
        if self.isVisible():
            self.editor.basics.title.setFocus()

    def _take_draft(self) -> None:
        if self._draft is not None:
            self.editor.set_draft(self._draft)
            self._draft = None

    def _reread(self, event: "EventView") -> None:
        if self.editing and self.editor.code == event.code:
            self.editor.show_event(event)

    def _not_there(self, error: DeskError) -> None:
        self.say(self.wording.error(error).what, tone=Tone.WARN)

    def _kept(self, event: "EventView") -> None:
        self.list.search.clear()
        self.month.go_to(event.start.astimezone(self.desk.zone).date(), event.code)
        self.header_changed()

    def _closed(self) -> None:
        code = self.editor.code
        self._enter(self._mode)
        if self.mode == LIST:
            self.list.select(code)
            self.list.table.setFocus()
