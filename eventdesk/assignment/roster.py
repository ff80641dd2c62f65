"""A proposal for who takes which shift. A person looks at it and takes it, or doesn't."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from eventdesk.assignment.draft import Ending
from eventdesk.assignment.roster_aims import AFRESH, KEEPING, RosterAim, score
from eventdesk.assignment.roster_greedy import Crew, greedy
from eventdesk.assignment.roster_grid import Pairs, bits, roster_grid
from eventdesk.assignment.roster_local import improve
from eventdesk.assignment.roster_search import RosterSearch
from eventdesk.assignment.solver import Absent
from eventdesk.domain.roster_check import Breach, breaches
from eventdesk.domain.volunteer import Assigned, Staffing


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
    work = _Work(staffing, seconds=seconds, keep=keep, cancelled=cancelled, told=told)
    return work.run()


def signup_order(staffing: Staffing) -> Plan:
    """The plan that a list makes, to compare with: in the order of their codes, each takes the shifts that are open and
    allowed, from the first on, as long as places that are needed are left."""
    began = time.monotonic()
    grid = roster_grid(staffing)
    crew = Crew(grid)
    for person in sorted(range(len(grid.able)), key=lambda number: staffing.volunteers[number].code):
        for shift in bits(grid.able[person]):
            if len(crew.crews[shift]) < min(grid.need[shift], grid.ideal[shift]) and crew.may(person, shift):
                crew.put(person, shift)
    search = RosterSearch(grid, crew.pairs, order=AFRESH, until=began, cancelled=never, told=lambda: None)
    return _written(search, Ending.DONE, began)


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


class _Work:
    """One question on its way to an answer."""

    def __init__(
        self,
        staffing: Staffing,
        *,
        seconds: float,
        keep: bool,
        cancelled: Callable[[], bool],
        told: Callable[[Progress], None],
    ) -> None:
        self._began = time.monotonic()
        self._until = self._began + seconds
        self._cancelled = cancelled
        self._told = told
        self._grid = roster_grid(staffing)
        self._search = RosterSearch(
            self._grid, self._first(keep), order=KEEPING if keep else AFRESH, until=self._until, cancelled=cancelled, told=self._tell
        )  # fmt: skip

    def run(self) -> Plan:
        self._tell()
        search = self._search
        done = search.proven == len(search.order)
        if not done and not self._cancelled():
            try:
                search.run()
            except Absent:
                improve(search, until=self._until, cancelled=self._cancelled)
                return _written(search, Ending.NO_SOLVER, self._began)
        if self._cancelled():
            return _written(search, Ending.CANCELLED, self._began)
        done = search.proven == len(search.order)
        return _written(search, Ending.DONE if done else Ending.TIME, self._began)

    def _first(self, keep: bool) -> Pairs:
        """The quick roster: the better one of what stood, completed, and one made afresh."""
        grid = self._grid
        stood = Crew(grid)
        for person, shift in sorted(grid.before - grid.fixed):
            if len(stood.crews[shift]) < grid.ideal[shift] and stood.may(person, shift):
                stood.put(person, shift)
        made = [greedy(grid, stood.pairs, ideal=not keep, cancelled=self._cancelled).pairs] if grid.before else []
        if not keep or not made:
            made.append(greedy(grid, cancelled=self._cancelled).pairs)
        order = KEEPING if keep else AFRESH
        return max(made, key=lambda pairs: [score(grid, pairs)[aim] for aim in order])

    def _tell(self) -> None:
        now = _written(self._search, Ending.TIME, self._began)
        self._told(Progress(now, now.bound, now.gap, now.seconds))


def _written(search: RosterSearch, ending: Ending, began: float) -> Plan:
    """The search's best as a plan, after a second look by the independent rules."""
    staffing = search.grid.staffing
    roster, violations, refused = _checked(search)
    before = {(one.shift, one.volunteer) for one in staffing.assigned}
    after = {(one.shift, one.volunteer) for one in roster}
    added = tuple(one for one in roster if (one.shift, one.volunteer) not in before)
    removed = tuple(sorted(one for one in staffing.assigned if (one.shift, one.volunteer) not in after))
    withdrawn = {one.id for one in staffing.volunteers if one.withdrawn}
    stirred = [one.volunteer for one in (*added, *removed) if one.volunteer not in withdrawn]
    optimal = search.proven == len(search.order) and not refused
    return Plan(
        assigned=roster,
        added=added,
        removed=removed,
        places=staffing.places,
        filled=replace(staffing, assigned=roster).filled,
        aims=tuple(RosterReached(aim, search.score[aim], search.most.get(aim)) for aim in search.order),
        objective=search.number,
        bound=search.number if optimal else search.bound,
        gap=0.0 if optimal else search.gap,
        optimal=optimal,
        ending=ending,
        seconds=time.monotonic() - began,
        changed=len(stirred),
        people=tuple(sorted(set(stirred))),
        violations=violations,
    )


def _checked(search: RosterSearch) -> tuple[tuple[Assigned, ...], tuple[Breach, ...], bool]:
    """The roster, what its fixed part breaks, and whether the second look took something away: then the first one is wrong,
    but nobody gets a roster that breaks a rule."""
    grid = search.grid
    known = frozenset(breaches(replace(grid.staffing, assigned=grid.roster(grid.fixed))))
    pairs, refused = search.pairs, False
    while True:
        found = breaches(replace(grid.staffing, assigned=grid.roster(pairs)))
        wrong = {(breach.volunteer, shift) for breach in found if breach not in known for shift in breach.shifts}
        people, shifts = grid.staffing.volunteers, grid.staffing.shifts
        left = frozenset(
            (p, s) for p, s in pairs
            if (p, s) in grid.fixed or not wrong & {(people[p].id, shifts[s].id), ("", shifts[s].id)}
        )  # fmt: skip
        if left == pairs:
            return grid.roster(pairs), found, refused
        pairs, refused = left, True
