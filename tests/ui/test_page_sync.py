"""The page of syncing, the chip at the foot, and the rounds: a real desk, a real hub on loopback, a real stick."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.hub.hub import open_hub
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.services.booking import BookedPerson
from eventdesk.settings import Settings
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope
from tests.conftest import ZONE
from tests.sync.meeting import join
from tests.ui.people_desk import Opened
from ui.app import start
from ui.dialogs.enrol import EnrolDialog
from ui.pages import PAGES

Key = Qt.Key
GUARDIAN = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
SPECS = tuple(spec for spec in PAGES if spec.key in ("registrations", "sync"))


@pytest.fixture
def now() -> SetClock:
    return SetClock(datetime.now(ZONE))


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub, running(hub, Place("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def clashing(fair: Desk, clock: SetClock, tmp_path: Path) -> Iterator[Desk]:
    """The other of two desks that changed the same field, neither of which knows of it yet; its stick lies at ``stick``."""
    one = fair.registrations.add("FAIR", people=(GUARDIAN,), consent_method="paper")
    with join(fair, tmp_path / "other", "西门", clock) as other:
        fair.edits.change(one.id, notes="推车")
        clock.at += timedelta(seconds=1)
        other.edits.change(one.id, notes="轮椅")
        other.sync.bundle_out(tmp_path / "stick.bundle")
        yield other


@pytest.fixture
def window(fair: Desk, qtbot: QtBot) -> Iterator[Opened]:
    begun = start(
        partial(open_again, fair), page="sync", chosen=Settings(language="zh", theme="light"), pages=SPECS, size=(1366, 768)
    )
    opened = Opened(begun, qtbot)
    qtbot.waitUntil(lambda: begun.window.page is not None, timeout=15000)
    opened.settle()
    yield opened
    begun.window.close()
    qtbot.waitUntil(lambda: not begun.window.isVisible(), timeout=15000)
    begun.end()


def open_again(desk: Desk, passphrase: str | None) -> Desk:
    return open_desk(desk.folder, clock=desk.clock)


def invite(serving: Serving) -> str:
    code = serving.office.hub.stations.invite(Scope.STATION)
    ca = serving.office.certificates.ca_sha256
    return Invitation(serving.place.url, ca, code.code, code.expires, code.scope.value).text()


def chip(window: Opened) -> str:
    return str(window.running.window.rail._sync.accessibleName())


def test_who_meets_nobody_sees_no_chip(window: Opened) -> None:
    assert chip(window) == "" and not window.running.window.rail._sync.isVisible()
    assert not window.running.window.sync.runner.running
    assert "还没有连接" in window.page.state_card.heading.text()
    assert not window.page.now.isVisible()


def test_a_desk_is_enrolled_and_syncs_by_itself(clock: SetClock, now: SetClock, serving: Serving, window: Opened) -> None:
    clock.at = now.at
    window.press(Key.Key_L, on=window.page)
    dialog = window.dialog(EnrolDialog)
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    assert dialog.isVisible(), "without an invitation there is nothing to connect to"
    dialog.invitation.line.setPlainText("hello")
    dialog.submit()
    window.settle()
    assert dialog.isVisible() and dialog.verb.isEnabled() and dialog.invitation.line.toPlainText() == "hello"
    dialog.invitation.line.setPlainText(invite(serving))
    dialog.submit()
    window.qtbot.waitUntil(lambda: chip(window).startswith("已同步"), timeout=20000)
    assert serving.place.url in window.page.state_card.heading.text()
    assert window.page.now.isVisible() and window.ask(window.page.desk.sync.status).pending == 0


def test_who_closes_the_dialog_meanwhile_is_connected_and_hears_of_it(
    clock: SetClock, now: SetClock, serving: Serving, window: Opened
) -> None:
    clock.at = now.at
    window.press(Key.Key_L, on=window.page)
    dialog = window.dialog(EnrolDialog)
    dialog.invitation.line.setPlainText(invite(serving))
    dialog.submit()
    assert dialog.bar.isVisible()
    dialog.reject()
    window.qtbot.waitUntil(lambda: chip(window).startswith("已同步"), timeout=20000)
    assert serving.place.url in window.page.state_card.heading.text()


def test_a_hub_that_is_gone_is_told_as_offline_and_the_window_closes(
    fair: Desk, clock: SetClock, now: SetClock, serving: Serving, tmp_path: Path, qtbot: QtBot, window: Opened
) -> None:
    clock.at = now.at
    window.ask(window.page.desk.sync.enrol, invite(serving))
    serving_url = serving.place.url
    move(fair, "http://127.0.0.1:9")
    window.page.context.changes.announce({"sync"})
    window.qtbot.waitUntil(lambda: chip(window) == "离线", timeout=20000)
    assert window.page.state_card.trouble.isVisible()
    move(fair, serving_url)
    window.page.sync_now()
    window.qtbot.waitUntil(lambda: chip(window).startswith("已同步"), timeout=20000)
    window.running.window.sync.end()
    assert not window.running.window.sync.runner.running


def test_a_stick_brings_what_is_to_be_settled(clashing: Desk, window: Opened, tmp_path: Path) -> None:
    window.press(Key.Key_I, on=window.page)
    window.choose(tmp_path / "stick.bundle")
    page = window.page
    window.qtbot.waitUntil(lambda: page.stick.question is not None and page.stick.question.isVisible(), timeout=15000)
    shown = clashing.sync.status().fingerprint
    assert "西门" in texts(page.stick.question) and shown in texts(page.stick.question)
    assert page.desk.sync.status().devices == 0, "nothing is believed before somebody says so"
    page.stick.question.act.click()
    window.settle()
    assert "收下" in page.stick.outcome.text() and len(page.clashes.cards) == 1
    window.qtbot.waitUntil(lambda: chip(window) == "用 U 盘同步", timeout=15000)
    card = page.clashes.cards[0]
    assert "林" in card.title.text() and "林晓梅" not in card.title.text()
    assert "报名" in card.title.text() and "备注" in card.title.text()
    window.press(Key.Key_2, on=page)
    window.settle()
    assert not page.clashes.isVisible() and window.ask(page.desk.sync.clashes) == ()
    chosen = notes(page.desk)
    page._settle_otherwise(card.clash, True)
    window.settle()
    assert {chosen, notes(page.desk)} == {"推车", "轮椅"}
    page._settle_otherwise(card.clash, True)
    window.settle()
    assert {chosen, notes(page.desk)} == {"推车", "轮椅"}, "the second time it is the other one already"


def notes(desk: Desk) -> str | None:
    (view,) = desk.registrations.list("FAIR")
    return view.notes


def test_leaving_the_hub_asks_first_and_keeps_everything(clock: SetClock, now: SetClock, serving: Serving, window: Opened) -> None:
    clock.at = now.at
    page = window.page
    assert not page.leave.isVisible()
    window.ask(page.desk.sync.enrol, invite(serving))
    window.ask(page.desk.sync.run)
    page.context.changes.announce({"sync"})
    window.qtbot.waitUntil(page.leave.isVisible, timeout=20000)
    window.press(Key.Key_X, on=page)
    assert serving.place.url in texts(page.question) and "没有送到" not in texts(page.question)
    page.question.keep.click()
    window.settle()
    assert window.ask(page.desk.sync.status).hub == serving.place.url
    window.press(Key.Key_X, on=page)
    page.question.act.click()
    window.qtbot.waitUntil(lambda: not page.leave.isVisible(), timeout=20000)
    assert window.ask(page.desk.sync.status).hub is None
    assert page.enrol.isVisible() and [one.code for one in window.ask(page.desk.events.list)] == ["FAIR"]


def test_who_leaves_with_items_on_hand_is_offered_a_stick(
    fair: Desk, clock: SetClock, now: SetClock, serving: Serving, window: Opened, tmp_path: Path
) -> None:
    clock.at = now.at
    page = window.page
    window.ask(page.desk.sync.enrol, invite(serving))
    move(fair, "http://127.0.0.1:9")
    page.context.changes.announce({"sync"})
    window.qtbot.waitUntil(page.leave.isVisible, timeout=20000)
    window.press(Key.Key_X, on=page)
    pending = window.ask(page.desk.sync.status).pending
    assert pending > 0 and f"还有 {pending} 条没有送到" in texts(page.question)
    verbs = {button.accessibleName() or button.text(): button for button in page.question.findChildren(QAbstractButton)}
    verbs[page.words("sync_page.leave_stick")].click()
    window.choose(tmp_path / "rescue.bundle")
    assert (tmp_path / "rescue.bundle").exists()
    assert window.ask(page.desk.sync.status).hub is not None, "the stick alone leaves nothing"


def test_a_stranger_s_stick_is_left_alone(clashing: Desk, window: Opened, tmp_path: Path) -> None:
    window.press(Key.Key_I, on=window.page)
    window.choose(tmp_path / "stick.bundle")
    page = window.page
    window.qtbot.waitUntil(lambda: page.stick.question is not None and page.stick.question.isVisible(), timeout=15000)
    page.stick.question.keep.click()
    window.settle()
    assert "没有导入" in page.stick.outcome.text() and page.stick.take.isEnabled() and not page.stick.bar.isVisible()
    assert page.desk.sync.status().devices == 0


def texts(dialog: QWidget) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_what_is_no_bundle_is_said_and_changes_nothing(window: Opened, tmp_path: Path) -> None:
    file = tmp_path / "letter.bundle"
    file.write_text("hello")
    window.press(Key.Key_I, on=window.page)
    window.choose(file)
    assert window.page.stick.outcome.isVisible() and "收下" not in window.page.stick.outcome.text()
    assert window.page.stick.take.isEnabled() and QApplication.activeModalWidget() is None


def test_a_desk_is_written_to_a_stick(window: Opened, tmp_path: Path) -> None:
    window.page.stick._write(tmp_path / "out.bundle")
    window.settle()
    assert (tmp_path / "out.bundle").stat().st_size > 100 and "已导出" in window.page.stick.outcome.text()


def move(desk: Desk, url: str) -> None:
    """The hub's address leads elsewhere from now on."""
    from eventdesk.store import sync_tables as s

    with desk.house.store.unit(actor=desk.actor, clock=desk.clock, action="test") as unit:
        unit.execute(s.hub.update().values(url=url))
        unit.keep()
