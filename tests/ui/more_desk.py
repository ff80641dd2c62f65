"""A window on the desk of the planner's tests, for the pages of venues and of what belongs to one event."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.settings import Settings
from tests.ui.day_desk import Elsewhere, _give_up
from tests.ui.people_desk import Opened, activate
from ui.app import start
from ui.pages import PAGES
from ui.pages.base import PageSpec

SPECS = (
    PageSpec("events", "cal", "events.nav", Elsewhere),
    *(spec for spec in PAGES if spec.key in ("venues", "event_more")),
)


def desk_of(made: Opened) -> Desk:
    """The desk of the window; use it on its own thread."""
    desk = made.running.window._desk
    assert desk is not None
    return desk


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, page: str, **state: object) -> Iterator[Opened]:
    """The window on this desk, showing a page that has read its data."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    chosen = Settings(theme="light", reduced_motion=True)
    running = start(opener, page="events", chosen=chosen, pages=SPECS, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "events", timeout=8000)
    activate(qtbot, running.window)
    made.settle()
    running.window.navigate(page, **state)
    made.settle()
    activate(qtbot, running.window)
    yield made
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    QTimer.singleShot(0, running.window, _give_up)
    running.window.navigate("events")  # nothing is typed there, so the window closes without asking
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()
