"""Sending from the window: the desk makes the letters and notes what became of them, the mail goes out beside it.

A mail server may take a minute for what the desk does at once; nobody at the door waits for it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from eventdesk.errors import DeskError
from ui.pages.base import PageContext

if TYPE_CHECKING:
    from eventdesk.errors import MailTrouble
    from eventdesk.services.mailing import Letter, Mail, MailResult, Sent, Transport


class Sending(QObject):
    """One run of letters. ``moved(done, total)`` after each portion; ``ended(MailResult)`` or ``failed(DeskError)`` once, the
    latter before anything was sent."""

    moved = Signal(int, int)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(
        self, context: PageContext, parent: QObject, *, way: "Callable[[], Transport]", prepare: Callable[[], Any]
    ) -> None:
        super().__init__(parent)
        self._context, self._prepare, self._way = context, prepare, way
        self._transport: Transport | None = None
        self._mail: Mail | None = None
        self._left: list[tuple[Letter, ...]] = []
        self._sent: list[Sent] = []
        self._stopped: MailTrouble | None = None
        self._gave_up = False

    def start(self) -> None:
        """Open the way to the server, then make the letters, then send them."""
        self._context.tasks.run(self._way, done=self._open, failed=self.failed.emit, owner=self)

    def cancel(self) -> None:
        """Stop after the portion that is under way; what went out is noted."""
        self._gave_up = True

    @property
    def sent(self) -> int:
        """How many letters have an outcome."""
        return len(self._sent)

    def _open(self, transport: "Transport") -> None:
        self._transport = transport
        self._context.tasks.outside(transport.open, done=self._make, failed=self.failed.emit, owner=self)

    def _make(self, _: object) -> None:
        self._context.tasks.run(self._prepare, done=self._begin, failed=self._not_made, owner=self)

    def _not_made(self, error: DeskError) -> None:
        self._close()
        self.failed.emit(error)

    def _begin(self, mail: "Mail") -> None:
        self._mail, self._left = mail, list(mail.chunks)
        self.moved.emit(0, len(mail.letters))
        self._next()

    def _next(self) -> None:
        assert self._mail is not None and self._transport is not None, "they were made before the first portion"
        if not self._left or self._gave_up or self._stopped is not None:
            self._finish()
            return
        from eventdesk.services.mailing import deliver

        sent: list[Sent] = []
        self._context.tasks.outside(
            deliver, self._mail, self._left.pop(0), self._transport, self._context.words, sent, done=self._took, failed=self._broke,
            ended=lambda: self._note(sent), owner=self,
        )  # fmt: skip

    def _took(self, stopped: "MailTrouble | None") -> None:
        self._stopped = stopped

    def _broke(self, error: DeskError) -> None:
        """The folder of a test takes no more: what was written is noted, the rest stays."""
        self._gave_up = True
        self._context.toast(self._context.wording.error(error).whole)

    def _note(self, sent: "list[Sent]") -> None:
        assert self._mail is not None, "there is no portion without letters"
        self._sent += sent
        self.moved.emit(len(self._sent), len(self._mail.letters))
        self._context.tasks.run(self._context.desk.mailing.record, self._mail, sent, ended=self._next, owner=self)

    def _finish(self) -> None:
        from eventdesk.services.mailing import summary

        assert self._mail is not None, "letters were made"
        self._close()
        result: MailResult = summary(self._mail, self._sent, self._stopped)
        # Who got no letter may be written to again: nobody shows a list before that is said.
        self._context.tasks.run(
            self._context.desk.mailing.finish, self._mail, ended=lambda: self._tell(result), owner=self
        )

    def _tell(self, result: "MailResult") -> None:
        self._context.changes.announce(result.changes)
        self.ended.emit(result)

    def _close(self) -> None:
        if self._transport is not None:
            self._context.tasks.outside(self._transport.close)
