"""The rows and columns of the list of events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from eventdesk.domain.event import EventState
from eventdesk.domain.today import Phase, days_until, phase_of
from resources.words import Words
from ui.widgets.cells import BarCell, Cell, ChipsCell, Column, RowState, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.event_views import EventView

_TONES = {Phase.OPEN: Tone.OK, Phase.RUNNING: Tone.OK, Phase.CLOSED: Tone.WARN, Phase.SOON: Tone.ACCENT}
_ICONS = {Phase.OPEN: "okc", Phase.RUNNING: "okc", Phase.CLOSED: "door", Phase.SOON: "clock"}


@dataclass(frozen=True)
class EventRow:
    """An event as the list shows it; times are in the organisation's zone, ``days`` from today to its day."""

    view: "EventView"
    start: datetime
    phase: Phase
    days: int

    @property
    def code(self) -> str:
        """Its code."""
        return self.view.code

    @property
    def past(self) -> bool:
        """Whether it is over."""
        return self.phase is Phase.OVER

    def holds(self, text: str) -> bool:
        """Whether a searched text is in its title, code or venue."""
        view = self.view
        return text.casefold() in f"{view.title}\n{view.code}\n{view.venue}".casefold()


def row_of(view: "EventView", now: datetime) -> EventRow:
    """A row, as it is at ``now`` (in the organisation's zone)."""
    zone = now.tzinfo
    if zone is None:
        raise ValueError("a time without a zone")
    return EventRow(
        view, view.start.astimezone(zone), phase_of(view, view.rules, now, zone), days_until(view.start, now, zone)
    )


def state_of(row: EventRow) -> RowState:
    """Cancelled ones are dim."""
    return RowState.DIM if row.view.state is EventState.CANCELLED else RowState.NORMAL


def _ahead(row: EventRow, words: Words) -> TextCell:
    """In how many days; families cannot see one that is an idea or a draft."""
    days = words("events.state_days", n=row.days)
    if row.view.state in (EventState.IDEA, EventState.DRAFT):
        return TextCell(words(f"season.state_{row.view.state.value}"), tone="warn-text", tail=days)
    return TextCell(days, tone="text2")


def columns(wording: Wording, today: date) -> tuple[Column[EventRow], ...]:
    """The columns; the year is said where it is another one."""
    words = wording.words
    right = Qt.AlignmentFlag.AlignRight

    def when(row: EventRow) -> Cell:
        day = row.start.date()
        text = wording.day_short(day) if day.year == today.year else day.isoformat()
        return TextCell(text, tone="muted" if row.past else "text", tail=wording.time(row.start))

    def title(row: EventRow) -> Cell:
        return TextCell(row.view.title, bold=True, tone="text2" if row.past else "text")

    def state(row: EventRow) -> Cell:
        if row.view.state is EventState.CANCELLED:
            return ChipsCell((ChipLook(words("events.state_cancelled"), "x", Tone.NEUTRAL),))
        if row.past:
            return TextCell(words("events.state_over"), tone="muted")
        if row.phase is Phase.AHEAD:
            if row.days == 0:
                return ChipsCell((ChipLook(words("events.state_today"), "clock", Tone.ACCENT),))
            return _ahead(row, words)
        return ChipsCell((ChipLook(words(f"events.state_{row.phase.value}"), _ICONS[row.phase], _TONES[row.phase]),))

    def booked(row: EventRow) -> Cell:
        view = row.view
        if not view.registered_families:
            return TextCell(words("events.nobody"), tone="muted")
        return TextCell(words("events.booked", n=view.registered_families, persons=view.registered_persons))

    def places(row: EventRow) -> Cell:
        view = row.view
        if view.capacity is None:
            return TextCell(words("events.unlimited"), tone="muted")
        return BarCell(view.taken, view.capacity)

    return (
        Column("date", words("events.col_date"), when, 144, 1, sort=lambda row: row.view.start),
        Column("title", words("events.col_title"), title, 150, 3, sort=lambda row: row.view.title),
        Column("state", words("events.col_state"), state, 122, sort=lambda row: row.view.start),
        Column("venue", words("events.col_venue"), lambda row: TextCell(row.view.venue, tone="text2"), 90, 2,
               sort=lambda row: row.view.venue),
        Column("booked", words("events.col_booked"), booked, 118, 1, sort=lambda row: row.view.registered_persons),
        Column("places", words("events.col_places"), places, 150, 2, sort=lambda row: row.view.taken),
        Column("code", words("events.col_code"), lambda row: TextCell(row.code, tone="muted"), 104, 1, align=right,
               sort=lambda row: row.code),
    )  # fmt: skip
