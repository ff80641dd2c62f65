"""What is wrong with an event's shifts themselves, said above the grid one after the other, each with its way out."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.right import Right
from eventdesk.services.volunteer_views import ShiftTrouble
from ui.widgets.base import vbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import AlertStrip
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import RosterView, ShiftConflict, ShiftView
    from ui.pages.volunteers_roster import RosterPart

_SHOWN = (ShiftTrouble.OUTSIDE_EVENT, ShiftTrouble.SLOT_MOVED, ShiftTrouble.ROOM_UNKNOWN)
"""That nobody is able, or adults are few, stands in the panel beside."""


class ConflictBar(QWidget):
    """Shows the first of them, and how many more there are; ``shift_wanted`` asks for a shift's form."""

    shift_wanted = Signal(str)

    def __init__(self, part: "RosterPart") -> None:
        super().__init__()
        self._part, self._words = part, part.words
        self._context, self._session = part.context, part.session
        self._view: RosterView | None = None
        self.conflicts: tuple[ShiftConflict, ...] = ()
        self.strip: AlertStrip | None = None
        self.act: Button | None = None
        self._column = vbox(0, 0, 0, 10)
        self.setLayout(self._column)
        self.hide()
        self._session.changed.connect(self._look)

    def _look(self) -> None:
        """Ask anew once another roster is kept; a proposal changes nothing about the shifts."""
        sheet = self._session.sheet
        if sheet is not None and sheet.view is not self._view:
            self._view = sheet.view
            shifts = self._context.desk.shifts
            self._context.tasks.run(shifts.conflicts, self._session.code, done=partial(self._show, sheet.view), owner=self)

    def _show(self, view: "RosterView", found: "tuple[ShiftConflict, ...]") -> None:
        if view is not self._view:
            return
        said = [one for one in found if one.trouble in _SHOWN]
        self.conflicts = tuple(sorted(said, key=lambda one: not one.serious))
        if self.strip is not None:
            self._column.removeWidget(self.strip)
            self.strip.deleteLater()
            self.strip = self.act = None
        shifts = {shift.id: shift for shift in view.shifts}
        first = next((one for one in self.conflicts if one.shift in shifts), None)
        if first is not None:
            self._say(first, shifts[first.shift])
        self.setVisible(first is not None)

    def _say(self, one: "ShiftConflict", shift: "ShiftView") -> None:
        words = self._words
        values = {"role": shift.role, "time": words.long_span(shift), **one.values}
        text = words(f"volunteers.conflict_{one.trouble.value}", **values)
        if more := len(self.conflicts) - 1:
            text = f"{text}\n{words('volunteers.conflict_more', n=more)}"
        follows = one.trouble is ShiftTrouble.SLOT_MOVED
        self.act = Button(
            self._part.theme, words("volunteers.follow_slot" if follows else "volunteers.shift_edit"), size=Size.SMALL
        )  # fmt: skip
        self.act.clicked.connect(partial(self._follow, shift) if follows else lambda: self.shift_wanted.emit(shift.id))
        may = self._context.desk.actor.may(Right.VOLUNTEERS)
        self.act.set_reason("" if may else words("volunteers.no_right"))
        self.strip = AlertStrip(self._part.theme, "", text, tone=Tone.REFUSE if one.serious else Tone.WARN, action=self.act)
        self._column.addWidget(self.strip)

    def _follow(self, shift: "ShiftView", _: bool = False) -> None:
        """Move the shift to where its slot is now; that can be undone."""
        words, shifts = self._words, self._context.desk.shifts
        back = partial(shifts.change, shift.id, start=shift.start, end=shift.end, room=shift.room)

        def done(view: "RosterView") -> None:
            self._taken(view)
            self._context.toast(words("volunteers.followed", role=shift.role), undo=undo)

        def undo() -> None:
            self._context.tasks.run(back, done=self._taken, failed=self._part.acts.say_error, owner=self)

        self._context.tasks.run(shifts.follow_slot, shift.id, done=done, failed=self._part.acts.say_error, owner=self)

    def _taken(self, view: "RosterView") -> None:
        self._session.forget_steps()
        self._session.take(view)
