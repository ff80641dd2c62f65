"""How fast an event fills, beside the organisation's own earlier events at the same distance from the day.

Compared are shares of places, so that a large event and a small one can stand beside each other. With little history
there is no usual pace, and nothing is said of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

FEWEST_EVENTS = 4
"""Of fewer earlier events nothing follows: each of them would be a quarter of what is usual, or more."""

TOO_EARLY = 0.1
"""While the earlier events were usually not even so full, being behind tells nothing."""

FAR_BEHIND = 0.7
"""Behind is who has at most this part of what is usual, and less than three in four of the earlier events had."""


class PaceVerdict(StrEnum):
    """How an event stands: ``unknown`` where there is no usual pace to compare with."""

    AS_USUAL = "as_usual"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Filling:
    """How an event filled: ``taken`` are (days before its start, places) of each registration that has a place."""

    taken: tuple[tuple[float, int], ...]
    places: int

    def share(self, before: float) -> float:
        """The share of places that were taken so many days before the start."""
        return sum(places for days, places in self.taken if days >= before) / self.places

    @property
    def tells(self) -> bool:
        """Whether it says anything of a pace: a list that was brought in on one day does not."""
        return self.places > 0 and len({int(days) for days, _ in self.taken}) > 1


@dataclass(frozen=True)
class Pace:
    """The share that is taken now, and that of the earlier events at the same distance: its median, its lower quartile,
    and of how many events; these are None where the earlier events are fewer than :data:`FEWEST_EVENTS`."""

    share: float
    usual: float | None
    low: float | None
    earlier: int

    @property
    def verdict(self) -> PaceVerdict:
        """Behind, as usual (or ahead), or nothing to compare with."""
        if self.usual is None or self.low is None or self.usual < TOO_EARLY:
            return PaceVerdict.UNKNOWN
        behind = self.share < self.low and self.share <= FAR_BEHIND * self.usual
        return PaceVerdict.BEHIND if behind else PaceVerdict.AS_USUAL


def pace(share: float, before: float, earlier: Iterable[Filling]) -> Pace:
    """Where an event stands that is ``share`` full ``before`` days from its start."""
    shares = [one.share(before) for one in earlier if one.tells]
    if len(shares) < FEWEST_EVENTS:
        return Pace(share, None, None, len(shares))
    return Pace(share, median(shares), _lower_quartile(shares), len(shares))


def _lower_quartile(shares: Sequence[float]) -> float:
    """With the method of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician
    50, 1996, 361-365, number 7: what spreadsheets do."""
    return quantiles(shares, n=4, method="inclusive")[0]
