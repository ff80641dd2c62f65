"""The page of volunteers, by keys and clicks: filling shifts, steps by hand, ways out, and what a rule forbids."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.right import OperatorRole
from tests.ui import roster_desk
from tests.ui.people_desk import CTRL, Key, Opened
from ui.dialogs.volunteer_waive import WaiveForm
from ui.widgets.base import Label
from ui.widgets.roster_plan import Mark

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Roster:
    """The page with its grid; people and shifts by their names."""

    def __init__(self, made: Opened) -> None:
        self.made = made

    @property
    def page(self) -> Any:
        return self.made.page

    @property
    def sheet(self) -> Any:
        return self.page.roster.sheet

    @property
    def grid(self) -> Any:
        return self.page.roster.grid

    def key(self, name: str, role: str) -> tuple[str, str]:
        person = next(one.id for one in self.sheet.view.people if one.name == name)
        return next(one.id for one in self.sheet.view.shifts if one.role == role), person

    def at(self, name: str, role: str) -> None:
        """Choose a cell, with the keys on the grid."""
        shift, person = self.key(name, role)
        self.page.roster.choose(shift, person)
        self.page.roster.to_front()

    def has(self, name: str, role: str) -> bool:
        return self.key(name, role) in self.sheet.now

    def settle(self) -> None:
        """Wait until nothing is being done; nobody types here, so no pause has to pass."""
        self.made.qtbot.wait(15)
        self.made.qtbot.waitUntil(lambda: not self.made.running.tasks.busy, timeout=15000)
        self.made.qtbot.wait(5)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.made.press(key, modifier)
        self.settle()

    def kept(self) -> set[tuple[str, str]]:
        """Who has what as the desk holds it: role and name."""
        view = self.made.ask(self.page.desk.rosters.show, roster_desk.EVENT)
        roles = {one.id: one.role for one in view.shifts}
        names = {one.id: one.name for one in view.people}
        return {(roles[one.shift], names[one.volunteer]) for one in view.assignments}

    def words(self) -> str:
        return " ".join(label.text() for label in self.page.roster.panel.findChildren(Label) if label.isVisible())

    def fill(self) -> None:
        self.press(Key.Key_R, CTRL)
        self.made.qtbot.waitUntil(lambda: not self.page.roster.session.solving, timeout=30000)
        self.settle()


@pytest.fixture
def roster(qtbot: QtBot, tmp_path: Path) -> Iterator[Roster]:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        yield Roster(made)


def test_the_grid_shows_who_has_what_and_what_is_short(roster: Roster) -> None:
    board = roster.grid.board
    assert (len(board.rows), len(board.columns)) == (10, 8)
    assert [head.title for head in board.columns if head.short] == ["积木搭桥", "故事会二"]
    marks = {head.title: board.cell(0, number).mark for number, head in enumerate(board.columns)}
    assert marks["落叶拓印"] is Mark.HELD and marks["签到东门"] is Mark.BUSY and marks["收场"] is Mark.FREE
    assert board.cell(1, 6).mark is Mark.AWAY
    assert "急救证" in board.tip(1, 6)
    assert "10" in roster.words() and "故事会二" in roster.words()


def test_space_gives_and_takes_and_steps_go_back_and_forth(roster: Roster) -> None:
    roster.at("蒋立", "积木搭桥")
    roster.press(Key.Key_Space)
    assert ("积木搭桥", "蒋立") in roster.kept()
    roster.press(Key.Key_Space)
    assert ("积木搭桥", "蒋立") not in roster.kept()
    roster.press(Key.Key_Z, CTRL)
    assert ("积木搭桥", "蒋立") in roster.kept()
    roster.press(Key.Key_Z, CTRL)
    assert ("积木搭桥", "蒋立") not in roster.kept()
    roster.press(Key.Key_Z, CTRL | SHIFT)
    assert ("积木搭桥", "蒋立") in roster.kept()


def test_arrows_go_about_and_the_cell_is_told(roster: Roster) -> None:
    roster.at("方雨", "签到东门")
    roster.press(Key.Key_Right)
    roster.press(Key.Key_Down)
    assert roster.page.roster.key == roster.key("高阳", "签到南门")
    assert "高阳" in roster.grid.accessibleDescription() and "签到南门" in roster.grid.accessibleDescription()
    roster.press(Key.Key_End, CTRL)
    assert roster.page.roster.key == roster.key("蒋立", "收场")
    roster.press(Key.Key_F8)
    assert roster.page.roster.key[0] == roster.key("蒋立", "积木搭桥")[0]


def test_what_a_rule_forbids_is_said_and_offers_to_move(roster: Roster) -> None:
    before = roster.kept()
    roster.at("方雨", "故事会二")
    roster.press(Key.Key_Space)
    assert roster.kept() == before
    assert "音乐圈" in roster.made.toast
    roster.page.roster.acts.move_here(roster.key("方雨", "故事会二"))
    roster.settle()
    assert roster.kept() == before - {("音乐圈", "方雨")} | {("故事会二", "方雨")}
    roster.press(Key.Key_Z, CTRL)
    assert roster.kept() == before


def test_an_exception_needs_a_reason(roster: Roster) -> None:
    roster.at("高阳", "故事会二")
    roster.press(Key.Key_Space)
    form = roster.made.dialog(WaiveForm)
    roster.press(Key.Key_Return)
    assert form.field.error and form.isVisible()
    roster.made.type("leader agreed", on=form.field.edit)
    roster.press(Key.Key_Return)
    assert ("故事会二", "高阳") in roster.kept()
    row, column = next((r, c) for r in range(10) for c in range(8) if roster.grid.board.key(r, c) == roster.key("高阳", "故事会二"))
    assert roster.grid.board.cell(row, column).waived


def test_a_plan_is_shown_first_and_kept_when_it_is_taken(roster: Roster) -> None:
    before = roster.kept()
    roster.fill()
    assert roster.kept() == before, "nothing is written before somebody takes it"
    assert roster.sheet.staffing.filled == 11 and not roster.sheet.removed
    assert sum(1 for r in range(10) for c in range(8) if roster.grid.board.cell(r, c).mark is Mark.NEW) == 1
    roster.press(Key.Key_Return)
    after = roster.kept()
    assert after > before and len(after) == 11
    assert not roster.page.roster.session.drafting
    roster.press(Key.Key_Z, CTRL)
    assert roster.kept() == before


def test_a_plan_can_be_dropped_and_brought_back(roster: Roster) -> None:
    roster.fill()
    QTest.mouseClick(roster.page.roster.result.drop, Qt.MouseButton.LeftButton)
    assert not roster.page.roster.session.drafting
    roster.press(Key.Key_Z, CTRL)
    assert roster.page.roster.session.drafting
    roster.press(Key.Key_Z, CTRL)
    assert not roster.page.roster.session.drafting


def test_one_key_takes_the_best_way_out_and_one_takes_it_back(roster: Roster) -> None:
    roster.fill()
    shift = roster.key("孙倩", "故事会二")[0]
    roster.page.roster.show_gap(shift)
    roster.settle()
    assert roster.page.roster.result.remedies
    roster.press(Key.Key_1)
    assert roster.sheet.staffing.filled == 12
    roster.press(Key.Key_Z, CTRL)
    assert roster.sheet.staffing.filled == 11
    roster.press(Key.Key_1)
    roster.page.roster.session.adopt()
    roster.settle()
    assert len(roster.kept()) == 12 and "故事会二" not in roster.words()


def test_pins_hold_and_are_kept(roster: Roster) -> None:
    roster.at("方雨", "落叶拓印")
    roster.press(Key.Key_P)
    key = roster.key("方雨", "落叶拓印")
    assert roster.sheet.now[key].pinned
    roster.fill()
    assert key in roster.sheet.now and roster.sheet.now[key].pinned
    roster.at("方雨", "落叶拓印")
    roster.press(Key.Key_Space)
    roster.page.roster.session.adopt()
    roster.settle()
    assert ("落叶拓印", "方雨") not in roster.kept(), "a pin that somebody took away by hand does not come back"


def test_a_block_is_carried_to_somebody_else_by_pointer_and_by_keys(roster: Roster) -> None:
    grid, view = roster.grid, roster.grid.viewport()
    here, there = grid.cell_rect(8, 2).center().toPoint(), grid.cell_rect(1, 2).center().toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=here)
    QTest.mouseMove(view, here + QPoint(0, -30))
    QTest.mouseMove(view, there)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=there)
    roster.settle()
    assert ("落叶拓印", "高阳") in roster.kept() and ("落叶拓印", "陈曦") not in roster.kept()
    roster.at("高阳", "落叶拓印")
    roster.press(Key.Key_X, CTRL)
    roster.at("陈曦", "落叶拓印")
    roster.press(Key.Key_V, CTRL)
    assert ("落叶拓印", "陈曦") in roster.kept() and ("落叶拓印", "高阳") not in roster.kept()


def test_a_block_that_may_not_lie_there_stays_and_says_why(roster: Roster) -> None:
    before = roster.kept()
    roster.at("陈曦", "落叶拓印")
    roster.press(Key.Key_X, CTRL)
    roster.at("何静", "落叶拓印")
    roster.press(Key.Key_V, CTRL)
    assert roster.kept() == before and roster.made.toast


def test_enter_says_why_and_why_not(roster: Roster) -> None:
    roster.at("高阳", "故事会二")
    roster.press(Key.Key_Return)
    assert roster.page.roster.panel.currentWidget() is roster.page.roster.cell
    assert "没有急救证" in roster.words()
    roster.at("方雨", "音乐圈")
    roster.settle()
    assert "音乐" in roster.words() and "高阳" in roster.words(), "who else could take it"
    roster.press(Key.Key_Escape)
    assert roster.page.roster.panel.currentWidget() is roster.page.roster.result


def test_an_answer_is_noted(roster: Roster) -> None:
    roster.at("方雨", "音乐圈")
    roster.page.roster.open_cell()
    roster.page.roster.cell.answered.emit("declined")
    roster.settle()
    row, column = next((r, c) for r in range(10) for c in range(8) if roster.grid.board.key(r, c) == roster.key("方雨", "音乐圈"))
    assert roster.grid.board.cell(row, column).answer == "x"
    assert roster.grid.board.cell(row, column).broken


def test_three_looks_at_one_roster(roster: Roster) -> None:
    roster.at("方雨", "音乐圈")
    key = roster.page.roster.key
    roster.press(Key.Key_2, CTRL)
    assert roster.grid.board.rows[0].title != "方雨" and roster.page.roster.key == key
    roster.press(Key.Key_3, CTRL)
    times = roster.page.roster.times
    assert times.isVisible() and roster.page.roster.key == key
    assert [row.short for row in times.rows].count(True) == 1
    roster.page.roster.to_front()
    roster.press(Key.Key_Space)
    assert ("音乐圈", "方雨") not in roster.kept()
    roster.press(Key.Key_1, CTRL)
    roster.page.short.click()
    assert [head.short for head in roster.grid.board.columns] == [True, True, True]


def test_nobody_fills_shifts_who_may_not(roster: Roster) -> None:
    house = roster.page.desk.house
    house.actor = replace(house.actor, role=OperatorRole.READER)
    before = roster.kept()
    roster.at("蒋立", "积木搭桥")
    roster.press(Key.Key_Space)
    assert roster.kept() == before and roster.made.toast
    roster.page.make_stale()
    roster.settle()
    roster.press(Key.Key_R, CTRL)
    assert not roster.page.roster.session.drafting
    assert not roster.page._buttons["auto"].isEnabled()
