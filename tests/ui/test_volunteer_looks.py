"""What of the page of volunteers must not linger: bars that nobody needs, and rows of a file that was put aside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import roster_desk
from tests.ui.people_desk import Opened
from ui.dialogs.volunteer_import import VolunteerImportDialog
from ui.widgets.roster_view import NARROWEST, ROW, SIDE

PEOPLE = "姓名,手机号\n云小岸,13900000091\n".encode()
SHIFTS = "日期,开始,结束,岗位\n2026-10-17,08:30,12:00,签到\n".encode()


@pytest.fixture
def page(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[Opened]:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        made.qtbot.waitUntil(lambda: made.page.roster.sheet is not None)
        yield made


def test_two_bars_do_not_keep_each_other(page: Opened) -> None:
    grid: Any = page.page.roster.grid
    board, theme = grid.board, grid.theme
    tall = round(grid._head) + theme.px(ROW) * len(board.rows) + 1 + 2 * grid.frameWidth()
    wide = theme.px(SIDE) + theme.px(NARROWEST) * len(board.columns) + 2 * grid.frameWidth()
    grid.setFixedSize(wide, tall)
    for bar in (grid.horizontalScrollBar(), grid.verticalScrollBar()):
        bar.setRange(0, 50)
    page.settle()
    assert grid.horizontalScrollBar().maximum() == 0
    assert grid.verticalScrollBar().maximum() == 0


def test_a_file_that_cannot_be_read_leaves_nothing_of_the_one_before(page: Opened, tmp_path: Path) -> None:
    people, shifts = tmp_path / "people.csv", tmp_path / "shifts.csv"
    people.write_bytes(PEOPLE)
    shifts.write_bytes(SHIFTS)
    page.page.verbs.open_import()
    dialog = page.dialog(VolunteerImportDialog)
    dialog.pick("people", people)
    page.qtbot.waitUntil(lambda: bool(dialog.summary.text()) or dialog.trouble.isVisible(), timeout=30_000)
    assert len(dialog.table.rows) == 1 and dialog.summary.text()
    dialog.pick("people", shifts)
    page.qtbot.waitUntil(dialog.trouble.isVisible, timeout=30_000)
    assert dialog.trouble.isVisible() and not dialog.warning.isVisible()
    assert (len(dialog.table.rows), dialog.summary.text()) == (0, "")
    dialog.reject()
