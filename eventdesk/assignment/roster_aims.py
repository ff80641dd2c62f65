"""What makes one roster better than another: aims in their order, each a whole number that should be large."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from eventdesk.assignment.roster_grid import RosterGrid, bits


class RosterAim(StrEnum):
    """The aims, the weightiest first. An earlier one is never given up for a later one. Where a roster is to be kept,
    ``KEPT`` comes right after ``FILLED``."""

    FILLED = "filled"
    """Needed places that are filled."""
    RATIO = "ratio"
    """Adults that children ought to have beside them, as far as their shifts can hold them."""
    IDEAL = "ideal"
    """Places filled beyond the need, up to the ideal."""
    WISHES = "wishes"
    """Assignments to a role that the volunteer asked for."""
    TOGETHER = "together"
    """Shifts that two who like to work together share."""
    FAIR = "fair"
    """Minutes that somebody works beyond a fair share of them, counted once more for each further share; below zero. Who did
    more than others in the months before has used up a share or two."""
    KEPT = "kept"
    """Assignments added to and taken from people who were not, or are no longer, in a shift; below zero. Nothing counts where
    there was no roster before."""


Order = tuple[RosterAim, ...]
AFRESH: Order = tuple(RosterAim)
KEEPING: Order = (
    RosterAim.FILLED, RosterAim.KEPT, RosterAim.RATIO, RosterAim.IDEAL, RosterAim.WISHES, RosterAim.TOGETHER, RosterAim.FAIR,
)  # fmt: skip

Pairs = Collection[tuple[int, int]]
Score = dict[RosterAim, int]


def score(grid: RosterGrid, pairs: Pairs) -> Score:
    """What the aims come to for a roster, given as pairs of person and shift."""
    crews: dict[int, set[int]] = {}
    worked: Counter[int] = Counter()
    for person, shift in pairs:
        crews.setdefault(shift, set()).add(person)
        worked[person] += grid.minutes[shift]
    together = sum(1 for crew in crews.values() for one, other in grid.together if one in crew and other in crew)
    return {
        RosterAim.FILLED: sum(min(grid.need[shift], len(crew)) for shift, crew in crews.items()),
        RosterAim.RATIO: sum(
            min(group.goal, sum(len(crews.get(shift, set()) & group.adults[shift]) for shift in group.shifts))
            for group in grid.groups
        ),
        RosterAim.IDEAL: sum(
            max(0, min(grid.ideal[shift], len(crew)) - grid.need[shift]) for shift, crew in crews.items()
        ),
        RosterAim.WISHES: sum(1 for person, shift in pairs if grid.wished[person] >> shift & 1),
        RosterAim.TOGETHER: together,
        RosterAim.FAIR: -sum(unevenness(grid, person, spent) for person, spent in worked.items()),
        RosterAim.KEPT: -len(grid.before.symmetric_difference(pairs)) if grid.before else 0,
    }  # fmt: skip


def unevenness(grid: RosterGrid, person: int, worked: int) -> int:
    """What a person's minutes add to the unfairness: those of the first share nothing, of the second once, and so on."""
    total, share = 0, grid.ahead[person]
    while worked > 0:
        total += share * min(worked, grid.level)
        worked -= grid.level
        share += 1
    return total


@dataclass(frozen=True)
class Scale:
    """How the aims make one number: filled places are whole ones, what follows shares one place among itself, each aim
    within one step of the aim before. ``least`` and ``most`` are what each aim can come to, seen without computing."""

    order: Order
    least: Score
    most: Score

    def number(self, values: Score) -> float:
        """The number of these values; larger is better. Aims so late that a float does not hold them any more are lost."""
        total, step = 0.0, 1.0
        for aim in self.order:
            value = values[aim]
            if aim is RosterAim.FILLED:
                total += value
                continue
            step /= self.most[aim] - self.least[aim] + 1
            total += step * (value - self.least[aim])
        return total


def scale(grid: RosterGrid, order: Order) -> Scale:
    """The scale of a question."""
    places = sum(grid.ideal)
    least = dict.fromkeys(RosterAim, 0)
    had: Counter[int] = Counter()
    for person, shift in grid.fixed:
        had[person] += grid.minutes[shift]
    least[RosterAim.FAIR] = -sum(
        unevenness(grid, person, had[person] + sum(grid.minutes[shift] for shift in bits(mask)))
        for person, mask in enumerate(grid.able)
    )
    least[RosterAim.KEPT] = -(len(grid.before) + places + len(grid.fixed)) if grid.before else 0
    most = {
        RosterAim.FILLED: sum(min(need, ideal) for need, ideal in zip(grid.need, grid.ideal, strict=True)),
        RosterAim.RATIO: sum(group.goal for group in grid.groups),
        RosterAim.IDEAL: sum(max(0, ideal - need) for need, ideal in zip(grid.need, grid.ideal, strict=True)),
        RosterAim.WISHES: places + len(grid.fixed),
        RosterAim.TOGETHER: len(grid.together) * len(grid.need),
        RosterAim.FAIR: 0,
        RosterAim.KEPT: 0,
    }
    return Scale(order, least, most)
