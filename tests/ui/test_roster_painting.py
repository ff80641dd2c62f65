"""A roster that hardly changed costs hardly anything to show, and the hours can be worked with the pointer."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.roster import Block
from eventdesk.domain.roster_input import Contradiction, Finding
from eventdesk.domain.roster_words import block_said, finding_said
from eventdesk.domain.volunteer import Assigned, Rule
from tests.ui import roster_desk
from tests.ui.roster_made import ZONE, made_view
from ui.models.roster import Sheet, standing
from ui.models.roster_board import RosterBoard


def test_only_what_changed_is_drawn_anew_and_all_answers_are_those_of_a_fresh_look(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        roster = made.page.roster
        grid, words = roster.grid, roster.words
        sheet = Sheet(made_view())
        first = RosterBoard(sheet, words, ZONE)
        grid.set_board(first)
        grid.viewport().repaint()
        drawn = grid.stamps.drawn
        grid.viewport().repaint()
        assert grid.stamps.drawn == drawn > 8

        changed = sheet.with_change((Assigned("s4", "v2"),), ())
        second = RosterBoard(changed, words, ZONE, before=first)
        grid.set_board(second)
        grid.viewport().repaint()
        assert 0 < grid.stamps.drawn - drawn <= 3  # the shift's head, and a cell that looks as none did
        keys = [(shift.id, person.id) for shift in changed.view.shifts for person in changed.view.people]
        assert [second.known(key) for key in keys] == [standing(changed, *key) for key in keys]
        assert first.known(("s4", "v2")) != second.known(("s4", "v2"))


def test_a_block_is_carried_to_another_person_along_the_hours(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        made.page.show_view("times")
        roster = made.page.roster
        times = roster.times
        names = {one.id: one.name for one in roster.sheet.view.people}
        rows = {names[row.head.key]: number for number, row in enumerate(times.rows) if row.head.key in names}
        block = next(one for one in times.rows[rows["许航"]].blocks if one.title == "收场")
        times.choose(block.shift, times.rows[rows["许航"]].head.key)  # scrolls it into sight
        source = times.block_rect(rows["许航"], block).center().toPoint()
        view = times.viewport()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=source)
        target = QPoint(source.x(), times.block_rect(rows["沈浩"], block).center().toPoint().y())
        for at in (source, (source + target) / 2, target):
            QTest.mouseMove(view, at)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=target)
        made.settle()
        held = {(names[one.volunteer], roster.sheet.shifts[one.shift].role) for one in roster.sheet.staffing.assigned}
        assert ("沈浩", "收场") in held and ("许航", "收场") not in held


def test_a_line_that_has_no_room_leaves_its_end_out_instead_of_being_cut(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        words = made.page.roster.words
        sheet = Sheet(made_view())
        for person in sheet.view.people:
            line, brief = words.person_line(person), words.person_brief(person)
            assert brief == "" if person.withdrawn or not person.skills else line.startswith(brief) and len(brief) < len(line)


def test_a_block_and_a_contradiction_are_said_with_the_words_of_the_command_line(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        words, sheet = made.page.roster.words, Sheet(made_view())
        nobody = Finding(Contradiction.NOBODY, shift=sheet.view.shifts[0].id, skills=("潜水",))
        key, values = finding_said(sheet.staffing, nobody)
        shift = sheet.view.shifts[0]
        values |= {"start": words.time(shift.start), "end": words.time(shift.end)}  # the window writes 8:45, lists 08:45
        assert words.finding(sheet, nobody) == words(f"rosters.{key}", **values) and "潜水" in words.finding(sheet, nobody)
        lapsed = Block(Rule.VETTING, day=date(2026, 1, 2))
        key, values = block_said(sheet.staffing, lapsed)
        assert words.block(sheet, lapsed) == words(f"rosters.{key}", **values)
