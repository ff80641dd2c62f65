"""Who belongs to a family, its levels and consents, and looking before two are merged. By keys and clicks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.desk import open_desk
from tests.ui.people_desk import CTRL, Key, Opened, make_desk, opened
from tests.ui.test_families_parts import book, card, click, find
from ui.dialogs.family_merge import MergeDialog
from ui.dialogs.family_person import NewPersonForm, PersonForm
from ui.dialogs.member_forms import MembershipChangeForm
from ui.dialogs.member_levels import LevelForm, LevelsDialog
from ui.widgets.base import Label
from ui.widgets.buttons import Button


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=False)
    first = book(tmp_path / "desk", clock, "13800001234", "周予安")
    book(tmp_path / "desk", clock, "13800002134", "周雨安")
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        desk.memberships.add_level("Silver", benefits="books")
        desk.memberships.add_level("Gold")
        desk.memberships.join(first, "Silver", since=date(2026, 1, 1))
    with opened(qtbot, tmp_path / "desk", clock, "families", language="en") as made:
        yield made


def test_somebody_joins_the_family(camp: Opened) -> None:
    find(camp, "1234")
    click(camp, "add_person")
    form = camp.dialog(NewPersonForm)
    camp.press(Key.Key_Return, on=form.fields["name"].edit)
    camp.settle()
    assert form.fields["name"].error
    camp.type("Leo", on=form.fields["nickname"].edit)
    camp.type("2024-02-30", on=form.fields["birthdate"].edit)
    camp.press(Key.Key_Return, on=form.fields["birthdate"].edit)
    camp.settle()
    assert form.fields["birthdate"].error
    form.fields["birthdate"].set_text("2024-02-03")
    camp.press(Key.Key_Return, on=form.fields["birthdate"].edit)
    camp.settle()
    assert "Leo" in card(camp)
    assert camp.page.panel.family.people[-1].birthdate == date(2024, 2, 3)

    click(camp, "add_person")
    form = camp.dialog(NewPersonForm)
    form.role.chosen.emit("guardian")
    form.role.set_current("guardian")
    assert not form.fields["birthdate"].isVisible()
    form.fields["birthdate"].set_text("nonsense that nobody sees")
    camp.type("Ann", on=form.fields["name"].edit)
    camp.type("13900005678", on=form.fields["phone"].edit)
    camp.press(Key.Key_Return, on=form.fields["phone"].edit)
    camp.settle()
    assert "139****5678" in card(camp)


def test_somebody_is_taken_out_and_comes_back(camp: Opened) -> None:
    find(camp, "1234")
    guardian, child = camp.page.panel.family.people
    camp.page.panel.wanted.emit("person", child)
    camp.settle()
    QTest.mouseClick(camp.dialog(PersonForm).removal, Qt.MouseButton.LeftButton)
    camp.settle()
    assert [one.id for one in camp.page.panel.family.people] == [guardian.id]
    assert "head count" in camp.toast
    camp.page.panel.wanted.emit("person", guardian)
    camp.settle()
    form = camp.dialog(PersonForm)
    QTest.mouseClick(form.removal, Qt.MouseButton.LeftButton)
    camp.settle()
    assert form.isVisible()
    assert any(camp.page.words("errors_families.last_person") in label.text() for label in form.findChildren(Label))
    camp.press(Key.Key_Escape, on=form)
    camp.settle()
    camp.press(Key.Key_Z, CTRL)
    camp.settle()
    assert [one.id for one in camp.page.panel.family.people] == [guardian.id, child.id]


def test_a_membership_is_changed_and_taken_away(camp: Opened) -> None:
    find(camp, "1234")
    click(camp, "edit_membership")
    form = camp.dialog(MembershipChangeForm)
    form.since.set_text("")
    camp.press(Key.Key_Return, on=form.until.edit)
    camp.settle()
    assert form.since.error
    form.since.set_text("2026-02-01")
    form.until.set_text("2026-01-01")
    camp.press(Key.Key_Return, on=form.until.edit)
    camp.settle()
    assert form.until.error
    form.until.set_text("2030-01-01")
    form.level.set_current(next(level.id for level in camp.ask(camp.page.desk.memberships.levels) if level.name == "Gold"))
    camp.press(Key.Key_Return, on=form.until.edit)
    camp.settle()
    (held,) = camp.page.panel.family.memberships
    assert (held.name, held.since, held.until) == ("Gold", date(2026, 2, 1), date(2030, 1, 1))
    click(camp, "edit_membership")
    QTest.mouseClick(camp.dialog(MembershipChangeForm).removal, Qt.MouseButton.LeftButton)
    camp.settle()
    assert camp.page.panel.family.memberships == ()
    camp.press(Key.Key_Z, CTRL)
    camp.settle()
    assert camp.page.panel.family.memberships == (held,)


def test_levels_are_made_changed_and_removed_with_the_way_back(camp: Opened) -> None:
    find(camp, "1234")
    click(camp, "levels")
    dialog = camp.dialog(LevelsDialog)

    def names() -> list[str]:
        return [level.name for level in dialog.levels]

    def press(verb: str, place: int) -> None:
        QTest.mouseClick(dialog.findChildren(Button, verb)[place], Qt.MouseButton.LeftButton)
        camp.settle()

    assert names() == ["Silver", "Gold"]
    press("remove_level", 0)  # a family is of it
    assert "Silver" in names()
    assert not dialog.undo_button.isVisible()
    press("remove_level", 1)
    assert names() == ["Silver"]
    camp.press(Key.Key_Z, CTRL, on=dialog)
    camp.settle()
    assert names() == ["Silver", "Gold"]

    press("edit_level", 0)
    form = camp.dialog(LevelForm)
    form.name.set_text("Gold")
    camp.press(Key.Key_Return, on=form.name.edit)
    camp.settle()
    assert form.name.error
    form.name.set_text("Sterling")
    camp.press(Key.Key_Return, on=form.name.edit)
    camp.settle()
    assert names() == ["Sterling", "Gold"]
    assert camp.page.panel.family.membership.name == "Sterling", "the card below follows"
    QTest.mouseClick(dialog.undo_button, Qt.MouseButton.LeftButton)
    camp.settle()
    assert names() == ["Silver", "Gold"]

    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    form = camp.dialog(LevelForm)
    camp.type("Bronze", on=form.name.edit)
    camp.press(Key.Key_Return, on=form.name.edit)
    camp.settle()
    assert names() == ["Silver", "Gold", "Bronze"]
    camp.dialog(LevelsDialog).undo()
    camp.settle()
    assert names() == ["Silver", "Gold"]


def test_consents_that_nobody_was_asked_for_are_said(camp: Opened) -> None:
    find(camp, "1234")
    words = camp.page.words
    assert card(camp).count(words("privacy.purpose_photo")) == 1
    assert words("privacy.purpose_partners") in card(camp)
    assert words("privacy.purpose_participation") in card(camp)


def test_enter_looks_at_each_difference_before_it_merges(camp: Opened) -> None:
    camp.press(Key.Key_2, CTRL)
    camp.settle()
    part = camp.page.duplicates
    camp.press(Key.Key_Return, on=part.table.view)
    camp.settle()
    dialog = camp.dialog(MergeDialog)
    first = dialog.focusWidget()
    assert first is not dialog.verb
    dialog.verb.setFocus()
    camp.press(Key.Key_Return, on=dialog.verb)
    camp.settle()
    assert dialog.isVisible(), "there are differences that nobody has seen"
    assert dialog.focusWidget() is first
    presses = 0
    while dialog.focusWidget() is not dialog.verb:
        camp.press(Key.Key_Return, on=dialog.focusWidget())
        presses += 1
        assert presses < 20
    assert presses >= 2
    assert part.table.rows
    camp.press(Key.Key_Return, on=dialog.verb)
    camp.settle()
    assert not part.table.rows


def test_the_levels_can_be_seen(camp: Opened) -> None:
    find(camp, "1234")
    click(camp, "levels")
    dialog = camp.dialog(LevelsDialog)
    camp.qtbot.waitUntil(lambda: dialog._area.height() >= 2 * 30, timeout=3000)
    names = [label for label in dialog.findChildren(Label) if label.text() in ("Silver", "Gold", "books")]
    assert names
    assert all(not label.visibleRegion().isEmpty() for label in names)
