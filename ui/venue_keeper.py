"""Keeps this laptop's hub while the window is open: begun at the start where somebody wants that, ended with the window."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from eventdesk.errors import DeskError
from ui.tasks import Tasks

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.venue_hub import VenueHub


class VenueKeeper(QObject):
    """``hub`` is the hub that runs, or None. ``changed`` tells that it began or ended, ``failed`` why it could not begin by itself."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.hub: VenueHub | None = None
        self._over = False

    def begin(self, desk: "Desk") -> None:
        """A desk is open: begin its hub where that is wanted."""
        self._over = False
        from_start = desk.folder / "hub" / "venue.json"
        if self.hub is None and from_start.is_file():
            self._tasks.outside(_begin_if_wanted, desk.folder, desk.organisation, done=self._began, failed=self.failed.emit, owner=self)

    def start(self, desk: "Desk", *, done: Callable[[], None], failed: Callable[[DeskError], None], owner: QObject) -> None:
        """Begin it now."""

        # The keeper's own, so that no hub is lost where whoever asked has gone meanwhile.
        def began(hub: "VenueHub | None") -> None:
            self._began(hub)
            if isValid(owner):
                done()

        def not_begun(error: DeskError) -> None:
            if isValid(owner):
                failed(error)

        self._tasks.outside(_begin, desk.folder, desk.organisation, done=began, failed=not_begun, owner=self)

    def stop(self, *, done: Callable[[], None], owner: QObject) -> None:
        """End it, and begin no more by itself."""
        hub, self.hub = self.hub, None
        if hub is not None:
            self._tasks.outside(_end, hub, done=lambda _: done(), owner=owner)
        self.changed.emit()

    def end(self) -> None:
        """The window closes."""
        self._over = True
        hub, self.hub = self.hub, None
        if hub is not None:
            hub.stop()

    def _began(self, hub: "VenueHub | None") -> None:
        if hub is not None and self._over:
            hub.stop()
        elif hub is not None:
            self.hub = hub
            self.changed.emit()


def _begin_if_wanted(folder: Path, name: str) -> "VenueHub | None":
    from eventdesk.venue_hub import VenueHub, begins_with_program

    return VenueHub(folder, name=name) if begins_with_program(folder) else None


def _begin(folder: Path, name: str) -> "VenueHub":
    from eventdesk.venue_hub import VenueHub

    hub = VenueHub(folder, name=name)
    hub.begin_with_program(True)
    return hub


def _end(hub: "VenueHub") -> None:
    hub.begin_with_program(False)
    hub.stop()
