"""The events: all of them in a list, and one of them to change."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from eventdesk.errors import DeskError
from ui.models.event_rows import EventRow, columns, row_of, state_of
from ui.pages.base import Page, PageContext, State
from ui.pages.events_editor import PLACES, EventEditor
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Seg
from ui.widgets.fields import SearchField
from ui.widgets.paint import Tone
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.views import EventView

AHEAD, PAST, ALL = "ahead", "past", "all"
_KEYS = {"registrations": "L", "door": "C", "import": "I", "reports": "P"}


class EventsPage(Page):
    """``state()`` and ``restore()``: ``event`` is the code of the event that is open, ``new`` a form for a new one."""

    nouns = frozenset({"events", "registrations"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._events: tuple[EventView, ...] | None = None
        self._wanted = ""  # the event to open once it is read
        self._draft: dict[str, Any] | None = None
        self._chosen = False
        self._build()
        self._bind()

    # -- what it says of itself

    def title(self) -> str:
        """The title in the header."""
        return self.words("events.title")

    def subtitle(self) -> str:
        """How many there are."""
        return self.words("events.count", n=len(self._events)) if self._events else ""

    def header_actions(self) -> list[QWidget]:
        """A new event."""
        new = Button(self.theme, self.words("events.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self.new)
        return [new]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        ways = tuple((key, words(f"events.to_{page}")) for page, key in _KEYS.items())
        return (
            ("Enter", words("events.key_open")), ("N", words("events.new")), ("/", words("common.search")), *ways,
            ("Ctrl+S", words("events.save")), ("Del", words("events.key_remove_slot")),
        )  # fmt: skip

    # -- making it

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.seg = Seg(theme, tuple((key, words(f"events.seg_{key}", n=0)) for key in (AHEAD, PAST, ALL)))
        self.search = SearchField(theme, words("events.search"), key="/")
        today = self.desk.clock.now().astimezone(self.desk.zone).date()
        self.table: DataTable[EventRow] = DataTable(
            theme, columns(self.wording, today), key=lambda row: row.code, state=state_of, name=words("events.title"),
            empty=QWidget(),
        )  # fmt: skip
        bar = hbox(spacing=8)
        fill(bar, self.seg)
        bar.addWidget(self.search, 1)
        self.search.setMaximumWidth(theme.px(300))
        fill(bar, None)
        self.ways: dict[str, Button] = {}
        for page, icon in PLACES:
            way = self.ways[page] = Button(theme, words(f"events.to_{page}"), icon=icon)
            way.clicked.connect(partial(self._go, page))
            bar.addWidget(way)
        column = vbox(24, 20, 24, 20, spacing=14)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self._list = QWidget()
        self._list.setLayout(column)
        self.editor = EventEditor(self.context)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.editor)
        self.setLayout(self._stack)

    def _bind(self) -> None:
        self.seg.chosen.connect(self._segment)
        self.search.searched.connect(lambda _: self._show_rows())
        self.table.opened.connect(lambda row: self.open(row.code))
        self.table.selected.connect(self._selected)
        self.table.search_wanted.connect(self.search.setFocus)
        self.editor.closed.connect(self._closed)
        self.editor.kept.connect(self._kept)
        for key, slot in (("N", self.new), ("/", self.search.setFocus)):
            self._shortcut(self._list, key, slot)
        for page, key in _KEYS.items():
            self._shortcut(self._list, key, partial(self._go, page))

    def _shortcut(self, owner: QWidget, key: str, slot: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), owner, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # -- what happens to it

    @property
    def editing(self) -> bool:
        """Whether an event is open."""
        return self._stack.currentIndex() == 1

    def shown(self) -> None:
        """Typing goes to the list, or to the event that is open."""
        (self.editor.basics.title if self.editing else self.table).setFocus()

    def refresh(self) -> None:
        """Ask for the events, and for the one that is open."""
        self.tasks.run(self.desk.events.list, done=self._show)
        if self._wanted:
            self.open(self._wanted)
        elif self.editing and self.editor.code:
            self.tasks.run(self.desk.events.show, self.editor.code, done=self._reread)

    def may_leave(self) -> bool:
        """Not without asking, where something was typed and not kept."""
        return not self.editing or self.editor.may_leave()

    def state(self) -> dict[str, Any]:
        """What is open, what was typed, what is shown of the list."""
        open_ = self.editor.code if self.editing else ""
        return {
            "event": open_, "new": self.editing and not open_, "draft": self.editor.draft() if self.editing else None,
            "segment": self.seg.current if self._chosen else "", "search": self.search.text(),
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Open an event, a form for a new one, or the list as it was."""
        if state.get("segment") in (AHEAD, PAST, ALL):
            self.seg.set_current(str(state["segment"]))
            self._chosen = True
        if "search" in state:
            self.search.setText(str(state["search"]))
        draft = state.get("draft")
        self._draft = dict(draft) if draft else None
        if state.get("event"):
            self._wanted = str(state["event"])
            self.make_stale()
        elif state.get("new"):
            self.new()

    # -- the list

    def _show(self, events: "tuple[EventView, ...]") -> None:
        first, self._events = self._events is None, events
        self._show_rows()
        self.header_changed()
        if first and self.isVisible() and not self.editing:
            self.table.setFocus()  # there was nothing to put it on before

    def _rows(self) -> dict[str, list[EventRow]]:
        now = self.desk.clock.now().astimezone(self.desk.zone)
        text = self.search.text().strip()
        rows = [row for row in (row_of(view, now) for view in self._events or ()) if not text or row.holds(text)]
        ahead = sorted((row for row in rows if not row.past), key=lambda row: row.view.start)
        past = [row for row in rows if row.past]
        return {AHEAD: ahead, PAST: past, ALL: [*ahead, *past]}

    def _show_rows(self) -> None:
        rows = self._rows()
        if not self._chosen and not self.search.text():
            self.seg.set_current(AHEAD if rows[AHEAD] else ALL)
        for key, found in rows.items():
            self.seg.set_label(key, self.words(f"events.seg_{key}", n=len(found)))
        shown = rows[self.seg.current]
        if not shown:
            self.table.set_empty(self._nothing())
        self.table.set_rows(shown)
        if shown and self.table.current is None:
            self.table.select(self.table.rows[0].code)
        self._selected(self.table.current if shown else None)

    def _nothing(self) -> EmptyState:
        words, text = self.words, self.search.text().strip()
        if text:
            return EmptyState(
                self.theme, "search", words("events.not_found", text=text), words("events.not_found_hint")
            )
        if self._events:
            return EmptyState(self.theme, "cal", words(f"events.none_{self.seg.current}"))
        new = Button(self.theme, words("events.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self.new)
        return EmptyState(self.theme, "cal", words("events.none"), words("events.none_hint"), actions=(new,))

    def _segment(self, key: str) -> None:
        self._chosen = True
        self._show_rows()

    def _selected(self, row: object) -> None:
        reason = "" if row is not None else self.words("events.choose_first")
        for page, way in self.ways.items():
            way.set_reason(reason)
            way.set_tip(self.words("events.to_tip", cap=_KEYS[page]))

    def _go(self, page: str) -> None:
        row = self.table.current
        if row is not None and row in self.table.rows:
            self.context.navigate(page, event=row.code)

    # -- one event

    def new(self) -> None:
        """A form for a new event."""
        if self.editing and not self.editor.may_leave():
            return
        self.editor.show_new(self.desk.clock.now())
        self._take_draft()
        self._stack.setCurrentIndex(1)
        self.editor.basics.title.setFocus()

    def open(self, code: str) -> None:
        """Open an event to change it."""
        self._wanted = ""
        self.tasks.run(self.desk.events.show, code, done=self._open, failed=self._not_there)

    def _open(self, event: "EventView") -> None:
        self.editor.basics.show_event(event)
        self.editor.show_event(event)
        self._take_draft()
        self._stack.setCurrentIndex(1)
        if self.isVisible():
            self.editor.basics.title.setFocus()

    def _take_draft(self) -> None:
        if self._draft is not None:
            self.editor.basics.set_draft(self._draft)
            self._draft = None

    def _reread(self, event: "EventView") -> None:
        if self.editing and self.editor.code == event.code:
            self.editor.show_event(event)

    def _not_there(self, error: DeskError) -> None:
        self.say(self.wording.error(error).what, tone=Tone.WARN)

    def _kept(self, event: "EventView") -> None:
        self.search.clear()
        self.header_changed()

    def _closed(self) -> None:
        code = self.editor.code
        self._stack.setCurrentIndex(0)
        if code and not self.table.select(code):
            self._chosen = True
            self.seg.set_current(ALL)
            self._show_rows()
            self.table.select(code)
        self.table.setFocus()
