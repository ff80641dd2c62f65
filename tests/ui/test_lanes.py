"""The grid of a schedule by pointer and keys, without a desk: the steps it makes, what it shows of them on the way."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.conflicts import Severity, find, free_at
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import History, PlannedSlot, Schedule
from eventdesk.domain.venue import Closed, Grounds, Room
from resources.words import Words
from tests.conftest import ZONE
from tests.ui.planner_desk import ROOMS, SLOTS, WAITING, at, crowd, slot
from ui.pages.planner_words import PlannerWords
from ui.theme import Theme
from ui.widgets.lanes import LaneTimeline
from ui.widgets.lanes_drag import BlockedCells, Drag, Grab
from ui.widgets.lanes_plan import Axis, Step, axis_for
from ui.widgets.week_strip import WeekBar, WeekClash, WeekStrip
from ui.wording import Wording

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
GROUNDS = Grounds(tuple(Room(*room) for room in ROOMS))
START = Schedule(at("9:30"), at("12:30"), 10, (*SLOTS, WAITING))


class Desk:
    """Owns the schedule as a page does: takes every step into a history and shows it again."""

    def __init__(
        self, qtbot: QtBot, theme: Theme, schedule: Schedule, words: Words, grounds: Grounds = GROUNDS
    ) -> None:
        self.qtbot, self.grounds = qtbot, grounds
        self.history = History(schedule)
        self.steps: list[Step] = []
        numbers = count(1)
        self.words = PlannerWords(Wording(words), ZONE, self.find)
        self.lanes = LaneTimeline(
            theme, words, zone=ZONE, describe=self.words.describe, tell=self.words.short,
            check=lambda schedule, id: free_at(schedule, self.grounds, id), new_id=lambda: f"new{next(numbers)}",
        )  # fmt: skip
        self.lanes.stepped.connect(self.take)
        self.day = date(2026, 11, 28)
        qtbot.addWidget(self.lanes)
        self.lanes.resize(900, 560)
        self.show()
        self.lanes.show()
        qtbot.waitExposed(self.lanes)
        self.lanes.setFocus()

    @property
    def now(self) -> Schedule:
        return self.history.now

    def find(self, id: str) -> PlannedSlot | None:
        return next((slot for slot in self.now.slots if slot.id == id), None)

    def take(self, schedule: Schedule, step: Step, id: str) -> None:
        self.history.take(schedule, step.value)
        self.steps.append(step)
        self.show()

    def show(self) -> None:
        conflicts = find(self.now, self.grounds)
        rooms = self.words.lanes(self.grounds)
        self.lanes.show_schedule(self.now, rooms, conflicts, day=self.day, day_words="28")

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.lanes.view, key, modifier)

    def place(self, id: str) -> QPoint:
        return self.lanes.view.viewport_place(id).center()

    def point(self, room: str, clock: str) -> QPoint:
        plan = self.lanes.view.plan
        assert plan is not None
        row = next(row for row in plan.rows if row.lane.key == room)
        x = plan.axis.x(plan.axis.minutes(at(clock)))
        return (QPointF(x, row.top + row.height / 2) - self.lanes.view.offset()).toPoint()

    def across(self, minutes: float) -> QPoint:
        plan = self.lanes.view.plan
        assert plan is not None
        return QPoint(round(minutes / 60 * plan.axis.hour), 0)

    def hold(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        viewport = self.lanes.view.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, modifier, start)
        for part in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * part, modifier)

    def move(self, point: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        viewport = self.lanes.view.viewport()
        far = QPointF(viewport.mapToGlobal(point))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, QPointF(point), far, none, left, modifier))

    def drop(self, end: QPoint) -> None:
        QTest.mouseRelease(self.lanes.view.viewport(), Qt.MouseButton.LeftButton, pos=end)

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.hold(start, end, modifier)
        self.drop(end)

    def undo_all(self) -> None:
        while self.history.undo() is not None:
            pass
        self.show()

    def hours(self, id: str) -> tuple[str, str, str]:
        start, end = self.now.slot(id).span
        return self.now.slot(id).room, f"{start:%H:%M}", f"{end:%H:%M}"


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, words: Words) -> Desk:
    return Desk(qtbot, theme, START, words)


# -- what is shown


def test_slots_at_the_same_hour_lie_below_each_other_and_say_by_how_much_they_overlap(desk: Desk) -> None:
    plan = desk.lanes.view.plan
    assert plan is not None
    first, second = plan.blocks["b1"], plan.blocks["b2"]
    assert first.bottom() < second.top(), "two sub-rows"
    assert len(plan.overlaps) == 1
    hatch = plan.overlaps[0].rect
    assert hatch.width() == pytest.approx(15 / 60 * plan.axis.hour)
    assert "15" in desk.lanes.view.labels[0]
    block = desk.lanes.view.block("b1")
    assert block is not None and block.look.problem is Severity.ERROR
    calm = desk.lanes.view.block("a1")
    assert calm is not None and calm.look.problem is None


def test_the_change_over_is_hatched_between_two_slots_and_nowhere_else(desk: Desk) -> None:
    plan = desk.lanes.view.plan
    assert plan is not None
    assert len(plan.buffers) == 2, "in the hall and in the tree house"
    assert all(0 < rect.width() <= 10 / 60 * plan.axis.hour for rect in plan.buffers)


def test_breaks_and_blockers_look_otherwise_and_the_tray_says_what_waits(
    qtbot: QtBot, theme: Theme, words: Words
) -> None:
    rest = slot("r", "休息", "彩虹厅", "10:00", "10:20", kind=SlotKind.BREAK)
    kept = slot("k", "搬桌子", "小树屋", "9:00", "9:30", kind=SlotKind.BLOCKER)
    desk = Desk(qtbot, theme, Schedule(at("9:30"), at("12:30"), 10, (rest, kept, WAITING)), words)
    kinds = {id: desk.lanes.view.block(id).look.kind for id in ("r", "k")}  # type: ignore[union-attr]  # both are there
    assert kinds == {"r": SlotKind.BREAK, "k": SlotKind.BLOCKER}
    assert [row.title for row in desk.lanes.tray.rows] == ["童谣手指操"]
    assert "30" in desk.lanes.tray.rows[0].length


def test_a_room_that_nobody_registered_has_a_lane_of_its_own(qtbot: QtBot, theme: Theme, words: Words) -> None:
    desk = Desk(qtbot, theme, Schedule(at("9:30"), at("12:30"), 10, (slot("x", "X", "走廊", "10:00", "11:00"),)), words)
    assert desk.lanes.rooms == [*(name for name, _, _ in ROOMS), "走廊"]


def test_an_empty_schedule_can_be_begun(qtbot: QtBot, theme: Theme, words: Words) -> None:
    desk = Desk(qtbot, theme, Schedule(at("9:30"), at("12:30")), words, Grounds())
    assert desk.lanes.rooms == [""]
    desk.press(Key.Key_N)
    assert [slot.is_placed for slot in desk.now.slots] == [True]


# -- the pointer


def test_a_block_is_moved_to_another_room_and_hour_and_snaps(desk: Desk) -> None:
    start = desk.place("a1")
    desk.drag(start, QPoint(start.x() + desk.across(62).x(), desk.point("户外草坪", "9:30").y()))
    assert desk.hours("a1") == ("户外草坪", "10:30", "11:30")
    assert desk.steps == [Step.MOVE]
    desk.undo_all()
    assert desk.now == START


@pytest.mark.parametrize(("minutes", "expected"), [(30, "10:00"), (15, "9:45"), (10, "9:50"), (5, "9:45")])
def test_what_it_snaps_to_can_be_chosen(desk: Desk, minutes: int, expected: str) -> None:
    desk.lanes.set_snap(minutes)
    start = desk.place("d1")
    desk.hold(start, desk.point("户外草坪", "9:46") + (start - desk.point("户外草坪", "11:30")))
    proposal = desk.lanes.pointer.proposal
    assert proposal is not None
    assert f"{proposal.planned.span[0]:%H:%M}".lstrip("0") == expected
    desk.drop(QPoint(-500, -500))


def test_both_ends_are_stretched_and_never_meet(desk: Desk) -> None:
    plan = desk.lanes.view.viewport_place("d1")
    end = QPoint(plan.right() - 1, plan.center().y())
    desk.drag(end, end + desk.across(30))
    assert desk.hours("d1") == ("户外草坪", "11:30", "12:45")
    begin = QPoint(desk.lanes.view.viewport_place("d1").left() + 1, plan.center().y())
    desk.drag(begin, begin - desk.across(30))
    assert desk.hours("d1") == ("户外草坪", "11:00", "12:45")
    begin = QPoint(desk.lanes.view.viewport_place("d1").left() + 1, plan.center().y())
    desk.drag(begin, begin + desk.across(500))
    assert desk.now.slot("d1").length == timedelta(minutes=5)
    assert desk.steps == [Step.RESIZE] * 3


def test_with_ctrl_a_copy_is_dragged_and_the_block_stays(desk: Desk) -> None:
    start = desk.place("d1")
    desk.drag(start, start - desk.across(90), CTRL)
    assert desk.hours("d1") == ("户外草坪", "11:30", "12:15")
    assert desk.hours("new1") == ("户外草坪", "10:00", "10:45")
    assert desk.now.slot("new1").registered == 0
    assert desk.lanes.current == "new1"


def test_a_slot_is_made_by_dragging_on_an_empty_place(desk: Desk) -> None:
    desk.drag(desk.point("户外草坪", "9:30"), desk.point("户外草坪", "10:30"))
    made = desk.now.slots[-1]
    assert (made.room, *made.span) == ("户外草坪", at("9:30"), at("10:30"))
    assert desk.steps == [Step.CREATE]
    assert desk.lanes.current == made.id


def test_a_slip_of_the_hand_makes_nothing(desk: Desk) -> None:
    place = desk.point("户外草坪", "9:40")
    desk.drag(place, place + QPoint(11, 0))
    QTest.mouseClick(desk.lanes.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.now == START


def test_a_block_goes_to_the_tray_and_comes_back(desk: Desk) -> None:
    tray, viewport = desk.lanes.tray, desk.lanes.view.viewport()
    over = viewport.mapFromGlobal(tray.mapToGlobal(QPoint(400, 20)))
    desk.drag(desk.place("a2"), over)
    assert not desk.now.slot("a2").is_placed
    assert desk.now.slot("a2").minutes == 50
    card = tray.place_of("a2").center().toPoint()
    QTest.mousePress(tray, Qt.MouseButton.LeftButton, pos=card)
    goal = tray.mapFromGlobal(viewport.mapToGlobal(desk.point("户外草坪", "9:40")))
    for part in (0.5, 1.0):
        point = card + (goal - card) * part
        QTest.mouseMove(tray, point)
        QApplication.processEvents()
    QTest.mouseRelease(tray, Qt.MouseButton.LeftButton, pos=goal)
    assert desk.now.slot("a2").is_placed
    assert desk.now.slot("a2").room == "户外草坪"
    assert desk.steps == [Step.UNPLACE, Step.PLACE]
    desk.undo_all()
    assert desk.now == START


@pytest.mark.parametrize("where", [QPoint(-300, -300), QPoint(5000, 10), QPoint(20, -4000)])
def test_a_drag_that_ends_outside_changes_nothing(desk: Desk, where: QPoint) -> None:
    desk.drag(desk.place("a1"), where)
    assert desk.now == START
    assert not desk.lanes.pointer.dragging
    assert not desk.lanes.view.ghosts


def test_esc_gives_a_drag_up(desk: Desk) -> None:
    start = desk.place("a1")
    desk.hold(start, start + QPoint(120, 40))
    assert desk.lanes.view.ghosts
    desk.press(Key.Key_Escape)
    assert not desk.lanes.pointer.dragging
    desk.drop(start)
    assert desk.now == START


def test_a_schedule_that_comes_in_the_middle_of_a_drag_ends_it(desk: Desk) -> None:
    start = desk.place("a1")
    desk.hold(start, start + QPoint(120, 40))
    desk.history.take(desk.now.remove("a1"), "remove")
    desk.show()
    desk.drop(start + QPoint(120, 40))
    assert desk.find("a1") is None
    assert not desk.lanes.view.ghosts


def test_while_dragging_the_ghost_says_what_is_wrong_and_cells_are_red(desk: Desk) -> None:
    start = desk.place("a1")
    desk.hold(start, desk.point("小树屋", "10:00"))
    (ghost,) = desk.lanes.view.ghosts
    assert ghost.look.problem is Severity.ERROR
    assert ghost.label
    desk.qtbot.waitUntil(lambda: desk.lanes.pointer.cells_known and desk.lanes.view.blocked == 4)
    pale = desk.lanes.view.block("a1")
    assert pale is not None and pale.look.faded
    desk.move(desk.point("户外草坪", "9:40"))
    assert ghost.look.problem is None or ghost.label
    desk.drop(QPoint(-400, -400))
    assert desk.lanes.view.blocked == 0
    assert not pale.look.faded


def test_a_double_click_makes_or_opens(desk: Desk) -> None:
    opened: list[str] = []
    desk.lanes.inspect_wanted.connect(opened.append)
    QTest.mouseDClick(desk.lanes.view.viewport(), Qt.MouseButton.LeftButton, pos=desk.place("c1"))
    QTest.mouseDClick(desk.lanes.view.viewport(), Qt.MouseButton.LeftButton, pos=desk.point("户外草坪", "10:00"))
    assert opened == ["c1", "new1"]
    assert desk.hours("new1") == ("户外草坪", "10:00", "11:00")


# -- the keyboard


def test_arrows_move_and_stretch_the_selected_block(desk: Desk) -> None:
    desk.lanes.select("d1")
    desk.press(Key.Key_Right, Key.Key_Right, Key.Key_Left)
    assert desk.hours("d1") == ("户外草坪", "11:35", "12:20")
    desk.press(Key.Key_Up)
    assert desk.hours("d1")[0] == "小树屋"
    desk.press(Key.Key_Down, Key.Key_Down)
    assert desk.hours("d1")[0] == "户外草坪", "below the last lane is nothing"
    desk.press(Key.Key_Right, modifier=SHIFT)
    assert desk.hours("d1") == ("户外草坪", "11:35", "12:25")
    for _ in range(30):
        desk.press(Key.Key_Left, modifier=SHIFT)
    assert desk.now.slot("d1").length == timedelta(minutes=5), "not shorter"
    desk.undo_all()
    assert desk.now == START


def test_tab_goes_through_the_blocks_in_reading_order_and_on(desk: Desk) -> None:
    seen = []
    for _ in range(7):
        desk.press(Key.Key_Tab)
        seen.append(desk.lanes.current)
    assert seen == ["a1", "a2", "b1", "b2", "c1", "c2", "d1"]
    desk.press(Key.Key_Backtab)
    assert desk.lanes.current == "c2"
    assert desk.lanes.view.accessibleDescription()
    desk.press(Key.Key_Tab, Key.Key_Tab)
    assert not desk.lanes.view.hasFocus(), "after the last one the focus goes on"


def test_whoever_comes_by_tab_sees_where_they_are(desk: Desk) -> None:
    desk.lanes.tray.setFocus()
    desk.lanes.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert desk.lanes.current == ""
    desk.lanes.tray.setFocus()
    desk.lanes.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert desk.lanes.current == "a1"


def test_cards_of_the_tray_by_key(desk: Desk) -> None:
    tray = desk.lanes.tray
    tray.setFocus()
    QTest.keyClick(tray, Key.Key_Right)
    assert desk.lanes.current == "t1"
    QTest.keyClick(tray, Key.Key_P)
    assert desk.now.slot("t1").is_placed
    errors = [one for one in find(desk.now, GROUNDS) if one.severity is Severity.ERROR]
    assert len(errors) == 1, "only the one that was there"


def test_new_copy_paste_delete_and_the_tray_by_key(desk: Desk) -> None:
    desk.lanes.select("d1")
    desk.press(Key.Key_C, modifier=CTRL)
    desk.press(Key.Key_V, modifier=CTRL)
    copy = desk.now.slots[-1]
    assert copy.title == "草坪野餐" and copy.is_placed and copy.code not in {slot.code for slot in START.slots}
    errors = [one for one in find(desk.now, GROUNDS) if one.severity is Severity.ERROR]
    assert len(errors) == 1, "it lies where it fits"
    desk.press(Key.Key_U)
    assert not desk.now.slot(copy.id).is_placed
    desk.press(Key.Key_P)
    assert desk.now.slot(copy.id).is_placed
    desk.press(Key.Key_Delete)
    assert desk.find(copy.id) is None
    desk.press(Key.Key_N)
    assert desk.steps == [Step.COPY, Step.UNPLACE, Step.PLACE, Step.REMOVE, Step.CREATE]
    desk.undo_all()
    assert desk.now == START


def test_keys_without_a_selection_do_no_harm(desk: Desk) -> None:
    desk.press(Key.Key_Delete, Key.Key_U, Key.Key_R, Key.Key_P, Key.Key_Return, Key.Key_1)
    desk.press(Key.Key_V, modifier=CTRL)
    desk.press(Key.Key_Right, modifier=SHIFT)
    assert desk.now == START


def test_a_ripple_is_shown_before_it_is_taken(desk: Desk) -> None:
    desk.lanes.select("a1")
    desk.press(Key.Key_R)
    trial = desk.lanes.trial
    assert trial.showing and len(desk.lanes.view.ghosts) == 2
    assert desk.now == START
    desk.press(Key.Key_Right)
    assert "10" in trial.bar.text
    desk.press(Key.Key_Return)
    assert desk.hours("a1")[1:] == ("09:40", "10:40")
    assert desk.hours("a2")[1:] == ("10:50", "11:40")
    assert desk.steps == [Step.RIPPLE]
    desk.press(Key.Key_R, Key.Key_Escape)
    assert not trial.showing and not desk.lanes.view.ghosts
    desk.press(Key.Key_R, Key.Key_Left)
    assert not trial.bar.take.isEnabled(), "by nothing is no step"
    QTest.mouseClick(trial.bar.leave, Qt.MouseButton.LeftButton)
    assert desk.steps == [Step.RIPPLE]


def test_with_alt_a_block_takes_along_what_follows_it(desk: Desk) -> None:
    start = desk.place("a1")
    desk.hold(start, start + desk.across(15), ALT)
    assert len(desk.lanes.view.ghosts) == 2, "both are shown where they would be"
    assert desk.now == START
    desk.drop(start + desk.across(15))
    assert desk.hours("a1")[1:] == ("09:45", "10:45")
    assert desk.hours("a2")[1:] == ("10:55", "11:45")
    assert desk.hours("a1")[0] == desk.hours("a2")[0] == START.slot("a1").room, "the room stays, wherever the pointer went"
    assert desk.steps == [Step.RIPPLE]
    assert not desk.lanes.view.ghosts


def test_a_pinned_block_stays_when_what_is_before_it_is_shifted(qtbot: QtBot, theme: Theme, words: Words) -> None:
    made = Desk(qtbot, theme, START.change("a2", pinned=True), words)
    start = made.place("a1")
    made.hold(start, start + made.across(30), ALT)
    proposal = made.lanes.pointer.proposal
    assert proposal is not None and proposal.impossible, "it would run into the pinned one"
    made.drop(start + made.across(30))
    assert made.hours("a1")[1:] == ("10:00", "11:00")
    assert made.hours("a2")[1:] == ("10:40", "11:30")


def test_esc_gives_a_shift_up(desk: Desk) -> None:
    start = desk.place("a1")
    desk.hold(start, start + desk.across(15), ALT)
    desk.press(Key.Key_Escape)
    desk.drop(start + desk.across(15))
    assert desk.now == START and not desk.steps


def test_alt_and_an_arrow_do_the_same(desk: Desk) -> None:
    desk.lanes.select("a1")
    desk.press(Key.Key_Left, modifier=ALT)
    desk.press(Key.Key_Left, modifier=ALT)
    assert desk.now == START and desk.lanes.trial.showing
    desk.press(Key.Key_Return)
    assert desk.hours("a1")[1:] == ("09:20", "10:20")
    assert desk.hours("a2")[1:] == ("10:30", "11:20")


def test_the_beginning_moves_by_key_and_the_end_stays(desk: Desk) -> None:
    desk.lanes.select("a1")
    desk.press(Key.Key_Left, Key.Key_Left, modifier=CTRL | SHIFT)
    assert desk.hours("a1")[1:] == ("09:20", "10:30")
    desk.press(Key.Key_Right, modifier=CTRL | SHIFT)
    assert desk.hours("a1")[1:] == ("09:25", "10:30")
    assert desk.steps == [Step.RESIZE] * 3


def test_signals_for_the_page(desk: Desk) -> None:
    told: list[Any] = []
    desk.lanes.remedy_wanted.connect(told.append)
    desk.lanes.problem_wanted.connect(lambda: told.append("problem"))
    desk.lanes.today_wanted.connect(lambda: told.append("today"))
    desk.lanes.redo_wanted.connect(lambda: told.append("redo"))
    desk.press(Key.Key_2, Key.Key_F8, Key.Key_T)
    desk.press(Key.Key_Y, modifier=CTRL)
    assert told == [2, "problem", "today", "redo"]


def test_zoom_keeps_what_is_under_the_pointer(desk: Desk) -> None:
    axis = desk.lanes.axis
    assert axis is not None
    view = desk.lanes.view
    bar = view.horizontalScrollBar()
    place = QPointF(300, 100)
    before = axis.at(bar.value() + place.x())
    where = view.viewport().mapToGlobal(place)
    for _ in range(4):
        wheel = QWheelEvent(
            place, where, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(view.viewport(), wheel)
    assert desk.lanes.axis is not None and desk.lanes.axis.hour > axis.hour * 1.5
    assert desk.lanes.axis.at(bar.value() + place.x()) == pytest.approx(before, abs=1)
    desk.press(Key.Key_0, modifier=CTRL)
    assert desk.lanes.axis.hour == axis.hour
    desk.press(Key.Key_Minus)
    assert desk.lanes.axis.hour < axis.hour


def test_colours_and_sizes_are_taken_again(desk: Desk, theme: Theme) -> None:
    before = desk.lanes.view.plan
    theme.set_scale(150)
    after = desk.lanes.view.plan
    assert before is not None and after is not None
    assert after.blocks["b1"].height() > before.blocks["b1"].height()
    theme.set_scale(100)


# -- what cannot be


def test_blocked_cells_are_those_that_no_allowed_beginning_covers(desk: Desk) -> None:
    closed = Closed(at("11:00"), at("11:30"))
    grounds = Grounds((Room("彩虹厅", 40, "", (closed,)),))
    schedule = Schedule(
        at("9:00"), at("12:00"), 0, (slot("x", "X", "", "9:00", "9:40"), slot("y", "Y", "彩虹厅", "9:30", "10:30"))
    )
    axis = Axis(date(2026, 11, 28), ZONE, 9 * 60, 12 * 60, 100)
    drag = Drag(schedule, "x", Grab.MOVE, moment=at("9:00"), minutes=5, check=lambda s, id: free_at(s, grounds, id))
    cells = BlockedCells(drag, axis, ["彩虹厅"], seen=([0], (axis.first, axis.last)))
    while not cells.done:
        cells.advance(0.0)
    # Before 9:30 it may begin at 8:50; from 10:30 to 11:00 there is half an hour, too little for forty minutes.
    assert cells.runs[0] == [(9 * 60 + 30, 11 * 60 + 30)]


def test_sixty_slots_in_eight_rooms_show_their_cells(qtbot: QtBot, theme: Theme) -> None:
    grounds = Grounds(tuple(Room(f"房间 {number}", 40) for number in range(1, 9)))
    desk = Desk(qtbot, theme, crowd(), Words("zh"), grounds)
    assert len(desk.lanes.order) == 60
    start = desk.place("s0")
    desk.hold(start, start + QPoint(30, 60))
    qtbot.waitUntil(lambda: desk.lanes.view.blocked == 8, timeout=5000)
    desk.drop(QPoint(-500, -500))
    assert desk.now == crowd()


# -- anything at all, and back

MOVES = st.lists(
    st.sampled_from([
        (Key.Key_Left, False), (Key.Key_Right, False), (Key.Key_Up, False), (Key.Key_Down, False), (Key.Key_Tab, False),
        (Key.Key_Right, True), (Key.Key_Left, True), (Key.Key_Delete, False), (Key.Key_U, False), (Key.Key_N, False),
        (Key.Key_P, False), (Key.Key_R, False), (Key.Key_Return, False), (Key.Key_Escape, False), (Key.Key_Backtab, False),
    ]),
    min_size=1, max_size=25,
)  # fmt: skip


def test_any_sequence_of_keys_undone_gives_the_start(qtbot: QtBot, theme: Theme) -> None:
    desk = Desk(qtbot, theme, START, Words("zh"))

    @given(MOVES)
    def run(moves: list[tuple[Qt.Key, bool]]) -> None:
        desk.history = History(START)
        desk.show()
        for key, shift in moves:
            desk.press(key, modifier=SHIFT if shift else Qt.KeyboardModifier.NoModifier)
            assert desk.lanes.schedule == desk.now
        desk.lanes.trial.show(None)
        desk.undo_all()
        assert desk.now == START

    run()


@given(st.integers(0, 1439), st.integers(30, 600), st.floats(60, 700))
def test_a_minute_is_found_where_it_lies(start: int, length: int, hour: float) -> None:
    axis = Axis(date(2026, 3, 29), ZONE, start, start + length, hour)
    for minute in (start, start + length // 2, start + length):
        assert axis.at(axis.x(minute)) == pytest.approx(minute)
        assert axis.minutes(axis.moment(minute)) == minute


def test_the_hours_shown_hold_the_event_and_all_slots_also_over_midnight() -> None:
    late = slot("n", "守夜", "彩虹厅", "22:00", "25:30")
    axis = axis_for(Schedule(at("19:00"), at("23:00"), 10, (late,)), date(2026, 11, 28), ZONE, 100)
    assert (axis.first, axis.last) == (18 * 60 + 30, 25 * 60 + 30)
    morning = axis_for(Schedule(at("19:00"), at("23:00"), 10, (late,)), date(2026, 11, 29), ZONE, 100)
    assert morning.first == 0


# -- the week


def test_the_week_is_chosen_by_click_and_arrow(qtbot: QtBot, theme: Theme) -> None:
    words = PlannerWords(Wording(Words("zh")), ZONE, lambda id: None)
    strip = WeekStrip(theme, name=words.day_head, speak=words.day_spoken)
    qtbot.addWidget(strip)
    strip.resize(826, 131)
    day = date(2026, 11, 28)
    bars = [WeekBar(day, 0, 570, 630, "lane1"), WeekBar(day, 1, 570, 630, "lane2", dim=True)]
    strip.set_week(day, ["一", "二"], bars, clashes=[WeekClash(day, 0, 600, 615)], troubled=frozenset({day}))
    strip.show()
    assert strip.first == date(2026, 11, 23)
    assert "冲突" in strip.accessibleName()
    chosen: list[date] = []
    strip.chosen.connect(chosen.append)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.column(2).center().toPoint())
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.column(5).center().toPoint())
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    QTest.keyClick(strip, Key.Key_Left)
    QTest.keyClick(strip, Key.Key_PageDown)
    assert chosen == [date(2026, 11, 25), date(2026, 11, 27), date(2026, 12, 5)]
    red = theme.color("refuse")
    column = strip.column(5)
    image = strip.grab().toImage()
    row = range(int(column.left()), int(column.right()))
    assert any(image.pixelColor(x, y) == red for x in row for y in range(30, 60)), "the clash is marked"


def test_another_day_shows_nothing_of_this_one(desk: Desk) -> None:
    desk.day = date(2026, 11, 27)
    desk.show()
    assert desk.lanes.order == []
    desk.day = date(2026, 11, 28)
    desk.show()
    assert len(desk.lanes.order) == len(SLOTS)
