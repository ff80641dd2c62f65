"""The first page of the morning, by keys and clicks, on a real desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.services.checkins import Scan
from tests.ui.day_desk import family, make, opened
from tests.ui.people_desk import Key, Opened
from ui.pages.today_hero import clock_text
from ui.widgets.preflight import Readiness
from ui.widgets.states import EmptyState


@pytest.fixture
def clock(tmp_path: Path) -> SetClock:
    return make(tmp_path / "desk")


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", clock, "today") as made:
        yield made


def numbers(day: Opened) -> list[str]:
    return [figure.accessibleName() for figure in day.page.figures.figures]


def gone_to(day: Opened, page: str) -> dict[str, Any]:
    assert day.running.window.current == page
    told: dict[str, Any] = day.page.told
    return told


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_the_event_its_figures_and_its_slots(day: Opened) -> None:
    page = day.page
    assert page.hero.countdown.number == "28:14"
    assert "09:01" in page.subtitle()
    assert numbers(day) == [
        "报名 · 2 家 5 人 大人 2 · 孩子 3", "已到 · 0 家 0 人 还没有人到", "在场 0 / 150 还可进 150 人", "候补 1 家 有空位会提醒你",
    ]  # fmt: skip
    rows = [page.slots._rows.itemAt(n).widget().accessibleName() for n in range(2)]
    assert rows == ["09:30–12:00 积木搭桥 积木教室 2 / 2 名孩子 候补 1", "09:30–12:00 故事会 小树屋 2 / 30 人"]


def test_enter_opens_the_door_wherever_the_focus_was_not_on_a_button(day: Opened) -> None:
    day.press(Key.Key_Return)
    assert gone_to(day, "door") == {"event": "FAIR"}


def test_w_and_the_button_register_at_the_door(day: Opened) -> None:
    day.press(Key.Key_W)
    day.settle()
    assert gone_to(day, "door") == {"event": "FAIR", "walk_in": True}


def test_enter_on_another_button_presses_that_one(day: Opened) -> None:
    day.page.todos.rows[0].action.setFocus()
    day.press(Key.Key_Return)
    assert gone_to(day, "registrations")["no_consent"] is True


def test_what_needs_somebody_leads_to_where_it_is_settled(day: Opened) -> None:
    consent, allergies = day.page.todos.rows
    assert consent.fact.text() == "1 家还没签同意书"
    assert consent.detail.text().startswith("家长3。")
    assert allergies.fact.text() == "2 个孩子有过敏"
    assert allergies.detail.text().startswith("花生 2。")
    click(allergies.action)
    assert gone_to(day, "registrations")["event"] == "FAIR"


def test_a_place_that_became_free_is_offered(day: Opened) -> None:
    desk = day.running.window._desk
    assert desk is not None
    first = next(r for r in day.ask(desk.registrations.list, "FAIR") if "S1" in r.slots and r.children_count == 2)
    day.ask(desk.registrations.cancel, first.id)
    day.settle()
    places = next(row for row in day.page.todos.rows if "候补" in row.fact.text())
    assert places.fact.text() == "1 家候补现在有位置"
    click(places.action)
    assert gone_to(day, "registrations") == {"event": "FAIR", "state": "waitlisted"}


def test_who_comes_in_is_counted_at_once(day: Opened) -> None:
    desk = day.running.window._desk
    assert desk is not None
    first = day.ask(desk.registrations.list, "FAIR")[0]
    day.ask(desk.checkins.scan, "FAIR", Scan(text=first.ticket))
    day.settle()
    assert numbers(day)[1:3] == ["已到 · 1 家 3 人 东门 3", "在场 3 / 150 还可进 147 人"]


def test_seconds_pass_and_the_event_begins_and_ends(day: Opened, clock: SetClock) -> None:
    page = day.page
    clock.at += timedelta(seconds=1)
    page.tick()
    assert page.hero.countdown.number == "28:13"
    clock.at = clock.at.replace(hour=9, minute=30, second=0)
    page.tick()
    assert (page.hero.chip.text, page.hero.countdown.number) == ("进行中", "2:30:00")
    clock.at = clock.at.replace(hour=12)
    page.tick()
    assert (page.hero.chip.text, page.hero.countdown.number) == ("已结束", "12:00")


def test_the_seconds_stop_when_the_page_is_left(day: Opened) -> None:
    page = day.page
    assert page._second.isActive()
    day.press(Key.Key_Return)
    assert not page._second.isActive()


def test_on_another_day_it_is_another_event(day: Opened, clock: SetClock) -> None:
    clock.at += timedelta(days=1)
    day.page.tick()
    day.settle()
    assert day.page.today.event is None
    assert isinstance(day.page._stack.currentWidget(), EmptyState)
    day.press(Key.Key_N)
    assert day.running.window.current == "events"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (59, "00:59"), (59.2, "01:00"), (3600, "1:00:00"), (86399, "23:59:59")]
)
def test_what_is_left(seconds: float, text: str) -> None:
    assert clock_text(timedelta(seconds=seconds)) == text


def test_only_what_is_true_is_said_of_the_computer(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    with opened(qtbot, tmp_path / "desk", clock, "today", cameras=("内置摄像头", "外接")) as day:
        states = day.page.preflight._states
        rows = {key: row.accessibleName() for key, row in day.page.preflight.rows.items()}
        assert (states["camera"], rows["camera"]) == (Readiness.OK, "摄像头 正常 内置摄像头，另有 1 个")
        assert states["store"] is Readiness.NOTICE and "没有加密" in rows["store"]
        assert states["scanner"] is Readiness.NOTICE
        assert rows["sync"] == "同步 单机 只在这台电脑上，不需要网络"
        assert "注意" in day.page.preflight.chip.text


def test_without_a_camera_it_says_what_works_instead(day: Opened) -> None:
    assert day.page.preflight.rows["camera"].accessibleName() == "摄像头 注意 没有摄像头，可用扫码枪或搜索"


def test_a_clock_that_went_back_is_found(day: Opened, clock: SetClock) -> None:
    clock.at -= timedelta(hours=2)
    day.press(Key.Key_R)
    day.settle()
    assert day.page.preflight._states["clock"] is Readiness.BROKEN
    assert "不可用" in day.page.preflight.chip.text


def test_a_scan_proves_the_scanner_and_opens_nothing(day: Opened) -> None:
    preflight = day.page.preflight
    preflight.rows["scanner"].fix.setFocus()
    day.press(Key.Key_Space)
    assert preflight._states["scanner"] is Readiness.CHECKING
    window = day.running.window.windowHandle()
    for letter in "TEST12345":
        QTest.keyClick(window, letter)
    QTest.keyClick(window, Qt.Key.Key_Return)
    day.settle()
    assert preflight.rows["scanner"].accessibleName() == "扫码枪 正常 刚刚扫到 9 位的码"
    assert day.running.window.current == "today"


def test_several_events_of_a_day_can_be_chosen(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    with opened(qtbot, tmp_path / "desk", clock, "today") as day:
        desk = day.running.window._desk
        assert desk is not None
        noon = clock.at.replace(hour=14, minute=0, second=0)
        day.ask(desk.events.add, title="下午场", start=noon, end=noon + timedelta(hours=1), code="NOON")
        day.settle()
        chooser = day.page._chooser
        assert chooser.isVisible()
        chooser.setFocus()
        day.press(Key.Key_Down, on=chooser)
        day.settle()
        assert day.page.today.event.code == "NOON"
        day.running.window.save(language="en")
        day.settle()
        assert day.page.today.event.code == "NOON"
        assert "no slots" in day.page.slots._rows.itemAt(0).widget().text()


def test_an_empty_desk_says_how_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "empty", filled=False)
    with opened(qtbot, tmp_path / "empty", clock, "today") as day:
        assert isinstance(day.page._stack.currentWidget(), EmptyState)
        day.press(Key.Key_Return)
        assert day.running.window.current == "today"
        day.press(Key.Key_N)
        assert day.running.window.current == "events"
        assert day.page.editing


def test_every_size_and_language_fits(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    for language, scale, size in (("en", 100, (1000, 690)), ("zh", 150, (1366, 768)), ("en", 125, (960, 600))):
        with opened(qtbot, tmp_path / "desk", clock, "today", language=language, scale=scale) as day:
            day.running.window.resize(*size)
            day.settle()
            content = day.page._stack.currentWidget()
            assert content.widget().width() <= content.viewport().width(), (language, scale, size)


def test_more_than_four_kinds_of_allergies_are_summed_up(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    with opened(qtbot, tmp_path / "desk", clock, "today") as day:
        desk = day.running.window._desk
        assert desk is not None
        people = family(9, allergies="鸡蛋、牛奶、芒果、虾、花粉")
        day.ask(desk.registrations.add, "FAIR", people=people, consent_method="paper")
        day.settle()
        assert "还有 2 种" in day.page.todos.rows[-1].detail.text()
