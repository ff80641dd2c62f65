"""What happens at the door: scans become cards, cards become admissions. Everything with the desk runs as a task."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from eventdesk.domain.checkin import REPEAT_GUARD, Code, Verdict
from eventdesk.errors import DeskError
from ui.models.door import Card, Origin, fresh_card
from ui.tasks import Tasks

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.domain.consent import Purpose
    from eventdesk.services.door_views import ScanResult
    from eventdesk.services.family_views import RegistrationView


class DoorFlow(QObject):
    """Holds the open card and those put aside.

    ``opened(card, fresh)`` shows a card; ``fresh`` where it was just read and not only changed. ``closed()`` goes
    back to rest; ``admitted(card, result)`` and ``undone(result)`` tell what was written; ``parked(n)`` how many
    families wait aside; ``helped(result)`` that a volunteer came, left, or can't; ``busy(bool)`` while something is being
    written; ``failed(DeskError)`` when it could not be.
    """

    opened = Signal(object, bool)
    closed = Signal()
    admitted = Signal(object, object)
    undone = Signal(object)
    parked = Signal(int)
    helped = Signal(object)
    busy = Signal(bool)
    failed = Signal(object)

    def __init__(
        self, desk: "Desk", tasks: Tasks, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._clock = desk, tasks, clock
        self.event_code = ""
        self.card: Card | None = None
        self._aside: list[Card] = []
        self._last: tuple[str, float] = ("", -1e9)
        self._writing = False

    @property
    def aside(self) -> tuple[Card, ...]:
        """The families that wait, the last one put aside at the end."""
        return tuple(self._aside)

    @property
    def writing(self) -> bool:
        """Whether an admission is being written."""
        return self._writing

    # -- cards come

    def scan(self, text: str, origin: Origin) -> None:
        """A code was read. The same one within three seconds is the same reading."""
        now = self._clock()
        last, at = self._last
        if text == last and now - at < REPEAT_GUARD.total_seconds():
            return
        self._last = (text, now)
        self._look(origin, text=text)

    def open(self, registration: str, origin: Origin, *, members: frozenset[str] | None = None) -> None:
        """A person picked a registration."""
        self._look(origin, registration=registration, members=members)

    def look_again(self, *, ticked_only: bool = False) -> None:
        """Ask once more about the open card, such as after a consent was recorded."""
        card = self.card
        if card is None or not self.event_code:
            return
        members = frozenset(card.ticked) if ticked_only and card.ticked else card.members
        self._tasks.run(
            self._ask, card.text, card.registration, members,
            done=lambda result: self._renewed(card, result), failed=self.failed.emit, owner=self,
        )  # fmt: skip

    def recall(self) -> None:
        """The family put aside last comes back; an open card takes its place."""
        if not self._aside or self._writing:
            return
        back = self._aside.pop()
        if self.card is not None and self._worth_keeping(self.card):
            self._aside.insert(0, self.card)
        self.card = back
        self.parked.emit(len(self._aside))
        self.opened.emit(back, False)
        self.look_again()

    def put_aside(self) -> None:
        """The open card waits; the next family can come."""
        if self.card is not None and not self._writing:
            self._aside.append(self.card)
            self.parked.emit(len(self._aside))
            self._forget_card()

    def close(self) -> None:
        """Give the open card up; nothing is written."""
        if self.card is not None and not self._writing:
            self._last = ("", -1e9)
            self._forget_card()

    def choose_members(self) -> None:
        """Let a person pick who goes in although the whole party cannot."""
        if self.card is not None:
            self.card.choosing = True
            self.card.ticked = set()
            self.opened.emit(self.card, False)

    # -- cards go

    def admit(self) -> None:
        """Let in who is ticked, with the reasons that were settled."""
        card = self.card
        if card is not None and card.ready:
            self._write(card, members=frozenset(card.ticked), confirm=card.confirm)

    def override(self, reason: str) -> None:
        """Let the party in against a refusal that may be lifted; for who has the right."""
        if self.card is not None:
            self._write(self.card, members=self.card.members, override=reason)

    def consent(self, method: str) -> None:
        """A guardian agreed; record it and look again."""
        card = self.card
        if card is None or card.result.registration is None:
            return
        self._tasks.run(
            self._desk.registrations.give_consent, card.result.registration, method=method,
            done=self._agreed, failed=self.failed.emit,
        )  # fmt: skip

    def signed(
        self, granted: "dict[Purpose, bool]", signature: bytes, *, done: Callable[[], None], failed: Callable[[DeskError], None]
    ) -> None:
        """What a guardian ticked and signed on the screen; record it and look again."""
        card = self.card
        if card is None or card.result.registration is None:
            done()
            return

        def written(state: object) -> None:
            done()
            if self.card is card:
                self.look_again()

        self._tasks.run(
            self._desk.consents.give_for, card.result.registration, granted, method="screen", signature=signature or None,
            done=written, failed=failed,
        )  # fmt: skip

    def undo(self, journal: str, *, reason: str) -> None:
        """Take an admission back."""
        self._last = ("", -1e9)
        self._tasks.run(
            self._desk.checkins.undo, self.event_code, journal, reason=reason, done=self.undone.emit,
            failed=self.failed.emit, owner=self,
        )  # fmt: skip

    def help_out(self, text: str) -> None:
        """The volunteer of a code leaves."""
        self._last = ("", -1e9)
        self._tasks.run(self._pass, text, out=True, done=self.helped.emit, failed=self.failed.emit, owner=self)

    # -- inside

    def _help(self, result: "ScanResult") -> None:
        """A volunteer's code needs nobody's decision: who is not here yet is from now on."""
        card = result.volunteer
        if card is None or card.since is not None or result.verdict is not Verdict.ADMIT:
            self.helped.emit(result)
            return
        self._tasks.run(self._pass, result.scan, out=False, done=self.helped.emit, failed=self.failed.emit, owner=self)

    def _pass(self, text: str, *, out: bool) -> "ScanResult":
        from eventdesk.services.checkins import Scan

        return self._desk.checkins.scan(self.event_code, Scan(text=text, out=out))

    def _ask(self, text: str, registration: str | None, members: frozenset[str] | None) -> "ScanResult":
        from eventdesk.services.checkins import Scan

        return self._desk.checkins.look(self.event_code, Scan(text=text, registration=registration, members=members))

    def _look(
        self, origin: Origin, *, text: str = "", registration: str | None = None, members: frozenset[str] | None = None
    ) -> None:
        if not self.event_code:
            return

        def take(result: "ScanResult") -> None:
            if result.volunteer is not None:
                self._help(result)
                return
            self._take(fresh_card(result, origin, text=text, registration=registration, members=members))

        self._tasks.run(self._ask, text, registration, members, done=take, failed=self.failed.emit, owner=self)

    def _take(self, card: Card) -> None:
        current = self.card
        if current is not None and _same_family(current, card) and card.members == current.members:
            current.renew(card.result)
            current.origin = card.origin
            self.opened.emit(current, True)
            return
        if current is not None and self._worth_keeping(current):
            self._aside.append(current)
        known = next((other for other in self._aside if _same_family(other, card)), None)
        if known is not None:  # a family that waits aside came back by its code: one card, not two
            self._aside.remove(known)
            if known.members == card.members:
                known.renew(card.result)
                known.origin, card = card.origin, known
        self.card = card
        self.parked.emit(len(self._aside))
        self.opened.emit(card, True)

    def _renewed(self, card: Card, result: "ScanResult") -> None:
        if card is self.card:
            card.renew(result)
            self.opened.emit(card, False)

    def _agreed(self, view: "RegistrationView") -> None:
        if self.card is not None and self.card.result.registration == view.id:
            self.look_again()

    def _write(
        self, card: Card, *, members: frozenset[str] | None, confirm: str | None = None, override: str | None = None
    ) -> None:
        if self._writing:
            return
        self._writing = True
        self.busy.emit(True)
        self._tasks.run(
            self._scan, card, members, confirm, override,
            done=lambda result: self._written(card, result), failed=self._not_written, owner=self,
        )  # fmt: skip

    def _scan(
        self, card: Card, members: frozenset[str] | None, confirm: str | None, override: str | None
    ) -> "ScanResult":
        from eventdesk.services.checkins import Scan

        scan = Scan(text=card.text, registration=card.registration, members=members, confirm=confirm, override=override)
        return self._desk.checkins.scan(self.event_code, scan)

    def _written(self, card: Card, result: "ScanResult") -> None:
        self._end_writing()
        if result.verdict is Verdict.ADMIT:
            if card is self.card:
                self.card = None
            elif card in self._aside:  # the next family's code came in between
                self._aside.remove(card)
                self.parked.emit(len(self._aside))
            self.admitted.emit(card, result)
            return
        # Something changed between look and admission: the new answer is shown, nobody was let in.
        card.choosing = False
        card.renew(result)
        if card is self.card:
            self.opened.emit(card, True)

    def _not_written(self, error: DeskError) -> None:
        self._end_writing()
        self.failed.emit(error)

    def _end_writing(self) -> None:
        self._writing = False
        self.busy.emit(False)

    def _forget_card(self) -> None:
        self.card = None
        self.closed.emit()

    def _worth_keeping(self, card: Card) -> bool:
        # Of a code that nobody knows there is nothing to come back to; nor of a family that was just written.
        return card.result.registration is not None and card.result.code is not Code.FORGED


def _same_family(one: Card, other: Card) -> bool:
    return one.result.registration is not None and one.result.registration == other.result.registration
