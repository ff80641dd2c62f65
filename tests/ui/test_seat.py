"""Who acts: the menu at the header's end, by keys; names that are not taken; what another role may not do."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.desk import Desk, create_desk
from eventdesk.domain.right import OperatorRole
from eventdesk.settings import Settings
from ui.app import Running, start
from ui.pages import PAGES
from ui.pages.events import EventsPage
from ui.widgets.dialog import ShortcutSheet

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = create_desk(tmp_path / "desk", name="Sprout Club", passphrase=None)
    zone = made.zone
    start_at, end_at = datetime(2026, 11, 28, 9, 30, tzinfo=zone), datetime(2026, 11, 28, 12, tzinfo=zone)
    made.events.add(title="Autumn day", start=start_at, end=end_at)
    made.operators.add("Lin", OperatorRole.PLANNER)
    made.operators.add("Gao", OperatorRole.READER)
    return made


@pytest.fixture
def running(qtbot: QtBot, desk: Desk) -> Iterator[Running]:
    chosen = Settings(language="en", theme="light", reduced_motion=True)
    made = start(lambda passphrase: desk, page="events", chosen=chosen, size=(1366, 768), pages=PAGES)
    qtbot.waitUntil(lambda: made.window.current == "events" and made.window.seat.acting is not None, timeout=8000)
    yield made
    for widget in made.app.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.reject()
    made.window.close()
    qtbot.waitUntil(lambda: not made.window.isVisible(), timeout=8000)
    made.end()
    made.window.deleteLater()


def settle(running: Running, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=8000)
    qtbot.wait(10)


def open_menu(running: Running, qtbot: QtBot) -> Callable[..., None]:
    settle(running, qtbot)
    running.window.activateWindow()
    qtbot.waitUntil(running.window.isActiveWindow)
    QTest.keyClick(running.window, Key.Key_O, CTRL_SHIFT)
    seat = running.window.seat
    qtbot.waitUntil(lambda: seat.menu is not None and isValid(seat.menu) and seat.menu.isVisible())

    def press(*keys: Qt.Key) -> None:
        for key in keys:
            assert seat.menu is not None
            QTest.keyClick(seat.menu, key)

    return press


def role(desk: Desk) -> str:
    return desk.actor.role.value


def entries(running: Running) -> list[str]:
    menu = running.window.seat.menu
    assert menu is not None
    return [entry.text() for entry in menu.actions() if not entry.isSeparator()]


def test_the_header_says_who_acts(running: Running) -> None:
    button = running.window.seat.button
    assert button.isVisible()
    assert button.text() == "Owner", "an owner without a name is told by the role"
    assert "Ctrl+Shift+O" in button.toolTip()


def test_keys_hand_the_seat_over_and_back(running: Running, desk: Desk, qtbot: QtBot) -> None:
    press = open_menu(running, qtbot)
    assert entries(running) == ["Owner", "Lin · Planner", "Gao · Reader", "Add an operator…", "Change this name…"]
    press(Key.Key_Down, Key.Key_Return)
    settle(running, qtbot)
    assert role(desk) == "planner"
    assert running.window.seat.button.text() == "Lin"
    assert "Lin" in running.window.toast.text
    running.window.toast.undo()
    settle(running, qtbot)
    assert role(desk) == "owner"
    assert running.window.seat.button.text() == "Owner"


def test_whoever_may_not_add_is_not_offered_to(running: Running, qtbot: QtBot) -> None:
    open_menu(running, qtbot)(Key.Key_Down, Key.Key_Return)
    settle(running, qtbot)
    open_menu(running, qtbot)
    assert entries(running) == ["Owner", "Lin · Planner", "Gao · Reader"]


def test_esc_changes_nothing(running: Running, desk: Desk, qtbot: QtBot) -> None:
    open_menu(running, qtbot)(Key.Key_Down, Key.Key_Escape)
    settle(running, qtbot)
    assert role(desk) == "owner"


def test_an_operator_is_added_and_may_act_at_once(running: Running, desk: Desk, qtbot: QtBot) -> None:
    seat = running.window.seat
    open_menu(running, qtbot)(Key.Key_Up, Key.Key_Up, Key.Key_Return)
    assert seat.form is not None
    form = seat.form
    QTest.keyClick(form, Key.Key_Return)
    assert form.isVisible() and form.name.error, "no name, nobody"
    QTest.keyClicks(form.name.edit, "lin")
    form.role.set_current(OperatorRole.LEAD.value)
    QTest.keyClick(form, Key.Key_Return)
    settle(running, qtbot)
    assert form.isVisible() and "lin" in form.name.error.lower(), "there is one already"
    assert form.name.text() == "lin", "what was typed is kept"
    form.name.edit.clear()
    QTest.keyClicks(form.name.edit, "Fang")
    QTest.keyClick(form, Key.Key_Return)
    settle(running, qtbot)
    assert [(one.name, one.role) for one in desk.operators.list()][-1] == ("Fang", OperatorRole.LEAD)
    assert "Fang" in running.window.toast.text
    running.window.toast._acted()
    settle(running, qtbot)
    assert role(desk) == "lead"


def test_the_owner_gets_a_name(running: Running, qtbot: QtBot) -> None:
    seat = running.window.seat
    open_menu(running, qtbot)(Key.Key_Up, Key.Key_Return)
    assert seat.form is not None
    QTest.keyClicks(seat.form.name.edit, "Zhao")
    QTest.keyClick(seat.form, Key.Key_Return)
    settle(running, qtbot)
    assert seat.button.text() == "Zhao"


def test_what_a_role_may_not_do_is_said_in_a_sentence(running: Running, desk: Desk, qtbot: QtBot) -> None:
    running.window.seat.act_as("Gao")
    settle(running, qtbot)
    page = running.window.page
    assert isinstance(page, EventsPage)
    page.verbs.publish(desk.events.list()[0])
    settle(running, qtbot)
    assert running.window.toast.text == "You may not do this (planning events). Ask the lead."


def test_another_language_says_it_too(running: Running, qtbot: QtBot) -> None:
    running.window.save(language="zh")
    settle(running, qtbot)
    assert running.window.seat.button.text() == running.window.words("operators.role_owner")


def test_the_sheet_of_keys_names_it(running: Running) -> None:
    running.window.show_shortcuts()
    sheet = running.window.findChild(ShortcutSheet)
    assert sheet is not None
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Who acts" in texts


def test_a_narrow_window_keeps_the_avatar_alone(running: Running, qtbot: QtBot) -> None:
    wide = running.window.seat.button.width()
    running.window.resize(1000, 700)
    qtbot.waitUntil(lambda: running.window.seat.button.width() < wide)
