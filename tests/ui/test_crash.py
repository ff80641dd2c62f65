"""A bug is told, in words without anybody's name; a crash of the last run is found at the next start."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.logs import trace_of
from resources.words import Words
from ui.crash import FAULT_FILE, CrashDialog, CrashHooks
from ui.theme import Theme


def fall(name: str, phone: str) -> None:
    raise ValueError(f"{name} has {phone}")


def fallen() -> BaseException:
    try:
        try:
            fall("Lin Xiaomei", "13800001234")
        except ValueError as error:
            raise RuntimeError("while saving Lin Xiaomei") from error
    except RuntimeError as error:
        caught = error
    return caught


@pytest.fixture
def hooks(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashHooks]:
    made = CrashHooks(tmp_path)
    made.install()
    yield made
    made.remove()


def test_details_say_where_but_not_who() -> None:
    details = trace_of(fallen())
    assert "test_crash.py" in details
    assert "ValueError" in details
    assert "RuntimeError" in details
    assert "fall" in details
    assert "Lin" not in details
    assert "138" not in details
    assert str(Path.home()) not in details


def test_a_bug_on_the_main_thread_is_caught(hooks: CrashHooks, qtbot: QtBot) -> None:
    error = fallen()
    with qtbot.waitSignal(hooks.caught) as told:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ValueError" in told.args[0]


def test_a_bug_on_another_thread_is_caught_on_the_gui_thread(hooks: CrashHooks, qtbot: QtBot) -> None:
    heard: list[threading.Thread] = []
    hooks.caught.connect(lambda details: heard.append(threading.current_thread()), Qt.ConnectionType.QueuedConnection)
    thread = threading.Thread(target=fall, args=("Lin", "138"))
    with qtbot.waitSignal(hooks.caught):
        thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [threading.main_thread()]


def test_hooks_are_given_back(tmp_path: Path, qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook)
    hooks = CrashHooks(tmp_path)
    hooks.install()
    assert sys.excepthook != before[0]
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before
    assert not (tmp_path / FAULT_FILE).exists(), "a run that ended well leaves no note"


def test_a_crash_of_the_last_run_is_found(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / FAULT_FILE).write_text("Fatal Python error: Segmentation fault", "utf-8")
    hooks = CrashHooks(tmp_path)
    assert "Segmentation fault" in hooks.install()
    hooks.remove()
    assert hooks.install() == ""
    hooks.remove()


def test_the_dialog_copies_the_details(qtbot: QtBot, theme: Theme, words: Words, tmp_path: Path) -> None:
    details = trace_of(fallen())
    dialog = CrashDialog(theme, words, details, tmp_path / "eventdesk.log")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == details
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
