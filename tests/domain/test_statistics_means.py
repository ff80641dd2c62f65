"""Intervals of means: Student's distribution against SciPy, bootstraps against plain drawing and against exact distributions."""

from math import isclose
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from eventdesk.domain import statistics_means as m
from eventdesk.domain.statistics import Interval

FEW = settings(max_examples=60, deadline=None)
values = st.lists(st.integers(1, 5).map(float), min_size=2, max_size=40)


@FEW
@given(st.floats(0.001, 0.999), st.one_of(st.integers(1, 5000), st.floats(0.5, 300)))
def test_student_is_that_of_scipy(share: float, freedom: float) -> None:
    assert isclose(m.student_quantile(share, freedom), stats.t.ppf(share, freedom), rel_tol=1e-8, abs_tol=1e-8)


@pytest.mark.parametrize(("share", "freedom"), [(0, 5), (1, 5), (0.5, 0)])
def test_no_such_quantile(share: float, freedom: float) -> None:
    with pytest.raises(ValueError):
        m.student_quantile(share, freedom)


@FEW
@given(st.floats(0, 1), st.floats(0.1, 200), st.floats(0.1, 200))
def test_the_beta_share_is_that_of_scipy(x: float, a: float, b: float) -> None:
    assert isclose(m.beta_share(x, a, b), special.betainc(a, b, x), rel_tol=1e-9, abs_tol=1e-12)


@FEW
@given(st.lists(st.tuples(st.integers(1, 5).map(float), st.integers(1, 5).map(float)), min_size=2, max_size=40))
def test_a_paired_change_is_students(pairs: list[tuple[float, float]]) -> None:
    before, after = zip(*pairs, strict=True)
    found = m.paired_change(pairs)
    changes = np.array(after) - np.array(before)
    assert found.n == len(pairs) and found.interval is not None
    assert isclose(found.mean or 0, changes.mean(), abs_tol=1e-12)
    if changes.std() > 1e-9:
        expected = stats.ttest_rel(after, before).confidence_interval(0.95)
        assert isclose(found.interval.low, expected.low, abs_tol=1e-8)
        assert isclose(found.interval.high, expected.high, abs_tol=1e-8)
    else:
        assert found.interval == Interval(changes[0], changes[0])


def test_a_change_of_few() -> None:
    assert m.paired_change([]) == m.Change(0, None, None)
    assert m.paired_change([(3, 5)]) == m.Change(1, 2.0, None)


@pytest.mark.filterwarnings("ignore:Precision loss")  # SciPy's own, where all answers of one side are alike
@FEW
@given(values, values)
def test_the_difference_of_means_is_welchs(first: list[float], second: list[float]) -> None:
    found = m.mean_difference(first, second)
    assert found is not None
    if np.std(first) + np.std(second) > 0:
        expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
        assert isclose(found.low, expected.low, abs_tol=1e-7) and isclose(found.high, expected.high, abs_tol=1e-7)
    else:
        assert found == Interval(first[0] - second[0], first[0] - second[0])
    assert m.mean_difference(first[:1], second) is None


def test_a_bootstrap_of_one_answer_each_follows_its_binomial() -> None:
    """Of two answers the resampled number of one is binomial: its quantiles are known."""
    families = [(5, 1)] * 60 + [(4, 1)] * 40
    found = m.bootstrap_mean(families)
    assert found is not None
    low, high = stats.binom.ppf([0.025, 0.975], 100, 0.6)
    families.append((9, 2))  # unequal families are drawn in another way, with nearly the same result
    other = m.bootstrap_mean(families)
    assert other is not None and isclose(other.low, found.low, abs_tol=0.015)
    assert isclose(found.low, 4 + low / 100, abs_tol=0.0101) and isclose(found.high, 4 + high / 100, abs_tol=0.0101)


@FEW
@given(st.dictionaries(st.integers(0, 10), st.integers(1, 9), min_size=2, max_size=5))
def test_the_sum_of_draws_has_its_distribution(kinds: dict[int, int]) -> None:
    """Against adding one draw after the other."""
    n = sum(kinds.values())
    one = np.zeros(max(kinds) + 1)
    for value, times in kinds.items():
        one[value] = times / n
    whole = np.ones(1)
    for _ in range(n):
        whole = np.convolve(whole, one)
    low, chances = m.sum_distribution(kinds)
    expected = np.zeros(low + len(chances))
    expected[: len(whole)] = whole[: len(expected)]
    assert np.allclose(chances, expected[low:], atol=1e-12)
    assert isclose(sum(chances), 1.0, abs_tol=1e-9)


