"""Meeting other desks: how far this one is, what stands in the way, and what two desks wrote differently."""

from datetime import timedelta
from functools import partial, reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from resources.words import joined
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.venue_hub import VenueHubDialog
from ui.pages.base import Page, PageContext
from ui.pages.sync_clashes import ClashList
from ui.pages.sync_questions import asked
from ui.pages.sync_state import StateCard
from ui.pages.sync_stick import StickCard
from ui.widgets.base import fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, Kind
from ui.widgets.dialog import Question
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.sync.enrol import Enrolment
    from eventdesk.sync.station import ClashView, SyncStatus
    from ui.sync_runner import Told


class SyncPage(Page):
    """``rounds`` of the context makes the rounds; without one only sticks are carried."""

    nouns = frozenset({"sync"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme, words = self.theme, self.words
        self._dialog: EnrolDialog | None = None
        self._status: SyncStatus | None = None
        self.question: Question | None = None
        self.state_card = StateCard(theme, words, self.wording)
        self.clashes = ClashList(theme, words, self.wording)
        self.clashes.settled.connect(self._settle)
        self.stick = StickCard(self)
        inside = QWidget()
        column = vbox(24, 20, 24, 20, spacing=16)
        fill(column, self._hub_card(), self.stick, self.stick.bar, self.stick.outcome, self.clashes, None)
        inside.setLayout(column)
        outer = vbox()
        outer.addWidget(scrolled(inside))
        self.setLayout(outer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if context.rounds is not None:
            context.rounds.busy.connect(self._busy)
            context.rounds.told.connect(self._told)

    def _hub_card(self) -> QWidget:
        theme, words, row = self.theme, self.words, hbox(spacing=8)
        self.now = Button(theme, words("sync_page.now"), kind=Kind.PRIMARY, icon="sync", key="R")
        self.enrol = Button(theme, words("sync_page.enrol"), icon="link", key="L")
        self.own = Button(theme, words("venue_hub.open"), icon="building", key="V")
        self.leave = Button(theme, words("sync_page.leave"), icon="x", key="X")
        for button, slot in (
            (self.now, self.sync_now), (self.enrol, self.connect_hub), (self.own, self.open_own_hub), (self.leave, self.ask_leave),
        ):  # fmt: skip
            button.clicked.connect(slot)
        self.leave.hide()
        fill(row, self.now, self.enrol, self.own, None, self.leave)
        fill(self.state_card.body, row)
        return self.state_card

    def title(self) -> str:
        """Syncing."""
        return self.words("sync_page.title")

    def subtitle(self) -> str:
        """What it is for."""
        return self.words("sync_page.subtitle")

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet."""
        words = self.words
        return (
            ("R", words("sync_page.now")), ("L", words("sync_page.enrol")), ("E", words("sync_page.out")),
            ("I", words("sync_page.in")), ("V", words("venue_hub.title")), ("X", words("sync_page.leave")),
            ("1", words("sync_page.key_keep")), ("2", words("sync_page.key_other")),
        )  # fmt: skip

    def shown(self) -> None:
        """Keys work at once."""
        self.setFocus()

    def refresh(self) -> None:
        """How it stands, and what is to be settled."""
        self.tasks.run(self.desk.sync.status, done=self._show)
        may = self.desk.actor.may
        if may(Right.REGISTRATIONS):
            self.tasks.run(self.desk.sync.clashes, done=self._show_clashes)
        for button in (self.enrol, self.own, self.leave):
            button.set_reason("" if may(Right.OPERATORS) else self.words("sync_page.no_right"))
        self.stick.look_at_rights()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter presses its button; 1 and 2 settle what has the focus, or the first."""
        ways = {
            Qt.Key.Key_R: self.now, Qt.Key.Key_L: self.enrol, Qt.Key.Key_E: self.stick.out, Qt.Key.Key_I: self.stick.take,
            Qt.Key.Key_V: self.own, Qt.Key.Key_X: self.leave,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in ways:
            if ways[key].isVisible():
                ways[key].click()
        elif key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.clashes.choose(other=key == Qt.Key.Key_2)
        else:
            super().keyPressEvent(event)

    # -- with the hub

    def sync_now(self) -> None:
        """A round at once."""
        if self.context.rounds is not None and self.context.rounds.running:
            self.now.set_busy(self.words("sync_page.syncing"))
            self.context.rounds.now()

    def open_own_hub(self) -> None:
        """This laptop as the venue's hub."""
        if self.context.venue is not None:
            self._own_dialog = VenueHubDialog(self.context, self.context.venue, parent=self.window())
            self._own_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._own_dialog.open()

    def connect_hub(self) -> None:
        """Ask for the invitation."""
        self._dialog = dialog = EnrolDialog(self.theme, self.words, self.tasks, parent=self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.submitted.connect(partial(self._enrol, dialog, False))
        dialog.open()

    def _enrol(self, dialog: EnrolDialog, move: bool, text: str) -> None:
        # A slow network is waited for beside the writer: the door goes on meanwhile.
        self.tasks.outside(
            self.desk.sync.beside().enrol, text, move=move, nearby=True, done=partial(self._enrolled, dialog),
            failed=partial(self._not_enrolled, dialog, text), owner=self,
        )  # fmt: skip

    def _not_enrolled(self, dialog: EnrolDialog, text: str, error: DeskError) -> None:
        if not isValid(dialog):
            self.say(self.wording.error(error).whole, tone=Tone.WARN)
            return
        if error.code != "hub_already":
            dialog.refuse(error)
            return
        self.question = asked(
            self, self.words("sync_page.move_question"), self.words("sync_page.move_text", url=error.details.get("url", "")),
            self.words("sync_page.move_verb"), partial(self._enrol, dialog, True, text), refused=partial(dialog.refuse, error),
        )  # fmt: skip

    def _enrolled(self, dialog: EnrolDialog, made: "Enrolment") -> None:
        # Whoever closed it meanwhile is connected all the same, and hears of it.
        if isValid(dialog):
            dialog.accept()
        self.say(self.words("sync_page.enrolled", url=made.url))
        self.context.changes.announce({"sync"})

    def _busy(self, busy: bool) -> None:
        self.now.set_busy(self.words("sync_page.syncing") if busy and self.isVisible() else "")

    def _told(self, told: "Told") -> None:
        if self.isVisible():
            self._show(told.status)

    def _show(self, status: "SyncStatus") -> None:
        self.state_card.show_status(status, now=self.desk.clock.now(), zone=self.desk.zone)
        self._status = status
        for button in (self.now, self.leave):
            button.setVisible(status.hub is not None)

    def ask_leave(self) -> None:
        """Leave the hub; ask first, and offer a stick where it lacks something of this computer."""
        status, words = self._status, self.words
        if status is None or status.hub is None:
            return
        parts, first = [words("sync_page.leave_text", url=status.hub)], None
        if status.pending:
            parts.insert(0, words("sync_page.leave_pending", n=status.pending, age=self._waiting_for(status)))
            if self.desk.actor.may(Right.EXPORT):
                first = (words("sync_page.leave_stick"), self.stick.carry_out)
        self.question = asked(
            self, words("sync_page.leave_question"), reduce(joined, parts), words("sync_page.leave_verb"), self._leave, danger=True,
            first=first,
        )  # fmt: skip

    def _waiting_for(self, status: "SyncStatus") -> str:
        return self.wording.ago(timedelta(seconds=status.oldest_pending_seconds or 0))

    def _leave(self) -> None:
        self.tasks.run(self.desk.sync.leave, anyway=True, done=self._left, owner=self)

    def _left(self, _: None) -> None:
        self.say(self.words("sync_page.left"))
        self.context.changes.announce({"sync"})
        self.setFocus()

    # -- what is to be settled

    def _show_clashes(self, found: "tuple[ClashView, ...]") -> None:
        self.clashes.set(found, self.desk.zone)

    def _settle(self, clash: "ClashView", other: bool) -> None:
        self.tasks.run(
            self.desk.sync.settle, clash, other=other, done=partial(self._settled, other), failed=self._not_settled, owner=self
        )

    def _settled(self, other: bool, clash: "ClashView") -> None:
        verb = (self.words("sync_page.otherwise"), partial(self._settle_otherwise, clash, other))
        self.context.toast(self.words("sync_page.settled"), action=verb)
        self.setFocus()

    def _settle_otherwise(self, clash: "ClashView", other: bool) -> None:
        self.tasks.run(
            self.desk.sync.settle_otherwise, clash, other=other, done=self._settled_otherwise, failed=self._not_settled, owner=self
        )

    def _settled_otherwise(self, clash: "ClashView") -> None:
        self.say(self.words("sync_page.settled_otherwise"))
        self.setFocus()

    def _not_settled(self, error: DeskError) -> None:
        self.say(self.wording.error(error).whole, tone=Tone.WARN)
        self.refresh()
