"""The page of settings: what is changed takes effect and is kept; what is wrong is said; the data is checked."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.right import OperatorRole
from eventdesk.services.operators import OperatorView
from eventdesk.settings import Settings
from tests.conftest import Register
from ui.app import Running, start
from ui.dialogs.notice import NoticeDialog
from ui.pages.base import Page, PageContext, PageSpec
from ui.pages.settings import SettingsPage
from ui.pages.settings_parts import LicencesDialog
from ui.scanner.sources import GivenDevices, PictureSource
from ui.widgets.choice import Seg

Key = Qt.Key


def with_cameras(context: PageContext) -> Page:
    cameras = [(name, lambda: PictureSource(())) for name in ("front", "back")]
    return SettingsPage(context, devices=lambda: GivenDevices(cameras))


class Shown:
    """The window on its settings, and what it kept."""

    def __init__(self, folder: Path, qtbot: QtBot, chosen: Settings) -> None:
        self._qtbot = qtbot
        self.kept: list[Settings] = []
        pages = (PageSpec("settings", "gear", "settings.nav", with_cameras, in_rail=False),)
        self.running: Running = start(
            lambda _: open_desk(folder), chosen=chosen, keep=self.kept.append, pages=pages, size=(1366, 768)
        )
        qtbot.waitUntil(lambda: self.running.window.page is not None, timeout=20_000)
        self.settle()

    @property
    def page(self) -> SettingsPage:
        page = self.running.window.page
        assert isinstance(page, SettingsPage)
        return page

    def settle(self) -> None:
        QTest.qWait(20)
        self._qtbot.waitUntil(lambda: not self.running.tasks.busy, timeout=20_000)
        QTest.qWait(20)

    def choose(self, seg: Seg, steps: int) -> None:
        for _ in range(abs(steps)):
            QTest.keyClick(seg, Key.Key_Right if steps > 0 else Key.Key_Left)
        self.settle()


@pytest.fixture
def folder(fair: Desk, register: Register) -> Path:
    """A desk that is closed."""
    register()
    fair.close()
    return fair.folder


@pytest.fixture
def shown(qapp: object, folder: Path, qtbot: QtBot) -> Iterator[Shown]:
    """Settings, in Chinese and light."""
    made = Shown(folder, qtbot, Settings(language="zh", theme="light", reduced_motion=True))
    yield made
    made.running.window.close()
    made.settle()
    made.running.end()


def test_colours_and_size_act_at_once_and_are_kept(shown: Shown) -> None:
    theme = shown.running.window.shell.theme
    shown.choose(shown.page.colours, 1)
    assert theme.dark and shown.kept[-1].theme == "dark"
    shown.choose(shown.page.scale, 2)
    assert theme.scale == 125 and shown.kept[-1].scale == 125
    shown.page.motion.click()
    assert not theme.reduced_motion and not shown.kept[-1].reduced_motion


def test_language_changes_the_whole_window_and_stays_here(shown: Shown) -> None:
    shown.choose(shown.page.language, 1)
    assert shown.running.window.header.title == "Settings"
    assert shown.page.language.current == "en" and shown.kept[-1].language == "en"


def test_what_the_rail_switches_is_shown_here(shown: Shown) -> None:
    shown.running.window.save(theme="dark")
    assert shown.page.colours.current == "dark"


def test_the_station_is_named_and_a_bad_name_is_refused(shown: Shown) -> None:
    field = shown.page.station
    field.edit.clear()
    QTest.keyClicks(field.edit, "Gate 7")
    QTest.keyClick(field.edit, Key.Key_Return)
    shown.settle()
    assert shown.page.desk.actor.station_name == "Gate 7" and shown.kept[-1].station == "Gate 7"
    field.edit.setText("x" * 41)
    QTest.keyClick(field.edit, Key.Key_Return)
    shown.settle()
    assert field.error and field.text() == "x" * 41
    assert shown.page.desk.actor.station_name == "Gate 7"


def test_door_settings_are_kept(shown: Shown) -> None:
    page = shown.page
    assert [page.camera.itemText(n) for n in range(page.camera.count())][1:] == ["front", "back"]
    page.camera.setFocus()
    QTest.keyClick(page.camera, Key.Key_Down)
    page.camera.activated.emit(page.camera.currentIndex())
    page.mute.click()
    page.camera_on.click()
    shown.choose(page.suffix, 1)
    kept = shown.kept[-1]
    assert kept.camera == page.camera.itemData(1)
    assert (kept.muted, kept.camera_on, kept.scanner_suffix) == (True, False, "tab")


def test_a_whole_desk_is_found_whole(shown: Shown) -> None:
    shown.page.verify.click()
    shown.settle()
    assert shown.page.proof.isVisible()
    assert shown.page.proof.verdict.text() == shown.page.words("settings.whole")


def test_a_record_that_was_changed_is_found(qapp: object, folder: Path, qtbot: QtBot) -> None:
    with sqlite3.connect(next(folder.glob("*.db"))) as file:
        file.execute("UPDATE audit SET details = '{}' WHERE seq = 2")
    file.close()
    shown = Shown(folder, qtbot, Settings(language="en", theme="light"))
    shown.page.verify.click()
    shown.settle()
    assert shown.page.proof.verdict.text() == shown.page.words("settings.broken")
    assert shown.page.proof.chips["audit"].text == shown.page.words("settings.proof_broken_at", n=2)
    assert shown.page.proof.chips["journal"].text == shown.page.words("settings.proof_ok")
    shown.running.window.close()
    shown.settle()
    shown.running.end()


def test_licences_open_and_close(shown: Shown) -> None:
    dialog = LicencesDialog(shown.page.theme, shown.page.words, shown.page)
    dialog.open()
    assert dialog.isVisible()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("width", [960, 1366])
def test_everything_is_reachable_in_a_small_window(shown: Shown, width: int) -> None:
    shown.running.window.resize(width, 620)
    shown.settle()
    page = shown.page
    for control in (page.language, page.station, page.camera, page.verify):
        left = control.mapTo(page, control.rect().topLeft()).x()
        assert left >= 0 and left + control.width() <= page.width()


def test_the_notice_is_read_changed_and_printed(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    page = shown.page
    QTest.mouseClick(page.read_notice, Qt.MouseButton.LeftButton)
    shown.settle()
    (dialog,) = page.findChildren(NoticeDialog)
    assert dialog.version.text() == "1" and "监护人" in dialog.text.toPlainText()
    dialog.text.clear()
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    shown.settle()
    assert dialog.isVisible() and dialog.frame.error, "an empty wording is refused beside its field"
    dialog.text.setPlainText("新的告知文本")
    dialog.version.set_text("2027-1")
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    shown.settle()
    assert not dialog.isVisible()
    assert page.notice.text() == page.desk.notices.current().version == "2027-1"
    page.write_form(tmp_path / "form.pdf")
    shown.settle()
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")


def test_an_operator_is_retired_and_comes_back(shown: Shown) -> None:
    page, operators = shown.page, shown.page.desk.operators
    shown.running.tasks.run(operators.add, "Lin", OperatorRole.PLANNER)
    shown.settle()
    page.refresh()
    shown.settle()

    def lin() -> OperatorView:
        found: list[OperatorView] = []
        shown.running.tasks.run(lambda: next(one for one in operators.list() if one.name == "Lin"), done=found.append)
        shown.settle()
        return found[0]

    id = lin().id
    assert list(page.operators.buttons) == [id]
    QTest.keyClick(page.operators.buttons[id], Key.Key_Space)
    shown.settle()
    assert not lin().active
    shown.running.window.toast.undo()
    shown.settle()
    assert lin().active
    for wanted in (False, True):
        QTest.mouseClick(page.operators.buttons[id], Qt.MouseButton.LeftButton)
        shown.settle()
        assert lin().active is wanted


def test_who_acts_is_not_retired_and_others_lack_the_right(shown: Shown) -> None:
    page, operators = shown.page, shown.page.desk.operators
    shown.running.tasks.run(operators.add, "Lin", OperatorRole.LEAD)
    shown.running.tasks.run(operators.act_as, "Lin")
    shown.settle()
    page.refresh()
    shown.settle()
    (button,) = page.operators.buttons.values()
    assert not button.isEnabled() and button.toolTip()
