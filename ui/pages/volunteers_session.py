"""What a coordinator is at: an event's roster, the proposal over it, and the steps that can be taken back."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from eventdesk.domain.volunteer import Assigned, Rule, Staffing
from eventdesk.errors import DeskError
from ui.lively import Lively
from ui.models.roster import STEPS, Key, Sheet, key_of
from ui.pages.base import PageContext

if TYPE_CHECKING:
    from eventdesk.services.staffing_plans import Plan, Progress
    from eventdesk.services.volunteer_views import RosterView

SECONDS = 20.0
"""How long a proposal is computed at most; whoever waits can end it earlier and keep the best."""

BETWEEN = 300
"""Milliseconds between two plans that are shown while better ones keep coming; nobody reads faster."""

Draft = tuple[Assigned, ...] | None


@dataclass(frozen=True)
class Shown:
    """A step in the proposal: nothing of it is written yet."""

    before: Draft
    after: Draft


@dataclass(frozen=True)
class Written:
    """A step that the desk keeps: what was given and taken."""

    added: tuple[Assigned, ...]
    removed: tuple[Assigned, ...]
    reason: str = ""


@dataclass(frozen=True)
class Pinned:
    """Assignments were pinned, or let loose."""

    keys: tuple[Key, ...]
    pinned: bool


Step = Shown | Written | Pinned


class RosterSession(QObject):
    """One event's roster while somebody works at it. What is done by hand is kept at once; a proposal is shown first.

    ``opened`` comes once for each event, ``changed`` whenever something is to be shown again, ``moved`` with each better plan
    while one is computed, ``planned`` at its end; ``failed`` carries an error. ``outrun``: the roster changed meanwhile.
    """

    opened = Signal()
    changed = Signal()
    moved = Signal(object)
    planned = Signal(object)
    adopted = Signal(object)
    failed = Signal(object)
    outrun = Signal()
    _told = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._tasks = context.desk, context.tasks
        self.code = ""
        self.sheet: Sheet | None = None
        self.solving = False
        self.plan: Plan | None = None
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._stop = threading.Event()
        self._base: Staffing | None = None
        self._before: Draft = None
        self._finished: Plan | None = None
        self._busy = False
        self._lively = Lively()
        self._why: dict[Key, str] = {}  # reasons of exceptions within the proposal
        self._told.connect(self._hear)
        self._newest: Progress | None = None
        self._pause = QTimer(self, singleShot=True, interval=BETWEEN)
        self._pause.timeout.connect(self._show_newest)

    # -- reading

    def open(self, code: str) -> None:
        """Read an event's roster; the steps of another one before are forgotten."""
        if code != self.code:
            self.stop()
            self.code, self.sheet, self.plan = code, None, None
            self._past, self._future = [], []
        self._tasks.run(self._desk.rosters.show, code, done=partial(self._loaded, code), failed=self.failed.emit, owner=self)

    def refresh(self) -> None:
        """Read the same event again; the proposal stays."""
        if self.code:
            self.open(self.code)

    def _loaded(self, code: str, view: "RosterView") -> None:
        if code != self.code:
            return
        first = self.sheet is None
        self.take(view)
        if first:
            self.opened.emit()

    def take(self, view: "RosterView") -> None:
        """What the desk answered is the roster now."""
        draft = self.sheet.draft if self.sheet is not None else None
        if draft is not None:
            staffing = view.staffing
            draft = tuple(
                one for one in draft if one.shift in staffing.shift_by_id and one.volunteer in staffing.volunteer_by_id
            )  # fmt: skip
        self.sheet = Sheet(view, draft)
        self.changed.emit()

    # -- steps

    @property
    def drafting(self) -> bool:
        """Whether a proposal is shown."""
        return self.sheet is not None and self.sheet.draft is not None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is one to take again."""
        return bool(self._future)

    def act(
        self, add: Iterable[Assigned] = (), remove: Iterable[Key] = (), *, waive: Mapping[Key, Sequence[Rule]] | None = None,
        reason: str = "",
    ) -> None:  # fmt: skip
        """Give and take shifts: in the proposal where one is shown, otherwise at the desk."""
        if self.sheet is None or self.solving:
            return
        new, gone, passed = tuple(add), tuple(remove), dict(waive or {})
        if self.drafting:
            new = tuple(replace(one, waived=one.waived | frozenset(passed.get(key_of(one), ()))) for one in new)
            self._why |= {key_of(one): reason for one in new if one.waived}
            after = self.sheet.with_change(new, gone).draft
            self._show(Shown(self.sheet.draft, after))
            return
        self._write(partial(self._desk.rosters.change, self.code, add=new, remove=gone, waive=passed, reason=reason), reason)

    def pin(self, keys: Sequence[Key], *, pinned: bool) -> None:
        """Pin assignments, or let them loose."""
        if self.sheet is None or self.solving:
            return
        if self.drafting:
            new = tuple(replace(self.sheet.now[key], pinned=pinned) for key in keys)
            self._show(Shown(self.sheet.draft, self.sheet.with_change(new, ()).draft))
            return
        self._run(partial(self._desk.rosters.pin, self.code, tuple(keys), pinned=pinned), Pinned(tuple(keys), pinned))

    def undo(self) -> bool:
        """One step back."""
        return self._travel(self._past, self._future, back=True)

    def redo(self) -> bool:
        """One step forth again."""
        return self._travel(self._future, self._past, back=False)

    def _travel(self, source: list[Step], target: list[Step], *, back: bool) -> bool:
        if not source or self._busy or self.solving:
            return False
        step = source.pop()
        target.append(step)
        if isinstance(step, Shown):
            self._set_draft(step.before if back else step.after)
        elif isinstance(step, Pinned):
            self._again(partial(self._desk.rosters.pin, self.code, step.keys, pinned=step.pinned is not back))
        else:
            add, gone = (step.removed, step.added) if back else (step.added, step.removed)
            verb = partial(self._desk.rosters.change, self.code, add=add, remove=[key_of(one) for one in gone], reason=step.reason)
            self._again(verb)
        return True

    def _show(self, step: Shown) -> None:
        self._push(step)
        self._set_draft(step.after)

    def _set_draft(self, draft: Draft) -> None:
        if self.sheet is not None:
            self.sheet = Sheet(self.sheet.view, draft)
            if draft is None:
                self.plan = None
            self.changed.emit()

    def _push(self, step: Step) -> None:
        self._past = [*self._past[-(STEPS - 1) :], step]
        self._future = []

    def _write(self, verb: Callable[[], Any], reason: str = "") -> None:
        """Have the desk do it; the answer tells what it came to."""

        def done(view: "RosterView") -> None:
            if view.added or view.removed:
                self._push(Written(view.added, view.removed, reason))
            self.take(view)

        self._call(verb, done)

    def _run(self, verb: Callable[[], Any], step: Step) -> None:
        def done(view: "RosterView") -> None:
            self._push(step)
            self.take(view)

        self._call(verb, done)

    def _again(self, verb: Callable[[], Any]) -> None:
        def lost(error: DeskError) -> None:
            self._past, self._future = [], []  # what they would go back to is no more
            self.failed.emit(error)

        self._call(verb, self.take, lost)

    def _call(
        self, verb: Callable[[], Any], done: Callable[["RosterView"], None], failed: Callable[[DeskError], None] | None = None
    ) -> None:
        self._busy = True

        def ended() -> None:
            self._busy = False

        self._tasks.run(verb, done=done, failed=failed or self.failed.emit, ended=ended, owner=self)

    def forget_steps(self) -> None:
        """Something was done that steps can't go behind, such as an import."""
        self._past, self._future = [], []

    # -- proposals

    def solve(self, *, fresh: bool = False) -> None:
        """Compute a proposal beside the desk's thread. What was set by hand stays, unless ``fresh``: then only what is pinned."""
        if self.sheet is None or self.solving:
            return
        base = self._base = self.sheet.view.staffing
        self._before = self.sheet.draft
        question = base if fresh else self._held(base)
        self._compute(partial(_plan, question, fresh=fresh))

    def repair(self, dropped: Sequence[str]) -> None:
        """Compute how the places of people (engagements) who no longer come are filled, changing little for all others."""
        if self.sheet is not None and not self.solving:
            self._base, self._before = self.sheet.view.staffing, self.sheet.draft
            self._compute(partial(_repair, self._base, tuple(dropped)))

    def _held(self, staffing: Staffing) -> Staffing:
        """What a person decided does not move."""
        assert self.sheet is not None
        by_hand = {key for key, one in self.sheet.details.items() if one.by_hand}
        kept = tuple(replace(one, pinned=one.pinned or key_of(one) in by_hand) for one in staffing.assigned)
        return replace(staffing, assigned=kept)

    def _compute(self, work: Callable[..., Any]) -> None:
        stop = self._stop = threading.Event()
        self.solving, self.plan = True, None
        self._lively.begin()
        self.changed.emit()
        self._tasks.outside(
            work, cancelled=stop.is_set, told=self._told.emit, done=self._planned, failed=self.failed.emit, ended=self._ended,
            owner=self,
        )  # fmt: skip

    def stop(self) -> None:
        """End the computing with the best that was found."""
        self._stop.set()

    def _hear(self, progress: "Progress") -> None:
        self._newest = progress
        if not self._pause.isActive():
            self._show_newest()

    def _show_newest(self) -> None:
        progress, self._newest = self._newest, None
        if progress is not None and self.solving and self._is_current():
            self._pause.start()
            self.plan = progress.plan
            self._propose(progress.plan)
            self.moved.emit(progress)

    def _is_current(self) -> bool:
        return self.sheet is not None and self._base is not None and self.sheet.view.staffing == self._base

    def _propose(self, plan: "Plan") -> None:
        assert self.sheet is not None
        kept = self.sheet.kept
        draft = tuple(replace(one, pinned=key_of(one) in kept and kept[key_of(one)].pinned) for one in plan.assigned)
        if draft != self.sheet.draft:
            self.sheet = Sheet(self.sheet.view, draft)
            self.changed.emit()

    def _planned(self, plan: "Plan") -> None:
        self._newest = None
        if not self._is_current():
            self._set_draft(None)
            self.outrun.emit()
            return
        self.plan = plan
        self._propose(plan)
        assert self.sheet is not None
        self._push(Shown(self._before, self.sheet.draft))
        self._finished = plan

    def _ended(self) -> None:
        self.solving = False
        self._lively.end()
        self.changed.emit()
        if (plan := self._finished) is not None:
            self._finished = None
            self.planned.emit(plan)

    def drop(self) -> None:
        """Everything as it is kept."""
        if self.drafting and self.sheet is not None and not self.solving:
            self._show(Shown(self.sheet.draft, None))

    def adopt(self) -> None:
        """Have the desk keep what is shown."""
        if not self.drafting or self.sheet is None or self._busy or self.solving:
            return
        assigned, base = self.sheet.staffing.assigned, self.sheet.view.staffing
        shown = {key_of(one) for one in assigned}
        reason = " · ".join(dict.fromkeys(why for key, why in self._why.items() if key in shown))
        loose = {key_of(one) for one in base.assigned} - shown
        verb = partial(self._desk.rosters.keep, self.code, assigned, based_on=base, unpinned=loose, reason=reason)

        def done(view: "RosterView") -> None:
            self._past = [step for step in self._past if not isinstance(step, Shown)]
            self._push(Written(view.added, view.removed, reason))
            self.sheet, self.plan = Sheet(view), None
            self._why = {}
            self.changed.emit()
            self.adopted.emit(view)

        self._call(verb, done)


def _plan(question: Staffing, *, fresh: bool, cancelled: Callable[[], bool], told: Callable[[Any], None]) -> "Plan":
    from eventdesk.services.staffing_plans import Question, plan_apart

    return plan_apart(Question(question, SECONDS, keep=not fresh), cancelled=cancelled, told=told)


def _repair(
    staffing: Staffing, dropped: Sequence[str], *, cancelled: Callable[[], bool], told: Callable[[Any], None]
) -> "Plan":
    from eventdesk.services.staffing_plans import Question, plan_apart

    return plan_apart(Question(staffing, SECONDS, dropped=tuple(dropped)), cancelled=cancelled, told=told)
