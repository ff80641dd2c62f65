"""One event: its fields, its slots, the rules of its door, and the ways to what belongs to it."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from eventdesk.errors import DeskError, InvalidInput
from ui.pages.base import PageContext
from ui.pages.events_basics import BasicsCard
from ui.pages.events_rules import EventRules
from ui.pages.events_slots import EventSlots
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.dialog import ask

if TYPE_CHECKING:
    from eventdesk.services.views import EventView

PLACES = (("registrations", "list"), ("door", "scan"), ("import", "import"), ("reports", "chart"))
"""Where an event leads: (page, icon); the words are ``events.to_<page>``."""

_STACKED = 1040


class EventEditor(QWidget):
    """``closed``: back to the list. ``kept`` carries the event after it was added or changed."""

    closed = Signal()
    kept = Signal(object)
    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._words = context, context.words
        self.event_: EventView | None = None
        self.basics = BasicsCard(context.theme, context.wording, context.desk.zone)
        self.slots = EventSlots(context)
        self.rules = EventRules(context)
        self._build()
        self.basics.save_wanted.connect(self.save)
        self.basics.edited.connect(self.changed)
        for keys, slot in (("Escape", self.close_), ("Ctrl+S", self.save)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _build(self) -> None:
        theme, words = self._context.theme, self._words
        self.back = Button(theme, words("events.all"), icon="left", key="Esc", size=Size.SMALL, kind=Kind.QUIET)
        self.back.clicked.connect(self.close_)
        self._name = Elided(theme, kind=Type.LEAD, bold=True)
        top = hbox(spacing=8)
        fill(top, self.back, 4)
        top.addWidget(self._name, 1)
        self.ways: dict[str, Button] = {}
        for page, icon in PLACES:
            way = Button(theme, words(f"events.to_{page}"), icon=icon, size=Size.SMALL)
            way.clicked.connect(partial(self._go, page))
            self.ways[page] = way
            top.addWidget(way)
        self._first = Card(theme, padding=20)
        fill(self._first.body, Label(theme, words("events.first"), color="text2", wrap=True))
        right = vbox(spacing=16)
        fill(right, self._first, self.slots, self.rules, None)
        left = vbox()
        fill(left, self.basics, None)
        self._columns = hbox(spacing=16)
        self._columns.addLayout(left, 5)
        self._columns.addLayout(right, 7)
        content = QWidget()
        content.setLayout(self._columns)
        column = vbox(24, 14, 24, 0, spacing=12)
        fill(column, top)
        column.addWidget(scrolled(content), 1)
        self._columns.setContentsMargins(0, 0, 0, 16)
        self.setLayout(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column where two are too narrow."""
        stacked = self.width() < self._context.theme.px(_STACKED)
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        super().resizeEvent(event)

    # -- showing

    @property
    def code(self) -> str:
        """The code of the event that is shown; empty for a new one."""
        return self.event_.code if self.event_ is not None else ""

    @property
    def dirty(self) -> bool:
        """Whether something was typed and not kept."""
        return self.basics.dirty

    def show_new(self, now: datetime) -> None:
        """A form for a new event."""
        self.event_ = None
        self.basics.show_new(now)
        self._arrange()

    def show_event(self, event: "EventView") -> None:
        """An event as it is kept. What was typed into the same event's fields and not kept stays."""
        same = self.code == event.code
        self.event_ = event
        if not (same and self.dirty):
            self.basics.show_event(event)
        self.slots.show_event(event)
        self.rules.show_event(event)
        self._arrange()

    def _arrange(self) -> None:
        there = self.event_ is not None
        self._name.setText(self.event_.title if self.event_ is not None else self._words("events.new"))
        for widget in (self.slots, self.rules, *self.ways.values()):
            widget.setVisible(there)
        self._first.setVisible(not there)

    def draft(self) -> dict[str, Any] | None:
        """What was typed and not kept."""
        return self.basics.draft() if self.dirty else None

    # -- what the person does

    def save(self) -> None:
        """Keep the fields; errors stand where they belong."""
        basics, events = self.basics, self._context.desk.events
        basics.clear_errors()
        if self.event_ is not None and not basics.dirty:
            basics.say(self._words("events.saved"))
            return
        try:
            filled = basics.filled()
        except InvalidInput as error:
            basics.show_error(error)
            return
        values: dict[str, Any] = {
            "title": filled.title, "start": filled.start, "end": filled.end, "venue": filled.venue,
            "capacity": filled.capacity, "capacity_unit": filled.capacity_unit, "band": filled.band,
        }  # fmt: skip
        basics.save.set_busy(self._words("events.saving"))
        work = (
            partial(events.add, code=filled.code) if self.event_ is None else partial(events.change, self.event_.code)
        )
        self._context.tasks.run(
            work,
            **values,
            done=partial(self._saved, basics.draft()),
            failed=self._not_saved,
            ended=lambda: basics.save.set_busy(""),
            owner=self,
        )

    def _saved(self, sent: dict[str, Any], event: "EventView") -> None:
        added = self.event_ is None
        self.basics.took(event, sent)
        self.show_event(event)
        if not self.dirty:
            self.basics.say(self._words("events.created") if added else self._words("events.saved"))
        if added:
            self.slots.new_title.setFocus()
        self.kept.emit(event)

    def _not_saved(self, error: DeskError) -> None:
        if not self.basics.show_error(error):
            self.basics.say(self._context.wording.error(error).whole, color="refuse-text")

    def may_leave(self) -> bool:
        """Whether nothing is lost, or the person gives it up."""
        if not self.dirty:
            return True
        words = self._words
        return ask(
            self._context.theme, self, question=words("events.leave"), consequence=words("events.leave_text"),
            verb=words("events.leave_do"), safe=words("events.leave_stay"),
        )  # fmt: skip

    def close_(self) -> None:
        """Back to the list."""
        if self.may_leave():
            self.closed.emit()

    def _go(self, page: str) -> None:
        self._context.navigate(page, event=self.code)
