"""Attendance of an event, always computed anew from the journal: figures, and the lists that the door shows."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventdesk.domain.age import months_between
from eventdesk.domain.attendance import Attender, Totals, heads, totals
from eventdesk.domain.digests import set_digest
from eventdesk.domain.event import Unit
from eventdesk.domain.expected import Expected, Seat, counts_as_expected, expected_people
from eventdesk.domain.family import Role, mask_phone
from eventdesk.domain.journal import EntryKind, Tally
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.services import events
from eventdesk.services.door_record import DoorRecord
from eventdesk.services.door_views import DoorView, RecentEntry, SlotFill, WaitingFamily
from eventdesk.services.event_views import EventView
from eventdesk.services.house import House
from eventdesk.services.import_written import chunks
from eventdesk.store import quick
from eventdesk.store import tables as t

RECENT = 60
"""How many admissions the door's list holds."""

_REGISTRATIONS = """SELECT id, family, state, at_door, photo_consent, at_start FROM registration WHERE event = ? ORDER BY queue"""
_MEMBERS = """SELECT m.registration, m.person, m.role, m.counted, p.name, p.nickname, coalesce(p.birthdate, p.birth_last),
 p.allergies, p.phone, 1 FROM registration r JOIN registration_member m ON m.registration = r.id LEFT JOIN person p ON p.id = m.person
 WHERE r.event = ? ORDER BY m.registration, m.position"""
_CHOICES = """SELECT c.registration, c.state, s.code FROM slot s JOIN slot_choice c ON c.slot = s.id WHERE s.event = ?
 ORDER BY c.registration, c.position"""
_JOURNAL = "SELECT id, digest FROM journal WHERE event = ?"


class Member(NamedTuple):
    """A person of a registration, as it is read: one tuple for each of thousands. ``counted`` is 1 or 0, ``birth`` an ISO day.

    ``named`` False: who was expected when the event began and whom the registration names no more.
    """

    registration: str
    person: str
    role: str
    counted: int = 0
    name: str | None = None
    nickname: str | None = None
    birth: str | None = None
    allergies: str | None = None
    phone: str | None = None
    named: bool = True

    @property
    def child(self) -> bool:
        """Children are counted apart from adults."""
        return self.role == Role.CHILD


@dataclass(frozen=True)
class Party:
    """One registration with its members, as attendance needs it. Names and phones are whole; ``slots`` are those that
    it has a place in, or chose, where it has none any more and was expected.

    ``at_start`` is who of it was expected when the event began, None where that is who it counts now; those of them whom it
    no longer names stand behind its members, uncounted.
    """

    registration: str
    family: str
    state: RegistrationState
    at_door: bool
    photo_consent: bool | None
    slots: tuple[str, ...]
    members: tuple[Member, ...]
    at_start: Expected | None = None

    def expected(self, came: Collection[str]) -> dict[str, bool]:
        """The people who count as expected, and whether each is a child; ``came`` are those who were let in."""
        if self.at_start is not None:
            seats = [Seat(m.person, m.child, bool(m.counted)) for m in self.members if m.named]
            return expected_people(self.at_start, seats, came=came)
        if not counts_as_expected(confirmed=self.state is RegistrationState.CONFIRMED, at_door=self.at_door):
            return {}
        return {m.person: m.child for m in self.members if m.counted and m.named}


@dataclass(frozen=True)
class Incident:
    """A person who was let in while inside already, at doors that did not know of each other."""

    person: str
    entries: tuple[tuple[str, str, Any], ...]


@dataclass(frozen=True)
class EventAttendance:
    """Everything that is known of an event's attendance."""

    event: EventView
    people: tuple[Attender, ...]
    parties: tuple[Party, ...]
    incidents: tuple[Incident, ...]
    journal_entries: int
    digest: str
    position: str

    @cached_property
    def totals(self) -> Totals:
        """All totals, counted when somebody asks."""
        return totals(self.people)


