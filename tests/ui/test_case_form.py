"""The form of a case over what families really write."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from eventdesk.desk import open_desk
from tests.ui.feedback_desk import book, make, opened
from ui.dialogs.case_form import CaseForm


def test_a_very_long_comment_scrolls_and_leaves_the_form_on_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make(tmp_path / "desk", answers=0)
    said = ("排队太久了🎉 مرحبا \u202eabc " * 300)[:3900]
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        answers = book(("2026-11-28 13:01:00", "故事会", "13800009999", 1, 1, said))
        desk.feedback_imports.run("FAIR", Path("long.csv"), workbook=answers)
    with opened(qtbot, tmp_path / "desk", clock) as made:
        page = made.page
        page.restore({"event": "FAIR", "segment": "cases"})
        made.settle()
        table = page.cases.table
        table.opened.emit(table.rows[0])
        form = made.dialog(CaseForm)
        made.settle()
        assert form.height() <= 768
        assert form.behind.verticalScrollBar().maximum() > 0
        assert 0 < form.behind.height() < 200
