"""This laptop as the venue's hub: begun in the window, joined by this desk and another one, ended with a question."""

import os
import socket
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.hub.remembered import Remembered
from eventdesk.joining import join_hub
from eventdesk.settings import Settings
from eventdesk.sync.invitation import read_invitation
from tests.conftest import ZONE
from tests.ui.people_desk import Opened
from ui.app import start
from ui.dialogs.venue_hub import VenueHubDialog
from ui.pages import PAGES
from ui.widgets.dialog import Question

SPECS = tuple(spec for spec in PAGES if spec.key == "sync")
PICTURES = os.environ.get("EVENTDESK_TEST_PICTURES", "")


@pytest.fixture
def folder(fair: Desk, clock: SetClock) -> Path:
    clock.at = datetime.now(ZONE)
    fair.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hub = fair.folder / "hub"
    hub.mkdir()
    # A port of its own: the usual one may be taken where tests run.
    Remembered(f"sqlite:///{hub / 'hub.db'}", "127.0.0.1", port, plain=False).write(hub)
    return fair.folder


def shown(folder: Path, clock: SetClock, qtbot: QtBot, language: str = "zh") -> Iterator[Opened]:
    begun = start(
        partial(_again, folder, clock), page="sync", chosen=Settings(language=language, theme="light"), pages=SPECS, size=(1366, 768),
        log_folder=None,
    )  # fmt: skip
    opened = Opened(begun, qtbot)
    qtbot.waitUntil(lambda: begun.window.page is not None, timeout=15_000)
    opened.settle()
    yield opened
    begun.window.close()
    qtbot.waitUntil(lambda: not begun.window.isVisible(), timeout=15_000)
    begun.end()


def _again(folder: Path, clock: SetClock, passphrase: str | None) -> Desk:
    return open_desk(folder, clock=clock)


@pytest.fixture
def window(folder: Path, clock: SetClock, qtbot: QtBot) -> Iterator[Opened]:
    yield from shown(folder, clock, qtbot)


def picture(window: Opened, name: str) -> None:
    if PICTURES:
        window.running.window.grab().save(f"{PICTURES}/{name}.png")


def test_it_begins_invites_tells_who_joined_and_ends(window: Opened, clock: SetClock, tmp_path: Path, qtbot: QtBot) -> None:
    window.press(Qt.Key.Key_V, on=window.page)
    dialog = window.dialog(VenueHubDialog)
    keeper = window.running.window.sync.venue
    assert keeper.hub is None and not dialog.stop_button.isVisible()
    QTest.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.invitation is not None and dialog._state is not None, timeout=20_000)
    assert keeper.hub is not None and dialog.stop_button.isVisible()
    assert dialog.code.text == dialog.invitation.text() and dialog.address.text() == keeper.hub.state().url
    assert dialog.address.text().rsplit(":", 1)[1] in dialog.firewall.text(), "the port that the firewall must let through"
    qtbot.waitUntil(lambda: window.ask(window.page.desk.sync.status).last_success is not None, timeout=20_000)
    file = tmp_path / "invitation.txt"
    dialog.write(file)
    with join_hub(tmp_path / "b", read_invitation(file.read_text()), passphrase=None, station="西门", clock=clock) as other:
        other.sync.run()
        first = dialog.invitation
        dialog._look()
        qtbot.waitUntil(lambda: dialog.invitation is not first, timeout=20_000)
        assert len(keeper.hub.state().joined) == 2, "the code on the screen is another one by then"
    dialog.ask_stop()
    question = next(one for one in dialog.findChildren(Question) if one.isVisible())
    assert keeper.hub is not None, "asked first: somebody is at work"
    question.accept()
    qtbot.waitUntil(lambda: dialog.start_button.isVisible(), timeout=20_000)
    assert keeper.hub is None
    dialog.reject()


def test_it_begins_with_the_program_where_somebody_wants_it(folder: Path, clock: SetClock, qtbot: QtBot) -> None:
    (folder / "hub" / "venue.json").write_text('{"with_program": true}', encoding="utf-8")
    for window in shown(folder, clock, qtbot, "en"):
        keeper = window.running.window.sync.venue
        qtbot.waitUntil(lambda keeper=keeper: keeper.hub is not None, timeout=20_000)
        before = keeper.hub.state()
        assert before.joined == () and before.above == ""


def test_a_port_that_is_taken_is_said(folder: Path, window: Opened, qtbot: QtBot) -> None:
    there = Remembered.read(folder / "hub")
    assert there is not None
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", there.port))
        taken.listen()
        window.press(Qt.Key.Key_V, on=window.page)
        dialog = window.dialog(VenueHubDialog)
        dialog.start()
        qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
        assert window.running.window.sync.venue.hub is None and dialog.start_button.isEnabled()
        dialog.reject()
