"""The pointer in the grid: what a press takes hold of, what is shown on the way, what letting go does."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication

from eventdesk.domain.conflicts import Conflict, Severity
from eventdesk.domain.schedule import Schedule, snap
from ui.widgets.lanes_drag import BlockedCells, Drag, Grab, Proposal, moved
from ui.widgets.lanes_plan import HANDLE, Plan

if TYPE_CHECKING:
    from ui.widgets.lanes import LaneTimeline

_EDGE, _SPEED = 28, 14  # near an edge of the viewport, in pixels, it scrolls by so many each time
_FIRST, _BUDGET = 0.045, 0.008  # seconds of blocked cells before the first picture, and between the later ones
_BEYOND = 120  # minutes that an end may be drawn beyond the hours shown
_REST = 80  # milliseconds without a move after which the rest of the day is looked at
_LEFT = Qt.MouseButton.LeftButton
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_CURSORS = {
    Grab.MOVE: Qt.CursorShape.OpenHandCursor, Grab.START: Qt.CursorShape.SizeHorCursor,
    Grab.END: Qt.CursorShape.SizeHorCursor,
}  # fmt: skip


class Pointer(QObject):
    """Turns what the pointer does into steps of the timeline's schedule."""

    def __init__(self, timeline: "LaneTimeline") -> None:
        super().__init__(timeline)
        self._timeline, self._view = timeline, timeline.view
        self._down: tuple[QPointF, str, Grab] | None = None
        self._empty: tuple[str, datetime] = ("", timeline.epoch)
        self._drag: Drag | None = None
        self._cells: BlockedCells | None = None
        self._at = QPoint()
        self.proposal: Proposal | None = None
        self._soon = QTimer(self)
        self._soon.timeout.connect(self.find_cells)
        self._scroll = QTimer(self, interval=16)
        self._scroll.timeout.connect(self._scroll_on)
        view = self._view
        view.pressed.connect(self._pressed)
        view.moved.connect(self._moved)
        view.released.connect(self._released)
        view.doubled.connect(self._doubled)

    @property
    def dragging(self) -> bool:
        """Whether something is carried or stretched."""
        return self._drag is not None

    @property
    def cells_known(self) -> bool:
        """Whether all blocked cells in view are shown."""
        return self._cells is None or self._cells.seen

    # -- what the view tells

    def _pressed(self, event: QMouseEvent) -> None:
        plan = self._view.plan
        if event.button() is not _LEFT or plan is None or self.dragging:
            return
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        point = self._view.scene_point(event.position())
        id, grab = self._under(plan, point)
        self._down = (event.position(), id, grab)
        if id:
            if id != self._timeline.current:
                self._timeline.select(id)
        elif plan.rows:
            room = plan.rows[plan.row_at(point.y())].lane.key
            self._empty = (room, plan.axis.moment(plan.axis.at(point.x())))

    def _moved(self, event: QMouseEvent) -> None:
        plan = self._view.plan
        if plan is None:
            return
        if self.dragging:
            self.drag_to(event.position().toPoint())
        elif self._down is None:
            id, grab = self._under(plan, self._view.scene_point(event.position()))
            self._view.viewport().setCursor(_CURSORS[grab] if id else Qt.CursorShape.ArrowCursor)
        elif (event.position() - self._down[0]).manhattanLength() >= QApplication.startDragDistance():
            self._begin(self._down, event.modifiers())
            self.drag_to(event.position().toPoint())

    def _released(self, event: QMouseEvent) -> None:
        if event.button() is not _LEFT:
            return
        down, self._down = self._down, None
        if self.dragging:
            self.drop(event.position().toPoint())
        elif down is not None and not down[1]:
            self._timeline.select("")

    def _doubled(self, event: QMouseEvent) -> None:
        plan = self._view.plan
        if plan is None:
            return
        point = self._view.scene_point(event.position())
        id, _ = self._under(plan, point)
        if id:
            self._timeline.inspect_wanted.emit(id)
        elif plan.rows and point.y() < plan.height:
            room = plan.rows[plan.row_at(point.y())].lane.key
            moment = plan.axis.moment(plan.axis.at(point.x()))
            self._timeline.create_at(room, snap(moment, self._timeline.snap))

    def _under(self, plan: Plan, point: QPointF) -> tuple[str, Grab]:
        id = plan.block_at(point.x(), point.y())
        if not id:
            return "", Grab.CREATE
        rect = plan.blocks[id]
        inside = min(HANDLE, rect.width() / 4)
        if point.x() <= rect.left() + inside:
            return id, Grab.START
        return id, Grab.END if point.x() >= rect.right() - inside else Grab.MOVE

    # -- carrying

    def _begin(self, down: tuple[QPointF, str, Grab], modifiers: Qt.KeyboardModifier) -> None:
        timeline, plan = self._timeline, self._view.plan
        place, id, grab = down
        if plan is None or (not id and not plan.rows):
            return
        point = self._view.scene_point(place)
        moment = plan.axis.moment(plan.axis.at(point.x()))
        schedule = timeline.schedule
        if grab is Grab.CREATE:
            room, moment = self._empty
            schedule, id = timeline.with_new(room, snap(moment, timeline.snap), timedelta(minutes=timeline.snap))
        elif grab is Grab.MOVE and modifiers & _ALT:
            grab = Grab.RIPPLE
        elif grab is Grab.MOVE and modifiers & _CTRL:
            slot, grab = schedule.slot(id), Grab.COPY
            schedule, id = timeline.with_copy(slot, slot.room, slot.span[0])
        self.take_hold(schedule, id, grab, moment)

    def take_hold(self, schedule: Schedule, id: str, grab: Grab, moment: datetime) -> None:
        """Begin to drag a slot of a schedule."""
        timeline, plan = self._timeline, self._view.plan
        if plan is None:
            return
        timeline.trial.show(None)
        drag = Drag(schedule, id, grab, moment=moment, minutes=timeline.snap, check=timeline.check)
        self._drag, self.proposal = drag, None
        if drag.carries:
            rooms = [row.lane.key for row in plan.rows]
            first = rooms.index(drag.slot.room) if drag.slot.room in rooms else 0
            self._cells = BlockedCells(drag, plan.axis, rooms, seen=self._view.seen(), first=first)
            self._find(_FIRST, only_seen=True)
            self._soon.start(0 if not self._cells.seen else _REST)
        timeline.dragging_changed(grab)
        self._view.viewport().setCursor(
            Qt.CursorShape.SizeHorCursor if not drag.carries else Qt.CursorShape.ClosedHandCursor
        )

    def find_cells(self) -> None:
        """Find and show a few more lanes of blocked cells."""
        if self._cells is None or self._cells.done:
            self._soon.stop()
        else:
            self._find(_BUDGET)
            self._soon.setInterval(0)

    def _find(self, seconds: float, *, only_seen: bool = False) -> None:
        cells = self._cells
        if cells is not None:
            for lane in cells.advance(seconds, only_seen=only_seen):
                self._view.set_cells(lane, cells.runs[lane])

    def drag_to(self, point: QPoint) -> None:
        """The pointer is at a point of the viewport, perhaps outside it."""
        drag, plan, timeline = self._drag, self._view.plan, self._timeline
        if drag is None or plan is None or not plan.rows:
            return
        self._at = point
        if self._cells is not None and self._cells.seen and not self._cells.done:
            self._soon.start(_REST)  # the pointer comes first
        home = drag.home() if timeline.over_tray(point) else None
        self._scroll.start() if home is None and self._near_edge(point) else self._scroll.stop()
        if home is not None:
            self.proposal = home
            timeline.aim_at_tray(True)
            self._view.set_ghosts(())
            return
        timeline.aim_at_tray(False)
        if self._outside(point) and drag.carries:
            self.proposal = None
            self._view.set_ghosts(())
            return
        place = self._view.scene_point(point)
        beyond = 0 if drag.carries else _BEYOND
        minute = min(max(plan.axis.at(place.x()), plan.axis.first - beyond), plan.axis.last + beyond)
        moment = plan.axis.moment(minute)
        self.proposal = drag.to(plan.rows[plan.row_at(place.y())].lane.key, moment)
        if self.proposal is not None:
            self._show(self.proposal)

    def drop(self, point: QPoint) -> None:
        """Let go: the step is taken, or nothing happened where there is no place."""
        self.drag_to(point)
        proposal, drag = self.proposal, self._drag
        self.cancel()
        if proposal is None or drag is None:
            return
        if (
            drag.grab is Grab.CREATE
            and proposal.planned.length <= timedelta(minutes=drag.minutes)
            and not drag.minutes > 10
        ):
            return  # a slip of the hand, not a slot
        self._timeline.take(proposal.schedule, proposal.step, proposal.slot)

    def cancel(self) -> None:
        """As if nothing had been taken hold of."""
        self._down = self._drag = self._cells = self.proposal = None
        self._soon.stop()
        self._scroll.stop()
        self._view.set_ghosts(())
        self._view.clear_cells()
        self._view.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._timeline.aim_at_tray(False)
        self._timeline.dragging_changed(None)

    def _show(self, proposal: Proposal) -> None:
        timeline, label = self._timeline, self._words(proposal.conflicts)
        if self._drag is None or self._drag.grab is not Grab.RIPPLE:
            timeline.show_ghosts((proposal.planned,), label=label, bad=proposal.impossible)
            return
        shown = moved(timeline.schedule, proposal.schedule)
        timeline.lift(frozenset(slot.id for slot in shown))
        said = label or timeline.trial.said(shown)
        timeline.show_ghosts(shown, label=said, bad=proposal.impossible, well=not label)

    def _words(self, conflicts: tuple[Conflict, ...]) -> str:
        ranked = sorted(conflicts, key=lambda conflict: conflict.severity is not Severity.ERROR)
        return self._timeline.tell(ranked[0]) if ranked else ""

    # -- edges

    def _near_edge(self, point: QPoint) -> bool:
        return self._push(point) != QPoint(0, 0) and not self._outside(point)

    def _push(self, point: QPoint) -> QPoint:
        size = self._view.viewport().size()
        x = -1 if point.x() < _EDGE else 1 if point.x() > size.width() - _EDGE else 0
        y = -1 if point.y() < _EDGE else 1 if point.y() > size.height() - _EDGE else 0
        return QPoint(x, y)

    def _outside(self, point: QPoint) -> bool:
        return not self._view.viewport().rect().adjusted(-40, -40, 40, 40).contains(point)

    def _scroll_on(self) -> None:
        push = self._push(self._at)
        across, down = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        before = (across.value(), down.value())
        across.setValue(across.value() + push.x() * _SPEED)
        down.setValue(down.value() + push.y() * _SPEED)
        if (across.value(), down.value()) != before:
            self.find_cells()
            self.drag_to(self._at)

    # -- from the tray

    def from_tray(self, id: str) -> None:
        """A card of the tray was taken hold of."""
        timeline = self._timeline
        self.take_hold(timeline.schedule, id, Grab.TRAY, timeline.schedule.start)

    def global_to(self, place: QPoint) -> None:
        """The pointer is at a point of the screen."""
        self.drag_to(self._view.viewport().mapFromGlobal(place))

    def global_drop(self, place: QPoint) -> None:
        """Let go at a point of the screen."""
        self.drop(self._view.viewport().mapFromGlobal(place))

    @staticmethod
    def here() -> QPoint:
        """Where the pointer is on the screen."""
        return QCursor.pos()
