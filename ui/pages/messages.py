"""Messages to the families of an event: writing them, whom to invite, what was sent, and which reminders are due."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.event import EventState
from eventdesk.domain.message import Purpose
from eventdesk.domain.right import Right
from ui.pages.base import Page, PageContext, State
from ui.pages.messages_invite import Invite
from ui.pages.messages_sent import Sent
from ui.pages.messages_write import Write
from ui.pages.registrations_work import next_event
from ui.widgets.base import fill, hbox, vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.choice import Seg, Select
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.message_views import DueView

WRITE, INVITE, SENT = "write", "invite", "sent"


class MessagesPage(Page):
    """``state()`` and ``restore()``: ``event`` a code, ``tab`` (write, invite, sent), ``purpose``, ``families`` those ticked."""

    nouns = frozenset({"messages", "registrations", "families", "events"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._events: tuple[EventView, ...] = ()
        self._event = context.settings().event
        self._chooser: Select | None = None
        self._due: DueView | None = None
        theme, words = self.theme, self.words
        self.seg = Seg(theme, tuple((key, words(f"messaging.tab_{key}")) for key in (WRITE, INVITE, SENT)))
        self.write, self.invite, self.sent = Write(context), Invite(context), Sent(context)
        self._parts: dict[str, Any] = {WRITE: self.write, INVITE: self.invite, SENT: self.sent}
        self._tools, self._stack = QStackedLayout(), QStackedLayout()
        for part in self._parts.values():
            self._tools.addWidget(part.tools)
            self._stack.addWidget(part)
        self.remind = Button(theme, words("messaging.remind"), size=Size.SMALL, icon="bell")
        self.remind.clicked.connect(self._to_due)
        self.due = AlertStrip(theme, tone=Tone.INFO, action=self.remind)
        self.due.hide()
        bar = hbox(spacing=16)
        bar.addWidget(self.seg)
        bar.addLayout(self._tools, 1)
        column = vbox(24, 20, 24, 20, spacing=14)
        fill(column, self.due, bar)
        column.addLayout(self._stack, 1)
        self.setLayout(column)
        self._bind()

    def _bind(self) -> None:
        self.seg.chosen.connect(self.to)
        self.write.purpose.chosen.connect(lambda purpose: self._show_due())
        self.invite.write_wanted.connect(lambda: self.restore({"tab": WRITE, "purpose": Purpose.INVITATION.value}))
        keys = (
            ("Ctrl+Return", lambda: self.write.act() if self.seg.current == WRITE else None),
            ("Ctrl+P", lambda: self.write.composer.turn() if self.seg.current == WRITE else None),
            ("Ctrl+E", lambda: self.invite.ask_file() if self.seg.current == INVITE else None),
            *((f"Ctrl+{n}", partial(self.to, key)) for n, key in enumerate(self._parts, start=1)),
        )
        for key, slot in keys:
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    # -- what it says of itself

    def title(self) -> str:
        """The noun."""
        return self.words("messaging.title")

    def subtitle(self) -> str:
        """What it is about."""
        return self.words("messaging.subtitle")

    def header_actions(self) -> list[QWidget]:
        """Which event, and where mail goes out."""
        self._chooser = Select(self.theme, placeholder=self.words("registrations.no_event"))
        self._chooser.setAccessibleName(self.words("registrations.event"))
        self._chooser.setFixedWidth(self.theme.px(240))
        self._chooser.chosen.connect(self.open)
        self._fill_chooser()
        settings = Button(self.theme, self.words("messaging.settings"), icon="mail")
        if not self.desk.actor.may(Right.SETTINGS):
            settings.set_reason(self.words("messaging.settings_reason"))
        settings.clicked.connect(self.write.open_settings)
        return [self._chooser, settings]

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        words = self.words
        return (
            ("Ctrl+1\u20263", words("messaging.key_tabs")), ("Ctrl+Enter", words("messaging.key_act")),
            ("Ctrl+P", words("messaging.key_preview")), ("Ctrl+E", words("messaging.key_export")),
        )  # fmt: skip

    # -- what happens to it

    def refresh(self) -> None:
        """Read the events, what is due, and what is in front."""
        self.tasks.run(self.desk.events.list, done=self._know_events, owner=self)
        self.tasks.run(self.desk.messages.due, done=self._know_due, owner=self)

    def shown(self) -> None:
        """Keys go to the recipients."""
        if self.seg.current == WRITE:
            self.write.recipients.table.setFocus()

    def hidden(self) -> None:
        """Names and numbers aren't left open."""
        self.invite.leave()

    def state(self) -> dict[str, Any]:
        """What is in front."""
        picked = sorted(self.write.recipients.only or ())
        return {"event": self._event, "tab": self.seg.current, "purpose": self.write.purpose.current, "families": picked}

    def restore(self, state: State) -> None:
        """Show an event, a tab, a purpose; write to some families alone."""
        purpose = str(state.get("purpose") or "")
        if purpose in {one.value for one in Purpose}:
            self.write.purpose.set_current(purpose)
        if state.get("event"):
            self._event = str(state["event"])
            self._fill_chooser()
        if "families" in state:
            self.write.pick(self._event, [str(family) for family in state["families"]])
        tab = str(state.get("tab") or self.seg.current)
        self.to(tab if tab in self._parts else WRITE)

    def open(self, code: str) -> None:
        """Show another event."""
        self._event = code
        self.context.save(event=code)
        self._open_front()

    def to(self, tab: str) -> None:
        """Show a tab."""
        self.seg.set_current(tab)
        place = list(self._parts).index(tab)
        self._tools.setCurrentIndex(place)
        self._stack.setCurrentIndex(place)
        if tab != INVITE:
            self.invite.leave()
        self._open_front()

    def _open_front(self) -> None:
        self._show_due()
        known = {event.code for event in self._events}
        self._parts[self.seg.current].open(self._event if self._event in known else "")

    def _know_events(self, found: "Sequence[EventView]") -> None:
        kept = [event for event in found if not event.template]
        self._events = tuple(sorted(kept, key=lambda event: event.start, reverse=True))
        if self._event not in {event.code for event in self._events}:
            alive = [event for event in self._events if event.state is not EventState.CANCELLED]
            self._event = next_event(alive, "", self.desk.clock.now())
        self._fill_chooser()
        self._open_front()

    def _fill_chooser(self) -> None:
        if self._chooser is None or not isValid(self._chooser):
            return
        self._chooser.set_options([(event.code, event.title) for event in self._events], current=self._event)

    def _know_due(self, found: "Sequence[DueView]") -> None:
        self._due = next((view for view in found if view.waiting), None)
        self._show_due()
        if self._due is not None:
            local = self._due.start.astimezone(self.desk.zone)
            when = f"{self.wording.day_short(local.date())} {self.wording.time(local)}"
            self.due.set(
                self.words("messaging.due", event=self._due.title, when=when),
                self.words("messaging.due_detail", n=self._due.waiting, families=self._due.families),
            )

    def _show_due(self) -> None:
        """Nobody is told to do what is in front of them."""
        here = (self._event, self.seg.current, self.write.purpose.current)
        due = self._due
        self.due.setVisible(due is not None and here != (due.event, WRITE, Purpose.REMINDER.value))

    def _to_due(self) -> None:
        if self._due is not None:
            self.restore({"event": self._due.event, "tab": WRITE, "purpose": Purpose.REMINDER.value})
