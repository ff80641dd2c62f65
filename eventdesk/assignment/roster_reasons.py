"""Why places are empty, what single change would fill them, and why somebody is here and not there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from eventdesk.assignment.roster_greedy import Crew, Step, steps
from eventdesk.assignment.roster_grid import RosterGrid, roster_grid
from eventdesk.domain.roster import ORDER, Block, Rules
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.roster_input import unusable
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Staffing

STEPS = 60
"""Exchanges that are compared; there may be thousands."""


@dataclass(frozen=True)
class Reasons:
    """Why a shift misses people. Everybody who is not in it counts once: in ``blocked`` under the first rule that stands in
    the way, with the person's block; or in ``free`` where nothing does, so that the place is merely not given."""

    shift: str
    missing: int
    blocked: Mapping[str, Block]
    free: tuple[str, ...]

    @property
    def counts(self) -> Mapping[Rule, int]:
        """How many people each rule keeps away, in the rules' order; rules that keep nobody away are left out."""
        counter = Counter(block.rule for block in self.blocked.values())
        return {rule: counter[rule] for rule in ORDER if counter[rule]}

    def people(self, rule: Rule) -> tuple[str, ...]:
        """Whom a rule keeps away, in the order of the list."""
        return tuple(id for id, block in self.blocked.items() if block.rule is rule)


class RemedyKind(StrEnum):
    """A way to fill a place."""

    GIVE = "give"
    """Somebody is free and may."""
    MOVE = "move"
    """Somebody comes from a shift that has more than it needs."""
    SWAP = "swap"
    """Somebody comes from a shift that another, who is free, takes."""
    CHAIN = "chain"
    """As a swap, with a third person in between."""
    HOURS = "hours"
    """Somebody stays longer than agreed."""
    TIME = "time"
    """Somebody has more time than the list says."""
    WAIVE = "waive"
    """A leader lets somebody pass a rule."""


PASSES = (
    (RemedyKind.HOURS, frozenset({Rule.HOURS, Rule.DAY_HOURS})),
    (RemedyKind.TIME, frozenset({Rule.UNAVAILABLE})),
    (RemedyKind.WAIVE, frozenset({Rule.REST})),
    (RemedyKind.WAIVE, frozenset({Rule.APART})),
    (RemedyKind.WAIVE, frozenset({Rule.SKILL, Rule.CERTIFICATE})),
)
"""Rules that may be passed together for one place, and what that is called. All of them are waivable."""


@dataclass(frozen=True)
class Remedy:
    """One change that fills a place, to be done and undone as a whole.

    ``volunteer`` comes to ``shift``. ``added`` carry the rules they pass in ``waived``. ``consent`` are the people to ask,
    ``approval``: a leader has to give a reason. ``block`` is the rule that is passed, if any.
    """

    kind: RemedyKind
    shift: str
    volunteer: str
    added: tuple[Assigned, ...]
    removed: tuple[Assigned, ...] = ()
    consent: tuple[str, ...] = ()
    approval: bool = False
    block: Block | None = None

    @property
    def changes(self) -> int:
        """How many assignments are added; each one taken away comes with one of them."""
        return len(self.added)

    @property
    def people(self) -> tuple[str, ...]:
        """Who has something new, the one who fills the place first."""
        return tuple(dict.fromkeys((self.volunteer, *(one.volunteer for one in (*self.added, *self.removed)))))

    def apply(self, staffing: Staffing) -> Staffing:
        """The staffing with the change made."""
        gone = {(one.shift, one.volunteer) for one in self.removed}
        left = tuple(one for one in staffing.assigned if (one.shift, one.volunteer) not in gone)
        return replace(staffing, assigned=tuple(sorted((*left, *self.added))))

    def undo(self, staffing: Staffing) -> Staffing:
        """The staffing with the change taken back."""
        gone = {(one.shift, one.volunteer) for one in self.added}
        left = tuple(one for one in staffing.assigned if (one.shift, one.volunteer) not in gone)
        return replace(staffing, assigned=tuple(sorted((*left, *self.removed))))


def gaps(staffing: Staffing) -> tuple[Reasons, ...]:
    """Every shift that has fewer people than it needs, in order of the shifts, with why."""
    rules = Rules(staffing)
    return tuple(
        _reasons(staffing, rules, shift) for shift in staffing.shifts if len(rules.people_in(shift.id)) < shift.need
    )


def reasons(staffing: Staffing, shift: str) -> Reasons:
    """Why a shift has not more people. KeyError: the event has no such shift."""
    return _reasons(staffing, Rules(staffing), staffing.shift_by_id[shift])


def _reasons(staffing: Staffing, rules: Rules, shift: Shift) -> Reasons:
    blocked, free = {}, []
    here = rules.people_in(shift.id)
    for person in staffing.volunteers:
        if person.id in here:
            continue
        blocks = rules.blocks(shift, person)
        if blocks:
            blocked[person.id] = blocks[0]
        else:
            free.append(person.id)
    return Reasons(shift.id, max(0, shift.need - len(here)), blocked, tuple(free))


def why_not(staffing: Staffing, volunteer: str, shift: str) -> tuple[Block, ...]:
    """All that keeps a volunteer from a shift beside the roster as it stands; none: nothing does. Ids; KeyError if unknown."""
    return Rules(staffing).blocks(staffing.shift_by_id[shift], staffing.volunteer_by_id[volunteer])


