"""Intervals of means: by drawing families again and again, and of changes between two answers of one family."""

from bisect import bisect_right
from cmath import rect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp, floor, fsum, lgamma, log, log1p, pi, sqrt
from operator import add
from random import Random

from eventdesk.domain.statistics import Interval

FEWEST = 10
"""Under ten answers a mean is told without an interval."""
DRAWS = 10_000
SEED = 20_260_101
"""Fixed, so that the same answers give the same interval on every machine and every day."""

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

    Families that said the same are one kind, so a draw of N families is a draw from a multinomial distribution over kinds. Where all
    gave as many answers, only its sum is drawn, from the sum's own distribution. Both are exact: thirty families or three thousand
    need not be drawn one by one.
    """
    kinds = Counter(cluster for cluster in families if cluster[1])
    if sum(count * times for (_, count), times in kinds.items()) < FEWEST:
        return None
    random = Random(seed)
    counts = {count for _, count in kinds}
    if len(counts) == 1:
        sums, answers = {total: times for (total, _), times in kinds.items()}, counts.pop() * kinds.total()
        means = [total / answers for total in _drawn_sums(sums, draws, random)]
    else:
        # Sorted whole, so that no order of rows matters; the largest kinds first: what is left for the others is soon little.
        means = _drawn_means(sorted(kinds.items(), key=lambda item: (-item[1], item[0])), draws, random)
    means.sort()
    return Interval(_quantile(means, 0.025), _quantile(means, 0.975))


def _drawn_means(kinds: Sequence[tuple[Cluster, int]], draws: int, random: Random) -> list[float]:
    """Means of families drawn with replacement, kind by kind: how many are of the first, of the rest how many of the second…"""
    bits = random.getrandbits
    after = list(accumulate((times for _, times in reversed(kinds)), initial=0))[::-1]
    plan = [(total, count, times, after[place]) for place, ((total, count), times) in enumerate(kinds)]
    means = []
    for _ in range(draws):
        left, total, answers = after[0], 0, 0
        for summed, count, times, among in plan:
            drawn = left if times == among else _binomial(bits, left, times, among)
            total += drawn * summed
            answers += drawn * count
            left -= drawn
            if not left:
                break
        means.append(total / answers)
    return means


def _drawn_sums(kinds: Mapping[int, int], draws: int, random: Random) -> list[int]:
    """Sums of families drawn with replacement, by inversion of the sum's distribution; ``kinds`` count the families of each sum."""
    if len(kinds) == 1:
        return [value * times for value, times in kinds.items()] * draws
    low, chances = sum_distribution(kinds)
    reached = list(accumulate(chances))
    last, draw = len(reached) - 1, random.random
    return [low + min(bisect_right(reached, draw()), last) for _ in range(draws)]


def sum_distribution(kinds: Mapping[int, int]) -> tuple[int, list[float]]:
    """How likely each sum is of as many values as ``kinds`` counts, drawn from them with replacement: the least sum, and the chances
    from there on; sums beyond ten standard deviations are left out.

    The characteristic function of one draw to the power of their number, turned back by a discrete Fourier transform (Y. Hong, "On
    computing the distribution function for the Poisson binomial distribution", Computational Statistics & Data Analysis 59, 2013,
    41-51). Few of its frequencies are large enough to matter.
    """
    n = sum(kinds.values())
    middle = sum(value * times for value, times in kinds.items())
    spread = sqrt(sum(times * (value - middle / n) ** 2 for value, times in kinds.items()))
    reach = 10 * spread + 4 * (max(kinds) - min(kinds))
    low, high = max(n * min(kinds), floor(middle - reach)), min(n * max(kinds), ceil(middle + reach))
    size = (high - low + 1) | 1  # odd: every frequency but 0 has its mirror image
    turns = [rect(1.0, 2 * pi * place / size) for place in range(size)]
    reals, imaginaries = [turn.real for turn in turns], [turn.imag for turn in turns]
    chances = [1.0 / size] * size
    for frequency in range(1, size // 2 + 1):
        one = sum(times * turns[frequency * value % size] for value, times in kinds.items()) / n
        if abs(one) ** n < 1e-15:
            continue
        whole = 2 / size * one**n
        a, b = whole.real, whole.imag
        wave = [a * real - b * imaginary for real, imaginary in zip(reals, imaginaries, strict=True)]
        # Backwards round the circle by so many places each time: slices, round by round.
        place, turned = -frequency * low % size, list[float]()
        while len(turned) < size:
            part = wave[place::-frequency]
            turned += part
            place += size - len(part) * frequency
        chances = list(map(add, chances, turned))
    return low, [max(0.0, chance) for chance in chances]


def _binomial(bits: Callable[[int], int], n: int, times: int, among: int) -> int:
    """How many of ``n`` trials succeed, each with the chance ``times / among``: exact, without a rounded chance.

    Each trial compares a random number, bit by bit, with the chance. All trials are compared at once: how many of them have a 1 at
    a place is the number of ones among as many random bits. Those whose bit differs from the chance's are decided, about half.
    (L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter XV, on bit-by-bit comparison.)
    """
    drawn = 0
    while n and times:
        times += times
        ones = bits(n).bit_count()
        if times >= among:
            times -= among
            drawn += n - ones
            n = ones
        else:
            n -= ones
    return drawn


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
