"""Intervals of means: by drawing families again and again, and of changes between two answers of one family."""

from bisect import bisect_right
from cmath import rect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp, floor, fsum, lgamma, log, log1p, pi, sqrt
from operator import add
from random import Random
from typing import NamedTuple

from eventdesk.domain.statistics import Interval

FEWEST = 10
"""Under ten answers a mean is told without an interval."""
DRAWS = 10_000
SEED = 20_260_101
"""Fixed, so that the same answers give the same interval on every machine and every day."""

_NOTHING = 1e-18
"""Against the likeliest number; what is less likely changes no float."""

Cluster = tuple[int, int]
"""What one family said: the sum of its answers, and how many they are."""


@dataclass(frozen=True)
class Change:
    """The mean change of those who answered before and after: never "caused". ``interval`` None for fewer than two pairs."""

    n: int
    mean: float | None
    interval: Interval | None


def bootstrap_mean(families: Iterable[Cluster], *, draws: int = DRAWS, seed: int = SEED) -> Interval | None:
    """The 95 % percentile interval of the mean answer, by drawing whole families with replacement; None under ten answers.

    B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979, 1-26; B. Efron and R. J. Tibshirani,
    "An Introduction to the Bootstrap", 1993, chapter 13 (percentile interval); families are drawn, not answers, because the
    answers of one family are alike (A. C. Davison and D. V. Hinkley, "Bootstrap Methods and their Application", 1997, 3.8).

    What families of as many answers said in all is drawn from the distribution of their sum. That is exact: thirty families or three
    thousand need not be drawn one by one.
    """
    kinds: dict[int, dict[int, int]] = defaultdict(dict)
    # Sorted, so that no order of rows matters.
    for (total, count), times in sorted(Counter(families).items()):
        if count:
            kinds[count][total] = times
    if sum(count * sum(totals.values()) for count, totals in kinds.items()) < FEWEST:
        return None
    random = Random(seed)
    if len(kinds) == 1:
        ((count, totals),) = kinds.items()
        answers = count * sum(totals.values())
        means = [total / answers for total in _drawn_sums(totals, draws, random)]
    else:
        # The largest first: what is left for the others is soon little.
        means = _drawn_means(sorted(kinds.items(), key=lambda item: (-sum(item[1].values()), item[0])), draws, random)
    means.sort()
    return Interval(_quantile(means, 0.025), _quantile(means, 0.975))


def _drawn_means(kinds: Sequence[tuple[int, Mapping[int, int]]], draws: int, random: Random) -> list[float]:
    """Means of families drawn with replacement; ``kinds`` count the families of each sum by how many answers they gave.

    Of all families drawn, how many gave so many answers, of the rest how many gave as many as the next…; then what they said in all.
    How many are left is much the same from draw to draw, so what was worked out for a number once serves again.
    """
    sizes = [sum(totals.values()) for _, totals in kinds]
    after = list(accumulate(reversed(sizes), initial=0))[::-1]
    plan = [(count, size, after[place], _Sums(totals)) for place, ((count, totals), size) in enumerate(zip(kinds, sizes, strict=True))]
    parted: dict[tuple[int, int], Reached] = {}
    means, chance = [], random.random
    for _ in range(draws):
        left, total, answers = after[0], 0, 0
        for count, size, among, sums in plan:
            drawn = left
            if size != among:
                reached = parted.get((left, size))
                if reached is None:
                    reached = parted[left, size] = binomial_reached(left, size, among)
                drawn = reached.drawn(chance())
            total += sums.drawn(drawn, chance)
            answers += drawn * count
            left -= drawn
            if not left:
                break
        means.append(total / answers)
    return means


class Reached(NamedTuple):
    """A distribution over whole numbers from ``low`` on: how likely each is, or any before it, as parts of the last of ``sums``."""

    low: int
    sums: list[float]

    def drawn(self, chance: float) -> int:
        """The number at a chance from 0 to below 1: inversion."""
        sums = self.sums
        return self.low + bisect_right(sums, chance * sums[-1], 0, len(sums) - 1)


class _Sums:
    """Draws the sum of any number of values, drawn with replacement from those that ``kinds`` counts.

    As many as there are binary digits, for each the sum of 1, 2, 4, 8… values: so few distributions serve for every number.
    """

    def __init__(self, kinds: Mapping[int, int]) -> None:
        self._kinds = kinds
        self._only = next(iter(kinds)) if len(kinds) == 1 else None
        self._blocks: list[Reached] = []

    def drawn(self, n: int, chance: Callable[[], float]) -> int:
        """The sum of ``n`` values."""
        if self._only is not None:
            return n * self._only
        while len(self._blocks) < n.bit_length():
            low, chances = sum_distribution(self._kinds, 1 << len(self._blocks))
            self._blocks.append(Reached(low, list(accumulate(chances))))
        total = 0
        for block in self._blocks:
            if n & 1:
                total += block.drawn(chance())
            n >>= 1
        return total


def _drawn_sums(kinds: Mapping[int, int], draws: int, random: Random) -> list[int]:
    """Sums of families drawn with replacement, by inversion of the sum's distribution; ``kinds`` count the families of each sum."""
    if len(kinds) == 1:
        return [value * times for value, times in kinds.items()] * draws
    low, chances = sum_distribution(kinds)
    reached = Reached(low, list(accumulate(chances)))
    return [reached.drawn(random.random()) for _ in range(draws)]


