"""What is done about families: put right, tagged, followed up, merged and taken apart, counted. By keys and clicks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.desk import open_desk
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from tests.ui.people_desk import CTRL, Key, Opened, make_desk, opened
from ui.dialogs.family_forms import DoneForm, FollowUpForm, TagForm
from ui.dialogs.family_merge import MergeDialog
from ui.dialogs.family_person import PersonForm
from ui.dialogs.member_forms import MembershipForm
from ui.widgets.base import Label
from ui.widgets.buttons import Button

BORN = date(2022, 3, 4)


def book(folder: Path, clock: object, phone: str, child: str) -> str:
    with open_desk(folder, clock=clock) as desk:  # type: ignore[arg-type]  # a clock is a clock
        people = (
            BookedPerson(Role.GUARDIAN, "林晓梅", phone=phone, phone_type="mobile"), BookedPerson(Role.CHILD, child, birthdate=BORN),
        )  # fmt: skip
        return desk.registrations.add("CAMP", people=people, consent_method="paper").family


@pytest.fixture
def camp(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=False)
    book(tmp_path / "desk", clock, "13800001234", "周予安")
    book(tmp_path / "desk", clock, "13800002134", "周雨安")
    with opened(qtbot, tmp_path / "desk", clock, "families") as made:
        yield made


def find(camp: Opened, text: str) -> None:
    camp.page.search.clear()
    camp.type(text, on=camp.page.search)
    camp.settle()
    camp.press(Key.Key_Return, on=camp.page.search)


def card(camp: Opened) -> str:
    return " ".join(label.text() for label in camp.page.panel.findChildren(Label) if label.isVisible())


def click(camp: Opened, name: str, within: QWidget | None = None) -> None:
    button = (within or camp.page.panel).findChild(Button, name)
    assert button is not None, name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    camp.settle()


def test_a_person_is_put_right_and_a_bad_phone_stays_to_be_mended(camp: Opened) -> None:
    find(camp, "1234")
    camp.press(Key.Key_E, on=camp.page.table.view)
    camp.settle()
    form = camp.dialog(PersonForm)
    assert form.fields["phone"].text() == "13800001234"
    form.fields["phone"].set_text("123")
    camp.press(Key.Key_Return, on=form.fields["phone"].edit)
    camp.settle()
    assert form.isVisible()
    assert form.fields["phone"].error
    assert form.fields["phone"].text() == "123"
    form.fields["phone"].set_text("13900007777")
    form.fields["wechat"].set_text("豆妈")
    camp.press(Key.Key_Return, on=form.fields["phone"].edit)
    camp.settle()
    assert "139****7777" in card(camp)
    find(camp, "7777")
    assert len(camp.page.table.rows) == 1


def test_tags_follow_ups_and_memberships(camp: Opened) -> None:
    words = camp.page.words
    find(camp, "1234")
    camp.press(Key.Key_G, on=camp.page.table.view)
    camp.settle()
    tag = camp.dialog(TagForm)
    camp.type("helper", on=tag.name.edit)
    camp.press(Key.Key_Return, on=tag.name.edit)
    camp.settle()
    assert camp.page.panel.family.tags == ("helper",)
    click(camp, "untag")
    assert camp.page.panel.family.tags == ()
    assert camp.toast == words("families.untagged", name="helper")
    camp.press(Key.Key_Z, CTRL)
    camp.settle()
    assert camp.page.panel.family.tags == ("helper",)

    camp.press(Key.Key_F, on=camp.page.table.view)
    camp.settle()
    follow = camp.dialog(FollowUpForm)
    camp.type("call", on=follow.text.edit)
    camp.type("2026-02-31", on=follow.due.edit)
    camp.press(Key.Key_Return, on=follow.due.edit)
    camp.settle()
    assert follow.due.error
    follow.due.set_text("2026-2-3")
    camp.press(Key.Key_Return, on=follow.due.edit)
    camp.settle()
    assert [one.due for one in camp.page.panel.family.follow_ups] == [date(2026, 2, 3)]

    click(camp, "membership")
    member = camp.dialog(MembershipForm)
    camp.type("Gold", on=member.name.edit)
    camp.press(Key.Key_Return, on=member.name.edit)
    camp.settle()
    assert camp.page.panel.family.membership.name == "Gold"

    camp.press(Key.Key_3, CTRL)
    camp.settle()
    part = camp.page.follow_ups
    assert len(part.table.rows) == 1
    camp.press(Key.Key_D, on=part.table.view)
    done = camp.dialog(DoneForm)
    camp.type("comes", on=done.result_.edit)
    camp.press(Key.Key_Return, on=done.result_.edit)
    camp.settle()
    assert not part.table.rows


def test_two_are_merged_and_the_merge_is_undone(camp: Opened) -> None:
    camp.press(Key.Key_2, CTRL)
    camp.settle()
    part = camp.page.duplicates
    (pair,) = part.table.rows
    camp.press(Key.Key_Return, on=part.table.view)
    camp.settle()
    dialog = camp.dialog(MergeDialog)
    assert "晓梅" not in " ".join(label.text() for label in dialog.findChildren(Label))
    field = camp.page.words("families.field_phone")
    phones = [one for one in dialog.findChildren(Button) if one.accessibleName().startswith(field)]
    QTest.mouseClick(phones[1], Qt.MouseButton.LeftButton)
    taken = phones[1].accessibleName()[-4:]
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    camp.settle()
    assert not part.table.rows
    merged = camp.ask(camp.page.desk.families.show, pair.second)
    assert merged.id == pair.first
    assert merged.people[0].phone[-4:] == taken
    camp.press(Key.Key_Z, CTRL)
    camp.settle()
    assert camp.ask(camp.page.desk.families.show, pair.second).id == pair.second
    assert len(part.table.rows) == 1


def test_two_are_said_not_to_be_one(camp: Opened) -> None:
    camp.press(Key.Key_2, CTRL)
    camp.settle()
    part = camp.page.duplicates
    camp.press(Key.Key_Delete, on=part.table.view)
    camp.settle()
    assert not part.table.rows
    camp.press(Key.Key_Z, CTRL)
    camp.settle()
    assert len(part.table.rows) == 1


def test_both_people_stay_where_they_are_not_one(camp: Opened) -> None:
    camp.press(Key.Key_2, CTRL)
    camp.settle()
    part = camp.page.duplicates
    (pair,) = part.table.rows
    camp.press(Key.Key_Return, on=part.table.view)
    camp.settle()
    dialog = camp.dialog(MergeDialog)
    child = dialog._preview.pairs[-1].kept.id
    dialog._apart.add(child)
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    camp.settle()
    assert len(camp.ask(camp.page.desk.families.show, pair.first).people) == 3


def test_a_figure_leads_to_its_families(camp: Opened) -> None:
    for view in camp.ask(camp.page.desk.registrations.list, "CAMP"):
        camp.ask(camp.page.desk.checkins.scan, "CAMP", Scan(view.ticket))
    camp.press(Key.Key_4, CTRL)
    camp.settle()
    part = camp.page.growth
    year = camp.ask(camp.page.desk.events.show, "CAMP").start.year
    assert part.year == year
    QTest.mouseClick(part.cards["new"].see, Qt.MouseButton.LeftButton)
    camp.settle()
    assert camp.page.seg.current == "list"
    assert len(camp.page.table.rows) == 2
    camp.press(Key.Key_Slash, on=camp.page.table.view)
    camp.settle()
    assert camp.running.window.focusWidget() is camp.page.search
