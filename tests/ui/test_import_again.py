"""An import that is made again and one that is taken back, in the window: what is new, who is counted, what stays."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.registration import RegistrationState
from eventdesk.services.checkins import Scan
from tests.conftest import SAMPLES
from tests.ui.people_desk import CTRL, WJX, Key, Opened, make_desk, opened
from ui.models.import_rows import Kind
from ui.widgets.base import Label
from ui.widgets.buttons import Button
from ui.widgets.dialog import Dialog, Question

CHECK, RESULT = 1, 2


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "import") as made:
        yield made


def test_a_growing_export_shows_only_what_is_new(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make_desk(tmp_path / "desk", filled=True)
    book = openpyxl.load_workbook(WJX)
    sheet = book.worksheets[0]
    last = [cell.value for cell in sheet[2]]
    headings = [str(cell.value) for cell in sheet[1]]
    last[next(n for n, text in enumerate(headings) if "手机" in text)] = "13900007788"
    last[next(n for n, text in enumerate(headings) if "姓名" in text)] = "新来的"
    sheet.append(last)
    grown = tmp_path / "grown.xlsx"
    book.save(grown)
    with opened(qtbot, tmp_path / "desk", clock, "import") as made:
        made.page.read(grown)
        qtbot.waitUntil(lambda: made.page.step == CHECK, timeout=15000)
        made.settle()
        shown = made.page.check_step.preview.table.rows
        assert len(shown) == 221 + 1  # and the heading
        assert {row.number for row in shown if row.kind is Kind.LOOK} <= {222}  # what an earlier import brought was seen then
        made.press(Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: made.page.step == RESULT, timeout=15000)
        said = [label.text() for label in made.page.result_step.findChildren(Label)]
        assert made.page.result_step.fact.text() == made.page.words("importing.done", n=1)
        assert made.page.words("importing.done_same", n=193) in said
        assert len(made.ask(made.page.desk.registrations.list, "CAMP")) == 194


def test_a_family_with_a_row_for_each_child_is_counted_once(empty: Opened) -> None:
    empty.page.read(SAMPLES / "p6_own_template_per_child.csv")
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)
    empty.settle()
    empty.press(Key.Key_Return, CTRL)
    empty.qtbot.waitUntil(lambda: empty.page.step == RESULT, timeout=15000)
    families = len(empty.ask(empty.page.desk.registrations.list, "CAMP"))
    assert empty.page.result_step.fact.text() == empty.page.words("importing.done", n=families)


def test_all_that_stays_is_listed_when_an_import_was_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make_desk(tmp_path / "desk", filled=True)
    with opened(qtbot, tmp_path / "desk", clock, "import") as made:
        page = made.page
        listed = made.ask(page.desk.registrations.list, "CAMP")
        came = [row for row in listed if row.state is RegistrationState.CONFIRMED][:15]
        for row in came:
            made.ask(page.desk.checkins.scan, "CAMP", Scan(row.ticket))
        QTest.mouseClick(next(b for b in page.pick_step._batches.findChildren(Button) if b.isVisible()), Qt.MouseButton.LeftButton)
        made.settle()
        question = made.dialog(Question)
        lines = "\n".join(label.text() for label in question.findChildren(Label)).splitlines()
        assert page.words("importing.undo_keeps", n=15) in lines
        assert page.words("importing.kept_more", n=11) == lines[-1]  # four are named: together those of the sentence
        QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
        made.settle()
        told = made.dialog(Dialog)
        why = page.words("import.kept_came")
        assert sum(why in label.text() for label in told.findChildren(Label)) == 15
        made.press(Key.Key_Return, on=told)
        assert len(made.ask(page.desk.registrations.list, "CAMP")) == 15


def test_a_slot_in_other_words_is_named_once_and_remembered(empty: Opened, tmp_path: Path) -> None:
    page = empty.page
    empty.ask(page.desk.events.add_slot, "CAMP", title="亲子泥塑", code="CLAY")
    file = tmp_path / "list.csv"
    line = "林梅{n},1380000111{n},林安{n},2021-04-01,玩泥巴\n"
    head = "家长姓名,手机号,孩子姓名,出生日期,选择场次\n"
    file.write_text(head + line.format(n=1) + line.format(n=2), encoding="utf-8")
    page.make_stale()
    page.refresh()
    empty.settle()

    def read() -> None:
        page.read(file)
        empty.qtbot.waitUntil(lambda: page.step == CHECK, timeout=15000)
        empty.settle()

    def looked_at() -> int:
        return sum(row.kind is Kind.LOOK for row in page.check_step.preview.table.rows)

    read()
    select = page.check_step.columns.row("csv", "=玩泥巴").select
    assert (select.current, looked_at()) == ("", 2)
    select.setFocus()
    empty.press(Key.Key_End, on=select)
    empty.settle()
    assert (select.current, select.currentText(), looked_at()) == ("slots[CLAY]", "亲子泥塑", 0)
    empty.press(Key.Key_Return, CTRL, on=empty.running.window)
    empty.qtbot.waitUntil(lambda: page.step == RESULT, timeout=15000)
    assert [row.slots for row in empty.ask(page.desk.registrations.list, "CAMP")] == [("CLAY",), ("CLAY",)]

    file.write_text(file.read_text(encoding="utf-8") + line.format(n=3), encoding="utf-8")
    page.result_step.again.emit()
    read()
    assert (page.check_step.columns.row("csv", "=玩泥巴").select.current, looked_at()) == ("slots[CLAY]", 0)
    empty.press(Key.Key_Return, CTRL, on=empty.running.window)
    empty.qtbot.waitUntil(lambda: page.step == RESULT, timeout=15000)
    assert page.result_step.fact.text() == page.words("importing.done", n=1)
