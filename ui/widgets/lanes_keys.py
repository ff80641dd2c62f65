"""The keyboard in the grid. What a key does is a step of the schedule, as with the pointer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from eventdesk.domain.conflicts import Severity
from eventdesk.domain.schedule import BadSchedule, PlannedSlot, Schedule
from ui.widgets.lanes_drag import Place
from ui.widgets.lanes_plan import DAY, Axis, Step

if TYPE_CHECKING:
    from ui.widgets.lanes import LaneTimeline

_Key = Qt.Key
_ACROSS = {_Key.Key_Left: -1, _Key.Key_Right: 1}
_DOWN = {_Key.Key_Up: -1, _Key.Key_Down: 1}
_REMEDIES = {_Key.Key_1: 1, _Key.Key_2: 2, _Key.Key_3: 3}
_ENTER = (_Key.Key_Return, _Key.Key_Enter)
_BEYOND = 120
_TABS = (_Key.Key_Tab, _Key.Key_Backtab)


def first_free(
    place: Place, rooms: list[str], axis: Axis, *, start: int, length: int, step: int
) -> tuple[str, datetime] | None:
    """The first place where nothing is wrong: rooms in turn, each from ``start`` (minutes) to two hours after those shown.

    Where something is wrong everywhere, the first place with nothing worse than a warning; None without one.
    """
    second: tuple[str, datetime] | None = None
    for room in rooms:
        for minute in range(start, max(min(axis.last + _BEYOND, DAY) - length, start) + 1, step):
            moment = axis.moment(minute)
            found = place(room, moment)
            if not found:
                return room, moment
            if second is None and all(conflict.severity is not Severity.ERROR for conflict in found):
                second = room, moment
    return second


class Keys:
    """Keys of a timeline that has the focus. ``take`` does what a key says and tells whether it meant anything."""

    def __init__(self, timeline: "LaneTimeline") -> None:
        self._timeline = timeline
        self._copied = ""
        plain: dict[Qt.Key, Callable[[], None]] = {
            _Key.Key_N: self.new, _Key.Key_U: self.unplace, _Key.Key_Delete: self.remove, _Key.Key_R: self.ripple,
            _Key.Key_P: self.place, _Key.Key_T: timeline.today_wanted.emit, _Key.Key_F8: timeline.problem_wanted.emit,
            _Key.Key_Backspace: self.remove, _Key.Key_Plus: timeline.zoom_in, _Key.Key_Equal: timeline.zoom_in,
            _Key.Key_Minus: timeline.zoom_out,
        }  # fmt: skip
        control: dict[Qt.Key, Callable[[], None]] = {
            _Key.Key_C: self.copy, _Key.Key_V: self.paste, _Key.Key_Y: timeline.redo_wanted.emit,
            _Key.Key_0: timeline.zoom_fit, _Key.Key_Plus: timeline.zoom_in, _Key.Key_Equal: timeline.zoom_in,
            _Key.Key_Minus: timeline.zoom_out,
        }  # fmt: skip
        self._plain, self._control = plain, control

    def owns(self, event: QKeyEvent) -> bool:
        """Whether no shortcut may take a key while the grid has the focus."""
        key, control = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return key in _ACROSS
        if control:
            return key in self._control or (key in _ACROSS and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if key == _Key.Key_Escape:
            return self._timeline.busy or bool(self._timeline.current)
        return key in self._plain or key in _REMEDIES or key in _ACROSS or key in _DOWN or key in _ENTER

    def take(self, event: QKeyEvent) -> bool:
        """Do what a key says."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if alt and key not in _ACROSS:
            return False
        if self._timeline.pointer.dragging:
            if key == _Key.Key_Escape:
                self._timeline.pointer.cancel()
            return key not in _TABS
        if self._timeline.trial.showing and self._in_preview(key):
            return True
        if alt:
            self.ripple(_ACROSS[key])
            return True
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            if key in _ACROSS and modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._stretch_begin(_ACROSS[key])
                return True
            return self._run(self._control.get(key))
        if key in _TABS:
            return self._tab(-1 if key == _Key.Key_Backtab else 1)
        if key in _ACROSS:
            longer = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._stretch(_ACROSS[key]) if longer else self._shift(_ACROSS[key])
            return True
        return self._other(key)

    def _other(self, key: Qt.Key) -> bool:
        timeline = self._timeline
        if key in _DOWN:
            self._change_room(_DOWN[key])
        elif key in _REMEDIES:
            timeline.remedy_wanted.emit(_REMEDIES[key])
        elif key in _ENTER:
            if timeline.current:
                timeline.inspect_wanted.emit(timeline.current)
        elif key == _Key.Key_Escape:
            if not timeline.trial.waiting and not timeline.current:
                return False
            timeline.trial.leave() if timeline.trial.waiting else timeline.select("")
        else:
            return self._run(self._plain.get(key))
        return True

    @staticmethod
    def _run(action: Callable[[], None] | None) -> bool:
        if action is None:
            return False
        action()
        return True

    # -- the block that is selected

    def _slot(self, *, placed: bool = True) -> PlannedSlot | None:
        timeline = self._timeline
        slot = next((slot for slot in timeline.schedule.slots if slot.id == timeline.current), None)
        if slot is None or (placed and not slot.is_placed):
            return None
        return slot

    def _take(self, step: Step, id: str, change: Callable[[], Schedule]) -> None:
        try:
            schedule = change()
        except BadSchedule as error:
            self._timeline.refused.emit(error.code)
            return
        self._timeline.take(schedule, step, id)

    def _shift(self, way: int) -> None:
        slot = self._slot()
        if slot is None:
            self._tab(way)
            return
        start = slot.span[0] + timedelta(minutes=way * self._timeline.snap)
        self._take(Step.MOVE, slot.id, lambda: self._timeline.schedule.move(slot.id, room=slot.room, start=start))

    def _stretch(self, way: int) -> None:
        slot = self._slot()
        if slot is not None:
            start, end = slot.span
            later = end + timedelta(minutes=way * self._timeline.snap)
            self._take(Step.RESIZE, slot.id, lambda: self._timeline.schedule.resize(slot.id, start=start, end=later))

    def _stretch_begin(self, way: int) -> None:
        slot = self._slot()
        if slot is not None:
            start, end = slot.span
            other = start + timedelta(minutes=way * self._timeline.snap)
            self._take(Step.RESIZE, slot.id, lambda: self._timeline.schedule.resize(slot.id, start=other, end=end))

    def _change_room(self, way: int) -> None:
        slot, rooms = self._slot(), self._timeline.rooms
        if slot is None or slot.room not in rooms:
            self._tab(way)
            return
        number = rooms.index(slot.room) + way
        if 0 <= number < len(rooms):
            start = slot.span[0]
            self._take(
                Step.MOVE, slot.id, lambda: self._timeline.schedule.move(slot.id, room=rooms[number], start=start)
            )

    def _tab(self, way: int) -> bool:
        timeline = self._timeline
        order = timeline.order
        if not order:
            return False
        if timeline.current not in order:
            timeline.select(order[0 if way > 0 else -1])
            return True
        number = order.index(timeline.current) + way
        if not 0 <= number < len(order):
            return False  # the focus goes on to what comes after the grid
        timeline.select(order[number])
        return True

    def remove(self) -> None:
        """Del: without the slot; the way back is undo."""
        slot = self._slot(placed=False)
        if slot is not None:
            order = self._timeline.order
            after = order[order.index(slot.id) + 1 :] if slot.id in order else []
            self._timeline.take(self._timeline.schedule.remove(slot.id), Step.REMOVE, after[0] if after else "")

    def unplace(self) -> None:
        """U: back to the tray."""
        slot = self._slot()
        if slot is not None:
            self._take(Step.UNPLACE, slot.id, lambda: self._timeline.schedule.unplace(slot.id))

    def place(self) -> None:
        """P: a slot of the tray to the first place where it fits."""
        slot, axis = self._slot(placed=False), self._timeline.axis
        if slot is None or slot.is_placed or axis is None:
            return
        found = self._free(self._timeline.schedule, slot.id, self._timeline.rooms, self._begin(axis))
        if found is None:
            self._timeline.refused.emit("no_place")
            return
        room, start = found
        self._take(Step.PLACE, slot.id, lambda: self._timeline.schedule.move(slot.id, room=room, start=start))

    # -- more of them

    def copy(self) -> None:
        """Ctrl+C: remember the slot."""
        slot = self._slot(placed=False)
        self._copied = slot.id if slot is not None else self._copied

    def paste(self) -> None:
        """Ctrl+V: a second one at the first place after it where it fits, on the day that is shown."""
        timeline, axis = self._timeline, self._timeline.axis
        slot = next((slot for slot in timeline.schedule.slots if slot.id == self._copied), None)
        if slot is None or axis is None:
            return
        rooms = timeline.rooms
        if slot.room in rooms:
            number = rooms.index(slot.room)
            rooms = [*rooms[number:], *rooms[:number]]
        begin = self._begin(axis)
        if slot.is_placed:
            local = slot.span[0].astimezone(axis.zone)
            begin = local.hour * 60 + local.minute
        schedule, id = timeline.with_copy(slot, rooms[0], axis.moment(begin))
        found = self._free(schedule, id, rooms, begin) or (rooms[0], axis.moment(begin))
        self._take(Step.COPY, id, lambda: schedule.move(id, room=found[0], start=found[1]))

    def new(self) -> None:
        """N: an hour after the selected slot, or the first one that is free."""
        timeline, axis = self._timeline, self._timeline.axis
        if axis is None:
            return
        slot, rooms, begin = self._slot(), timeline.rooms, self._begin(axis)
        if slot is not None and slot.id in timeline.order and slot.room in rooms:
            number = rooms.index(slot.room)
            rooms, begin = [*rooms[number:], *rooms[:number]], axis.minutes(slot.span[1])
        schedule, id = timeline.with_new(rooms[0], axis.moment(begin), timedelta(hours=1))
        found = self._free(schedule, id, rooms, begin)
        schedule = schedule.unplace(id) if found is None else schedule.move(id, room=found[0], start=found[1])
        timeline.take(schedule, Step.CREATE, id)
        timeline.inspect_wanted.emit(id)

    def _begin(self, axis: Axis) -> int:
        begin = axis.minutes(self._timeline.schedule.start)
        return begin if axis.first <= begin < axis.last else axis.first

    def _free(self, schedule: Schedule, id: str, rooms: list[str], start: int) -> tuple[str, datetime] | None:
        timeline = self._timeline
        assert timeline.axis is not None
        length = int(schedule.slot(id).length.total_seconds() // 60)
        place = timeline.check(schedule, id)
        return first_free(place, rooms, timeline.axis, start=start, length=length, step=max(timeline.snap, 5))

    # -- the ripple

    def ripple(self, way: int = 1) -> None:
        """R, or Alt and an arrow: begin to move the slot and what follows it; arrows say by how much, Enter takes it."""
        slot = self._slot()
        if slot is not None:
            self._timeline.trial.ripple(slot.id, way * self._timeline.snap)

    def _in_preview(self, key: Qt.Key) -> bool:
        timeline = self._timeline
        if key in _ENTER:
            timeline.trial.take()
        elif key == _Key.Key_Escape:
            timeline.trial.show(None)
        elif key in _ACROSS:
            timeline.trial.ripple_more(_ACROSS[key] * timeline.snap)
        else:
            return key not in _TABS and key != _Key.Key_F8
        return True
