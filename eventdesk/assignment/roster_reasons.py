"""Why places are empty, what single change would fill them, and why somebody is here and not there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from eventdesk.domain.roster import ORDER, WAIVABLE, Block, Rules
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Staffing


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
    """Single changes that fill one place of a shift, the least disturbing first; none breaks a rule that it does not waive."""
    seen = _reasons(staffing, Rules(staffing), staffing.shift_by_id[shift])
    found = [Remedy(RemedyKind.GIVE, shift, id, (Assigned(shift, id),)) for id in seen.free]
    for id in seen.blocked:
        blocks = why_not(staffing, id, shift)
        if len({block.rule for block in blocks}) == 1 and blocks[0].rule in WAIVABLE:
            rule = blocks[0].rule
            kind = RemedyKind.HOURS if rule in (Rule.HOURS, Rule.DAY_HOURS) else RemedyKind.WAIVE
            kind = RemedyKind.TIME if rule is Rule.UNAVAILABLE else kind
            new = Assigned(shift, id, waived=frozenset({rule}))
            found.append(Remedy(kind, shift, id, (new,), consent=(id,), approval=True, block=blocks[0]))
    return tuple(found[:most])
