"""What belongs to one event, tab by tab, by keys and clicks, on a real desk."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.clock import SetClock
from eventdesk.desk import open_desk
from eventdesk.domain.announcement import AnnouncementState
from eventdesk.domain.emergency import Contact, EmergencyPlan
from eventdesk.domain.registration import CallReason
from eventdesk.domain.right import OperatorRole
from tests.services.test_announcements import sit
from tests.ui.day_desk import family
from tests.ui.more_desk import desk_of, opened
from tests.ui.people_desk import CTRL, Key, Opened
from tests.ui.planner_desk import SLOTS, make
from ui.pages.event_more import TABS
from ui.widgets.dialog import Question
from ui.widgets.states import EmptyState

# Two of the planner's slots quarrel; what is released has none of them.
PEACE = (SLOTS[0], SLOTS[2], SLOTS[4])


@pytest.fixture
def clock(tmp_path: Path) -> SetClock:
    return make(tmp_path / "desk", slots=PEACE)


@pytest.fixture
def more(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", clock, "event_more", event="FAIR") as made:
        yield made


@pytest.fixture
def called(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> Iterator[Opened]:
    """Two families of an event that was cancelled; the window shows whom to call."""
    with open_desk(tmp_path / "desk", clock=clock) as desk:
        for number in (1, 2):
            desk.registrations.add("FAIR", people=family(number), consent_method="paper")
        desk.events.cancel("FAIR", reason="台风")
    with opened(qtbot, tmp_path / "desk", clock, "event_more", event="FAIR", tab="calls") as made:
        yield made


def go(made: Opened, tab: str) -> Any:
    made.press(getattr(Key, f"Key_{TABS.index(tab) + 1}"), CTRL, on=made.page.more.bar)
    made.settle()
    assert made.page.more.current == tab
    return made.page.more.tab


def click(widget: Any) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def retype(made: Opened, field: Any, text: str) -> None:
    field.setFocus()
    made.press(Key.Key_A, CTRL)
    made.press(Key.Key_Delete)
    made.type(text)


def edit_cell(made: Opened, table: Any, row: int, place: int, text: str) -> None:
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


# -- the page


def test_every_tab_opens_by_its_key(more: Opened) -> None:
    assert more.page.title() == "秋日亲子工坊日"
    assert "09:30" in more.page.subtitle()
    for tab in TABS:
        assert go(more, tab).code == "FAIR"
        assert more.page.state()["tab"] == tab


def test_the_arrows_move_along_the_tabs(more: Opened) -> None:
    more.page.more.bar.setFocus()
    more.press(Key.Key_Right)
    more.settle()
    assert more.page.more.current == TABS[1]


def test_the_header_leads_back_to_the_event(more: Opened) -> None:
    edit, plan = more.page.header_actions()
    click(plan)
    assert more.running.window.current == "events"
    assert more.page.told == {"plan": "FAIR"}
    more.running.window.navigate("event_more")
    click(edit)
    assert more.page.told == {"event": "FAIR"}


def test_an_event_that_is_not_there_is_told(more: Opened) -> None:
    more.running.window.navigate("event_more", event="NOWHERE")
    more.settle()
    shown = more.page._stack.currentWidget()
    assert isinstance(shown, EmptyState)
    assert "NOWHERE" in shown._fact.text()
    more.running.window.navigate("event_more", event="FAIR")
    more.settle()
    assert more.page.title() == "秋日亲子工坊日"


def test_without_a_word_the_next_event_is_shown(qtbot: QtBot, tmp_path: Path, clock: SetClock) -> None:
    with opened(qtbot, tmp_path / "desk", clock, "event_more") as made:
        assert made.page.code == "FAIR"


# -- the emergency plan


def plan_of(made: Opened) -> EmergencyPlan:
    found: EmergencyPlan = made.ask(desk_of(made).plans.emergency, "FAIR").plan
    return found


def test_the_emergency_plan_keeps_what_is_typed(more: Opened) -> None:
    tab = go(more, "emergency")
    assert "联系人" in tab.missing._detail.text()
    for part, text in (("role", "现场总负责"), ("name", "方雨"), ("phone", "13800000000")):
        tab.contacts.fields[part].setFocus()
        more.type(text)
    more.press(Key.Key_Return)
    retype(more, tab.fields["hospital"], "市第三医院")
    tab.fields["steps"].editor.setFocus()
    more.type("点人数")
    more.press(Key.Key_Return)
    more.type("打120")
    more.press(Key.Key_S, CTRL)
    more.settle()
    plan = plan_of(more)
    assert plan.contacts == (Contact("现场总负责", "方雨", "13800000000"),)
    assert (plan.hospital, plan.steps) == ("市第三医院", ("点人数", "打120"))
    assert "联系人" not in tab.missing._detail.text()
    assert tab.status.text()


def test_what_is_typed_is_kept_when_another_tab_is_opened(more: Opened) -> None:
    tab = go(more, "emergency")
    tab.fields["decides"].setFocus()
    more.type("方雨")
    go(more, "files")
    assert plan_of(more).decides == "方雨"


def test_contacts_are_changed_and_come_back(more: Opened) -> None:
    more.ask(
        desk_of(more).plans.set_emergency, "FAIR", EmergencyPlan(contacts=(Contact("急救"), Contact("总负责", "方雨")))
    )
    tab = go(more, "emergency")
    edit_cell(more, tab.contacts.table, 0, 2, "120")
    assert plan_of(more).contacts[0] == Contact("急救", "", "120")
    tab.contacts.table.setFocus()
    tab.contacts.table.select(0)
    more.press(Key.Key_Delete)
    more.settle()
    assert plan_of(more).contacts == (Contact("总负责", "方雨"),)
    more.press(Key.Key_Z, CTRL)
    more.settle()
    assert [contact.role for contact in plan_of(more).contacts] == ["急救", "总负责"]


def test_an_empty_contact_and_a_novel_are_refused_where_they_stand(more: Opened) -> None:
    tab = go(more, "emergency")
    click(tab.contacts.add)
    assert tab.contacts.fields["role"].error
    tab.fields["bad_weather"].editor.setPlainText("雨" * 2_001)
    assert tab.fields["bad_weather"].error
    more.press(Key.Key_S, CTRL)
    more.settle()
    assert plan_of(more).bad_weather == ""
    assert len(tab.fields["bad_weather"].editor.toPlainText()) == 2_001


def test_the_emergency_page_is_printed(more: Opened, tmp_path: Path) -> None:
    go(more, "emergency")
    more.press(Key.Key_P, CTRL)
    more.choose(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert "page.pdf" in more.toast


def test_a_file_that_cannot_be_written_is_told(more: Opened, tmp_path: Path) -> None:
    tab = go(more, "files")
    (tmp_path / "file").write_text("no folder")
    tab._files.run(
        tab.ics, tmp_path / "file" / "x.ics", lambda file: desk_of(more).calendars.export("FAIR", file), lambda made: ""
    )
    more.settle()
    assert tab.error.isVisible()
    assert "x.ics" in tab.error._detail.text()
    assert tab.ics.isEnabled()


# -- calls


def test_families_are_ticked_off_and_undone(called: Opened) -> None:
    tab = called.page.more.tab
    assert [call.reason for call in tab.table.rows] == [CallReason.EVENT_CANCELLED] * 2
    assert all("*" in call.phone for call in tab.table.rows)
    first = tab.table.rows[0]
    tab.table.setFocus()
    tab.table.select(first.id)
    called.press(Key.Key_Space)
    called.settle()
    assert [call.done_at is not None for call in tab.table.rows] == [False, True]
    assert tab.table.rows[1].id == first.id
    assert "1 / 2" in tab.progress.text()
    called.press(Key.Key_Z, CTRL)
    called.settle()
    assert [call.done_at for call in tab.table.rows] == [None, None]


def test_names_are_shown_on_request_and_covered_again(called: Opened) -> None:
    tab = called.page.more.tab
    click(tab.whole)
    called.settle()
    assert {call.phone for call in tab.table.rows} == {"13800000001", "13800000002"}
    go(called, "files")
    go(called, "calls")
    assert all("*" in call.phone for call in tab.table.rows)
    assert not tab.whole.isChecked()


@pytest.mark.parametrize("whole", [False, True])
def test_the_list_is_exported_as_it_is_shown(called: Opened, tmp_path: Path, whole: bool) -> None:
    tab = called.page.more.tab
    if whole:
        click(tab.whole)
        called.settle()
    click(tab.export)
    called.choose(tmp_path / "calls.csv")
    rows = list(csv.reader((tmp_path / "calls.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 3
    assert ("13800000001" in rows[1]) is whole
    assert "台风" not in rows[1]
    assert "2" in called.toast


def test_nobody_to_call_says_so(more: Opened) -> None:
    tab = go(more, "calls")
    assert isinstance(tab.table._stack.currentWidget(), EmptyState)
    assert not tab.export.isEnabled()


# -- announcements


def announced(made: Opened) -> Any:
    return made.ask(desk_of(made).announcements.list, "FAIR")


def write(made: Opened, *, title: str = "来玩", text: str = "周六上午") -> Any:
    tab = go(made, "announce")
    retype(made, tab.head, title)
    tab.text.setFocus()
    made.type(text)
    return tab


def test_a_draft_is_kept_and_sent_to_review(more: Opened) -> None:
    tab = go(more, "announce")
    assert not tab.submit.isEnabled()
    write(more)
    assert tab.submit.isEnabled()
    more.press(Key.Key_S, CTRL)
    more.settle()
    [one] = announced(more)
    assert (one.title, one.text, one.state) == ("来玩", "周六上午", AnnouncementState.DRAFT)
    assert tab.status.text()
    click(tab.submit)
    more.settle()
    assert announced(more)[0].state is AnnouncementState.IN_REVIEW
    assert not tab.release.isVisible()
    assert tab.note.isVisible()


def test_a_new_draft_goes_to_review_in_one_step(more: Opened) -> None:
    tab = write(more)
    click(tab.submit)
    more.settle()
    assert [one.state for one in announced(more)] == [AnnouncementState.IN_REVIEW]


def test_what_is_wrong_stands_at_its_field(more: Opened) -> None:
    tab = write(more, title=" ")
    more.press(Key.Key_S, CTRL)
    more.settle()
    assert tab.head.error
    retype(more, tab.head, "来玩")
    retype(more, tab.link, "javascript:alert(1)")
    more.press(Key.Key_S, CTRL)
    more.settle()
    assert tab.link.error
    assert tab.text.toPlainText() == "周六上午"
    assert announced(more) == ()


def test_a_second_person_sends_back_and_releases(more: Opened) -> None:
    tab = write(more)
    click(tab.submit)
    more.settle()
    more.ask(sit, desk_of(more), "高阳")
    tab.open("FAIR")
    more.settle()
    assert tab.release.isVisible() and tab.back.isVisible()
    click(tab.back)
    more.settle()
    assert tab.remark.error
    tab.remark.setFocus()
    more.type("时间不对")
    click(tab.back)
    more.settle()
    assert announced(more)[0].remark == "时间不对"
    assert tab.note._detail.text() == "时间不对"
    click(tab.submit)
    more.settle()
    click(tab.release)
    more.settle()
    [one] = announced(more)
    assert (one.state, one.reviewer) == (AnnouncementState.RELEASED, "高阳")
    assert tab.head.edit.isReadOnly() and tab.text.isReadOnly()
    assert tab.next.isVisible() and not tab.save.isVisible()


def test_whoever_takes_the_seat_in_the_window_may_release(more: Opened) -> None:
    tab = write(more)
    click(tab.submit)
    more.settle()
    assert not tab.release.isVisible(), "nobody releases what they wrote"
    more.ask(desk_of(more).operators.add, "高阳", OperatorRole.LEAD)
    more.running.window.seat.act_as("高阳")
    more.settle()
    assert tab.release.isVisible(), "the page hears of it"
    click(tab.release)
    more.settle()
    [one] = announced(more)
    assert (one.state, one.reviewer) == (AnnouncementState.RELEASED, "高阳")


def test_the_next_one_begins_beside_the_released(more: Opened) -> None:
    desk = desk_of(more)
    more.ask(desk.announcements.write, "FAIR", title="第一", text="正文")
    more.ask(desk.announcements.submit, "FAIR", 1)
    more.ask(sit, desk, "高阳")
    more.ask(desk.announcements.release, "FAIR", 1)
    tab = go(more, "announce")
    click(tab.next)
    assert (tab.head.text(), tab.text.toPlainText(), tab.head.edit.isReadOnly()) == ("第一", "", False)
    tab.text.setFocus()
    more.type("第二份正文")
    more.press(Key.Key_S, CTRL)
    more.settle()
    assert [(one.number, one.text) for one in announced(more)] == [(2, "第二份正文"), (1, "正文")]
    assert [one.number for one in tab.table.rows] == [2, 1]


def test_what_was_written_is_not_dropped_unasked(more: Opened) -> None:
    tab = write(more)
    answers = iter((False, True))

    def answer() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        (question.act.click if next(answers) else question.reject)()

    QTimer.singleShot(50, answer)
    more.page.more.show_tab("files")
    assert more.page.more.current == "announce"
    assert tab.text.toPlainText() == "周六上午"
    QTimer.singleShot(50, answer)
    more.page.more.show_tab("files")
    assert more.page.more.current == "files"
    assert tab.draft() is None


def test_what_was_written_survives_a_change_of_language(more: Opened) -> None:
    write(more)
    more.running.window.save(language="en")
    more.settle()
    tab = more.page.more.tab
    assert more.page.more.current == "announce"
    assert (tab.head.text(), tab.text.toPlainText()) == ("来玩", "周六上午")
    more.press(Key.Key_S, CTRL, on=tab.head.edit)
    more.settle()
    assert len(announced(more)) == 1


def test_posters_are_made(more: Opened, tmp_path: Path) -> None:
    tab = write(more)
    assert not tab.poster.isEnabled()
    more.press(Key.Key_S, CTRL)
    more.settle()
    more.press(Key.Key_P, CTRL)
    more.choose(tmp_path)
    assert {file.suffix for file in tmp_path.glob("FAIR-poster-1*")} == {".pdf", ".png"}
    assert "草稿" in more.toast


# -- versions


def test_versions_say_what_changed(more: Opened) -> None:
    tab = go(more, "releases")
    assert isinstance(tab.table._stack.currentWidget(), EmptyState)
    desk = desk_of(more)
    schedule = more.ask(desk.schedules.release, "FAIR").schedule
    slots = (
        replace(schedule.slots[0], start=schedule.slots[0].start + timedelta(minutes=30),
                end=schedule.slots[0].end + timedelta(minutes=30)),
        replace(schedule.slots[1], room="小树屋", leader="新人"),
    )  # fmt: skip
    more.ask(desk.schedules.save, "FAIR", replace(schedule, slots=slots))
    tab.open("FAIR")
    more.settle()
    assert [version.number for version in tab.table.rows] == [0, 1]
    tab.table.select(0)
    words = [tab._says.detail(change) for change in tab.changes.rows]
    assert words[0] == "09:30–10:30 → 10:00–11:00"
    assert words[1] == "积木教室 → 小树屋 · 许岚 → 新人"
    assert tab.strip.isVisible() and "3" in tab.strip._fact.text()
    tab.table.setFocus()
    more.press(Key.Key_Down)
    assert len(tab.changes.rows) == 3
    click(tab.plan)
    assert more.page.told == {"plan": "FAIR"}


# -- files


def test_plans_and_calendars_are_written(more: Opened, tmp_path: Path) -> None:
    tab = go(more, "files")
    for button, name, head in (
        (tab.public, "public.pdf", b"%PDF"), (tab.team, "team.pdf", b"%PDF"), (tab.sheet, "plan.xlsx", b"PK"),
        (tab.ics, "fair.ics", b"BEGIN:VCALENDAR"),
    ):  # fmt: skip
        click(button)
        more.choose(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(head), name
        assert name in more.toast


def sheet(made: Opened, tmp_path: Path, **cells: str) -> Path:
    """The plan as a workbook, in which some cells say something else."""
    from resources.words import Words

    file: Path = made.ask(desk_of(made).plans.sheet, "FAIR", tmp_path / "back.xlsx", Words("zh"))
    book = openpyxl.load_workbook(file)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value in cells:
                cell.value = cells[str(cell.value)]
    book.save(file)
    return file


def test_a_workbook_is_previewed_taken_and_undone(more: Opened, tmp_path: Path) -> None:
    tab, desk = go(more, "files"), desk_of(more)
    file = sheet(more, tmp_path, 故事会="大故事会")
    before = more.ask(desk.schedules.load, "FAIR").schedule
    click(tab.read)
    more.choose(file)
    [line] = tab.preview.table.rows
    assert "大故事会" in line.detail and not line.wrong
    assert more.ask(desk.schedules.load, "FAIR").schedule == before
    more.press(Key.Key_Space, on=tab.preview.take)
    more.settle()
    after = more.ask(desk.schedules.load, "FAIR").schedule
    assert [slot.title for slot in after.slots if slot.code == "C1"] == ["大故事会"]
    assert tab.preview.changes is None
    more.press(Key.Key_Z, CTRL)
    more.settle()
    assert more.ask(desk.schedules.load, "FAIR").schedule == before


def test_undoing_a_workbook_leaves_what_was_done_since(more: Opened, tmp_path: Path) -> None:
    tab, desk = go(more, "files"), desk_of(more)
    tab.read_file(sheet(more, tmp_path, 故事会="大故事会"))
    more.settle()
    click(tab.preview.take)
    more.settle()
    more.ask(partial(desk.events.add_slot, "FAIR", title="后来加的", code="S9"))
    more.press(Key.Key_Z, CTRL)
    more.settle()
    titles = {slot.title for slot in more.ask(desk.schedules.load, "FAIR").schedule.slots}
    assert {"故事会", "后来加的"} <= titles


def test_a_workbook_with_flaws_cannot_be_taken(more: Opened, tmp_path: Path) -> None:
    tab = go(more, "files")
    file = sheet(more, tmp_path, 故事会="")
    tab.read_file(file)
    more.settle()
    assert all(line.wrong for line in tab.preview.table.rows)
    assert not tab.preview.take.isEnabled()
    click(tab.preview.drop)
    assert tab.preview.changes is None


def test_a_workbook_that_changes_nothing_says_so(more: Opened, tmp_path: Path) -> None:
    tab = go(more, "files")
    tab.read_file(sheet(more, tmp_path))
    more.settle()
    assert not tab.preview.take.isVisible()
    assert isinstance(tab.preview.table._stack.currentWidget(), EmptyState)


def test_a_file_that_is_no_workbook_is_told(more: Opened, tmp_path: Path) -> None:
    tab = go(more, "files")
    (tmp_path / "odd.xlsx").write_bytes(b"not a workbook")
    tab.read_file(tmp_path / "odd.xlsx")
    more.settle()
    assert tab.error.isVisible()
    assert tab.preview.changes is None
    assert tab.read.isEnabled()


def test_a_schedule_that_changed_meanwhile_is_not_overwritten(more: Opened, tmp_path: Path) -> None:
    tab, desk = go(more, "files"), desk_of(more)
    tab.read_file(sheet(more, tmp_path, 故事会="大故事会"))
    more.settle()
    schedule = more.ask(desk.schedules.load, "FAIR").schedule
    more.ask(desk.schedules.save, "FAIR", schedule.remove(schedule.slots[0].id))
    more.settle()
    click(tab.preview.take)
    more.settle()
    assert tab.error.isVisible()
    assert len(more.ask(desk.schedules.load, "FAIR").schedule.slots) == 2
