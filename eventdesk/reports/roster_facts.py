"""What stands on the papers about an event's volunteers, free of layout, and the sections that a roster can be read by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from eventdesk.reports.phrases import clock, day
from resources.words import Words


class By(StrEnum):
    """What a roster is read by: the shifts of a day, the shifts of a role, or what each person does."""

    TIME = "time"
    ROLE = "role"
    PERSON = "person"


@dataclass(frozen=True)
class RosterPerson:
    """A volunteer. ``phone`` is as it may be shown; ``response`` what they said to the shift that they stand at."""

    id: str
    code: str
    name: str
    phone: str = ""
    response: str = "open"


@dataclass(frozen=True)
class RosterShift:
    """A shift with its people. Moments are aware, in the organisation's zone."""

    code: str
    role: str
    room: str
    start: datetime
    end: datetime
    need: int
    people: tuple[RosterPerson, ...]
    break_minutes: int = 0
    note: str = ""

    @property
    def missing(self) -> int:
        """How many there must be and are not."""
        return max(0, self.need - len(self.people))

    @property
    def minutes(self) -> int:
        """How long it is, less its break."""
        return max(0, int((self.end - self.start).total_seconds()) // 60 - self.break_minutes)


@dataclass(frozen=True)
class RosterFacts:
    """An event's roster: its shifts in order of time. ``idle`` are people who offered to help and have no shift."""

    organisation: str
    code: str
    title: str
    venue: str
    starts: datetime
    printed: datetime
    shifts: tuple[RosterShift, ...]
    idle: tuple[RosterPerson, ...] = ()
    ends: datetime | None = None
    """Where the event ends, for one of several days."""

    @cached_property
    def several_days(self) -> bool:
        """Whether a time alone does not say when."""
        return len({shift.start.date() for shift in self.shifts}) > 1

    @property
    def missing(self) -> int:
        """Places that must be filled and are not."""
        return sum(shift.missing for shift in self.shifts)


@dataclass(frozen=True)
class Line:
    """A row of a section: when, two texts, who, and how many are missing."""

    when: str
    first: str
    second: str
    people: str
    missing: int = 0
    count: str = ""


@dataclass(frozen=True)
class Section:
    """Rows that belong together under a heading."""

    heading: str
    line: str
    right: str
    lines: tuple[Line, ...]


def sections(facts: RosterFacts, by: By, words: Words) -> tuple[Section, ...]:
    """A roster as it is read by time, by role, or by person."""
    if by is By.PERSON:
        return tuple(_person_sections(facts, words))
    if by is By.ROLE:
        return tuple(
            Section(role, "", _filled(shifts, words), tuple(_shift_line(facts, shift, words, by=by) for shift in shifts))
            for role, shifts in _grouped(facts.shifts, lambda shift: shift.role)
        )
    return tuple(
        Section(
            day(shifts[0].start, words), "", _filled(shifts, words),
            tuple(_shift_line(facts, shift, words, by=by) for shift in shifts),
        )
        for _, shifts in _grouped(facts.shifts, lambda shift: shift.start.date().isoformat())
    )  # fmt: skip


def hours(minutes: int, words: Words) -> str:
    """A length as people say it: hours and minutes, what is none left out."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return words("roster_paper.hours", n=whole)
    if not whole:
        return words("roster_paper.minutes", n=rest)
    return words("roster_paper.hours_minutes", hours=words("roster_paper.hours", n=whole), rest=words("roster_paper.minutes", n=rest))


def span(shift: RosterShift, words: Words, *, with_day: bool) -> str:
    """When a shift is; a later day of its end is said."""
    later = shift.end.date() != shift.start.date()
    times = words("roster_paper.span_over" if later else "roster_paper.span", start=clock(shift.start), end=clock(shift.end))
    return words("roster_paper.day_span", month=shift.start.month, day=shift.start.day, times=times) if with_day else times


def _shift_line(facts: RosterFacts, shift: RosterShift, words: Words, *, by: By) -> Line:
    roles = by is By.ROLE
    people = words("common.list_sep").join(person.name for person in shift.people) or words("roster_paper.nobody")
    return Line(
        when=span(shift, words, with_day=roles and facts.several_days), first=shift.room if roles else shift.role,
        second=shift.code if roles else shift.room, people=people, missing=shift.missing,
        count=f"{len(shift.people)}/{shift.need}",
    )  # fmt: skip


def _person_sections(facts: RosterFacts, words: Words) -> Iterable[Section]:
    people = {person.id: person for shift in facts.shifts for person in shift.people}
    people |= {person.id: person for person in facts.idle}
    for person in sorted(people.values(), key=lambda one: (one.code, one.name)):
        mine = [shift for shift in facts.shifts if any(one.id == person.id for one in shift.people)]
        total = sum(shift.minutes for shift in mine)
        right = words("roster_paper.person_total", n=len(mine), hours=hours(total, words)) if mine else words("roster_paper.no_shift")
        yield Section(person.name, _line(person, words), right, tuple(_own_line(facts, shift, person, words) for shift in mine))


def _own_line(facts: RosterFacts, shift: RosterShift, person: RosterPerson, words: Words) -> Line:
    others = [one.name for one in shift.people if one.id != person.id]
    together = words("roster_paper.together", names=words("common.list_sep").join(others)) if others else words("roster_paper.alone")
    return Line(span(shift, words, with_day=facts.several_days), shift.role, shift.room, together)


def _line(person: RosterPerson, words: Words) -> str:
    return words("roster_paper.dot").join(part for part in (person.code, person.phone) if part)


def _filled(shifts: Sequence[RosterShift], words: Words) -> str:
    having = sum(min(len(shift.people), shift.need) for shift in shifts)
    return words("roster_paper.filled", having=having, need=sum(shift.need for shift in shifts))


def _grouped(
    shifts: Sequence[RosterShift], key: Callable[[RosterShift], str]
) -> list[tuple[str, list[RosterShift]]]:
    groups: dict[str, list[RosterShift]] = {}
    for shift in shifts:
        groups.setdefault(key(shift), []).append(shift)
    return list(groups.items())
