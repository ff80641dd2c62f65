"""The schedule of one event: its week, the grid of a day, what is selected, what is wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from eventdesk.clock import new_id
from eventdesk.domain.conflicts import Conflict
from eventdesk.domain.schedule import PlannedSlot, Schedule
from eventdesk.errors import DeskError
from ui.pages.base import PageContext
from ui.pages.planner_foot import ConflictBar
from ui.pages.planner_inspector import WIDTH, Inspector
from ui.pages.planner_overview import Overview, keys
from ui.pages.planner_session import Proposal, Rules, Session
from ui.pages.planner_week import day_of, listen, show_week
from ui.pages.planner_words import PlannerWords
from ui.widgets.base import hbox, vbox
from ui.widgets.dialog import Question
from ui.widgets.lanes import LaneTimeline
from ui.widgets.lanes_plan import Step
from ui.widgets.paint import Tone
from ui.widgets.states import Loading
from ui.widgets.week_strip import WeekStrip

_INLINE_FROM = 1080  # narrower, the panel lies over the grid
_LOW_BELOW = 660
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class PlannerView(QWidget):
    """Show an event with :meth:`open`. The page around it forwards :meth:`undo`, :meth:`redo`, :meth:`keys`, :meth:`step`,
    :meth:`go_today` and :meth:`new`; ``label_changed`` tells that :meth:`label` says another week, or that what can be
    undone is something else.
    """

    label_changed = Signal()

    def __init__(self, context: PageContext, event_code: str = "", *, rules: Rules | None = None) -> None:
        super().__init__()
        self.context, self.theme = context, context.theme
        self.session = Session(context, rules or Rules(), self)
        self.words = PlannerWords(context.wording, context.desk.zone, self.session.slot)
        self.day = self._today()
        self._looked_at: Conflict | None = None
        self._opened = False  # the panel, while it lies over the grid
        self._build()
        self._bind()
        if event_code:
            self.open(event_code)

    # -- making it

    def _build(self) -> None:
        theme, words, desk = self.theme, self.words, self.context.desk
        self.strip = WeekStrip(theme, name=words.day_head, speak=words.day_spoken)
        self.lanes = LaneTimeline(
            theme, words.words, zone=desk.zone, describe=words.describe, tell=words.short, check=self.session.check,
            new_id=partial(new_id, desk.clock),
        )  # fmt: skip
        self.foot = ConflictBar(theme, words)
        column = vbox(20, 14, 16, 14, spacing=12)
        column.addWidget(self.strip)
        column.addWidget(self.lanes, 1)
        column.addWidget(self.foot)
        main = QWidget()
        main.setLayout(column)
        common = words.words
        self.loading = Loading(theme, main, words=common("common.loading"), cancel=common("common.cancel"))
        self.inspector, self.overview = Inspector(theme, words), Overview(theme, words)
        self.panel = QStackedWidget()
        self.panel.addWidget(self.overview)
        self.panel.addWidget(self.inspector)
        self.panel.setFixedWidth(theme.px(WIDTH))
        self._row = hbox()
        self._row.addWidget(self.loading, 1)
        self._row.addWidget(self.panel)
        self.setLayout(self._row)
        self.setFocusProxy(self.lanes)

    def _bind(self) -> None:
        lanes, inspector, session = self.lanes, self.inspector, self.session
        listen(self.strip, session, self._stepped, self.show_day, self.context.desk.zone)
        for source in (lanes.stepped, inspector.stepped):
            source.connect(self._stepped)
        lanes.selected.connect(self._selected)
        lanes.inspect_wanted.connect(self._inspect)
        for wanted in (lanes.remedy_wanted, inspector.remedy_wanted):
            wanted.connect(self.take_remedy)
        for problem in (lanes.problem_wanted, self.foot.next_wanted):
            problem.connect(self.next_problem)
        lanes.today_wanted.connect(self.go_today)
        lanes.undo_wanted.connect(self.undo)
        lanes.redo_wanted.connect(self.redo)
        lanes.refused.connect(self._refused)
        inspector.copy_wanted.connect(self._copy)
        inspector.delete_wanted.connect(lanes.keys.remove)
        inspector.unplace_wanted.connect(lanes.keys.unplace)
        inspector.place_wanted.connect(lanes.keys.place)
        inspector.closed.connect(self._close_panel)
        for release in (self.overview.release_wanted, self.foot.release_wanted):
            release.connect(self.release)
        for draft in (self.overview.draft_wanted, lanes.tray.draft_wanted):
            draft.connect(session.draft)
        session.opened.connect(self._session_opened)
        session.changed.connect(self._show)
        session.busy.connect(self._busy)
        session.lost.connect(self._lost)
        session.failed.connect(self._failed)
        session.released.connect(lambda number: self.context.toast(self.words("planner.release_done", n=number)))
        session.drafted.connect(self._drafted)
        session.outrun.connect(lambda: self.context.toast(self.words("planner.draft_outrun"), tone=Tone.INFO))
        lanes.given_up.connect(session.stop)
        session.saving.changed.connect(inspector.set_state)

    # -- what the page around it asks

    @property
    def code(self) -> str:
        """The event's code."""
        return self.session.code

    def open(self, event_code: str) -> None:
        """Show an event's schedule."""
        if not event_code or (event_code == self.code and self.session.now is not None):
            self.refresh()
            return
        self.inspector.commit()
        self.lanes.select("")
        self.loading.start()
        self.session.open(event_code)

    def refresh(self) -> None:
        """Ask again; what somebody is dragging is let be."""
        if not self.lanes.pointer.dragging:
            self.session.refresh()

    def undo(self) -> None:
        """Take the last step back."""
        self.inspector.commit()
        if self.lanes.trial.showing:
            self.lanes.trial.show(None)
            return
        self._travel("planner.undone", "planner.nothing_to_undo", self.session.undo)

    def redo(self) -> None:
        """Take it again."""
        self._travel("planner.redone", "planner.nothing_to_redo", self.session.redo)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys."""
        return keys(self.words)

    def label(self) -> str:
        """The week that is shown."""
        first = self.day - timedelta(days=self.day.weekday())
        return self.words.week(first, first + timedelta(days=6))

    def new(self) -> None:
        """A new slot, where there is room."""
        if self.session.now is not None:
            self.lanes.keys.new()

    def commit(self) -> None:
        """Before leaving: take what was typed and not yet told."""
        self.inspector.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The grid's keys, while a button or a box of the panel has the focus; a line of text keeps its own."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        plain: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_F8: self.next_problem, Qt.Key.Key_T: self.go_today, Qt.Key.Key_N: self.new,
            Qt.Key.Key_PageUp: partial(self.step, -1), Qt.Key.Key_PageDown: partial(self.step, 1),
            Qt.Key.Key_Escape: self._close_panel,
            **{Qt.Key(Qt.Key.Key_0 + number): partial(self.take_remedy, number) for number in (1, 2, 3)},
        }  # fmt: skip
        again = (modifiers == _CTRL and key == Qt.Key.Key_Y) or (modifiers == _CTRL | _SHIFT and key == Qt.Key.Key_Z)
        act = self.redo if again else plain.get(key) if not modifiers & ~Qt.KeyboardModifier.KeypadModifier else None
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def foot_room(self) -> int:
        """How much of the foot says what is wrong: nothing may cover it just when a step was taken."""
        return self.height() - self.foot.mapTo(self, QPoint(0, 0)).y()

    # -- days

    def _today(self) -> date:
        return self.context.desk.clock.now().astimezone(self.context.desk.zone).date()

    def show_day(self, day: date) -> None:
        """Show another day."""
        if day != self.day:
            self.inspector.commit()
            self.day = day
            self._show()

    def go_today(self) -> None:
        """Show today."""
        self.show_day(self._today())

    def step(self, weeks: int) -> None:
        """Show the same weekday some weeks later, or earlier."""
        self.show_day(self.day + timedelta(weeks=weeks))

    # -- steps

    def _stepped(self, schedule: Schedule, step: Step, id: str) -> None:
        before = self.session.now
        if before is None:
            return
        self.session.take(schedule, step)
        if step is Step.REMOVE:
            kept = {slot.id for slot in schedule.slots}
            title = next((slot.title for slot in before.slots if slot.id not in kept), "")
            self.context.toast(self.words("planner.removed", title=title), undo=self.undo)

    def _travel(self, said: str, nothing: str, go: Callable[[], str | None]) -> None:
        before = self.session.now
        step = go()
        if step is None or before is None:
            self.context.toast(self.words(nothing), tone=Tone.INFO)
            return
        self._follow(before.slots)
        self.context.toast(self.words(said, step=self.words(f"planner.step_{step}")))

    def _follow(self, before: tuple[PlannedSlot, ...]) -> None:
        """Show the day of what came back, where it is another one."""
        now, zone = self.session.now, self.context.desk.zone
        slots = now.placed() if now is not None else ()
        days = [day_of(slot.span[0], zone) for slot in slots if slot not in before]
        if days and self.day not in days:
            self.show_day(days[0])

    def take_remedy(self, number: int) -> None:
        """Take a way out of what is wrong with the selected slot, from 1."""
        remedies = self.session.remedies(self.lanes.current)
        if self.session.now is not None and 0 < number <= len(remedies):
            remedy = remedies[number - 1]
            self._stepped(remedy.apply(self.session.now), Step.REMEDY, remedy.slot)

    def next_problem(self) -> None:
        """Go to the next conflict: its day, the slot to move first."""
        found = self._looked_at = self.session.problem_after(self._looked_at)
        slot = self.session.slot(found.slots[0]) if found is not None and found.slots else None
        if slot is not None:
            if slot.is_placed:
                self.show_day(day_of(slot.span[0], self.context.desk.zone))
            self.lanes.select(slot.id)
            self._opened = True
            self._show_panel()
            self.lanes.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_foot()

    def _copy(self) -> None:
        self.lanes.keys.copy()
        self.lanes.keys.paste()

    # -- what the session tells

    def _session_opened(self) -> None:
        now = self.session.now
        if now is None:
            return
        first = now.placed()[0].span[0] if now.placed() else now.start
        self.day = day_of(first, self.context.desk.zone)
        self._looked_at = None
        self.loading.stop()
        self._show()

    def _failed(self, error: DeskError) -> None:
        self.loading.stop()
        self.context.toast(self.context.wording.error(error).whole, tone=Tone.WARN)

    def _lost(self, error: DeskError) -> None:
        why = self.context.wording.error(error).whole
        self.context.toast(self.words("planner.not_kept", why=why), tone=Tone.REFUSE)

    def _refused(self, code: str) -> None:
        key = f"planner.refused_{code}"
        words = self.words.words
        self.context.toast(words(key if words.has(key) else "planner.refused_other"), tone=Tone.WARN)

    def _busy(self, name: str) -> None:
        releasing = self.words("planner.releasing") if name == "release" else ""
        for button in (self.overview.release, self.foot.release):
            button.set_busy(releasing)
        drafting = self.words("planner.drafting") if name == "draft" else ""
        for button in (self.overview.draft, self.lanes.tray.draft):
            button.set_busy(drafting)
        self.lanes.trial.wait(self.words("planner.drafting_long") if drafting else "")

    def _drafted(self, draft: Proposal) -> None:
        if not draft.placed:
            self.context.toast(self.words("planner.refused_no_place"), tone=Tone.WARN)
            return
        spans = [slot.span[0] for slot in draft.schedule.placed() if slot.id in draft.placed]
        days = [day_of(start, self.context.desk.zone) for start in spans]
        if self.day not in days:
            self.show_day(days[0])
        left = self.words("planner.draft_left", n=len(draft.unplaced)) if draft.unplaced else ""
        self.lanes.trial.show(draft.schedule, self.words("planner.draft_text", n=len(draft.placed)), hint=left)

    def release(self) -> None:
        """Make a version of the schedule, after asking: families see it."""
        words, now, changes = self.words, self.session.now, self.session.unreleased
        if now is None or not changes:
            return
        question = Question(
            self.theme, question=words("planner.release_ask"), consequence=words.before_release(now, changes),
            verb=words("planner.release"), safe=words("planner.release_keep"), danger=False, parent=self.window(),
        )  # fmt: skip
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self.session.release)
        question.open()

    # -- showing

    def _show(self) -> None:
        session = self.session
        if session.now is None or session.view is None:
            return
        self.lanes.tools.set_steps(undo=session.can_undo, redo=session.can_redo)
        self.lanes.show_schedule(
            session.now, self.words.lanes(session.grounds), session.conflicts, day=self.day,
            day_words=self.words.day_head(self.day),
        )  # fmt: skip
        if (plan := self.lanes.view.plan) is not None:
            zone, side = self.context.desk.zone, self.lanes.view.side + 1
            show_week(self.strip, session.now, session.conflicts, plan, zone, side=side)
        self._show_foot()
        self._show_panel()
        self.label_changed.emit()

    def _show_foot(self) -> None:
        if self.session.now is not None:
            self.foot.show_conflicts(self.session.conflicts, self._looked_at, empty=not self.session.now.slots)

    def _show_panel(self) -> None:
        session = self.session
        if session.now is None or session.view is None:
            return
        slot = session.slot(self.lanes.current)
        if slot is None:
            self.overview.show_event(
                session.view.event.title, session.now, self.context.wording, self.context.desk.zone
            )
            self.overview.show_release(session.view.released, session.unreleased)
            self.panel.setCurrentWidget(self.overview)
        else:
            self.inspector.show_slot(session.now, slot, session.grounds, session.about(slot.id))
            self.panel.setCurrentWidget(self.inspector)
        self._place_panel()
        self.foot.show_release(0 if self.panel.isVisibleTo(self) and slot is None else session.unreleased)

    def _selected(self, id: str) -> None:
        self.inspector.commit()
        if not id:
            self._opened = False
        self._show_panel()

    def _inspect(self, id: str) -> None:
        self._opened = True
        if id != self.lanes.current:
            self.lanes.select(id)
        self._show_panel()
        self.inspector.focus_title()

    def _close_panel(self) -> None:
        self._opened = False
        self.lanes.select("")
        self.lanes.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_panel()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for a proposal any more."""
        super().hideEvent(event)
        self.session.stop()

    def _place_panel(self) -> None:
        inline = self.width() >= self.theme.px(_INLINE_FROM)
        if inline != (self._row.indexOf(self.panel) >= 0):
            self._row.addWidget(self.panel) if inline else self._row.removeWidget(self.panel)
        self.panel.setVisible(inline or self._opened)
        if not inline:
            self.panel.setGeometry(self.width() - self.panel.width(), 0, self.panel.width(), self.height())
            self.panel.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the grid, or lies over it."""
        super().resizeEvent(event)
        self.strip.set_low(self.height() < self.theme.px(_LOW_BELOW))
        self._place_panel()