@dataclass(frozen=True)
class WhyHere:
    """Why somebody has a shift. ``able`` are the others who could have it too as the roster stands; ``skills`` what the shift
    asks for, ``wished``: the role is one that the volunteer asked for; ``together`` are friends in the same shift."""

    assigned: Assigned
    wished: bool
    skills: tuple[str, ...]
    together: tuple[str, ...]
    able: tuple[str, ...]
    needed: bool


def why_here(staffing: Staffing, shift: str, volunteer: str) -> WhyHere:
    """Why a volunteer has a shift. Ids; KeyError if the volunteer has it not."""
    one = next((one for one in staffing.assigned if (one.shift, one.volunteer) == (shift, volunteer)), None)
    if one is None:
        raise KeyError(shift, volunteer)
    rules = Rules(staffing)
    work, person = staffing.shift_by_id[shift], staffing.volunteer_by_id[volunteer]
    crew = rules.people_in(shift)
    rules.remove(shift, volunteer)
    friends = {a if b == volunteer else b for a, b in staffing.together if volunteer in (a, b)}
    return WhyHere(
        assigned=one,
        wished=work.role in person.wishes,
        skills=tuple(sorted(work.skills)),
        together=tuple(id for id in crew if id in friends),
        able=tuple(o.id for o in staffing.volunteers if o.id not in crew and rules.allows(work, o)),
        needed=len(crew) <= work.need,
    )


def remedies(staffing: Staffing, shift: str, *, most: int = 3) -> tuple[Remedy, ...]:
    """Single changes that fill one place of a shift, the least disturbing first: what needs nobody's leave, then what the
    person must agree to, then what a leader must pass. Of each kind the best one comes before any second one.

    None breaks a rule that it does not waive, leaves another shift with fewer than it needs, or touches what is pinned.
    """
    work = staffing.shift_by_id[shift]
    if unusable(work):
        return ()
    found = [*_exchanges(staffing, work), *_permissions(staffing, work)]
    kinds: dict[RemedyKind, int] = {}
    ranked = []
    for remedy in found:
        turn = kinds[remedy.kind] = kinds.get(remedy.kind, 0) + 1
        ranked.append((turn, remedy))
    ranked.sort(key=lambda pair: (pair[0], list(RemedyKind).index(pair[1].kind)))
    known = frozenset(breaches(staffing))
    # The second look: whoever proposes something does not also decide that it is allowed.
    sound = (one for _, one in ranked if known.issuperset(breaches(one.apply(staffing))))
    chosen = list(islice(sound, most))
    return tuple(sorted(chosen, key=lambda one: list(RemedyKind).index(one.kind)))


def _exchanges(staffing: Staffing, work: Shift) -> list[Remedy]:
    """What needs nobody's leave: people who are free, or who change shifts. In between, those with fewer hours go first."""
    grid = roster_grid(staffing)
    number = staffing.shifts.index(work)
    crew = Crew(grid, grid.before)
    if len(crew.crews[number]) >= work.ideal:
        return []
    found: list[tuple[tuple[int, ...], Remedy]] = []
    for step in islice(steps(crew, number), STEPS):
        if found and len(step) > 3 and any(remedy.kind is not RemedyKind.CHAIN for _, remedy in found):
            break
        newcomers = [person for person, _, sign in step if sign > 0]
        hours = max(crew.worked[person] for person in newcomers)
        wishes = sum(sign for person, at, sign in step if grid.wished[person] >> at & 1)
        found.append(((-wishes, hours), _exchange(grid, work, step)))
    found.sort(key=lambda pair: pair[0])
    return [remedy for _, remedy in found]


def _exchange(grid: RosterGrid, work: Shift, step: Step) -> Remedy:
    people, shifts = grid.staffing.volunteers, grid.staffing.shifts
    added = tuple(Assigned(shifts[at].id, people[person].id) for person, at, sign in step if sign > 0)
    removed = tuple(grid.kept[person, at] for person, at, sign in step if sign < 0)
    kind = {1: RemedyKind.GIVE, 2: RemedyKind.MOVE, 3: RemedyKind.SWAP}.get(len(step), RemedyKind.CHAIN)
    volunteer = next(one.volunteer for one in added if one.shift == work.id)
    return Remedy(kind, work.id, volunteer, added, removed)


def _permissions(staffing: Staffing, work: Shift) -> list[Remedy]:
    """What somebody has to agree to: people whom one rule keeps away that may be passed. The smallest step first."""
    rules = Rules(staffing)
    found: list[tuple[tuple[int, ...], Remedy]] = []
    for person in staffing.volunteers:
        blocks = rules.blocks(work, person) if person.id not in rules.people_in(work.id) else ()
        passed = frozenset(block.rule for block in blocks)
        kind = next((kind for kind, some in PASSES if passed and passed <= some), None)
        if kind is None:
            continue
        # Who is not there at all that day is asked last.
        away = blocks[0].rule is Rule.UNAVAILABLE and blocks[0].window is None
        rank = (
            away,
            max(ORDER.index(rule) for rule in passed) * -1,
            max(block.minutes or 0 for block in blocks),
            person.load,
        )
        new = Assigned(work.id, person.id, waived=passed)
        found.append(
            (rank, Remedy(kind, work.id, person.id, (new,), consent=(person.id,), approval=True, block=blocks[0]))
        )
    found.sort(key=lambda pair: pair[0])
    return [remedy for _, remedy in found]
