"""A proposal for where the waiting slots of an event may go. A person looks at it and takes it, or doesn't."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from eventdesk.assignment import solver
from eventdesk.assignment.aims import Aim, floor
from eventdesk.assignment.board import Spot
from eventdesk.assignment.greedy import greedy
from eventdesk.assignment.grid import Grid, grid, open_spots
from eventdesk.assignment.reasons import Reason, Why, why
from eventdesk.assignment.search import Search
from eventdesk.domain.conflicts import Conflict, Severity, Siblings, find
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import BadSchedule, PlannedSlot, Schedule
from eventdesk.domain.venue import Grounds


class Ending(StrEnum):
    """Why the computing ended."""

    DONE = "done"
    """Nothing better was found, or there is nothing better."""
    TIME = "time"
    CANCELLED = "cancelled"
    NO_SOLVER = "no_solver"
    """The solver's library is not there: this is the first, quick proposal."""


@dataclass(frozen=True)
class Reached:
    """What a proposal comes to in one aim, and what none can get below. Small is good; see :class:`Aim` for the units."""

    aim: Aim
    value: int
    least: int


@dataclass(frozen=True)
class Draft:
    """A proposal, checked: it has no error that the schedule did not have before.

    ``placed`` and ``moved`` are the ids of slots that stand where they did not. ``unplaced`` are those that still wait, each
    with its reasons. ``aims`` stand in their order; where ``optimal`` all are known to be reached as well as they can be,
    else ``gap`` says of the first that is not how far it may be from the best, as a share of its value.
    """

    schedule: Schedule
    placed: tuple[str, ...]
    moved: tuple[str, ...]
    unplaced: tuple[tuple[str, Why], ...]
    aims: tuple[Reached, ...]
    optimal: bool
    gap: float | None
    ending: Ending
    seconds: float


def _never() -> bool:
    return False


def _unheard(told: object) -> None:
    """Nobody listens."""


def draft(
    schedule: Schedule,
    grounds: Grounds,
    siblings: Iterable[Siblings] = (),
    *,
    step: int = 15,
    seconds: float = 10.0,
    zone: tzinfo | None = None,
    move_placed: bool = False,
    cancelled: Callable[[], bool] = _never,
    progress: Callable[[float | None], None] = _unheard,
    preview: Callable[[Draft], None] = _unheard,
) -> Draft:
    """Places the slots of the tray, on starts every ``step`` minutes (5 to 60), so that all rules hold.
    The minutes and the nights are those of ``zone``, or of the event's start without it.

    Slots that are placed stay; with ``move_placed`` those that are not pinned may move too, but none goes back to the tray.
    Breaks, blockers and slots in rooms that nobody registered always stay. ``preview`` gets a first proposal after a moment,
    ``progress`` the gap after each better one. It ends after ``seconds``, or within a second after ``cancelled`` says so,
    with the best that was found. The same schedule gets the same draft, unless time or a person cut it short.

    Raises :class:`BadSchedule` ``bad_step`` for another step.
    """
    if not 5 <= step <= 60:
        raise BadSchedule("bad_step")
    began = time.monotonic()
    families = tuple(siblings)
    question, start = _question(schedule, grounds, families, step=step, zone=zone, move_placed=move_placed)
    least = floor(question)
    search = Search(
        question, greedy(question, start, cancelled), floor=least, until=began + seconds, cancelled=cancelled, told=progress
    )  # fmt: skip
    if not cancelled():
        first = _checked(question, search, Ending.NO_SOLVER, began)
        if search.proven < len(Aim) and not solver.present():
            return first
        preview(first)
        search.run()
    return _checked(question, search, _ending(search, cancelled, began + seconds), began)


def _ending(search: Search, cancelled: Callable[[], bool], until: float) -> Ending:
    if cancelled():
        return Ending.CANCELLED
    return Ending.TIME if search.proven < len(Aim) and time.monotonic() >= until else Ending.DONE


def _question(
    schedule: Schedule,
    grounds: Grounds,
    siblings: tuple[Siblings, ...],
    *,
    step: int,
    zone: tzinfo | None,
    move_placed: bool,
) -> tuple[Grid, dict[int, Spot]]:
    """The grid and where its placed tasks begin. What stands in nobody's way may move; what can't be freed of its trouble
    stays in it, as it did before."""
    free = frozenset(slot.id for slot in schedule.slots if move_placed and _movable(slot, grounds))
    while True:
        question = grid(schedule, grounds, siblings, step=step, zone=zone, free=free)
        places, stuck = _homes(question)
        if not stuck:
            return question, places
        free -= stuck


