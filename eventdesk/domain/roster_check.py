"""The second look at a whole roster: which hard rules it breaks.

Written from the rules as people say them, not from what forbids a single shift or from the model that is solved. A rule that
somebody passed is not broken. What concerns several shifts or people at once, such as an overlap, is passed if one of them
has the waiver; of hours and places those with a waiver are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import combinations

from eventdesk.domain.age import months_between
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Staffing, Vetting, Volunteer

ADULT_MONTHS = 18 * 12
MIDNIGHT = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Breach:
    """A broken rule: by whom and in which shifts. ``other`` is the second volunteer of a pair that is kept apart; ``volunteer``
    is empty for a shift that has too many."""

    rule: Rule
    volunteer: str
    shifts: tuple[str, ...]
    other: str = ""


class Unknown(ValueError):
    """A roster names a shift or a volunteer that its event has not, or the same place twice: a mistake of the program."""


def breaches(staffing: Staffing) -> tuple[Breach, ...]:
    """Every hard rule that the staffing's roster breaks, in a fixed order; none: it may be shown and saved.

    Raises :class:`Unknown` for a roster that belongs to other shifts or people.
    """
    having: dict[str, list[Assigned]] = defaultdict(list)
    crews: dict[str, list[Assigned]] = defaultdict(list)
    for one in staffing.assigned:
        if one.shift not in staffing.shift_by_id or one.volunteer not in staffing.volunteer_by_id:
            raise Unknown(f"{one.volunteer} in {one.shift}")
        having[one.volunteer].append(one)
        crews[one.shift].append(one)
    if len({(one.shift, one.volunteer) for one in staffing.assigned}) < len(staffing.assigned):
        raise Unknown("somebody has a shift twice")
    found: list[Breach] = []
    for one in staffing.assigned:
        found += _alone(staffing, one)
    for id, own in having.items():
        found += _of_person(staffing, staffing.volunteer_by_id[id], own)
    for id, crew in crews.items():
        found += _of_crew(staffing, staffing.shift_by_id[id], crew)
    return tuple(sorted(found))


def _alone(staffing: Staffing, one: Assigned) -> Iterator[Breach]:
    """The rules about one person in one shift."""
    shift, person = staffing.shift_by_id[one.shift], staffing.volunteer_by_id[one.volunteer]
    begins = shift.start.astimezone(staffing.zone)
    # A shift until midnight does not work on the day that begins then.
    ends = max(begins, shift.end.astimezone(staffing.zone) - timedelta(microseconds=1)).date()
    known = {skill.name for skill in person.skills}
    valid = {skill.name for skill in person.skills if skill.until is None or skill.until >= ends}
    dated = person.vetting_until is not None and person.vetting_until >= ends
    cleared = person.vetting is Vetting.PERMANENT or (person.vetting is Vetting.DATED and dated)
    child = person.birthdate is not None and months_between(person.birthdate, begins.date()) < ADULT_MONTHS
    there = any(window.start <= shift.start and window.end >= shift.end for window in person.windows)
    broken = {
        Rule.WITHDRAWN: person.withdrawn,
        Rule.SKILL: not shift.skills <= known,
        Rule.CERTIFICATE: not shift.skills & known <= valid,
        Rule.VETTING: shift.vetted and not cleared,
        Rule.MINOR: shift.adults_only and child,
        Rule.UNAVAILABLE: not there,
    }
    for rule, is_broken in broken.items():
        if is_broken and rule not in one.waived:
            yield Breach(rule, person.id, (shift.id,))


def _of_person(staffing: Staffing, person: Volunteer, own: list[Assigned]) -> Iterator[Breach]:
    """The rules about all that one person does."""
    rest = timedelta(minutes=staffing.rules.rest_minutes)
    ordered = sorted(own, key=lambda one: (staffing.shift_by_id[one.shift].start.astimezone(UTC), one.shift))
    for early, late in combinations(ordered, 2):
        one, other = staffing.shift_by_id[early.shift], staffing.shift_by_id[late.shift]
        passed = early.waived | late.waived
        free = other.start.astimezone(UTC) - one.end.astimezone(UTC)
        # Two that begin together overlap even if one of them lasts no time; so does whatever is inside of another.
        meet = one.start < other.end and other.start < one.end
        if meet and Rule.OVERLAP not in passed:
            yield Breach(Rule.OVERLAP, person.id, (one.id, other.id))
        if timedelta(0) < free < rest and Rule.REST not in passed:
            yield Breach(Rule.REST, person.id, (one.id, other.id))
    counted = [staffing.shift_by_id[one.shift] for one in ordered if Rule.HOURS not in one.waived]
    if person.max_minutes is not None and _time(counted) > timedelta(minutes=person.max_minutes):
        yield Breach(Rule.HOURS, person.id, tuple(shift.id for shift in counted))
    yield from _days(
        staffing, person, [staffing.shift_by_id[one.shift] for one in ordered if Rule.DAY_HOURS not in one.waived]
    )


def _time(shifts: Iterable[Shift]) -> timedelta:
    return sum((max(timedelta(0), one.end.astimezone(UTC) - one.start.astimezone(UTC)) for one in shifts), timedelta(0))


def _days(staffing: Staffing, person: Volunteer, counted: list[Shift]) -> Iterator[Breach]:
    limits = [limit for limit in (person.max_day_minutes, staffing.rules.max_day_minutes) if limit is not None]
    if not limits or not counted:
        return
    first = min(one.start.astimezone(staffing.zone) for one in counted).date()
    last = max(one.end.astimezone(staffing.zone) for one in counted).date()
    for number in range((last - first).days + 1):
        day = first + number * MIDNIGHT
        pieces = [(one.id, _on(staffing, one, day.toordinal())) for one in counted]
        if sum((length for _, length in pieces), timedelta(0)) > timedelta(minutes=min(limits)):
            yield Breach(Rule.DAY_HOURS, person.id, tuple(id for id, length in pieces if length))


def _on(staffing: Staffing, shift: Shift, ordinal: int) -> timedelta:
    """How much of a shift lies on a day."""
    at, end = shift.start.astimezone(staffing.zone), shift.end.astimezone(staffing.zone)
    clock = at.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    clock += (ordinal - clock.toordinal()) * MIDNIGHT
    opens = clock.replace(tzinfo=staffing.zone).astimezone(UTC)
    closes = (clock + MIDNIGHT).replace(tzinfo=staffing.zone).astimezone(UTC)
    return max(timedelta(0), min(closes, end.astimezone(UTC)) - max(opens, at.astimezone(UTC)))


def _of_crew(staffing: Staffing, shift: Shift, crew: list[Assigned]) -> Iterator[Breach]:
    """The rules about all who are in one shift."""
    counted = [one for one in crew if Rule.FULL not in one.waived]
    if len(counted) > shift.ideal:
        yield Breach(Rule.FULL, "", (shift.id,))
    for one, other in combinations(sorted(crew), 2):
        pair = (min(one.volunteer, other.volunteer), max(one.volunteer, other.volunteer))
        if pair in staffing.apart and Rule.APART not in one.waived | other.waived:
            yield Breach(Rule.APART, pair[0], (shift.id,), pair[1])