def test_the_sum_of_many_is_as_good_as_normal() -> None:
    low, chances = m.sum_distribution({3: 1000, 4: 1000, 5: 1000})
    at = np.arange(low, low + len(chances))
    assert isclose((at * chances).sum(), 12_000, abs_tol=1e-6) and isclose(
        (at**2 * chances).sum() - 12_000**2, 2_000, rel_tol=1e-6
    )
    assert np.abs(np.cumsum(chances) - stats.norm.cdf(at + 0.5, 12_000, 2_000**0.5)).max() < 1e-3


def test_a_bootstrap_draws_families_and_not_answers() -> None:
    """Families whose answers are all alike: drawing answers would promise twice the certainty."""
    families = [(5 * 4, 4)] * 15 + [(2 * 4, 4)] * 15
    found = m.bootstrap_mean(families)
    random = np.random.default_rng(1)
    sums, counts = np.array(families).T
    drawn = random.integers(0, 30, (20_000, 30))
    expected = np.percentile(sums[drawn].sum(1) / counts[drawn].sum(1), [2.5, 97.5])
    assert found is not None
    assert isclose(found.low, expected[0], abs_tol=0.06) and isclose(found.high, expected[1], abs_tol=0.06)
    alone = m.bootstrap_mean([(5, 1)] * 60 + [(2, 1)] * 60)
    assert alone is not None and alone.high - alone.low < 0.6 * (found.high - found.low)


def test_a_bootstrap_of_unequal_families_agrees_with_plain_drawing() -> None:
    source = Random(4)
    families = [(sum(source.randint(1, 5) for _ in range(n)), n) for n in (source.randint(1, 3) for _ in range(90))]
    sums, counts = np.array(families).T
    drawn = np.random.default_rng(2).integers(0, 90, (20_000, 90))
    expected = np.percentile(sums[drawn].sum(1) / counts[drawn].sum(1), [2.5, 97.5])
    found = m.bootstrap_mean(families)
    assert found is not None
    assert isclose(found.low, expected[0], abs_tol=0.02) and isclose(found.high, expected[1], abs_tol=0.02)


def test_a_bootstrap_knows_no_order_and_no_chance() -> None:
    families = [(value, 1) for value in (1, 2, 3, 4, 5) for _ in range(value)]
    assert m.bootstrap_mean(families, draws=500) == m.bootstrap_mean(reversed(families), draws=500)


def test_no_interval_under_ten_answers() -> None:
    assert m.bootstrap_mean([(4, 1)] * 9) is None
    assert m.bootstrap_mean([(4, 1)] * 10, draws=50) == Interval(4, 4)
    assert m.bootstrap_mean([(9, 2)] * 5, draws=50) == Interval(4.5, 4.5)
    assert m.bootstrap_mean([(0, 0)] * 50) is None


@pytest.mark.parametrize(
    ("n", "times", "among"),
    [(1, 1, 3), (7, 5, 7), (40, 1, 2), (300, 299, 1000), (3000, 2, 2999), (3000, 2998, 2999), (9999, 4000, 9000)],
)
def test_a_binomial_is_that_of_scipy(n: int, times: int, among: int) -> None:
    reached = m.binomial_reached(n, times, among)
    at = reached.low + np.arange(len(reached.sums))
    assert np.allclose(np.array(reached.sums) / reached.sums[-1], stats.binom.cdf(at, n, times / among), atol=1e-12)
    assert reached.low >= 0 and at[-1] <= n
    assert reached.low == reached.drawn(0.0) < reached.drawn(1 - 2**-53) <= at[-1]


def test_a_sum_is_drawn_of_any_number_of_values() -> None:
    """Against the exact distribution of the sum of so many."""
    kinds, random = {3: 2, 4: 5, 5: 9}, Random(3)
    drawn = m._Sums(kinds)
    for n in (0, 1, 2, 13):
        whole = np.ones(1)
        for _ in range(n):
            whole = np.convolve(whole, np.array([0, 0, 0, 2, 5, 9]) / 16)
        found = np.bincount([drawn.drawn(n, random.random) for _ in range(3_000)], minlength=len(whole))
        assert np.abs(found / 3_000 - whole).max() < 0.04
        assert abs((found * np.arange(len(whole))).sum() / 3_000 - n * 71 / 16) < 0.2
    assert m._Sums({7: 3}).drawn(5, random.random) == 35
