"""Venues, rooms, shared things and closed hours, by keys and clicks, on a real desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.errors import InvalidInput
from eventdesk.services.venues import VenueView
from tests.ui.more_desk import desk_of, opened
from tests.ui.people_desk import CTRL, Key, Opened
from tests.ui.planner_desk import MORNING, ROOMS, make
from ui.pages.venues_rooms import read_quantity

HALL = "青禾社区中心"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def venues(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", make(tmp_path / "desk"), "venues") as made:
        yield made


def kept(made: Opened) -> VenueView:
    found: VenueView = made.ask(desk_of(made).venues.show, HALL)
    return found


def rooms(made: Opened) -> list[str]:
    return [room.name for room in kept(made).rooms]


def retype(made: Opened, field: Any, text: str) -> None:
    field.setFocus()
    made.press(Key.Key_A, CTRL)
    made.press(Key.Key_Delete)
    made.type(text)


def edit_cell(made: Opened, table: Any, row: int, column: str, text: str) -> None:
    """Click into a cell, type over it, Enter."""
    place = next(n for n, found in enumerate(table.model.columns) if found.key == column)
    rect = table.view.visualRect(table.model.index(row, place))
    QTest.mouseClick(
        table.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, rect.height() // 2)
    )
    made.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    made.press(Key.Key_A, CTRL)
    made.press(Key.Key_Delete)
    made.type(text)
    made.press(Key.Key_Return)
    made.settle()


def test_the_list_has_the_keyboard_and_shows_the_first(venues: Opened) -> None:
    page = venues.page
    assert page.venues.table.view.hasFocus()
    assert page.basics.fields["name"].text() == HALL
    assert [room.name for room in page.rooms.table.rows] == [name for name, _, _ in ROOMS]
    assert "1" in page.subtitle()


def test_a_venue_is_added_by_keys_alone(venues: Opened) -> None:
    venues.press(Key.Key_N, on=venues.page.venues.table.view)
    assert venues.page.new_name.edit.hasFocus()
    venues.type("月亮湾露营地")
    venues.press(Key.Key_Return)
    venues.settle()
    assert venues.page.basics.fields["name"].text() == "月亮湾露营地"
    assert venues.page.rooms.new_name.edit.hasFocus()
    venues.type("大帐篷")
    venues.press(Key.Key_Return)
    venues.settle()
    made = venues.ask(desk_of(venues).venues.show, "月亮湾露营地")
    assert [room.name for room in made.rooms] == ["大帐篷"]


@pytest.mark.parametrize("name", ["", "   ", HALL])
def test_a_venue_needs_a_name_of_its_own(venues: Opened, name: str) -> None:
    page = venues.page
    page.new_name.setFocus()
    if name:
        venues.type(name)
    venues.press(Key.Key_Return)
    venues.settle()
    assert page.new_name.error
    assert page.new_name.edit.text() == name
    assert len(page.venues.table.rows) == 1


def test_fields_are_kept_when_they_are_left(venues: Opened) -> None:
    basics = venues.page.basics
    retype(venues, basics.fields["address"], "青禾路 18 号")
    venues.press(Key.Key_Tab)
    venues.settle()
    retype(venues, basics.fields["capacity"], "400")
    venues.press(Key.Key_Return)
    venues.settle()
    assert (kept(venues).address, kept(venues).capacity) == ("青禾路 18 号", 400)
    assert basics.status.text()


def test_a_bad_number_stays_with_what_is_wrong(venues: Opened) -> None:
    field = venues.page.basics.fields["capacity"]
    retype(venues, field, "many")
    venues.press(Key.Key_Return)
    venues.settle()
    assert field.error
    assert field.text() == "many"
    assert kept(venues).capacity is None
    retype(venues, field, "")
    venues.press(Key.Key_Return)
    venues.settle()
    assert field.error == ""


def test_a_new_name_is_followed_by_the_events(venues: Opened) -> None:
    retype(venues, venues.page.basics.fields["name"], "青禾中心")
    venues.press(Key.Key_Return)
    venues.settle()
    desk = desk_of(venues)
    assert venues.ask(desk.events.show, "FAIR").venue == "青禾中心"
    assert [venue.name for venue in venues.page.venues.table.rows] == ["青禾中心"]
    assert venues.page.venue.name == "青禾中心"


def test_rooms_are_added_with_what_they_hold(venues: Opened) -> None:
    card = venues.page.rooms
    card.new_name.setFocus()
    venues.type("阁楼")
    venues.press(Key.Key_Tab)
    venues.type("x")
    venues.press(Key.Key_Return)
    venues.settle()
    assert card.new_capacity.error
    assert card.new_name.text() == "阁楼"
    retype(venues, card.new_capacity, "12")
    venues.press(Key.Key_Tab)
    venues.type("斜顶")
    venues.press(Key.Key_Return)
    venues.settle()
    last = kept(venues).rooms[-1]
    assert (last.name, last.capacity, last.features) == ("阁楼", 12, "斜顶")
    assert card.new_name.edit.hasFocus()
    assert card.new_name.text() == ""


def test_a_room_that_is_there_is_not_overwritten(venues: Opened) -> None:
    card = venues.page.rooms
    card.new_name.setFocus()
    venues.type("彩虹厅")
    venues.press(Key.Key_Return)
    venues.settle()
    assert card.new_name.error
    assert kept(venues).rooms[0].capacity == 40


def test_cells_are_changed_in_place_and_slots_follow(venues: Opened) -> None:
    table = venues.page.rooms.table
    edit_cell(venues, table, 1, "name", "木工房")
    edit_cell(venues, table, 1, "capacity", "20")
    assert rooms(venues)[1] == "木工房"
    assert kept(venues).rooms[1].capacity == 20
    schedule = venues.ask(desk_of(venues).schedules.load, "FAIR").schedule
    assert {slot.room for slot in schedule.slots if slot.code.startswith("B")} == {"木工房"}


def test_a_cell_that_cannot_be_taken_keeps_what_was_typed(venues: Opened) -> None:
    card = venues.page.rooms
    edit_cell(venues, card.table, 0, "capacity", "lots")
    assert card.error.isVisible()
    assert card.table.model.columns[1].cell(card.table.rows[0]).text == "lots"
    edit_cell(venues, card.table, 0, "name", "小树屋")
    assert rooms(venues)[0] == "彩虹厅"
    edit_cell(venues, card.table, 0, "capacity", "44")
    edit_cell(venues, card.table, 0, "name", "彩虹大厅")
    assert not card.error.isVisible()
    assert (kept(venues).rooms[0].name, kept(venues).rooms[0].capacity) == ("彩虹大厅", 44)


def test_rooms_are_moved_by_keys(venues: Opened) -> None:
    table = venues.page.rooms.table
    table.setFocus()
    table.select(table.rows[0].id)
    for _ in range(2):
        venues.press(Key.Key_Down, ALT, on=table.view)
        venues.settle()
    assert rooms(venues) == ["积木教室", "小树屋", "彩虹厅", "户外草坪"]
    assert table.current.name == "彩虹厅"
    venues.press(Key.Key_Up, ALT, on=table.view)
    venues.settle()
    assert rooms(venues) == ["积木教室", "彩虹厅", "小树屋", "户外草坪"]


def test_the_first_room_cannot_go_higher(venues: Opened) -> None:
    table = venues.page.rooms.table
    table.setFocus()
    table.select(table.rows[0].id)
    venues.press(Key.Key_Up, ALT, on=table.view)
    venues.settle()
    assert rooms(venues) == [name for name, _, _ in ROOMS]


def test_a_removed_room_comes_back_to_its_place(venues: Opened) -> None:
    before, table = kept(venues), venues.page.rooms.table
    table.setFocus()
    table.select(table.rows[1].id)
    venues.press(Key.Key_Delete, on=table.view)
    venues.settle()
    assert rooms(venues) == ["彩虹厅", "小树屋", "户外草坪"]
    assert "积木教室" in venues.toast
    venues.press(Key.Key_Z, CTRL)
    venues.settle()
    assert kept(venues) == before
    assert [room.name for room in table.rows] == [name for name, _, _ in ROOMS]


def test_a_removed_venue_comes_back_with_its_rooms(venues: Opened) -> None:
    before = kept(venues)
    venues.press(Key.Key_Delete, on=venues.page.venues.table.view)
    venues.settle()
    assert venues.page.invite.isVisible()
    assert venues.page.venue is None
    venues.press(Key.Key_Z, CTRL)
    venues.settle()
    assert kept(venues) == before
    assert venues.page.basics.fields["name"].text() == HALL


def test_shared_things_are_added_changed_and_removed(venues: Opened) -> None:
    card, desk = venues.page.resources, desk_of(venues)
    card.new_name.setFocus()
    venues.type("投影仪")
    venues.press(Key.Key_Tab)
    venues.type("0x")
    venues.press(Key.Key_Return)
    venues.settle()
    assert card.new_quantity.error
    retype(venues, card.new_quantity, "2")
    venues.press(Key.Key_Return)
    venues.settle()
    edit_cell(venues, card.table, 0, "quantity", "")
    assert card.error.isVisible()
    edit_cell(venues, card.table, 0, "quantity", "3")
    [one] = venues.ask(desk.venues.resources)
    assert (one.name, one.quantity) == ("投影仪", 3)
    card.table.setFocus()
    card.table.select(one.id)
    venues.press(Key.Key_Delete, on=card.table.view)
    venues.settle()
    assert venues.ask(desk.venues.resources) == ()
    venues.press(Key.Key_Z, CTRL)
    venues.settle()
    assert venues.ask(desk.venues.resources) == (one,)


def test_closed_hours_are_noted_and_taken_away(venues: Opened) -> None:
    card = venues.page.closures
    room = kept(venues).rooms[2]
    card.target.set_current(room.id)
    start = MORNING + timedelta(days=3)
    card.start.set_moment(start)
    assert card.end.moment - card.start.moment == timedelta(hours=8)
    card.reason.setFocus()
    venues.type("刷墙")
    venues.press(Key.Key_Return)
    venues.settle()
    [closure] = kept(venues).rooms[2].closures
    assert (closure.start, closure.reason) == (start, "刷墙")
    [line] = card.table.rows
    assert line.name == "小树屋"
    card.table.setFocus()
    card.table.select(closure.id)
    venues.press(Key.Key_Delete, on=card.table.view)
    venues.settle()
    assert kept(venues).rooms[2].closures == ()
    venues.press(Key.Key_Z, CTRL)
    venues.settle()
    assert [one.reason for one in kept(venues).rooms[2].closures] == ["刷墙"]


def test_hours_that_end_before_they_begin_are_told_at_the_end(venues: Opened) -> None:
    card = venues.page.closures
    card.end.set_moment(card.start.moment - timedelta(hours=1))
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    venues.settle()
    assert card._end_frame.error
    assert kept(venues).closures == ()
    assert card.table.rows == [] or not card.table.rows


def test_what_is_over_stands_below(venues: Opened) -> None:
    desk = desk_of(venues)
    venue = kept(venues)
    for days in (-9, 4, 2):
        start = MORNING + timedelta(days=days)
        venues.ask(desk.venues.close, venue.id, start=start, end=start + timedelta(hours=1), reason=str(days))
    venues.page.make_stale()
    venues.settle()
    assert [line.closure.reason for line in venues.page.closures.table.rows] == ["2", "4", "-9"]
    assert [line.over for line in venues.page.closures.table.rows] == [False, False, True]


def test_another_venue_is_chosen_with_the_arrows_and_remembered(venues: Opened) -> None:
    venues.ask(desk_of(venues).venues.put, "露营地")
    venues.page.make_stale()
    venues.settle()
    other = next(venue.name for venue in venues.page.venues.table.rows if venue.name != HALL)
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_Down, Key.Key_Up):
        if venues.page.venue.name != other:
            venues.press(key, on=venues.page.venues.table.view)
    assert venues.page.basics.fields["name"].text() == other
    assert venues.page.state() == {"venue": other}
    venues.running.window.navigate("venues", venue=HALL)
    venues.settle()
    assert venues.page.venue.name == HALL


def test_without_a_venue_there_is_one_thing_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk")
    with opened(qtbot, tmp_path / "desk", clock, "venues") as made:
        made.ask(desk_of(made).venues.remove, HALL)
        made.page.make_stale()
        made.settle()
        assert made.page.invite.isVisible()
        made.press(Key.Key_N, on=made.page)
        assert made.page.new_name.edit.hasFocus()


@pytest.mark.parametrize("text", ["", " ", "-1", "1.5", "viele", "99999999"])
def test_a_quantity_is_a_whole_number(text: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_quantity(text)
    assert raised.value.code == "bad_quantity"
    assert read_quantity("１２") == read_quantity(" 12 ") == 12
