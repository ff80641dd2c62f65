"""What forbids a volunteer a shift: the rules of a roster, asked for one person and one shift.

:mod:`eventdesk.domain.roster_check` looks at a whole roster instead and shares nothing with this module but the clock, so
that each can find the other's mistakes. :mod:`eventdesk.domain.roster_input` looks for questions without an answer,
:mod:`eventdesk.domain.roster_ratio` for children with too few adults.

How the rules count: hours are whole shifts, breaks included; a shift that passes midnight belongs to both days with its
share; a day is one of the organisation's zone. Shifts that touch neither overlap nor need rest between them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from eventdesk.domain.age import years_between
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Skill, Staffing, Vetting, Volunteer, Window

MINUTE = timedelta(minutes=1)
OF_AGE = 18

ORDER = (
    Rule.WITHDRAWN, Rule.SKILL, Rule.CERTIFICATE, Rule.VETTING, Rule.MINOR, Rule.UNAVAILABLE,
    Rule.OVERLAP, Rule.REST, Rule.APART, Rule.HOURS, Rule.DAY_HOURS, Rule.FULL,
)  # fmt: skip
"""From what nothing can be done about to what a word may mend. Somebody counts under the first rule that stands in the way."""

WAIVABLE = frozenset(
    {Rule.SKILL, Rule.CERTIFICATE, Rule.UNAVAILABLE, Rule.REST, Rule.APART, Rule.HOURS, Rule.DAY_HOURS, Rule.FULL}
)
"""What a leader may pass with a reason. Nobody is in two places at once; and no reason lets somebody without a valid vetting
near children (the law on the protection of minors, article 62) or a minor do what is for adults only."""


@dataclass(frozen=True)
class Block:
    """A rule that stands between a volunteer and a shift, with what a sentence about it needs.

    ``other`` is the shift that is in the way (overlap, rest) or the volunteer (apart). ``minutes``: how many it is too many
    (hours, day_hours, overlap), or missing (rest, unavailable: beyond the nearest window). ``limit``: what the rule allows, in
    minutes, or in people for ``full``. ``day``: of the hours, or the last day that a certificate or a vetting was good for.
    ``skills``: those that lack or have lapsed. ``window``: the nearest one.
    """

    rule: Rule
    other: str | None = None
    minutes: int | None = None
    limit: int | None = None
    day: date | None = None
    skills: tuple[str, ...] = ()
    window: Window | None = None


def forbids(staffing: Staffing, shift: Shift, volunteer: Volunteer, among: Sequence[Assigned]) -> tuple[Rule, ...]:
    """The rules that keep a volunteer from a shift beside those who are assigned already, in :data:`ORDER`; none: may.

    Waivers of others don't count: who passed a rule once did it for that shift alone. Whether the volunteer has the shift
    already among them makes no difference. For many questions about one roster see :class:`Rules`.
    """
    found = {block.rule for block in Rules(staffing, among).blocks(shift, volunteer)}
    return tuple(rule for rule in ORDER if rule in found)


def last_day(shift: Shift, staffing: Staffing) -> date:
    """The last day on which a shift works; midnight itself is the day before."""
    end = shift.end.astimezone(UTC)
    return (end - MINUTE if end > shift.start else end).astimezone(staffing.zone).date()


def minutes(shift: Shift) -> int:
    """How long a shift lasts in minutes of time that passes, breaks included; 0 for one that ends before it begins."""
    return max(0, (shift.end.astimezone(UTC) - shift.start.astimezone(UTC)) // MINUTE)


def minutes_by_day(shift: Shift, staffing: Staffing) -> dict[date, int]:
    """A shift's minutes on each day of the organisation's zone."""
    found: dict[date, int] = {}
    at, end = shift.start.astimezone(UTC), shift.end.astimezone(UTC)
    while at < end:
        day = at.astimezone(staffing.zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=staffing.zone).astimezone(UTC)
        until = min(midnight, end)
        found[day] = found.get(day, 0) + (until - at) // MINUTE
        at = until
    return found


def day_limit(staffing: Staffing, volunteer: Volunteer) -> int | None:
    """At most so many minutes a day: the smaller of the volunteer's own limit and the event's."""
    limits = [one for one in (volunteer.max_day_minutes, staffing.rules.max_day_minutes) if one is not None]
    return min(limits, default=None)


def of_age(volunteer: Volunteer, day: date) -> bool:
    """Whether somebody is an adult on a day; who did not give a birth date is."""
    return volunteer.birthdate is None or years_between(volunteer.birthdate, day) >= OF_AGE


def vetted(volunteer: Volunteer, day: date) -> bool:
    """Whether a vetting is good on a day. The last day counts."""
    if volunteer.vetting is Vetting.DATED:
        return volunteer.vetting_until is not None and day <= volunteer.vetting_until
    return volunteer.vetting is Vetting.PERMANENT


def qualified(volunteer: Volunteer, skill: str, day: date) -> bool:
    """Whether somebody has a skill whose certificate, if it ends, is good on a day. The last day counts."""
    return any(one.name == skill and (one.until is None or day <= one.until) for one in volunteer.skills)


class Rules:
    """A staffing's rules beside a roster, for many questions. ``among`` is the staffing's own unless another is given."""

    def __init__(self, staffing: Staffing, among: Sequence[Assigned] | None = None) -> None:
        self._staffing = staffing
        self._own: dict[str, list[str]] = {}
        self._there: dict[str, list[str]] = {}
        self._spans: dict[str, tuple[int, int]] = {}
        self._days: dict[str, dict[date, int]] = {}
        self._apart: dict[str, set[str]] = {}
        for one, other in staffing.apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        for assigned in staffing.assigned if among is None else among:
            self.add(assigned.shift, assigned.volunteer)

    def add(self, shift: str, volunteer: str) -> None:
        """From now on the volunteer has the shift."""
        if shift in self._staffing.shift_by_id:
            self._own.setdefault(volunteer, []).append(shift)
            self._there.setdefault(shift, []).append(volunteer)

    def remove(self, shift: str, volunteer: str) -> None:
        """From now on the volunteer has not."""
        self._own[volunteer].remove(shift)
        self._there[shift].remove(volunteer)

    def shifts_of(self, volunteer: str) -> tuple[str, ...]:
        """What a volunteer has now."""
        return tuple(self._own.get(volunteer, ()))

    def people_in(self, shift: str) -> tuple[str, ...]:
        """Who is in a shift now."""
        return tuple(self._there.get(shift, ()))

    def allows(self, shift: Shift, volunteer: Volunteer) -> bool:
        """Whether nothing forbids it."""
        return next(self._found(shift, volunteer), None) is None

    def blocks(self, shift: Shift, volunteer: Volunteer) -> tuple[Block, ...]:
        """All that stands in the way, in :data:`ORDER`; of a rule's several reasons each."""
        return tuple(self._found(shift, volunteer))

    def _found(self, shift: Shift, volunteer: Volunteer) -> Iterator[Block]:
        yield from standing(self._staffing, shift, volunteer)
        yield from self._beside(shift, volunteer)

    def _beside(self, shift: Shift, volunteer: Volunteer) -> Iterator[Block]:
        """What the volunteer's other shifts, and the others in this shift, forbid."""
        own = [self._staffing.shift_by_id[id] for id in self._own.get(volunteer.id, ()) if id != shift.id]
        others = [id for id in self._there.get(shift.id, ()) if id != volunteer.id]
        yield from self._overlaps(shift, own)
        yield from self._rests(shift, own)
        for id in others:
            if id in self._apart.get(volunteer.id, ()):
                yield Block(Rule.APART, other=id)
        if volunteer.max_minutes is not None:
            total = sum(self._length(one) for one in (*own, shift))
            if total > volunteer.max_minutes:
                yield Block(Rule.HOURS, minutes=total - volunteer.max_minutes, limit=volunteer.max_minutes)
        limit = day_limit(self._staffing, volunteer)
        if limit is not None:
            for day, length in self._by_day(shift).items():
                total = length + sum(self._by_day(one).get(day, 0) for one in own)
                if total > limit:
                    yield Block(Rule.DAY_HOURS, minutes=total - limit, limit=limit, day=day)
        if len(others) >= shift.ideal:
            yield Block(Rule.FULL, limit=shift.ideal)

    def _overlaps(self, shift: Shift, own: Iterable[Shift]) -> Iterator[Block]:
        start, end = self._span(shift)
        for other in own:
            begin, finish = self._span(other)
            if start < finish and begin < end:
                yield Block(Rule.OVERLAP, other=other.id, minutes=min(end, finish) - max(start, begin))

    def _rests(self, shift: Shift, own: Iterable[Shift]) -> Iterator[Block]:
        rest = self._staffing.rules.rest_minutes
        start, end = self._span(shift)
        for other in own if rest else ():
            begin, finish = self._span(other)
            gap = max(begin - end, start - finish)
            if 0 < gap < rest:
                yield Block(Rule.REST, other=other.id, minutes=rest - gap, limit=rest)

    def _span(self, shift: Shift) -> tuple[int, int]:
        """Start and end in minutes of one clock."""
        if shift.id not in self._spans:
            self._spans[shift.id] = (instant(shift.start), instant(shift.end))
        return self._spans[shift.id]

    def _length(self, shift: Shift) -> int:
        start, end = self._span(shift)
        return max(0, end - start)

    def _by_day(self, shift: Shift) -> dict[date, int]:
        if shift.id not in self._days:
            self._days[shift.id] = minutes_by_day(shift, self._staffing)
        return self._days[shift.id]


