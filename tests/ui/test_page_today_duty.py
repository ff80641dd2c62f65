"""The volunteers of today: who is missing, who could step in, and what a press comes to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.duty import MarkKind
from eventdesk.settings import Settings
from tests.services.duty_ground import at, staffed
from tests.ui.day_desk import specs
from ui.app import Running, start
from ui.dialogs.choose import Choose
from ui.pages.today import TodayPage
from ui.pages.today_duty import TodayDuty


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at(10, 8))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Desk:
    made = staffed(tmp_path / "desk", clock)
    for code in ("VOL001", "VOL006"):
        made.duty.mark("FAIR", code, MarkKind.IN, at=at(8, 50))
    return made


@pytest.fixture
def running(desk: Desk, qapp: object, qtbot: QtBot) -> Iterator[Running]:
    chosen = Settings(language="zh", theme="light", reduced_motion=True)
    made = start(lambda passphrase: desk, page="today", chosen=chosen, pages=specs(()), size=(1366, 768))
    qtbot.waitUntil(lambda: isinstance(made.window.page, TodayPage) and made.window.page.duty.board is not None, timeout=10_000)
    yield made
    made.window.close()
    qtbot.waitUntil(lambda: not made.window.isVisible(), timeout=10_000)
    made.end()
    made.window.deleteLater()


def duty(running: Running) -> TodayDuty:
    page = running.window.page
    assert isinstance(page, TodayPage)
    return page.duty


def facts(running: Running) -> list[str]:
    return [row.fact.text() for row in duty(running).card.rows]


def quiet(running: Running, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=10_000)


def test_who_is_missing_stands_there_with_who_could_step_in(running: Running) -> None:
    card = duty(running).card
    assert card.isVisible()
    assert facts(running) == ["何嘉禾 没有来", "林晓彤 没有来", "罗婉清 晚了 8 分钟，还没到"]
    assert card.rows[0].detail.text() == "签到台 · 正门 · 09:00–12:00\n能顶上：马俊熙（要打电话），另有 1 人"
    assert {name: chip.isVisible() for name, chip in card.chips.items()} == {
        "here": True, "late": True, "missing": True, "open": False,
    }  # fmt: skip


def test_the_clock_alone_makes_somebody_late_a_no_show(running: Running, clock: SetClock, qtbot: QtBot) -> None:
    clock.at = at(10, 20)
    page = running.window.page
    assert isinstance(page, TodayPage)
    page.tick()
    qtbot.waitUntil(lambda: "罗婉清 没有来" in facts(running))


def test_who_came_without_a_code_is_noted_and_taken_back(running: Running, desk: Desk, qtbot: QtBot) -> None:
    QTest.mouseClick(duty(running).card.rows[2].came, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(facts(running)) == 2)
    quiet(running, qtbot)
    running.window.activateWindow()
    qtbot.waitUntil(running.window.isActiveWindow)
    QTest.keyClick(running.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(facts(running)) == 3)
    assert [mark.voided for mark in desk.duty.marks("FAIR", "VOL004")] == [True]


def test_somebody_steps_in(running: Running, desk: Desk, qtbot: QtBot) -> None:
    QTest.mouseClick(duty(running).card.rows[0].replace, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Choose))
    dialog = duty(running).dialog
    assert [button.text() for button in dialog.buttons] == ["马俊熙（要打电话）", "卫一鸣（在场，要请他多留一会儿）"]
    QTest.mouseClick(dialog.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "何嘉禾 没有来" not in facts(running))
    assert {row.code for row in desk.duty.board("FAIR").rows if row.shift_code == "S01"} == {"VOL001", "VOL006"}


def test_a_day_without_volunteers_shows_nothing(running: Running) -> None:
    duty(running).read("")
    assert not duty(running).card.isVisible()
