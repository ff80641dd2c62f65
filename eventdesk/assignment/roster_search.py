"""Betters a roster aim by aim: the solver makes one as good as it can be, that is then kept, and the next one follows."""

import time
from collections.abc import Callable, Iterator, Sequence
from random import Random

from eventdesk.assignment.roster_aims import Order, RosterAim, Scale, Score, scale, score
from eventdesk.assignment.roster_grid import Pairs, RosterGrid, only
from eventdesk.assignment.roster_model import RosterModel
from eventdesk.assignment.solver import CLOSE, relax, solve

SHARES = {RosterAim.FILLED: 0.8}
"""What an aim may take of the time that is left; the last takes all."""
SHARE = 0.4
WHOLE = 5000
"""Pairs beyond the likely ones up to which the whole question is asked after the small one."""
FEW, EXTRA = 300, 1500
"""Pairs added at random to the likely ones, for whole numbers where the likely ones give fractions: in a question that is asked
as a whole soon, and in a larger one."""
ROUNDS = 3
"""How often a large question is asked with other pairs, before it is asked as a whole."""
MEETINGS = 2500
"""Shifts in which two could meet who don't get on, up to which the question without whole columns looks at them too."""
WIDE = 1e9
"""A bound beyond this says nothing."""


class RosterSearch:
    """The best roster found so far, its score, and what each aim is known not to get above: ``most``, None where nobody
    computed it."""

    def __init__(
        self,
        grid: RosterGrid,
        pairs: Pairs,
        *,
        order: Order,
        until: float,
        cancelled: Callable[[], bool],
        told: Callable[[], None],
    ) -> None:
        self.grid = grid
        self.pairs = pairs
        self.score: Score = score(grid, pairs)
        self.order = order
        self.scale: Scale = scale(grid, order)
        self.most: dict[RosterAim, int] = {}
        self._until = until
        self._cancelled = cancelled
        self._tell = told
        self._random = Random(0)

    @property
    def proven(self) -> int:
        """How many of the aims, from the first, can't be bettered."""
        return next((n for n, aim in enumerate(self.order) if not self.reached(aim)), len(self.order))

    def reached(self, aim: RosterAim) -> bool:
        """Whether an aim can't be bettered as long as those before it are kept."""
        return self.score[aim] >= self.most.get(aim, self.scale.most[aim])

    @property
    def number(self) -> float:
        """The roster's objective."""
        return self.scale.number(self.score)

    @property
    def bound(self) -> float | None:
        """What no roster's objective is above. Behind an aim that is not proven all others may be perfect."""
        if not self.most:
            return None
        values, open_ended = {}, False
        for aim in self.order:
            values[aim] = self.scale.most[aim] if open_ended else self.most.get(aim, self.scale.most[aim])
            open_ended = open_ended or not self.reached(aim)
        return max(self.number, self.scale.number(values))

    @property
    def gap(self) -> float | None:
        """How far the objective may be below the best, as a share of it."""
        bound = self.bound
        return None if bound is None else (bound - self.number) / max(1.0, self.number)

    def run(self) -> None:
        """Goes through the aims in their order until time is up or somebody cancels. Raises :class:`Absent`."""
        model = RosterModel(self.grid)
        meetings = sum((self.grid.able[one] & self.grid.able[other]).bit_count() for one, other in _rivals(self.grid))
        light = model if meetings <= MEETINGS else RosterModel(self.grid, apart=False)
        # What an aim leaves of its time, the next ones get; what is left in the end goes to those that are not proven yet.
        while self.proven < len(self.order) and self._goes_on(self._until):
            for place, aim in enumerate(self.order):
                if not model.costs[aim]:
                    self.most[aim] = self.score[aim]
                elif not self.reached(aim) and self._goes_on(self._until):
                    self._better(model, light, place)

    def _goes_on(self, until: float) -> bool:
        return time.monotonic() < until and not self._cancelled()

    def _better(self, model: RosterModel, light: RosterModel, place: int) -> None:
        """Makes one aim better. First it is asked without whole columns: that takes a moment, bounds the aim, and shows which
        pairs matter. With those alone the question is small. Only then all pairs get their turn."""
        aim = self.order[place]
        now = time.monotonic()
        until = now + (self._until - now) * (SHARES.get(aim, SHARE) if place < self._last else 1.0)
        values = model.values(self.pairs)
        keep = self._keep(model, place, values)
        loose = relax(light.model, model.costs[aim], keep=keep, seconds=until - now, cancelled=self._cancelled)
        if loose.values is not None:
            self._bounded(model, aim, loose.bound)
            self._tell()
            likely = {pair for pair, column in model.columns.items() if loose.values[column] > CLOSE}
            others = sorted(model.columns.keys() - likely)
            for extra in (0, FEW) if len(others) < WHOLE else (0, *[EXTRA] * ROUNDS):
                if self.reached(aim) or not self._goes_on(until):
                    break
                drawn = self._random.sample(others, min(len(others), extra))
                self._settle(RosterModel(only(self.grid, {*self.pairs, *likely, *drawn})), place, until, whole=False)
        if not self.reached(aim) and self._goes_on(until):
            self._settle(model, place, until, whole=True)

    def _bounded(self, model: RosterModel, aim: RosterAim, bound: float) -> bool:
        """Remembers what an aim can't get above; whether that is news."""
        # The costs leave out a constant, and have the other sign.
        unit = self.grid.unit if aim is RosterAim.FAIR else 1
        constant = self.score[aim] + round(model.sum(aim, model.values(self.pairs))) * unit
        known = self.most.get(aim, self.scale.most[aim])
        most = max(self.score[aim], min(known, constant - unit * _least(bound)))
        news = self.most.get(aim) != most
        self.most[aim] = most
        return news

    @property
    def _last(self) -> int:
        """The last aim that is not proven."""
        return max(n for n, aim in enumerate(self.order) if not self.reached(aim))

    def _keep(self, model: RosterModel, place: int, values: Sequence[float]) -> list[tuple[dict[int, float], float]]:
        before = [one for one in self.order[:place] if model.costs[one]]
        return [(model.costs[one], round(model.sum(one, values))) for one in before]

    def _settle(self, model: RosterModel, place: int, until: float, *, whole: bool) -> bool:
        """Betters one aim with some or the ``whole`` of the pairs; whether that was a gain."""
        aim = self.order[place]
        before = self.score

        def better(columns: Sequence[float] | None, bound: float) -> None:
            gained = columns is not None and self.take(model.pairs(columns))
            news = whole and self._bounded(model, aim, bound)
            if gained or news:
                self._tell()

        values = model.values(self.pairs)
        answer = solve(
            model.model,
            model.costs[aim],
            keep=self._keep(model, place, values),
            start=values,
            seconds=max(0.01, until - time.monotonic()),
            whole=True,
            better=better,
            cancelled=self._cancelled,
        )
        if answer.values is not None:
            self.take(model.pairs(answer.values))
            if whole:
                self._bounded(model, aim, answer.bound)
                if answer.proven:
                    self.most[aim] = self.score[aim]
        gained = self.score is not before
        if gained or whole:
            self._tell()
        return gained

    def take(self, pairs: Pairs) -> bool:
        """Remembers a roster that is better in the order of the aims."""
        new = score(self.grid, pairs)
        changed = next((n for n, aim in enumerate(self.order) if new[aim] != self.score[aim]), None)
        if changed is None or new[self.order[changed]] < self.score[self.order[changed]]:
            return False
        self.pairs, self.score = pairs, new
        # What was known of later aims held for what the earlier ones came to.
        for aim in self.order[changed + 1 :]:
            self.most.pop(aim, None)
        return True


def _rivals(grid: RosterGrid) -> Iterator[tuple[int, int]]:
    return ((one, other) for one, rivals in enumerate(grid.apart) for other in rivals if one < other)


def _least(bound: float) -> int:
    """The smallest whole number that is not below a bound."""
    return -int(-(bound - CLOSE) // 1) if abs(bound) < WIDE else -int(WIDE)
