"""Volunteers, their shifts and who has which: what the rules of a roster look at.

Rules themselves are in :mod:`eventdesk.domain.roster`. Moments are aware; lengths are whole minutes of time that passes,
measured in UTC; days and ages are those of the organisation's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cached_property

from eventdesk.domain.age import AgeBand


class Vetting(StrEnum):
    """Whether somebody saw a proof that nothing speaks against work with children (未成年人保护法 62)."""

    NONE = "none"
    DATED = "dated"
    PERMANENT = "permanent"


class Response(StrEnum):
    """What a volunteer said to a shift."""

    OPEN = "open"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Rule(StrEnum):
    """What forbids a volunteer a shift. Nobody passes one without a logged waiver."""

    SKILL = "skill"
    CERTIFICATE = "certificate"
    VETTING = "vetting"
    MINOR = "minor"
    UNAVAILABLE = "unavailable"
    OVERLAP = "overlap"
    REST = "rest"
    HOURS = "hours"
    DAY_HOURS = "day_hours"
    APART = "apart"
    FULL = "full"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Skill:
    """What somebody can do; ``until`` is the last day that its certificate is good for, None: it does not end."""

    name: str
    until: date | None = None
    certificate: str = ""


@dataclass(frozen=True, order=True)
class Window:
    """When somebody has time. One window must cover a whole shift."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Volunteer:
    """A volunteer at one event. ``id`` is the engagement's, ``code`` its name in the event's list.

    ``vetting_until`` is the last day that a dated vetting is good for; no ``birthdate``: of age. ``wishes`` are roles;
    none: whatever is needed. ``load`` is what was credited within the twelve months before, in minutes, for fairness.
    """

    id: str
    code: str
    name: str
    windows: tuple[Window, ...] = ()
    skills: tuple[Skill, ...] = ()
    max_minutes: int | None = None
    max_day_minutes: int | None = None
    wishes: frozenset[str] = frozenset()
    vetting: Vetting = Vetting.NONE
    vetting_until: date | None = None
    birthdate: date | None = None
    load: int = 0
    withdrawn: bool = False


@dataclass(frozen=True)
class Shift:
    """Work of one role from ``start`` to ``end``. It needs ``need`` people and is good with ``ideal`` (never fewer), takes no
    more than ``ideal``. All of ``skills`` are needed. ``band`` and ``children`` say whom it looks after, for the ratio."""

    id: str
    code: str
    role: str
    start: datetime
    end: datetime
    need: int
    ideal: int
    skills: frozenset[str] = frozenset()
    vetted: bool = False
    adults_only: bool = False
    slot: str | None = None
    room: str = ""
    band: AgeBand | None = None
    children: int | None = None
    break_minutes: int = 0


@dataclass(frozen=True, order=True)
class Assigned:
    """A volunteer (an engagement's id) has a shift. ``pinned`` ones stay when a plan is made; ``waived`` are the rules that
    somebody passed for it."""

    shift: str
    volunteer: str
    pinned: bool = False
    waived: frozenset[Rule] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class StaffingRules:
    """An event's own rules for everybody: minutes of rest between two shifts that don't touch (shifts that touch are one
    stretch of work), and at most so many minutes a day; None: no limit."""

    rest_minutes: int = 0
    max_day_minutes: int | None = None


@dataclass(frozen=True)
class Staffing:
    """An event's whole question, and the answer as it stands. ``apart`` and ``together`` are pairs of volunteers, the smaller
    id first. ``zone`` is the organisation's."""

    shifts: tuple[Shift, ...]
    volunteers: tuple[Volunteer, ...]
    zone: tzinfo
    rules: StaffingRules = StaffingRules()
    apart: frozenset[tuple[str, str]] = frozenset()
    together: frozenset[tuple[str, str]] = frozenset()
    assigned: tuple[Assigned, ...] = ()

    @cached_property
    def shift_by_id(self) -> Mapping[str, Shift]:
        """The shifts by their id."""
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def volunteer_by_id(self) -> Mapping[str, Volunteer]:
        """The volunteers by the id of their engagement."""
        return {volunteer.id: volunteer for volunteer in self.volunteers}

    @property
    def places(self) -> int:
        """How many there must be in all."""
        return sum(shift.need for shift in self.shifts)

    @property
    def filled(self) -> int:
        """How many of the places that are needed are filled; who is there beyond the need fills none."""
        having: dict[str, int] = {}
        for one in self.assigned:
            having[one.shift] = having.get(one.shift, 0) + 1
        return sum(min(shift.need, having.get(shift.id, 0)) for shift in self.shifts)
