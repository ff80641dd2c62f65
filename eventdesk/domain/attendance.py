"""Figures of attendance: pure counts over who was registered and who was let in (DOMAIN: the unit is a person, once).

R = registered persons (confirmed, and not by a decision at the door), A_r = of these attended, W = attended without
being registered before (walk-ins and families promoted at the door), A = A_r + W. Cancelled ones are apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from eventdesk.domain.age import REPORT_BANDS, report_band
from eventdesk.domain.event import Unit

# A week of five-minute bins. One entry with a wrong clock must not list every five minutes since then.
_MOST_BINS = 2016


class Attender(NamedTuple):
    """One person of an event's list. ``first_in`` None: not let in. ``age_months``: at the event, children only.

    ``at_door``: walk-in, or promoted from the waitlist at the door. ``counted``: belongs to R (a confirmed
    registration's party); somebody who was let in without that is a walk-in too.
    """

    person: str
    registration: str
    child: bool
    counted: bool
    at_door: bool
    first_in: datetime | None
    station: str | None
    inside: bool
    age_months: int | None = None
    slots: tuple[str, ...] = ()

    @property
    def expected(self) -> bool:
        """Counted in R."""
        return self.counted and not self.at_door

    @property
    def attended(self) -> bool:
        """Let in at least once."""
        return self.first_in is not None


@dataclass(frozen=True)
class Heads:
    """A number of people: families with at least one of them, adults, children."""

    families: int
    adults: int
    children: int

    @property
    def persons(self) -> int:
        """Adults and children together."""
        return self.adults + self.children

    def as_dict(self) -> dict[str, int]:
        """``families, adults, children, persons``."""
        return {
            "families": self.families, "adults": self.adults, "children": self.children, "persons": self.persons,
        }  # fmt: skip


@dataclass(frozen=True)
class Peak:
    """The busiest five minutes: its start and how many came in it."""

    at: datetime
    persons: int


@dataclass(frozen=True)
class Totals:
    """Attendance of one event. Rates are None where the denominator is 0."""

    registered: Heads
    attended: Heads
    walk_ins: Heads
    no_shows: Heads
    inside: int
    peak: Peak | None
    by_station: tuple[tuple[str, int], ...]
    t50: datetime | None
    t90: datetime | None

    @property
    def came_of_registered(self) -> int:
        """A_r: registered persons who attended."""
        return self.registered.persons - self.no_shows.persons

    @property
    def attendance_rate(self) -> float | None:
        """A_r / R."""
        return self.came_of_registered / self.registered.persons if self.registered.persons else None

    @property
    def no_show_rate(self) -> float | None:
        """(R - A_r) / R."""
        return self.no_shows.persons / self.registered.persons if self.registered.persons else None

    @property
    def walk_in_share(self) -> float | None:
        """W / A."""
        return self.walk_ins.persons / self.attended.persons if self.attended.persons else None


def heads(people: Iterable[Attender]) -> Heads:
    """Counts people; a family is a registration with at least one of them."""
    people = list(people)
    return Heads(
        families=len({p.registration for p in people}),
        adults=sum([not p.child for p in people]),
        children=sum([p.child for p in people]),
    )


def totals(people: Sequence[Attender]) -> Totals:
    """All totals of an event from its people."""
    arrivals = sorted(p.first_in for p in people if p.first_in is not None)
    stations: dict[str, int] = {}
    for person in people:
        if person.first_in is not None and person.station is not None:
            stations[person.station] = stations.get(person.station, 0) + 1
    expected = [p for p in people if p.expected]
    attended = [p for p in people if p.first_in is not None]
    no_shows = [p for p in expected if p.first_in is None]
    came = {p.registration for p in expected if p.first_in is not None}
    missing = heads(no_shows)
    return Totals(
        registered=heads(expected),
        attended=heads(attended),
        walk_ins=heads(p for p in attended if not p.expected),
        # A family of whom somebody came is not a no-show family, though its absent members are no-show persons.
        no_shows=Heads(len({p.registration for p in no_shows} - came), missing.adults, missing.children),
        inside=sum([p.inside for p in people]),
        peak=busiest(arrivals),
        by_station=tuple(sorted(stations.items())),
        t50=share_reached(arrivals, 50),
        t90=share_reached(arrivals, 90),
    )


def busiest(arrivals: Sequence[datetime], window: timedelta = timedelta(minutes=5)) -> Peak | None:
    """The window with most arrivals, of those that begin with an arrival; the earliest of equal ones.

    ``arrivals`` must be in order. The window holds its start and not its end.
    """
    best: Peak | None = None
    end = 0
    for start, at in enumerate(arrivals):
        end, until = max(end, start), at + window
        while end < len(arrivals) and arrivals[end] < until:
            end += 1
        if best is None or end - start > best.persons:
            best = Peak(at, end - start)
    return best


def share_reached(arrivals: Sequence[datetime], percent: int) -> datetime | None:
    """When this share of all arrivals had come (T50, T90): the arrival that reaches it. ``arrivals`` in order."""
    if not arrivals:
        return None
    needed = -(-len(arrivals) * percent // 100)
    return arrivals[max(needed, 1) - 1]


def bins(
    arrivals: Sequence[datetime], width: timedelta = timedelta(minutes=5)
) -> tuple[tuple[datetime, int], ...]:
    """Arrivals per ``width``, from first to last, empty ones too; bins begin at whole multiples of the width.

    Where that would be more than a week of five minutes (a clock was wrong), empty bins are left out.
    """
    if not arrivals:
        return ()
    midnight = min(arrivals).replace(hour=0, minute=0, second=0, microsecond=0)
    counts: dict[int, int] = {}
    for at in arrivals:
        index = int((at - midnight) / width)
        counts[index] = counts.get(index, 0) + 1
    first, last = min(counts), max(counts)
    shown = range(first, last + 1) if last - first < _MOST_BINS else sorted(counts)
    return tuple((midnight + width * index, counts.get(index, 0)) for index in shown)


@dataclass(frozen=True)
class BandCount:
    """Children of one age band (completed years; ``last`` None is open; both None: age unknown)."""

    first: int | None
    last: int | None
    registered: int
    attended: int


def age_bands(people: Sequence[Attender]) -> tuple[BandCount, ...]:
    """Children by the report's bands, in order; the last one holds those whose age nobody gave.

    ``registered`` counts R, ``attended`` counts A (walk-ins too), so the sums are the totals' children.
    """
    keys: list[tuple[int | None, int | None]] = [*REPORT_BANDS, (None, None)]
    registered, attended = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
    for child in people:
        if not child.child:
            continue
        key = (None, None) if child.age_months is None else report_band(child.age_months)
        registered[key] += int(child.expected)
        attended[key] += int(child.attended)
    return tuple(BandCount(*key, registered[key], attended[key]) for key in keys)


def in_unit(counted: Heads, unit: Unit) -> int:
    """How many of a capacity's unit these people are."""
    if unit is Unit.FAMILIES:
        return counted.families
    return counted.children if unit is Unit.CHILDREN else counted.persons


class Movement(NamedTuple):
    """One person went in or out at a moment. Taken back entries are none."""

    at: datetime
    person: str
    inward: bool


@dataclass(frozen=True)
class Crowd:
    """The most that were in at once, in a capacity's unit, and when that was first so.

    ``exits`` tells whether anybody's leaving is known; without exits it counts entries, not people inside.
    """

    at: datetime
    count: int
    exits: bool


@dataclass(frozen=True)
class Course:
    """How many of a capacity's unit were in after each step that changed it, in order; see :class:`Crowd` for ``exits``."""

    steps: tuple[tuple[datetime, int], ...]
    exits: bool

    def fullest(self) -> Crowd | None:
        """The fullest moment, the first of equal ones; None when nobody came."""
        most: tuple[datetime, int] | None = None
        for step in self.steps:
            if most is None or step[1] > most[1]:
                most = step
        return most and Crowd(*most, exits=self.exits)

    def bins(self, width: timedelta = timedelta(minutes=5)) -> tuple[tuple[datetime, int], ...]:
        """How many were in (entries less exits) at the end of each ``width`` in which that changed.

        Rows of (end of the bin, in at its end), bins begin at whole multiples of the width from midnight; without exits they are
        entries so far. :meth:`fullest` tells the moment of the maximum, which lies within a bin.
        """
        found: dict[datetime, int] = {}
        end: datetime | None = None
        for at, now in self.steps:
            if end is None or at >= end:
                midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
                end = midnight + width * ((at - midnight) // width + 1)
            found[end] = now
        return tuple(found.items())


def course(people: Sequence[Attender], movements: Sequence[Movement] = (), unit: Unit = Unit.PERSONS) -> Course:
    """Who was in, from entries and exits, each person once: nobody goes in twice or leaves unseen. Without movements, from first
    entries."""
    known = {p.person: p for p in people}
    inside: set[str] = set()
    families: dict[str, int] = {}
    now, found = 0, []
    moved = movements or [Movement(p.first_in, p.person, True) for p in people if p.first_in is not None]
    for at, id, inward in sorted(moved, key=lambda step: step.at):
        person = known.get(id)
        if person is None or (id in inside) is inward:
            continue
        change = 1 if inward else -1
        (inside.add if inward else inside.discard)(id)
        if unit is Unit.PERSONS or (unit is Unit.CHILDREN and person.child):
            now += change
        elif unit is Unit.FAMILIES:
            before = families.get(person.registration, 0)
            families[person.registration] = before + change
            now += int(before + change > 0) - int(before > 0)
        found.append((at, now))
    return Course(tuple(found), exits=any(not step.inward for step in moved))
