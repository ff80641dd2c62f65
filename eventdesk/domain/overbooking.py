"""How many places to give so that more people than there is room for come only seldom.

Each past event had its own chance of coming (weather, season, who was invited): it is taken as drawn from a beta
distribution, so that who comes of R registered is beta-binomial (J. G. Skellam, "A probability distribution derived from
the binomial distribution by regarding the probability of success as variable between the sets of trials", Journal of the
Royal Statistical Society B 10, 1948, 257-261). Mean m and correlation r within an event are fitted by maximum likelihood
(D. A. Griffiths, "Maximum likelihood estimation for the beta-binomial distribution", Biometrics 29, 1973, 637-648), with
a = m (1-r)/r and b = (1-m) (1-r)/r; r = 0 is the binomial, where events differ no more than by chance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, fsum, inf, lgamma, log, log1p, sqrt

FEWEST_EVENTS = 5
FEWEST_REGISTERED = 100
"""With fewer past events, or fewer who were registered for them, there is no advice."""

MOST_TIMES = 10
"""Never more than ten times the capacity: beyond that the figures say that nobody comes, and nobody should plan by them."""


@dataclass(frozen=True)
class PastEvent:
    """One event of the past: how many were registered at its start, and how many of these came."""

    code: str
    registered: int
    came: int

    @property
    def no_show_rate(self) -> float:
        """The share of the registered who did not come."""
        return (self.registered - self.came) / self.registered


@dataclass(frozen=True)
class Fit:
    """How likely the registered are to come: the mean share, and the correlation within an event (0: by chance alone)."""

    mean: float
    correlation: float


@dataclass(frozen=True)
class Advice:
    """The greatest number of places with P(more than ``capacity`` come) <= ``risk``, and why.

    ``places`` None: there is not enough history. ``exceeding`` and ``exceeding_next`` are the chances at ``places`` and at
    one more. ``no_show_rate`` is over all past events together, ``lowest``, ``highest`` and ``spread`` (standard deviation)
    are between them; None where nobody was registered. ``capped``: the answer is :data:`MOST_TIMES` times the capacity.
    """

    capacity: int
    risk: float
    history: tuple[PastEvent, ...]
    no_show_rate: float | None = None
    lowest: float | None = None
    highest: float | None = None
    spread: float | None = None
    fit: Fit | None = None
    places: int | None = None
    exceeding: float | None = None
    exceeding_next: float | None = None
    capped: bool = False

    @property
    def registered(self) -> int:
        """All who were registered for the past events."""
        return sum(event.registered for event in self.history)

    @property
    def came(self) -> int:
        """All of them who came."""
        return sum(event.came for event in self.history)


def advise(history: Sequence[PastEvent], *, capacity: int, risk: float = 0.05) -> Advice:
    """The advice for an event of ``capacity`` places; 0 < ``risk`` < 1. Events without registered people are left out."""
    if capacity < 0 or not 0 < risk < 1:
        raise ValueError("a capacity below 0, or a risk that is none")
    used = tuple(event for event in history if event.registered > 0)
    if not used:
        return Advice(capacity, risk, used)
    registered, came = sum(e.registered for e in used), sum(e.came for e in used)
    rates = [event.no_show_rate for event in used]
    middle = fsum(rates) / len(rates)
    spread = sqrt(fsum((rate - middle) ** 2 for rate in rates) / (len(rates) - 1)) if len(rates) > 1 else 0.0
    seen = Advice(
        capacity, risk, used, no_show_rate=(registered - came) / registered, lowest=min(rates), highest=max(rates), spread=spread,
    )  # fmt: skip
    if len(used) < FEWEST_EVENTS or registered < FEWEST_REGISTERED:
        return seen
    found = fit(used)
    places = most_places(found, capacity=capacity, risk=risk)
    return Advice(
        capacity, risk, used, seen.no_show_rate, seen.lowest, seen.highest, seen.spread, found, places,
        exceeding(found, places, capacity), exceeding(found, places + 1, capacity), capped=places >= _ceiling(capacity),
    )  # fmt: skip


def fit(history: Sequence[PastEvent]) -> Fit:
    """Mean and correlation with the greatest likelihood; where all came or nobody did there is nothing to correlate."""
    registered, came = sum(e.registered for e in history), sum(e.came for e in history)
    plain = Fit(came / registered, 0.0)
    if came in (0, registered):
        return plain

    def best_mean(correlation: float) -> float:
        return _highest(lambda mean: likelihood(Fit(mean, correlation), history), 1e-4, 1 - 1e-4)

    def profile(power: float) -> float:
        return likelihood(Fit(best_mean(exp(power)), exp(power)), history)

    correlation = exp(_highest(profile, log(1e-4), log(0.95)))
    rich = Fit(best_mean(correlation), correlation)
    return rich if likelihood(rich, history) > likelihood(plain, history) + 1e-9 else plain


def likelihood(found: Fit, history: Sequence[PastEvent]) -> float:
    """The logarithm of the probability of the history."""
    return fsum(_log_mass(found, event.registered, event.came) for event in history)


def exceeding(found: Fit, places: int, capacity: int) -> float:
    """P(more than ``capacity`` of ``places`` come)."""
    return min(fsum(exp(_log_mass(found, places, come)) for come in range(capacity + 1, places + 1)), 1.0)


def most_places(found: Fit, *, capacity: int, risk: float) -> int:
    """The greatest number of places with P(more than ``capacity`` come) <= ``risk``: the chance grows with each place."""
    good, bad = capacity, _ceiling(capacity) + 1
    while bad - good > 1:
        middle = (good + bad) // 2
        if exceeding(found, middle, capacity) <= risk:
            good = middle
        else:
            bad = middle
    return good


def _ceiling(capacity: int) -> int:
    return capacity * MOST_TIMES


def _log_mass(found: Fit, trials: int, successes: int) -> float:
    ways = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    if found.correlation <= 0:
        return ways + _times(successes, found.mean) + _times(trials - successes, 1 - found.mean)
    size = (1 - found.correlation) / found.correlation
    a, b = found.mean * size, (1 - found.mean) * size
    return ways + _log_beta(a + successes, b + trials - successes) - _log_beta(a, b)


def _times(number: int, chance: float) -> float:
    """``number * log(chance)``, where 0 of what never happens is certain."""
    if number == 0:
        return 0.0
    if chance <= 0:
        return -inf
    return number * (log1p(chance - 1) if chance > 0.5 else log(chance))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _highest(value: Callable[[float], float], low: float, high: float, *, steps: int = 48) -> float:
    """Where a function with one peak is highest, by golden section (J. Kiefer, Proceedings of the AMS 4, 1953, 502-506)."""
    ratio = (sqrt(5) - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(steps):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = value(right)
    return (low + high) / 2
