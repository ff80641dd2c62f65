"""A proposal for who takes which shift. A person looks at it and takes it, or doesn't."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from eventdesk.assignment.draft import Ending
from eventdesk.domain.roster import Rules
from eventdesk.domain.roster_check import Breach, breaches
from eventdesk.domain.volunteer import Assigned, Staffing


class RosterAim(StrEnum):
    """The aims, the weightiest first; each is a number that should be large. An earlier one is never given up for a later
    one. Where a roster is to be kept, ``KEPT`` comes right after ``FILLED``."""

    FILLED = "filled"
    """Needed places that are filled."""
    RATIO = "ratio"
    """Adults that children ought to have beside them, as far as their shifts can hold them."""
    IDEAL = "ideal"
    """Places filled beyond the need, up to the ideal."""
    WISHES = "wishes"
    """Assignments to a role that the volunteer asked for."""
    TOGETHER = "together"
    """Shifts that two who like to work together share."""
    FAIR = "fair"
    """How evenly the hours lie; nothing is perfect, each step of uneven hours takes one off, so it is never above 0."""
    KEPT = "kept"
    """Assignments that stood before and still do, less those that are new to people of the roster."""


@dataclass(frozen=True)
class RosterReached:
    """What a plan comes to in one aim, and what none can get above; None: not known."""

    aim: RosterAim
    value: int
    most: int | None


@dataclass(frozen=True)
class Plan:
    """A whole roster, checked: it breaks no rule that was not broken before by what stays.

    ``assigned`` is everything, pinned ones included, in order of shift and volunteer; ``added`` and ``removed`` are the
    differences to what the staffing had, ``changed`` counts them among people who have not withdrawn, ``people`` are those
    concerned. ``objective`` counts filled places as whole numbers and the other aims, in their order, as ever smaller
    fractions of one place, so that the better plan has the larger number; ``bound`` is the largest that any plan can have,
    None if nobody computed it; ``gap`` is how far the objective may be below the best, as a share. ``violations`` are
    the breaches that pinned or waived assignments cause among themselves.
    """

    assigned: tuple[Assigned, ...]
    added: tuple[Assigned, ...]
    removed: tuple[Assigned, ...]
    places: int
    filled: int
    aims: tuple[RosterReached, ...]
    objective: float
    bound: float | None
    gap: float | None
    optimal: bool
    ending: Ending
    seconds: float
    changed: int = 0
    people: tuple[str, ...] = ()
    violations: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class Progress:
    """A better plan while it is being computed, or a better bound. ``gap`` is None while nothing is proven."""

    plan: Plan
    bound: float | None
    gap: float | None
    seconds: float


def never() -> bool:
    """Nobody cancels."""
    return False


def unheard(told: object) -> None:
    """Nobody listens."""


def plan(
    staffing: Staffing,
    *,
    seconds: float = 10.0,
    keep: bool = False,
    cancelled: Callable[[], bool] = never,
    told: Callable[[Progress], None] = unheard,
) -> Plan:
    """Fills the shifts so that all rules hold and the aims are served in their order.

    Pinned assignments stay, and so do those for which a rule was waived: a person decided them. All others are free to
    change, with ``keep`` only where that fills a place. ``told`` hears a first plan after a moment, then each better one; it is
    called in the thread that computes. It ends after ``seconds``, or within a second after ``cancelled`` says so, with the
    best that was found. The same question gets the same plan, unless time or a person cut it short.
    """
    began = time.monotonic()
    made = _greedy(staffing)
    result = _written(staffing, made, Ending.NO_SOLVER, began)
    told(Progress(result, None, None, result.seconds))
    return result


def signup_order(staffing: Staffing) -> Plan:
    """The plan that a list makes: in the order of their codes, each takes the first shifts that are open and allowed."""
    began = time.monotonic()
    return _written(staffing, _greedy(staffing), Ending.DONE, began)


def repair(
    staffing: Staffing,
    dropped: Iterable[str],
    *,
    seconds: float = 10.0,
    cancelled: Callable[[], bool] = never,
    told: Callable[[Progress], None] = unheard,
) -> Plan:
    """The plan after some volunteers (ids of engagements) dropped out: as many places filled as a plan made afresh would,
    and of those with as few changes as possible to everybody else. ``people`` are those who must be told."""
    gone = frozenset(dropped)
    volunteers = tuple(replace(one, withdrawn=one.withdrawn or one.id in gone) for one in staffing.volunteers)
    left = replace(staffing, volunteers=volunteers)
    return plan(left, seconds=seconds, keep=True, cancelled=cancelled, told=told)


def _greedy(staffing: Staffing) -> list[Assigned]:
    withdrawn = {one.id for one in staffing.volunteers if one.withdrawn}
    made = [one for one in staffing.assigned if (one.pinned or one.waived) and one.volunteer not in withdrawn]
    rules = Rules(staffing, made)
    for shift in staffing.shifts:
        for person in staffing.volunteers:
            here = rules.people_in(shift.id)
            if len(here) < shift.need and person.id not in here and rules.allows(shift, person):
                rules.add(shift.id, person.id)
                made.append(Assigned(shift.id, person.id))
    return made


def _written(staffing: Staffing, made: Iterable[Assigned], ending: Ending, began: float) -> Plan:
    roster = tuple(sorted(made))
    before = {(one.shift, one.volunteer) for one in staffing.assigned}
    after = {(one.shift, one.volunteer) for one in roster}
    added = tuple(one for one in roster if (one.shift, one.volunteer) not in before)
    removed = tuple(sorted(one for one in staffing.assigned if (one.shift, one.volunteer) not in after))
    withdrawn = {one.id for one in staffing.volunteers if one.withdrawn}
    people = tuple(sorted({one.volunteer for one in (*added, *removed)} - withdrawn))
    whole = replace(staffing, assigned=roster)
    return Plan(
        roster, added, removed, staffing.places, whole.filled, (), float(whole.filled), None, None, False, ending,
        time.monotonic() - began, sum(1 for one in (*added, *removed) if one.volunteer not in withdrawn), people,
        breaches(whole),
    )  # fmt: skip
