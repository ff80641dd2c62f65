"""The list of registrations, by keys and clicks, on a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.question import QuestionKind
from eventdesk.domain.registration import RegistrationState
from tests.ui.people_desk import CTRL, Key, Opened, make_desk, opened
from ui.dialogs.new_registration import NewRegistration
from ui.dialogs.registration_card import RegistrationCard
from ui.dialogs.ticket_files import TicketFiles
from ui.theme import Type
from ui.widgets.paint import text_width
from ui.widgets.states import EmptyState

CONFIRMED, WAITLISTED, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.CANCELLED


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=True)
    with opened(qtbot, tmp_path / "desk", clock, "registrations") as made:
        yield made


def states(camp: Opened) -> list[RegistrationState]:
    return [row.view.state for row in camp.page.table.rows]


def find(camp: Opened, text: str) -> None:
    camp.press(Key.Key_Slash, on=camp.page.table.view)
    QTest.keyClicks(camp.page.filters.search, text)
    camp.settle()


def test_it_shows_everybody_with_places_and_ages(camp: Opened) -> None:
    page = camp.page
    assert len(page.table.rows) == 193
    assert states(camp).count(WAITLISTED) == 24
    full = [card.full for card in page.cards.slots]
    assert full == [False, True, True, False]
    assert "169" in page.subtitle()
    assert all("*" in row.view.guardians[0].name for row in page.table.rows if row.view.guardians[0].name)
    first = next(row for row in page.table.rows if row.view.state is WAITLISTED)
    assert first.place == 1


def test_a_card_of_a_slot_is_never_narrower_than_its_figures(camp: Opened) -> None:
    page = camp.page
    page.cards.slots[0]._rest = "99999 waiting, and words that are longer still"
    for card in page.cards.slots:
        number = text_width(page.theme.font(Type.TITLE, bold=True), f"{card._places.taken:,}")
        small = page.theme.font(Type.COMPACT)
        words = text_width(small, card._rest) + (text_width(small, card._limit) if card._places.capacity else 0)
        assert card.minimumSizeHint().width() > number + words
    page.cards.updateGeometry()
    page.cards.slots[0].updateGeometry()
    QTest.qWait(30)
    assert all(card.width() >= card.minimumSizeHint().width() for card in page.cards.slots)


def test_titles_of_many_slots_keep_what_tells_them_apart(camp: Opened) -> None:
    page = camp.page
    for card in page.cards.slots:
        needed = text_width(page.theme.font(Type.COMPACT), card._title)
        assert card.minimumSizeHint().width() >= min(needed, page.theme.px(96)) + 24


def test_the_states_filter_and_their_counts_agree(camp: Opened) -> None:
    seg = camp.page.filters.seg
    for key, state in (("waitlisted", WAITLISTED), ("confirmed", CONFIRMED)):
        button = seg._group.button(seg._keys.index(key))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert set(states(camp)) == {state}
        assert str(len(states(camp))) in button.text()


def test_a_slot_filters(camp: Opened) -> None:
    box = camp.page.filters.slot
    box.setFocus()
    camp.press(Key.Key_Down, on=box)
    assert box.current == "S1"
    assert 0 < len(camp.page.table.rows) < 193
    assert all("S1" in row.view.slots for row in camp.page.table.rows)


def test_search_by_phone_tail_and_what_is_not_there(camp: Opened) -> None:
    tail = camp.page.table.rows[0].view.guardians[0].phone[-4:]
    find(camp, tail)
    assert 1 <= len(camp.page.table.rows) <= 3
    assert all(row.view.guardians[0].phone.endswith(tail) for row in camp.page.table.rows)
    camp.press(Key.Key_Escape, on=camp.page.filters.search)
    camp.settle()
    assert len(camp.page.table.rows) == 193

    find(camp, "zzzz")
    assert not camp.page.table.rows
    echo = camp.page.table.findChild(EmptyState)
    assert echo is not None
    assert "zzzz" in echo._fact.text()


def test_search_by_initials_finds_cancelled_ones_too(camp: Opened) -> None:
    row = camp.page.table.rows[0]
    camp.ask(camp.page.desk.registrations.cancel, row.id)
    camp.settle()
    find(camp, row.view.guardians[0].phone[-4:])
    assert row.id in {found.id for found in camp.page.table.rows}


def test_ticks_cancel_and_undo(camp: Opened) -> None:
    page = camp.page
    page.table.setFocus()
    page.table.select(page.table.rows[0].id)
    camp.press(Key.Key_Space, on=page.table.view)
    camp.press(Key.Key_Down, on=page.table.view)
    camp.press(Key.Key_Space, on=page.table.view)
    assert page.bulk.isVisible()
    assert not page.verbs.promote_button.isEnabled()  # both are confirmed
    ids = [row.id for row in page.table.checked]
    QTest.mouseClick(page.verbs.cancel_button, Qt.MouseButton.LeftButton)
    camp.settle()
    cancelled = {row.id for row in page.table.rows if row.view.state is CANCELLED}
    assert cancelled == set(ids)
    assert not page.bulk.isVisible()

    camp.press(Key.Key_Z, CTRL, on=camp.running.window)
    camp.settle()
    assert CANCELLED not in states(camp)


def test_a_waiting_family_is_confirmed_once_there_is_room_and_not_before(camp: Opened) -> None:
    page = camp.page
    waiting = next(row for row in page.table.rows if row.view.state is WAITLISTED)
    page.table.model.check([waiting.id])
    QTest.mouseClick(page.verbs.promote_button, Qt.MouseButton.LeftButton)
    camp.settle()
    assert next(row for row in page.table.rows if row.id == waiting.id).view.state is WAITLISTED

    slot = waiting.view.slots[0]
    leaving = [row.id for row in page.table.rows if slot in row.view.slots and row.view.state is CONFIRMED][:4]
    for registration in leaving:
        camp.ask(page.desk.registrations.cancel, registration)
    camp.settle()
    page.table.model.check([waiting.id])
    QTest.mouseClick(page.verbs.promote_button, Qt.MouseButton.LeftButton)
    camp.settle()
    assert next(row for row in page.table.rows if row.id == waiting.id).view.state is CONFIRMED


def test_a_row_opens_with_its_code_and_holding_shows_who_it_is(camp: Opened, tmp_path: Path) -> None:
    page = camp.page
    row = page.table.rows[0]
    page.table.select(row.id)
    camp.press(Key.Key_Return, on=page.table.view)
    card = camp.dialog(RegistrationCard)
    assert card.ticket.text == row.view.ticket
    person, label = card._phones[0]
    assert "*" in label.text()
    QTest.mousePress(card.reveal, Qt.MouseButton.LeftButton)
    camp.qtbot.waitUntil(lambda: "*" not in label.text())
    assert label.text().endswith(person.phone[-4:])
    QTest.mouseRelease(card.reveal, Qt.MouseButton.LeftButton)
    assert "*" in label.text()

    QTest.mouseClick(card.copy_button, Qt.MouseButton.LeftButton)
    assert not QGuiApplication.clipboard().image().isNull()
    QTest.mouseClick(card.save_button, Qt.MouseButton.LeftButton)
    camp.choose(tmp_path / "code.png")
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG")


def test_letting_go_before_the_answer_shows_nothing(camp: Opened) -> None:
    camp.page.open(camp.page.table.rows[0])
    card = camp.dialog(RegistrationCard)
    QTest.mousePress(card.reveal, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(card.reveal, Qt.MouseButton.LeftButton)
    camp.settle()
    assert all("*" in label.text() for _, label in card._phones)


def test_a_card_cancels_and_its_code_is_gone(camp: Opened) -> None:
    row = camp.page.table.rows[0]
    camp.page.open(row)
    card = camp.dialog(RegistrationCard)
    QTest.mouseClick(card.findChild(type(card.reveal), "cancel"), Qt.MouseButton.LeftButton)
    camp.settle()
    again = next(found for found in camp.page.table.rows if found.id == row.id)
    assert again.view.state is CANCELLED
    camp.page.open(again)
    assert not hasattr(camp.dialog(RegistrationCard), "ticket")


def test_a_family_is_registered_by_keyboard(camp: Opened) -> None:
    camp.press(Key.Key_N, on=camp.page.table.view)
    form = camp.dialog(NewRegistration)
    for text in ("林晓梅", "138 0000 1234"):
        camp.type(text)
        camp.press(Key.Key_Tab)
    form.lines[0].name.edit.setFocus()
    camp.type("周予安", on=form.lines[0].name.edit)
    camp.type("2022年3月8日", on=form.lines[0].birth.edit)
    form.slots["S1"].setChecked(True)
    camp.press(Key.Key_Return, on=form.lines[0].birth.edit)
    camp.qtbot.waitUntil(lambda: form.made is not None, timeout=8000)
    camp.settle()
    assert len(camp.page.table.rows) == 194
    made = camp.ask(camp.page.desk.registrations.list, "CAMP", unmasked=True)[-1]
    assert [(g.name, g.phone) for g in made.guardians] == [("林晓梅", "13800001234")]
    assert [(c.name, str(c.birthdate)) for c in made.children] == [("周予安", "2022-03-08")]
    assert (made.slots, made.adults, made.consent) == (("S1",), 1, False)


@pytest.mark.parametrize(
    ("phone", "birth", "wrong"), [("1380000", "", "phone"), ("13800001234", "不知道", "birth"), ("13800001234", "2032-01-01", "birth")]
)
def test_what_cannot_be_registered_is_said_at_its_field(camp: Opened, phone: str, birth: str, wrong: str) -> None:
    camp.page.new()
    form = camp.dialog(NewRegistration)
    camp.type("林晓梅", on=form.name.edit)
    camp.type(phone, on=form.phone.edit)
    camp.type(birth, on=form.lines[0].birth.edit)
    camp.press(Key.Key_Return, on=form.phone.edit)
    camp.settle()
    field = form.phone if wrong == "phone" else form.lines[0].birth
    assert form.isVisible()
    assert field.error
    assert form.name.text() == "林晓梅"  # nothing that was typed is lost
    assert form.act.isEnabled()


def test_the_events_questions_are_asked_and_a_required_one_is_said_once(camp: Opened) -> None:
    asked = camp.page.desk.questions.add
    camp.ask(asked, "CAMP", text="怎么来？", kind=QuestionKind.SINGLE, options=["自驾", "地铁"], required=True, key="name")
    camp.ask(asked, "CAMP", text="几辆推车", kind=QuestionKind.NUMBER, key="prams")
    camp.page.new()
    form = camp.dialog(NewRegistration)
    camp.settle()
    how, prams = (form.asked.fields[key][1] for key in ("name", "prams"))
    form.submit()
    camp.settle()
    assert form.name.error and not how.error  # who it is comes first
    camp.type("林晓梅", on=form.name.edit)
    camp.type("13800001234", on=form.phone.edit)
    prams.set_text("很多")
    form.submit()
    assert how.error and form.made is None
    form.submit()
    camp.settle()
    assert prams.error and not how.error and not form.name.error
    before = len(camp.ask(camp.page.desk.registrations.list, "CAMP"))
    how.editor.set_current("地铁")
    prams.set_text("2")
    form.submit()
    camp.qtbot.waitUntil(lambda: form.made is not None, timeout=8000)
    stored = camp.ask(camp.page.desk.questions.answers, form.made.id)
    assert sorted(map(str, stored.answers.values())) == ["2", "地铁"]
    assert len(camp.ask(camp.page.desk.registrations.list, "CAMP")) == before + 1


def test_nobody_named_is_refused(camp: Opened) -> None:
    camp.page.new()
    form = camp.dialog(NewRegistration)
    camp.press(Key.Key_Return, on=form.name.edit)
    camp.settle()
    assert form.name.error


def test_tickets_of_the_ticked_are_written(camp: Opened, tmp_path: Path) -> None:
    page = camp.page
    page.table.model.check([row.id for row in page.table.rows[:3]])
    QTest.mouseClick(page.verbs.tickets_button, Qt.MouseButton.LeftButton)
    dialog = camp.dialog(TicketFiles)
    dialog.kinds["pdf"].setChecked(False)
    folder = tmp_path / "out"
    folder.mkdir()
    dialog.write(folder)
    camp.qtbot.waitUntil(lambda: not camp.running.tasks.busy, timeout=20000)
    camp.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert "3" in camp.toast
    assert len(list(folder.iterdir())) == 3


def test_tickets_need_a_kind_and_a_folder_that_takes_them(camp: Opened, tmp_path: Path) -> None:
    camp.page.verbs.make_tickets()
    dialog = camp.dialog(TicketFiles)
    for box in dialog.kinds.values():
        box.setChecked(False)
    assert not dialog.go.isEnabled()
    dialog.kinds["csv"].setChecked(True)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    dialog.write(blocked)
    camp.settle()
    assert dialog.isVisible()
    assert dialog.line.text()
    assert dialog.go.isEnabled()


def test_names_are_shown_on_purpose_and_masked_again_on_leaving(camp: Opened) -> None:
    page = camp.page
    QTest.mouseClick(page.filters.names, Qt.MouseButton.LeftButton)
    camp.settle()
    assert not any("*" in (row.view.guardians[0].phone or "") for row in page.table.rows if row.view.guardians[0].phone)
    camp.running.window.navigate("families")
    camp.running.window.navigate("registrations")
    camp.settle()
    assert all("*" in row.view.guardians[0].phone for row in page.table.rows if row.view.guardians[0].phone)


def test_the_header_tick_takes_all_and_the_cross_none(camp: Opened) -> None:
    page = camp.page
    header = page.table._header.viewport()
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(24, 18))
    assert len(page.table.checked) == 193
    page.bulk.closed.emit()
    assert not page.table.checked


def test_an_empty_event_offers_the_import(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make_desk(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "registrations", language="en") as made:
        assert any(state.isVisible() for state in made.page.findChildren(EmptyState))
        assert not made.page._tickets_button.isEnabled()
        QTest.mouseClick(made.page._import_button, Qt.MouseButton.LeftButton)
        made.settle()
        assert made.running.window.current == "import"


def test_another_page_sends_somebody_to_the_families_that_need_them(camp: Opened) -> None:
    page = camp.page
    page.restore({"allergies": True})
    camp.settle()
    assert page.filters.mark.current == "allergies"
    assert 0 < len(page.table.rows) < 193
    assert all(any(child.allergies for child in row.view.children) for row in page.table.rows)
    kept = page.state()
    page.filters.mark.setFocus()
    camp.press(Key.Key_Home, on=page.filters.mark)
    camp.settle()
    assert len(page.table.rows) == 193
    page.restore(kept)
    camp.settle()
    assert len(page.table.rows) < 193
    page.restore({"no_consent": True})
    camp.settle()
    assert not list(page.table.rows)
    assert page.filters.mark.current == ""
