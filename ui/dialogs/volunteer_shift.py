"""The form of a shift: a new one, or one that is changed or taken away."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCompleter, QWidget

from ui.dialogs.volunteer_form import VolunteerForm
from ui.models.volunteer_form import band_text, read_band, read_day, read_list, read_number, read_span
from ui.pages.base import PageContext
from ui.widgets.base import fill, hbox
from ui.widgets.buttons import CheckBox
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame

if TYPE_CHECKING:
    from eventdesk.services.event_views import SlotView
    from eventdesk.services.volunteer_views import RosterView, ShiftView


class ShiftForm(VolunteerForm):
    """``made`` is the roster afterwards. ``removal`` is called where the shift is to be taken away."""

    def __init__(
        self, context: PageContext, roster: "RosterView", slots: "Sequence[SlotView]", shift: "ShiftView | None",
        *, removal: Callable[[], None] | None, parent: QWidget,
    ) -> None:  # fmt: skip
        words = context.words
        super().__init__(context, words("volunteers.shift_new" if shift is None else "volunteers.shift_edit"), parent=parent)
        self._roster, self._shift, self._zone = roster, shift, context.desk.zone
        self._make(slots)
        if removal is not None:
            self.also(words("common.delete"), partial(self._remove, removal), icon="trash")

    def _make(self, slots: "Sequence[SlotView]") -> None:
        shift, words = self._shift, self.words
        first = (shift.start if shift is not None else self._roster.start).astimezone(self._zone)
        last = shift.end if shift is not None else min(self._roster.start + timedelta(hours=2), self._roster.end)
        end = last.astimezone(self._zone)
        optional = words("common.optional")
        field = self._field
        self.role = field("role", shift.role if shift is not None else "", words("volunteers.role_example"))
        known = sorted({one.role for one in self._roster.shifts})
        self.role.edit.setCompleter(QCompleter(known, self.role))
        self.day = field("day", f"{first:%Y-%m-%d}", "2026-10-17")
        self.time = field("time", f"{first.hour}:{first:%M}\u2013{end.hour}:{end:%M}", "8:45\u201312:00")
        self.need = field("need", str(shift.need) if shift is not None else "1")
        self.ideal = field("ideal", str(shift.ideal) if shift is not None else "", optional=optional)
        pause = str(shift.break_minutes) if shift and shift.break_minutes else ""
        self.break_minutes = field("break_minutes", pause, optional=optional)
        self.skills = field("skills", words("common.list_sep").join(shift.skills) if shift else "", optional=optional)
        self.room = field("room", shift.room if shift else "", optional=optional)
        self.band = field("band", band_text(shift.band) if shift else "", "3\u20136", optional=optional)
        self.looked_after = field("children", str(shift.children) if shift and shift.children is not None else "", optional=optional)
        self.note = field("note", shift.note if shift else "", optional=optional)
        options = [("", words("volunteers.no_slot")), *((slot.code, slot.title) for slot in slots)]
        self.slot = Select(self.theme, options, current=(shift.slot if shift else "") or "")
        self.vetted = CheckBox(self.theme, words("volunteers.field_vetted"), checked=bool(shift and shift.vetted))
        self.adults_only = CheckBox(self.theme, words("volunteers.field_adults_only"), checked=bool(shift and shift.adults_only))
        ticks = hbox(spacing=24)
        fill(ticks, self.vetted, self.adults_only, None)
        self.fields = {
            "role": self.role, "day": self.day, "time": self.time, "end": self.time, "start": self.time, "need": self.need,
            "ideal": self.ideal, "break_minutes": self.break_minutes, "skills": self.skills, "room": self.room, "band": self.band,
            "children": self.looked_after, "note": self.note,
        }  # fmt: skip
        self.finish(
            self._pair(self.role, FieldFrame(self.theme, words("volunteers.field_slot"), self.slot)),
            self._pair(self.day, self.time), self._three(self.need, self.ideal, self.break_minutes),
            self._pair(self.skills, self.room), ticks, self._three(self.band, self.looked_after, self.note),
        )  # fmt: skip

    def _field(self, key: str, text: str, placeholder: str = "", *, optional: str = "") -> Field:
        label = self.words(f"volunteers.field_{key}")
        return Field(self.theme, label, text=text, placeholder=placeholder, optional=optional)

    def filled(self) -> tuple[Callable[..., Any], dict[str, Any]]:
        """Everything as it is typed; the slot only where another one is chosen."""
        day = read_day(self.day.text(), self._roster.start.astimezone(self._zone).date(), field="day")
        start, end = read_span(self.time.text(), day, self._zone, field="time")
        need = read_number(self.need.text(), field="need", empty=1)
        ideal = read_number(self.ideal.text(), field="ideal", empty=need)
        values: dict[str, Any] = {
            "role": self.role.text(), "start": start, "end": end, "need": need, "ideal": ideal,
            "skills": read_list(self.skills.text()), "room": self.room.text(), "vetted": self.vetted.isChecked(),
            "adults_only": self.adults_only.isChecked(), "band": read_band(self.band.text()),
            "children": read_number(self.looked_after.text(), field="children"), "note": self.note.text(),
            "break_minutes": read_number(self.break_minutes.text(), field="break_minutes", empty=0),
        }  # fmt: skip
        shifts = self.context.desk.shifts
        if self._shift is None:
            return partial(shifts.add, self._roster.event, **values, slot=self.slot.current or None), {}
        if self.slot.current != (self._shift.slot or ""):
            values["slot"] = self.slot.current or None
        return partial(shifts.change, self._shift.id, revision=self._shift.revision, **values), {}

    def _remove(self, removal: Callable[[], None]) -> None:
        removal()
        self.reject()
