"""What the window is given, and how it closes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from eventdesk.settings import Settings
from ui.changes import Changes
from ui.pages.base import PageSpec
from ui.tasks import Tasks
from ui.theme import Theme

if TYPE_CHECKING:
    from eventdesk.desk import Desk

_SLOW = 1000  # milliseconds after which the wait is worth a sentence


@dataclass
class Shell:
    """What the window is given; ``keep`` writes settings to where they lie."""

    theme: Theme
    tasks: Tasks
    changes: Changes
    settings: Settings = field(default_factory=Settings)
    pages: tuple[PageSpec, ...] = ()
    keep: Callable[[Settings], None] = lambda settings: None
    real_full_screen: bool = True

    def save(self, **changes: Any) -> None:
        """Change settings and keep them."""
        self.settings = self.settings.with_(**changes)
        self.keep(self.settings)


class Closing(QObject):
    """Lets the writer finish, closes the desk on its thread, and then says ``finished``; ``slow`` after a second."""

    slow = Signal()
    finished = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.begun = self.done = False
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._slow.timeout.connect(self.slow)
        tasks.idle.connect(self._idle)

    def begin(self, desk: "Desk | None") -> None:
        """Close; a second call changes nothing."""
        if not self.begun:
            self.begun = True
            self._slow.start()
            self._tasks.run(desk.close if desk is not None else _nothing)

    def _idle(self) -> None:
        if self.begun and not self.done:
            self.done = True
            self._slow.stop()
            self._tasks.close()
            self.finished.emit()


def _nothing() -> None:
    """There was no desk to close."""


def offscreen() -> bool:
    """Whether nobody sees the window: pictures and tests."""
    return QGuiApplication.platformName() in ("offscreen", "minimal")