def sum_distribution(kinds: Mapping[int, int], n: int | None = None) -> tuple[int, list[float]]:
    """How likely each sum is of ``n`` values drawn with replacement from those that ``kinds`` counts, by default as many as these are:
    the least sum, and the chances from there on; sums beyond ten standard deviations are left out.

    The characteristic function of one draw to the power of their number, turned back by a discrete Fourier transform (Y. Hong, "On
    computing the distribution function for the Poisson binomial distribution", Computational Statistics & Data Analysis 59, 2013,
    41-51). Few of its frequencies are large enough to matter.
    """
    among = sum(kinds.values())
    n = among if n is None else n
    whole = sum(value * times for value, times in kinds.items())
    spread = sqrt(n * sum(times * (value - whole / among) ** 2 for value, times in kinds.items()) / among)
    middle, reach = n * whole / among, 10 * spread + 4 * (max(kinds) - min(kinds))
    low, high = max(n * min(kinds), floor(middle - reach)), min(n * max(kinds), ceil(middle + reach))
    size = (high - low + 1) | 1  # odd: every frequency but 0 has its mirror image
    turns = [rect(1.0, 2 * pi * place / size) for place in range(size)]
    reals, imaginaries = [turn.real for turn in turns], [turn.imag for turn in turns]
    chances = [1.0 / size] * size
    for frequency in range(1, size // 2 + 1):
        one = sum(times * turns[frequency * value % size] for value, times in kinds.items()) / among
        if abs(one) ** n < 1e-15:
            continue
        both = 2 / size * one**n
        a, b = both.real, both.imag
        wave = [a * real - b * imaginary for real, imaginary in zip(reals, imaginaries, strict=True)]
        # Backwards round the circle by so many places each time: slices, round by round.
        place, turned = -frequency * low % size, list[float]()
        while len(turned) < size:
            part = wave[place::-frequency]
            turned += part
            place += size - len(part) * frequency
        chances = list(map(add, chances, turned))
    return low, [max(0.0, chance) for chance in chances]


def binomial_reached(n: int, times: int, among: int) -> Reached:
    """How many of ``n`` trials succeed, each with the chance ``times / among`` (0 < ``times`` < ``among``).

    From the likeliest number on both ways by the ratio of neighbours, (n - k) p / ((k + 1) (1 - p)), as far as it is seen in a float
    (L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter X.4).
    """
    rest, mode = among - times, (n + 1) * times // among
    down, up = [1.0], [1.0]
    low = high = mode
    while low and down[-1] > _NOTHING:
        down.append(down[-1] * low * rest / ((n - low + 1) * times))
        low -= 1
    while high < n and up[-1] > _NOTHING:
        up.append(up[-1] * (n - high) * times / ((high + 1) * rest))
        high += 1
    return Reached(low, list(accumulate([*reversed(down), *up[1:]])))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile between order statistics (R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
    Statistician 50, 1996, 361-365, definition 7)."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def paired_change(pairs: Sequence[tuple[float, float]]) -> Change:
    """The mean of after less before over those who answered both, with Student's interval: d ± t(n-1) s / √n.

    "Student" (W. S. Gosset), "The probable error of a mean", Biometrika 6, 1908, 1-25.
    """
    n = len(pairs)
    if not n:
        return Change(0, None, None)
    changes = [after - before for before, after in pairs]
    middle = fsum(changes) / n
    if n < 2:
        return Change(n, middle, None)
    spread = sqrt(fsum((change - middle) ** 2 for change in changes) / (n - 1))
    reach = student_quantile(0.975, n - 1) * spread / sqrt(n)
    return Change(n, middle, Interval(middle - reach, middle + reach))


def mean_difference(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    """The 95 % interval of the difference of two means of different people, first less second, with unequal variances; None where
    either has fewer than two answers.

    B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika
    34, 1947, 28-35; degrees of freedom after F. E. Satterthwaite, Biometrics Bulletin 2, 1946, 110-114.
    """
    if len(first) < 2 or len(second) < 2:
        return None
    (m1, v1), (m2, v2) = _mean_and_error(first), _mean_and_error(second)
    gap, whole = m1 - m2, v1 + v2
    if whole == 0:
        return Interval(gap, gap)
    freedom = whole * whole / (v1 * v1 / (len(first) - 1) + v2 * v2 / (len(second) - 1))
    reach = student_quantile(0.975, freedom) * sqrt(whole)
    return Interval(gap - reach, gap + reach)


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and the square of its standard error."""
    middle = fsum(values) / len(values)
    return middle, fsum((value - middle) ** 2 for value in values) / (len(values) - 1) / len(values)


def student_quantile(share: float, freedom: float) -> float:
    """The quantile of Student's t distribution: the t with P(T <= t) = ``share``, to about ten digits.

    P(|T| > t) is the regularized incomplete beta function at x = v / (v + t²) (NIST Digital Library of Mathematical Functions,
    8.17, and M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.7.1), which is solved for x by halving.
    """
    if not 0 < share < 1 or freedom <= 0:
        raise ValueError(f"{share}, {freedom}")
    if share < 0.5:
        return -student_quantile(1 - share, freedom)
    if share == 0.5:
        return 0.0
    tail, low, high = 2 * (1 - share), 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if beta_share(middle, freedom / 2, 0.5) < tail else (low, middle)
    return sqrt(freedom * (1 - high) / high)


def beta_share(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I_x(a, b).

    By the continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, with the method of W. J. Lentz
    (Applied Optics 15, 1976, 668-671); where it converges slowly, by 1 - I_{1-x}(b, a) (8.17.4).
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_share(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _continued(x, a, b)


def _continued(x: float, a: float, b: float) -> float:
    """1 + d1 / (1 + d2 / (1 + …)), from the front."""
    tiny = 1e-300
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, 20_000):
        half = step // 2
        if step % 2:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / ((1 + part * d) or tiny)
        c = (1 + part / c) or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return value
