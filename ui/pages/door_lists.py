"""Reads the door's counters and lists: one reading at a time, soon after a change, and only while somebody sees them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.models.door_flow import DoorFlow
from ui.tasks import Tasks

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.door_views import DoorView

_SOON_MS = 120
"""An admission and the next scan come first; several changes are one reading."""


class DoorLists(QObject):
    """``read(view)`` carries what is so now; ``missed()`` that something changed while nobody was looking."""

    read = Signal(object)
    missed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, flow: DoorFlow, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._flow = desk, tasks, flow
        self.in_front = False
        self._reading = self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._due)

    @property
    def pending(self) -> bool:
        """Whether a reading waits or runs."""
        return self._timer.isActive() or self._reading

    def soon(self) -> None:
        """Read again in a moment."""
        self._timer.start()

    def now(self) -> None:
        """Read, or once more after the reading that runs."""
        if self._reading:
            self._again = True
        elif self._flow.event_code:
            self._reading = True
            door = self._desk.attendance.door
            self._tasks.run(door, self._flow.event_code, done=self._take, ended=self._ended, owner=self)

    def _due(self) -> None:
        # Behind another page, or while the window closes, it is enough to know that there is something newer.
        if self.in_front:
            self.now()
        else:
            self.missed.emit()

    def _take(self, view: "DoorView") -> None:
        if view.event.code == self._flow.event_code:
            self.read.emit(view)

    def _ended(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.soon()
