"""A roster's question in numbers: who may have which shift at all, and what quarrels with what.

People and shifts are numbers here, in the order of the staffing; sets of shifts are the bits of one number, so that one ``&``
answers whether somebody is free.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import gcd

from eventdesk.domain.roster import (
    Rules,
    day_limit,
    instant,
    last_day,
    minutes,
    minutes_by_day,
    of_age,
    standing,
    vetted,
)
from eventdesk.domain.roster_ratio import groups
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Staffing, Volunteer

Pairs = frozenset[tuple[int, int]]
"""Who has what: (person, shift)."""


@dataclass(frozen=True)
class Group:
    """Shifts that look after one group of children: at most ``goal`` adults are wished for there; ``adults`` by shift are
    the people who count."""

    shifts: tuple[int, ...]
    goal: int
    adults: Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class RosterGrid:
    """The question. ``able`` are, by person, the shifts that may be given beside what is ``fixed``; ``who`` the same by shift.

    ``clash`` are by shift those that nobody may have as well; ``cliques`` cover all such quarrels. ``need`` and ``ideal`` count
    places, fixed ones included. ``days`` are by shift the minutes by the number of a day. ``hours`` and ``day_hours`` limit a
    person's minutes, fixed ones included. ``before`` is the roster as it stood. ``unit`` divides all
    lengths; ``level``, a multiple of it, is a fair share of the hours in minutes, and ``ahead`` by person how many shares the
    months before count for.
    """

    staffing: Staffing
    fixed: Pairs
    kept: Mapping[tuple[int, int], Assigned]
    able: tuple[int, ...]
    who: tuple[tuple[int, ...], ...]
    clash: tuple[int, ...]
    cliques: tuple[int, ...]
    need: tuple[int, ...]
    ideal: tuple[int, ...]
    minutes: tuple[int, ...]
    days: tuple[tuple[tuple[int, int], ...], ...]
    hours: tuple[int | None, ...]
    day_hours: tuple[int | None, ...]
    apart: tuple[frozenset[int], ...]
    together: tuple[tuple[int, int], ...]
    wished: tuple[int, ...]
    groups: tuple[Group, ...]
    before: Pairs
    unit: int
    level: int
    ahead: tuple[int, ...]

    def roster(self, pairs: Iterable[tuple[int, int]]) -> tuple[Assigned, ...]:
        """Pairs as a roster, in order; those that stood before are as they were."""
        shifts, people = self.staffing.shifts, self.staffing.volunteers
        return tuple(sorted(self.kept.get((p, s)) or Assigned(shifts[s].id, people[p].id) for p, s in pairs))


def only(grid: RosterGrid, pairs: Iterable[tuple[int, int]]) -> RosterGrid:
    """The same question where nothing but some pairs may be given; pairs that may not be given anyway are left out."""
    able = [0] * len(grid.able)
    for person, shift in pairs:
        able[person] |= 1 << shift & grid.able[person]
    who = tuple(tuple(one for one in people if able[one] >> shift & 1) for shift, people in enumerate(grid.who))
    return replace(grid, able=tuple(able), who=who)


def bits(mask: int) -> list[int]:
    """The numbers in a set, from the smallest."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def roster_grid(staffing: Staffing) -> RosterGrid:
    """The question of a staffing. What is pinned or waived is fixed, unless the volunteer has withdrawn."""
    shifts, people = staffing.shifts, staffing.volunteers
    shift_at = {shift.id: number for number, shift in enumerate(shifts)}
    person_at = {person.id: number for number, person in enumerate(people)}
    kept = {
        (person_at[one.volunteer], shift_at[one.shift]): one
        for one in staffing.assigned
        if one.shift in shift_at
        and one.volunteer in person_at
        and not staffing.volunteer_by_id[one.volunteer].withdrawn
    }
    fixed = frozenset(pair for pair, one in kept.items() if one.pinned or one.waived)
    clash = _clashes(staffing)
    able = _able(staffing, fixed)
    day_numbers: dict[date, int] = {}
    days = tuple(
        tuple(
            (day_numbers.setdefault(day, len(day_numbers)), length)
            for day, length in minutes_by_day(one, staffing).items()
        )
        for one in shifts
    )
    lengths = tuple(minutes(one) for one in shifts)
    unit = gcd(*lengths) or 1
    who: list[list[int]] = [[] for _ in shifts]
    for person, mask in enumerate(able):
        for shift in bits(mask):
            who[shift].append(person)
    apart: list[set[int]] = [set() for _ in people]
    for one, other in _numbered(staffing.apart, person_at):
        apart[one].add(other)
        apart[other].add(one)
    present = [one for one in people if not one.withdrawn]
    return RosterGrid(
        staffing=staffing,
        fixed=fixed,
        kept=kept,
        able=able,
        who=tuple(tuple(one) for one in who),
        clash=clash,
        cliques=_cliques(clash),
        need=tuple(max(0, one.need) for one in shifts),
        ideal=tuple(max(0, one.ideal) for one in shifts),
        minutes=lengths,
        days=days,
        hours=tuple(one.max_minutes for one in people),
        day_hours=tuple(day_limit(staffing, one) for one in people),
        apart=tuple(frozenset(one) for one in apart),
        together=tuple(_numbered(staffing.together, person_at)),
        wished=tuple(
            _mask(n for n, s in enumerate(shifts) if s.role in one.wishes) if one.wishes else 0 for one in people
        ),
        groups=_groups(staffing, shift_at),
        before=frozenset(kept),
        unit=unit,
        level=_level(sum(n * one.need for n, one in zip(lengths, shifts, strict=True)), len(present), unit),
        ahead=_ahead(people),
    )


