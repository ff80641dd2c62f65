"""Figures against SciPy, or against the same formula written a second way in exact fractions."""

from collections import Counter
from decimal import Decimal, getcontext
from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventdesk.domain import statistics as s
from eventdesk.domain.statistics import Interval, Verdict

FEW = settings(max_examples=60, deadline=None)

shares = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
answered = shares.filter(lambda share: share[1] > 0)
histograms = st.dictionaries(st.integers(0, 10), st.integers(0, 60))


@FEW
@given(histograms)
def test_mean_deviation_and_median_are_those_of_numpy(histogram: dict[int, int]) -> None:
    values = np.repeat(list(histogram), list(histogram.values()))
    if not len(values):
        assert (s.mean(histogram), s.median(histogram)) == (None, None)
        return
    assert isclose(s.mean(histogram) or 0, values.mean(), abs_tol=1e-12)
    assert s.median(histogram) == np.median(values)
    deviation = s.deviation(histogram)
    assert (deviation is None) == (len(values) < 2)
    if deviation is not None:
        assert isclose(deviation, values.std(ddof=1), rel_tol=1e-9, abs_tol=1e-12)


@FEW
@given(shares)
def test_wilson_is_that_of_scipy(share: tuple[int, int]) -> None:
    successes, n = share
    found = s.wilson(successes, n)
    if n == 0:
        assert found is None
        return
    expected = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert found is not None
    assert isclose(found.low, expected.low, abs_tol=1e-12) and isclose(found.high, expected.high, abs_tol=1e-12)


def test_wilson_keeps_to_a_share() -> None:
    none, all_of_them = s.wilson(0, 7), s.wilson(7, 7)
    assert none is not None and none.low == 0.0
    assert all_of_them is not None and all_of_them.high == 1.0
    with pytest.raises(ValueError):
        s.wilson(8, 7)


def test_fewer_than_thirty_five_answers_prove_no_ninety_per_cent() -> None:
    assert s.share_against(0.9, s.FEWEST_TO_PROVE, s.FEWEST_TO_PROVE) is Verdict.MET
    assert s.share_against(0.9, s.FEWEST_TO_PROVE - 1, s.FEWEST_TO_PROVE - 1) is Verdict.NOT_PROVEN


@FEW
@given(st.dictionaries(st.integers(0, 10), st.integers(0, 40), min_size=1).filter(lambda h: sum(h.values())))
def test_the_recommendation_is_the_formula_in_decimals(histogram: dict[int, int]) -> None:
    getcontext().prec = 40
    values = [value for value, count in histogram.items() for _ in range(count)]
    p, d, n = sum(v > 8 for v in values), sum(v < 7 for v in values), len(values)
    found = s.recommendation(histogram)
    assert (found.promoters, found.passives, found.detractors, found.n) == (p, n - p - d, d, n)
    assert isclose(found.score or 0, float(Fraction(100 * (p - d), n)), abs_tol=1e-12)
    pp, dd = (Decimal(p) + Decimal("0.75")) / (n + 3), (Decimal(d) + Decimal("0.75")) / (n + 3)
    reach = Decimal(repr(s.Z95)) * ((pp + dd - (pp - dd) ** 2) / (n + 3)).sqrt()
    assert found.interval is not None
    assert isclose(found.interval.low, max(-100, float(100 * (pp - dd - reach))), abs_tol=1e-9)
    assert isclose(found.interval.high, min(100, float(100 * (pp - dd + reach))), abs_tol=1e-9)


def test_nobody_recommends_nothing() -> None:
    assert s.recommendation({}) == s.Recommendation(0, 0, 0, 0, None, None)


def test_newcombes_own_examples() -> None:
    """The contrasts (a), (b), (d) and (g) of table II of his paper, method 10, to its four places."""
    examples = {
        ((56, 70), (48, 80)): (0.0524, 0.3339), ((9, 10), (3, 10)): (0.1705, 0.8090),
        ((5, 56), (0, 29)): (-0.0381, 0.1926), ((10, 10), (0, 10)): (0.6075, 1.0000),
    }  # fmt: skip
    for (first, second), (low, high) in examples.items():
        found = s.difference(first, second)
        assert found is not None
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@FEW
@given(answered, answered)
def test_a_difference_turned_round_changes_its_sign(first: tuple[int, int], second: tuple[int, int]) -> None:
    one, other = s.difference(first, second), s.difference(second, first)
    assert one is not None and other is not None
    assert isclose(one.low, -other.high, abs_tol=1e-12) and isclose(one.high, -other.low, abs_tol=1e-12)
    assert first[0] / first[1] - second[0] / second[1] in Interval(one.low - 1e-12, one.high + 1e-12)


