"""The calendar of events: month, year and the verbs on one event, by keys and pointer on a real desk."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.season import DEFAULTS, GoalKey
from eventdesk.services.event_views import EventView
from tests.conftest import ZONE
from tests.ui.day_desk import MORNING, make, opened
from tests.ui.people_desk import CTRL, Key, Opened
from ui.dialogs.event_verbs import CancelDialog, CloneDialog
from ui.dialogs.goals import GoalsDialog
from ui.pages.events_inspector import ConflictLine, LinkLine
from ui.widgets.dialog import Question

FAIR = MORNING.date()


@pytest.fixture
def events(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    with opened(qtbot, tmp_path / "desk", make(tmp_path / "desk"), "events") as made:
        made.settle()
        made.page.month.grid.setFocus()
        yield made


def kept(made: Opened, code: str = "FAIR") -> EventView:
    desk = made.running.window._desk
    assert desk is not None
    found: EventView = made.ask(desk.events.show, code)
    return found


def all_codes(made: Opened) -> list[str]:
    desk = made.running.window._desk
    assert desk is not None
    return [event.code for event in made.ask(desk.events.list)]


def day_of(event: EventView) -> date:
    return event.start.astimezone(ZONE).date()


def rest(made: Opened) -> None:
    made.settle()
    made.qtbot.wait(80)  # the pause before a card is read
    made.settle()


def mouse(grid: Any, kind: QEvent.Type, point: QPointF, modifier: Qt.KeyboardModifier) -> None:
    down = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    QApplication.sendEvent(grid, QMouseEvent(kind, point, grid.mapToGlobal(point), button, down, modifier))


def drag(
    grid: Any, start: QPointF, end: QPointF, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    mouse(grid, QEvent.Type.MouseButtonPress, start, modifier)
    for step in (0.2, 0.6, 1.0):
        mouse(grid, QEvent.Type.MouseMove, start + (end - start) * step, modifier)
    mouse(grid, QEvent.Type.MouseButtonRelease, end, modifier)


def cell(grid: Any, day: date) -> QPointF:
    number = next(number for number, cell in enumerate(grid.cells) if cell.day == day)
    point: QPointF = grid.cell_rect(number).center()
    return point


# -- the month


def test_the_month_opens_at_today_with_its_event_beside_it(events: Opened) -> None:
    rest(events)
    month = events.page.month
    assert (month.grid.day, month.code) == (FAIR, "FAIR")
    assert month.label == "2026 年 11 月"
    assert month.card is not None and month.card.event.code == "FAIR"
    pills = {cell.day: [pill.key for pill in cell.pills] for cell in month.grid.cells if cell.pills}
    assert pills == {FAIR: ["FAIR"], date(2026, 11, 14): ["PAST"]}


def test_arrows_and_pages_go_through_days_and_months(events: Opened) -> None:
    month = events.page.month
    events.press(Key.Key_Left)
    assert (month.grid.day, month.code) == (date(2026, 11, 27), "")
    events.press(Key.Key_Up)
    assert month.grid.day == date(2026, 11, 20)
    events.press(Key.Key_Home)
    assert month.grid.day == date(2026, 11, 16)
    events.press(Key.Key_PageDown)
    events.settle()
    assert (month.label, month.grid.day) == ("2026 年 12 月", date(2026, 12, 16))
    for _ in range(3):
        events.press(Key.Key_PageUp)
        events.settle()
    assert (month.label, month.grid.day) == ("2026 年 9 月", date(2026, 9, 16))
    notes = {cell.day: cell.note for cell in month.grid.cells if cell.note}
    assert notes[date(2026, 9, 25)] == "中秋"
    assert {cell.day: cell.mark for cell in month.grid.cells}[date(2026, 9, 20)] == "班"
    events.press(Key.Key_T)
    events.settle()
    assert month.grid.day == FAIR


def test_an_arrow_over_the_edge_goes_into_the_next_month(events: Opened) -> None:
    month = events.page.month
    month.grid.choose(date(2026, 12, 6))
    events.press(Key.Key_Right)
    events.settle()
    assert (month.label, month.grid.day) == ("2026 年 12 月", date(2026, 12, 7))


def test_a_month_whose_holidays_are_not_published_says_so(events: Opened) -> None:
    events.page.month.go_to(date(2031, 10, 1))
    events.settle()
    texts = [label.text() for label in events.page.month.inspector.findChildren(type(events.page.month.inspector.hint))]
    assert any("未公布" in text for text in texts)
    assert not any(cell.mark for cell in events.page.month.grid.cells)


def test_cutting_and_putting_down_moves_an_event_and_undo_brings_it_back(events: Opened) -> None:
    rest(events)
    events.press(Key.Key_X, CTRL)
    assert "已剪下" in events.page.month.inspector.hint.text()
    events.press(Key.Key_Left)
    events.press(Key.Key_V, CTRL)
    events.settle()
    assert day_of(kept(events)) == date(2026, 11, 27)
    assert "3 家要通知" in events.toast
    assert "拖到" in events.page.month.inspector.hint.text()
    events.press(Key.Key_Z, CTRL)
    events.settle()
    assert day_of(kept(events)) == FAIR
    assert not events.page.verbs.can_undo


def test_undo_works_after_the_toast_is_gone(events: Opened) -> None:
    events.press(Key.Key_X, CTRL)
    events.press(Key.Key_Down)
    events.press(Key.Key_V, CTRL)
    events.settle()
    assert day_of(kept(events)) == date(2026, 12, 5)
    events.running.window.toast.dismiss()
    header = events.page._header
    assert header.undo.isEnabled()
    header.undo.click()
    events.settle()
    assert day_of(kept(events)) == FAIR
    assert not header.undo.isEnabled()


def test_an_event_is_carried_into_another_month(events: Opened) -> None:
    events.press(Key.Key_X, CTRL)
    events.press(Key.Key_PageDown)
    events.settle()
    events.press(Key.Key_PageDown)
    events.settle()
    events.press(Key.Key_V, CTRL)
    events.settle()
    assert day_of(kept(events)) == date(2027, 1, 28)
    assert events.page.month.grid.pill_rect(date(2027, 1, 28), "FAIR").isValid()


def test_escape_lets_go_of_what_was_cut(events: Opened) -> None:
    events.press(Key.Key_X, CTRL)
    events.press(Key.Key_Escape)
    events.press(Key.Key_Left)
    events.press(Key.Key_V, CTRL)
    events.settle()
    assert day_of(kept(events)) == FAIR


def test_dragging_moves_and_with_ctrl_copies(events: Opened) -> None:
    grid = events.page.month.grid
    drag(grid, grid.pill_rect(FAIR, "FAIR").center(), cell(grid, date(2026, 11, 25)))
    events.settle()
    assert day_of(kept(events)) == date(2026, 11, 25)
    drag(grid, grid.pill_rect(date(2026, 11, 25), "FAIR").center(), cell(grid, date(2026, 12, 2)), CTRL)
    events.settle()
    assert day_of(kept(events)) == date(2026, 11, 25)
    copy = next(code for code in all_codes(events) if code not in ("FAIR", "PAST"))
    made = kept(events, copy)
    assert (day_of(made), made.start.astimezone(ZONE).hour) == (date(2026, 12, 2), 9)
    assert [slot.title for slot in made.slots] == ["积木搭桥", "故事会"]
    assert made.registered_families == 0
    assert events.page.month.code == copy


def test_a_drag_that_ends_where_it_began_or_outside_moves_nothing(events: Opened) -> None:
    grid = events.page.month.grid
    start = grid.pill_rect(FAIR, "FAIR").center()
    drag(grid, start, cell(grid, FAIR))
    drag(grid, start, QPointF(-50, -50))
    mouse(grid, QEvent.Type.MouseButtonPress, start, Qt.KeyboardModifier.NoModifier)
    mouse(grid, QEvent.Type.MouseMove, cell(grid, date(2026, 11, 25)), Qt.KeyboardModifier.NoModifier)
    events.press(Key.Key_Escape, on=grid)
    mouse(grid, QEvent.Type.MouseButtonRelease, cell(grid, date(2026, 11, 25)), Qt.KeyboardModifier.NoModifier)
    events.settle()
    assert day_of(kept(events)) == FAIR


def test_many_events_on_a_day_are_counted_and_reached_by_space(events: Opened) -> None:
    desk = events.running.window._desk
    assert desk is not None
    for number in range(6):
        start = datetime(2026, 11, 28, 13 + number, 0, tzinfo=ZONE)
        events.ask(desk.events.add, title=f"E{number}", start=start, end=start + timedelta(hours=1), code=f"E{number}")
    events.page.month.read()
    events.settle()
    grid = events.page.month.grid
    shown = [grid.pill_rect(FAIR, pill.key).isValid() for pill in grid._pills(FAIR)]
    assert shown.count(True) < len(shown) == 7
    events.press(Key.Key_Space, on=grid)
    assert grid.key == "E0"
    rest(events)
    lines = events.page.month.inspector.findChildren(LinkLine)
    assert len(lines) == 6
    QTest.mouseClick(next(line for line in lines if line.text().endswith("E5")), Qt.MouseButton.LeftButton)
    assert grid.key == "E5"
    grid.choose(FAIR, "E0")
    for _ in range(6):
        events.press(Key.Key_Space, on=grid)
    assert grid.key == "FAIR"


def test_a_new_event_from_the_month_begins_on_the_chosen_day(events: Opened) -> None:
    events.press(Key.Key_Left)
    events.press(Key.Key_N)
    basics = events.page.editor.basics
    assert basics.start.moment == datetime(2026, 11, 27, 9, 30, tzinfo=ZONE)
    events.type("Tea")
    events.press(Key.Key_S, CTRL)
    events.settle()
    events.press(Key.Key_Escape)
    rest(events)
    assert (events.page.mode, events.page.month.grid.day) == ("month", date(2026, 11, 27))
    assert events.page.month.code.startswith("20261127")


def test_the_chosen_event_is_opened_and_closed_again(events: Opened) -> None:
    events.press(Key.Key_E)
    events.settle()
    assert events.page.editing and events.page.editor.code == "FAIR"
    events.press(Key.Key_Escape)
    assert not events.page.editing and events.page.mode == "month"


def test_enter_plans_its_rooms_and_times(events: Opened) -> None:
    events.press(Key.Key_Return)
    rest(events)
    assert events.page.mode == "week"
    assert events.page.week.code == "FAIR"
    events.page.set_mode("month")
    events.settle()
    assert events.page.month.code == "FAIR"


def test_a_conflict_marks_its_day_and_leads_to_the_plan(events: Opened) -> None:
    desk = events.running.window._desk
    assert desk is not None
    start = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
    events.ask(desk.events.add, title="Twice", start=start, end=start + timedelta(hours=2), code="TWICE")
    for title in ("One", "Two"):
        events.ask(
            desk.events.add_slot, "TWICE", title=title, room="Barn", start=start, end=start + timedelta(hours=1)
        )  # fmt: skip
    events.page.month.go_to(start.date())
    rest(events)
    assert [cell.day for cell in events.page.month.grid.cells if cell.conflict] == [start.date()]
    line = events.page.month.inspector.findChild(ConflictLine)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    rest(events)
    assert (events.page.mode, events.page.week.code) == ("week", "TWICE")


def test_ways_lead_from_the_month_too(events: Opened) -> None:
    events.press(Key.Key_L)
    assert events.running.window.current == "registrations"
    assert events.page.told == {"event": "FAIR"}


# -- verbs


def entry(made: Opened, words: str) -> Any:
    rest(made)
    menu = made.page.verbs.menu(made.page.month.card)
    return next(action for action in menu.actions() if action.text() == words)


def test_the_menu_leads_to_whom_to_call(events: Opened) -> None:
    entry(events, "待联系名单").trigger()
    assert events.running.window.current == "event_more"
    assert events.page.told == {"event": "FAIR", "tab": "calls"}


def test_an_event_is_published_and_taken_back(events: Opened) -> None:
    entry(events, "开放报名").trigger()
    events.settle()
    assert kept(events).state is EventState.PUBLISHED
    events.press(Key.Key_Z, CTRL)
    events.settle()
    assert kept(events).state is EventState.DRAFT


def test_cancelling_asks_for_the_reason_and_says_what_becomes_of_families(events: Opened) -> None:
    entry(events, "取消活动…").trigger()
    dialog = events.dialog(CancelDialog)
    dialog.verb.click()
    assert dialog.reason.error
    assert kept(events).state is EventState.DRAFT
    dialog.reason.set_text("暴雨")
    dialog.verb.click()
    rest(events)
    event = kept(events)
    assert (event.state, event.reason, event.registered_families) == (EventState.CANCELLED, "暴雨", 2)
    pill = next(pill for cell in events.page.month.grid.cells for pill in cell.pills if pill.key == "FAIR")
    assert pill.off
    entry(events, "恢复为草稿").trigger()
    events.settle()
    assert kept(events).state is EventState.DRAFT


def test_cloning_asks_for_the_new_beginning(events: Opened) -> None:
    entry(events, "复制到别的日期…").trigger()
    dialog = events.dialog(CloneDialog)
    assert dialog.start.moment == datetime(2026, 12, 5, 9, 30, tzinfo=ZONE)
    dialog.name.set_text("")
    dialog.verb.click()
    assert dialog.name.error
    dialog.name.set_text("Winter fair")
    dialog.start.set_moment(datetime(2027, 1, 9, 10, 0, tzinfo=ZONE))
    dialog.verb.click()
    rest(events)
    made = kept(events, events.page.month.code)
    assert (made.title, made.start) == ("Winter fair", datetime(2027, 1, 9, 10, 0, tzinfo=ZONE))
    assert events.page.month.label == "2027 年 1 月"


# -- the year


def test_the_year_shows_months_and_goals_and_leads_into_them(events: Opened) -> None:
    events.press(Key.Key_4, CTRL)
    events.settle()
    page = events.page
    assert page.mode == "year"
    november = page.year.grid.months[10]
    assert [line.key for line in november.lines] == ["PAST", "FAIR"]
    assert page.year.grid.current == 11
    events.press(Key.Key_Left)
    events.press(Key.Key_Return)
    events.settle()
    assert (page.mode, page.month.label) == ("month", "2026 年 10 月")
    page.set_mode("year")
    events.settle()
    point = page.year.grid.line_rect(11, 1).center().toPoint()
    QTest.mouseClick(page.year.grid, Qt.MouseButton.LeftButton, pos=QPoint(point.x(), point.y()))
    rest(events)
    assert (page.mode, page.month.grid.day, page.month.code) == ("month", FAIR, "FAIR")


def test_another_year_and_back(events: Opened) -> None:
    events.page.set_mode("year")
    events.settle()
    events.press(Key.Key_PageDown, on=events.page.year.grid)
    events.settle()
    assert events.page.year.label == "2027 年"
    assert not any(month.lines for month in events.page.year.grid.months)
    events.page._header.today.click()
    events.settle()
    assert events.page.year.label == "2026 年"


def test_goals_are_changed_and_wrong_ones_are_said(events: Opened) -> None:
    events.page.set_mode("year")
    events.settle()
    events.page.year.ask_goals()
    dialog = events.dialog(GoalsDialog)
    dialog.fields[GoalKey.EVENTS].set_text("many")
    dialog.verb.click()
    assert dialog.fields[GoalKey.EVENTS].error
    dialog.fields[GoalKey.EVENTS].set_text("2")
    dialog.fields[GoalKey.WORKSHOPS].set_text("2")
    assert (dialog.fields[GoalKey.CONTENT].text(), dialog.fields[GoalKey.MEAN].text()) == ("90", "4.50")
    for key, wrong, right in ((GoalKey.CONTENT, "101", "85%"), (GoalKey.MEAN, "450", "4.3")):
        dialog.fields[key].set_text(wrong)
        dialog.verb.click()
        assert dialog.fields[key].error and dialog.isVisible()
        dialog.fields[key].set_text(right)
    dialog.verb.click()
    events.settle()
    desk = events.running.window._desk
    assert desk is not None
    view = events.ask(desk.seasons.year, 2026)
    changed = {GoalKey.EVENTS: 2, GoalKey.WORKSHOPS: 2, GoalKey.CONTENT: 85, GoalKey.MEAN: 430}
    assert (view.season.goals[0].target, view.targets) == (2, {**DEFAULTS, **changed})
    events.page.undo()
    events.settle()
    assert events.ask(desk.seasons.year, 2026).targets == DEFAULTS
    assert not events.page.verbs.can_undo


# -- the plan in the form


def test_the_plan_of_an_event_is_kept(events: Opened) -> None:
    events.press(Key.Key_E)
    events.settle()
    editor = events.page.editor
    editor.basics.kind.set_current("workshop")
    editor.basics.kind.chosen.emit("workshop")
    editor.show_tab("plan")
    editor.plan.owner.set_text("李静")
    editor.plan.expected.set_text("1200")
    assert "公安" in editor.plan.expected._hint.text()
    editor.plan.place.set_current("online")
    editor.plan.purpose.setPlainText("手眼协调")
    editor.plan.notes.setPlainText("带围裙")
    editor.save()
    events.settle()
    event = kept(events)
    assert (event.kind, event.owner, event.expected) == (EventKind.WORKSHOP, "李静", 1200)
    assert (event.online, event.purpose, event.notes) == (True, "手眼协调", "带围裙")
    assert not editor.dirty
    assert editor.plan._status.text() == "已保存"


def test_a_wrong_crowd_is_said_at_its_field_and_nothing_is_made(events: Opened) -> None:
    events.press(Key.Key_N)
    editor = events.page.editor
    events.type("Crowd")
    editor.plan.expected.set_text("lots")
    editor.save()
    events.settle()
    assert editor.tabs.current == "plan"
    assert editor.plan.expected.error
    assert sorted(all_codes(events)) == ["FAIR", "PAST"]
    editor.plan.expected.set_text("30")
    editor.save()
    events.settle()
    assert kept(events, editor.code).expected == 30


def test_another_language_keeps_month_day_and_what_was_typed(events: Opened) -> None:
    events.page.month.go_to(date(2026, 10, 10))
    events.settle()
    events.running.window.save(language="en")
    events.settle()
    assert (events.page.month.label, events.page.month.grid.day) == ("Oct 2026", date(2026, 10, 10))
    events.press(Key.Key_N, on=events.page.month.grid)
    events.page.editor.plan.owner.set_text("Li")
    events.running.window.save(language="zh")
    events.settle()
    assert events.page.editing and events.page.editor.plan.owner.text() == "Li"


def test_a_narrow_window_lays_the_event_over_the_month(events: Opened) -> None:
    events.running.window.resize(1240, 690)
    events.settle()
    month = events.page.month
    events.press(Key.Key_Left, on=month.grid)
    assert not month.inspector.isVisible()
    events.press(Key.Key_Right, on=month.grid)
    rest(events)
    assert month.inspector.isVisible()
    month.inspector.closed.emit()
    assert not month.inspector.isVisible()


# -- removing, and taking a copy back


def test_a_copy_is_taken_back_with_undo(events: Opened) -> None:
    page, toast = events.page, events.running.window.toast
    before = all_codes(events)
    page.verbs.clone("FAIR", MORNING + timedelta(days=7))
    events.settle()
    assert len(all_codes(events)) == len(before) + 1
    assert toast.can_undo and page.verbs.can_undo
    toast.undo()
    events.settle()
    assert all_codes(events) == before
    assert not page.verbs.can_undo


def test_a_copy_that_was_edited_meanwhile_stays(events: Opened) -> None:
    page, desk = events.page, events.running.window._desk
    assert desk is not None
    page.verbs.clone("FAIR", MORNING + timedelta(days=7))
    events.settle()
    (code,) = set(all_codes(events)) - {"FAIR", "PAST"}
    events.ask(lambda: desk.events.plan(code, purpose="雨天"))
    page.undo()
    events.settle()
    assert code in all_codes(events)
    assert "后来改过" in events.running.window.toast.text, events.running.window.toast.text


def test_a_draft_is_removed_after_asking_and_what_has_families_is_not_offered(events: Opened) -> None:
    page, words = events.page, events.page.words
    rest(events)
    removes = words("events_plan.remove")
    assert removes not in [entry.text() for entry in page.verbs.menu(page.month.card).actions()]
    page.verbs.clone("FAIR", MORNING + timedelta(days=1), title="草稿")
    events.settle()
    (code,) = set(all_codes(events)) - {"FAIR", "PAST"}
    page.month.go_to(FAIR + timedelta(days=1), code)
    rest(events)
    menu = page.verbs.menu(page.month.card)
    (entry,) = [entry for entry in menu.actions() if entry.text() == removes]
    entry.trigger()
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    QTest.keyClick(question, Key.Key_Return)
    events.settle()
    assert code in all_codes(events), "Enter takes the safe answer"
    entry.trigger()
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
    events.settle()
    assert code not in all_codes(events)
    assert "草稿" in events.running.window.toast.text


def test_what_may_not_be_removed_says_why(events: Opened) -> None:
    question = events.page.verbs.ask_remove(kept(events, "FAIR"))
    QTest.mouseClick(question.act, Qt.MouseButton.LeftButton)
    events.settle()
    assert "FAIR" in all_codes(events)
    assert "FAIR" in events.running.window.toast.text
