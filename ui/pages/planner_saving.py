"""Keeps what a planner does: one save at a time, and of what changed meanwhile only the last."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Signal

from eventdesk.domain.schedule import Schedule
from eventdesk.errors import DeskError
from ui.tasks import Tasks


class SaveState(Enum):
    """What the foot of the inspector says."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "not_saved"


class Autosave(QObject):
    """``save(schedule, base=saved)`` runs on the writer thread. ``kept`` carries its answer and the schedule that was saved, ``failed``
    the error and the last schedule that is known to be saved."""

    changed = Signal(SaveState)
    kept = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._save: Callable[..., Any] | None = None
        self._saved: Schedule | None = None
        self._running: Schedule | None = None
        self._next: Schedule | None = None
        self._round = 0
        self.state = SaveState.SAVED

    @property
    def idle(self) -> bool:
        """Whether nothing is being saved or waits to be."""
        return self._running is None

    def begin(self, saved: Schedule, save: Callable[..., Any]) -> None:
        """Another schedule; what was asked for the one before still reaches the desk."""
        if self._next is not None and self._save is not None:
            base = self._running or self._saved
            self._tasks.run(self._save, self._next, base=base)  # its answer interests nobody any more
        self._round += 1
        self._saved, self._save, self._running, self._next = saved, save, None, None
        self._become(SaveState.SAVED)

    def want(self, schedule: Schedule) -> None:
        """Save this, now or after what is being saved."""
        if self._running is not None:
            self._next = schedule
        elif schedule != self._saved:
            self._start(schedule)

    def _start(self, schedule: Schedule) -> None:
        assert self._save is not None
        self._running, self._next = schedule, None
        number = self._round
        self._become(SaveState.SAVING)
        self._tasks.run(
            self._save, schedule, base=self._saved, done=lambda view: self._done(number, view),
            failed=lambda error: self._not_done(number, error), owner=self,
        )  # fmt: skip

    def _done(self, number: int, view: Any) -> None:
        if number != self._round:
            return
        kept, self._saved, self._running = self._running, self._running, None
        if self._next is not None and self._next != kept:
            self._start(self._next)
            return
        self._next = None
        self._become(SaveState.SAVED)
        self.kept.emit(view, kept)

    def _not_done(self, number: int, error: DeskError) -> None:
        if number != self._round:
            return
        self._running = self._next = None
        self._become(SaveState.FAILED)
        self.failed.emit(error, self._saved)

    def _become(self, state: SaveState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit(state)
