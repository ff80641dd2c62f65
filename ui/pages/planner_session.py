"""What a planner is at: the schedule and its steps, what is wrong with it, how it is kept, released and drafted."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from eventdesk.domain import conflicts as domain
from eventdesk.domain.conflicts import Conflict, Remedy, Siblings
from eventdesk.domain.schedule import History, PlannedSlot, Schedule, alike
from eventdesk.domain.venue import Grounds
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.planner_saving import Autosave
from ui.widgets.lanes_drag import Place
from ui.widgets.lanes_plan import Step

if TYPE_CHECKING:
    from eventdesk.services.schedules import ScheduleView


@dataclass(frozen=True)
class Rules:
    """What is wrong with a schedule, what would mend one conflict of it, and what is wrong with one slot in a place."""

    find: Callable[[Schedule, Grounds, Sequence[Siblings]], tuple[Conflict, ...]] = domain.look
    mend: Callable[[Schedule, Grounds, Sequence[Siblings], Conflict, Sequence[Conflict]], Conflict] = domain.mended
    free_at: Callable[[Schedule, Grounds, str], Place] = domain.free_at


class Proposal(Protocol):
    """What is used of a computed proposal: the schedule, the slots (ids) it places, and those that still wait."""

    @property
    def schedule(self) -> Schedule: ...
    @property
    def placed(self) -> tuple[str, ...]: ...
    @property
    def unplaced(self) -> tuple[object, ...]: ...


class Session(QObject):
    """One event's schedule while somebody plans it. Every step is kept at once; what cannot be kept is taken back.

    ``opened`` comes once for each event, ``changed`` whenever something is to be shown again. ``lost`` carries the error of
    a save, ``failed`` that of anything else, ``released`` the number of a version, ``drafted`` a proposal; ``outrun`` says
    that the schedule was changed while one was computed.
    """

    opened = Signal()
    changed = Signal()
    busy = Signal(str)
    lost = Signal(object)
    failed = Signal(object)
    released = Signal(int)
    drafted = Signal(object)
    outrun = Signal()

    def __init__(self, context: PageContext, rules: Rules, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._rules = context.desk, context.tasks, rules
        self.code = ""
        self.view: ScheduleView | None = None
        self.conflicts: tuple[Conflict, ...] = ()
        self.busy_with = ""
        self._mended: dict[object, Conflict] = {}
        self._history: History | None = None
        self._stop = threading.Event()
        self.saving = Autosave(context.tasks, self)
        self.saving.kept.connect(self._kept)
        self.saving.failed.connect(self._not_kept)

    # -- what there is

    @property
    def now(self) -> Schedule | None:
        """The schedule as it stands; None before it is read."""
        return self._history.now if self._history is not None else None

    @property
    def grounds(self) -> Grounds:
        """Rooms and resources."""
        return self.view.grounds if self.view is not None else Grounds()

    @property
    def unreleased(self) -> int:
        """How much families do not know yet."""
        return len(self.view.unreleased) if self.view is not None else 0

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._history is not None and self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._history is not None and self._history.can_redo

    def slot(self, id: str) -> PlannedSlot | None:
        """The slot of an id, None where it is no more."""
        slots = self.now.slots if self.now is not None else ()
        return next((slot for slot in slots if slot.id == id), None)

    def check(self, schedule: Schedule, id: str) -> Place:
        """What would be wrong with a slot in a room from a moment on."""
        return self._rules.free_at(schedule, self.grounds, id)

    def remedies(self, id: str) -> tuple[Remedy, ...]:
        """Up to three ways out of what is worst about a slot."""
        about = self.about(id)
        return about[0].remedies[:3] if about else ()

    def about(self, id: str) -> tuple[Conflict, ...]:
        """What is wrong with a slot, the worst first and with its remedies: to seek those of all takes too long."""
        mine = tuple(conflict for conflict in self.conflicts if id in conflict.slots)
        if not mine or self.now is None or self.view is None:
            return mine
        if mine[0].key not in self._mended:
            worst = self._rules.mend(self.now, self.view.grounds, self.view.siblings, mine[0], self.conflicts)
            self._mended[mine[0].key] = worst
        return (self._mended[mine[0].key], *mine[1:])

    def problem_after(self, conflict: Conflict | None) -> Conflict | None:
        """The next conflict after one, around; None without any."""
        known = [found.key for found in self.conflicts]
        number = known.index(conflict.key) + 1 if conflict is not None and conflict.key in known else 0
        return self.conflicts[number % len(known)] if known else None

    # -- reading

    def open(self, code: str) -> None:
        """Read an event's schedule; the steps of another one before are forgotten."""
        self.stop()
        self.code, self.view, self._history, self.conflicts = code, None, None, ()
        load = self._desk.schedules.load
        self._tasks.run(load, code, done=partial(self._loaded, code), failed=self.failed.emit, owner=self)

    def refresh(self) -> None:
        """Read again, where nothing waits to be kept: somebody else may have changed registrations or slots."""
        if self.now is not None and self.saving.idle:
            load = self._desk.schedules.load
            self._tasks.run(load, self.code, done=partial(self._reread, self.code, self.now), owner=self)

    def _loaded(self, code: str, view: "ScheduleView") -> None:
        if code == self.code:
            self._begin(view)
            self._judge()
            self.opened.emit()

    def _begin(self, view: "ScheduleView") -> None:
        self.view, self._history = view, History(view.schedule)
        self.saving.begin(view.schedule, partial(self._desk.schedules.save, self.code))

    def _reread(self, code: str, then: Schedule, view: "ScheduleView") -> None:
        if code != self.code or self.now is not then or not self.saving.idle:
            return  # something was done meanwhile; its own save brings the news
        if view.schedule == then:
            self.view = view
        else:
            self._begin(view)  # steps back would undo what somebody else did
        self._tell()

    # -- steps

    def take(self, schedule: Schedule, step: Step) -> None:
        """A step was taken."""
        if self._history is not None and schedule != self._history.now:
            self._history.take(schedule, step.value)
            self._keep()

    def undo(self) -> str | None:
        """One step back: which one."""
        return self._travel(History.undo)

    def redo(self) -> str | None:
        """One step forth again: which one."""
        return self._travel(History.redo)

    def _travel(self, way: Callable[[History], str | None]) -> str | None:
        step = way(self._history) if self._history is not None else None
        if step is not None:
            self._keep()
        return step

    def _keep(self) -> None:
        self._tell()
        if self.now is not None:
            self.saving.want(self.now)

    def _tell(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        if self.now is not None and self.view is not None:
            self.conflicts = self._rules.find(self.now, self.view.grounds, self.view.siblings)
            self._mended.clear()

    def _kept(self, view: "ScheduleView", schedule: Schedule) -> None:
        self.view = view
        history = self._history
        if history is not None and not alike(view.schedule, schedule):
            # Somebody else changed other slots meanwhile: steps back would undo what they did.
            if history.now == schedule:
                self._begin(view)
        elif history is not None and history.now == schedule and view.schedule != schedule:
            history.now = view.schedule  # what only the desk knows, such as how many are registered
            self.saving.begin(view.schedule, partial(self._desk.schedules.save, self.code))
        self._tell()

    def _not_kept(self, error: DeskError, saved: Schedule) -> None:
        history = self._history
        if history is None:
            return
        while history.now != saved and history.undo() is not None:
            pass
        if history.now != saved:
            self._history = History(saved)
        self._tell()
        self.lost.emit(error)

    # -- versions and proposals

    def release(self) -> None:
        """Make the schedule as it stands the one that families are told."""
        if self.now is not None:
            self._work("release", partial(self._desk.schedules.release, seen=self.now), self._is_released)

    def draft(self) -> None:
        """Ask for a proposal that places what waits. It is computed beside the desk's thread; :meth:`stop` ends it early."""
        if self.now is None or self.view is None or self.busy_with:
            return
        stop = self._stop = threading.Event()
        self._become_busy("draft")
        self._tasks.outside(
            self._desk.schedules.draft, replace(self.view, schedule=self.now), cancelled=stop.is_set,
            done=partial(self._is_drafted, self.now), failed=self.failed.emit, ended=lambda: self._become_busy(""), owner=self,
        )  # fmt: skip

    def stop(self) -> None:
        """End the computing of a proposal with the best that was found."""
        self._stop.set()

    def _work(self, name: str, verb: Callable[[str], Any], done: Callable[[Any], None]) -> None:
        if self.now is None or self.busy_with:
            return
        self._become_busy(name)
        self._tasks.run(
            verb, self.code, done=done, failed=self.failed.emit, ended=lambda: self._become_busy(""), owner=self
        )  # fmt: skip

    def _become_busy(self, name: str) -> None:
        self.busy_with = name
        self.busy.emit(name)

    def _is_released(self, view: "ScheduleView") -> None:
        if self.view is not None and view.event.code == self.view.event.code:
            self.view = view
            self._tell()
            self.released.emit(view.released or 0)

    def _is_drafted(self, then: Schedule, answer: "Proposal") -> None:
        if self.now is then:
            self.drafted.emit(answer)
        elif self.now is not None:
            self.outrun.emit()
