"""The grid of a schedule: a lane for each room, a block for each slot, drawn by ourselves.

It holds no rule. Every step is a method of :class:`Schedule` and told with ``stepped``; what is wrong with a step comes
from ``check``; what blocks and conflicts say comes from ``describe`` and ``tell``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, QRectF, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame

from eventdesk.domain.conflicts import Conflict, Severity
from eventdesk.domain.schedule import PlannedSlot, Schedule
from resources.words import Words
from ui.theme import Theme
from ui.widgets.base import Themed, hbox, vbox
from ui.widgets.lanes_drag import Check, Grab
from ui.widgets.lanes_keys import Keys
from ui.widgets.lanes_mouse import Pointer
from ui.widgets.lanes_paint import BlockLook
from ui.widgets.lanes_plan import Axis, BlockText, Lane, Plan, Step, arrange, axis_for, lanes_of
from ui.widgets.lanes_preview import Trial
from ui.widgets.lanes_tools import RADIUS, Corners, LaneTools
from ui.widgets.lanes_tray import LaneTray, PreviewBar, Waiting
from ui.widgets.lanes_view import LaneView, worst
from ui.widgets.paint import Tone, draw_box

_HOUR, _LEAST_HOUR, _MOST_HOUR = (150.0, 260.0), 60.0, 720.0


class LaneTimeline(Themed, QFrame):
    """``stepped`` carries the schedule after a step, the :class:`Step` and the slot (id) it was about; whoever owns the
    schedule takes it and shows it again. ``refused`` carries the code of a step that made no sensible slot.
    """

    stepped = Signal(object, object, str)
    selected = Signal(str)
    inspect_wanted = Signal(str)
    remedy_wanted = Signal(int)
    problem_wanted = Signal()
    today_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    refused = Signal(str)
    given_up = Signal()

    def __init__(
        self, theme: Theme, words: Words, *, zone: ZoneInfo, describe: Callable[[PlannedSlot], BlockText],
        tell: Callable[[Conflict], str], check: Check, new_id: Callable[[], str],
    ) -> None:  # fmt: skip
        super().__init__()
        self.adopt(theme)
        self.words, self.zone, self.check, self.tell = words, zone, check, tell
        self._describe, self._new_id = describe, new_id
        self.epoch = datetime(2000, 1, 1, tzinfo=zone)
        self.schedule = Schedule(self.epoch, self.epoch)
        self.current = ""
        self.snap = 5
        self._rooms: tuple[Lane, ...] = ()
        self._conflicts: tuple[Conflict, ...] = ()
        self._day, self._day_words = self.epoch.date(), ""
        self._hour = 0.0  # pixels; 0 fits the day
        self._lifted: frozenset[str] = frozenset()
        self._build()
        self.pointer, self.keys = Pointer(self), Keys(self)
        self._bind()

    def _build(self) -> None:
        theme, words = self.theme, self.words
        self.view, self.tray = LaneView(theme), LaneTray(theme, words)
        self.view.setAccessibleName(words("planner.grid_name"))
        self.tools = LaneTools(theme, words)
        self.trial = Trial(self, PreviewBar(theme, words, self.view))
        column = vbox(1, 1, 1, 1)
        column.addWidget(self.view, 1)
        foot = hbox()
        foot.addWidget(self.tray, 1)
        foot.addWidget(self.tools)
        column.addLayout(foot)
        self.setLayout(column)
        self._corners = Corners(theme, self)
        self.setFocusProxy(self.view)
        self.setMinimumHeight(theme.px(150))

    def _bind(self) -> None:
        view, tray, pointer = self.view, self.tray, self.pointer
        view.key, view.owns = self.keys.take, self.keys.owns
        view.resized.connect(self._resized)
        view.zoomed.connect(self._zoom_at)
        view.entered.connect(lambda: self.select(self.current or (self.order or [""])[0]))
        self.tools.into.clicked.connect(self.zoom_in)
        self.tools.out.clicked.connect(self.zoom_out)
        self.tools.snap.chosen.connect(lambda key: self.set_snap(int(key)))
        self.tools.undo.clicked.connect(self.undo_wanted)
        self.tools.redo.clicked.connect(self.redo_wanted)
        self.trial.bar.take.clicked.connect(self.trial.take)
        self.trial.bar.leave.clicked.connect(self.trial.leave)
        tray.chosen.connect(self.select)
        tray.opened.connect(self.inspect_wanted)
        tray.place_wanted.connect(lambda id: self.keys.place())
        tray.grabbed.connect(pointer.from_tray)
        tray.carried.connect(pointer.global_to)
        tray.dropped.connect(pointer.global_drop)

    # -- what is shown

    def show_schedule(
        self, schedule: Schedule, rooms: Sequence[Lane], conflicts: Sequence[Conflict], *, day: date, day_words: str
    ) -> None:
        """Show a day of a schedule with what is wrong with it; the selection stays where it can."""
        other = day != self._day
        if self.pointer.dragging:
            self.pointer.cancel()
        self.schedule, self._rooms, self._conflicts = schedule, tuple(rooms), tuple(conflicts)
        self._day, self._day_words = day, day_words
        if self.current and all(slot.id != self.current for slot in schedule.slots):
            self._become("")
        self.trial.show(None)
        self._lay_out()
        if other:
            self.view.horizontalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        plan = self._plan()
        bad = worst(self._conflicts)
        looks = {id: (self._describe(slot), self._look(slot, plan, bad)) for id, slot in plan.slots.items()}
        self.view.show_plan(plan, looks, self.tell, self._day_words)
        waiting = [
            Waiting(slot.id, slot.title, self.words("planner.minutes", n=int(slot.length.total_seconds() // 60)))
            for slot in self.schedule.tray()
        ]
        self.tray.set_rows(waiting, self.current)

    def _plan(self) -> Plan:
        """The day in the room there is; a scroll bar that is needed takes some of it."""
        lanes = lanes_of(self._rooms, self.schedule, Lane("", self.words("planner.no_room")))
        axis = axis_for(self.schedule, self._day, self.zone, self._hour or 100.0)
        room, bar = self.view.maximumViewportSize(), self.view.verticalScrollBar().sizeHint().width()
        high, wide = room.height(), room.width()

        def lay(axis: Axis) -> Plan:
            return arrange(self.schedule, lanes, axis, self._conflicts, room=high, px=self.theme.px)

        plan = lay(self._fitting(axis, wide))
        if plan.height > high:
            wide -= bar
            plan = lay(self._fitting(axis, wide))
        if plan.axis.width > wide:
            high -= bar
            plan = lay(plan.axis)
        return plan

    def _fitting(self, axis: Axis, wide: int) -> Axis:
        if self._hour:
            return axis
        fit = (wide - 2) / ((axis.last - axis.first) / 60)
        return replace(axis, hour=min(max(fit, _HOUR[0]), _HOUR[1]))

    def _look(self, slot: PlannedSlot, plan: Plan, bad: dict[str, Severity]) -> BlockLook:
        color = plan.rows[plan.lane_of[slot.id]].lane.color
        return BlockLook(
            slot.kind, color, bad.get(slot.id), selected=slot.id == self.current, pinned=slot.pinned,
            faded=slot.id in self._lifted,
        )  # fmt: skip

    def restyle(self) -> None:
        """Lay out again: sizes may be others."""
        super().restyle()
        if hasattr(self, "pointer"):
            self._lay_out()

    def _resized(self) -> None:
        self._lay_out()
        self.place_floating()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        color = self.theme.color
        draw_box(QPainter(self), QRectF(self.rect()), RADIUS, fill=color("surface"), border=color("border"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What floats goes along."""
        super().resizeEvent(event)
        self.place_floating()

    def place_floating(self) -> None:
        """Put the bar and the round corners where they belong."""
        inside, bar = self.view.viewport().geometry(), self.trial.bar
        hint = bar.sizeHint()
        width = min(hint.width(), inside.width() - 16)
        left = inside.center().x() - width // 2
        bar.setGeometry(QRect(left, inside.bottom() - hint.height() - 12, width, hint.height()))
        bar.raise_()
        self._corners.cover()

    # -- what the keys and the pointer ask

    @property
    def axis(self) -> Axis | None:
        """The hours that are shown."""
        return self.view.plan.axis if self.view.plan is not None else None

    @property
    def rooms(self) -> list[str]:
        """The rooms of the lanes, from above."""
        return [row.lane.key for row in self.view.plan.rows] if self.view.plan is not None else []

    @property
    def order(self) -> list[str]:
        """The slots (ids) of the day in reading order."""
        return self.view.plan.order() if self.view.plan is not None else []

    @property
    def busy(self) -> bool:
        """Whether Esc would end something here."""
        return self.pointer.dragging or self.trial.showing or self.trial.waiting

    def select(self, id: str) -> None:
        """Select a slot, of the day or of the tray; an empty id selects none."""
        if id == self.current:
            self.view.reveal(id)
            return
        self._become(id)
        self._lay_out()
        self.view.reveal(id)

    def _become(self, id: str) -> None:
        self.current = id
        slot = next((slot for slot in self.schedule.slots if slot.id == id), None)
        spoken = self._describe(slot).spoken if slot is not None else ""
        self.view.setAccessibleDescription(spoken)
        if spoken and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, spoken))
        self.selected.emit(id)

    def set_snap(self, minutes: int) -> None:
        """Snap to another grid."""
        self.snap = minutes
        self.tools.snap.set_current(str(minutes))

    def take(self, schedule: Schedule, step: Step, id: str) -> None:
        """A step was taken."""
        self.trial.show(None)
        if schedule == self.schedule:
            return
        self.stepped.emit(schedule, step, id)
        if any(slot.id == id for slot in self.schedule.slots):
            self.select(id)

    def with_new(self, room: str, start: datetime, length: timedelta) -> tuple[Schedule, str]:
        """The schedule with a new slot, and its id."""
        id = self._new_id()
        slot = PlannedSlot(
            id, self.schedule.free_code(), self.words("planner.new_title"), room=room, start=start, end=start + length
        )
        return self.schedule.add(slot), id

    def with_copy(self, slot: PlannedSlot, room: str, start: datetime) -> tuple[Schedule, str]:
        """The schedule with a copy of a slot, and its id."""
        id = self._new_id()
        return self.schedule.copy(slot.id, new_id=id, code=self.schedule.free_code(), room=room, start=start), id

    def create_at(self, room: str, start: datetime) -> None:
        """A new slot of an hour, to be filled in."""
        schedule, id = self.with_new(room, start, timedelta(hours=1))
        self.take(schedule, Step.CREATE, id)
        self.inspect_wanted.emit(id)

    # -- what is only shown

    def show_ghosts(self, slots: Iterable[PlannedSlot], *, label: str = "", bad: bool = False, well: bool = False) -> None:
        """Show slots where they would be; the label says what is wrong there, or, where all is ``well``, what would be done."""
        colors = {row.lane.key: row.lane.color for row in self.view.plan.rows} if self.view.plan is not None else {}
        problem = Severity.ERROR if bad else None
        ghosts = [
            (slot, self._describe(slot), BlockLook(slot.kind, colors.get(slot.room, "lane1"), problem, lifted=True))
            for slot in slots
        ]
        tone = Tone.REFUSE if bad else Tone.INFO if well else Tone.WARN
        self.view.set_ghosts(ghosts, label=label, tone=tone)

    def dragging_changed(self, grab: Grab | None) -> None:
        """Something is dragged, or no longer: the block it was is pale, and the tray says that it takes it."""
        moving = grab in (Grab.MOVE, Grab.START, Grab.END)
        self.lift(frozenset({self.current}) if moving else frozenset())

    def lift(self, ids: frozenset[str]) -> None:
        """Make these blocks pale, and no others."""
        plan, bad = self.view.plan, worst(self._conflicts)
        changed, self._lifted = self._lifted ^ ids, ids
        for id in changed:
            item = self.view.block(id)
            if item is not None and plan is not None and id in plan.slots:
                item.set(plan.blocks[id], item.text, self._look(plan.slots[id], plan, bad))

    def over_tray(self, point: QPoint) -> bool:
        """Whether a point of the viewport lies on the tray."""
        place = self.view.viewport().mapToGlobal(point)
        return self.tray.rect().contains(self.tray.mapFromGlobal(place))

    def aim_at_tray(self, aimed: bool) -> None:
        """A block is held over the tray, or no longer."""
        self.tray.set_aimed(aimed)

    # -- zoom

    def zoom_in(self) -> None:
        """Longer hours."""
        self._zoom_at(1.25, self.view.viewport().width() / 2)

    def zoom_out(self) -> None:
        """Shorter hours."""
        self._zoom_at(0.8, self.view.viewport().width() / 2)

    def zoom_fit(self) -> None:
        """The whole day, as far as it can be read."""
        self._hour = 0.0
        self._lay_out()

    def _zoom_at(self, factor: float, x: float) -> None:
        axis = self.axis
        if axis is None:
            return
        bar = self.view.horizontalScrollBar()
        minute = axis.at(bar.value() + x)
        self._hour = min(max(axis.hour * factor, _LEAST_HOUR), _MOST_HOUR)
        self._lay_out()
        assert self.axis is not None
        bar.setValue(round(self.axis.x(minute) - x))
