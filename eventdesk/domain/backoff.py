"""How long to wait before a hub is asked again."""

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds."""


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after so many failures in a row (1 or more), ``chance`` drawn evenly from 0 to 1.

    Exponential back-off with full jitter, so that stations which lost a hub together do not come back together. Source: M.
    Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog (2015).
    """
    if failures < 1 or not 0 <= chance <= 1:
        raise ValueError("there is nothing to wait for")
    return chance * min(LONGEST, SHORTEST * float(2 ** min(failures - 1, 20)))
