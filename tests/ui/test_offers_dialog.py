"""Places kept for waiting families, from the menu of registrations: asked, accepted, declined, taken back. By clicks and keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.registration import OfferState, RegistrationState
from eventdesk.domain.right import OperatorRole
from tests.ui.people_desk import Key, Opened, make_desk, opened
from ui.dialogs.offers import OffersDialog
from ui.widgets.base import Label
from ui.widgets.buttons import Button


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=True)
    with opened(qtbot, tmp_path / "desk", clock, "registrations", event="CAMP") as made:
        yield made


def open_dialog(camp: Opened) -> Any:
    camp.page.open_menu()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "offers").trigger()
    menu.close()
    dialog = camp.dialog(OffersDialog)
    camp.settle()
    return dialog


def make_room(camp: Opened) -> None:
    """Who stands first in line gets room for a party of any size."""
    desk = camp.page.desk
    rows = camp.ask(desk.registrations.list, "CAMP")
    first = next(row for row in rows if row.state is RegistrationState.WAITLISTED)
    going = [row for row in rows if row.state is RegistrationState.CONFIRMED and set(row.slots) & set(first.slots)]
    for row in going[:6]:
        camp.ask(desk.registrations.cancel, row.id)
    camp.settle()


def press(camp: Opened, button: Button | None) -> None:
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    camp.settle()


def test_without_room_nobody_is_asked(camp: Opened) -> None:
    dialog = open_dialog(camp)
    none = next(label for label in dialog.findChildren(Label) if label.text() == camp.page.words("offers.none"))
    assert not none.visibleRegion().isEmpty()
    press(camp, dialog.next)
    assert dialog.said.text() == camp.page.words("offers.nobody")
    assert dialog.offers == ()
    camp.press(Key.Key_Escape, on=dialog)


def test_one_accepts_one_declines_and_one_is_taken_back(camp: Opened) -> None:
    make_room(camp)
    dialog = open_dialog(camp)
    dialog.hours.set_current("4")
    press(camp, dialog.next)
    (first,) = dialog.offers
    assert (first.state, (first.until - first.at).total_seconds()) == (OfferState.OPEN, 4 * 3600)
    assert first.label in dialog.said.text()
    assert "*" in first.phone
    press(camp, dialog.findChild(Button, "accept"))
    assert [one.state for one in dialog.offers] == [OfferState.ACCEPTED]
    assert camp.ask(camp.page.desk.registrations.show, first.registration).state is RegistrationState.CONFIRMED
    for verb, state in (("decline", OfferState.DECLINED), ("withdraw", OfferState.WITHDRAWN)):
        press(camp, dialog.next)
        offered = dialog.offers[0]
        assert offered.state is OfferState.OPEN, "what waits for an answer stands first"
        before = camp.ask(camp.page.desk.registrations.show, offered.registration)
        press(camp, dialog.findChild(Button, verb))
        assert next(one for one in dialog.offers if one.id == offered.id).state is state
        after = camp.ask(camp.page.desk.registrations.show, offered.registration)
        assert (after.state, after.slot_status) == (before.state, before.slot_status), "it waits as before"


def test_who_may_only_look_sees_why(camp: Opened) -> None:
    camp.ask(camp.page.desk.operators.add, "door", OperatorRole.DOOR)
    camp.ask(camp.page.desk.operators.begin_as, "door")
    dialog = OffersDialog(camp.page.context, "CAMP", "Camp", parent=camp.page)
    dialog.open()
    camp.settle()
    assert not dialog.next.isEnabled()
    assert dialog.next.toolTip() == camp.page.words("registrations.change_reason")
