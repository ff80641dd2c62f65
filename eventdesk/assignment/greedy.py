"""The first proposal: slot after slot, each into the best spot that is left. Takes milliseconds and proves nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from eventdesk.assignment.aims import leader_rooms, missing_hours, opens, served_hours, serves
from eventdesk.assignment.board import Spot, leader
from eventdesk.assignment.grid import Grid, Places, open_spots
from eventdesk.domain.age import AgeBand


def greedy(grid: Grid, start: Places, cancelled: Callable[[], bool]) -> dict[int, Spot]:
    """The best of some orders in which the tasks that wait may be placed. Those of ``start`` stay there.

    It ends with what it has when ``cancelled`` says so.
    """
    best, most = dict(start), -1
    for order in _orders(grid, start):
        places = fill(grid, start, order, cancelled)
        if len(places) > most:
            best, most = places, len(places)
        if most == len(grid.tasks) or cancelled():
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


def fill(grid: Grid, places: Places, order: Sequence[int], cancelled: Callable[[], bool]) -> dict[int, Spot]:
    """With tasks added one after the other where a spot is left for them."""
    made = dict(places)
    board = grid.board(made)
    partners = _partners(grid)
    missing = set(missing_hours(grid, made))
    for number in order:
        if cancelled():
            break
        task = grid.tasks[number]
        left = open_spots(board, task, task.spots)
        if left:
            made[number] = _best(grid, made, number, left, missing, partners.get(number, ()))
            missing.difference_update(served_hours(grid, task.slot, made[number]))
            board.put(task.slot, made[number])
    return made


def _best(
    grid: Grid,
    places: Places,
    number: int,
    left: Sequence[Spot],
    missing: Iterable[tuple[AgeBand, int]],
    partners: Sequence[tuple[int, int]],
) -> Spot:
    """The spot that serves the aims best, as far as one slot alone can: the later slots are not thought of."""
    task = grid.tasks[number]
    name = leader(task.slot)
    rooms = leader_rooms(grid, places).get(name, set()) if name else set()
    hours = [grid.hours[hour] for band, hour in missing if serves(task.slot, band)]
    standing = grid.spots(places)
    others = [(standing[other], families) for other, families in partners if other in standing]

    def cost(spot: Spot) -> tuple[int, ...]:
        return (
            sum(families for other, families in others if other.meets(spot.start, spot.end)),
            -sum(1 for start, end in hours if opens(spot, start, end)),
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
