"""Figures of answers and counts, how sure one can be of them, and what that proves. Pure; every formula names its source.

Beside it: :mod:`~eventdesk.domain.statistics_means` (intervals of means), :mod:`~eventdesk.domain.statistics_cells` (what may be
shown), :mod:`~eventdesk.domain.statistics_queue` (waiting) and :mod:`~eventdesk.domain.statistics_trend` (control limits).
When half or nine tenths had arrived is told by :func:`eventdesk.domain.attendance.share_reached`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import fsum, sqrt
from statistics import NormalDist

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: what 95 % intervals on both sides are built with."""

FEWEST_TO_PROVE = 35
"""Even if everybody is content: the lower end of Wilson's interval of n of n is n / (n + z²), 0.9 or more from 35 answers on."""


@dataclass(frozen=True)
class Interval:
    """Both ends, included; in the unit of the figure that it belongs to."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def scaled(self, by: float) -> "Interval":
        """The same interval in another unit."""
        return Interval(self.low * by, self.high * by)


class Verdict(StrEnum):
    """What figures say about a target. ``none``: there are no figures."""

    MET = "met"
    MISSED = "missed"
    NOT_PROVEN = "not_proven"
    NONE = "none"


@dataclass(frozen=True)
class Recommendation:
    """Promoters (9 and 10), passives (7 and 8) and detractors (0 to 6) among ``n`` answers; score and interval in points."""

    n: int
    promoters: int
    passives: int
    detractors: int
    score: float | None
    interval: Interval | None


def mean(histogram: Mapping[int, int]) -> float | None:
    """The arithmetic mean of the values that a histogram counts, rounded once; None without values."""
    n = sum(histogram.values())
    return float(Fraction(sum(value * count for value, count in histogram.items()), n)) if n else None


def deviation(histogram: Mapping[int, int]) -> float | None:
    """The standard deviation of a sample (n - 1 in the denominator: Bessel's correction); None for fewer than two values.

    Worked out in whole numbers: with S = Σx and Q = Σx², the variance is (nQ - S²) / (n (n - 1)), which in floats would cancel.
    """
    n = sum(histogram.values())
    if n < 2:
        return None
    total = sum(value * count for value, count in histogram.items())
    squares = sum(value * value * count for value, count in histogram.items())
    return sqrt(Fraction(n * squares - total * total, n * (n - 1)))


def median(histogram: Mapping[int, int]) -> float | None:
    """The middle value; half-way between the two middle ones where their number is even; None without values."""
    n = sum(histogram.values())
    if not n:
        return None
    return (_ranked(histogram, (n - 1) // 2) + _ranked(histogram, n // 2)) / 2


def _ranked(histogram: Mapping[int, int], rank: int) -> int:
    """The value at a rank of the sorted values, from 0."""
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if passed > rank:
            return value
    raise AssertionError("a rank beyond all values")


def wilson(successes: int, n: int, *, z: float = Z95) -> Interval | None:
    """Wilson's score interval of a share, without correction for continuity, as shares of 1; None for ``n`` = 0.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22, 1927, 209-212; method 3 of R. G. Newcombe, Statistics in Medicine 17, 1998, 857-872.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n}")
    if n == 0:
        return None
    share, square = successes / n, z * z
    centre = share + square / (2 * n)
    reach = z * sqrt((share * (1 - share) + square / (4 * n)) / n)
    whole = 1 + square / n
    # At the ends the formula gives 0 and 1 exactly; floats would miss them by a hair.
    low = 0.0 if successes == 0 else (centre - reach) / whole
    high = 1.0 if successes == n else (centre + reach) / whole
    return Interval(low, high)


def recommendation(histogram: Mapping[int, int], *, z: float = Z95) -> Recommendation:
    """The net promoter score of answers from 0 to 10: 100 (P - D) / n points, with its adjusted Wald interval.

    F. F. Reichheld, "The one number you need to grow", Harvard Business Review 81(12), 2003, 46-54; the interval adds three
    answers, three quarters of one to promoters and to detractors each: n' = n + 3, p' = (P + 3/4) / n', d' = (D + 3/4) / n', and is
    p' - d' ± z √((p' + d' - (p' - d')²) / n'), after J. Sauro and J. R. Lewis, "Quantifying the User Experience", and B. Rocks,
    "Interval estimation for the net promoter score", The American Statistician 70, 2016, 365-372. Cut at ±100 points.
    """
    n = sum(histogram.values())
    promoters = sum(count for value, count in histogram.items() if value >= 9)
    detractors = sum(count for value, count in histogram.items() if value <= 6)
    passives = n - promoters - detractors
    if not n:
        return Recommendation(0, 0, 0, 0, None, None)
    more = n + 3
    p, d = (promoters + 0.75) / more, (detractors + 0.75) / more
    reach = z * sqrt((p + d - (p - d) ** 2) / more)
    interval = Interval(max(-100.0, 100 * (p - d - reach)), min(100.0, 100 * (p - d + reach)))
    return Recommendation(n, promoters, passives, detractors, 100 * (promoters - detractors) / n, interval)


def difference(first: tuple[int, int], second: tuple[int, int], *, z: float = Z95) -> Interval | None:
    """The interval of the difference of two shares of two events, first less second, each ``(successes, n)``; None where either
    has no answers.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
    Statistics in Medicine 17, 1998, 873-890, method 10 (hybrid score, without correction for continuity).
    """
    one, other = wilson(*first, z=z), wilson(*second, z=z)
    if one is None or other is None:
        return None
    return apart((first[0] / first[1], one), (second[0] / second[1], other))


def apart(first: tuple[float, Interval], second: tuple[float, Interval]) -> Interval:
    """The interval of the difference of two independent figures, first less second, from the interval of each: for figures that have
    no interval of their difference of their own, such as net promoter scores.

    G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27,
    2008, 1693-1702; of two shares with Wilson's intervals it is Newcombe's (:func:`difference`).
    """
    (a, one), (b, other) = first, second
    down = sqrt((a - one.low) ** 2 + (other.high - b) ** 2)
    up = sqrt((one.high - a) ** 2 + (b - other.low) ** 2)
    return Interval(a - b - down, a - b + up)


def against(target: float, interval: Interval | None, *, over: bool = False) -> Verdict:
    """Whether a target is reached: met if the lower end reaches it, missed if the upper end does not, not proven otherwise. With
    ``over`` it is to be passed: an end that lies on it does not."""
    if interval is None:
        return Verdict.NOT_PROVEN
    if over:
        return Verdict.MET if interval.low > target else Verdict.MISSED if interval.high <= target else Verdict.NOT_PROVEN
    if interval.low >= target:
        return Verdict.MET
    return Verdict.MISSED if interval.high < target else Verdict.NOT_PROVEN


def share_against(target: float, successes: int, n: int) -> Verdict:
    """As :func:`against`, for a share with Wilson's interval; ``none`` without answers."""
    return against(target, wilson(successes, n)) if n else Verdict.NONE


def answers_for(half_width: float, share: float, *, z: float = Z95) -> int:
    """How many answers make Wilson's interval of a share no wider than ± ``half_width`` (both as shares of 1).

    Half its width is z √(p (1 - p) / n + z² / 4n²) / (1 + z² / n), which falls as n grows: found by halving.
    """
    if not (0 < half_width < 1 and 0 <= share <= 1):
        raise ValueError("shares of 1")

    def wide(n: int) -> bool:
        return z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n) > half_width

    low, high = 0, 1
    while wide(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) else (low, middle)
    return high


