"""The morning of an event: what is coming, whether this computer is ready, and what waits for somebody's decision."""

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

import sqlalchemy as sa

from eventdesk.domain.attendance import Heads, heads
from eventdesk.domain.event import EventState, Unit
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.domain.today import event_of_day, events_of_day
from eventdesk.errors import StoreProblem
from eventdesk.services.attendance import Attendance, EventAttendance
from eventdesk.services.event_views import EventView
from eventdesk.services.events import Events
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.house import House
from eventdesk.services.imports import Imports
from eventdesk.services.overview import Overview
from eventdesk.services.places import who_fits
from eventdesk.services.registrations import Registrations
from eventdesk.store import tables as t

LITTLE_SPACE = 1_000_000_000
"""Bytes. Below this the disk may fill up in the middle of a day."""

CLOCK_SLACK = timedelta(minutes=2)
"""How far this computer's clock may lie behind what was written last; two computers are never quite alike."""

# What people put between two allergies: comma, semicolon, slash, plus, and the Chinese comma, list mark and semicolon.
_BETWEEN = re.compile("[,;/+\uff0c\u3001\uff1b]|\\s{2,}|\n")
_LIVE = frozenset(EventState) - {EventState.CANCELLED, EventState.ARCHIVED}


class Matter(StrEnum):
    """What can wait for somebody; in the order in which it is shown."""

    CONSENT = "consent"
    PLACES = "places"
    REJECTED = "rejected"
    DOUBLED = "doubled"
    ALLERGIES = "allergies"


