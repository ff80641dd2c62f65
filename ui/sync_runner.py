"""Rounds with the hub while the window is open: on a thread of their own, so that neither window nor door waits for a network."""

import random
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from eventdesk.domain.backoff import pause
from eventdesk.errors import DeskError
from ui.changes import Changes

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.sync.station import SyncStatus

BETWEEN = 5.0
"""Seconds between two rounds that came through."""

WELCOMED = 0.9
"""Seconds that a window which closes waits for a round; one that hangs in the network then ends with the program."""

ENDING = frozenset({"hub_revoked", "hub_old_program", "hub_untrusted"})
"""Troubles that no waiting mends: the hub is asked again when somebody says so."""


@dataclass(frozen=True)
class Told:
    """How it stands after a round. ``error`` is why it did not come through; None where it did."""

    status: "SyncStatus"
    error: DeskError | None = None
    pushed: int = 0
    pulled: int = 0


class _Over(Exception):
    """The window closes."""


class SyncRunner(QObject):
    """``told`` carries a :class:`Told` after every round, ``busy`` whether one is on its way, ``bug`` what is no
    :class:`DeskError`. What others changed is announced to the pages."""

    told = Signal(object)
    busy = Signal(bool)
    bug = Signal(object)
    _news = Signal(object)

    def __init__(self, changes: Changes, parent: QObject | None = None, *, between: float = BETWEEN) -> None:
        super().__init__(parent)
        self._between = between
        self._rounds: _Rounds | None = None
        self._news.connect(changes.announce, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """Whether rounds are being made."""
        return self._rounds is not None and self._rounds.is_alive()

    def start(self, desk: "Desk") -> None:
        """Begin, where it has not begun."""
        if not self.running:
            self._rounds = _Rounds(self, desk, self._between)
            self._rounds.start()

    def now(self) -> None:
        """A round at once."""
        if self._rounds is not None:
            self._rounds.wake.set()

    def stop(self) -> None:
        """Make no more; waits for the one on its way, but not for a network."""
        rounds, self._rounds = self._rounds, None
        if rounds is not None:
            rounds.end()
            rounds.join(WELCOMED)


class _Rounds(threading.Thread):
    """One desk's rounds. It has a house of its own over the same file, so that who takes the seat meanwhile matters not."""

    def __init__(self, runner: SyncRunner, desk: "Desk", between: float) -> None:
        super().__init__(name="sync", daemon=True)
        self._runner, self._house, self._between = runner, desk.house, between
        self._lock = threading.Lock()
        self._over = False
        self.wake = threading.Event()

    def end(self) -> None:
        """No more is done, and nobody is told."""
        with self._lock:
            self._over = True
        self.wake.set()

    def run(self) -> None:
        """Round after round."""
        from eventdesk.desk import Desk

        desk, failures = Desk(replace(self._house)), 0
        try:
            while not self._over:
                self.wake.clear()
                told = self._round(desk)
                failures = 0 if told.error is None else failures + 1
                self.wake.wait(self._rest(told.error, failures))
        except _Over:
            return
        except Exception as error:  # noqa: BLE001 - nothing is swallowed: the window reports it
            self._tell(self._runner.bug, error)

    def _round(self, desk: "Desk") -> Told:
        self._tell(self._runner.busy, True)
        try:
            done = desk.sync.run(self._watch)
            told = Told(desk.sync.status(), None, done.pushed, done.pulled)
            if done.changes:
                self._tell(self._runner._news, done.changes)
        except DeskError as error:
            told = Told(desk.sync.status(), error)
        self._tell(self._runner.busy, False)
        self._tell(self._runner.told, told)
        return told

    def _rest(self, error: DeskError | None, failures: int) -> float | None:
        if error is None:
            return self._between
        if error.code in ENDING:
            return None
        return max(self._between, pause(failures, random.random()), float(str(error.details.get("retry_after", 0) or 0)))

    def _watch(self, way: str, count: int) -> None:
        if self._over:
            raise _Over

    def _tell(self, signal: object, value: object) -> None:
        with self._lock:
            if self._over:
                raise _Over
            signal.emit(value)  # type: ignore[attr-defined]  # a bound signal, which PySide's stubs call by its class
