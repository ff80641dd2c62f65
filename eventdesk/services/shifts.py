"""The shifts of an event, and templates of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventdesk.domain.age import AgeBand
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.volunteer_views import RosterView, ShiftConflict, TemplateView


class Shifts:
    """The verbs of shifts."""

    def __init__(self, house: House) -> None:
        self._house = house

    def add(
        self, event_code: str, *, role: str, start: datetime, end: datetime, need: int = 1, ideal: int | None = None,
        code: str | None = None, slot: str | None = None, room: str = "", skills: Sequence[str] = (), vetted: bool = False,
        adults_only: bool = False, band: AgeBand | None = None, children: int | None = None, break_minutes: int = 0,
        note: str = "",
    ) -> RosterView:  # fmt: skip
        """A new shift; ``slot`` is a slot's code. Without a code: the next ``S01, S02, …``."""
        raise NotImplementedError

    def change(self, shift: str, *, revision: int | None = None, **fields: Any) -> RosterView:
        """Sets the fields of :meth:`add` that are given."""
        raise NotImplementedError

    def remove(self, shift: str) -> Removed:
        """Takes a shift away with its assignments; :class:`Conflict` ``shift_attended`` once somebody's time was recorded."""
        raise NotImplementedError

    def put_back(self, removed: Removed) -> RosterView:
        """Writes a shift again that was taken away, with those who had it."""
        raise NotImplementedError

    def from_slots(self, event_code: str, *, role: str, need: int = 1, ideal: int | None = None) -> RosterView:
        """A shift of a role for every slot of the event that has none of that role yet."""
        raise NotImplementedError

    def conflicts(self, event_code: str) -> tuple[ShiftConflict, ...]:
        """What is wrong or doubtful about the shifts themselves, whoever has them."""
        raise NotImplementedError

    def follow_slot(self, shift: str) -> RosterView:
        """Moves a shift to where its slot is now: the remedy of the conflict ``slot_moved``."""
        raise NotImplementedError

    def templates(self) -> tuple[TemplateView, ...]:
        """The built-in templates and those that were kept, by kind and name."""
        raise NotImplementedError

    def keep_template(self, event_code: str, name: str) -> TemplateView:
        """Keeps an event's shifts as a template; one of that name is replaced."""
        raise NotImplementedError

    def remove_template(self, name: str) -> Removed:
        """Takes a kept template away."""
        raise NotImplementedError

    def put_back_template(self, removed: Removed) -> TemplateView:
        """Keeps it again."""
        raise NotImplementedError

    def apply_template(self, event_code: str, name: str) -> RosterView:
        """Adds a template's shifts to an event."""
        raise NotImplementedError
