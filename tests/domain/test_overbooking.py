"""Advice on overbooking, against exact fractions and against what the formulas promise."""

from fractions import Fraction
from itertools import pairwise
from math import comb, isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.overbooking import Fit, PastEvent, advise, exceeding, fit, likelihood, most_places

shares = st.floats(0.05, 0.99)
correlations = st.floats(0.001, 0.6)


def rising(base: Fraction, times: int) -> Fraction:
    product = Fraction(1)
    for step in range(times):
        product *= base + step
    return product


def exactly(a: Fraction, b: Fraction, places: int, capacity: int) -> Fraction:
    """P(more than capacity of the places come) by rising factorials: no logarithm, nothing rounded."""
    return sum(
        (comb(places, k) * rising(a, k) * rising(b, places - k) / rising(a + b, places) for k in range(capacity + 1, places + 1)),
        Fraction(0),
    )


@pytest.mark.parametrize(("a", "b"), [(9, 1), (4, 3), (30, 5)])
def test_the_chance_is_the_exact_one(a: int, b: int) -> None:
    found = Fit(a / (a + b), 1 / (a + b + 1))
    for places, capacity in ((10, 8), (25, 20), (33, 32), (12, 0)):
        assert isclose(exceeding(found, places, capacity), exactly(Fraction(a), Fraction(b), places, capacity), rel_tol=1e-9)


def test_without_correlation_it_is_the_binomial() -> None:
    share = Fraction(4, 5)
    exact = sum(comb(12, k) * share**k * (1 - share) ** (12 - k) for k in range(11, 13))
    assert isclose(exceeding(Fit(0.8, 0.0), 12, 10), exact, rel_tol=1e-12)
    assert (exceeding(Fit(1.0, 0.0), 11, 10), exceeding(Fit(0.0, 0.0), 99, 10)) == (1.0, 0.0)


@given(shares, correlations, st.integers(1, 60), st.floats(0.005, 0.4))
@settings(max_examples=60)
def test_one_place_more_would_be_too_many(mean: float, correlation: float, capacity: int, risk: float) -> None:
    found = Fit(mean, correlation)
    places = most_places(found, capacity=capacity, risk=risk)
    assert capacity <= places <= capacity * 10
    assert exceeding(found, places, capacity) <= risk
    assert places == capacity * 10 or exceeding(found, places + 1, capacity) > risk


@given(shares, correlations, st.integers(0, 30), st.integers(0, 20))
@settings(max_examples=60)
def test_the_chance_grows_with_every_place(mean: float, correlation: float, capacity: int, more: int) -> None:
    found = Fit(mean, correlation)
    chances = [exceeding(found, capacity + extra, capacity) for extra in range(more + 2)]
    assert chances[0] == 0
    assert all(low <= high + 1e-12 for low, high in pairwise(chances))


def history_of(seed: int, a: float, b: float, events: int = 40, size: int = 120) -> list[PastEvent]:
    """Events whose chances are drawn from a beta distribution, and people who come by them."""
    chance = Random(seed)
    made = []
    for number in range(events):
        share = chance.betavariate(a, b)
        made.append(PastEvent(f"E{number}", size, sum(chance.random() < share for _ in range(size))))
    return made


@pytest.mark.parametrize(("seed", "a", "b"), [(1, 18, 4), (2, 40, 10), (3, 8, 2)])
def test_the_fit_finds_what_the_events_were_drawn_from(seed: int, a: float, b: float) -> None:
    history = history_of(seed, a, b)
    found = fit(history)
    assert abs(found.mean - a / (a + b)) < 0.05
    assert abs(found.correlation - 1 / (a + b + 1)) < 0.04
    best = likelihood(found, history)
    for mean in (found.mean * 0.97, min(found.mean * 1.02, 0.999)):
        for correlation in (found.correlation * 0.7, found.correlation, found.correlation * 1.4):
            assert likelihood(Fit(mean, correlation), history) <= best + 1e-6, "a better fit lies next to it"


def test_the_advice_keeps_its_promise_where_it_is_lived() -> None:
    """By the distribution that the past came from, the places that are advised exceed the capacity about as seldom as said."""
    given_out = advise(history_of(7, 18, 4), capacity=100, risk=0.05)
    assert given_out.places is not None
    chance = Random(11)
    over = 0
    for _ in range(4000):
        share = chance.betavariate(18, 4)
        over += sum(chance.random() < share for _ in range(given_out.places)) > 100
    assert 0.01 < over / 4000 < 0.11


def test_events_that_agree_need_no_correlation() -> None:
    found = fit([PastEvent(str(n), 100, 80) for n in range(8)])
    assert found == Fit(0.8, 0.0)


def test_where_everybody_came_no_place_is_given_twice() -> None:
    seen = advise([PastEvent(str(n), 50, 50) for n in range(6)], capacity=80)
    assert (seen.places, seen.exceeding, seen.exceeding_next, seen.no_show_rate) == (80, 0, 1, 0)


def test_where_nobody_came_the_advice_stops_somewhere() -> None:
    seen = advise([PastEvent(str(n), 50, 0) for n in range(6)], capacity=8)
    assert (seen.places, seen.capped) == (80, True)


@pytest.mark.parametrize(
    "history",
    [
        [], [PastEvent("A", 0, 0)] * 9, [PastEvent("A", 100, 80)] * 4, [PastEvent("A", 19, 15)] * 5,
    ],
)  # fmt: skip
def test_little_history_gives_no_advice(history: list[PastEvent]) -> None:
    seen = advise(history, capacity=50)
    assert (seen.places, seen.exceeding, seen.fit) == (None, None, None)
    assert advise([PastEvent("A", 20, 15)] * 5, capacity=50).places is not None


def test_the_spread_is_that_between_events() -> None:
    seen = advise([PastEvent("A", 50, 40), PastEvent("B", 50, 50)], capacity=10)
    assert (seen.lowest, seen.highest, seen.registered, seen.came) == (0.0, 0.2, 100, 90)
    assert isclose(seen.spread or 0, 0.02**0.5)
    for capacity, risk in ((-1, 0.05), (5, 0), (5, 1)):
        with pytest.raises(ValueError, match="risk"):
            advise([], capacity=capacity, risk=risk)
