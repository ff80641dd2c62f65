"""Steps that are shown before they are taken: a ripple, a draft; and waiting for one that is being computed."""

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from eventdesk.domain.schedule import BadSchedule, PlannedSlot, Schedule
from ui.widgets.lanes_drag import moved
from ui.widgets.lanes_plan import Step
from ui.widgets.lanes_tray import PreviewBar

if TYPE_CHECKING:
    from ui.widgets.lanes import LaneTimeline


class Trial:
    """What a timeline shows of a schedule that nobody has taken yet, with the bar that takes or leaves it."""

    def __init__(self, timeline: "LaneTimeline", bar: PreviewBar) -> None:
        self._timeline, self.bar = timeline, bar
        self._preview: Schedule | None = None
        self._ripple: tuple[str, int] | None = None
        self._waiting = False

    @property
    def showing(self) -> bool:
        """Whether a step is shown that is not taken yet."""
        return self._preview is not None

    def show(self, schedule: Schedule | None, text: str = "", *, hint: str = "") -> None:
        """Show where slots would be in another schedule, to be taken with Enter or left with Esc; None shows none."""
        if schedule is None:
            if self._preview is not None:
                self._timeline.view.set_ghosts(())
                self._timeline.lift(frozenset())
            self._preview = self._ripple = None
            self.bar.setVisible(self._waiting)
            return
        self._preview = schedule
        shown = moved(self._timeline.schedule, schedule)
        self._timeline.lift(frozenset(slot.id for slot in shown))
        self._timeline.show_ghosts(shown)
        self.bar.say(text, hint, possible=schedule != self._timeline.schedule)
        self._timeline.place_floating()
        self.bar.show()
        self._timeline.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def waiting(self) -> bool:
        """Whether something is being computed that may be given up."""
        return self._waiting

    def wait(self, text: str) -> None:
        """Say that something is being computed; ``given_up`` tells that nobody wants to wait. An empty text ends it."""
        self._waiting = bool(text)
        if text:
            self.show(None)
            self.bar.say(text, offered=False)
            self._timeline.place_floating()
        self.bar.setVisible(bool(text) or self.showing)

    def leave(self) -> None:
        """Leave the step that is shown, or give up waiting."""
        if self._waiting:
            self._timeline.given_up.emit()
        else:
            self.show(None)

    def take(self) -> None:
        """Take the step that is shown."""
        schedule, step = self._preview, Step.DRAFT if self._ripple is None else Step.RIPPLE
        if schedule is not None and schedule != self._timeline.schedule:
            self._timeline.take(schedule, step, self._timeline.current)

    def ripple(self, id: str, minutes: int) -> None:
        """Show how a slot and all that follow it in its room would move."""
        try:
            schedule = self._timeline.schedule.ripple(id, timedelta(minutes=minutes))
        except BadSchedule as error:
            self._timeline.refused.emit(error.code)
            return
        text = self._said(len(moved(self._timeline.schedule, schedule)), minutes)
        self.show(schedule, text, hint=self._timeline.words("planner.ripple_hint"))
        self._ripple = (id, minutes)

    def ripple_more(self, minutes: int) -> None:
        """By more, or by less."""
        if self._ripple is not None:
            id, before = self._ripple
            self.ripple(id, before + minutes)

    def said(self, shown: tuple[PlannedSlot, ...]) -> str:
        """By how much these slots, moved together, lie elsewhere than they do now; empty where none does."""
        if not shown:
            return ""
        by = shown[0].span[0] - self._timeline.schedule.slot(shown[0].id).span[0]
        return self._said(len(shown), int(by.total_seconds() // 60))

    def _said(self, count: int, minutes: int) -> str:
        sign = "+" if minutes > 0 else "\N{MINUS SIGN}" if minutes < 0 else ""
        return self._timeline.words("planner.ripple", n=count, by=f"{sign}{abs(minutes)}")
