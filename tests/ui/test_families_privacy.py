"""Consents on a family's card, taken down and taken back, and erasing a family: by keys and clicks."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.right import OperatorRole
from eventdesk.services.booking import BookedPerson
from tests.ui.people_desk import Opened, make_desk, opened
from ui.dialogs.choose import Choose
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.erase_family import EraseFamily
from ui.widgets.base import Label
from ui.widgets.buttons import Button
from ui.widgets.dialog import Question

T = TypeVar("T", bound=QWidget)
CTRL, RETURN = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "families") as made:
        made.ask(
            made.page.desk.registrations.add, "CAMP", consent_method="paper",
            people=(
                BookedPerson(Role.GUARDIAN, "单晓梅", phone="13800009876", phone_type="mobile", relation="mother"),
                BookedPerson(Role.CHILD, "周予安", nickname="安安", allergies="花生"),
            ),
        )  # fmt: skip
        made.page.search.clear()
        made.type("9876", on=made.page.search)
        made.settle()
        yield made


def press(camp: Opened, name: str) -> None:
    button = camp.page.panel.findChild(Button, name)
    assert button is not None, f"the card offers {name}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    camp.settle()


def dialog(kind: type[T]) -> T:
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def said(camp: Opened, purpose: Purpose) -> tuple[bool | None, str | None, bool]:
    state = camp.ask(camp.page.desk.consents.state, camp.page.panel.family.id)
    return next((line.granted, line.method, line.signed) for line in state.lines if line.purpose is purpose)


def test_a_form_is_signed_on_the_screen(camp: Opened) -> None:
    press(camp, "consent")
    QTest.keyClick(dialog(Choose), Qt.Key.Key_1)
    camp.settle()
    form = dialog(ConsentDialog)
    form.ticks[Purpose.PARTICIPATION].click()
    form.ticks[Purpose.PHOTO].click()
    QTest.keyClick(form, RETURN, CTRL)
    assert form.trouble.isVisible(), "nobody signed yet"
    middle = form.pad.height() // 2
    QTest.mousePress(form.pad, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))
    QTest.mouseMove(form.pad, QPoint(form.pad.width() - 10, middle))
    QTest.mouseRelease(form.pad, Qt.MouseButton.LeftButton, pos=QPoint(form.pad.width() - 10, middle))
    QTest.keyClick(form, RETURN, CTRL)
    camp.settle()
    assert said(camp, Purpose.PHOTO) == (True, "screen", True)
    assert said(camp, Purpose.PARTNERS) == (False, "screen", True)
    assert camp.page.words("privacy.purpose_photo") in [label.text() for label in camp.page.panel.findChildren(Label)]


def test_a_form_on_paper_needs_no_signature_here(camp: Opened) -> None:
    press(camp, "consent")
    QTest.keyClick(dialog(Choose), Qt.Key.Key_2)
    camp.settle()
    form = dialog(ConsentDialog)
    assert not form.pad.isVisible() and not form.again.isVisible()
    form.ticks[Purpose.PARTNERS].click()
    QTest.keyClick(form, RETURN, CTRL)
    camp.settle()
    assert said(camp, Purpose.PARTNERS) == (True, "paper", False)


def test_a_consent_is_taken_back_after_a_question(camp: Opened) -> None:
    def answer(yes: bool) -> None:
        question = dialog(Question)
        (question.act if yes else question.keep).click()

    QTimer.singleShot(150, lambda: answer(False))
    press(camp, "withdraw")
    assert said(camp, Purpose.PARTICIPATION)[0] is True
    QTimer.singleShot(150, lambda: answer(True))
    press(camp, "withdraw")
    assert said(camp, Purpose.PARTICIPATION)[:2] == (False, "withdrawn")
    assert "花生" not in " ".join(label.text() for label in camp.page.panel.findChildren(Label))


def test_a_family_is_erased_for_a_reason(camp: Opened) -> None:
    family = camp.page.panel.family.id
    press(camp, "erase")
    form = dialog(EraseFamily)
    assert "单晓梅" not in form.windowTitle()
    QTest.keyClick(form.reason.edit, RETURN, CTRL)
    assert form.isVisible() and form.reason.error, "a reason is missing"
    camp.type("家长来信要求", on=form.reason.edit)
    QTest.keyClick(form.reason.edit, RETURN)
    camp.settle()
    assert form.isVisible(), "Enter alone erases nobody"
    QTest.keyClick(form.reason.edit, RETURN, CTRL)
    camp.settle()
    assert QApplication.activeModalWidget() is None
    assert not camp.page.panel.showing, "nothing is left to be shown"
    assert not camp.page.table.rows
    assert all(person.name is None for person in camp.ask(camp.page.desk.families.show, family, unmasked=True).people)


def test_erasing_tells_of_the_family_s_volunteers_and_asks_about_them(camp: Opened) -> None:
    family, desk = camp.page.panel.family.id, camp.page.desk
    helper = camp.ask(desk.volunteers.add, name="单晓梅", phone="13800009876", family=family).id
    press(camp, "erase")
    form = dialog(EraseFamily)
    camp.settle()
    assert form.helpers_too.isVisible() and not form.helpers_too.isChecked() and "单**" in form.helpers.text()
    form.helpers_too.click()
    camp.type("家长来信要求", on=form.reason.edit)
    QTest.keyClick(form.reason.edit, RETURN, CTRL)
    camp.settle()
    assert helper not in [one.id for one in camp.ask(desk.volunteers.list)]


def test_a_reader_of_lists_is_told_what_is_not_theirs(camp: Opened) -> None:
    desk = camp.page.desk
    camp.ask(desk.operators.add, "planner-1", role=OperatorRole.PLANNER)
    camp.ask(desk.operators.act_as, "planner-1")
    camp.page.list.read()
    camp.settle()
    for name, may in (("erase", False), ("consent", False), ("withdraw", True), ("tag", True)):
        assert camp.page.panel.findChild(Button, name).isEnabled() is may, name
