"""This laptop as the venue's hub: begun in the window, joined by this desk and another one, ended with a question."""

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.errors import DeskError
from eventdesk.hub.hub import open_hub
from eventdesk.hub.remembered import Remembered
from eventdesk.hub.serve import Place, running
from eventdesk.joining import join_hub
from eventdesk.settings import Settings
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.protocol import Scope
from eventdesk.venue_hub import VenueState
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


def begun(window: Opened, qtbot: QtBot) -> VenueHubDialog:
    window.press(Qt.Key.Key_V, on=window.page)
    dialog = window.dialog(VenueHubDialog)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.invitation is not None and dialog._state is not None, timeout=20_000)
    return dialog


def test_everything_is_passed_on_to_head_office(window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    words = window.running.window.words
    with open_hub(tmp_path / "office", f"sqlite:///{tmp_path / 'office' / 'hub.db'}") as office, running(
        office, Place("127.0.0.1", 0)
    ) as serving:
        dialog = begun(window, qtbot)
        above = dialog.above
        assert above.text.text() == words("venue_hub.no_above") and not above.end.isVisible()
        above.ask()
        asked = above.dialog
        assert asked is not None
        for scope, accepted in ((Scope.STATION, False), (Scope.RELAY, True)):
            code = office.stations.invite(scope)
            line = Invitation(serving.place.url, serving.office.certificates.ca_sha256, code.code, code.expires, scope.value).text()
            asked.invitation.line.setPlainText(line)
            asked.submit()
            if not accepted:
                qtbot.waitUntil(lambda: bool(asked.invitation.frame.error), timeout=20_000)
                assert words("errors_hub.relay_scope") in asked.invitation.frame.error
        qtbot.waitUntil(above.end.isVisible, timeout=20_000)
        assert serving.place.url in above.text.text() and not above.begin.isVisible()
        qtbot.waitUntil(lambda: office.ledger.counts()[1] > 0, timeout=40_000)
        above.ask_end()
        assert above.question is not None
        above.question.act.click()
        qtbot.waitUntil(above.begin.isVisible, timeout=20_000)
        assert above.text.text() == words("venue_hub.no_above")
        dialog.stop()
        qtbot.waitUntil(dialog.start_button.isVisible, timeout=20_000)
        dialog.reject()


def test_how_far_it_is_passed_on_is_told(window: Opened, qtbot: QtBot) -> None:
    window.press(Qt.Key.Key_V, on=window.page)
    dialog = window.dialog(VenueHubDialog)
    above, url, words = dialog.above, "https://office.example:8440", window.running.window.words
    state = VenueState("https://10.0.0.7:8440", "id", (), 9, url, 7, reports=1, problem="hub_offline")
    above.show_state(state)
    assert "7" in above.text.text() and "1" in above.text.text() and url in above.text.text()
    assert above.trouble.text() == dialog.context.wording.error(DeskError("hub_offline")).whole
    above.show_state(replace(state, pending=0, reports=0, problem=""))
    assert words("venue_hub.about_to_pass") in above.text.text() and not above.trouble.text()
    above.show_state(replace(state, pending=0, reports=0, problem="", passed=datetime(2026, 11, 28, 12, tzinfo=ZONE)))
    assert "12:00" in above.text.text()
    dialog.reject()


def test_the_window_asks_before_it_leaves_those_who_are_at_work(
    window: Opened, clock: SetClock, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = begun(window, qtbot)
    assert dialog.invitation is not None
    line, shell = read_invitation(dialog.invitation.text()), window.running.window
    qtbot.waitUntil(lambda: window.ask(window.page.desk.sync.status).last_success is not None, timeout=20_000)
    with join_hub(tmp_path / "b", line, passphrase=None, station="西门", clock=clock) as other:
        other.sync.run()
    dialog.reject()
    for _ in range(2):
        shell.close()
    qtbot.waitUntil(lambda: shell.sync.question is not None, timeout=20_000)
    (asked,) = [one for one in shell.findChildren(Question) if one.isVisible()]
    assert shell.isVisible() and shell.sync.venue.hub is not None
    asked.keep.click()
    window.settle()
    assert shell.isVisible() and shell.sync.venue.hub is not None, "whoever stays goes on"
    shell.close()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in shell.findChildren(Question)), timeout=20_000)
    next(one for one in shell.findChildren(Question) if one.isVisible()).act.click()
    qtbot.waitUntil(lambda: not shell.isVisible(), timeout=20_000)


def test_a_hub_that_serves_nobody_holds_no_window(window: Opened, qtbot: QtBot) -> None:
    begun(window, qtbot).reject()
    shell = window.running.window
    shell.close()
    qtbot.waitUntil(lambda: not shell.isVisible(), timeout=20_000)
    assert shell.sync.question is None


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
