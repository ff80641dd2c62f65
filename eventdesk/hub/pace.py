"""How often somebody may ask: a bucket for each, which fills by itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class Pace:
    """So many a second in the long run, ``burst`` at once."""

    rate: float
    burst: int


REQUESTS = Pace(rate=50, burst=500)
"""Of one station."""
FAILURES = Pace(rate=0.2, burst=30)
"""Of one address without a token, or with a wrong one. A right token is never refused for its neighbours."""
ENROLMENTS = Pace(rate=0.2, burst=30)
"""Of one address. A whole venue may stand behind it."""


class Buckets:
    """One bucket for each name. ``clock``: seconds that never go back."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock = pace, clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> int | None:
        """Takes one; None where there was one, else the seconds until there is."""
        now = self._clock()
        if len(self._left) > _MOST_BUCKETS:
            self._left = {key: kept for key, kept in self._left.items() if self._filled(kept, now) < self._pace.burst}
        left = self._filled(self._left.get(name, (float(self._pace.burst), now)), now)
        if left < 1:
            return max(1, round((1 - left) / self._pace.rate + 0.5))
        self._left[name] = (left - 1, now)
        return None

    def _filled(self, kept: tuple[float, float], now: float) -> float:
        return min(self._pace.burst, kept[0] + (now - kept[1]) * self._pace.rate)