def _movable(slot: PlannedSlot, grounds: Grounds) -> bool:
    known = not grounds.rooms or grounds.room(slot.room) is not None
    return slot.is_placed and slot.kind is SlotKind.SLOT and not slot.pinned and slot.room != "" and known


def _homes(question: Grid) -> tuple[dict[int, Spot], frozenset[str]]:
    """The placed tasks where they are, or next to there where they quarrel; and those for which there is no place."""
    board = question.board()
    places: dict[int, Spot] = {}
    troubled = []
    for number, task in enumerate(question.tasks):
        if task.home is None:
            continue
        if open_spots(board, task, (task.home,) if task.home in task.spots else ()):
            places[number] = task.home
            board.put(task.slot, task.home)
        else:
            troubled.append((number, task.home))
    stuck = set()
    for number, home in troubled:
        task = question.tasks[number]
        left = open_spots(board, task, task.spots)
        if left:
            places[number] = min(
                left, key=lambda spot: (abs(spot.start - home.start), spot.room != home.room, spot.room)
            )
            board.put(task.slot, places[number])
        else:
            stuck.add(task.slot.id)
    return places, frozenset(stuck)


def _checked(question: Grid, search: Search, ending: Ending, began: float) -> Draft:
    """The proposal after a second look by the rules that planners know; what they refuse goes back to where it was."""
    before = question.schedule
    known = {_key(conflict) for conflict in _errors(before, question.grounds)}
    proposal = _written(question, search.places)
    refused: dict[str, int] = {}
    while wrong := [one for one in _errors(proposal, question.grounds) if _key(one) not in known]:
        back = {id for conflict in wrong for id in conflict.slots if before.slot(id) != proposal.slot(id)}
        for id in back:
            refused[id] = sum(1 for conflict in wrong if id in conflict.slots)
        proposal = _taken_back(proposal, before, back)
    changed = [slot.id for slot, was in zip(proposal.slots, before.slots, strict=True) if slot != was]
    tray = {slot.id for slot in before.tray()}
    return Draft(
        schedule=proposal,
        placed=tuple(id for id in changed if id in tray),
        moved=tuple(id for id in changed if id not in tray),
        unplaced=_unplaced(question, search.places, proposal, refused),
        aims=tuple(Reached(*one) for one in zip(Aim, search.score, search.floor, strict=True)),
        optimal=search.proven == len(Aim) and not refused,
        gap=search.gap,
        ending=ending,
        seconds=time.monotonic() - began,
    )


def _errors(schedule: Schedule, grounds: Grounds) -> list[Conflict]:
    return [conflict for conflict in find(schedule, grounds) if conflict.severity is Severity.ERROR]


def _key(conflict: Conflict) -> tuple[str, frozenset[str]]:
    return conflict.kind, frozenset(conflict.slots)


def _written(question: Grid, places: Mapping[int, Spot]) -> Schedule:
    schedule = question.schedule
    for number, spot in places.items():
        task = question.tasks[number]
        if spot != task.home:
            schedule = schedule.move(
                task.slot.id, room=question.rooms[spot.room].name, start=question.moment(spot.start)
            )
    return schedule


def _taken_back(proposal: Schedule, before: Schedule, ids: set[str]) -> Schedule:
    """With some slots as they were. An error without one of ours would be another's: then nothing of ours is left."""
    if not ids:
        return before
    for id in ids:
        was = before.slot(id)
        proposal = proposal.change(id, room=was.room, start=was.start, end=was.end)
    return proposal


def _unplaced(
    question: Grid, places: Mapping[int, Spot], proposal: Schedule, refused: Mapping[str, int]
) -> tuple[tuple[str, Why], ...]:
    tasks = {task.slot.id: task for task in question.tasks}
    board = question.board(places)
    found: list[tuple[str, Why]] = []
    for slot in proposal.tray():
        if slot.id in refused:
            found.append((slot.id, ((Reason.REFUSED, refused[slot.id]),)))
        elif slot.id in tasks:
            found.append((slot.id, why(question, board, tasks[slot.id])))
        else:
            found.append((slot.id, ((Reason.BY_HAND, 1),)))
    return tuple(found)
