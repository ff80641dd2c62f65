"""The planner on a real desk: opening, planning, keeping, going back, what cannot be kept, releasing, drafting."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk, open_desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.conflicts import ConflictKind, Severity
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import Schedule
from eventdesk.domain.venue import Closed
from eventdesk.errors import DeskError, StoreProblem
from eventdesk.settings import Settings
from tests.ui.day_desk import family
from tests.ui.people_desk import CTRL, Key, Opened
from tests.ui.planner_desk import DAY, SLOTS, PlannerPage, at, make
from ui.app import start
from ui.pages.base import PageSpec
from ui.pages.planner import PlannerView
from ui.pages.planner_saving import Autosave, SaveState
from ui.tasks import Tasks
from ui.widgets.base import Label
from ui.widgets.dialog import Question
from ui.widgets.lanes_plan import Step
from ui.widgets.week_strip import WeekBar, WeekStrip


@pytest.fixture(params=["zh", "en"])
def opened(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    clock = make(tmp_path / "desk")

    def opener(passphrase: str | None) -> Desk:
        return open_desk(tmp_path / "desk", clock=clock)

    chosen = Settings(theme="light", reduced_motion=True, language=request.param)
    specs = (PageSpec("events", "cal", "events.nav", PlannerPage),)
    running = start(opener, page="events", chosen=chosen, pages=specs, size=(1366, 768))
    made = Opened(running, qtbot)
    qtbot.waitUntil(lambda: running.window.current == "events", timeout=8000)
    running.window.activateWindow()
    made.settle()
    yield made
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        qtbot.wait(5)
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible(), timeout=15000)
    running.end()
    running.window.deleteLater()


@pytest.fixture
def planner(opened: Opened) -> PlannerView:
    found = opened.page.planner
    assert isinstance(found, PlannerView)
    found.lanes.setFocus()
    return found


def now(planner: PlannerView) -> Schedule:
    assert planner.session.now is not None
    return planner.session.now


def kept(opened: Opened) -> Schedule:
    """What the desk holds."""
    opened.settle()
    schedule = opened.ask(opened.page.planner.context.desk.schedules.load, "FAIR").schedule
    assert isinstance(schedule, Schedule)
    return schedule


def press(planner: PlannerView, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(planner.lanes.view, key, modifier)


def test_it_opens_on_the_day_of_its_first_slot(planner: PlannerView) -> None:
    assert planner.day == DAY.date()
    assert len(planner.lanes.order) == len(SLOTS)
    assert planner.foot.line.text()
    assert planner.strip.day == DAY.date()
    assert planner.panel.currentWidget() is planner.overview
    assert planner.overview.title.text() == "秋日亲子工坊日"
    assert "28" not in planner.label() and "23" in planner.label() and "29" in planner.label()


def test_a_step_is_kept_at_once_and_undo_is_kept_too(opened: Opened, planner: PlannerView) -> None:
    before = kept(opened)
    planner.lanes.select("d1")
    press(planner, Key.Key_Left, Key.Key_Left)
    opened.settle()
    assert kept(opened).slot("d1").span[0] == at("11:20")
    assert planner.session.saving.state is SaveState.SAVED
    opened.running.window.activateWindow()
    QTest.keyClick(opened.running.window, Key.Key_Z, CTRL)
    opened.settle()
    assert kept(opened).slot("d1").span[0] == at("11:25")
    press(planner, Key.Key_Y, modifier=CTRL)
    assert now(planner).slot("d1").span[0] == at("11:20")
    planner.undo()
    planner.undo()
    planner.undo()
    assert kept(opened) == before
    assert not planner.lanes.tools.undo.isEnabled()


def test_a_remedy_is_taken_with_one_digit_after_f8(opened: Opened, planner: PlannerView) -> None:
    press(planner, Key.Key_F8)
    assert planner.lanes.current == "b2"
    assert planner.panel.currentWidget() is planner.inspector
    box = planner.inspector.box
    assert not box.isHidden() and len(box.buttons) == 2
    press(planner, Key.Key_2)
    assert now(planner).slot("b2").room == "户外草坪"
    assert all(one.severity is not Severity.ERROR for one in planner.session.conflicts)
    assert box.isHidden()
    planner.undo()
    QTest.mouseClick(planner.inspector.box.buttons[0], Qt.MouseButton.LeftButton)
    assert now(planner).slot("b2").span[0] >= at("10:35")
    press(planner, Key.Key_3)
    assert kept(opened) == now(planner)


def test_the_inspector_changes_every_field(opened: Opened, planner: PlannerView) -> None:
    planner.lanes.select("c1")
    panel = planner.inspector
    opened.type("-X", on=panel.title)
    QTest.keyClick(panel.title, Key.Key_Return)
    panel.start.selectAll()
    opened.type("0945", on=panel.start)
    QTest.keyClick(panel.start, Key.Key_Return)
    panel.end.selectAll()
    opened.type("10.30", on=panel.end)
    QTest.keyClick(panel.end, Key.Key_Return)
    panel.capacity.selectAll()
    opened.type("28", on=panel.capacity)
    QTest.keyClick(panel.capacity, Key.Key_Return)
    panel.leader.selectAll()
    opened.type("Lin", on=panel.leader)
    QTest.keyClick(panel.leader, Key.Key_Return)
    panel.age.chosen.emit("0-35")
    panel.pinned.click()
    panel.notes.setPlainText("内部")
    panel.notes.commit()
    slot = kept(opened).slot("c1")
    assert slot.title in ("故事会-X", "-X故事会") and slot.span == (at("9:45"), at("10:30"))
    assert (slot.capacity, slot.leader, slot.band, slot.pinned, slot.notes) == (28, "Lin", AgeBand(0, 35), True, "内部")
    panel.room.chosen.emit("户外草坪")
    panel.kind.chosen.emit("blocker")
    assert kept(opened).slot("c1").kind is SlotKind.BLOCKER
    assert panel.frames["capacity"].isHidden()
    while planner.session.can_undo:
        planner.undo()
    assert now(planner).slot("c1") == SLOTS[4]


def test_what_cannot_be_read_stays_and_is_said(opened: Opened, planner: PlannerView) -> None:
    planner.lanes.select("c1")
    panel = planner.inspector
    before = now(planner)
    for editor, frame, text in (
        (panel.start, "start", "25:99"), (panel.end, "end", "9:00"), (panel.end, "end", "abc"), (panel.capacity, "capacity", "-3"),
    ):  # fmt: skip
        editor.setText(text)
        editor.editingFinished.emit()
        assert panel.frames[frame].error
        assert editor.text() == text
    assert now(planner) == before
    panel.title.setText("  ")
    panel.title.editingFinished.emit()
    assert panel.title.text() == "故事会"
    panel.end.setText(planner.words.clock(at("9:32")))
    panel.end.editingFinished.emit()
    assert panel.frames["end"].error, "five minutes at the least"


def test_up_in_a_time_is_five_minutes_later(planner: PlannerView) -> None:
    planner.lanes.select("d1")
    QTest.keyClick(planner.inspector.start, Key.Key_Up)
    assert now(planner).slot("d1").span == (at("11:35"), at("12:20"))
    QTest.keyClick(planner.inspector.end, Key.Key_Down)
    assert now(planner).slot("d1").span == (at("11:35"), at("12:15"))


def test_letters_typed_into_a_title_are_no_shortcuts(opened: Opened, planner: PlannerView) -> None:
    planner.lanes.select("d1")
    press(planner, Key.Key_Return)
    panel = planner.inspector
    assert panel.title.hasFocus()
    slots = len(now(planner).slots)
    opened.type("nurt123")
    assert panel.title.text() == "nurt123"
    assert len(now(planner).slots) == slots and planner.day == DAY.date()
    planner.undo()
    assert now(planner).slot("d1").title == "草坪野餐", "what was typed is a step as well"


def test_new_copy_delete_from_the_panel(opened: Opened, planner: PlannerView) -> None:
    planner.new()
    made = planner.lanes.current
    assert now(planner).slot(made).is_placed
    assert planner.inspector.title.hasFocus() and planner.inspector.title.selectedText()
    QTest.mouseClick(planner.inspector.copy, Qt.MouseButton.LeftButton)
    assert len(now(planner).slots) == len(SLOTS) + 3
    QTest.mouseClick(planner.inspector.delete, Qt.MouseButton.LeftButton)
    assert len(now(planner).slots) == len(SLOTS) + 2
    assert opened.running.window.toast.can_undo
    opened.running.window.toast.undo()
    assert len(kept(opened).slots) == len(SLOTS) + 3


def test_a_slot_that_families_chose_cannot_be_deleted_and_comes_back(opened: Opened, planner: PlannerView) -> None:
    desk = planner.context.desk
    code = opened.ask(desk.schedules.load, "FAIR").schedule.slot("a1").code
    opened.ask(desk.registrations.add, "FAIR", people=family(1), slots=(code,), consent_method="paper")
    opened.settle()
    planner.lanes.select("a1")
    press(planner, Key.Key_Delete)
    assert planner.session.slot("a1") is None
    opened.settle()
    assert planner.session.slot("a1") is not None, "it went back"
    assert opened.running.window.toast.text
    assert "a1" in planner.lanes.order


def test_days_and_weeks(planner: PlannerView) -> None:
    labels = []
    planner.label_changed.connect(lambda: labels.append(planner.label()))
    press(planner, Key.Key_T)
    assert planner.day.day == 27 and planner.lanes.order == []
    planner.step(1)
    assert planner.day.isoformat() == "2026-12-04"
    QTest.keyClick(planner.strip, Key.Key_Left)
    assert planner.day.isoformat() == "2026-12-03"
    press(planner, Key.Key_F8)
    assert planner.day == DAY.date(), "the conflict is there"
    assert len(set(labels)) == 2


def spot(strip: WeekStrip, bar: WeekBar) -> QPoint:
    """Somewhere on a bar."""
    column = strip.column((bar.day - strip.first).days).toRect()
    places = (QPoint(x, y) for x in range(column.left(), column.right(), 3) for y in range(0, column.height(), 2))
    return next(place for place in places if strip.bar_at(QPointF(place)) is bar)


def drag(planner: PlannerView, bar: WeekBar, number: int, *, drop: bool = True) -> None:
    """Hold a bar of the week in its middle and take it to a day of the week, from 0."""
    strip = planner.strip
    start = spot(strip, bar)
    end = QPoint(round(strip.column(number).center().x()), start.y())
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(strip, start + (end - start) * step / 5)
    if drop:
        QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=end)


def test_a_bar_of_the_week_is_dragged_to_another_day(opened: Opened, planner: PlannerView) -> None:
    strip = planner.strip
    bar = next(bar for bar in strip._bars if bar.key == "d1")
    before = now(planner).slot("d1")
    other = (bar.day - strip.first).days - 2
    drag(planner, bar, other, drop=False)
    QTest.keyClick(strip, Key.Key_Escape)
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton)
    assert now(planner).slot("d1") == before, "Esc lets it go back"

    drag(planner, bar, other)
    moved = now(planner).slot("d1")
    day = strip.first + timedelta(days=other)
    assert planner.day == day == strip.day
    assert (moved.room, moved.length) == (before.room, before.length)
    assert moved.span[0] == before.span[0] - timedelta(days=2)
    assert kept(opened).slot("d1").span == moved.span
    planner.undo()
    assert now(planner).slot("d1").span == before.span
    assert planner.day == DAY.date()


def test_a_click_on_a_bar_chooses_its_day_and_a_drag_to_its_own_day_does_nothing(planner: PlannerView) -> None:
    strip = planner.strip
    bar = next(bar for bar in strip._bars if bar.key == "d1")
    home = (bar.day - strip.first).days
    drag(planner, bar, home)
    assert not planner.session.can_undo
    planner.show_day(strip.first + timedelta(days=0 if home else 1))
    bar = next(bar for bar in strip._bars if bar.key == "d1")
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot(strip, bar))
    assert planner.day == bar.day


def test_undo_goes_to_the_day_of_what_came_back(planner: PlannerView) -> None:
    planner.lanes.select("d1")
    press(planner, Key.Key_Left)
    planner.show_day(DAY.date().replace(day=25))
    planner.undo()
    assert planner.day == DAY.date()


def test_a_release_is_asked_for_and_made(opened: Opened, planner: PlannerView) -> None:
    press(planner, Key.Key_F8, Key.Key_1, Key.Key_Escape)
    opened.settle()
    planner.release()
    question = opened.dialog(Question)
    question.act.click()
    opened.settle()
    assert planner.session.unreleased == 0
    assert planner.session.view is not None and planner.session.view.released == 1
    assert not planner.overview.release.isEnabled()
    planner.release()
    assert QApplication.activeModalWidget() is None, "there is nothing to release"
    planner.lanes.select("d1")
    press(planner, Key.Key_Left)
    opened.settle()
    assert planner.session.unreleased == 1
    assert not planner.foot.release.isHidden()


def test_a_release_warns_of_slots_without_hours_and_room(opened: Opened, planner: PlannerView) -> None:
    def said() -> str:
        planner.release()
        question = opened.dialog(Question)
        texts = " ".join(label.text() for label in question.findChildren(Label))
        question.keep.click()
        return texts

    assert "童谣手指操" in said()
    waiting = [replace(one, room="", start=None, end=None) for one in now(planner).slots if one.id != "c1"]
    planner.session.take(replace(now(planner), slots=(now(planner).slot("c1"), *waiting)), Step.UNPLACE)
    crowded = said()
    assert "落叶拓印" in crowded and "…" in crowded and "童谣手指操" not in crowded, "three are named, the others counted"
    planner.session.take(replace(now(planner), slots=(now(planner).slot("c1"),)), Step.REMOVE)
    opened.settle()
    assert planner.words("planner.release_text", n=planner.session.unreleased) in said()
    assert "\n" not in planner.words.before_release(now(planner), 1), "nothing waits"


def test_a_schedule_that_clashes_is_not_released(opened: Opened, planner: PlannerView) -> None:
    planner.release()
    opened.dialog(Question).act.click()
    opened.settle()
    assert planner.session.view is not None and planner.session.view.released is None
    assert opened.running.window.toast.text


def test_a_draft_is_shown_and_taken(opened: Opened, planner: PlannerView) -> None:
    QTest.mouseClick(planner.lanes.tray.draft, Qt.MouseButton.LeftButton)
    assert planner.lanes.trial.waiting
    opened.qtbot.waitUntil(lambda: planner.lanes.trial.showing, timeout=20000)
    assert not now(planner).slot("t1").is_placed
    press(planner, Key.Key_Return)
    assert kept(opened).slot("t1").is_placed
    planner.undo()
    assert not kept(opened).slot("t1").is_placed


def test_a_change_by_somebody_else_is_shown(opened: Opened, planner: PlannerView) -> None:
    desk = planner.context.desk
    there = opened.ask(desk.schedules.load, "FAIR").schedule
    opened.ask(desk.schedules.save, "FAIR", there.change("d1", title="放风筝"))
    opened.settle()
    block = planner.lanes.view.block("d1")
    assert block is not None and block.text.title == "放风筝"
    assert not planner.session.can_undo


def test_a_narrow_window_lays_the_panel_over_the_grid(opened: Opened, planner: PlannerView) -> None:
    opened.running.window.resize(1000, 690)
    opened.settle()
    assert planner.panel.isHidden()
    press(planner, Key.Key_Tab, Key.Key_Return)
    assert planner.panel.isVisible() and planner.panel.geometry().right() >= planner.width() - 2
    QTest.mouseClick(planner.inspector.close_button, Qt.MouseButton.LeftButton)
    assert planner.panel.isHidden()
    assert planner.lanes.view.hasFocus()


def test_the_language_switches_with_the_schedule(opened: Opened, planner: PlannerView) -> None:
    other = "en" if opened.running.window.words.language == "zh" else "zh"
    opened.running.window.save(language=other)
    opened.settle()
    assert opened.page.planner is not planner
    assert len(opened.page.planner.lanes.order) == len(SLOTS)


def test_a_drag_on_the_page_reaches_the_desk(opened: Opened, planner: PlannerView) -> None:
    viewport = planner.lanes.view.viewport()
    place = planner.lanes.view.viewport_place("d1").center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(viewport, place - QPoint(60, 0))
    QTest.mouseMove(viewport, place - QPoint(150, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place - QPoint(150, 0))
    assert kept(opened).slot("d1").span[0] < at("11:30")


# -- keeping, alone


class Slow:
    """Saves that the test lets go one by one."""

    def __init__(self) -> None:
        self.asked: list[Schedule] = []
        self.bases: list[Schedule] = []
        self.broken = False

    def __call__(self, schedule: Schedule, *, base: Schedule) -> str:
        self.asked.append(schedule)
        self.bases.append(base)
        if self.broken:
            raise StoreProblem("disk_full")
        return f"view {len(self.asked)}"


def test_of_many_steps_only_the_last_is_kept_and_never_two_at_once(qtbot: QtBot, tasks: Tasks) -> None:
    base = Schedule(at("9:00"), at("12:00"), 10, SLOTS)
    steps = [base.change("a1", capacity=number) for number in range(10, 20)]
    saving, slow = Autosave(tasks, tasks), Slow()
    kept_: list[Any] = []
    saving.kept.connect(lambda view, schedule: kept_.append(schedule))
    saving.begin(base, slow)
    for step in steps:
        saving.want(step)
    assert saving.state is SaveState.SAVING
    qtbot.waitUntil(lambda: saving.idle)
    assert slow.asked == [steps[0], steps[-1]]
    assert slow.bases == [base, steps[0]], "each says what it was made from"
    assert kept_ == [steps[-1]]
    saving.want(steps[-1])
    assert saving.idle, "it is kept already"


def test_a_failed_save_tells_the_last_that_was_kept(qtbot: QtBot, tasks: Tasks) -> None:
    base = Schedule(at("9:00"), at("12:00"), 10, SLOTS)
    saving, slow = Autosave(tasks, tasks), Slow()
    lost: list[tuple[DeskError, Schedule]] = []
    saving.failed.connect(lambda error, saved: lost.append((error, saved)))
    saving.begin(base, slow)
    slow.broken = True
    saving.want(base.remove("a1"))
    saving.want(base.remove("a2"))
    qtbot.waitUntil(lambda: saving.idle)
    assert [(error.code, saved) for error, saved in lost] == [("disk_full", base)]
    assert saving.state is SaveState.FAILED
    slow.broken = False
    saving.want(base.remove("a2"))
    qtbot.waitUntil(lambda: saving.idle)
    assert saving.state is SaveState.SAVED


# -- words


@pytest.mark.parametrize(
    ("band", "zh"),
    [
        (None, "全龄"), (AgeBand(0, 35), "0–2 岁"), (AgeBand(36, 47), "3 岁"), (AgeBand(6, 18), "6–18 个月"),
        (AgeBand(36, 72), "3–6 岁"), (AgeBand(36, 75), "36–75 个月"), (AgeBand(36, 215), "3 岁起"),
    ],
)  # fmt: skip
def test_ages_are_whole_years_where_they_are(
    opened: Opened, planner: PlannerView, band: AgeBand | None, zh: str
) -> None:
    if opened.running.window.words.language == "zh":
        assert planner.words.band(band) == zh
    else:
        assert planner.words.band(band).isascii() or "–" in planner.words.band(band)


def test_every_kind_of_conflict_has_words(opened: Opened, planner: PlannerView) -> None:
    view = planner.session.view
    assert view is not None
    first = view.grounds.rooms[0]
    shut = replace(first, closed=(Closed(at("9:00"), at("10:00"), "消毒"),))
    session = planner.session
    session.view = replace(view, grounds=replace(view.grounds, rooms=(shut, *view.grounds.rooms[1:])))
    changed = now(planner).change("a2", leader="方雨", start=at("10:25"), end=at("13:40"), capacity=99)
    planner.lanes.stepped.emit(changed, Step.EDIT, "a2")
    kinds = {one.kind for one in session.conflicts}
    assert len(kinds) >= 5
    for conflict in session.conflicts:
        for text in (planner.words.short(conflict), planner.words.said(conflict), planner.words.line(conflict)):
            assert text and "{" not in text
        assert all(planner.words.remedy(remedy)[1] for remedy in conflict.remedies)


# -- what a slot needs


def test_equipment_is_added_counted_and_taken_out_and_every_step_goes_back(opened: Opened, planner: PlannerView) -> None:
    desk = planner.context.desk
    for name, there in (("Mat", 3), ("Projector", 1)):
        opened.ask(desk.venues.put_resource, name, there)
    planner.refresh()
    opened.settle()
    planner.lanes.select("a1")
    panel = planner.inspector.resources
    assert [panel.add.itemText(place) for place in range(panel.add.count())] == ["Mat", "Projector"]
    panel.add.chosen.emit("Mat")
    assert now(planner).slot("a1").resources == (("Mat", 1),)
    assert [panel.add.itemText(place) for place in range(panel.add.count())] == ["Projector"]
    number = panel.numbers["Mat"]
    assert number.hasFocus(), "how many is typed next"
    QTest.keyClicks(number, "24")
    assert now(planner).slot("a1").resources == (("Mat", 1),), "not at every digit"
    QTest.keyClick(number, Key.Key_Return)
    QTest.keyClick(number, Key.Key_Down)
    assert now(planner).slot("a1").resources == (("Mat", 23),)
    assert any(one.kind is ConflictKind.RESOURCE for one in planner.session.about("a1")), "there are three"
    panel.add.chosen.emit("Projector")
    QTest.mouseClick(panel.removers["Mat"], Qt.MouseButton.LeftButton)
    assert kept(opened).slot("a1").resources == (("Projector", 1),)
    for expected in ((("Mat", 23), ("Projector", 1)), (("Mat", 23),), (("Mat", 24),), (("Mat", 1),), ()):
        planner.undo()
        assert now(planner).slot("a1").resources == expected
        assert list(panel.numbers) == [name for name, _ in expected]
    assert kept(opened).slot("a1").resources == ()


def test_equipment_that_is_no_longer_there_can_be_taken_out(opened: Opened, planner: PlannerView) -> None:
    planner.session.take(now(planner).change("a1", resources=(("Tent", 2),)), Step.EDIT)
    planner.lanes.select("a1")
    panel = planner.inspector.resources
    assert not panel.add.isVisible()
    panel.removers["Tent"].setFocus()
    QTest.keyClick(panel.removers["Tent"], Key.Key_Space)
    assert kept(opened).slot("a1").resources == ()
