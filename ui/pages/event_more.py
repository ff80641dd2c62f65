"""What belongs to one event beside its fields: tasks, emergency plan, calls, announcements, versions, files."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.pages.base import Page, PageContext, State
from ui.pages.event_more_parts import EventTab
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button
from ui.widgets.choice import Seg
from ui.widgets.states import EmptyState

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

TASKS, EMERGENCY, CALLS, ANNOUNCE, RELEASES, FILES = "tasks", "emergency", "calls", "announce", "releases", "files"
TABS = (TASKS, EMERGENCY, CALLS, ANNOUNCE, RELEASES, FILES)
"""The tabs in their order; the words are ``event_more.tab_<key>``."""


class _TasksTab(EventTab):
    def __init__(self, context: PageContext) -> None:
        from ui.pages.event_checklist import EventChecklist

        super().__init__(context)
        self.checklist = EventChecklist(context)
        column = vbox(0, 0, 0, 20)
        column.addWidget(self.checklist)
        self.setLayout(column)
        self.setFocusProxy(self.checklist.table)

    def open(self, event_code: str) -> None:
        super().open(event_code)
        self.checklist.open(event_code)


def _tasks(context: PageContext) -> EventTab:
    return _TasksTab(context)


def _emergency(context: PageContext) -> EventTab:
    from ui.pages.event_more_emergency import EmergencyTab

    return EmergencyTab(context)


def _calls(context: PageContext) -> EventTab:
    from ui.pages.event_more_calls import CallsTab

    return CallsTab(context)


def _announce(context: PageContext) -> EventTab:
    from ui.pages.event_more_announce import AnnounceTab

    return AnnounceTab(context)


def _releases(context: PageContext) -> EventTab:
    from ui.pages.event_more_releases import ReleasesTab

    return ReleasesTab(context)


def _files(context: PageContext) -> EventTab:
    from ui.pages.event_more_files import FilesTab

    return FilesTab(context)


_MAKE: dict[str, Callable[[PageContext], EventTab]] = {
    TASKS: _tasks, EMERGENCY: _emergency, CALLS: _calls, ANNOUNCE: _announce, RELEASES: _releases, FILES: _files,
}  # fmt: skip


class EventMore(QWidget):
    """A bar of tabs; a tab is made when it is first looked at. Ctrl+1…6 choose, Ctrl+S keeps, Ctrl+P prints."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.code = ""
        self.tabs: dict[str, EventTab] = {}
        self.bar = Seg(context.theme, [(key, context.words(f"event_more.tab_{key}")) for key in TABS])
        self.bar.chosen.connect(self._chosen)
        self._stack = QStackedLayout()
        row, column = hbox(), vbox(spacing=14)
        fill(row, self.bar, None)
        column.addLayout(row)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        keys: list[tuple[str, Callable[[], object]]] = [
            (f"Ctrl+{number}", partial(self.show_tab, key)) for number, key in enumerate(TABS, 1)
        ]
        keys += [("Ctrl+S", lambda: self.tab.key_save()), ("Ctrl+P", lambda: self.tab.key_print())]
        for key, do in keys:
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        self._current = ""
        self._turn(TASKS)

    @property
    def current(self) -> str:
        """The key of the tab that is shown."""
        return self._current

    @property
    def tab(self) -> EventTab:
        """The tab that is shown."""
        return self.tabs[self._current]

    def open(self, event_code: str) -> None:
        """Show an event; again to read it anew."""
        self.code = event_code
        self.tab.open(event_code)

    def show_tab(self, key: str) -> None:
        """Show another tab, where what was typed into this one may go."""
        if key != self._current and not self.tab.may_leave():
            self.bar.set_current(self._current)
            return
        self._turn(key)
        self.tab.setFocus(Qt.FocusReason.TabFocusReason)

    def _chosen(self, key: str) -> None:
        if key != self._current and not self.tab.may_leave():
            self.bar.set_current(self._current)
        else:
            self._turn(key)

    def _turn(self, key: str) -> None:
        if self._current and key != self._current:
            self.tab.leave()
        if key not in self.tabs:
            self.tabs[key] = _MAKE[key](self._context)
            self._stack.addWidget(self.tabs[key])
        self._current = key
        self.bar.set_current(key)
        self._stack.setCurrentWidget(self.tab)
        if self.code:
            self.tab.open(self.code)
        self.changed.emit()