class Attendance:
    """The verbs of attendance; they only look."""

    def __init__(self, house: House, record: DoorRecord) -> None:
        self._house, self._record = house, record

    def show(self, event_code: str) -> EventAttendance:
        """An event's attendance, from the journal as it is now; without the parties, whose names are whole."""
        return replace(self.read(event_code), parties=())

    def read(self, event_code: str) -> EventAttendance:
        """The same with the parties: for other services, which mask what they pass on."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            tally = self._record.tally(connection, event.id)
            parties = _parties(connection, event)
            lines = list(quick.tuples(connection, _JOURNAL, (event.id,)))
        day = event.start.astimezone(self._house.zone).date()
        people = tuple(self._people(parties, tally, day))
        digest = set_digest(lines)
        return EventAttendance(
            event=event, people=people, parties=parties, incidents=self._incidents(tally),
            journal_entries=len(lines), digest=digest, position=f"{len(lines)}:{digest[:16]}",
        )  # fmt: skip

    def door(self, event_code: str) -> DoorView:
        """The door's counters, who is still missing, and who came in last."""
        self._house.require(Right.CHECKIN)
        found = self.read(event_code)
        with self._house.store.reading() as connection:
            tally = self._record.tally(connection, found.event.id)
        recent = self._recent(tally, {party.registration: _label(party) for party in found.parties})
        all_, here = found.totals, heads(p for p in found.people if p.attended)
        confirmed = [party for party in found.parties if party.state is RegistrationState.CONFIRMED]
        return DoorView(
            event=found.event, inside=all_.inside, attended=here.persons, attended_families=here.families,
            registered=all_.registered.persons, registered_families=all_.registered.families,
            registered_adults=all_.registered.adults, registered_children=all_.registered.children,
            waitlisted_families=sum(1 for p in found.parties if p.state is RegistrationState.WAITLISTED),
            by_station=all_.by_station, slots=_fill(found.event, confirmed, tally),
            waiting=tuple(_waiting(party, tally) for party in confirmed if _incomplete(party, tally)), recent=recent,
        )  # fmt: skip

    def tally(self, connection: sa.Connection, event: str) -> Tally:
        """The fold of an event's journal, up to date."""
        return self._record.tally(connection, event)

    def _people(self, parties: Sequence[Party], tally: Tally, day: date) -> list[Attender]:
        # Many children are born on one day, and few doors let all of them in.
        station, months = cache(self._record.station_name), cache(lambda birth: months_between(date.fromisoformat(birth), day))
        came = tally.attended()
        people = []
        for party in parties:
            confirmed = party.state is RegistrationState.CONFIRMED
            expected = party.expected(came)
            for member in party.members:
                person, where = member.person, came.get(member.person)
                awaited = person in expected
                counted = awaited or (bool(member.counted) and confirmed)
                first = where.first if where is not None else None
                if not counted and first is None:
                    continue
                people.append(
                    Attender(
                        person, party.registration, member.child, counted, not awaited, first.at if first else None,
                        station(first.station) if first else None, where is not None and where.inside,
                        months(member.birth) if member.birth else None, party.slots,
                    )
                )  # fmt: skip
        known = {person.person for person in people}
        people += [
            Attender(
                person=person, registration=where.first.registration or "", child=False, counted=False, at_door=True,
                first_in=where.first.at, station=station(where.first.station), inside=where.inside,
            )
            for person, where in came.items()
            if person not in known and where.first is not None
        ]  # fmt: skip
        return people

    def _incidents(self, tally: Tally) -> tuple[Incident, ...]:
        found = []
        for person, where in sorted(tally.attended().items()):
            if where.doubled and where.first is not None:
                entries = (where.first, *where.doubled)
                found.append(
                    Incident(person, tuple((e.id, self._record.station_name(e.station), e.at) for e in entries))
                )
        return tuple(found)

    def _recent(self, tally: Tally, labels: dict[str, str]) -> tuple[RecentEntry, ...]:
        entries = sorted(
            (e for e in tally.entries.values() if e.kind in (EntryKind.IN, EntryKind.OVERRIDE)),
            key=lambda e: e.order, reverse=True,
        )  # fmt: skip
        return tuple(
            RecentEntry(
                journal=e.id, registration=e.registration, label=labels.get(e.registration or "", ""),
                persons=len(e.persons), at=e.at, station=self._record.station_name(e.station),
                voided=tally.is_voided(e.id), kind=e.kind.value,
            )
            for e in entries[:RECENT]
        )  # fmt: skip


