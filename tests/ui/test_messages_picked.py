"""Writing to some families alone: ticked among the recipients, or sent here from registrations and from a family's card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.message import Purpose
from eventdesk.domain.registration import RegistrationState
from tests.ui import message_desk, people_desk
from tests.ui.people_desk import CTRL, Key, Opened
from ui.pages.registrations_bulk import purpose_for
from ui.widgets.base import Label
from ui.widgets.buttons import Button
from ui.widgets.dialog import Question

LEFT = Qt.MouseButton.LeftButton
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = message_desk.make(tmp_path / "desk")
    with message_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        yield made


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = people_desk.make_desk(tmp_path / "desk", filled=True)
    with people_desk.opened(qtbot, tmp_path / "desk", clock, "registrations", event="CAMP") as made:
        yield made


def test_only_the_ticked_get_it(desk: Opened, tmp_path: Path) -> None:
    write = desk.page.write
    table = write.recipients.table
    assert write.recipients.only is None
    for row in (table.rows[1], table.rows[2], table.rows[12]):  # the last of them wants none
        table.select(row.family)
        desk.press(Key.Key_Space, on=table.view)
    assert len(write.recipients.only) == 3
    assert write.ready == 2
    assert "2" in write.send.text()
    write._ask_to_send()
    said = " ".join(label.text() for label in desk.dialog(Question).findChildren(Label))
    assert "2 家" in said
    assert said.count("不想收到 1") + said.count("没有邮箱 1") == 1
    desk.dialog(Question).reject()
    folder = tmp_path / "letters"
    folder.mkdir()
    QTest.mouseClick(write.test, LEFT)
    desk.choose(folder)
    desk.qtbot.waitUntil(lambda: write._sending is None, timeout=30000)
    desk.settle()
    assert len(list(folder.glob("*.eml"))) == 2
    QTest.mouseClick(write.recipients.all, LEFT)
    assert (write.recipients.only, write.ready) == (None, 10)


def test_a_copied_text_is_of_a_ticked_family(desk: Opened) -> None:
    write = desk.page.write
    write.channel.set_current("wechat")
    write.read()
    desk.settle()
    table = write.recipients.table
    table.model.check([table.rows[4].family])
    table.select(table.rows[0].family)
    desk.press(Key.Key_Return, CTRL, on=desk.running.window)
    desk.settle()
    assert QGuiApplication.clipboard().text().startswith(f"{message_desk.NICKNAMES[4]}家长")
    assert write.ready == 0


def test_the_page_takes_families_and_says_who_is_no_recipient(desk: Opened) -> None:
    page = desk.page
    some = [row.family for row in page.write.recipients.table.rows[:3]]
    page.restore({"event": "WALK", "tab": "write", "purpose": "reminder", "families": some})
    desk.settle()
    assert page.write.recipients.only == frozenset(some[:2]), "the third is not registered for it"
    assert page.write.strip.isVisible()
    assert "1" in page.write.strip.accessibleName()
    state = page.state()
    page.write.recipients.pick_all()
    page.restore(state)
    desk.settle()
    assert page.write.recipients.only == frozenset(some[:2])
    assert not page.write.strip.isVisible()
    page.open("FAIR")
    desk.settle()
    assert page.write.recipients.only is None, "who was ticked belongs to the other event"


def test_how_many_fit_is_said_once(desk: Opened) -> None:
    page, words = desk.page, desk.page.words
    page.restore({"event": "WALK", "tab": "invite"})
    desk.settle()
    shown = len(page.invite.table.rows)
    assert page.invite.fits.text() == words("messaging.fits_all", n=shown)


@pytest.mark.parametrize(
    ("states", "purpose"),
    [((CONFIRMED,), Purpose.REMINDER), ((WAITLISTED,), Purpose.WAITLIST), ((CONFIRMED, WAITLISTED), Purpose.NOTICE)],
)
def test_what_is_for_all_of_them_is_proposed(states: tuple[RegistrationState, ...], purpose: Purpose) -> None:
    assert purpose_for(states) is purpose


def test_ticked_registrations_are_written_to(camp: Opened) -> None:
    page = camp.page
    rows = [row for row in page.table.rows if row.view.state is CONFIRMED][:2]
    page.table.model.check([row.id for row in rows])
    camp.settle()
    QTest.mouseClick(page.verbs.message_button, LEFT)
    camp.settle()
    assert camp.running.window.current == "messages"
    write = camp.page.write
    assert (write.code, write.purpose.current) == ("CAMP", "reminder")
    assert write.recipients.only == frozenset(row.view.family for row in rows)


def test_a_family_is_written_to_from_its_card(camp: Opened) -> None:
    family = next(row.view.family for row in camp.page.table.rows if row.view.state is WAITLISTED)
    camp.running.window.navigate("families", family=family)
    camp.settle()
    button = camp.page.panel.findChild(Button, "write")
    assert button is not None
    button.click()
    camp.settle()
    assert camp.running.window.current == "messages"
    assert (camp.page.write.purpose.current, camp.page.write.recipients.only) == ("waitlist", frozenset({family}))


def test_english_leaves_room_to_search(qtbot: QtBot, tmp_path: Path) -> None:
    clock = people_desk.make_desk(tmp_path / "desk", filled=True)
    with people_desk.opened(qtbot, tmp_path / "desk", clock, "registrations", event="CAMP", language="en") as made:
        assert made.page.filters.search.width() >= 200
        assert made.page.filters.consent.accessibleName() == made.page.filters.consent.toolTip()
