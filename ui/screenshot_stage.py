"""The window that pictures are taken of, and what a picture is: a page, how it is brought about, how it is left."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.app import Running

if TYPE_CHECKING:
    from eventdesk.desk import Desk

WIDTH, HEIGHT, LOW = 1366, 768, 690

_QUIET = 0.14  # seconds without work after which a page has settled; its timers wait up to 120 ms
_LOOKS = 10  # at a page that still changes
LONGEST = 20.0


@dataclass
class Stage:
    """The open window, and what the sample holds.

    ``event`` is the day's event, ``next_event`` the one that ``to_import`` is for. ``tickets`` are codes of families: by
    the end of their phone, and ``inside`` of one that is in already.
    """

    running: Running
    desk: "Desk"
    event: str
    next_event: str
    to_import: Path
    tickets: dict[str, str]

    def settle(self) -> None:
        """Wait until nothing is read, drawn or about to be."""
        begun = quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < _QUIET:
            wait(10)
            now = time.monotonic()
            if self.running.tasks.busy:
                quiet_since = now
            if now - begun > LONGEST:
                raise TimeoutError(f"{self.running.window.current} does not settle")

    def page(self) -> QWidget:
        """The page that is shown."""
        page = self.running.window.page
        if page is None:
            raise RuntimeError("no page is shown")
        return page

    def picture(self) -> QPixmap:
        """The window, with the dialog or the menu that lies on it."""
        window = self.running.window
        picture = window.grab()
        for _ in range(_LOOKS):
            # On a machine with other work a page may be quiet before its last layout was asked for.
            wait(20)
            again = window.grab()
            if again.toImage() == picture.toImage():
                break
            picture = again
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            ratio = picture.devicePixelRatio()
            top = dialog.grab()
            room = (picture.size() - top.size()) / (2 * ratio)
            place = QPoint(max(room.width(), 0), max(room.height(), 0))
            painter = QPainter(picture)
            painter.drawPixmap(place, top)
            painter.end()
        menu = QApplication.activePopupWidget()
        if menu is not None:
            painter = QPainter(picture)
            painter.drawPixmap(window.mapFromGlobal(menu.pos()), menu.grab())
            painter.end()
        return picture


Drive = Callable[[Stage], None]


def nothing(stage: Stage) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class State:
    """One picture: its name, the page it is of, how it is brought about and undone, and the window's height."""

    name: str
    page: str
    drive: Drive = nothing
    leave: Drive = nothing
    height: int = HEIGHT


def wait(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
