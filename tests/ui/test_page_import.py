"""The import in three steps, by keys and clicks, with real files and with bad ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.domain.question import QuestionKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.checkins import Scan
from eventdesk.store import tables as t
from tests.conftest import SAMPLES
from tests.ui.people_desk import CTRL, WJX, Key, Opened, make_desk, opened
from ui.models.import_rows import Kind
from ui.widgets.base import Label
from ui.widgets.buttons import Button
from ui.widgets.cells import ActionCell, EditCell
from ui.widgets.dialog import Question

CHECK, RESULT = 1, 2


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make_desk(tmp_path / "desk", filled=False)
    with opened(qtbot, tmp_path / "desk", clock, "import") as made:
        yield made


@pytest.fixture
def checked(empty: Opened) -> Opened:
    """The sample is read and its rows are shown."""
    QTest.mouseClick(empty.page.pick_step.choose, Qt.MouseButton.LeftButton)
    empty.choose(WJX)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)
    empty.settle()
    return empty


def rows(opened: Opened) -> list[object]:
    return list(opened.page.check_step.preview.table.rows)


def of_kind(opened: Opened, kind: Kind) -> list[object]:
    return [row for row in opened.page.check_step.preview.table.rows if row.kind is kind]


def written(opened: Opened) -> int:
    """Rows that the store holds of anybody."""
    found: int = opened.ask(count_everything, opened.page.desk)
    return found


def count_everything(desk: object) -> int:
    import sqlalchemy as sa

    with desk.house.store.reading() as connection:  # type: ignore[attr-defined]  # the desk, as the writer has it
        tables = (t.family, t.person, t.registration, t.import_batch, t.import_memory, t.outbox)
        return sum(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)


# -- reading


def test_a_file_is_shown_with_its_problems_first_and_nothing_is_written(empty: Opened) -> None:
    before = written(empty)
    QTest.mouseClick(empty.page.pick_step.choose, Qt.MouseButton.LeftButton)
    empty.choose(WJX)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)
    kinds = [row.kind for row in rows(empty)]
    assert kinds == sorted(kinds)
    assert (kinds.count(Kind.REFUSED), kinds.count(Kind.DUPLICATE), kinds.count(Kind.HEADING)) == (18, 9, 1)
    assert len(kinds) == 220 + 1
    assert all("*" in row.row.cells["guardian"] for row in rows(empty) if row.row is not None and row.row.cells["guardian"])
    assert "202" in empty.page.check_step.act.text()
    assert "18" in empty.page.check_step.act.text()
    assert written(empty) == before


def png(path: Path) -> Path:
    from PySide6.QtGui import QImage

    file = path / "picture.xlsx"
    QImage(4, 4, QImage.Format.Format_RGB32).save(str(file), "PNG")
    return file


def zero(path: Path) -> Path:
    file = path / "empty.xlsx"
    file.touch()
    return file


def unknown_columns(path: Path) -> Path:
    file = path / "stock.csv"
    file.write_text("article,price,stock\nball,3,4\nrope,5,6\n", encoding="utf-8")
    return file


def folder(path: Path) -> Path:
    (path / "folder.xlsx").mkdir()
    return path / "folder.xlsx"


def nothing(path: Path) -> Path:
    return path / "absent.xlsx"


@pytest.mark.parametrize("make", [png, zero, unknown_columns, folder, nothing])
def test_a_bad_file_is_told_in_place_and_another_can_be_taken(
    empty: Opened, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    file = make(tmp_path)
    empty.page.read(file)
    empty.settle()
    pick = empty.page.pick_step
    assert empty.page.step == 0
    assert file.name in pick.error._fact.text()
    assert pick.error._detail.text()
    again = pick.findChild(Button, "other_file")
    assert empty.running.window.focusWidget() is again
    empty.press(Key.Key_Space, on=again)
    empty.choose(SAMPLES / "p6_own_template_per_child.csv")
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)


@pytest.mark.parametrize("form", ["{}", '"{}"', "url", "files"])
def test_a_copied_file_or_path_is_pasted(empty: Opened, form: str) -> None:
    data = QMimeData()
    if form == "files":
        data.setUrls([QUrl.fromLocalFile(str(WJX))])
    else:
        data.setText(QUrl.fromLocalFile(str(WJX)).toString() if form == "url" else form.format(WJX))
    QGuiApplication.clipboard().setMimeData(data)
    empty.press(Key.Key_V, CTRL)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)


def test_nonsense_on_the_clipboard_is_left_alone(empty: Opened) -> None:
    QGuiApplication.clipboard().setText("https://example.org/list.xlsx")
    empty.press(Key.Key_V, CTRL)
    empty.settle()
    assert empty.page.step == 0
    assert empty.page.pick_step.choose.isVisible()


def test_a_dropped_file_is_read(empty: Opened) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(WJX))])
    where, copy = QPointF(40, 40), Qt.DropAction.CopyAction
    mouse, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), copy, data, mouse, keys)
    enter.ignore()
    empty.page.dragEnterEvent(enter)
    assert enter.isAccepted()
    empty.page.dropEvent(QDropEvent(where, copy, data, mouse, keys))
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)


def test_reading_can_be_given_up(empty: Opened) -> None:
    empty.page.read(WJX)
    assert empty.page.pick_step.stop.isVisible()
    QTest.mouseClick(empty.page.pick_step.stop, Qt.MouseButton.LeftButton)
    empty.settle()
    assert empty.page.step == 0
    assert empty.page.pick_step.choose.isVisible()


# -- checking


def test_a_column_that_is_mapped_anew_is_checked_anew_and_taken_back(checked: Opened) -> None:
    step = checked.page.check_step
    phone = next(c for c in checked.page._result.columns if c.field == "guardians[0].phone")
    select = step.columns.row(phone.sheet, phone.letter).select
    select.setFocus()
    checked.press(Key.Key_Home, on=select)  # not imported
    checked.settle()
    assert select.current == "ignored"
    assert len(of_kind(checked, Kind.REFUSED)) == 220
    assert not step.act.isEnabled()
    assert step.act.toolTip()

    checked.press(Key.Key_Z, CTRL, on=checked.running.window)
    checked.settle()
    assert select.current == "guardians[0].phone"
    assert len(of_kind(checked, Kind.REFUSED)) == 18
    assert step.act.isEnabled()


def test_a_column_can_answer_a_question_of_the_event(empty: Opened) -> None:
    desk = empty.page.desk
    empty.ask(desk.questions.add, "CAMP", text="怎么知道我们的？", kind=QuestionKind.TEXT, key="how")
    empty.page.read(WJX)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)
    empty.settle()
    step = empty.page.check_step
    other = next(c for c in empty.page._result.columns if c.field == "ignored" and c.samples)
    select = step.columns.row(other.sheet, other.letter).select
    select.set_current("answers[how]")
    assert "怎么知道我们的？" in select.currentText()
    select.activated.emit(select.currentIndex())
    empty.settle()
    empty.press(Key.Key_Return, CTRL, on=empty.running.window)
    empty.qtbot.waitUntil(lambda: empty.page.step == RESULT, timeout=15000)
    assert empty.ask(desk.questions.list, "CAMP").questions[0].answered > 100


def test_a_field_belongs_to_one_column(checked: Opened) -> None:
    step = checked.page.check_step
    notes = next(c for c in checked.page._result.columns if c.field == "notes")
    other = next(c for c in checked.page._result.columns if c.field == "ignored")
    select = step.columns.row(other.sheet, other.letter).select
    select.set_current("notes")
    select.activated.emit(select.currentIndex())
    checked.settle()
    assert step.columns.row(notes.sheet, notes.letter).select.current == "ignored"


def edit(opened: Opened, row: object, text: str) -> None:
    table = opened.page.check_step.preview.table
    table.setFocus()
    assert table.select(row.key)  # type: ignore[attr-defined]  # a row of the preview
    opened.press(Key.Key_F2, on=table.view)
    editor = table.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    opened.type(text, on=editor)
    opened.press(Key.Key_Return, on=editor)
    opened.settle()


def test_a_wrong_phone_is_put_right_where_it_stands(checked: Opened) -> None:
    before = of_kind(checked, Kind.REFUSED)
    wrong = next(row for row in before if row.reason == "bad_phone")
    cell = next(c for c in checked.page.check_step.preview.table.model.columns if c.key == "phone").cell(wrong)
    assert isinstance(cell, EditCell)
    assert cell.error

    edit(checked, wrong, "13900001234")

    after = of_kind(checked, Kind.REFUSED)
    assert len(after) == len(before) - 1
    assert wrong.key not in {row.key for row in after}
    fixed = next(row for row in rows(checked) if row.key == wrong.key)
    assert fixed.corrected
    assert fixed.row.cells["phone"] == "139****1234"


def test_a_wrong_correction_stays_wrong_and_keeps_what_was_typed(checked: Opened) -> None:
    wrong = next(row for row in of_kind(checked, Kind.REFUSED) if row.reason == "bad_phone")
    edit(checked, wrong, "12")
    again = next(row for row in of_kind(checked, Kind.REFUSED) if row.key == wrong.key)
    assert again.row.flaw.text == "12"


def test_a_year_too_late_is_put_right_by_one_click(checked: Opened) -> None:
    table = checked.page.check_step.preview.table
    late = next(row for row in of_kind(checked, Kind.REFUSED) if row.row.flaw is not None and row.row.flaw.guess)
    note = table.model.columns[-1].cell(late)
    assert isinstance(note, ActionCell)
    table.acted.emit(late, "note", note.key)
    checked.settle()
    assert late.key not in {row.key for row in of_kind(checked, Kind.REFUSED)}


def test_problems_alone(checked: Opened) -> None:
    seg = checked.page.check_step.preview.seg
    seg.setFocus()
    checked.press(Key.Key_Right, on=seg)
    assert {row.kind for row in rows(checked)} == {Kind.REFUSED, Kind.DUPLICATE, Kind.LOOK}
    assert str(len(rows(checked))) in seg._group.button(1).text()


# -- importing and undoing


def test_it_imports_says_what_was_done_and_takes_it_back(checked: Opened) -> None:
    page = checked.page
    checked.press(Key.Key_Return, CTRL)
    checked.qtbot.waitUntil(lambda: page.step == RESULT, timeout=15000)
    assert "193" in page.result_step.fact.text()
    listed = checked.ask(page.desk.registrations.list, "CAMP")
    assert len(listed) == 193

    QTest.mouseClick(page.result_step.undo, Qt.MouseButton.LeftButton)
    checked.settle()
    question = checked.dialog(Question)
    assert len(checked.ask(page.desk.registrations.list, "CAMP")) == 193  # only asked so far
    assert question.keep.isDefault()
    QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
    checked.settle()
    assert checked.ask(page.desk.registrations.list, "CAMP") == ()
    assert "193" in checked.toast
    assert page.step == 0


def test_enter_leads_to_the_list_of_the_event(checked: Opened) -> None:
    checked.press(Key.Key_Return, CTRL)
    checked.qtbot.waitUntil(lambda: checked.page.step == RESULT, timeout=15000)
    checked.press(Key.Key_Return, on=checked.page.result_step.go)
    checked.settle()
    assert checked.running.window.current == "registrations"
    assert len(checked.page.table.rows) == 193


def test_the_question_counts_who_is_kept(checked: Opened) -> None:
    page = checked.page
    checked.press(Key.Key_Return, CTRL)
    checked.qtbot.waitUntil(lambda: page.step == RESULT, timeout=15000)
    came = next(
        row for row in checked.ask(page.desk.registrations.list, "CAMP") if row.state is RegistrationState.CONFIRMED
    )
    assert checked.ask(page.desk.checkins.scan, "CAMP", Scan(came.ticket)).admitted > 0
    QTest.mouseClick(page.result_step.undo, Qt.MouseButton.LeftButton)
    checked.settle()
    question = checked.dialog(Question)
    said = "".join(label.text() for label in question.findChildren(Label))
    assert "192" in said
    QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
    checked.settle()
    assert [row.id for row in checked.ask(page.desk.registrations.list, "CAMP")] == [came.id]


def test_a_choice_is_remembered_for_the_next_file_of_its_kind(checked: Opened) -> None:
    page = checked.page
    ignored = next(c for c in page._result.columns if c.field == "notes")
    select = page.check_step.columns.row(ignored.sheet, ignored.letter).select
    select.setFocus()
    checked.press(Key.Key_Home, on=select)
    checked.settle()
    checked.press(Key.Key_Return, CTRL)
    checked.qtbot.waitUntil(lambda: page.step == RESULT, timeout=15000)
    page.result_step.again.emit()
    page.read(WJX)
    checked.qtbot.waitUntil(lambda: page.step == CHECK, timeout=15000)
    again = next(c for c in page._result.columns if c.letter == ignored.letter)
    assert (again.field, again.confidence) == ("ignored", 1.0)


def test_an_earlier_import_is_listed_and_undone_from_the_first_step(qtbot: QtBot, tmp_path: Path) -> None:
    clock = make_desk(tmp_path / "desk", filled=True)
    with opened(qtbot, tmp_path / "desk", clock, "import", language="en") as made:
        undo = next(b for b in made.page.pick_step._batches.findChildren(Button) if b.isVisible())
        QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
        made.settle()
        question = made.dialog(Question)
        made.press(Key.Key_Escape, on=question)
        made.settle()
        assert len(made.ask(made.page.desk.registrations.list, "CAMP")) == 193  # Esc is the safe verb


def test_escape_leaves_and_nothing_was_written(checked: Opened) -> None:
    before = written(checked)
    checked.press(Key.Key_Escape, on=checked.page.check_step.preview.table.view)
    checked.settle()
    assert checked.running.window.current == "registrations"
    assert written(checked) == before


def test_ten_thousand_rows_scroll_and_switch_at_once(empty: Opened, tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(["家长姓名", "手机号", "孩子姓名", "孩子出生日期", "选择场次"])
    for number in range(10_000):
        phone = f"139{number:08d}" if number % 10 else "123"
        child = f"李{chr(0x4E00 + number // 100)}{chr(0x4E00 + number % 100)}"
        sheet.append(["李家长", phone, child, "2021-05-06", "10月17日（周六）上午 自然手作"])
    file = tmp_path / "large.xlsx"
    book.save(file)
    empty.page.read(file)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=60000)
    preview = empty.page.check_step.preview
    assert len(preview.table.rows) == 10_001

    import time

    began = time.perf_counter()
    preview.seg.set_current("problems")
    preview._show()
    for _ in range(20):
        empty.press(Key.Key_PageDown, on=preview.table.view)
    preview.table.view.viewport().repaint()
    assert time.perf_counter() - began < 6.0  # two seconds, on a machine that has other work
    assert len(preview.table.rows) == 1000


# -- a list out of a group chat


def test_a_group_list_on_the_clipboard_is_checked_and_imported(empty: Opened) -> None:
    QGuiApplication.clipboard().setText("#接龙\n1. 豆豆妈妈 1大1小 13812345670\n2. 果果爸爸 2大1小 1381234567\n3. 米粒外婆 13812345672")
    QTest.mouseClick(empty.page.pick_step.paste, Qt.MouseButton.LeftButton)
    empty.qtbot.waitUntil(lambda: empty.page.step == CHECK, timeout=15000)
    empty.settle()
    assert len(of_kind(empty, Kind.REFUSED)) == 1
    QTest.keyClick(empty.page, Qt.Key.Key_Return, CTRL)
    empty.qtbot.waitUntil(lambda: empty.page.step == RESULT, timeout=15000)
    assert len(empty.ask(empty.page.desk.registrations.list, empty.page._event)) == 2


def test_chat_that_is_no_list_gets_a_sentence(empty: Opened) -> None:
    before = written(empty)
    QGuiApplication.clipboard().setText("今天天气真好\n下午去公园吗")
    QTest.mouseClick(empty.page.pick_step.paste, Qt.MouseButton.LeftButton)
    empty.qtbot.waitUntil(lambda: empty.page.pick_step.isVisible() and hasattr(empty.page.pick_step, "error"), timeout=15000)
    assert written(empty) == before
