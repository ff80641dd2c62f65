"""Letters to volunteers: the desk makes them and notes what became of each, the mail goes out beside it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from eventdesk.errors import DeskError
from ui.pages.base import PageContext

if TYPE_CHECKING:
    from eventdesk.errors import MailTrouble
    from eventdesk.services.mailing import Transport
    from eventdesk.services.roster_notices import NoticeMail, NoticeSent

_PORTION = 10


class Telling(QObject):
    """One run: ``ended`` says how many went out, failed, and had no address; ``failed`` carries what kept it from beginning."""

    ended = Signal(int, int, int)
    failed = Signal(object)

    def __init__(
        self, context: PageContext, event: str, parent: QObject, *, way: "Callable[[], Transport]", test: bool
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._context, self._event, self._way, self._test = context, event, way, test
        self._transport: Transport | None = None
        self._mail: NoticeMail | None = None
        self._at = self._out = self._lost = 0
        self._stopped: MailTrouble | None = None

    def start(self) -> None:
        """Open the way, then make the letters, then send them."""
        self._context.tasks.run(self._way, done=self._open, failed=self.failed.emit, owner=self)

    def _open(self, transport: "Transport") -> None:
        self._transport = transport
        self._context.tasks.outside(transport.open, done=self._make, failed=self.failed.emit, owner=self)

    def _make(self, _: object) -> None:
        prepare = self._context.desk.roster_notices.prepare
        self._context.tasks.run(
            prepare, self._event, self._context.words, test=self._test, done=self._begin, failed=self._not_made, owner=self
        )  # fmt: skip

    def _not_made(self, error: DeskError) -> None:
        self._close()
        self.failed.emit(error)

    def _begin(self, mail: "NoticeMail") -> None:
        self._mail = mail
        self._next()

    def _next(self) -> None:
        assert self._mail is not None and self._transport is not None, "they were made before the first portion"
        letters = self._mail.letters[self._at : self._at + _PORTION]
        if not letters or self._stopped is not None:
            self._close()
            unsent = len(self._mail.letters) - self._at if self._stopped is not None else 0
            self.ended.emit(self._out, self._lost + unsent, self._mail.no_address)
            return
        from eventdesk.services.roster_notices import deliver

        self._at += len(letters)
        sent: list[NoticeSent] = []
        self._context.tasks.outside(
            deliver, self._mail, letters, self._transport, sent, done=self._took, failed=self.failed.emit,
            ended=lambda: self._note(len(letters), sent), owner=self,
        )  # fmt: skip

    def _took(self, stopped: "MailTrouble | None") -> None:
        self._stopped = stopped

    def _note(self, asked: int, sent: "list[NoticeSent]") -> None:
        from eventdesk.domain.message import Outcome

        lost = sum(1 for one in sent if one.outcome is Outcome.FAILED)
        self._out += len(sent) - lost
        self._lost += lost
        self._at -= asked - len(sent)  # what was not reached stays
        if len(sent) < asked and self._stopped is None:
            self._at = len(self._mail.letters) if self._mail is not None else 0
        self._context.tasks.run(self._context.desk.roster_notices.record, self._mail, sent, ended=self._next, owner=self)

    def _close(self) -> None:
        if self._transport is not None:
            self._context.tasks.outside(self._transport.close)