@dataclass(frozen=True)
class Todo:
    """One thing to look at. ``count`` is of families, rows, persons or children, as the matter has it.

    ``names`` are families (the first of them; only for who may see the door's list, else masked) or a file's name;
    ``kinds`` what was counted: (allergy, children), the most frequent first.
    """

    matter: Matter
    count: int
    names: tuple[str, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class SlotToday:
    """A slot of the day and how full it is, in its unit."""

    code: str
    title: str
    room: str
    start: datetime
    end: datetime
    taken: int
    capacity: int | None
    unit: Unit
    waiting: int


@dataclass(frozen=True)
class Figures:
    """The figures of the day. ``inside_limit`` is the room's limit in persons: the door's hard limit, else its soft one,
    else the event's capacity where that counts persons."""

    registered: Heads
    attended: Heads
    by_station: tuple[tuple[str, int], ...]
    inside: int
    inside_limit: int | None
    waiting: int
    waiting_with_room: int


@dataclass(frozen=True)
class Today:
    """The event of the day with its figures; ``event`` None where nothing is to come. ``others`` are today's other ones.

    ``events`` counts all events of the desk: 0 is a desk where nobody has begun.
    """

    event: EventView | None
    others: tuple[EventView, ...] = ()
    events: int = 0
    figures: Figures | None = None
    slots: tuple[SlotToday, ...] = ()
    todos: tuple[Todo, ...] = ()


@dataclass(frozen=True)
class MachineState:
    """What the program can say of this computer and the desk's file.

    ``zone_agrees``: the computer's clock shows the organisation's time. ``behind``: how far the clock lies before what
    was written last, None where it does not. ``problem``: the error's code where the file can't be written now.
    ``free`` are bytes, None where the system does not tell.
    """

    now: datetime
    zone_agrees: bool
    behind: timedelta | None
    encrypted: bool
    problem: str | None
    free: int | None

    @property
    def little_space(self) -> bool:
        """Whether the disk may fill up during the day."""
        return self.free is not None and self.free < LITTLE_SPACE


class Readiness:
    """The verbs of the morning; they only look."""

    def __init__(self, house: House, *, events: Events, registrations: Registrations, imports: Imports,
                 attendance: Attendance) -> None:  # fmt: skip
        self._house, self._events, self._registrations = house, events, registrations
        self._imports, self._attendance = imports, attendance

    def today(self, event_code: str | None = None) -> Today:
        """What the day is about: the event named, else today's, else the next one."""
        self._house.require(Right.LOOK)
        every = self._events.list()
        now, zone = self._house.clock.now(), self._house.zone
        live = [event for event in every if event.state in _LIVE]
        chosen = next((event for event in every if event.code == event_code), None) or event_of_day(live, now, zone)
        if chosen is None:
            return Today(event=None, events=len(every))
        overview = self._registrations.overview(chosen.code)
        attendance = self._attendance.read(chosen.code)
        fitting = self._fitting_now(overview)
        return Today(
            event=overview.event, others=tuple(e for e in events_of_day(live, now, zone) if e.code != chosen.code),
            events=len(every), figures=_figures(overview, attendance, fitting), slots=tuple(_slots(overview)),
            todos=tuple(self._todos(overview, attendance, fitting)),
        )  # fmt: skip

    def machine(self, *, local: tzinfo | None = None) -> MachineState:
        """How this computer and the desk's file stand; ``local`` is the computer's zone, by default its own."""
        self._house.require(Right.LOOK)
        store, now = self._house.store, self._house.clock.now()
        with store.reading() as connection:
            last = connection.execute(sa.select(sa.func.max(t.audit.c.at))).scalar()
        behind = last - now if last is not None and last - now > CLOCK_SLACK else None
        return MachineState(
            now=now, zone_agrees=now.astimezone(local).utcoffset() == now.astimezone(self._house.zone).utcoffset(),
            behind=behind, encrypted=store.encrypted, problem=self._problem(), free=_free(self._house),
        )  # fmt: skip

    def _problem(self) -> str | None:
        """Begins to write and takes it back: permissions alone do not tell of a locked or a damaged file."""
        try:
            with self._house.store.unit(actor=self._house.actor, clock=self._house.clock, action="checked"):
                return None
        except StoreProblem as problem:
            return problem.code

    def _todos(
        self, overview: Overview, attendance: EventAttendance, fitting: Sequence[RegistrationView]
    ) -> Iterable[Todo]:
        confirmed = [r for r in overview.registrations if r.state is RegistrationState.CONFIRMED]
        labels = self._labels(attendance)
        unsigned = [r for r in confirmed if not r.consent] if overview.event.rules.ask_consent else []
        if unsigned:
            yield Todo(Matter.CONSENT, len(unsigned), names=_named(unsigned, labels))
        if fitting:
            yield Todo(Matter.PLACES, len(fitting), names=_named(fitting, labels))
        yield from self._rejected(overview.event)
        if attendance.incidents:
            yield Todo(Matter.DOUBLED, len(attendance.incidents))
        allergic = [child for r in confirmed for child in r.children if child.allergies]
        if allergic:
            kinds = Counter(kind for child in allergic for kind in allergy_kinds(child.allergies))
            yield Todo(Matter.ALLERGIES, len(allergic), kinds=tuple(kinds.most_common()))

    def _rejected(self, event: EventView) -> Iterable[Todo]:
        zone = self._house.zone
        day = self._house.clock.now().astimezone(zone).date()
        for batch in self._imports.batches(event.code):
            rejected = batch.counts.get("rejected", 0)
            if rejected and batch.undone_at is None and batch.at.astimezone(zone).date() == day:
                yield Todo(Matter.REJECTED, rejected, names=(batch.file,))

    def _fitting_now(self, overview: Overview) -> tuple[RegistrationView, ...]:
        """The waiting families that would be confirmed now if they were asked in their order."""
        with self._house.store.reading() as connection:
            fitting = who_fits(connection, overview.event, now=self._house.clock.now())
        return tuple(r for r in overview.registrations if r.state is RegistrationState.WAITLISTED and r.id in fitting)

    def _labels(self, attendance: EventAttendance) -> dict[str, str]:
        """Whole names of families, for who may see the door's list."""
        if not self._house.actor.may(Right.CHECKIN):
            return {}
        return {
            party.registration: next((m.name for m in party.members if m.name), "") for party in attendance.parties
        }


def allergy_kinds(text: str | None) -> tuple[str, ...]:
    """The allergies that a family wrote into one line, each once.

    >>> allergy_kinds("peanut, egg; peanut")
    ('peanut', 'egg')
    """
    parts = (part.strip() for part in _BETWEEN.split(text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def _named(rows: Sequence[RegistrationView], labels: dict[str, str]) -> tuple[str, ...]:
    """The first two families that have a name."""
    names = (labels.get(row.id) or next((p.name for p in row.guardians if p.name), "") for row in rows)
    return tuple(name for name in names if name)[:2]


def _figures(overview: Overview, attendance: EventAttendance, fitting: Sequence[RegistrationView]) -> Figures:
    event, totals = overview.event, attendance.totals
    persons = event.capacity if event.capacity_unit is Unit.PERSONS else None
    limits = (event.rules.hard_limit, event.rules.soft_limit, persons)
    return Figures(
        registered=totals.registered, attended=heads(p for p in attendance.people if p.attended),
        by_station=totals.by_station, inside=totals.inside,
        inside_limit=next((limit for limit in limits if limit is not None), None),
        waiting=sum(r.state is RegistrationState.WAITLISTED for r in overview.registrations),
        waiting_with_room=len(fitting),
    )  # fmt: skip


def _slots(overview: Overview) -> Iterable[SlotToday]:
    places = {place.code: place for place in overview.places}
    for slot in sorted(overview.event.bookable, key=lambda slot: slot.start):
        place = places[slot.code]
        yield SlotToday(
            code=slot.code, title=slot.title, room=slot.room, start=slot.start, end=slot.end, taken=place.taken,
            capacity=place.capacity, unit=place.unit, waiting=place.waiting,
        )  # fmt: skip


def _free(house: House) -> int | None:
    try:
        return shutil.disk_usage(house.store.folder).free
    except OSError:
        return None
