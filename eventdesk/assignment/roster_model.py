"""A roster's question as a model: one column says that somebody has a shift, the others count what the aims look at."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import gcd

from eventdesk.assignment.model import Model
from eventdesk.assignment.roster_aims import RosterAim
from eventdesk.assignment.roster_grid import Group, Pairs, RosterGrid, bits

HALF = 0.5

Crews = Sequence[frozenset[int]]
Row = dict[int, float]


class RosterModel:
    """The model of a grid, the costs of each aim, and the way from pairs to its columns and back.

    A sum of costs is the aim's value with the sign turned, but for a constant: what is fixed, and what nobody can change.
    The costs of ``FAIR`` are in the grid's units instead of minutes. All of these sums are whole numbers. Without ``apart``
    people who don't get on may meet: the columns are the same, the rows many fewer, and no roster is better than its best.
    """

    def __init__(self, grid: RosterGrid, *, apart: bool = True) -> None:
        self.grid = grid
        self.model = Model()
        self.costs: dict[RosterAim, Row] = {aim: {} for aim in RosterAim}
        self.columns: dict[tuple[int, int], int] = {}
        self._marks: list[tuple[int, Callable[[Crews, Sequence[int]], float]]] = []
        self._fixed = [frozenset(p for p, s in grid.fixed if s == shift) for shift in range(len(grid.need))]
        self._spent = [sum(grid.minutes[s] for p, s in grid.fixed if p == person) for person in range(len(grid.able))]
        self._add_pairs()
        self._add_people()
        self._add_shifts()
        if apart:
            self._add_apart()
        self._add_ratio()
        self._add_together()
        self._add_fair()

    def values(self, pairs: Pairs) -> list[float]:
        """The columns for a roster that holds the rules."""
        values = [0.0] * self.model.width
        crews: list[set[int]] = [set() for _ in self.grid.need]
        worked = [0] * len(self.grid.able)
        for person, shift in pairs:
            crews[shift].add(person)
            worked[person] += self.grid.minutes[shift]
            if (person, shift) in self.columns:
                values[self.columns[person, shift]] = 1.0
        frozen = [frozenset(crew) for crew in crews]
        for column, counted in self._marks:
            values[column] = counted(frozen, worked)
        return values

    def pairs(self, values: Sequence[float]) -> Pairs:
        """The roster that the columns say, with what is fixed."""
        return self.grid.fixed | {pair for pair, column in self.columns.items() if values[column] > HALF}

    def sum(self, aim: RosterAim, values: Sequence[float]) -> float:
        """What an aim costs with these values of the columns."""
        return sum(cost * values[column] for column, cost in self.costs[aim].items())

    def _mark(self, counted: Callable[[Crews, Sequence[int]], float]) -> int:
        """A column that follows from the others; ``counted`` tells its value."""
        column = self.model.column(whole=False)
        self._marks.append((column, counted))
        return column

    def _add_pairs(self) -> None:
        grid = self.grid
        for person, mask in enumerate(grid.able):
            for shift in bits(mask):
                column = self.columns[person, shift] = self.model.column(whole=True)
                if grid.wished[person] >> shift & 1:
                    self.costs[RosterAim.WISHES][column] = -1.0
                if grid.before:
                    self.costs[RosterAim.KEPT][column] = -1.0 if (person, shift) in grid.before else 1.0

    def _add_people(self) -> None:
        """One thing at a time, and no more hours than there are."""
        grid = self.grid
        for person, mask in enumerate(grid.able):
            rows = {mask & clique for clique in grid.cliques}
            for row in sorted(rows):
                # A row inside of another says nothing new.
                if row.bit_count() > 1 and not any(row != other and row & other == row for other in rows):
                    self.model.row([(self.columns[person, s], 1.0) for s in bits(row)], upper=1.0)
            own = bits(mask)
            self._limit(person, {s: grid.minutes[s] for s in own}, grid.hours[person], self._spent[person])
            if (most := grid.day_hours[person]) is not None:
                days: dict[int, dict[int, int]] = defaultdict(dict)
                for shift in own:
                    for day, length in grid.days[shift]:
                        days[day][shift] = length
                fixed = [dict(grid.days[s]) for p, s in grid.fixed if p == person]
                for day, lengths in days.items():
                    self._limit(person, lengths, most, sum(one.get(day, 0) for one in fixed))

    def _limit(self, person: int, lengths: dict[int, int], most: int | None, spent: int) -> None:
        if most is None or sum(lengths.values()) <= most - spent:
            return
        unit = gcd(*lengths.values())
        entries = [(self.columns[person, shift], float(length // unit)) for shift, length in lengths.items()]
        self.model.row(
            entries, upper=float(_reachable([one // unit for one in lengths.values()], (most - spent) // unit))
        )

    def _add_shifts(self) -> None:
        """No more than the ideal; what is filled of the need, and what beyond it."""
        grid = self.grid
        for shift, who in enumerate(grid.who):
            there = len(self._fixed[shift])
            columns = [(self.columns[person, shift], 1.0) for person in who]
            room = grid.ideal[shift] - there
            if len(columns) > room:
                self.model.row(columns, upper=float(max(0, room)))
            need = min(grid.need[shift], grid.ideal[shift])
            missing, beyond = max(0, need - there), grid.ideal[shift] - max(need, there)
            if not columns:
                continue
            if len(columns) <= missing or beyond <= 0 or missing == 0:
                aim = RosterAim.IDEAL if missing == 0 else RosterAim.FILLED
                self.costs[aim].update({column: -1.0 for column, _ in columns})
                continue
            # The need is filled before the places beyond it, so what is filled is at most the need and at most who is there.
            filled = self._mark(partial(_filled, shift, there, missing))
            self.model.row([(filled, float(missing)), *((column, -1.0) for column, _ in columns)], upper=0.0)
            self.costs[RosterAim.FILLED][filled] = -float(missing)
            self.costs[RosterAim.IDEAL].update({column: -1.0 for column, _ in columns})
            self.costs[RosterAim.IDEAL][filled] = float(missing)

    def _add_apart(self) -> None:
        grid = self.grid
        for one, rivals in enumerate(grid.apart):
            for other in rivals:
                if one < other:
                    for shift in bits(grid.able[one] & grid.able[other]):
                        pair = [(self.columns[one, shift], 1.0), (self.columns[other, shift], 1.0)]
                        self.model.row(pair, upper=1.0)

    def _add_ratio(self) -> None:
        for group in self.grid.groups:
            there = sum(len(self._fixed[shift] & group.adults[shift]) for shift in group.shifts)
            columns = [
                (self.columns[person, shift], -1.0)
                for shift in group.shifts for person in group.adults[shift] if (person, shift) in self.columns
            ]  # fmt: skip
            goal = group.goal - there
            if goal > 0 and columns:
                served = self._mark(partial(_adults, group, there, goal))
                self.model.row([(served, float(goal)), *columns], upper=0.0)
                self.costs[RosterAim.RATIO][served] = -float(goal)

    def _add_together(self) -> None:
        grid = self.grid
        for one, other in grid.together:
            for shift in range(len(grid.need)):
                columns = [self.columns.get((person, shift)) for person in (one, other)]
                fixed = [person in self._fixed[shift] for person in (one, other)]
                if all(fixed) or not all(c is not None or f for c, f in zip(columns, fixed, strict=True)):
                    continue
                open_columns = [column for column in columns if column is not None]
                if len(open_columns) == 1:
                    costs = self.costs[RosterAim.TOGETHER]
                    costs[open_columns[0]] = costs.get(open_columns[0], 0.0) - 1.0
                    continue
                both = self._mark(partial(_both, one, other, shift))
                for column in open_columns:
                    self.model.row([(both, 1.0), (column, -1.0)], upper=0.0)
                self.costs[RosterAim.TOGETHER][both] = -1.0

    def _add_fair(self) -> None:
        """Minutes by shares: each share is a column, dearer than the one before, so they fill in their order."""
        grid = self.grid
        level = float(grid.level // grid.unit)
        for person, mask in enumerate(grid.able):
            longest = sum(grid.minutes[shift] for shift in bits(mask))
            if limit := grid.hours[person]:
                longest = min(longest, max(0, limit - self._spent[person]))
            shares = -(-(longest + self._spent[person]) // grid.level)
            if not mask or shares + grid.ahead[person] <= 1:
                continue
            columns = []
            for number in range(shares):
                column = self._mark(partial(_share, person, number, grid.level))
                columns.append((column, -level))
                if number + grid.ahead[person]:
                    self.costs[RosterAim.FAIR][column] = level * (number + grid.ahead[person])
            worked = [(self.columns[person, shift], float(grid.minutes[shift] // grid.unit)) for shift in bits(mask)]
            self.model.row([*worked, *columns], upper=-float(self._spent[person] // grid.unit))


def _reachable(lengths: Iterable[int], most: int) -> int:
    """The largest sum of some of these lengths that is not above ``most``: a limit that somebody can really come to makes the
    model tighter than one between two sums."""
    sums = 1
    for length in lengths:
        sums |= sums << length
    return max(0, (sums & ((2 << max(0, most)) - 1)).bit_length() - 1)


def _filled(shift: int, there: int, missing: int, crews: Crews, worked: Sequence[int]) -> float:
    return min(missing, len(crews[shift]) - there) / missing


def _adults(group: Group, there: int, goal: int, crews: Crews, worked: Sequence[int]) -> float:
    return min(goal, sum(len(crews[shift] & group.adults[shift]) for shift in group.shifts) - there) / goal


def _both(one: int, other: int, shift: int, crews: Crews, worked: Sequence[int]) -> float:
    return float(one in crews[shift] and other in crews[shift])


def _share(person: int, number: int, level: int, crews: Crews, worked: Sequence[int]) -> float:
    return min(1.0, max(0.0, (worked[person] - number * level) / level))
