"""A registration's card, and the dialogs of questions, prices and lists, by keys and clicks on a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from eventdesk.desk import open_desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import LimitKind
from eventdesk.domain.fee import FeeState, PaymentKind, PersonKind
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.services import overview
from tests.ui.people_desk import CTRL, Key, Opened, make_desk, opened
from ui.dialogs.choose import Choose
from ui.dialogs.list_files import ListFiles
from ui.dialogs.prices import Prices
from ui.dialogs.questions import Questions
from ui.dialogs.registration_card import RegistrationCard
from ui.models import registration_rows
from ui.widgets.elevation import Menu

LEFT = Qt.MouseButton.LeftButton
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=True)
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        desk.fees.set_prices("CAMP", {("", PersonKind.ADULT): 3000, ("", PersonKind.CHILD): 5050})
        desk.fees.work_out("CAMP")
        desk.questions.add("CAMP", text="怎么来", kind=QuestionKind.SINGLE, options=["自驾", "地铁"], required=True)
        desk.questions.add("CAMP", text="几辆推车", kind=QuestionKind.NUMBER)
        desk.questions.add("CAMP", text="想玩", kind=QuestionKind.MULTIPLE, options=["泥巴", "水枪"])
    with opened(qtbot, tmp_path / "desk", clock, "registrations") as made:
        yield made


def open_card(camp: Opened, part: str = "facts") -> RegistrationCard:
    row = next(row for row in camp.page.list_rows if row.view.state is CONFIRMED)
    camp.page.table.select(row.id)
    camp.press(Key.Key_Return, on=camp.page.table.view)
    card = camp.dialog(RegistrationCard)
    assert isinstance(card, RegistrationCard)
    if part != "facts":
        place = ("facts", "money", "answers", "history").index(part)
        card.parts.setFocus()
        for _ in range(place):
            camp.press(Key.Key_Right, on=card.parts)
        assert card.parts.current == part
        camp.settle()
    return card


def test_age_groups_are_those_of_the_overview() -> None:
    assert registration_rows.AGE_GROUPS == overview.AGE_GROUPS


def test_a_registration_is_changed_where_it_stands(camp: Opened) -> None:
    card = open_card(camp)
    before = card._row.view
    camp.press(Key.Key_E, CTRL, on=card)
    editor = card._editor
    assert editor is not None
    editor.adults.setValue(before.adults - 1)
    editor.notes.setPlainText("带推车")
    camp.press(Key.Key_Return, CTRL, on=editor.notes)
    camp.settle()
    assert card._editor is None and card._row.view.notes == "带推车"
    assert str(before.adults - 1) in card._party.text()
    stored = camp.ask(lambda: camp.page.desk.registrations.show(before.id))
    assert (stored.adults, stored.notes, stored.revision) == (before.adults - 1, "带推车", before.revision + 1)


def test_what_cannot_be_changed_is_said_with_everything_still_typed(camp: Opened) -> None:
    card = open_card(camp)
    view = card._row.view
    camp.ask(lambda: camp.page.desk.edits.change(view.id, notes="别人写的"))
    card.edit()
    editor = card._editor
    assert editor is not None
    editor.notes.setPlainText("我写的")
    editor.submit()
    camp.settle()
    assert editor.problem.isVisible() and editor.notes.toPlainText() == "我写的"
    editor.adults.setValue(0)
    editor.children_.setValue(0)
    camp.press(Key.Key_Escape, on=card)
    assert card._editor is None and card.isVisible()


def test_money_is_taken_given_back_and_waived_on_the_card(camp: Opened) -> None:
    card = open_card(camp, "money")
    money = card.money
    assert money.view is not None and money.view.stands.state is FeeState.UNPAID
    fee = money.view.fee or 0
    QTest.mouseClick(money.verbs[PaymentKind.PAID], LEFT)
    money.amount.set_text("9999999")
    camp.press(Key.Key_Return, on=money.amount.edit)
    camp.settle()
    assert money.form.isVisible() and money.view.stands.received == 0
    money.amount.set_text("50.5")
    camp.press(Key.Key_Return, on=money.amount.edit)
    camp.settle()
    assert not money.form.isVisible() and money.view.stands.received == 5050
    QTest.mouseClick(money.verbs[PaymentKind.WAIVED], LEFT)
    camp.press(Key.Key_Return, on=money.why.edit)
    camp.settle()
    assert money.form.isVisible()
    money.why.set_text("志愿者")
    camp.press(Key.Key_Return, on=money.why.edit)
    camp.settle()
    assert (money.view.stands.owed, money.view.stands.waived) == (0, fee - 5050)
    money._take_back(next(one.id for one in money.view.payments if one.kind is PaymentKind.WAIVED))
    camp.settle()
    assert money.view.stands.owed == fee - 5050


def test_a_receipt_is_printed_from_the_card(camp: Opened, tmp_path: Path) -> None:
    card = open_card(camp, "money")
    card.money._open(PaymentKind.PAID)
    card.money.submit()
    camp.settle()
    assert card.money.view is not None
    card.money._ask_receipt(card.money.view.payments[0])
    dialog = camp.dialog(QFileDialog)
    dialog.reject()
    (tmp_path / "out").mkdir()
    card.money._print(card.money.view.payments[0], tmp_path / "out")
    camp.settle()
    camp.settle()
    receipt = card.money.view.payments[0].receipt
    assert receipt and (tmp_path / "out" / f"receipt-{receipt}.pdf").is_file()


def test_answers_are_filled_in_and_bad_ones_said_at_their_field(camp: Opened) -> None:
    card = open_card(camp, "answers")
    part = card.answers
    how, carts, play = (part.asked.fields[key][1] for key in ("q1", "q2", "q3"))
    how.editor.set_current("地铁")  # type: ignore[union-attr]
    carts.set_text("很多")  # type: ignore[union-attr]
    play[0].setChecked(True)  # type: ignore[index]
    camp.press(Key.Key_Return, CTRL, on=card)
    camp.settle()
    assert camp.ask(lambda: camp.page.desk.questions.answers(card._row.id)).answers == {}
    carts.set_text("2")  # type: ignore[union-attr]
    part.submit()
    camp.settle()
    stored = camp.ask(lambda: camp.page.desk.questions.answers(card._row.id))
    assert {one.key: stored.answers.get(one.id) for one in stored.questions} == {"q1": "地铁", "q2": 2, "q3": ["泥巴"]}


def test_history_tells_what_was_done(camp: Opened) -> None:
    card = open_card(camp, "history")
    assert card.history._rows.count() >= 3  # imported, fee worked out, and the stretch


def test_marks_and_ages_are_filtered(camp: Opened) -> None:
    page = camp.page
    unpaid = sum(row.view.state is CONFIRMED for row in page.list_rows)
    page.filters.mark.set_current("unpaid")
    page.filters.mark.chosen.emit("unpaid")
    assert len(page.table.rows) == unpaid
    page.filters.mark.chosen.emit("")
    page.filters.band.chosen.emit("3")
    assert 0 < len(page.table.rows) < 193
    assert all(any((child.age_months or 0) >= 84 for child in row.view.children) for row in page.table.rows)


def test_limits_of_ages_stand_beside_the_slots(camp: Opened) -> None:
    page = camp.page
    before = len(page.cards.slots)
    band = AgeBand(36, 71)
    camp.ask(lambda: page.desk.places.add_limit("CAMP", kind=LimitKind.BAND, places=300, band=band))
    page.refresh()
    camp.settle()
    assert len(page.cards.slots) == before + 1 and "36" in page.cards.slots[-1].accessibleName()


def test_ticked_families_wait_and_come_back(camp: Opened) -> None:
    page = camp.page
    ids = [row.id for row in page.list_rows if row.view.state is CONFIRMED][:2]
    page.table.model.check(ids)
    QTest.mouseClick(page.verbs.wait_button, LEFT)
    camp.settle()
    camp.settle()
    assert {row.view.state for row in page.list_rows if row.id in ids} == {WAITLISTED}
    camp.press(Key.Key_Z, CTRL, on=page.table.view)
    camp.settle()
    camp.settle()
    assert {row.view.state for row in page.list_rows if row.id in ids} == {CONFIRMED}


def test_a_list_of_contacts_is_copied_masked_or_whole(camp: Opened) -> None:
    page = camp.page
    page.table.model.check([row.id for row in page.list_rows][:3])
    for key, masked in ((Key.Key_1, True), (Key.Key_2, False)):
        QTest.mouseClick(page.verbs.copy_button, LEFT)
        camp.press(key, on=camp.dialog(Choose))
        camp.settle()
        lines = QGuiApplication.clipboard().text().splitlines()
        assert len(lines) == 3 and all(("*" in line) is masked for line in lines)


def test_the_menu_opens_lists_questions_and_prices(camp: Opened, tmp_path: Path) -> None:
    page = camp.page
    page.open_menu()
    menu = page.findChild(Menu)
    assert menu is not None and [action.data() for action in menu.actions()] == ["export", "offers", "questions", "prices"]
    menu.actions()[0].trigger()
    dialog = camp.dialog(ListFiles)
    dialog.write(tmp_path / "lists")
    camp.settle()
    assert {file.name for file in (tmp_path / "lists").iterdir()} == {"CAMP-registrations.xlsx", "CAMP-signin.pdf"}


def test_prices_are_written_and_worked_out(camp: Opened) -> None:
    page = camp.page
    dialog = Prices(page.context, "CAMP", parent=page)
    dialog.open()
    camp.settle()
    edit = dialog.edits["", PersonKind.FAMILY]
    edit.setText("很贵")
    camp.press(Key.Key_Return, on=edit)
    assert dialog.note.isVisible()
    edit.setText("10")
    camp.press(Key.Key_Return, on=edit)
    camp.settle()
    assert dialog.stale.isVisible()
    QTest.mouseClick(dialog.apply_button, LEFT)
    camp.settle()
    assert not dialog.stale.isVisible()
    assert camp.ask(lambda: page.desk.fees.prices("CAMP")).rows[0].family == 1000
    dialog.reject()


def test_questions_are_added_moved_and_come_back(camp: Opened) -> None:
    page = camp.page
    dialog = Questions(page.context, "CAMP", parent=page)
    dialog.open()
    camp.settle()
    dialog._open(None)
    camp.press(Key.Key_Return, on=dialog.text.edit)
    camp.settle()
    assert dialog.form.isVisible()
    dialog.text.set_text("要停车位吗")
    dialog.kind.set_current(QuestionKind.YES_NO.value)
    camp.press(Key.Key_Return, on=dialog.text.edit)
    camp.settle()
    assert [row.key for row in dialog.rows] == ["q1", "q2", "q3", "q4"] and not dialog.form.isVisible()
    dialog._remove(dialog.rows[0])
    camp.settle()
    camp.settle()
    assert [row.key for row in dialog.rows] == ["q2", "q3", "q4"]
    QTest.mouseClick(dialog.back, LEFT)
    camp.settle()
    assert [row.key for row in dialog.rows] == ["q1", "q2", "q3", "q4"] and not dialog.back.isVisible()
    dialog.reject()
