"""Whether a figure of one event differs from those before by more than chance: charts with control limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum, sqrt

RUN = 8
"""So many points in a row on one side of the centre are a shift (Western Electric, "Statistical Quality Control Handbook", 1956)."""

_MOVING_RANGE = 2.66
"""3 / d2 for ranges of two values, d2 = 1.128."""


class Signal(StrEnum):
    """Why a point is more than chance."""

    BEYOND = "beyond"
    RUN = "run"


@dataclass(frozen=True)
class ControlPoint:
    """One event's figure between its limits. ``low`` and ``high`` in the unit of the value."""

    value: float
    low: float
    high: float
    signal: Signal | None = None


@dataclass(frozen=True)
class ControlChart:
    """The figures in their order, and what they are around."""

    centre: float
    points: tuple[ControlPoint, ...]


def share_chart(counted: Sequence[tuple[int, int]]) -> ControlChart | None:
    """A p-chart of shares, each ``(successes, n)``: p̄ ± 3 √(p̄ (1 - p̄) / n), cut at 0 and 1. None without answers.

    W. A. Shewhart, "Economic Control of Quality of Manufactured Product", 1931; D. C. Montgomery, "Introduction to Statistical Quality
    Control", 7.2 (limits by each sample's own size). Events without answers (n = 0) are no points: leave them out.
    """
    whole = sum(n for _, n in counted)
    if not whole:
        return None
    centre = sum(successes for successes, _ in counted) / whole
    points = []
    for successes, n in counted:
        reach = 3 * sqrt(centre * (1 - centre) / n)
        points.append(ControlPoint(successes / n, max(0.0, centre - reach), min(1.0, centre + reach)))
    return _with_signals(centre, points)


def value_chart(values: Sequence[float]) -> ControlChart | None:
    """An XmR chart of single values: X̄ ± 2.66 times the mean moving range. None for fewer than two values.

    D. J. Wheeler and D. S. Chambers, "Understanding Statistical Process Control", 1992, chapter 3.
    """
    if len(values) < 2:
        return None
    centre = fsum(values) / len(values)
    reach = _MOVING_RANGE * fsum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    return _with_signals(centre, [ControlPoint(value, centre - reach, centre + reach) for value in values])


def _with_signals(centre: float, points: Sequence[ControlPoint]) -> ControlChart:
    found, side, run = [], 0, 0
    for point in points:
        now = (point.value > centre) - (point.value < centre)
        run = run + 1 if now and now == side else abs(now)
        side = now
        # A mean of these same values may miss them by the last digit; that is no signal.
        hair = 1e-12 * max(1.0, abs(centre))
        signal = None
        if not point.low - hair <= point.value <= point.high + hair:
            signal = Signal.BEYOND
        elif run >= RUN:
            signal = Signal.RUN
        found.append(ControlPoint(point.value, point.low, point.high, signal))
    return ControlChart(centre, tuple(found))