def _parties(connection: sa.Connection, event: EventView) -> tuple[Party, ...]:
    slots: dict[str, list[str]] = {}
    waits: dict[str, list[str]] = {}
    for registration, state, code in quick.tuples(connection, _CHOICES, (event.id,)):
        (slots if state == SlotState.CONFIRMED else waits).setdefault(registration, []).append(code)
    members: dict[str, list[Member]] = {}
    for member in map(Member._make, quick.tuples(connection, _MEMBERS, (event.id,))):
        members.setdefault(member.registration, []).append(member)
    rows = list(quick.tuples(connection, _REGISTRATIONS, (event.id,)))
    settled = {id: Expected.of(json.loads(at_start)) for id, *_, at_start in rows if at_start is not None}
    left = _left(connection, settled, members)
    states = {state.value: state for state in RegistrationState}
    waits = {registration: codes for registration, codes in waits.items() if registration in settled}
    return tuple(
        Party(
            registration=id, family=family, state=states[state], at_door=bool(at_door),
            photo_consent=None if photo_consent is None else bool(photo_consent), slots=tuple(slots.get(id) or waits.get(id, [])),
            members=(*members.get(id, ()), *left.get(id, ())), at_start=settled.get(id),
        )
        for id, family, state, at_door, photo_consent, _ in rows
    )  # fmt: skip


def _left(
    connection: sa.Connection, settled: Mapping[str, Expected], members: Mapping[str, Sequence[Member]]
) -> dict[str, tuple[Member, ...]]:
    """Who of the registrations was expected and is named by them no more."""
    gone: dict[str, dict[str, bool]] = {}
    for registration, kept in settled.items():
        named = {member.person for member in members.get(registration, ())}
        missing = {person: child for person, child in kept.seats.items() if person not in named}
        if missing:
            gone[registration] = missing
    p, known = t.person, dict[str, Any]()
    for part in chunks(sorted(person for missing in gone.values() for person in missing)):
        birth = sa.type_coerce(sa.func.coalesce(p.c.birthdate, p.c.birth_last), sa.String)
        columns = (p.c.id, p.c.name, p.c.nickname, birth, p.c.allergies, p.c.phone)
        known |= {row.id: tuple(row[1:]) for row in connection.execute(sa.select(*columns).where(p.c.id.in_(part)))}

    def one(registration: str, person: str, child: bool) -> Member:
        role = (Role.CHILD if child else Role.ADULT).value
        return Member._make((registration, person, role, 0, *known.get(person, (None,) * 5), False))

    return {id: tuple(one(id, person, child) for person, child in missing.items()) for id, missing in gone.items()}


def _label(party: Party) -> str:
    adults = [m for m in party.members if m.role != Role.CHILD.value]
    return next((m.name or m.nickname or "" for m in (*adults, *party.members) if m.name or m.nickname), "")


def _incomplete(party: Party, tally: Tally) -> bool:
    return any(member.counted and tally.of(member.person).first is None for member in party.members)


def _waiting(party: Party, tally: Tally) -> WaitingFamily:
    counted = [member for member in party.members if member.counted]
    return WaitingFamily(
        registration=party.registration, label=_label(party),
        adults=sum(1 for m in counted if m.role != Role.CHILD.value),
        children=sum(1 for m in counted if m.role == Role.CHILD.value),
        arrived=sum(1 for m in counted if tally.of(m.person).first is not None),
        phone=next((mask_phone(m.phone) for m in party.members if m.phone), ""), slots=party.slots,
        allergies=tuple(dict.fromkeys(m.allergies for m in party.members if m.allergies)),
        photo_consent=party.photo_consent,
    )  # fmt: skip


def _fill(event: EventView, confirmed: Sequence[Party], tally: Tally) -> tuple[SlotFill, ...]:
    def places(party: Party, unit: Unit, *, inside: bool) -> int:
        there = [m for m in party.members if m.counted and (not inside or tally.of(m.person).inside)]
        if unit is Unit.FAMILIES:
            return int(bool(there))
        return sum(1 for m in there if unit is Unit.PERSONS or m.role == Role.CHILD.value)

    return tuple(
        SlotFill(
            code=slot.code, title=slot.title, capacity=slot.capacity, unit=slot.capacity_unit,
            registered=sum(places(p, slot.capacity_unit, inside=False) for p in confirmed if slot.code in p.slots),
            inside=sum(places(p, slot.capacity_unit, inside=True) for p in confirmed if slot.code in p.slots),
        )
        for slot in event.bookable
    )  # fmt: skip
