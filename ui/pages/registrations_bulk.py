"""What is done with registrations of the list: with those that are ticked, or with one whose card is open."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from eventdesk.domain.message import Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from ui.dialogs.choose import Choose
from ui.dialogs.ticket_files import TicketFiles
from ui.pages import registrations_work as work
from ui.widgets.bulk import BulkBar
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from ui.pages.registrations import RegistrationsPage

LIVE = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)


def purpose_for(states: Collection[RegistrationState]) -> Purpose:
    """What one would write to registrations of these states."""
    if set(states) == {RegistrationState.WAITLISTED}:
        return Purpose.WAITLIST
    return Purpose.REMINDER if set(states) == {RegistrationState.CONFIRMED} else Purpose.NOTICE


class BulkVerbs(QObject):
    """The bar over the list and its verbs; each can be undone, or asks."""

    def __init__(self, page: "RegistrationsPage") -> None:
        super().__init__(page)
        self._page, self.desk, self.words, self.tasks, self.say = page, page.desk, page.words, page.tasks, page.say
        words = self.words
        self.bar = BulkBar(page.theme, words, over=page.table)
        self.promote_button = self.bar.add_action(words("registrations.bulk_promote"), "okc")
        self.wait_button = self.bar.add_action(words("registrations.bulk_wait"), "clock")
        self.cancel_button = self.bar.add_action(words("registrations.bulk_cancel"), "x")
        self.copy_button = self.bar.add_action(words("registrations.bulk_copy"), "user")
        self.message_button = self.bar.add_action(words("registrations.bulk_message"), "mail")
        self.tickets_button = self.bar.add_action(words("registrations.tickets"), "qr")
        self.promote_button.clicked.connect(lambda: self.promote(self.ticked(RegistrationState.WAITLISTED)))
        self.wait_button.clicked.connect(lambda: self.wait(self.ticked(RegistrationState.CONFIRMED)))
        self.cancel_button.clicked.connect(lambda: self.cancel(self.ticked(*LIVE)))
        self.copy_button.clicked.connect(self.copy_contacts)
        self.message_button.clicked.connect(self.write_to)
        self.tickets_button.clicked.connect(lambda: self.make_tickets(self.ticked(*LIVE)))
        self.bar.closed.connect(self._none)

    def _none(self) -> None:
        self._page.table.model.check_all(False)

    def show(self) -> None:
        """Say what is ticked and what can be done with it."""
        rows = self._page.table.checked
        if not rows:
            self.bar.show_count("")
            return
        states = {row.view.state for row in rows}
        live = [row for row in rows if row.view.state is not RegistrationState.CANCELLED]
        may = self.desk.actor.may(Right.REGISTRATIONS)
        words = self.words
        no_right = "" if may else words("registrations.change_reason")
        waiting = RegistrationState.WAITLISTED in states
        self.promote_button.set_reason(no_right or ("" if waiting else words("registrations.reason_none_waiting")))
        self.cancel_button.set_reason(no_right or ("" if live else words("registrations.reason_all_cancelled")))
        confirmed = RegistrationState.CONFIRMED in states
        self.wait_button.set_reason(no_right or ("" if confirmed else words("registrations.reason_none_confirmed")))
        self.message_button.set_reason("" if live else words("registrations.reason_all_cancelled"))
        export = "" if self.desk.actor.may(Right.EXPORT) else words("registrations.change_reason")
        self.copy_button.set_reason(export)
        self.tickets_button.set_reason(export or ("" if live else words("registrations.reason_all_cancelled")))
        families = words("registrations.families", n=len(rows))
        persons = words("registrations.persons", n=sum(row.view.persons for row in rows))
        self.bar.show_count(words("registrations.ticked", families=families, persons=persons))

    def ticked(self, *states: RegistrationState) -> tuple[str, ...]:
        """The ticked registrations of these states, in the order of the queue."""
        ticked = [row.id for row in self._page.table.checked if row.view.state in states]
        return tuple(sorted(ticked, key=self._page.queue.__getitem__))

    def promote(self, ids: Sequence[str]) -> None:
        """Confirms waiting families as far as places go."""
        self.tasks.run(work.promote, self.desk, ids, done=self._promoted)

    def _promoted(self, result: work.Done) -> None:
        words = self.words
        if result.done:
            sentence = words("registrations.promoted", n=len(result.done))
            if result.refused:
                sentence = f"{sentence} {words('registrations.promote_short', n=result.refused)}"
            back = partial(self._wait_again, result.done)
            self.say(sentence, undo=back, tone=Tone.WARN if result.refused else Tone.OK)
        else:
            self.say(words("registrations.promote_none"), tone=Tone.WARN)
        self._none()

    def _wait_again(self, ids: Sequence[str]) -> None:
        self.tasks.run(work.wait, self.desk, ids, done=lambda _: None, owner=self)

    def wait(self, ids: Sequence[str]) -> None:
        """Moves confirmed families to the waitlist."""
        self.tasks.run(work.wait, self.desk, ids, done=self._waited)

    def _waited(self, result: work.Done) -> None:
        self._none()
        back: Callable[[], object] = partial(self.promote, result.done)
        self.say(self.words("registrations.waited", n=len(result.done)), undo=back)

    def cancel(self, ids: Sequence[str]) -> None:
        """Cancels registrations."""
        self.tasks.run(work.cancel, self.desk, ids, done=self._cancelled)

    def _cancelled(self, result: work.Done) -> None:
        self._none()
        back: Callable[[], object] = partial(self.restore, result.done)
        self.say(self.words("registrations.cancelled", n=len(result.done)), undo=back)

    def restore(self, ids: Sequence[str]) -> None:
        """Takes cancellations back."""
        self.tasks.run(work.restore, self.desk, ids, done=self._restored)

    def _restored(self, result: work.Done) -> None:
        self.say(self.words("registrations.restored", n=len(result.done)))

    def write_to(self) -> None:
        """Opens messages with the families that are ticked: what is for all of them is proposed."""
        live = [row.view for row in self._page.table.checked if row.view.state in LIVE]
        purpose = purpose_for({view.state for view in live})
        families = [view.family for view in live]
        self._page.context.navigate("messages", event=self._page.event_code, tab="write", purpose=purpose.value, families=families)

    def copy_contacts(self) -> None:
        """Names and phones of who is ticked, to the clipboard: masked, or whole by right."""
        ids = tuple(row.id for row in self._page.table.checked)
        if not self.desk.actor.may(Right.UNMASK):
            self._copy(ids, "masked")
            return
        words = self.words
        title = words("registrations.copy_title", families=words("registrations.families", n=len(ids)))
        options = [(key, words(f"registrations.copy_{key}")) for key in ("masked", "whole")]
        choose = Choose(self._page.theme, words, title, text=words("registrations.copy_hint"), options=options, parent=self._page)
        choose.picked.connect(partial(self._copy, ids))
        choose.finished.connect(choose.deleteLater)
        choose.open()

    def _copy(self, ids: Sequence[str], how: str) -> None:
        self.tasks.run(work.contacts, self.desk, self._page.event_code, ids, how == "whole", done=self._copied)

    def _copied(self, found: tuple[str, int]) -> None:
        text, count = found
        if count:
            QGuiApplication.clipboard().setText(text)
        key = "registrations.copied" if count else "registrations.copy_nobody"
        self.say(self.words(key, n=count), tone=Tone.OK if count else Tone.WARN)

    def make_tickets(self, ids: Sequence[str] = ()) -> None:
        """Ask for kinds and a folder and write tickets there: of these registrations, or of all."""
        if self._page.overview is None:
            return
        live = [row.id for row in self._page.list_rows if row.view.state is not RegistrationState.CANCELLED]
        dialog = TicketFiles(self._page.context, self._page.overview.event.code, tuple(ids) or tuple(live), parent=self._page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
