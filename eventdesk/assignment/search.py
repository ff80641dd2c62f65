"""Betters a proposal piece by piece: some tasks are let go, all others stay, and the solver places those few again.

A question of sixty slots is too large to be settled whole while somebody waits, but one of a dozen takes a fraction of a
second. What is small enough as a whole is settled whole, and then it is known to be the best.
"""

import time
from collections.abc import Callable
from random import Random

from eventdesk.assignment.aims import Aim, Score, leader_rooms, meet, missing_hours, score, serves
from eventdesk.assignment.board import Spot, leader
from eventdesk.assignment.bounds import Hours
from eventdesk.assignment.grid import Grid
from eventdesk.assignment.solver import solve
from eventdesk.assignment.timetable import Timetable

WHOLE = 1200
"""Spots of a question that is settled at one go. The solver hears of a cancel late while it reads a larger one."""
SMALLEST, LARGEST, GROWTH = 8, 14, 2
"""Tasks of a piece: few at first; more when few bring no gain."""
PIECE = 4000
"""Spots of a piece before the others are in their way: a fine grid or many days make small pieces."""
COUNTABLE = 3000
"""Times of a question without rooms up to which its floor is looked for."""
IDLE = 12
"""Pieces of one size without a gain after which they grow, or the aim is left."""
NODES = 50
"""How far one piece is looked into. A number rather than a time, so that the same question has the same answer."""
SLICE = 1.0
"""Seconds after which a piece is left all the same."""
SHARE = 0.4
"""What an aim may take of the time that is left."""


