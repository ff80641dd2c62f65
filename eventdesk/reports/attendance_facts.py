"""What the attendance report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.domain import attendance as rules
from eventdesk.domain.attendance import Attender, BandCount, Course, Crowd, Heads, Movement, Totals
from eventdesk.domain.event import Unit
from eventdesk.domain.stage import Stage, stage_of


@dataclass(frozen=True)
class SlotFact:
    """A slot of the event; ``capacity`` None is no limit, ``unit`` what it counts."""

    code: str
    title: str
    capacity: int | None
    unit: Unit


@dataclass(frozen=True)
class NoShow:
    """Registered people of one registration who did not come. ``label`` and ``phone`` are masked already."""

    label: str
    phone: str
    adults: int
    children: int
    slots: tuple[str, ...]


@dataclass(frozen=True)
class AttendanceFacts:
    """Everything the report is made of. Moments are aware; ``zone`` is the organisation's zone,
    ``Asia/Shanghai``.

    ``people`` are all persons of the event that are confirmed or were let in. ``movements`` are what the
    journal holds of them in and out; without any, first entries stand in and no exit is known.
    ``incidents`` are ``{"person", "entries": [{"journal", "station", "at"}]}``, ``at`` as ISO text.
    ``digest`` is the journal set's digest and ``journal_position`` up to where it was read.
    """

    organisation: str
    zone: str
    event_code: str
    event_title: str
    starts: datetime
    ends: datetime
    venue: str
    capacity: int | None
    capacity_unit: Unit
    people: tuple[Attender, ...]
    cancelled: Heads
    journal_entries: int
    digest: str
    journal_position: str
    computed_at: datetime
    revision: int
    slots: tuple[SlotFact, ...] = ()
    no_shows: tuple[NoShow, ...] = ()
    incidents: tuple[Mapping[str, Any], ...] = ()
    movements: tuple[Movement, ...] = ()

    def as_of(self, *, computed_at: datetime, revision: int) -> "AttendanceFacts":
        """The same facts as another revision. What was counted of them stays counted: with thousands of people that is most of the
        work of a report."""
        made = replace(self, computed_at=computed_at, revision=revision)
        counted = {name: getattr(self, name) for name in ("totals", "arrivals", "bands", "slot_counts", "course", "crowd", "occupancy")}
        made.__dict__.update(counted)
        return made

    def stage_at(self, at: datetime) -> Stage:
        """How far the event is at a moment."""
        return stage_of(self.starts, self.ends, at)

    @property
    def over(self) -> bool:
        """Whether the event was over when its facts were read: until then who is not there is still expected."""
        return self.stage_at(self.computed_at) is Stage.OVER

    @cached_property
    def totals(self) -> Totals:
        """All totals, counted once."""
        return rules.totals(self.people)

    @cached_property
    def arrivals(self) -> list[datetime]:
        """First entries in order, in the organisation's zone."""
        return sorted(p.first_in.astimezone(self.tz) for p in self.people if p.first_in is not None)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    def local(self, at: datetime | None) -> datetime | None:
        """A moment in the organisation's zone."""
        return at.astimezone(self.tz) if at is not None else None

    @cached_property
    def bands(self) -> tuple[BandCount, ...]:
        """Children by age."""
        return rules.age_bands(self.people)

    @cached_property
    def course(self) -> Course:
        """Who was in, in the unit of the capacity, step by step."""
        return rules.course(self.people, self.movements, self.capacity_unit)

    @cached_property
    def crowd(self) -> Crowd | None:
        """The fullest moment."""
        return self.course.fullest()

    @cached_property
    def occupancy(self) -> tuple[tuple[datetime, int], ...]:
        """Who was in, in the unit of the capacity, at the end of each five minutes in which that changed."""
        return self.course.bins()

    @cached_property
    def slot_counts(self) -> tuple["SlotCount", ...]:
        """What each slot held, in the unit of its capacity, in the order of the slots."""
        registered: dict[str, list[Attender]] = {slot.code: [] for slot in self.slots}
        attended: dict[str, list[Attender]] = {slot.code: [] for slot in self.slots}
        for person in self.people:
            for code in person.slots:
                if person.expected and code in registered:
                    registered[code].append(person)
                if person.attended and code in attended:
                    attended[code].append(person)
        return tuple(
            SlotCount(
                slot=slot,
                registered=rules.in_unit(rules.heads(registered[slot.code]), slot.unit),
                attended=rules.in_unit(rules.heads(attended[slot.code]), slot.unit),
            )
            for slot in self.slots
        )


@dataclass(frozen=True)
class SlotCount:
    """How many of a slot's unit were registered for it, and how many of those who chose it attended."""

    slot: SlotFact
    registered: int
    attended: int
