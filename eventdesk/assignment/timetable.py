"""A draft's question as a model: one column says that a slot stands in a room from a moment on.

Two slots meet exactly if one of them takes place when the other begins, so a rule of the kind "one at a time" is a row for
each possible beginning.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from eventdesk.assignment.aims import Aim, leader_rooms, meet, missing_hours, opens, serves
from eventdesk.assignment.board import Spot, amount, leader
from eventdesk.assignment.grid import Grid, Pair, Places
from eventdesk.assignment.model import Model

HALF = 0.5


class Timetable:
    """The model of a grid, the costs of each aim, and the way from places to its columns and back.

    Costs leave out what no place can change, so they differ from the score by a constant.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.model = Model()
        self.costs: dict[Aim, dict[int, float]] = {aim: {} for aim in Aim}
        self._spots: list[dict[Spot, int]] = []
        self._times: list[dict[tuple[int, int], int]] = []
        self._marks: list[tuple[int, Callable[[Places], bool]]] = []
        self._points = sorted({spot.start for task in grid.tasks for spot in task.spots})
        self._led: dict[str, list[int]] = defaultdict(list)
        for number, task in enumerate(grid.tasks):
            if leader(task.slot):
                self._led[leader(task.slot)].append(number)
        self._add_spots()
        self._add_rooms()
        self._add_leaders()
        self._add_resources()
        self._add_siblings()
        self._add_hours()
        self._add_leader_rooms()

    def values(self, places: Places) -> list[float]:
        """The columns when the tasks stand there."""
        values = [0.0] * self.model.width
        for number, spot in places.items():
            values[self._spots[number][spot]] = 1.0
            values[self._times[number][spot.start, spot.end]] = 1.0
        for column, holds in self._marks:
            values[column] = float(holds(places))
        return values

    def places(self, values: Sequence[float]) -> dict[int, Spot]:
        """Where the tasks stand by the columns."""
        return {
            number: spot
            for number, spots in enumerate(self._spots)
            for spot, column in spots.items()
            if values[column] > HALF
        }

    def sum(self, aim: Aim, values: Sequence[float]) -> float:
        """What an aim costs with these values of the columns."""
        return sum(cost * values[column] for column, cost in self.costs[aim].items())

    def kept(self, place: int, values: Sequence[float]) -> list[tuple[dict[int, float], float]]:
        """The aims before the one at ``place``, each with what it costs now: the limits for whatever comes after them."""
        return [(self.costs[aim], self.sum(aim, values)) for aim in list(Aim)[:place] if self.costs[aim]]

    def _mark(self, holds: Callable[[Places], bool]) -> int:
        """A column that the rows drive to 0 or 1; ``holds`` tells which for given places."""
        column = self.model.column(whole=False)
        self._marks.append((column, holds))
        return column

    def _add_spots(self) -> None:
        for task in self.grid.tasks:
            spots: dict[Spot, int] = {}
            times: dict[tuple[int, int], list[int]] = defaultdict(list)
            for spot in task.spots:
                column = spots[spot] = self.model.column(whole=True)
                times[spot.start, spot.end].append(column)
                self.costs[Aim.EARLY][column] = float(spot.start)
                if task.home is None:
                    self.costs[Aim.PLACED][column] = -1.0
                elif spot != task.home:
                    self.costs[Aim.MOVES][column] = 1.0
            self._spots.append(spots)
            self._times.append({})
            for time, columns in times.items():
                column = self._times[-1][time] = self.model.column(whole=False)
                self.model.row([(column, -1.0), *((spot, 1.0) for spot in columns)], lower=0.0, upper=0.0)
            once = [(column, 1.0) for column in self._times[-1].values()]
            self.model.row(once, lower=0.0 if task.home is None else 1.0, upper=1.0)

    def _during(self, start: int, end: int) -> list[int]:
        return self._points[bisect_left(self._points, start) : bisect_left(self._points, end)]

    def _add_rooms(self) -> None:
        rows: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
        for task, spots in zip(self.grid.tasks, self._spots, strict=True):
            for spot, column in spots.items():
                for at in self._during(spot.start, spot.end + self.grid.tail(task.slot)):
                    rows[spot.room, at].append((column, 1.0))
        for key in sorted(rows):
            self.model.row(rows[key], upper=1.0)

    def _held(self, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        """By moment: the tasks that may take place then, with the column of the time."""
        held: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number in numbers:
            for (start, end), column in self._times[number].items():
                for at in self._during(start, end):
                    held[at].append((number, column))
        return held

    def _add_leaders(self) -> None:
        for numbers in self._led.values():
            if len(numbers) > 1:
                held = self._held(numbers)
                for at in sorted(held):
                    self.model.row([(column, 1.0) for _, column in held[at]], upper=1.0)

    def _add_resources(self) -> None:
        for resource in self.grid.grounds.resources:
            takers = {
                n: number for n, task in enumerate(self.grid.tasks) if (number := amount(task.slot, resource.name)) > 0
            }
            if not takers:
                continue
            users = [
                (item.spot, number) for item in self.grid.fixed if (number := amount(item.slot, resource.name)) > 0
            ]
            # What is in use grows only where a slot begins.
            for at in sorted({*self._points, *(spot.start for spot, _ in users)}):
                left = resource.quantity - sum(number for spot, number in users if spot.meets(at, at + 1))
                entries = [
                    (column, float(number))
                    for taker, number in takers.items()
                    for (start, end), column in self._times[taker].items()
                    if start <= at < end
                ]
                if sum(value for _, value in entries) > left:
                    self.model.row(entries, upper=float(max(left, 0)))

    def _add_siblings(self) -> None:
        count = len(self.grid.tasks)
        for pair in self.grid.pairs:
            if pair.other >= count:
                spot = self.grid.fixed[pair.other - count].spot
                meeting = [c for (start, end), c in self._times[pair.one].items() if spot.meets(start, end)]
                for column in meeting:
                    costs = self.costs[Aim.SIBLINGS]
                    costs[column] = costs.get(column, 0.0) + pair.families
                continue
            clash = self._mark(partial(_clashing, pair))
            self.costs[Aim.SIBLINGS][clash] = float(pair.families)
            held = self._held((pair.one, pair.other))
            for at in sorted(held):
                if len({number for number, _ in held[at]}) == 2:
                    self.model.row([*((column, 1.0) for _, column in held[at]), (clash, -1.0)], upper=1.0)

    def _add_hours(self) -> None:
        hours = self.grid.hours
        for band, hour in missing_hours(self.grid, {}):
            start, end = hours[hour]
            able = [number for number, task in enumerate(self.grid.tasks) if serves(task.slot, band)]
            entries = [
                (column, -1.0) for number in able
                for (begin, finish), column in self._times[number].items() if opens(Spot(0, begin, finish), start, end)
            ]  # fmt: skip
            if not entries:
                continue
            served = self._mark(partial(_serving, frozenset(able), start, end))
            self.costs[Aim.HOURS][served] = -1.0
            self.model.row([(served, 1.0), *entries], upper=0.0)

    def _add_leader_rooms(self) -> None:
        had = leader_rooms(self.grid, {})
        for name, numbers in self._led.items():
            if len(numbers) + len(had.get(name, ())) < 2:
                continue
            for room in range(len(self.grid.rooms)):
                if room in had.get(name, ()):
                    continue
                columns = [[c for spot, c in self._spots[number].items() if spot.room == room] for number in numbers]
                if not any(columns):
                    continue
                used = self._mark(partial(_using, frozenset(numbers), room))
                self.costs[Aim.LEADER_ROOMS][used] = 1.0
                for own in filter(None, columns):
                    self.model.row([*((column, 1.0) for column in own), (used, -1.0)], upper=0.0)


def _clashing(pair: Pair, places: Places) -> bool:
    return meet(places.get(pair.one), places.get(pair.other))


def _serving(able: frozenset[int], start: int, end: int, places: Places) -> bool:
    return any(number in able and opens(spot, start, end) for number, spot in places.items())


def _using(numbers: frozenset[int], room: int, places: Places) -> bool:
    return any(number in numbers and spot.room == room for number, spot in places.items())
