"""An event's roster as the window shows it: what is kept, what is proposed over it, and what each cell says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.domain.roster import Block, Rules
from eventdesk.domain.volunteer import Assigned, Response, Rule, Shift, Staffing, Volunteer

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import AssignmentView, EngagementView, RosterView, ShiftView

Key = tuple[str, str]
"""A shift's id and an engagement's id."""

SITUATION = frozenset({Rule.OVERLAP, Rule.REST, Rule.APART, Rule.HOURS, Rule.DAY_HOURS})
"""What stands in the way only because of what else is assigned."""

STEPS = 100


def key_of(assigned: Assigned) -> Key:
    """Shift and engagement."""
    return assigned.shift, assigned.volunteer


@dataclass(frozen=True)
class Sheet:
    """The roster that is shown: ``view`` is what is kept, ``draft`` what is proposed instead of it, if anything."""

    view: "RosterView"
    draft: tuple[Assigned, ...] | None = None

    @cached_property
    def staffing(self) -> Staffing:
        """The question with the answer that is shown."""
        kept = self.view.staffing
        return kept if self.draft is None else replace(kept, assigned=self.draft)

    @cached_property
    def now(self) -> Mapping[Key, Assigned]:
        """Who has what as it is shown."""
        return {key_of(one): one for one in self.staffing.assigned}

    @cached_property
    def kept(self) -> Mapping[Key, Assigned]:
        """Who has what as it is kept."""
        return {key_of(one): one for one in self.view.staffing.assigned}

    @cached_property
    def details(self) -> "Mapping[Key, AssignmentView]":
        """What the desk knows of each that is kept."""
        return {(one.shift, one.volunteer): one for one in self.view.assignments}

    @cached_property
    def people(self) -> "Mapping[str, EngagementView]":
        """The people by their engagement."""
        return {one.id: one for one in self.view.people}

    @cached_property
    def shifts(self) -> "Mapping[str, ShiftView]":
        """The shifts by their id."""
        return {one.id: one for one in self.view.shifts}

    @cached_property
    def rules(self) -> Rules:
        """The rules beside the roster that is shown."""
        return Rules(self.staffing)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many have each shift."""
        found = dict.fromkeys(self.shifts, 0)
        for one in self.staffing.assigned:
            found[one.shift] = found.get(one.shift, 0) + 1
        return found

    @cached_property
    def short(self) -> "tuple[ShiftView, ...]":
        """The shifts with fewer than they need."""
        return tuple(shift for shift in self.view.shifts if self.missing(shift.id))

    @cached_property
    def added(self) -> tuple[Assigned, ...]:
        """What the proposal adds to what is kept."""
        return tuple(one for key, one in self.now.items() if key not in self.kept)

    @cached_property
    def removed(self) -> tuple[Assigned, ...]:
        """What it takes away."""
        return tuple(one for key, one in self.kept.items() if key not in self.now)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The engagements for whom the proposal changes something."""
        return frozenset(one.volunteer for one in (*self.added, *self.removed))

    def missing(self, shift: str) -> int:
        """How many a shift lacks."""
        return max(0, self.shifts[shift].need - self.counts[shift])

    def blocks(self, shift: str, volunteer: str) -> tuple[Block, ...]:
        """What stands between the two, beside all others that are shown."""
        asked, person = self.shift(shift), self.volunteer(volunteer)
        return self.rules.blocks(asked, person)

    def shift(self, id: str) -> Shift:
        """A shift as the rules see it."""
        return self.staffing.shift_by_id[id]

    def volunteer(self, id: str) -> Volunteer:
        """A volunteer as the rules see them."""
        return self.staffing.volunteer_by_id[id]

    def broken(self, one: Assigned) -> tuple[Block, ...]:
        """The rules that an assignment breaks and nobody waived."""
        return tuple(block for block in self.blocks(one.shift, one.volunteer) if block.rule not in one.waived)

    def with_change(self, add: Iterable[Assigned], remove: Iterable[Key]) -> "Sheet":
        """The sheet with a proposal that differs in these."""
        gone = set(remove)
        new = tuple(add)
        gone |= {key_of(one) for one in new}
        left = tuple(one for one in self.staffing.assigned if key_of(one) not in gone)
        return Sheet(self.view, left + new)

    def of_person(self, volunteer: str) -> "tuple[ShiftView, ...]":
        """What somebody has, in order of time."""
        return tuple(shift for shift in self.view.shifts if (shift.id, volunteer) in self.now)

    def of_shift(self, shift: str) -> "tuple[EngagementView, ...]":
        """Who has a shift."""
        return tuple(person for person in self.view.people if (shift, person.id) in self.now)


class Standing(Enum):
    """What a person and a shift are to each other."""

    HELD = "held"
    NEW = "new"
    GONE = "gone"
    FREE = "free"
    BUSY = "busy"
    AWAY = "away"


def standing(sheet: Sheet, shift: str, volunteer: str) -> tuple[Standing, tuple[Block, ...]]:
    """What they are, and the rules in the way (of what is held: those broken)."""
    key = (shift, volunteer)
    if (held := sheet.now.get(key)) is not None:
        return (Standing.HELD if key in sheet.kept else Standing.NEW), sheet.broken(held)
    blocks = sheet.blocks(shift, volunteer)
    if key in sheet.kept:
        return Standing.GONE, blocks
    rules = {block.rule for block in blocks} - {Rule.FULL}
    if not rules:
        return Standing.FREE, blocks
    return (Standing.BUSY if rules <= SITUATION else Standing.AWAY), blocks


ANSWERS = {Response.ACCEPTED: "okc", Response.DECLINED: "x", Response.ASKED: "mail"}
"""Icons of what somebody answered."""


def clock(start: datetime, end: datetime, zone: tzinfo) -> str:
    """From when to when, without the day: 8:45\u201310:00."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    return f"{first.hour}:{first:%M}\u2013{last.hour}:{last:%M}"


def several_days(shifts: "Sequence[ShiftView]", zone: tzinfo) -> bool:
    """Whether times need their day."""
    return len({shift.start.astimezone(zone).date() for shift in shifts}) > 1
