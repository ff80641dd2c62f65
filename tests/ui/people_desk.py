"""A window on a real desk whose event is that of the 问卷星 sample, for tests of the pages about families."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.event import Unit
from eventdesk.settings import Settings
from tests.conftest import SAMPLES, ZONE
from tests.desks import create_desk, lay, made_once
from ui.app import Running, start
from ui.pages import PAGES
from ui.pages.base import Page

WJX = SAMPLES / "p1_wjx_autumn_camp.xlsx"
SPECS = tuple(spec for spec in PAGES if spec.key in ("registrations", "families", "import", "messages"))
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@dataclass
class Opened:
    """The window, and the desk as the writer thread sees it."""

    running: Running
    qtbot: QtBot

    @property
    def page(self) -> Any:
        """The page in front."""
        page = self.running.window.page
        assert isinstance(page, Page)
        return page

    def settle(self) -> None:
        """Wait until nothing is being done and every pause of typing is over."""
        self.qtbot.wait(170)
        self.qtbot.waitUntil(lambda: not self.running.tasks.busy, timeout=15000)
        self.qtbot.wait(20)

    def ask(self, question: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """The answer of the desk, from its own thread."""
        answers: list[Any] = []
        self.running.tasks.run(question, *args, done=answers.append, owner=self.running.window, **named)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=15000)
        return answers[0]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None) -> None:
        """One key, where the focus is."""
        target = on or QApplication.focusWidget() or self.running.window
        activate(self.qtbot, target)
        QTest.keyClick(target, key, modifier)

    def dialog(self, kind: type[QWidget]) -> Any:
        """The dialog that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=5000)
        found = QApplication.activeModalWidget()
        assert found is not None
        activate(self.qtbot, found)
        return found

    def type(self, text: str, on: QWidget | None = None) -> None:
        """Type where the focus is; what no key has comes from the input method."""
        focus = on or QApplication.focusWidget()
        assert focus is not None
        if text.isascii():
            QTest.keyClicks(focus, text)
        else:
            commit = QInputMethodEvent()
            commit.setCommitString(text)
            QApplication.sendEvent(focus, commit)

    def choose(self, file: Path) -> None:
        """Type a path into the file dialog that is open, and press its button."""
        dialog = self.dialog(QFileDialog)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(str(file))
        dialog.accept()
        self.settle()

    @property
    def toast(self) -> str:
        """What was said last."""
        toast = self.running.window.toast
        return str(toast.accessibleName()) if toast.isVisible() else ""


def activate(qtbot: QtBot, widget: QWidget) -> None:
    """Bring its window to the front, which shortcuts want; asked again while a window that closes still has it."""

    def asked() -> bool:
        if not widget.isActiveWindow():
            widget.window().activateWindow()
        return widget.isActiveWindow()

    qtbot.waitUntil(asked, timeout=8000)


def make_desk(folder: Path, *, filled: bool) -> SetClock:
    """The desk with its event ``CAMP``; filled with everybody of the sample."""
    lay(_made(filled), folder)
    return SetClock(_morning(_context()))


def _context() -> dict[str, Any]:
    truth = SAMPLES / "truth" / "p1_wjx_autumn_camp.truth.json"
    context: dict[str, Any] = json.loads(truth.read_text(encoding="utf-8"))["context"]
    return context


def _morning(context: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(f"{context['as_of']}T09:00:00").replace(tzinfo=ZONE)


@cache
def _made(filled: bool) -> bytes:
    return made_once(partial(_make, filled=filled))


def _make(folder: Path, *, filled: bool) -> None:
    context = _context()
    clock = SetClock(_morning(context))
    begin = datetime.fromisoformat(f"{context['event_date']}T09:30:00").replace(tzinfo=ZONE)
    with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=clock) as desk:
        desk.events.add(title=context["event"], start=begin, end=begin.replace(hour=16), code="CAMP")
        for slot in context["slots"]:
            desk.events.add_slot(
                "CAMP", title=slot["label"], code=slot["code"], capacity=slot["capacity"],
                capacity_unit=Unit(context["capacity_unit"]),
            )  # fmt: skip
        if filled:
            desk.imports.run("CAMP", WJX)


@contextmanager
def opened(qtbot: QtBot, folder: Path, clock: SetClock, page: str, **settings: Any) -> Iterator[Opened]:
    """The window on this desk, showing a page that has read its data."""

    def opener(passphrase: str | None) -> Desk:
        return open_desk(folder, clock=clock)

    chosen = Settings(theme="light", reduced_motion=True, **settings)
    running = start(opener, page=page, chosen=chosen, pages=SPECS, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == page, timeout=8000)
    activate(qtbot, running.window)
    made.settle()
    yield made
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()
