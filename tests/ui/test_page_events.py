"""The events, by keys and clicks, on a real desk."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import Unit
from eventdesk.errors import InvalidInput
from eventdesk.services.event_views import EventView
from tests.conftest import ZONE
from tests.ui.day_desk import MORNING, make, opened
from tests.ui.people_desk import CTRL, Key, Opened
from ui.models.event_form import read_clock, read_places, read_times, suggest_times
from ui.widgets.cells import words_of
from ui.widgets.dialog import Question
from ui.widgets.states import EmptyState


@pytest.fixture
def events(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", make(tmp_path / "desk"), "events") as made:
        made.page.set_mode("list")
        made.settle()
        yield made


@pytest.fixture
def fair(events: Opened) -> Opened:
    events.press(Key.Key_Return)
    events.settle()
    assert events.page.editor.code == "FAIR"
    assert events.page.editor.basics.status.text() == ""
    return events


def kept(made: Opened, code: str = "FAIR") -> EventView:
    desk = made.running.window._desk
    assert desk is not None
    found: EventView = made.ask(desk.events.show, code)
    return found


def retype(made: Opened, field: Any, text: str) -> None:
    field.setFocus()
    made.press(Key.Key_A, CTRL)
    made.press(Key.Key_Delete)
    made.type(text)


def save(made: Opened) -> None:
    made.press(Key.Key_S, CTRL)
    made.settle()


def click(widget: Any) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def edit_cell(made: Opened, row: int, column: str, text: str) -> None:
    """Click into a cell, type over it, Enter."""
    table = made.page.editor.slots.table
    place = next(n for n, found in enumerate(table.model.columns) if found.key == column)
    rect = table.view.visualRect(table.model.index(row, place))
    QTest.mouseClick(
        table.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, rect.height() // 2)
    )
    made.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    made.press(Key.Key_A, CTRL)
    if text:
        made.type(text)
    else:
        made.press(Key.Key_Delete)
    made.press(Key.Key_Return)
    made.settle()


# -- the list


def test_coming_events_come_first_and_past_ones_are_kept_apart(events: Opened) -> None:
    page = events.page
    assert [row.code for row in page.list.table.rows] == ["FAIR"]
    for key, codes in (("past", ["PAST"]), ("all", ["FAIR", "PAST"])):
        button = page.list.seg._group.button(page.list.seg._keys.index(key))
        click(button)
        assert [row.code for row in page.list.table.rows] == codes
        assert str(len(codes)) in button.text()
    assert "2" in page.subtitle()


def test_a_coming_event_that_is_not_published_says_so(events: Opened) -> None:
    desk = events.running.window._desk
    assert desk is not None
    start = datetime(2027, 1, 9, 9, 0, tzinfo=ZONE)
    for code in ("DRAFT", "OPEN"):
        events.ask(partial(desk.events.add, title=code, start=start, end=start + timedelta(hours=1), code=code))
    events.ask(desk.events.publish, "OPEN")
    events.page.refresh()
    events.settle()
    table = events.page.list.table
    (column,) = (column for column in table.model.columns if column.key == "state")
    said = {row.code: words_of(column.cell(row)) for row in table.rows}
    assert said["OPEN"] == said["DRAFT"].removeprefix("草稿 ")
    assert said["DRAFT"].startswith("草稿 ")


def test_search_finds_and_says_when_there_is_nothing(events: Opened) -> None:
    events.press(Key.Key_Slash, on=events.page.list.table.view)
    events.type("橘")
    events.settle()
    click(events.page.list.seg._group.button(2))
    assert [row.code for row in events.page.list.table.rows] == ["PAST"]
    retype(events, events.page.list.search, "zzz")
    events.settle()
    assert isinstance(events.page.list.table._stack.currentWidget(), EmptyState)
    assert events.page.list.ways["door"].isEnabled() is False


@pytest.mark.parametrize(
    ("key", "page"), [(Key.Key_L, "registrations"), (Key.Key_C, "door"), (Key.Key_I, "import"), (Key.Key_P, "reports")]
)
def test_an_event_leads_to_what_belongs_to_it(events: Opened, key: Qt.Key, page: str) -> None:
    events.press(key, on=events.page.list.table.view)
    assert events.running.window.current == page
    assert events.page.told == {"event": "FAIR"}


def test_the_buttons_of_an_open_event_lead_there_too(fair: Opened) -> None:
    click(fair.page.editor.ways["reports"])
    assert fair.running.window.current == "reports"
    assert fair.page.told == {"event": "FAIR"}


# -- a new event


def test_a_new_event_gets_its_code_and_then_its_slots(events: Opened) -> None:
    events.press(Key.Key_N)
    basics = events.page.editor.basics
    assert basics.code.edit.placeholderText() == "20261205"
    events.type("Spring fair")
    assert basics.code.edit.placeholderText() == "20261205-SPRING-FAIR"
    save(events)
    made = kept(events, "20261205-SPRING-FAIR")
    assert (made.title, made.start) == ("Spring fair", datetime(2026, 12, 5, 9, 30, tzinfo=ZONE))
    assert basics.code.edit.isReadOnly()

    assert QApplication.focusWidget() is events.page.editor.slots.new_title.edit
    events.type("Blocks")
    events.press(Key.Key_Return)
    events.settle()
    assert [slot.title for slot in kept(events, made.code).slots] == ["Blocks"]
    events.press(Key.Key_Escape)
    events.settle()
    assert events.page.list.table.current.code == made.code


def test_a_code_of_ones_own_that_is_wrong_or_taken_is_said_at_the_field(events: Opened) -> None:
    events.press(Key.Key_N)
    events.type("Fair")
    basics = events.page.editor.basics
    for typed, said in (("a b", "代码只能用"), ("fair", "已被使用")):
        retype(events, basics.code, typed)
        save(events)
        assert said in basics.code.error
        assert basics.code.text() == typed
        assert QApplication.focusWidget() is basics.code.edit
    retype(events, basics.code, "FAIR-2")
    save(events)
    assert kept(events, "FAIR-2").title == "Fair"


def test_without_a_title_nothing_is_made(events: Opened) -> None:
    events.press(Key.Key_N)
    events.press(Key.Key_Return)  # in the field, Enter keeps
    events.settle()
    assert events.page.editor.basics.title.error == "还没有填标题。"
    assert events.page.editor.code == ""
    events.type("X")
    assert events.page.editor.basics.title.error == ""


# -- the fields


def test_the_fields_are_kept_as_typed(fair: Opened) -> None:
    basics = fair.page.editor.basics
    retype(fair, basics.title, "Autumn day")
    retype(fair, basics.capacity, "74")
    basics.unit.setFocus()
    fair.press(Key.Key_Down)
    basics.band.on.setFocus()
    fair.press(Key.Key_Space)
    retype(fair, basics.band.low[0], "2")
    retype(fair, basics.band.low[1], "6")
    assert "30–72" in basics.band._sum.text()
    assert basics.status.text() == "有没保存的改动"
    save(fair)
    made = kept(fair)
    assert (made.title, made.capacity, made.capacity_unit) == ("Autumn day", 74, Unit.CHILDREN)
    assert made.band == AgeBand(30, 72)
    assert basics.status.text() == "已保存"


def test_a_form_that_lay_open_does_not_move_the_event_back(fair: Opened) -> None:
    basics = fair.page.editor.basics
    retype(fair, basics.title, "Autumn day")
    desk, was = fair.running.window._desk, kept(fair)
    assert desk is not None
    names = ("end", "venue", "capacity", "capacity_unit", "band")
    later = {name: getattr(was, name) for name in names} | {"start": was.start + timedelta(minutes=30), "title": was.title}
    fair.ask(partial(desk.events.change, "FAIR", **later))  # another window
    fair.page.refresh()
    fair.settle()
    assert basics.title.text() == "Autumn day"
    save(fair)
    assert (kept(fair).title, kept(fair).start) == ("Autumn day", later["start"])
    assert basics.start.moment == later["start"] and not basics.dirty


def test_moving_the_beginning_moves_the_end(fair: Opened) -> None:
    basics = fair.page.editor.basics
    basics.start.setFocus()
    basics.start.setSelectedSection(basics.start.Section.HourSection)
    fair.press(Key.Key_Up)
    save(fair)
    made = kept(fair)
    assert made.start == datetime(2026, 11, 28, 10, 30, tzinfo=ZONE)
    assert made.end - made.start == timedelta(hours=2, minutes=30)


def test_wrong_values_stay_and_are_said_where_they_are(fair: Opened) -> None:
    basics = fair.page.editor.basics
    basics.end.set_moment(datetime(2026, 11, 28, 8, 0, tzinfo=ZONE))
    save(fair)
    assert basics._end_frame.error == "结束时间要晚于开始时间。"
    basics.end.set_moment(datetime(2026, 11, 28, 11, 0, tzinfo=ZONE))
    retype(fair, basics.capacity, "many")
    save(fair)
    assert basics.capacity.error.startswith("人数上限不对")
    assert basics.capacity.text() == "many"
    retype(fair, basics.capacity, "")
    click(basics.band.on)
    basics.band.low[0].setValue(9)
    save(fair)
    assert basics.band.error.startswith("年龄范围不对")
    click(basics.band.on)
    save(fair)
    assert (kept(fair).capacity, kept(fair).band) == (None, None)


def test_leaving_with_changes_asks_first(fair: Opened) -> None:
    retype(fair, fair.page.editor.basics.title, "Changed")

    def answer(button: str) -> None:
        dialog = fair.dialog(Question)
        getattr(dialog, button).click()

    QTimer.singleShot(200, lambda: answer("keep"))
    fair.press(Key.Key_Escape)
    assert fair.page.editing and fair.page.editor.basics.title.text() == "Changed"
    QTimer.singleShot(200, lambda: answer("act"))
    fair.press(Key.Key_Escape)
    assert not fair.page.editing
    assert kept(fair).title == "秋日亲子工坊日"


def test_another_language_keeps_what_was_typed(fair: Opened) -> None:
    retype(fair, fair.page.editor.basics.title, "Half typed")
    fair.running.window.save(language="en")
    fair.settle()
    assert fair.page.editor.basics.title.text() == "Half typed"
    assert fair.page.editor.basics.save.text() == "Save"
    save(fair)
    assert kept(fair).title == "Half typed"


# -- the slots


def test_a_slot_is_changed_in_its_row(fair: Opened) -> None:
    edit_cell(fair, 1, "title", "Tales")
    edit_cell(fair, 1, "capacity", "12")
    edit_cell(fair, 1, "room", "Barn")
    slot = kept(fair).slots[1]
    assert (slot.title, slot.capacity, slot.room) == ("Tales", 12, "Barn")
    edit_cell(fair, 1, "capacity", "")
    assert kept(fair).slots[1].capacity is None


def test_a_value_that_is_wrong_stays_in_its_cell(fair: Opened) -> None:
    slots = fair.page.editor.slots
    edit_cell(fair, 0, "capacity", "lots")
    assert slots.error.isVisible() and slots.error.text().startswith("人数上限不对")
    assert slots.table.rows[0].typed == (("capacity", "lots"),)
    edit_cell(fair, 0, "capacity", "6")
    assert not slots.error.isVisible()
    assert kept(fair).slots[0].capacity == 6


def test_a_slot_with_a_time_of_its_own_is_added(fair: Opened) -> None:
    slots = fair.page.editor.slots
    slots.new_title.setFocus()
    fair.type("Music")
    slots.new_time.setFocus()
    fair.type("10:40")
    fair.press(Key.Key_Return)
    assert slots.new_time.error.startswith("场次的开始和结束要一起填")
    fair.type("-1130")
    slots.new_capacity.setFocus()
    fair.type("40")
    fair.press(Key.Key_Return)
    fair.settle()
    slot = kept(fair).slots[2]
    assert (slot.code, slot.title, slot.capacity, slot.own_times) == ("S3", "Music", 40, True)
    assert slot.start == datetime(2026, 11, 28, 10, 40, tzinfo=ZONE)
    assert slots.new_title.text() == ""


def test_a_slot_taken_away_comes_back_by_undo(fair: Opened) -> None:
    slots = fair.page.editor.slots
    slots.new_title.setFocus()
    fair.type("Music")
    fair.press(Key.Key_Return)
    fair.settle()
    slots.table.select("S3")
    slots.table.setFocus()
    fair.press(Key.Key_Delete)
    fair.settle()
    assert len(kept(fair).slots) == 2
    assert "Music" in fair.toast
    fair.press(Key.Key_Z, CTRL)
    fair.settle()
    assert [slot.code for slot in kept(fair).slots] == ["S1", "S2", "S3"]
    assert len(slots.table.rows) == 3


def test_a_slot_that_families_chose_stays(fair: Opened) -> None:
    slots = fair.page.editor.slots
    slots.table.select("S1")
    slots.table.setFocus()
    fair.press(Key.Key_Delete)
    fair.settle()
    assert len(kept(fair).slots) == 2
    assert "已有 2 个报名" in slots.error.text()


# -- the rules


def test_rules_are_kept_as_soon_as_they_are_set(fair: Opened) -> None:
    rules = fair.page.editor.rules
    for key in ("ask_unpaid", "ask_consent"):
        rules.switches[key].setFocus()
        fair.press(Key.Key_Space)
        fair.settle()
    box, edit = rules.hours["doors_open"]
    box.setFocus()
    fair.press(Key.Key_Space)
    fair.settle()
    found = kept(fair).rules
    assert (found.ask_unpaid, found.ask_consent) == (True, False)
    assert found.doors_open == datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)

    edit.setFocus()
    edit.setSelectedSection(edit.Section.MinuteSection)
    fair.press(Key.Key_Up)
    fair.press(Key.Key_Tab)
    fair.settle()
    assert kept(fair).rules.doors_open == datetime(2026, 11, 28, 9, 1, tzinfo=ZONE)
    box.setFocus()
    fair.press(Key.Key_Space)
    fair.settle()
    assert kept(fair).rules.doors_open is None


def test_a_limit_is_a_number_or_nothing(fair: Opened) -> None:
    field = fair.page.editor.rules.limits["hard_limit"]
    retype(fair, field, "x")
    fair.press(Key.Key_Tab)
    assert field.error.startswith("人数上限不对")
    retype(fair, field, "150")
    fair.press(Key.Key_Return)
    fair.settle()
    assert kept(fair).rules.hard_limit == 150
    retype(fair, field, "")
    fair.press(Key.Key_Tab)
    fair.settle()
    assert kept(fair).rules.hard_limit is None


# -- what people type


@given(st.times())
def test_a_clock_is_read_however_it_is_written(at: Any) -> None:
    for text in (f"{at:%H:%M}", f"{at:%H%M}", f"{at.hour}:{at:%M}", f"{at:%H}.{at:%M}", f" {at:%H}：{at:%M}"):
        assert read_clock(text) == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize("text", ["", "25:00", "9:75", "nine", "9:3", "12345"])
def test_what_is_no_clock_is_said(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_clock(text)


def test_times_take_the_day_of_the_event_and_may_pass_midnight() -> None:
    assert read_times(" ", MORNING) == (None, None)
    start, end = read_times("9:30 - 10:30", MORNING)
    assert start is not None and end is not None
    assert (start.date(), end - start) == (MORNING.date(), timedelta(hours=1))
    start, end = read_times("22:00–1:00", MORNING)
    assert start is not None and end is not None and end - start == timedelta(hours=3)


@given(st.text(max_size=9))
def test_places_are_a_number_nothing_or_said_to_be_wrong(text: str) -> None:
    written = text.strip()
    if not written:
        assert read_places(text) is None
    elif written.isdecimal() and len(written) <= 7:
        assert read_places(text) == int(written)
    else:
        with pytest.raises(InvalidInput) as wrong:
            read_places(text)
        assert wrong.value.details["field"] == "capacity"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_new_event_is_on_a_saturday_to_come(now: datetime) -> None:
    start, end = suggest_times(now.replace(tzinfo=ZONE))
    assert start.weekday() == 5 and start.date() > now.date() and end > start
