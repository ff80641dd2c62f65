"""Attendance of an event, always computed anew from the journal: figures, and the lists that the door shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.age import months_between
from eventdesk.domain.attendance import Attender, Totals, heads, totals
from eventdesk.domain.digests import set_digest
from eventdesk.domain.event import Unit
from eventdesk.domain.expected import Expected, expected_people, was_expected
from eventdesk.domain.family import Role, mask_phone
from eventdesk.domain.journal import EntryKind, Tally
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.services import events
from eventdesk.services.door_record import DoorRecord
from eventdesk.services.door_views import DoorView, RecentEntry, SlotFill, WaitingFamily
from eventdesk.services.event_views import EventView
from eventdesk.services.expected import seats_of
from eventdesk.services.house import House
from eventdesk.services.import_written import chunks
from eventdesk.store import tables as t

RECENT = 60
"""How many admissions the door's list holds."""


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
    members: tuple[Any, ...]
    at_start: Expected | None = None

    def expected(self, came: Collection[str]) -> dict[str, bool]:
        """The people who count as expected, and whether each is a child; ``came`` are those who were let in."""
        seats = seats_of((m.person, m.role, m.counted) for m in self.members if not isinstance(m, Left))
        confirmed = self.state is RegistrationState.CONFIRMED
        if self.at_start is None:
            return was_expected(seats, confirmed=confirmed, at_door=self.at_door).seats
        return expected_people(self.at_start, seats, came=came)


@dataclass(frozen=True)
class Left:
    """Somebody who was expected when the event began and whom the registration names no more."""

    person: str
    role: str
    name: str | None = None
    nickname: str | None = None
    birthdate: date | None = None
    birth_last: date | None = None
    allergies: str | None = None
    phone: str | None = None
    counted: bool = False


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
    totals: Totals
    parties: tuple[Party, ...]
    incidents: tuple[Incident, ...]
    journal_entries: int
    digest: str
    position: str


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
            lines = [
                (row.id, row.digest)
                for row in connection.execute(
                    sa.select(t.journal.c.id, t.journal.c.digest).where(t.journal.c.event == event.id)
                )
            ]
        day = event.start.astimezone(self._house.zone).date()
        people = tuple(self._people(parties, tally, day))
        digest = set_digest(lines)
        return EventAttendance(
            event=event, people=people, totals=totals(people), parties=parties, incidents=self._incidents(tally),
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
        people = []
        for party in parties:
            confirmed = party.state is RegistrationState.CONFIRMED
            came = {member.person for member in party.members if tally.of(member.person).first is not None}
            expected = party.expected(came)
            for member in party.members:
                where, awaited = tally.of(member.person), member.person in expected
                counted = awaited or (bool(member.counted) and confirmed)
                if not counted and where.first is None:
                    continue
                birth = member.birthdate or member.birth_last
                people.append(
                    Attender(
                        person=member.person, registration=party.registration, child=member.role == Role.CHILD.value,
                        counted=counted, at_door=not awaited,
                        first_in=where.first.at if where.first else None,
                        station=self._record.station_name(where.first.station) if where.first else None,
                        inside=where.inside, age_months=months_between(birth, day) if birth else None, slots=party.slots,
                    )
                )  # fmt: skip
        known = {person.person for person in people}
        people += [
            Attender(
                person=person, registration=where.first.registration or "", child=False, counted=False, at_door=True,
                first_in=where.first.at, station=self._record.station_name(where.first.station), inside=where.inside,
            )
            for person, where in tally.attended().items()
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
    r, m, p, choice = t.registration, t.registration_member, t.person, t.slot_choice
    codes = {slot.id: slot.code for slot in event.slots}
    slots: dict[str, list[str]] = {}
    waits: dict[str, list[str]] = {}
    for row in connection.execute(
        sa.select(choice).where(choice.c.slot.in_(list(codes))).order_by(choice.c.registration, choice.c.position)
    ):
        (slots if row.state == SlotState.CONFIRMED.value else waits).setdefault(row.registration, []).append(codes[row.slot])
    members: dict[str, list[Any]] = {}
    for member in connection.execute(
        sa.select(
            m.c.registration, m.c.person, m.c.role, m.c.counted, p.c.name, p.c.nickname, p.c.birthdate, p.c.birth_last,
            p.c.allergies, p.c.phone,
        )
        .join(r, r.c.id == m.c.registration).outerjoin(p, p.c.id == m.c.person)
        .where(r.c.event == event.id).order_by(m.c.registration, m.c.position)
    ):  # fmt: skip
        members.setdefault(member.registration, []).append(member)
    rows = connection.execute(
        sa.select(r.c.id, r.c.family, r.c.state, r.c.at_door, r.c.photo_consent, r.c.at_start)
        .where(r.c.event == event.id).order_by(r.c.queue)
    ).all()  # fmt: skip
    settled = {row.id: Expected.of(row.at_start) for row in rows if row.at_start is not None}
    left = _left(connection, settled, members)
    waits = {registration: codes for registration, codes in waits.items() if registration in settled}
    return tuple(
        Party(
            registration=row.id, family=row.family, state=RegistrationState(row.state), at_door=row.at_door,
            photo_consent=row.photo_consent, slots=tuple(slots.get(row.id) or waits.get(row.id, [])),
            members=(*members.get(row.id, ()), *left.get(row.id, ())), at_start=settled.get(row.id),
        )
        for row in rows
    )  # fmt: skip


def _left(
    connection: sa.Connection, settled: Mapping[str, Expected], members: Mapping[str, Sequence[Any]]
) -> dict[str, tuple[Left, ...]]:
    """Who of the registrations was expected and is named by them no more."""
    gone: dict[str, dict[str, bool]] = {}
    for registration, kept in settled.items():
        named = {member.person for member in members.get(registration, ())}
        missing = {person: child for person, child in kept.seats.items() if person not in named}
        if missing:
            gone[registration] = missing
    p, known = t.person, dict[str, Any]()
    for part in chunks(sorted(person for missing in gone.values() for person in missing)):
        columns = (p.c.id, p.c.name, p.c.nickname, p.c.birthdate, p.c.birth_last, p.c.allergies, p.c.phone)
        known |= {row.id: row for row in connection.execute(sa.select(*columns).where(p.c.id.in_(part)))}

    def one(person: str, child: bool) -> Left:
        role = (Role.CHILD if child else Role.ADULT).value
        return Left(person, role, *known[person][1:]) if person in known else Left(person, role)

    return {id: tuple(one(person, child) for person, child in missing.items()) for id, missing in gone.items()}


def _label(party: Party) -> str:
    adults = [m for m in party.members if m.role != Role.CHILD.value]
    return next((m.name or m.nickname for m in (*adults, *party.members) if m.name or m.nickname), "")


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
