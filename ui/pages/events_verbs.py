"""What is done to one event from the calendar: its menu, and the verbs behind it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.event import EventState, may_become
from eventdesk.errors import DeskError
from ui.dialogs.event_verbs import CancelDialog, CloneDialog
from ui.dialogs.files import ask_save
from ui.pages.base import PageContext
from ui.widgets.dialog import Question
from ui.widgets.elevation import Menu
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView
    from eventdesk.services.seasons import EventCard, Moved

_WEEK = timedelta(days=7)


class EventVerbs(QObject):
    """``edit_wanted`` carries a code, ``made`` that of a copy. ``undoable``: whether there is a step to take back changed."""

    edit_wanted = Signal(str)
    made = Signal(str, object)
    undoable = Signal()

    def __init__(self, context: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._words, self._page = context, context.words, page
        self._steps: list[Callable[[], None]] = []

    # -- the menu

    def menu(self, card: "EventCard") -> Menu:
        """What can be done to this event now."""
        words, menu, event = self._words, Menu(self._context.theme, self._page), card.event
        menu.addAction(words("events_plan.edit")).triggered.connect(lambda: self.edit_wanted.emit(event.code))
        menu.addAction(words("events_plan.clone")).triggered.connect(lambda: self.ask_clone(event))
        if may_become(event.state, EventState.PUBLISHED) and event.state is not EventState.RUNNING:
            menu.addAction(words("events_plan.publish")).triggered.connect(lambda: self.publish(event))
        elif event.state is EventState.PUBLISHED:
            menu.addAction(words("events_plan.unpublish")).triggered.connect(
                lambda: self._advance(event, EventState.DRAFT, "unpublished")
            )
        for entry, page, more in (
            ("tasks", "event_more", {"tab": "tasks"}), ("calls", "event_more", {"tab": "calls"}), ("venues", "venues", {}),
        ):  # fmt: skip
            go = partial(self._context.navigate, page, event=event.code, **more)
            menu.addAction(words(f"events_plan.to_{entry}")).triggered.connect(lambda _=False, go=go: go())
        menu.addAction(words("events_plan.export")).triggered.connect(lambda: self.ask_export(event))
        menu.addSeparator()
        if may_become(event.state, EventState.CANCELLED):
            menu.addAction(words("events_plan.cancel")).triggered.connect(lambda: self.ask_cancel(card))
        elif event.state is EventState.CANCELLED:
            menu.addAction(words("events_plan.restore")).triggered.connect(
                lambda: self._advance(event, EventState.DRAFT, "restored")
            )
        if event.state in (EventState.IDEA, EventState.DRAFT) and not card.families + card.waiting:
            menu.addAction(words("events_plan.remove")).triggered.connect(lambda: self.ask_remove(event))
        return menu

    def show_menu(self, card: "EventCard", place: QPoint) -> None:
        """Open it at a point of the screen."""
        self.menu(card).popup_at(place)

    # -- copying

    def ask_clone(self, event: "EventView") -> CloneDialog:
        """Ask for when, a week later unless that is over."""
        context = self._context
        start, now = event.start.astimezone(context.desk.zone), context.desk.clock.now().astimezone(context.desk.zone)
        later = datetime.combine(start.date() + _WEEK, start.timetz())
        if later < now:
            ahead = (start.weekday() - now.weekday()) % 7 or 7
            later = datetime.combine(now.date() + timedelta(days=ahead), start.timetz())
        dialog = CloneDialog(
            context.theme, context.wording, title=event.title, start=later, zone=context.desk.zone, parent=self._page
        )
        dialog.wanted.connect(lambda title, moment: self.clone(event.code, moment, title=title))
        dialog.open()
        return dialog

    def clone(self, code: str, start: datetime, *, title: str | None = None) -> None:
        """The same event at another time."""
        self._context.tasks.run(
            self._context.desk.events.clone,
            code,
            start=start,
            title=title,
            done=self._cloned,
            failed=self._failed,
            owner=self,
        )

    def copy_to(self, code: str, start: datetime, days: int) -> None:
        """The same event so many days later, at the same hour."""
        local = start.astimezone(self._context.desk.zone)
        self.clone(code, datetime.combine(local.date() + timedelta(days=days), local.timetz()))

    def _cloned(self, event: "EventView") -> None:
        day = event.start.astimezone(self._context.desk.zone).date()
        back = self.undoable_step(partial(self._remove, event, seen=True))
        self._context.toast(
            self._words("events_plan.cloned", title=event.title, day=self._context.wording.day_short(day)),
            undo=back,
            action=(self._words("common.open"), partial(self.edit_wanted.emit, event.code)),
        )
        self.made.emit(event.code, day)

    # -- removing

    def ask_remove(self, event: "EventView") -> Question:
        """Ask before an event goes for good; whether it may is the desk's to say."""
        words = self._words
        question = Question(
            self._context.theme, question=words("events_plan.remove_title", title=event.title),
            consequence=words("events_plan.remove_text"), verb=words("events_plan.remove_do"),
            safe=words("events_plan.remove_keep"), parent=self._page.window(),
        )  # fmt: skip
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(partial(self._remove, event))
        question.open()
        return question

    def _remove(self, event: "EventView", *, seen: bool = False) -> None:
        self._context.tasks.run(
            self._context.desk.events.remove, event.code, seen=event if seen else None, done=partial(self._removed, event.title),
            failed=self._failed, owner=self,
        )  # fmt: skip

    def _removed(self, title: str, _: object) -> None:
        self._context.toast(self._words("events_plan.removed", title=title))

    # -- moving

    def move(self, code: str, day: date) -> None:
        """To another day; the toast takes it back, and so does Ctrl+Z for as long as the page is there."""
        self._context.tasks.run(
            self._context.desk.seasons.move, code, day, done=self._moved, failed=self._failed, owner=self
        )

    def _moved(self, moved: "Moved") -> None:
        words, wording = self._words, self._context.wording
        back = partial(self._move_back, moved)
        self._push(back)
        day = wording.day_short(moved.after.astimezone(self._context.desk.zone).date())
        sentence = words("events_plan.moved", title=moved.title, day=day)
        if moved.families:
            sentence = f"{sentence} {words('events_plan.moved_tell', n=moved.families)}"
        self._context.toast(sentence, undo=partial(self._undo_step, back))

    def _move_back(self, moved: "Moved") -> None:
        seasons = self._context.desk.seasons
        self._context.tasks.run(seasons.move_back, moved, done=self._moved_back, failed=self._failed, owner=self)

    def _moved_back(self, moved: "Moved") -> None:
        day = self._context.wording.day_short(moved.after.astimezone(self._context.desk.zone).date())
        sentence = self._words("events_plan.moved_back", title=moved.title, day=day)
        if moved.families:
            sentence = f"{sentence} {self._words('events_plan.moved_tell', n=moved.families)}"
        self._context.toast(sentence)

    # -- its state

    def publish(self, event: "EventView") -> None:
        """Show it to families."""
        self._advance(event, EventState.PUBLISHED, "published")

    def _advance(self, event: "EventView", state: EventState, said: str) -> None:
        before = event.state
        self._context.tasks.run(
            self._context.desk.events.advance, event.code, state, done=partial(self._advanced, before, said),
            failed=self._failed, owner=self,
        )  # fmt: skip

    def _advanced(self, before: EventState, said: str, event: "EventView") -> None:
        undo: Callable[[], None] | None = None
        if before is not EventState.CANCELLED and may_become(event.state, before):
            back = partial(self._set_state, event.code, before)
            self._push(back)
            undo = partial(self._undo_step, back)
        self._context.toast(self._words(f"events_plan.{said}", title=event.title), undo=undo)

    def _set_state(self, code: str, state: EventState) -> None:
        self._context.tasks.run(self._context.desk.events.advance, code, state, failed=self._failed, owner=self)

    def ask_cancel(self, card: "EventCard") -> CancelDialog:
        """Ask why, and say what becomes of registrations."""
        context, event = self._context, card.event
        dialog = CancelDialog(
            context.theme, context.wording, title=event.title, families=card.families + card.waiting, parent=self._page
        )
        dialog.wanted.connect(lambda reason: self._cancel(event.code, reason))
        dialog.open()
        return dialog

    def _cancel(self, code: str, reason: str) -> None:
        self._context.tasks.run(
            self._context.desk.events.cancel, code, reason=reason, done=self._cancelled, failed=self._failed, owner=self
        )

    def _cancelled(self, event: "EventView") -> None:
        self._context.changes.announce({"registrations", "calls"})
        self._context.toast(self._words("events_plan.cancelled", title=event.title))

    # -- out

    def ask_export(self, event: "EventView") -> None:
        """Ask where the calendar file goes, and write it."""
        words = self._words
        kinds = f"{words('events_plan.export_kind')} (*.ics)"
        ask_save(
            self._page,
            words("events_plan.export_title"),
            f"{event.code}.ics",
            partial(self._export, event.code),
            kinds=kinds,
        )

    def _export(self, code: str, file: Path) -> None:
        export = self._context.desk.calendars.export
        self._context.tasks.run(
            export, code, file, done=lambda _: self._exported(file), failed=self._failed, owner=self
        )  # fmt: skip

    def ask_export_year(self, year: int) -> None:
        """Ask where the calendar file of a year goes, and write it."""
        words = self._words
        kinds = f"{words('events_plan.export_kind')} (*.ics)"
        name = f"{self._context.desk.organisation} {year}.ics"
        ask_save(self._page, words("events_plan.export_year"), name, partial(self._export_year, year), kinds=kinds)

    def _export_year(self, year: int, file: Path) -> None:
        export = self._context.desk.calendars.export_year
        self._context.tasks.run(
            export, year, file, done=lambda _: self._exported(file), failed=self._failed, owner=self
        )  # fmt: skip

    def _exported(self, file: Path) -> None:
        self._context.toast(self._words("events_plan.exported", file=file.name))

    # -- the way back

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    def undo(self) -> None:
        """Takes the last step back."""
        if self._steps:
            self._undo_step(self._steps[-1])

    def undoable_step(self, back: Callable[[], None]) -> Callable[[], None]:
        """Something was done that ``back`` takes back: what a toast's undo calls, Ctrl+Z does too, and only one of them."""
        self._push(back)
        return partial(self._undo_step, back)

    def _push(self, back: Callable[[], None]) -> None:
        self._steps.append(back)
        self.undoable.emit()

    def _undo_step(self, back: Callable[[], None]) -> None:
        if back in self._steps:
            self._steps.remove(back)
            self.undoable.emit()
            back()

    def _failed(self, error: DeskError) -> None:
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)
