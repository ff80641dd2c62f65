"""One event: its fields, its plan, its slots, the rules of its door, and the ways to what belongs to it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from eventdesk.errors import DeskError, InvalidInput
from ui.pages.base import PageContext
from ui.pages.events_basics import BasicsCard
from ui.pages.events_limits import EventLimits
from ui.pages.events_plan import PlanFields
from ui.pages.events_rules import EventRules
from ui.pages.events_slots import EventSlots
from ui.theme import Type
from ui.widgets.base import Card, Elided, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind, Size, icon_button
from ui.widgets.choice import Seg
from ui.widgets.dialog import ask

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.overbooking import AdviceView

PLACES = (("registrations", "list"), ("door", "scan"), ("import", "import"), ("reports", "chart"))
"""Where an event leads: (page, icon); the words are ``events.to_<page>``."""

_STACKED = 1040
_BASICS, _PLAN = "basics", "plan"


@dataclass(frozen=True)
class _Kept:
    """An event as it is after it was saved; ``error`` is why its plan was not, where it was not."""

    event: "EventView"
    error: DeskError | None = None
    changes: frozenset[str] = frozenset()


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
        self.plan = PlanFields(context.theme, context.wording)
        self.slots = EventSlots(context)
        self.limits = EventLimits(context)
        self.rules = EventRules(context)
        self._build()
        self.basics.save_wanted.connect(self.save)
        self.basics.edited.connect(self.changed)
        self.basics.advice_wanted.connect(self._ask_advice)
        self.plan.save_wanted.connect(self.save)
        self.plan.edited.connect(self._plan_edited)
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
        self.tabs = Seg(theme, [(tab, words(f"events_plan.tab_{tab}")) for tab in (_BASICS, _PLAN)])
        self.tabs.chosen.connect(self._show_tab)
        fill(top, self.tabs, 4)
        self.ways: dict[str, Button] = {}
        for page, icon in PLACES:
            way = Button(theme, words(f"events.to_{page}"), icon=icon, size=Size.SMALL)
            way.clicked.connect(partial(self._go, page))
            self.ways[page] = way
            top.addWidget(way)
        self.ways["event_more"] = icon_button(theme, "dots", words("events_plan.to_tasks"), size=Size.SMALL)
        self.ways["event_more"].clicked.connect(partial(self._go, "event_more"))
        top.addWidget(self.ways["event_more"])
        self._first = Card(theme, padding=20)
        fill(self._first.body, Label(theme, words("events.first"), color="text2", wrap=True))
        right = vbox(spacing=16)
        fill(right, self._first, self.slots, self.limits, self.rules, None)
        left = vbox()
        fill(left, self.basics, self.plan, None)
        self.plan.hide()
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
        return self.basics.dirty or self.plan.dirty

    def show_new(self, now: datetime, *, start: datetime | None = None) -> None:
        """A form for a new event."""
        self.event_ = None
        self.basics.show_new(now, start=start)
        self.plan.show_new()
        self.show_tab(_BASICS)
        self._arrange()

    def open_event(self, event: "EventView") -> None:
        """Another event, or the same one anew: what was typed before is forgotten."""
        self.basics.show_event(event)
        self.plan.show_event(event)
        self.show_tab(_BASICS)
        self.show_event(event)

    def show_tab(self, tab: str) -> None:
        """Show the basics or the plan."""
        self.tabs.set_current(tab)
        self._show_tab(tab)

    def _show_tab(self, tab: str) -> None:
        self.basics.setVisible(tab == _BASICS)
        self.plan.setVisible(tab == _PLAN)

    def show_event(self, event: "EventView") -> None:
        """An event as it is kept. What was typed into the same event's fields and not kept stays."""
        same = self.code == event.code
        self.event_ = event
        if not (same and self.dirty):
            self.basics.show_event(event)
            self.plan.show_event(event)
        self.slots.show_event(event)
        self.limits.show_event(event)
        self.rules.show_event(event)
        self._arrange()

    def _arrange(self) -> None:
        there = self.event_ is not None
        self._name.setText(self.event_.title if self.event_ is not None else self._words("events.new"))
        for widget in (self.slots, self.limits, self.rules, *self.ways.values()):
            widget.setVisible(there)
        self._first.setVisible(not there)

    def draft(self) -> dict[str, Any] | None:
        """What was typed and not kept."""
        return {_BASICS: self.basics.draft(), _PLAN: self.plan.draft()} if self.dirty else None

    def set_draft(self, draft: dict[str, Any]) -> None:
        """Fill in what was typed before; it counts as changed."""
        self.basics.set_draft(draft[_BASICS])
        self.plan.set_draft(draft[_PLAN])

    # -- what the person does

    def save(self) -> None:
        """Keep the fields; errors stand where they belong."""
        basics, plan, event = self.basics, self.plan, self.event_
        basics.clear_errors()
        plan.clear_errors()
        if event is not None and not self.dirty:
            self._say(self._words("events.saved"))
            return
        try:
            filled, planned = basics.filled(), plan.filled()
        except InvalidInput as error:
            self._show_error(error)
            return
        values: dict[str, Any] | None = None
        if event is None or basics.dirty:
            values = {
                "title": filled.title, "start": filled.start, "end": filled.end, "venue": filled.venue,
                "capacity": filled.capacity, "capacity_unit": filled.capacity_unit, "band": filled.band,
            }  # fmt: skip
        if event is None or filled.kind is not event.kind:
            planned["kind"] = filled.kind
        for button in (basics.save, plan.save):
            button.set_busy(self._words("events.saving"))
        self._context.tasks.run(
            self._write, basics.seen, filled.code, values, planned, done=partial(self._saved, basics.draft(), plan.draft()),
            failed=self._not_saved, ended=self._idle, owner=self,
        )  # fmt: skip

    def _write(
        self, seen: "EventView | None", new_code: str | None, values: dict[str, Any] | None, planned: dict[str, Any]
    ) -> _Kept:
        """On the writer's thread: the fields, then the plan."""
        events = self._context.desk.events
        if seen is not None:
            event = events.change(seen.code, **values, seen=seen) if values is not None else events.plan(seen.code, **planned)
        else:
            assert values is not None, "a new event has all fields"
            event = events.add(code=new_code, **values)
        if values is not None and planned:
            try:
                event = events.plan(event.code, **planned)
            except DeskError as error:
                return _Kept(event, error, event.changes)
        return _Kept(event, None, event.changes)

    def _idle(self) -> None:
        for button in (self.basics.save, self.plan.save):
            button.set_busy("")

    def _say(self, sentence: str, *, color: str = "muted") -> None:
        self.basics.say(sentence, color=color)
        self.plan.say(sentence, color=color)

    def _plan_edited(self) -> None:
        self._say(self._words("events.unsaved") if self.event_ is not None and self.dirty else "", color="warn-text")
        self.changed.emit()

    def _saved(self, basics: dict[str, Any], plan: dict[str, str], kept: _Kept) -> None:
        event, added = kept.event, self.event_ is None
        self.basics.took(event, basics)
        if kept.error is None:
            self.plan.took(event, plan)
        self.show_event(event)
        if kept.error is not None:
            self._not_saved(kept.error)
        elif not self.dirty:
            self._say(self._words("events.created") if added else self._words("events.saved"))
            if added:
                self.slots.new_title.setFocus()
        self.kept.emit(event)

    def _not_saved(self, error: DeskError) -> None:
        if not self._show_error(error):
            self._say(self._context.wording.error(error).whole, color="refuse-text")

    def _show_error(self, error: DeskError) -> bool:
        if error.details.get("field") == "expected":
            self.show_tab(_PLAN)
            return self.plan.show_error(error)
        self.show_tab(_BASICS)
        return self.basics.show_error(error)

    def _ask_advice(self) -> None:
        advice = self._context.desk.places.advice
        self._context.tasks.run(advice, self.code, done=self._show_advice, failed=self._not_saved, owner=self)

    def _show_advice(self, view: "AdviceView") -> None:
        from ui.dialogs.overbooking import OverbookingDialog

        self.advice = OverbookingDialog(self._context.theme, self._words, view, parent=self)
        self.advice.open()

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
