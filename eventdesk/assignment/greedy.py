"""The first proposal: slot after slot, each into the best spot that is left. Takes milliseconds and proves nothing."""

from collections.abc import Iterator, Sequence

from eventdesk.assignment.aims import leader_rooms, missing_hours, opens, serves
from eventdesk.assignment.board import Spot, leader
from eventdesk.assignment.grid import Grid, Places, open_spots


def greedy(grid: Grid, start: Places) -> dict[int, Spot]:
    """The best of some orders in which the tasks that wait may be placed. Those of ``start`` stay there."""
    best, most = dict(start), -1
    for order in _orders(grid, start):
        places = fill(grid, start, order)
        if len(places) > most:
            best, most = places, len(places)
        if most == len(grid.tasks):
            break
    return best


def _orders(grid: Grid, start: Places) -> Iterator[list[int]]:
    """Who has least choice first; then the longest first; then those whose leader has most to do."""
    waiting = [number for number, task in enumerate(grid.tasks) if number not in start]
    tasks = grid.tasks
    work: dict[str, int] = {}
    for task in tasks:
        work[leader(task.slot)] = work.get(leader(task.slot), 0) + (task.minutes if leader(task.slot) else 0)
    yield sorted(waiting, key=lambda number: (len(tasks[number].spots), -tasks[number].minutes, number))
    yield sorted(waiting, key=lambda number: (-tasks[number].minutes, len(tasks[number].spots), number))
    yield sorted(waiting, key=lambda number: (-work[leader(tasks[number].slot)], -tasks[number].minutes, number))


def fill(grid: Grid, places: Places, order: Sequence[int]) -> dict[int, Spot]:
    """With tasks added one after the other where a spot is left for them."""
    made = dict(places)
    board = grid.board(made)
    partners = _partners(grid)
    for number in order:
        task = grid.tasks[number]
        left = open_spots(board, task, task.spots)
        if left:
            made[number] = _best(grid, made, number, left, partners.get(number, ()))
            board.put(task.slot, made[number])
    return made


def _best(grid: Grid, places: Places, number: int, left: Sequence[Spot], partners: Sequence[tuple[int, int]]) -> Spot:
    """The spot that serves the aims best, as far as one slot alone can: the later slots are not thought of."""
    task = grid.tasks[number]
    name = leader(task.slot)
    rooms = leader_rooms(grid, places).get(name, set()) if name else set()
    missing = [grid.hours[hour] for band, hour in missing_hours(grid, places) if serves(task.slot, band)]
    standing = grid.spots(places)
    others = [(standing[other], families) for other, families in partners if other in standing]

    def cost(spot: Spot) -> tuple[int, ...]:
        return (
            sum(families for other, families in others if other.meets(spot.start, spot.end)),
            -sum(1 for start, end in missing if opens(spot, start, end)),
            int(bool(rooms) and spot.room not in rooms),
            spot.start,
            spot.room,
        )

    return min(left, key=cost)


def _partners(grid: Grid) -> dict[int, list[tuple[int, int]]]:
    partners: dict[int, list[tuple[int, int]]] = {}
    for pair in grid.pairs:
        partners.setdefault(pair.one, []).append((pair.other, pair.families))
        partners.setdefault(pair.other, []).append((pair.one, pair.families))
    return partners
