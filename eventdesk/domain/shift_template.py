"""The shifts that an event of a kind usually needs, as a start: what a planner would otherwise type anew each time.

Roles and skills are keys; their words are in the catalogue ``shift_templates``, as ``role_<key>`` and ``skill_<key>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from eventdesk.domain.event import EventKind


@dataclass(frozen=True)
class StandardShift:
    """A usual shift. It begins ``before`` minutes ahead of the event (or of each slot, ``each_slot``) and ends ``after`` minutes
    past its end; ``until``, if given, is its end instead, in minutes from the event's start."""

    role: str
    need: int
    ideal: int
    before: int = 0
    after: int = 0
    until: int | None = None
    skills: tuple[str, ...] = ()
    vetted: bool = False
    adults_only: bool = False
    each_slot: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """The keys of the words that it needs."""
        return (f"role_{self.role}", *(f"skill_{skill}" for skill in self.skills))


_SET_UP = StandardShift("set_up", 2, 3, before=90, until=0)
_DOOR = StandardShift("door", 2, 2, before=30, until=60)
_GUIDE = StandardShift("guide", 1, 2, before=15)
_FIRST_AID = StandardShift("first_aid", 1, 1, before=15, after=15, skills=("first_aid",), adults_only=True)
_PICTURES = StandardShift("pictures", 1, 1)
_CARE = StandardShift("care", 2, 2, skills=("care",), vetted=True, adults_only=True)
_TABLE = StandardShift("table", 1, 2, before=15, vetted=True, each_slot=True)

STANDARD: Mapping[EventKind, tuple[StandardShift, ...]] = MappingProxyType({
    EventKind.LECTURE: (_SET_UP, _DOOR, _GUIDE, _CARE, _PICTURES),
    EventKind.OUTDOOR: (
        _SET_UP, _DOOR, StandardShift("lead", 2, 3, vetted=True, adults_only=True),
        StandardShift("sweep", 1, 2, adults_only=True), _FIRST_AID, _PICTURES,
    ),
    EventKind.FESTIVAL: (_SET_UP, _DOOR, StandardShift("guide", 3, 4, before=15), _TABLE, _FIRST_AID, _CARE, _PICTURES),
    EventKind.WORKSHOP: (_SET_UP, _DOOR, _TABLE, _FIRST_AID, _PICTURES),
    EventKind.COURSE: (_DOOR, _TABLE),
    EventKind.BRAND: (_SET_UP, _DOOR, _GUIDE, _TABLE, _FIRST_AID, _PICTURES),
    EventKind.OTHER: (_DOOR, _GUIDE, _FIRST_AID),
})  # fmt: skip
"""For each kind of event, in the order of the day."""


def terms(shifts: tuple[StandardShift, ...]) -> tuple[str, ...]:
    """The keys of all words that shifts need, each once."""
    return tuple(dict.fromkeys(term for shift in shifts for term in shift.terms))
