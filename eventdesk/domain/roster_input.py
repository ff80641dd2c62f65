"""Questions that have no full answer: what contradicts itself before anybody is assigned."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eventdesk.domain.roster import ORDER, Rules, minutes, standing
from eventdesk.domain.roster_check import breaches
from eventdesk.domain.volunteer import Rule, Shift, Staffing


class Contradiction(StrEnum):
    """What is wrong with the question."""

    NO_SHIFTS = "no_shifts"
    NO_PEOPLE = "no_people"
    """Nobody is on the list, or all have withdrawn."""
    NO_TIME = "no_time"
    """A shift ends when it begins, or before."""
    NEED_ABOVE_IDEAL = "need_above_ideal"
    NEED_NEGATIVE = "need_negative"
    PIN = "pin"
    """Something that stays breaks a rule that nobody passed."""
    NOBODY = "nobody"
    """Nobody could ever take a shift; ``rule`` is the first that takes the last of them away."""
    TOO_FEW = "too_few"
    """Fewer people could ever take a shift than it needs."""


@dataclass(frozen=True)
class Finding:
    """One contradiction. ``shift`` and ``volunteer`` are ids, empty where none is meant; ``rule`` is what the pin breaks, or
    what leaves nobody; ``skills`` those that nobody has; ``n`` and ``needed`` count people."""

    code: Contradiction
    shift: str = ""
    volunteer: str = ""
    rule: Rule | None = None
    skills: tuple[str, ...] = ()
    n: int = 0
    needed: int = 0


def contradictions(staffing: Staffing) -> tuple[Finding, ...]:
    """All of them, in order of the shifts; the pins last. None of them keeps a plan from being made."""
    return tuple(_all(staffing))


def unusable(shift: Shift) -> bool:
    """Whether a shift can't have anybody: it lasts no time."""
    return minutes(shift) == 0


def _all(staffing: Staffing) -> Iterator[Finding]:
    people = [one for one in staffing.volunteers if not one.withdrawn]
    if not staffing.shifts:
        yield Finding(Contradiction.NO_SHIFTS)
    if not people:
        yield Finding(Contradiction.NO_PEOPLE)
    for shift in staffing.shifts:
        if shift.need < 0:
            yield Finding(Contradiction.NEED_NEGATIVE, shift.id, needed=shift.need)
        if shift.need > shift.ideal:
            yield Finding(Contradiction.NEED_ABOVE_IDEAL, shift.id, n=shift.ideal, needed=shift.need)
        if unusable(shift):
            yield Finding(Contradiction.NO_TIME, shift.id)
        elif people and shift.need > 0:
            yield from _short(staffing, shift)
    yield from _pins(staffing)


def _short(staffing: Staffing, shift: Shift) -> Iterator[Finding]:
    """Whether even an empty roster would leave a shift short."""
    empty = Rules(staffing, ())
    able, through = 0, dict.fromkeys(ORDER, 0)
    having: set[str] = set()
    for person in staffing.volunteers:
        if person.withdrawn:
            continue
        having.update(skill.name for skill in person.skills)
        blocks = tuple(standing(staffing, shift, person)) or empty.blocks(shift, person)
        able += not blocks
        for block in blocks[:1]:
            through[block.rule] += 1
    if able == 0:
        # The last rule, in their order, at which somebody who passed all before was stopped.
        rule = next(one for one in reversed(ORDER) if through[one])
        yield Finding(
            Contradiction.NOBODY, shift.id, rule=rule, skills=tuple(sorted(shift.skills - having)), needed=shift.need
        )
    elif able < shift.need:
        yield Finding(Contradiction.TOO_FEW, shift.id, n=able, needed=shift.need)


def _pins(staffing: Staffing) -> Iterator[Finding]:
    pinned = {(one.shift, one.volunteer) for one in staffing.assigned if one.pinned}
    for breach in breaches(staffing):
        for shift in breach.shifts:
            holder = breach.volunteer or next((who for at, who in sorted(pinned) if at == shift), "")
            if (shift, holder) in pinned:
                yield Finding(Contradiction.PIN, shift, holder, breach.rule)
                break
