"""How good a draft can be at best: the same question without telling rooms apart, which is small enough to be answered.

Whatever holds with rooms holds without them, so no draft comes below what is found here.
"""

from collections import defaultdict
from dataclasses import replace

from eventdesk.assignment.board import Spot
from eventdesk.assignment.grid import Grid, Places
from eventdesk.assignment.timetable import Timetable


class Hours(Timetable):
    """The model of a grid with one spot for each time, wherever it is. Rooms are only counted, by how much they hold."""

    def __init__(self, grid: Grid) -> None:
        self._rooms = grid
        merged = [
            replace(
                task,
                spots=tuple(dict.fromkeys(_nowhere(spot) for spot in task.spots)),
                home=task.home and _nowhere(task.home),
            )
            for task in grid.tasks
        ]
        super().__init__(replace(grid, tasks=tuple(merged)))

    def merged(self, places: Places) -> dict[int, Spot]:
        """Places as this model knows them."""
        return {number: _nowhere(spot) for number, spot in places.items()}

    def _add_rooms(self) -> None:
        """Of the tasks that need a large room, no more at a time than there are such rooms for them."""
        tasks = self._rooms.tasks
        for usable in sorted({frozenset(task.rooms) for task in tasks}, key=len):
            rows: dict[int, list[tuple[int, float]]] = defaultdict(list)
            rooms: dict[int, set[int]] = defaultdict(set)
            for number, task in enumerate(tasks):
                if not usable.issuperset(task.rooms):
                    continue
                for spot in task.spots:
                    for at in self._during(spot.start, spot.end + self.grid.tail(task.slot)):
                        rooms[at].add(spot.room)
                for (start, end), column in self._times[number].items():
                    for at in self._during(start, end + self.grid.tail(task.slot)):
                        rows[at].append((column, 1.0))
            for at in sorted(rows):
                if len(rows[at]) > len(rooms[at]):
                    self.model.row(rows[at], upper=float(len(rooms[at])))

    def _add_leader_rooms(self) -> None:
        """Not without rooms."""


def _nowhere(spot: Spot) -> Spot:
    return Spot(-1, spot.start, spot.end)
