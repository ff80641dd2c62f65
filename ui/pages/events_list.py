"""All events in a table: those ahead, those past, and where each of them leads."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.models.event_rows import EventRow, columns, row_of, state_of
from ui.pages.base import PageContext, State
from ui.pages.events_editor import PLACES
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice import Seg
from ui.widgets.fields import SearchField
from ui.widgets.states import EmptyState
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

AHEAD, PAST, ALL = "ahead", "past", "all"
KEYS = {"registrations": "L", "door": "C", "import": "I", "reports": "P"}
"""The key that leads from an event to a page."""


class EventList(QWidget):
    """``open_wanted`` carries an event's code; ``new_wanted`` asks for a form."""

    open_wanted = Signal(str)
    new_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words = context, context.words
        self._events: tuple[EventView, ...] | None = None
        self._chosen = False
        self._build()
        self._bind()

    def _build(self) -> None:
        context, theme, words = self._context, self._context.theme, self._words
        self.seg = Seg(theme, tuple((key, words(f"events.seg_{key}", n=0)) for key in (AHEAD, PAST, ALL)))
        self.search = SearchField(theme, words("events.search"), key="/")
        today = context.desk.clock.now().astimezone(context.desk.zone).date()
        self.table: DataTable[EventRow] = DataTable(
            theme, columns(context.wording, today), key=lambda row: row.code, state=state_of, name=words("events.title"),
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
        self.setLayout(column)

    def _bind(self) -> None:
        self.seg.chosen.connect(self._segment)
        self.search.searched.connect(lambda _: self._show_rows())
        self.table.opened.connect(lambda row: self.open_wanted.emit(row.code))
        self.table.selected.connect(self._selected)
        self.table.search_wanted.connect(self.search.setFocus)
        self._shortcut("/", self.search.setFocus)
        for page, key in KEYS.items():
            self._shortcut(key, partial(self._go, page))

    def _shortcut(self, key: str, slot: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # -- what is shown

    @property
    def count(self) -> int:
        """How many events there are."""
        return len(self._events or ())

    @property
    def unread(self) -> bool:
        """Whether nothing was shown yet."""
        return self._events is None

    def state(self) -> dict[str, Any]:
        """What is shown of the list."""
        return {"segment": self.seg.current if self._chosen else "", "search": self.search.text()}

    def restore(self, state: State) -> None:
        """The list as it was."""
        if state.get("segment") in (AHEAD, PAST, ALL):
            self.seg.set_current(str(state["segment"]))
            self._chosen = True
        if "search" in state:
            self.search.setText(str(state["search"]))

    def show_events(self, events: "tuple[EventView, ...]") -> None:
        """Show these."""
        self._events = events
        self._show_rows()

    def select(self, code: str) -> None:
        """Put the keyboard on an event, wherever it is listed."""
        if code and not self.table.select(code):
            self._chosen = True
            self.seg.set_current(ALL)
            self._show_rows()
            self.table.select(code)

    def _rows(self) -> dict[str, list[EventRow]]:
        desk = self._context.desk
        now = desk.clock.now().astimezone(desk.zone)
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
            self.seg.set_label(key, self._words(f"events.seg_{key}", n=len(found)))
        shown = rows[self.seg.current]
        if not shown:
            self.table.set_empty(self._nothing())
        self.table.set_rows(shown)
        if shown and self.table.current is None:
            self.table.select(self.table.rows[0].code)
        self._selected(self.table.current if shown else None)

    def _nothing(self) -> EmptyState:
        theme, words, text = self._context.theme, self._words, self.search.text().strip()
        if text:
            return EmptyState(theme, "search", words("events.not_found", text=text), words("events.not_found_hint"))
        if self._events:
            return EmptyState(theme, "cal", words(f"events.none_{self.seg.current}"))
        new = Button(theme, words("events.new"), kind=Kind.PRIMARY, icon="plus", key="N")
        new.clicked.connect(self.new_wanted)
        return EmptyState(theme, "cal", words("events.none"), words("events.none_hint"), actions=(new,))

    def _segment(self, key: str) -> None:
        self._chosen = True
        self._show_rows()

    def _selected(self, row: object) -> None:
        reason = "" if row is not None else self._words("events.choose_first")
        for page, way in self.ways.items():
            way.set_reason(reason)
            way.set_tip(self._words("events.to_tip", cap=KEYS[page]))

    def _go(self, page: str) -> None:
        row = self.table.current
        if row is not None and row in self.table.rows:
            self._context.navigate(page, event=row.code)
