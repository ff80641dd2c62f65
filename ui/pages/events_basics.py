"""The event's own fields: title, code, times, venue, kind, capacity, ages."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind, Unit
from eventdesk.errors import DeskError, InvalidInput
from ui.models.event_form import UNITS, read_places, suggest_times, suggested_code
from ui.pages.events_inputs import BandEdit, MomentEdit
from ui.theme import Theme, Type
from ui.widgets.base import Card, Label, fill, hbox
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.choice import Select
from ui.widgets.fields import Field, FieldFrame
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

# An error that names no field says by its code where it belongs.
_FIELD_OF = {"event_exists": "code"}


@dataclass(frozen=True)
class Filled:
    """The form as filled in."""

    title: str
    code: str | None
    start: datetime
    end: datetime
    venue: str
    capacity: int | None
    capacity_unit: Unit
    band: AgeBand | None
    kind: EventKind


class BasicsCard(Card):
    """``save_wanted``: the person wants to keep what is filled in. ``edited``: something was changed by hand.
    ``advice_wanted``: how many places to give, for the event as it is kept."""

    save_wanted = Signal()
    edited = Signal()
    advice_wanted = Signal()

    def __init__(self, theme: Theme, wording: Wording, zone: ZoneInfo) -> None:
        super().__init__(theme, spacing=14)
        self._wording, self._zone = wording, zone
        self._event: EventView | None = None
        self._clean: dict[str, Any] = {}
        self._start_was: datetime | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        theme, words, zone = self.theme, self._wording.words, self._zone
        optional = words("common.optional")
        self.title = Field(theme, words("events.field_title"))
        self.code = Field(theme, words("events.field_code"))
        self.start, self.end = MomentEdit(zone), MomentEdit(zone)
        self._start_frame = FieldFrame(theme, words("events.field_start"), self.start)
        self._end_frame = FieldFrame(theme, words("events.field_end"), self.end)
        self.venue = Field(theme, words("events.field_venue"), optional=optional)
        self.kind = Select(theme, [(kind.value, words(f"season.kind_{kind.value}")) for kind in EventKind])
        self.capacity = Field(
            theme, words("events.field_capacity"), placeholder=words("events.unlimited"), optional=optional
        )
        self.unit = Select(theme, [(unit.value, words(f"events.unit_{unit.value}")) for unit in UNITS])
        self.band = BandEdit(theme, self._wording)
        self.save = Button(theme, words("events.save"), kind=Kind.PRIMARY, key="Ctrl+S")
        self.status = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        heading = hbox()
        fill(heading, Label(theme, words("events.basics"), bold=True), None)
        fill(self.body, heading, self._zone_note())
        self._pair(self.title, self.code, 3, 2)
        self._pair(self._start_frame, self._end_frame)
        self._pair(self.venue, FieldFrame(theme, words("events_plan.field_kind"), self.kind))
        self._pair(self.capacity, FieldFrame(theme, words("events.field_unit"), self.unit))
        self.advice = Button(theme, words("places.advice"), kind=Kind.LINK, size=Size.SMALL)
        self.advice.clicked.connect(self.advice_wanted)
        ask = hbox()
        fill(ask, self.advice, None)
        fill(self.body, ask)
        fill(self.body, self.band)
        foot = hbox(spacing=12)
        fill(foot, self.save)
        foot.addWidget(self.status, 1)
        fill(self.body, foot)

    def _zone_note(self) -> Label:
        note = self._wording.words("events.zone_note", zone=self._zone.key)
        return Label(self.theme, note, Type.COMPACT, color="muted", wrap=True)

    def _pair(self, first: QWidget, second: QWidget | None = None, share: int = 1, other: int = 1) -> None:
        row = hbox(spacing=12)
        row.addWidget(first, share, Qt.AlignmentFlag.AlignTop)
        if second is not None:
            row.addWidget(second, other, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def _wire(self) -> None:
        for field in (self.title, self.code, self.venue, self.capacity):
            field.changed.connect(self._edited)
            field.submitted.connect(self.save_wanted)
        self.start.dateTimeChanged.connect(self._start_moved)
        self.end.dateTimeChanged.connect(self._edited)
        self.unit.chosen.connect(self._edited)
        self.kind.chosen.connect(self._edited)
        self.band.changed.connect(self._edited)
        self.save.clicked.connect(self.save_wanted)

    # -- what it holds

    @property
    def dirty(self) -> bool:
        """Whether something was changed and not kept."""
        return self.draft() != self._clean

    @property
    def seen(self) -> "EventView | None":
        """The event that the fields were filled in from; the desk's may be newer while something is typed. None for a new one."""
        return self._event

    def filled(self) -> Filled:
        """What is filled in; :class:`InvalidInput` at the field that can't be read."""
        band = self.band.months
        if band is not None and band[0] > band[1]:
            raise InvalidInput("bad_age_band", field="min_months")
        return Filled(
            title=self.title.text(), code=self.code.text() or None, start=self.start.moment, end=self.end.moment,
            venue=self.venue.text(), capacity=read_places(self.capacity.text()), capacity_unit=Unit(self.unit.current),
            band=None if band is None else AgeBand(*band), kind=EventKind(self.kind.current),
        )  # fmt: skip

    def draft(self) -> dict[str, Any]:
        """The form as plain values, as typed."""
        return {
            "title": self.title.text(), "code": self.code.text(), "start": self.start.moment, "end": self.end.moment,
            "venue": self.venue.text(), "capacity": self.capacity.text(), "unit": self.unit.current,
            "band": self.band.months, "kind": self.kind.current,
        }  # fmt: skip

    def set_draft(self, draft: dict[str, Any]) -> None:
        """Fill the form in as it was typed before; it counts as changed."""
        for field, key in (
            (self.title, "title"),
            (self.code, "code"),
            (self.venue, "venue"),
            (self.capacity, "capacity"),
        ):
            field.set_text(str(draft[key]))
        self._start_was = None
        self.start.set_moment(draft["start"])
        self.end.set_moment(draft["end"])
        self._start_was = self.start.moment
        self.unit.set_current(str(draft["unit"]))
        self.kind.set_current(str(draft["kind"]))
        self.band.set_band(None if draft["band"] is None else AgeBand(*draft["band"]))
        self._edited()

    def show_new(self, now: datetime, *, start: datetime | None = None) -> None:
        """An empty form; it begins at ``start``, or when events usually do."""
        suggested, end = suggest_times(now.astimezone(self._zone))
        if start is not None:
            suggested, end = start, start + (end - suggested)
        words = self._wording.words
        self._event = None
        self.advice.hide()
        self.code.edit.setReadOnly(False)
        self.code.edit.restyle()
        self.save.set_text(words("events.create"))
        self._put({"title": "", "code": "", "start": suggested, "end": end, "venue": "", "capacity": "",
                    "unit": Unit.PERSONS.value, "band": None, "kind": EventKind.OTHER.value})  # fmt: skip
        self.status.setText("")

    def show_event(self, event: "EventView") -> None:
        """An event as it is kept; its code stays what it is. Nothing moves where it is shown so already."""
        band = None if event.band is None else (event.band.min_months, event.band.max_months)
        draft = {
            "title": event.title, "code": event.code, "start": event.start, "end": event.end, "venue": event.venue,
            "capacity": "" if event.capacity is None else str(event.capacity), "unit": event.capacity_unit.value,
            "band": band, "kind": event.kind.value,
        }  # fmt: skip
        same = self._event is not None and self._event.code == event.code
        self._event = event
        self.advice.setVisible(event.capacity is not None)
        if same and draft == self._clean == self.draft():
            return
        self.code.edit.setReadOnly(True)
        self.code.edit.restyle()
        self.code.set_hint("")
        self.save.set_text(self._wording.words("events.save"))
        self._put(draft)

    def took(self, event: "EventView", sent: dict[str, Any]) -> None:
        """The event is kept as it was sent; what was typed since then stays."""
        typed = self.draft()
        self.show_event(event)
        if typed != sent:
            self.set_draft(typed | {"code": event.code})

    def _put(self, draft: dict[str, Any]) -> None:
        self.set_draft(draft)
        self._clean = self.draft()
        self.say("")
        self.clear_errors()
        self._show_hints()

    # -- errors, hints

    def show_error(self, error: DeskError) -> bool:
        """Say an error at its field; tells whether it belongs to one."""
        where = str(error.details.get("field") or _FIELD_OF.get(error.code, ""))
        frames: dict[str, Field | FieldFrame | BandEdit] = {
            "title": self.title, "code": self.code, "start": self._start_frame, "end": self._end_frame,
            "venue": self.venue, "capacity": self.capacity, "min_months": self.band,
        }  # fmt: skip
        if where not in frames:
            return False
        frame = frames[where]
        frame.set_error(self._wording.error(error).whole)
        (self.band.low[0] if isinstance(frame, BandEdit) else frame.editor).setFocus()
        return True

    def clear_errors(self) -> None:
        """Nothing is wrong."""
        for frame in (self.title, self.code, self._start_frame, self._end_frame, self.venue, self.capacity):
            frame.set_error("")
        self.band.set_error("")

    def say(self, sentence: str, *, color: str = "muted") -> None:
        """A line beside the button."""
        self.status.setText(sentence)
        self.status.set_look(color=color)

    def _start_moved(self) -> None:
        """The end goes along: who moves an event rarely means to change how long it lasts."""
        start = self.start.moment
        if self._start_was is not None and start != self._start_was:
            moved, self._start_was = start - self._start_was, start
            self.end.set_moment(self.end.moment + moved)
        self._edited()

    def _edited(self) -> None:
        self._start_frame.set_error("")
        self._end_frame.set_error("")
        self._show_hints()
        self.say(
            self._wording.words("events.unsaved") if self._event is not None and self.dirty else "", color="warn-text"
        )
        self.edited.emit()

    def _show_hints(self) -> None:
        for frame, edit in ((self._start_frame, self.start), (self._end_frame, self.end)):
            frame.set_hint(self._wording.weekday(edit.moment.date()))
        if self._event is None:
            made = suggested_code(self.start.moment, self.title.text())
            self.code.edit.setPlaceholderText(made)
            self.code.set_hint(self._wording.words("events.code_hint"))
