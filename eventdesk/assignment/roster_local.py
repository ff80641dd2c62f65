"""Betters a roster without the solver's library: small changes at random, of which only gains are kept."""

import time
from collections.abc import Callable
from random import Random

from eventdesk.assignment.roster_greedy import Crew
from eventdesk.assignment.roster_search import RosterSearch

IDLE = 3000
"""Changes tried without a gain after which it ends."""


def improve(search: RosterSearch, *, until: float, cancelled: Callable[[], bool]) -> None:
    """Tries to hand a shift to somebody else, to exchange the shifts of two, and to give places that are left."""
    draw = Random(0)
    grid = search.grid
    crew = Crew(grid, search.pairs)
    idle = 0
    while idle < IDLE and time.monotonic() < until and not cancelled() and search.proven < len(search.order):
        idle += 1
        change = _change(crew, draw)
        if not change:
            continue
        for person, shift, given in change:
            (crew.put if given else crew.take)(person, shift)
        if search.take(crew.pairs):
            idle = 0
            continue
        for person, shift, given in reversed(change):
            (crew.take if given else crew.put)(person, shift)


Change = list[tuple[int, int, bool]]


def _change(crew: Crew, draw: Random) -> Change:
    """A change that the rules allow, or nothing."""
    grid = crew.grid
    shift = draw.randrange(len(grid.need))
    if not grid.who[shift]:
        return []
    person = draw.choice(grid.who[shift])
    movable = sorted(one for one in crew.crews[shift] if (one, shift) not in grid.fixed)
    if person in crew.crews[shift]:
        return []
    if len(crew.crews[shift]) < grid.ideal[shift] and draw.random() < 0.5:
        return [(person, shift, True)] if crew.may(person, shift) else []
    if not movable:
        return []
    leaver = draw.choice(movable)
    crew.take(leaver, shift)
    try:
        if crew.may(person, shift):
            return [(leaver, shift, False), (person, shift, True)]
        return _exchange(crew, leaver, person, shift)
    finally:
        crew.put(leaver, shift)


def _exchange(crew: Crew, leaver: int, person: int, shift: int) -> Change:
    """Somebody takes a shift, already left by ``leaver``, who gets one of the newcomer's."""
    grid = crew.grid
    for other in range(len(grid.need)):
        if (
            crew.has[person] >> other & 1
            and (person, other) not in grid.fixed
            and crew.may_instead(person, shift, other)
        ):
            crew.take(person, other)
            allowed = crew.may(leaver, other)
            crew.put(person, other)
            if allowed:
                return [(leaver, shift, False), (person, other, False), (person, shift, True), (leaver, other, True)]
    return []
