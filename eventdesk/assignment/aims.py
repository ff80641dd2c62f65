"""What makes one draft better than another: aims in their order, each a whole number that should be small."""

from enum import StrEnum

from eventdesk.assignment.board import Spot, leader
from eventdesk.assignment.grid import Grid, Places
from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot


class Aim(StrEnum):
    """The aims, the weightiest first. An earlier one is never given up for a later one."""

    PLACED = "placed"
    """Slots of the tray that still wait."""
    SIBLINGS = "siblings"
    """Times that a family's slots for two of its children are at the same hour."""
    HOURS = "hours"
    """Hours of the event in which an age band has nothing."""
    LEADER_ROOMS = "leader_rooms"
    """Rooms that a leader works in, beyond the first."""
    MOVES = "moves"
    """Placed slots that were moved."""
    EARLY = "early"
    """The starts of all slots that a draft places, in minutes from the event's start, added up."""


Score = tuple[int, ...]
"""One number for each aim; scores compare as tuples do."""


def score(grid: Grid, places: Places) -> Score:
    """What the aims come to when the tasks stand there."""
    spots = grid.spots(places)
    return (
        sum(1 for number, task in enumerate(grid.tasks) if number not in places and not task.home),
        sum(pair.families for pair in grid.pairs if meet(spots.get(pair.one), spots.get(pair.other))),
        len(missing_hours(grid, places)),
        sum(max(0, len(rooms) - 1) for rooms in leader_rooms(grid, places).values()),
        sum(1 for number, spot in places.items() if grid.tasks[number].home not in (None, spot)),
        sum(spot.start for spot in places.values()),
    )


def meet(one: Spot | None, other: Spot | None) -> bool:
    """Whether two spots share a minute; those that are nowhere don't."""
    return one is not None and other is not None and one.meets(other.start, other.end)


def serves(slot: PlannedSlot, band: AgeBand) -> bool:
    """Whether a slot is something for an age band, for some of its ages at least; one without a band is for all."""
    if slot.kind is not SlotKind.SLOT or slot.band is None:
        return slot.kind is SlotKind.SLOT
    return slot.band.min_months <= band.max_months and band.min_months <= slot.band.max_months


def opens(spot: Spot, start: int, end: int) -> bool:
    """Whether a slot is something for those who are free in an hour: it begins then, or lasts through all of it."""
    return start <= spot.start < end or (spot.start <= start and end <= spot.end)


def missing_hours(grid: Grid, places: Places) -> list[tuple[AgeBand, int]]:
    """The bands and the numbers of the hours in which they have nothing."""
    standing = [(item.slot, item.spot) for item in grid.fixed]
    standing += [(grid.tasks[number].slot, spot) for number, spot in places.items()]
    had = {served for slot, spot in standing for served in served_hours(grid, slot, spot)}
    return [(band, hour) for band in grid.bands for hour in range(len(grid.hours)) if (band, hour) not in had]


def served_hours(grid: Grid, slot: PlannedSlot, spot: Spot) -> list[tuple[AgeBand, int]]:
    """The bands and the numbers of the hours that a slot is something for."""
    hours = [number for number, (start, end) in enumerate(grid.hours) if opens(spot, start, end)]
    return [(band, hour) for hour in hours for band in grid.bands if serves(slot, band)]


def leader_rooms(grid: Grid, places: Places) -> dict[str, set[int]]:
    """The rooms in which each leader works."""
    rooms: dict[str, set[int]] = {}
    for item in grid.fixed:
        if leader(item.slot) and item.slot.kind is SlotKind.SLOT:
            rooms.setdefault(leader(item.slot), set()).add(item.spot.room)
    for number, spot in places.items():
        if name := leader(grid.tasks[number].slot):
            rooms.setdefault(name, set()).add(spot.room)
    return rooms


def floor(grid: Grid) -> Score:
    """What no draft can get below, seen without computing: a slot without any spot waits, all else may be perfect."""
    hopeless = sum(1 for task in grid.tasks if not task.spots and not task.home)
    reachable = {
        served
        for task in grid.tasks
        for start, end in {(spot.start, spot.end) for spot in task.spots}
        for served in served_hours(grid, task.slot, Spot(-1, start, end))
    }
    hours = len(set(missing_hours(grid, {})) - reachable)
    rooms = sum(max(0, len(used) - 1) for used in leader_rooms(grid, {}).values())
    displaced = sum(1 for task in grid.tasks if task.home is not None and task.home not in task.spots)
    return (hopeless, 0, hours, rooms, displaced, 0)