class Search:
    """The best places found so far, their score, and the floor: what each aim is known not to get below."""

    def __init__(
        self,
        grid: Grid,
        places: dict[int, Spot],
        *,
        floor: Score,
        until: float,
        cancelled: Callable[[], bool],
        told: Callable[[float | None], None],
        whole: int = WHOLE,
    ) -> None:
        self.places = places
        self.score = score(grid, places)
        self.floor = list(floor)
        self._grid = grid
        self._until = until
        self._cancelled = cancelled
        self._told = told
        self._whole = sum(len(task.spots) for task in grid.tasks) <= whole
        self._random = Random(0)

    @property
    def proven(self) -> int:
        """How many of the aims, from the first, can't be bettered."""
        return next((place for place in range(len(Aim)) if not self._reached(place)), len(Aim))

    @property
    def gap(self) -> float | None:
        """How far the first aim that is not proven may be from the best, as a share of what it is; None: all are."""
        if self.proven == len(Aim):
            return None
        value, bound = self.score[self.proven], self.floor[self.proven]
        return (value - bound) / max(1, value)

    def run(self) -> None:
        """Goes through the aims in their order until time is up or somebody cancels."""
        for place, aim in enumerate(Aim):
            now = time.monotonic()
            until = now + (self._until - now) * (1.0 if aim is Aim.EARLY else SHARE)
            if aim is Aim.EARLY:
                self._look_down(place, aim)
            if self._whole:
                if self._goes_on(place, until):
                    self._settle(place, aim, list(range(len(self._grid.tasks))), until)
                continue
            self._piecewise(place, aim, until)
            if aim in (Aim.PLACED, Aim.SIBLINGS, Aim.HOURS):
                self._look_down(place, aim)

    def _reached(self, place: int) -> bool:
        return self.score[place] <= self.floor[place]

    def _goes_on(self, place: int, until: float) -> bool:
        return not self._reached(place) and time.monotonic() < until and not self._cancelled()

    def _piecewise(self, place: int, aim: Aim, until: float) -> None:
        size, idle, number = SMALLEST, 0, 0
        while size <= LARGEST and self._goes_on(place, until):
            gained = self._settle(place, aim, self._piece(aim, number, size), until)
            idle = 0 if gained else idle + 1
            number += 1
            if idle == IDLE:
                size, idle = size + GROWTH, 0

    def _settle(self, place: int, aim: Aim, free: list[int], until: float) -> bool:
        """Places some tasks anew; whether that was a gain."""
        grid = self._grid.freeing(self.places, free)
        table = Timetable(grid)
        values = table.values({n: self.places[number] for n, number in enumerate(free) if number in self.places})
        left = until - time.monotonic()
        answer = solve(
            table.model,
            table.costs[aim],
            keep=table.kept(place, values),
            start=values,
            seconds=left if self._whole else min(SLICE, left),
            nodes=None if self._whole else NODES,
            cancelled=self._cancelled,
        )
        gained = False
        if answer.values is not None:
            places = {number: spot for number, spot in self.places.items() if number not in free}
            places |= {free[n]: spot for n, spot in table.places(answer.values).items()}
            new = score(self._grid, places)
            gained = new < self.score
            if gained:
                self.places, self.score = places, new
        if self._whole and answer.proven and answer.values is not None:
            self.floor[place] = self.score[place]
        if gained:
            self._told(self.gap)
        return gained

    def _look_down(self, place: int, aim: Aim) -> None:
        """Raises the floor of an aim, as far as some of the time that is left allows."""
        left = self._until - time.monotonic()
        times = sum(len({spot.start for spot in task.spots}) for task in self._grid.tasks)
        if self._whole or times > COUNTABLE or not self._goes_on(place, self._until):
            return
        table = Hours(self._grid)
        values = table.values(table.merged(self.places))
        constant = self.score[place] - table.sum(aim, values)
        answer = solve(
            table.model,
            table.costs[aim],
            keep=table.kept(place, values),
            start=values,
            seconds=left * SHARE / 2,
            cancelled=self._cancelled,
        )
        self.floor[place] = min(self.score[place], max(self.floor[place], answer.least + round(constant)))

    def _piece(self, aim: Aim, number: int, size: int) -> list[int]:
        """Tasks to let go: some that the aim blames, and others around a room or two, around an hour, or anywhere."""
        places, draw = self.places, self._random
        blamed = [n for n in self._blamed(aim) if self._grid.tasks[n].spots]
        draw.shuffle(blamed)
        chosen = blamed[: size // 2 if aim is Aim.LEADER_ROOMS else 3]
        others = [n for n, task in enumerate(self._grid.tasks) if n not in chosen and task.spots]
        draw.shuffle(others)
        if number % 3 == 0:
            rooms = self._rooms_of(chosen)
            others.sort(key=lambda n: n in places and places[n].room not in rooms)
        elif number % 3 == 1 and self._grid.starts:
            at = draw.choice(self._grid.starts)
            others.sort(key=lambda n: abs(places[n].start - at) if n in places else 0)
        few = max(2, size * PIECE // max(PIECE, sum(len(self._grid.tasks[n].spots) for n in [*chosen, *others][:size])))
        return sorted([*chosen, *others][:few])

    def _rooms_of(self, chosen: list[int]) -> list[int]:
        """Two rooms: where some of the chosen tasks are, or may be; any others where that is not enough."""
        draw = self._random
        rooms = [self.places[n].room if n in self.places else draw.choice(self._grid.tasks[n].rooms) for n in chosen]
        draw.shuffle(rooms)
        every = list(range(len(self._grid.rooms)))
        draw.shuffle(every)
        return list(dict.fromkeys([*rooms, *every]))[:2]

    def _blamed(self, aim: Aim) -> list[int]:
        """The tasks that keep an aim from its floor."""
        grid, places = self._grid, self.places
        tasks = range(len(grid.tasks))
        if aim is Aim.PLACED:
            return [n for n in tasks if n not in places]
        if aim is Aim.SIBLINGS:
            spots = grid.spots(places)
            clashing = [pair for pair in grid.pairs if meet(spots.get(pair.one), spots.get(pair.other))]
            return sorted({n for pair in clashing for n in (pair.one, pair.other) if n in tasks})
        if aim is Aim.HOURS:
            bands = {band for band, _ in missing_hours(grid, places)}
            return [n for n in tasks if any(serves(grid.tasks[n].slot, band) for band in bands)]
        if aim is Aim.LEADER_ROOMS:
            walking = sorted(name for name, rooms in leader_rooms(grid, places).items() if len(rooms) > 1)
            name = self._random.choice(walking) if walking else ""
            return [n for n in tasks if name and leader(grid.tasks[n].slot) == name]
        if aim is Aim.MOVES:
            return [n for n in tasks if grid.tasks[n].home not in (None, places.get(n))]
        return []