def _level(needed: int, people: int, unit: int) -> int:
    """An equal share of the minutes that are needed, half an hour at the least, in whole units."""
    return -(-max(30, needed // max(1, people)) // unit) * unit


def _mask(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def _numbered(pairs: Iterable[tuple[str, str]], at: Mapping[str, int]) -> list[tuple[int, int]]:
    return sorted((at[one], at[other]) for one, other in pairs if one in at and other in at and one != other)


def _ahead(people: Sequence[Volunteer]) -> tuple[int, ...]:
    """Who did more than others in the months before begins one step up, who did more than twice as much two."""
    mean = sum(one.load for one in people) / max(1, len(people))
    return tuple(0 if one.load <= mean else 1 if one.load <= 2 * mean else 2 for one in people)


def _clashes(staffing: Staffing) -> tuple[int, ...]:
    """By shift: the others that overlap with it or leave too little rest."""
    rest = staffing.rules.rest_minutes
    spans = [(instant(one.start), instant(one.end)) for one in staffing.shifts]
    clash = [0] * len(spans)
    ordered = sorted(range(len(spans)), key=lambda number: spans[number])
    for place, one in enumerate(ordered):
        start, end = spans[one]
        for other in ordered[place + 1 :]:
            begin, finish = spans[other]
            if begin >= end + max(rest, 1):
                break
            if (start < finish and begin < end) or 0 < max(begin - end, start - finish) < rest:
                clash[one] |= 1 << other
                clash[other] |= 1 << one
    return tuple(clash)


def _cliques(clash: Sequence[int]) -> tuple[int, ...]:
    """Sets of shifts of which nobody may have two, together holding every two that clash."""
    open_pairs = list(clash)
    found = []
    for one in range(len(clash)):
        while open_pairs[one]:
            clique, common = 1 << one, clash[one]
            # First those that are not covered yet, so that few sets suffice; then whatever else fits makes the set tighter.
            for wanted in (open_pairs[one], common):
                for other in bits(wanted):
                    if common >> other & 1:
                        clique |= 1 << other
                        common &= clash[other]
            for other in bits(clique):
                open_pairs[other] &= ~clique
            found.append(clique)
    return tuple(found)


def _able(staffing: Staffing, fixed: Pairs) -> tuple[int, ...]:
    """By person the shifts that the rules allow beside what is fixed. What asks the same of people is asked once."""
    kinds: dict[object, list[int]] = defaultdict(list)
    spans: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, shift in enumerate(staffing.shifts):
        if shift.end > shift.start:
            kinds[_kind(staffing, shift)].append(number)
            spans[instant(shift.start), instant(shift.end)].append(number)
    timely = {span: _mask(numbers) for span, numbers in spans.items()}
    fit = [(staffing.shifts[numbers[0]], _mask(numbers)) for numbers in kinds.values()]
    rules = Rules(staffing, [_pair(staffing, pair) for pair in fixed])
    own: dict[int, int] = defaultdict(int)
    crews: dict[int, set[int]] = defaultdict(set)
    for holder, held in fixed:
        own[holder] |= 1 << held
        crews[held].add(holder)
    touched = {holder for holder, _ in fixed} | _rivals(staffing, fixed)
    full = _mask(n for n, one in enumerate(staffing.shifts) if len(crews[n]) >= one.ideal)
    longest = max((minutes(one) for one in staffing.shifts), default=0)
    found = []
    for number, person in enumerate(staffing.volunteers):
        windows = [(instant(one.start), instant(one.end)) for one in person.windows]
        free = 0
        for (start, end), mask in timely.items():
            if any(opens <= start and end <= closes for opens, closes in windows):
                free |= mask
        if free:
            skilled = 0
            for shift, mask in fit:
                if mask & free and all(block.rule is Rule.UNAVAILABLE for block in standing(staffing, shift, person)):
                    skilled |= mask
            free &= skilled & ~full & ~own[number]
        if number in touched or _limited(staffing, person, longest):
            free = _mask(n for n in bits(free) if rules.allows(staffing.shifts[n], person))
        found.append(free)
    return tuple(found)


def _kind(staffing: Staffing, shift: Shift) -> object:
    return (
        shift.skills,
        shift.vetted,
        shift.adults_only,
        shift.start.astimezone(staffing.zone).date(),
        last_day(shift, staffing),
    )


def _pair(staffing: Staffing, pair: tuple[int, int]) -> Assigned:
    return Assigned(staffing.shifts[pair[1]].id, staffing.volunteers[pair[0]].id)


def _rivals(staffing: Staffing, fixed: Pairs) -> set[int]:
    """Who must not be beside somebody that is fixed somewhere."""
    ids = {staffing.volunteers[person].id for person, _ in fixed}
    rivals = {b for a, b in staffing.apart if a in ids} | {a for a, b in staffing.apart if b in ids}
    return {number for number, one in enumerate(staffing.volunteers) if one.id in rivals}


def _limited(staffing: Staffing, person: Volunteer, longest: int) -> bool:
    """Whether somebody's hours might not suffice for a single shift."""
    limits = [one for one in (person.max_minutes, day_limit(staffing, person)) if one is not None]
    return min(limits, default=longest) < longest


def _groups(staffing: Staffing, shift_at: Mapping[str, int]) -> tuple[Group, ...]:
    found = []
    for shifts, _, needed in groups(staffing):
        adults = {}
        for shift in shifts:
            start, end = shift.start.astimezone(staffing.zone).date(), last_day(shift, staffing)
            adults[shift_at[shift.id]] = frozenset(
                number for number, one in enumerate(staffing.volunteers) if of_age(one, start) and vetted(one, end)
            )
        goal = min(needed, sum(max(0, shift.ideal) for shift in shifts))
        found.append(Group(tuple(adults), goal, adults))
    return tuple(found)
