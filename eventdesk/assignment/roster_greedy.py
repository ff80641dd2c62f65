"""A first roster, quickly: the scarcest shift first, and whoever is least needed elsewhere; then places that stayed empty are
filled by letting people change shifts with each other.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush

from eventdesk.assignment.roster_grid import Pairs, RosterGrid, bits

TRIES = 100_000
"""How many times it is asked whether somebody may change shifts, before the mending is left to the solver: some tenths of a
second. A number rather than a time, so that the same question has the same answer."""


class Crew:
    """A roster that grows and changes, and knows at once who may have what. It begins with what is fixed."""

    def __init__(self, grid: RosterGrid, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self.grid = grid
        self.tries = 0
        self.has = [0] * len(grid.able)
        self.crews: list[set[int]] = [set() for _ in grid.need]
        self.worked = [0] * len(grid.able)
        self._days: list[dict[int, int]] = [{} for _ in grid.able]
        for person, shift in {*grid.fixed, *pairs}:
            self.put(person, shift)

    @property
    def pairs(self) -> Pairs:
        """Who has what now."""
        return frozenset((person, shift) for shift, crew in enumerate(self.crews) for person in crew)

    def put(self, person: int, shift: int) -> None:
        """Gives a shift, without asking."""
        self._change(person, shift, 1)
        self.crews[shift].add(person)

    def take(self, person: int, shift: int) -> None:
        """Takes it away."""
        self._change(person, shift, -1)
        self.crews[shift].discard(person)

    def _change(self, person: int, shift: int, sign: int) -> None:
        self.has[person] ^= 1 << shift
        self.worked[person] += sign * self.grid.minutes[shift]
        days = self._days[person]
        for day, length in self.grid.days[shift]:
            days[day] = days.get(day, 0) + sign * length

    def may(self, person: int, shift: int) -> bool:
        """Whether somebody may have a shift as well, if there is room in it."""
        grid = self.grid
        self.tries += 1
        if not grid.able[person] >> shift & 1 or self.has[person] & (grid.clash[shift] | 1 << shift):
            return False
        return self.has_hours(person, shift) and not (grid.apart[person] and grid.apart[person] & self.crews[shift])

    def has_hours(self, person: int, shift: int, without: int | None = None) -> bool:
        """Whether the hours suffice for a shift as well, or instead of another."""
        grid = self.grid
        limit = grid.hours[person]
        spared = 0 if without is None else grid.minutes[without]
        if limit is not None and self.worked[person] + grid.minutes[shift] - spared > limit:
            return False
        limit = grid.day_hours[person]
        if limit is None:
            return True
        less = dict(grid.days[without]) if without is not None else {}
        days = self._days[person]
        return all(days.get(day, 0) - less.get(day, 0) + length <= limit for day, length in grid.days[shift])

    def may_instead(self, person: int, shift: int, given_up: int) -> bool:
        """Whether somebody may have a shift who gives up another one."""
        grid = self.grid
        self.tries += 1
        if not grid.able[person] >> shift & 1 or (self.has[person] & ~(1 << given_up)) & (
            grid.clash[shift] | 1 << shift
        ):
            return False
        return self.has_hours(person, shift, given_up) and not grid.apart[person] & self.crews[shift]

    def short(self) -> list[int]:
        """The shifts that miss people, the rarest first."""
        grid = self.grid
        found = [n for n, crew in enumerate(self.crews) if len(crew) < min(grid.need[n], grid.ideal[n])]
        return sorted(found, key=lambda n: (len(grid.who[n]), n))


def greedy(grid: RosterGrid, pairs: Pairs = frozenset(), *, ideal: bool = True, cancelled: Callable[[], bool]) -> Crew:
    """A roster that holds the rules, from what is fixed and whatever ``pairs`` (which hold them too) say already. ``ideal``:
    places beyond the need are filled too."""
    crew = Crew(grid, pairs)
    _fill(crew, list(grid.need), cancelled)
    mend(crew, cancelled)
    if ideal:
        _fill(crew, list(grid.ideal), cancelled)
    return crew


def _fill(crew: Crew, goal: list[int], cancelled: Callable[[], bool]) -> None:
    """Gives places up to a goal. How scarce a shift is, is looked at again when its turn comes."""
    grid = crew.grid
    demand = [max(0, min(goal[n], grid.ideal[n]) - len(crew.crews[n])) for n in range(len(goal))]
    # How much a person is needed: what everything that is open to them asks for, shared by those who could do it.
    press = [d / max(1, len(grid.who[n])) for n, d in enumerate(demand)]
    wanted = [sum(press[shift] for shift in bits(mask)) for mask in grid.able]
    queue = [(_slack(crew, n, len(grid.who[n]), demand[n]), n) for n in range(len(goal)) if demand[n]]
    heapify(queue)
    while queue and not cancelled():
        slack, shift = heappop(queue)
        able = [person for person in grid.who[shift] if crew.may(person, shift)]
        now = _slack(crew, shift, len(able), demand[shift])
        if now > slack and queue and now > queue[0][0]:
            heappush(queue, (now, shift))
            continue
        if not able:
            continue
        crew.put(min(able, key=lambda one: _cost(crew, wanted, one, shift)), shift)
        demand[shift] -= 1
        if demand[shift]:
            heappush(queue, (_slack(crew, shift, len(able) - 1, demand[shift]), shift))


def _slack(crew: Crew, shift: int, able: int, missing: int) -> float:
    """How easily a shift finds its people; a short one, of which somebody can do several, comes before a long one."""
    return able * crew.grid.minutes[shift] / missing


def _cost(crew: Crew, wanted: list[float], person: int, shift: int) -> tuple[float, ...]:
    grid = crew.grid
    adult = any(person in group.adults.get(shift, ()) for group in grid.groups if shift in group.adults)
    wish = grid.wished[person] >> shift & 1
    return (wanted[person] - 0.2 * wish - 0.2 * adult, crew.worked[person] + grid.level * grid.ahead[person], person)


def mend(crew: Crew, cancelled: Callable[[], bool]) -> None:
    """Fills places that stayed empty: somebody comes from another shift, and a third takes that one, or comes from a fourth."""
    until = crew.tries + TRIES
    for shift in crew.short():
        while len(crew.crews[shift]) < min(crew.grid.need[shift], crew.grid.ideal[shift]):
            if crew.tries > until or cancelled():
                return
            step = next(steps(crew, shift, deep=crew.tries < until // 2), None)
            if step is None:
                break
            for person, at, sign in step:
                (crew.put if sign > 0 else crew.take)(person, at)


Step = tuple[tuple[int, int, int], ...]
"""Changes one after the other: person, shift, 1 for given and -1 for taken away."""


def steps(crew: Crew, shift: int, *, deep: bool = True) -> Iterator[Step]:
    """Ways to one more person in a shift that leave no other with fewer people than it needs, the shortest first."""
    grid = crew.grid
    for person in grid.who[shift]:
        if crew.may(person, shift):
            yield ((person, shift, 1),)
    comers = [(person, left) for person in grid.who[shift] for left in _given_up(crew, person, shift)]
    for person, left in comers:
        if len(crew.crews[left]) > grid.need[left]:
            yield ((person, left, -1), (person, shift, 1))
    for depth in (1, 2) if deep else (1,):
        for person, left in comers:
            crew.take(person, left)
            crew.put(person, shift)
            rest = next(_replaced(crew, left, {person}, depth), None)
            crew.take(person, shift)
            crew.put(person, left)
            if rest is not None:
                yield ((person, left, -1), (person, shift, 1), *rest)


def _given_up(crew: Crew, person: int, shift: int) -> list[int]:
    """Shifts that somebody could give up so that this one is allowed."""
    grid = crew.grid
    if crew.has[person] >> shift & 1:
        return []
    own = [left for left in bits(crew.has[person]) if (person, left) not in grid.fixed]
    return [left for left in own if crew.may_instead(person, shift, left)]


def _replaced(crew: Crew, shift: int, out: set[int], depth: int) -> Iterator[Step]:
    """Ways to a person in a shift that somebody left, without those who moved already."""
    grid = crew.grid
    for person in grid.who[shift]:
        if person not in out and crew.may(person, shift):
            yield ((person, shift, 1),)
    if depth < 2:
        return
    for person in grid.who[shift]:
        if person in out:
            continue
        for left in _given_up(crew, person, shift):
            crew.take(person, left)
            crew.put(person, shift)
            rest = next(_replaced(crew, left, {*out, person}, depth - 1), None)
            crew.take(person, shift)
            crew.put(person, left)
            if rest is not None:
                yield ((person, left, -1), (person, shift, 1), *rest)
