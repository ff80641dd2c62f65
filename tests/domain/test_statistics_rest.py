"""Queues and trends: against formulas written a second way, against simulation, and against published examples."""

from fractions import Fraction
from math import factorial, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.statistics_queue import backlog, erlang_c
from eventdesk.domain.statistics_trend import RUN, ControlPoint, Signal, share_chart, value_chart

FEW = settings(max_examples=60, deadline=None)


@FEW
@given(st.integers(1, 12), st.fractions(Fraction(1, 50), Fraction(49, 50)))
def test_erlang_is_the_sum_in_fractions(servers: int, busy: Fraction) -> None:
    """C = (a^c / c!) c / (c - a) over that and the sum of a^k / k! for k < c."""
    load = busy * servers
    last = load**servers / factorial(servers) * servers / (servers - load)
    chance = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    found = erlang_c(arrivals=float(load), service=1.0, servers=servers)
    assert found is not None
    assert isclose(found.chance, chance, rel_tol=1e-9)
    assert isclose(found.mean_wait, chance / (servers - load), rel_tol=1e-7)
    assert isclose(found.busy, busy, rel_tol=1e-12)


def test_one_server_waits_as_everybody_knows() -> None:
    """M/M/1: who comes waits with the chance that the server is busy, for rho / (mu - lambda) on average."""
    found = erlang_c(arrivals=3, service=0.25, servers=1)
    assert found is not None
    assert isclose(found.chance, 0.75) and isclose(found.mean_wait, 0.75 / (4 - 3))


def test_a_queue_that_grows_has_no_mean() -> None:
    assert erlang_c(arrivals=4, service=0.5, servers=2) is None
    assert erlang_c(arrivals=0, service=0.5, servers=2) is not None
    for wrong in ({"arrivals": -1, "service": 1, "servers": 1}, {"arrivals": 1, "service": 0, "servers": 1}):
        with pytest.raises(ValueError):
            erlang_c(**wrong)


def test_what_piles_up_is_worked_off() -> None:
    assert backlog([30, 30, 5, 0, 0, 0], servers=2, rate=8) == (14, 28, 17, 1, 0, 0)
    with pytest.raises(ValueError):
        backlog([1], servers=1, rate=-1)


@FEW
@given(st.lists(st.integers(0, 40), max_size=30), st.integers(0, 4), st.integers(0, 12))
def test_nobody_is_lost_from_a_queue(arrivals: list[int], servers: int, rate: int) -> None:
    """With time after the last arrival all are served; and Lindley's maximum says the same as the recursion."""
    found = backlog(arrivals, servers=servers, rate=rate)
    nets = [came - servers * rate for came in arrivals]
    assert list(found) == [
        max(0, max(sum(nets[start : end + 1]) for start in range(end + 1))) for end in range(len(nets))
    ]


def test_limits_of_shares() -> None:
    chart = share_chart([(18, 20), (45, 50), (27, 30), (2, 20)])
    assert chart is not None
    centre = 92 / 120
    assert isclose(chart.centre, centre)
    assert [point.signal for point in chart.points] == [None, None, None, Signal.BEYOND]
    first = chart.points[0]
    assert isclose(first.low, centre - 3 * (centre * (1 - centre) / 20) ** 0.5) and first.high == 1.0
    assert share_chart([]) is None


def test_limits_of_single_values() -> None:
    values = [4.4, 4.6, 4.5, 4.7, 4.3, 3.0]
    chart = value_chart(values)
    assert chart is not None
    middle, ranges = sum(values) / 6, (0.2 + 0.1 + 0.2 + 0.4 + 1.3) / 5
    assert isclose(chart.points[0].low, middle - 2.66 * ranges) and isclose(
        chart.points[0].high, middle + 2.66 * ranges
    )
    assert value_chart([4.4]) is None


def test_a_run_on_one_side_is_a_shift() -> None:
    chart = value_chart([4.0, 4.2] * 4 + [4.6, 4.7] * 4)
    assert chart is not None
    signals = [point.signal for point in chart.points]
    assert signals[: RUN - 1] == [None] * (RUN - 1)
    assert signals[RUN - 1] is Signal.RUN and signals[-1] is Signal.RUN
    assert signals[RUN : 2 * RUN - 1] == [None] * (RUN - 1)


def test_values_that_never_change_signal_nothing() -> None:
    chart = value_chart([0.1 + 0.2, 0.3] * 10)
    assert chart is not None
    assert all(isinstance(point, ControlPoint) and point.signal is not Signal.BEYOND for point in chart.points)
    assert share_chart([(3, 3), (5, 5)]).points[0].signal is None