class EventMorePage(Page):
    """``state()`` and ``restore()``: ``event`` is the code of the event, ``tab`` one of :data:`TABS`, ``draft`` what was typed
    into it."""

    nouns = frozenset({"events", "registrations", "calls", "tasks", "announcements", "schedules", "operators"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._event: EventView | None = None
        self._wanted = ""
        self._draft: dict[str, Any] | None = None
        self.more = EventMore(context)
        back = Button(self.theme, self.words("event_more.to_events"), icon="cal")
        back.clicked.connect(lambda: context.navigate("events"))
        self._none = EmptyState(
            self.theme,
            "cal",
            self.words("event_more.no_event"),
            self.words("event_more.no_event_hint"),
            actions=(back,),
        )
        holder = QWidget()
        inside = vbox(24, 14, 24, 0)
        inside.addWidget(self.more)
        holder.setLayout(inside)
        self._stack = QStackedLayout(self)
        for pane in (QWidget(), holder, self._none):
            self._stack.addWidget(pane)

    # -- what it says of itself

    def title(self) -> str:
        """The event."""
        return self._event.title if self._event is not None else self.words("event_more.title")

    def subtitle(self) -> str:
        """When it is."""
        if self._event is None:
            return ""
        zone = self.desk.zone
        return self.wording.span(self._event.start.astimezone(zone), self._event.end.astimezone(zone))

    def header_actions(self) -> list[QWidget]:
        """The ways back to the event."""
        buttons: list[QWidget] = []
        for key, icon, state in (("to_edit", "pencil", "event"), ("to_schedule", "grid", "plan")):
            button = Button(self.theme, self.words(f"event_more.{key}"), icon=icon)
            button.clicked.connect(partial(self._go, state))
            buttons.append(button)
        return buttons

    def _go(self, state: str) -> None:
        if self._event is not None:
            self.context.navigate("events", **{state: self._event.code})

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+1\u20136", words("event_more.key_tabs")), ("Ctrl+S", words("event_more.key_save")),
            ("Ctrl+P", words("event_more.key_print")), ("Space", words("event_more.key_done")),
        )  # fmt: skip

    # -- reading

    @property
    def code(self) -> str:
        """The event that is shown or asked for."""
        return self._wanted or (self._event.code if self._event is not None else "")

    def refresh(self) -> None:
        """Ask for the event, and for what its tab shows."""
        self.tasks.run(self._read, self.code, done=self._show, failed=self._failed)

    def _read(self, code: str) -> "EventView | None":
        """On the writer's thread: the event that was asked for, or the one that comes next."""
        if code:
            return self.desk.events.show(code)
        now = self.desk.clock.now()
        coming = [event for event in self.desk.events.list() if event.end > now]
        return min(coming, key=lambda event: event.start, default=None)

    def _show(self, event: "EventView | None") -> None:
        self._event, self._wanted = event, ""
        self._stack.setCurrentIndex(2 if event is None else 1)
        if event is not None:
            self.more.open(event.code)
            if self._draft is not None:
                self.more.tab.set_draft(self._draft)
        self._draft = None
        self.header_changed()

    def _failed(self, error: DeskError) -> None:
        self._event, self._wanted = None, ""
        self._none.set(self.wording.error(error).what, self.words("event_more.no_event_hint"))
        self._stack.setCurrentIndex(2)
        self.header_changed()

    # -- coming and going

    def shown(self) -> None:
        """The keyboard is at the tabs."""
        self.more.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def hidden(self) -> None:
        """Keep what can be kept, cover what is secret."""
        self.more.tab.leave()

    def may_leave(self) -> bool:
        """Not without asking, where something was typed and not kept."""
        return self.more.tab.may_leave()

    def state(self) -> dict[str, Any]:
        """The event, the tab, and what was typed."""
        return {"event": self.code, "tab": self.more.current, "draft": self.more.tab.draft()}

    def restore(self, state: State) -> None:
        """Show an event and one of its tabs."""
        if state.get("tab") in TABS:
            self.more.show_tab(str(state["tab"]))
        draft = state.get("draft")
        self._draft = dict(draft) if draft else None
        if state.get("event"):
            self._wanted = str(state["event"])
            self.make_stale()