def z_of(level: float) -> float:
    """What an interval on both sides of this level (0.95…) is built with."""
    return NormalDist().inv_cdf((1 + level) / 2)


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's product-moment correlation; None for fewer than two pairs or where either side never varies.

    K. Pearson, "Note on regression and inheritance in the case of two parents", Proceedings of the Royal Society 58, 1895, 240-242.
    """
    if len(pairs) < 2:
        return None
    x0, y0 = fsum(x for x, _ in pairs) / len(pairs), fsum(y for _, y in pairs) / len(pairs)
    across = fsum((x - x0) * (y - y0) for x, y in pairs)
    spread = fsum((x - x0) ** 2 for x, _ in pairs) * fsum((y - y0) ** 2 for _, y in pairs)
    return across / sqrt(spread) if spread > 0 else None


def kappa(agreed: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa: how well two readers agree beyond chance, from what each said of the same things; None where nothing was read
    or chance alone would make them agree on all.

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 1960, 37-46.
    """
    n = len(agreed)
    if not n:
        return None
    labels = {label for pair in agreed for label in pair}
    chance = Fraction(sum(sum(a == s for a, _ in agreed) * sum(b == s for _, b in agreed) for s in labels), n * n)
    same = Fraction(sum(a == b for a, b in agreed), n)
    return float((same - chance) / (1 - chance)) if chance != 1 else None
