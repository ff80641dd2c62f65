"""How long people wait at a door: what piles up from minute to minute, and Erlang's formula where arrivals are steady."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A steady queue: the chance to wait at all, the mean wait of everybody (in the unit of ``service``), how busy each server is."""

    chance: float
    mean_wait: float
    busy: float


def backlog(arrivals: Sequence[int], *, servers: int, rate: float) -> tuple[float, ...]:
    """How many wait at the end of each period: B(t+1) = max(0, B + arrivals - servers * rate).

    ``rate`` is how many one server lets in within a period. The fluid approximation of a queue (G. F. Newell, "Applications of Queueing
    Theory", 1971, chapter 2): right for a rush, where chance matters less than the crowd.
    """
    if servers < 0 or rate < 0:
        raise ValueError(f"{servers} servers at {rate}")
    waiting, found = 0.0, []
    for came in arrivals:
        waiting = max(0.0, waiting + came - servers * rate)
        found.append(waiting)
    return tuple(found)


def erlang_c(*, arrivals: float, service: float, servers: int) -> Waiting | None:
    """Waiting in a queue M/M/c: ``arrivals`` a unit of time, ``service`` units of time each. None where it never becomes steady,
    because as much comes as can be served, or more.

    A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges", 1917; by
    the recursion B(0) = 1, B(c) = aB(c-1) / (c + aB(c-1)), and C = B / (1 - (a/c)(1 - B)) (L. Kleinrock, "Queueing Systems" 1, 1975,
    3.5). Arrivals at a door are seldom steady: for a rush take :func:`backlog`.
    """
    if arrivals < 0 or service <= 0 or servers < 1:
        raise ValueError(f"{arrivals}, {service}, {servers}")
    load = arrivals * service
    if load >= servers:
        return None
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    busy = load / servers
    chance = blocked / (1 - busy * (1 - blocked))
    return Waiting(chance, chance * service / (servers - load), busy)
