"""One key on the page of reports hands the report in, and its line tells how far it is: a real desk and a real hub."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.hub.hub import open_hub
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.services.checkins import Scan
from eventdesk.settings import Settings
from eventdesk.sync.enrol import enrol
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope
from tests.conftest import ZONE, Register
from ui.app import Running, start
from ui.pages.base import PageSpec
from ui.pages.reports import ReportsPage
from ui.pages.reports_sent import ReportSent

PAGES = (PageSpec("reports", "chart", "reports.nav", ReportsPage),)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub,
        running(hub, Place("127.0.0.1", 0, plain=True)) as made,
    ):
        yield made


@pytest.fixture
def folder(fair: Desk, register: Register, clock: SetClock) -> Path:
    fair.checkins.scan("FAIR", Scan(registration=register(children=2).id))
    fair.close()
    return fair.folder


@pytest.fixture
def shown(folder: Path, clock: SetClock, qtbot: QtBot) -> Iterator[Running]:
    clock.at = datetime.now(ZONE) + timedelta(days=1)
    chosen = Settings(language="zh", theme="light", reduced_motion=True)
    begun = start(lambda _: open_desk(folder, clock=clock), chosen=chosen, pages=PAGES, size=(1366, 768), log_folder=None)
    qtbot.waitUntil(lambda: begun.window.page is not None, timeout=20_000)
    yield begun
    begun.window.close()
    qtbot.waitUntil(lambda: not begun.tasks.busy, timeout=20_000)
    begun.end()


def sent_of(shown: Running) -> ReportSent:
    page = shown.window.page
    assert isinstance(page, ReportsPage)
    return page.sent


def test_a_key_hands_it_in_and_the_line_tells_that_it_was_received(shown: Running, serving: Serving, qtbot: QtBot) -> None:
    line, window = sent_of(shown), shown.window
    qtbot.waitUntil(lambda: line.state == "draft", timeout=20_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: line.state == "waiting_no_hub", timeout=20_000)
    assert line.button.isHidden() and window.toast.text == line.context.words("hand_in.asked")
    code = serving.office.hub.stations.invite(Scope.STATION)
    invited = Invitation(serving.place.url, "", code.code, int(line.context.desk.clock.now().timestamp()) + 60, code.scope.value)
    shown.tasks.run(enrol, line.context.desk.house, invited)
    shown.tasks.run(line.context.desk.sync.run)
    qtbot.waitUntil(lambda: line.state == "received", timeout=20_000)
    (view,) = [one for one in line.context.desk.report_sending.list() if one.asked_at]
    assert line.context.words.language == "zh" and view.received_at is not None
    assert line.chip.text.startswith("总部已收到，")
    assert f"{view.received_at.astimezone(line.context.desk.zone):%H:%M}" in line.chip.text
    assert view.sha256[:16] in line.beside.text() and line.button.isHidden()
    assert len(serving.office.hub.reports.list()) == 1
