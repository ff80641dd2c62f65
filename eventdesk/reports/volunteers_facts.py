"""What the report on an event's volunteers is made of: shifts, and what each person did without who it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from eventdesk.domain.statistics_linked import kept_back, total

BANDS: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 120), (121, 240), (241, 360), (361, 480), (481, None))
"""Minutes that somebody was credited: none, up to two hours, and on by twos; both ends included."""


@dataclass(frozen=True)
class ShiftFact:
    """A shift: ``need`` must be there, ``filled`` are on the plan. ``came``, ``late`` and ``missed`` are of those who had it, also
    of who lost it for not coming; ``minutes`` are credited, ``planned`` those of all who are on the plan."""

    code: str
    role: str
    room: str
    starts: datetime
    ends: datetime
    need: int
    filled: int
    came: int
    late: int
    missed: int
    minutes: int
    planned: int = 0

    @property
    def taken(self) -> int:
        """Places that had to be filled and are; who is there beyond the need fills none."""
        return min(self.need, self.filled)


@dataclass(frozen=True)
class HelperFact:
    """What one person did; ``planned`` and ``minutes`` are whole minutes. ``before``: had come to a shift of an earlier event.
    ``trained``: had been to a training by the day of the event."""

    planned: int
    minutes: int
    before: bool
    trained: bool


@dataclass(frozen=True)
class VolunteersFacts:
    """Everything the report is made of. Pairs are (how many, of how many).

    ``wished`` are shifts in a role that was wished for, of those of people with wishes; ``skilled`` shifts whose person had every
    skill it asks for on its day, of those that ask for one; ``vetted`` likewise of shifts with children. ``withdrawn`` people took
    their offer back, ``declined`` are shifts that somebody said no to and still has, ``absent`` shifts that nobody's own person
    came to, ``replaced`` those of them that somebody else took over. ``recorded``: somebody's coming was recorded at all.
    """

    organisation: str
    zone: str
    event_code: str
    event_title: str
    starts: datetime
    ends: datetime
    venue: str
    offered: int
    withdrawn: int
    declined: int
    replaced: int
    shifts: tuple[ShiftFact, ...]
    helpers: tuple[HelperFact, ...]
    wished: tuple[int, int]
    skilled: tuple[int, int]
    vetted: tuple[int, int]
    recorded: bool
    digest: str
    position: str
    computed_at: datetime
    revision: int

    @cached_property
    def tz(self) -> ZoneInfo:
        """The organisation's zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def roles(self) -> tuple[tuple[str, tuple[ShiftFact, ...]], ...]:
        """Shifts by role, the roles in the order of their first shift."""
        found: dict[str, list[ShiftFact]] = {}
        for shift in self.shifts:
            found.setdefault(shift.role, []).append(shift)
        return tuple((role, tuple(shifts)) for role, shifts in found.items())

    @cached_property
    def hours(self) -> tuple[int, ...]:
        """The minutes credited to each who had a shift, in order of size."""
        return tuple(sorted(helper.minutes for helper in self.helpers))

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """How many people were credited so much, in the order of :data:`BANDS`."""
        return tuple(sum(low <= minutes and (high is None or minutes <= high) for minutes in self.hours) for low, high in BANDS)

    @cached_property
    def told(self) -> frozenset[str]:
        """Counts of people that may be shown: ``people``, ``new``, ``again``, ``trained``, ``band.0``…; none is of fewer than five
        people, and none follows from the others."""
        again, trained = (sum(getattr(helper, name) for helper in self.helpers) for name in ("before", "trained"))
        people = len(self.helpers)
        bands = {f"band.{place}": count for place, count in enumerate(self.bands)}
        counts = {"people": people, "new": people - again, "again": again, "trained": trained, "untrained": people - trained} | bands
        equations = (total("people", ("new", "again")), total("people", ("trained", "untrained")), total("people", bands))
        return frozenset(counts) - kept_back(counts, equations, totals=("people",))

    @cached_property
    def gini(self) -> float | None:
        """How unevenly hours are shared: 0 everybody the same, towards 1 one person all. None without hours.

        C. Gini, "Variabilità e mutabilità", 1912; as twice the sum of rank times value over n times the sum, less (n + 1) / n.
        """
        return gini(self.hours)


def gini(values: Iterable[int]) -> float | None:
    """Gini's coefficient of amounts that are not negative; None where they add up to nothing.

    >>> gini((60, 60)), gini((0, 0, 0, 60))
    (0.0, 0.75)
    """
    ordered = sorted(values)
    whole, n = sum(ordered), len(ordered)
    if not whole:
        return None
    ranked = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return float(Fraction(2 * ranked, n * whole) - Fraction(n + 1, n))