def instant(moment: datetime) -> int:
    """A moment as whole minutes of one clock, whatever its zone."""
    return int(moment.timestamp()) // 60


def standing(staffing: Staffing, shift: Shift, volunteer: Volunteer) -> Iterator[Block]:
    """What forbids it whatever the roster is, in :data:`ORDER`."""
    if volunteer.withdrawn:
        yield Block(Rule.WITHDRAWN)
    day = last_day(shift, staffing)
    yield from _skills(shift, volunteer, day)
    if shift.vetted and not vetted(volunteer, day):
        yield Block(Rule.VETTING, day=volunteer.vetting_until if volunteer.vetting is Vetting.DATED else None)
    if shift.adults_only and not of_age(volunteer, shift.start.astimezone(staffing.zone).date()):
        yield Block(Rule.MINOR, limit=OF_AGE)
    if not any(one.start <= shift.start and shift.end <= one.end for one in volunteer.windows):
        yield _nearest(shift, volunteer)


def _skills(shift: Shift, volunteer: Volunteer, day: date) -> Iterator[Block]:
    missing = sorted(name for name in shift.skills if all(one.name != name for one in volunteer.skills))
    lapsed = sorted(name for name in shift.skills if name not in missing and not qualified(volunteer, name, day))
    if missing:
        yield Block(Rule.SKILL, skills=tuple(missing))
    if lapsed:
        yield Block(Rule.CERTIFICATE, skills=tuple(lapsed), day=_ended(volunteer.skills, lapsed))


def _ended(skills: Iterable[Skill], lapsed: Sequence[str]) -> date | None:
    return max((one.until for one in skills if one.name in lapsed and one.until is not None), default=None)


def _nearest(shift: Shift, volunteer: Volunteer) -> Block:
    """The window that leaves least of the shift uncovered, with how many minutes it is short of."""
    length = minutes(shift)
    best: tuple[int, Window] | None = None
    for window in volunteer.windows:
        short = max(0, (window.start - shift.start) // MINUTE) + max(0, (shift.end - window.end) // MINUTE)
        if short < length and (best is None or short < best[0]):
            best = (short, window)
    if best is None:
        return Block(Rule.UNAVAILABLE, minutes=length)
    return Block(Rule.UNAVAILABLE, minutes=best[0], window=best[1])