def test_figures_are_apart_as_their_intervals_say() -> None:
    """Two means with Student's intervals of equal width: the difference's is wider by the root of two."""
    found = s.apart((4.5, Interval(4.2, 4.8)), (4.0, Interval(3.7, 4.3)))
    assert isclose(found.low, 0.5 - 0.3 * 2**0.5) and isclose(found.high, 0.5 + 0.3 * 2**0.5)


def test_nothing_differs_from_no_answers() -> None:
    assert s.difference((0, 0), (3, 4)) is None


@FEW
@given(answered, st.floats(0, 1))
def test_a_target_is_met_missed_or_not_proven(share: tuple[int, int], target: float) -> None:
    interval, verdict = s.wilson(*share), s.share_against(target, *share)
    assert interval is not None
    assert (verdict is Verdict.MET) == (target <= interval.low)
    assert (verdict is Verdict.MISSED) == (target > interval.high)
    assert (verdict is Verdict.NOT_PROVEN) == (interval.low < target <= interval.high)


def test_a_target_without_figures() -> None:
    assert s.share_against(0.9, 0, 0) is Verdict.NONE
    assert s.against(4.5, None) is Verdict.NOT_PROVEN  # a mean of fewer than ten answers


@FEW
@given(st.floats(0.01, 0.4), st.floats(0, 1))
def test_so_many_answers_suffice_and_one_fewer_does_not(half: float, share: float) -> None:
    def width(n: int) -> float:
        z = s.Z95
        return float(z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n))

    n = s.answers_for(half, share)
    assert width(n) <= half * (1 + 1e-12)
    assert n == 1 or width(n - 1) > half * (1 - 1e-12)


@pytest.mark.parametrize(("half", "share"), [(0, 0.5), (1, 0.5), (0.1, 1.5)])
def test_no_such_width(half: float, share: float) -> None:
    with pytest.raises(ValueError):
        s.answers_for(half, share)


def test_z_is_that_of_its_level() -> None:
    assert isclose(s.z_of(0.95), s.Z95, abs_tol=1e-12)
    assert isclose(s.z_of(0.9), stats.norm.ppf(0.95), abs_tol=1e-12)


@FEW
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=30))
def test_correlation_is_that_of_numpy(pairs: list[tuple[float, float]]) -> None:
    found = s.correlation(pairs)
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        assert found is None
    else:
        assert found is not None
        assert isclose(found, np.corrcoef(np.array(pairs).T)[0, 1], abs_tol=1e-9)


def test_kappa_is_agreement_beyond_chance() -> None:
    """Two readers of two hundred things, counted a second way."""
    cells = [[0.25, 0.13, 0.12], [0.12, 0.02, 0.16], [0.03, 0.15, 0.02]]
    pairs = [
        (str(i), str(j))
        for i, row in enumerate(cells)
        for j, share in enumerate(row)
        for _ in range(round(200 * share))
    ]
    counts, n = Counter(pairs), len(pairs)
    same = sum(counts[label, label] for label in "012") / n
    chance = sum(sum(counts[a, b] for b in "012") * sum(counts[b, a] for b in "012") for a in "012") / n**2
    found = s.kappa(pairs)
    assert found is not None
    assert isclose(found, (same - chance) / (1 - chance), abs_tol=1e-12)
    assert s.kappa([("a", "a"), ("b", "b")]) == 1.0
    assert s.kappa([]) is None and s.kappa([("a", "a")]) is None


def test_an_interval_in_another_unit() -> None:
    assert Interval(0.25, 0.5).scaled(100) == Interval(25, 50)
    assert 0.3 in Interval(0.25, 0.5) and 0.6 not in Interval(0.25, 0.5)
