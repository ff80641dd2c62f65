"""Volunteers at the door: their code is read where families' are, and disturbs none of them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.volunteer import Assigned, Rule
from tests.ui.door_desk import EVENT, NOW, START, Hall
from tests.ui.test_page_door import Door, close, open_door
from ui.widgets.verdict import VerdictKind


@pytest.fixture
def door(tmp_path: Path, qapp: object, qtbot: QtBot) -> Iterator[Door]:
    hall = Hall(tmp_path / "desk", slots=False)
    hall.family("周岚", "13800000001", ("小满", 40))
    person = hall.desk.volunteers.add(name="何嘉禾", phone="13900000001")
    hall.desk.rosters.enlist(EVENT, person.id)
    start = NOW - timedelta(minutes=12)
    hall.desk.shifts.add(EVENT, role="签到台", room="正门", start=start, end=START + timedelta(hours=2))
    roster = hall.desk.rosters.show(EVENT)
    hall.desk.rosters.change_engagement(roster.people[0].id, windows=[])
    hall.desk.rosters.change(
        EVENT, add=[Assigned(roster.shifts[0].id, roster.people[0].id)],
        waive={(roster.shifts[0].id, roster.people[0].id): [Rule.UNAVAILABLE]}, reason="说好了",
    )  # fmt: skip
    made = open_door(hall, qtbot)
    yield made
    close(made)


def code(door: Door) -> str:
    (text,) = door.hall.desk.roster_files.codes(EVENT).values()
    return text


def marks(door: Door) -> list[tuple[str, bool]]:
    return [(mark.kind.value, mark.voided) for mark in door.hall.desk.duty.marks(EVENT)]


def test_a_volunteer_is_checked_in_and_can_leave(door: Door) -> None:
    door.scan(code(door))
    panel = door.page.idle.volunteer
    door.qtbot.waitUntil(panel.isVisible)
    assert panel.banner.kind is VerdictKind.ADMIT
    assert panel.banner.line == "何嘉禾 已签到：签到台 · 正门 · 09:12–11:30 · 晚到 12 分钟"
    assert (marks(door), door.inside()) == ([("in", False)], 0)
    assert panel.leave.isVisible()
    panel.leave.click()
    door.qtbot.waitUntil(lambda: panel.banner.line == "何嘉禾 已记离开")
    assert not panel.leave.isVisible()
    assert sorted(marks(door)) == [("in", False), ("out", False)]  # at one moment of a clock that stands, in either order


def test_coming_is_undone_with_the_toast(door: Door) -> None:
    door.scan(code(door))
    door.qtbot.waitUntil(door.page.idle.volunteer.isVisible)
    door.key(Qt.Key.Key_F2)
    QTest.keyClick(door.running.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    door.qtbot.waitUntil(lambda: marks(door) == [("in", True)])
    door.quiet()


def test_the_family_that_is_being_let_in_stays(door: Door) -> None:
    door.read("周岚")
    card = door.card
    door.scan(code(door))
    door.qtbot.waitUntil(lambda: marks(door) == [("in", False)])
    assert door.card is card
    assert not door.page.idle.volunteer.isVisible()
    QTest.qWait(450)
    door.key(Qt.Key.Key_Return)
    assert door.inside() == 2


def test_who_withdrew_is_told_apart_from_a_family(door: Door) -> None:
    text = code(door)
    door.hall.desk.rosters.withdraw(EVENT, ["VOL001"], reason="生病")
    door.scan(text)
    panel = door.page.idle.volunteer
    door.qtbot.waitUntil(panel.isVisible)
    assert panel.banner.kind is VerdictKind.REFUSE
    assert "不在这场活动的志愿者名单里" in panel.banner.line
    assert not panel.leave.isVisible()
    assert marks(door) == []


@pytest.mark.parametrize("typed", ["hjh", "0001", "何嘉"])
def test_who_forgot_the_code_is_found_by_name_or_phone_and_checked_in(door: Door, typed: str) -> None:
    listed = door.page.idle.found.list
    door.page.finder._box.edit.setText(typed)
    door.page.finder._box.edit.textEdited.emit(typed)
    door.qtbot.waitUntil(lambda: any(row.name == "何嘉禾" for row in listed.rows), timeout=5000)
    row = next(row for row in listed.rows if row.name == "何嘉禾")
    assert not marks(door), "finding is not yet coming"
    listed.opened.emit(row)
    door.qtbot.waitUntil(lambda: marks(door) == [("in", False)], timeout=5000)
