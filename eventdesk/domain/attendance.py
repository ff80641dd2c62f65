"""Figures of attendance: pure counts over who was registered and who was let in (DOMAIN: the unit is a person, once).

R = registered persons (confirmed, and not by a decision at the door), A_r = of these attended, W = attended without
being registered before (walk-ins and families promoted at the door), A = A_r + W. Cancelled ones are apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Attender:
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
        adults=sum(1 for p in people if not p.child),
        children=sum(1 for p in people if p.child),
    )


def totals(people: Sequence[Attender]) -> Totals:
    """All totals of an event from its people."""
    arrivals = sorted(p.first_in for p in people if p.first_in is not None)
    stations: dict[str, int] = {}
    for person in people:
        if person.attended and person.station is not None:
            stations[person.station] = stations.get(person.station, 0) + 1
    no_shows = [p for p in people if p.expected and not p.attended]
    came = {p.registration for p in people if p.expected and p.attended}
    missing = heads(no_shows)
    return Totals(
        registered=heads(p for p in people if p.expected),
        attended=heads(p for p in people if p.attended),
        walk_ins=heads(p for p in people if p.attended and not p.expected),
        # A family of whom somebody came is not a no-show family, though its absent members are no-show persons.
        no_shows=Heads(len({p.registration for p in no_shows} - came), missing.adults, missing.children),
        inside=sum(1 for p in people if p.inside),
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
        end = max(end, start)
        while end < len(arrivals) and arrivals[end] < at + window:
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


def bins(arrivals: Sequence[datetime], width: timedelta = timedelta(minutes=5)) -> tuple[tuple[datetime, int], ...]:
    """Arrivals per ``width``, from the first to the last, empty ones too; bins begin at whole multiples of the width."""
    if not arrivals:
        return ()
    first = min(arrivals)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    counts: dict[int, int] = {}
    for at in arrivals:
        index = int((at - midnight) / width)
        counts[index] = counts.get(index, 0) + 1
    return tuple(
        (midnight + width * index, counts.get(index, 0)) for index in range(min(counts), max(counts) + 1)
    )


@dataclass(frozen=True)
class BandCount:
    """Children of one age band (completed years; ``last`` None is open; both None: age unknown)."""

    first: int | None
    last: int | None
    registered: int
    attended: int
