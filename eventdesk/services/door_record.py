"""What the door knows of a scan, read for it alone, and the journal that it writes.

A queue waits while this runs, so its statements are written out: building them would cost more than running them.
The fold of the journal is kept in memory and brought up to date before every use, because other windows and other
processes write to the same desk.
"""

import itertools
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain import ticket
from eventdesk.domain.age import months_between
from eventdesk.domain.checkin import CodeFinding, Member, Presence
from eventdesk.domain.digests import canonical, chained
from eventdesk.domain.event import DoorRules, EventState
from eventdesk.domain.family import Relation, Role, mask_name, mask_phone
from eventdesk.domain.journal import Entry, EntryKind, Tally, Whereabouts
from eventdesk.domain.pickup import make_code
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.errors import NotFound, StoreProblem
from eventdesk.services import events, standing
from eventdesk.services.house import House
from eventdesk.services.tickets import Verifier
from eventdesk.store import quick
from eventdesk.store.tables import from_ms, to_ms
from eventdesk.store.unit import GENESIS, Unit

_EVENT = 'SELECT id, code, start, "end", rules, state, revision FROM event WHERE code = ?'
_REGISTRATION = """SELECT id, event, state, photo_consent, notes, paid, ticket,
 (SELECT granted FROM consent WHERE consent.family = registration.family AND purpose = 'participation'
  ORDER BY at DESC, rowid DESC LIMIT 1) AS consented FROM registration WHERE id = ?"""
_MEMBERS = """SELECT m.person, m.role, m.counted, p.name, p.nickname, p.birthdate, p.birth_last, p.allergies, p.relation,
 p.phone FROM registration_member m LEFT JOIN person p ON p.id = m.person WHERE m.registration = ? ORDER BY m.position"""
_SLOTS = """SELECT s.code, s.title, s.start, s."end", c.state FROM slot_choice c JOIN slot s ON s.id = c.slot
 WHERE c.registration = ? ORDER BY c.position"""
_ENGAGEMENT = "SELECT id FROM engagement WHERE id = ? AND event = ?"
_JOURNAL = """SELECT seq, id, event, kind, registration, persons, at, hlc, station, station_seq, operator, reason, target,
 pickup_code FROM journal WHERE seq > ? AND event = ? ORDER BY seq"""
_INSERT = """INSERT INTO journal (id, event, kind, registration, persons, at, hlc, station, station_seq, operator, reason,
 target, pickup_code, prev, digest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"""

BEFORE_SLOT = timedelta(minutes=30)
"""How long before its slot a family is right at the door: whoever takes small children across a town comes early, and
signing in takes its time. Who comes earlier would crowd the slot before."""


@dataclass(frozen=True)
class DoorEvent:
    """An event as the door needs it."""

    id: str
    code: str
    start: datetime
    end: datetime
    rules: DoorRules
    cancelled: bool


@dataclass(frozen=True)
class PartyRow(Member):
    """A member of a party with what a card shows. ``counted`` is False for who was named beyond the head count."""

    counted: bool = True
    label: str = ""
    name: str | None = None
    nickname: str | None = None
    age_months: int | None = None
    allergies: str | None = None
    relation: Relation | None = None
    phone: str | None = None


@dataclass(frozen=True)
class SlotTime:
    """A slot that the party has, or waits for with the whole registration; times None are the event's."""

    code: str
    title: str
    start: datetime | None
    end: datetime | None


@dataclass
class Record:
    """Everything known of one scan. ``engagement`` is set where it is a volunteer's code, and then nothing else is."""

    event: DoorEvent
    tally: Tally
    finding: CodeFinding
    registration: str | None = None
    state: RegistrationState | None = None
    members: tuple[PartyRow, ...] = ()
    slots: tuple[SlotTime, ...] = ()
    has_consent: bool = True
    paid: bool = True
    place_free: bool = False
    barred: bool = False
    revoked: bool = False
    pickup_code: str | None = None
    photo_consent: bool | None = None
    notes: str | None = None
    other_event: str | None = None
    engagement: str | None = None

    @property
    def label(self) -> str:
        """The family's name at the door: its first named guardian, else a child's."""
        named = [m for m in self.members if m.name or m.nickname]
        first = next((m for m in named if not m.role.is_child), named[0] if named else None)
        return (first.name or first.nickname or "") if first is not None else ""

    @property
    def phone_tail(self) -> str | None:
        """The last four digits a family is asked for."""
        return next((m.phone[-4:] for m in self.members if m.phone), None)

    def slot_is_now(self, now: datetime) -> bool:
        """Whether one of the party's slots is going on or begins within :data:`BEFORE_SLOT`, or none has times of its own."""
        timed = [(slot.start, slot.end) for slot in self.slots if slot.start is not None and slot.end is not None]
        return not timed or any(start - BEFORE_SLOT <= now < end for start, end in timed)


def presence_of(where: Whereabouts) -> Presence:
    """Expected, inside, or gone again."""
    if where.inside:
        return Presence.IN_ALREADY
    return Presence.OUT if where.first is not None else Presence.EXPECTED


class DoorRecord:
    """Reads and writes what the door needs, with the fold of each event's journal kept in memory."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._verifier: Verifier | None = None
        self._tallies: dict[str, tuple[Tally, int]] = {}
        self._events: dict[str, tuple[int, DoorEvent]] = {}
        self._stations: dict[str, tuple[str, str]] = {}

    def event(self, connection: sa.Connection, code: str) -> DoorEvent:
        """The event of a code; :class:`NotFound` without one."""
        row = quick.row(connection, _EVENT, (code,)) or quick.row(connection, _EVENT, (code.strip().upper(),))
        if row is None:
            raise NotFound("event_not_found", event=code)
        known = self._events.get(row["id"])
        if known is not None and known[0] == row["revision"]:
            return known[1]
        event = DoorEvent(
            id=row["id"], code=row["code"], start=from_ms(row["start"]), end=from_ms(row["end"]),
            rules=events.rules_of(json.loads(row["rules"])), cancelled=row["state"] == EventState.CANCELLED.value,
        )  # fmt: skip
        self._events[row["id"]] = (row["revision"], event)
        return event

    def tally(self, connection: sa.Connection, event: str) -> Tally:
        """The fold of an event's journal, up to date with what this connection sees."""
        tally, seen = self._tallies.get(event) or (Tally(), 0)
        for row in quick.rows(connection, _JOURNAL, (seen, event)):
            tally.add(entry_of(row))
            seen = row["seq"]
        self._tallies[event] = (tally, seen)
        return tally

    def took(self, entry: Entry) -> None:
        """An entry was committed: the fold holds it from now on (reading it again later changes nothing)."""
        tally, seen = self._tallies[entry.event]
        tally.add(entry)
        self._tallies[entry.event] = (tally, seen)

    def find(self, connection: sa.Connection, event_code: str, text: str, registration: str | None) -> Record:
        """What is known of a scanned text, or of a registration that a person picked."""
        event = self.event(connection, event_code)
        record = Record(event=event, tally=self.tally(connection, event.id), finding=CodeFinding.GENUINE)
        read: ticket.Ticket | None = None
        row: Any = None
        if registration is None:

            def issued(named: str) -> str | None:
                nonlocal row
                row = quick.row(connection, _REGISTRATION, (named,))
                return None if row is None else str(row["ticket"])

            record.finding, read = self._read(connection, text, issued)
            if read is None:
                return record
            if read.event != event.id:
                record.finding = CodeFinding.OTHER_EVENT
                record.other_event = self._title(connection, read.event)
                record.registration, record.members = (
                    read.registration,
                    self._party(connection, record, read.registration),
                )
                return record
            registration = read.registration
        else:
            row = quick.row(connection, _REGISTRATION, (registration,))
        if row is None or row["event"] != event.id:
            return self._without_record(connection, record, registration, read)
        record.registration, record.state = row["id"], RegistrationState(row["state"])
        record.has_consent = bool(row["consented"])
        record.photo_consent = None if row["photo_consent"] is None else bool(row["photo_consent"])
        record.notes, record.paid = row["notes"], bool(row["paid"])
        self._fill(connection, record, row["id"])
        return record

    def _party(self, connection: sa.Connection, record: Record, registration: str) -> tuple[PartyRow, ...]:
        day = record.event.start.astimezone(self._house.zone).date()
        rows = quick.rows(connection, _MEMBERS, (registration,))
        return tuple(_party_row(member, record.tally, day) for member in rows)

    def _fill(self, connection: sa.Connection, record: Record, registration: str) -> None:
        record.members = self._party(connection, record, registration)
        record.slots = tuple(
            SlotTime(s["code"], s["title"], _moment(s["start"]), _moment(s["end"]))
            for s in quick.rows(connection, _SLOTS, (registration,))
            # Who is confirmed and waits for one slot has no place in it; who waits as a whole is asked about all.
            if s["state"] == SlotState.CONFIRMED.value or record.state is not RegistrationState.CONFIRMED
        )
        record.pickup_code = record.tally.pickup_code(registration)
        if record.event.cancelled:
            record.state = RegistrationState.CANCELLED
        if record.state is RegistrationState.WAITLISTED:
            now = self._house.clock.now()
            record.place_free = standing.place_free(connection, registration, now=now)
            record.barred = not record.place_free and standing.barred(connection, registration, now=now)

    def _without_record(
        self, connection: sa.Connection, record: Record, registration: str, read: ticket.Ticket | None
    ) -> Record:
        """A good signature without its registration here: a volunteer's, taken back, or not synchronised to this desk yet."""
        helper = quick.row(connection, _ENGAGEMENT, (registration, record.event.id))
        if helper is not None:
            record.engagement = helper["id"]
            return record
        if read is None:
            record.finding = CodeFinding.UNKNOWN
            return record
        record.registration = registration
        revoked = quick.row(connection, "SELECT 1 FROM revoked_ticket WHERE registration = ?", (registration,))
        record.revoked = revoked is not None
        roles = [Role.ADULT] * read.adults + [Role.CHILD] * read.children
        record.members = tuple(
            PartyRow(f"{registration}/{place}", role, presence_of(record.tally.of(f"{registration}/{place}")))
            for place, role in enumerate(roles)
        )
        return record

    def _read(
        self, connection: sa.Connection, text: str, issued: ticket.Issued
    ) -> tuple[CodeFinding, ticket.Ticket | None]:
        if self._verifier is None:
            self._verifier = Verifier.load(connection)
        try:
            return CodeFinding.GENUINE, self._verifier.read(text, issued)
        except ticket.NotATicket:
            return CodeFinding.UNKNOWN, None
        except ticket.BadSignature:
            return CodeFinding.FORGED, None

    def _title(self, connection: sa.Connection, event: str) -> str | None:
        row = quick.row(connection, "SELECT title FROM event WHERE id = ?", (event,))
        return None if row is None else row[0]

    def write(
        self, unit: Unit, *, event: str, kind: EntryKind, registration: str | None, persons: tuple[str, ...], at: datetime,
        reason: str | None = None, target: str | None = None, pickup_code: str | None = None,
    ) -> Entry:  # fmt: skip
        """Puts an entry into the journal and the outbox, chained to this station's last one. Not yet committed.

        ``pickup_code`` travels with the item: other stations hand the children over by it.
        """
        station = unit.actor.station
        last = unit.raw(
            "SELECT station_seq, digest FROM journal WHERE station = ? ORDER BY station_seq DESC LIMIT 1", (station,)
        )
        number, previous = (last[0] + 1, last[1]) if last is not None else (1, GENESIS)
        at = from_ms(to_ms(at))  # what is stored and what is chained are the same milliseconds
        entry = Entry(
            id=unit.new_id(), event=event, kind=kind, registration=registration, persons=persons, at=at,
            hlc=str(unit.stamp()), station=station, station_seq=number, operator=unit.actor.operator, reason=reason,
            target=target, pickup_code=pickup_code,
        )  # fmt: skip
        body = entry.body()
        digest = chained(previous, body)
        unit.raw(
            _INSERT,
            (
                entry.id, event, kind.value, registration, canonical(list(persons)).decode(), to_ms(at), entry.hlc, station,
                number, entry.operator, reason, target, pickup_code, previous, digest,
            ),
        )  # fmt: skip
        visit = {"pickup_code": pickup_code} if pickup_code is not None else {}
        unit.put("journal", body | {"prev": previous, "digest": digest} | visit, event=event, item=entry.id)
        return entry

    def holds(self, journal: str) -> bool:
        """Whether an entry is in the desk's file."""
        with self._house.store.reading() as connection:
            return quick.row(connection, "SELECT 1 FROM journal WHERE id = ? ORDER BY seq DESC", (journal,)) is not None

    def pickup_code(self, unit: Unit, record: Record) -> str | None:
        """The code of the family's visit: made at its first admission, the same for whoever comes later."""
        if record.pickup_code is not None or record.registration is None:
            return record.pickup_code
        if not any(member.role.is_child for member in record.members):
            return None
        prefix = self._station(unit.connection, unit.actor.station)[1]
        for tries in itertools.count():
            # Where most codes of this station are taken, a longer one is free sooner than a queue goes on waiting.
            code = make_code(prefix, secrets.choice, length=4 + tries // 50)
            if not record.tally.is_code_taken(code):
                break
        record.pickup_code = code
        return code

    def station_name(self, station: str) -> str:
        """The name of a station, as people call the door."""
        known = self._stations.get(station)
        if known is None:
            with self._house.store.reading() as connection:
                known = self._station(connection, station)
        return known[0]

    def _station(self, connection: sa.Connection, station: str) -> tuple[str, str]:
        if station not in self._stations:
            row = quick.row(connection, "SELECT name, prefix FROM station WHERE id = ?", (station,))
            if row is None:
                return (station[:8], "B")
            self._stations[station] = (row[0], row[1])
        return self._stations[station]


def entry_of(row: Any) -> Entry:
    """A row of the journal as an entry; :class:`StoreProblem` for one that the program can't have written."""
    try:
        return Entry(
            id=row["id"], event=row["event"], kind=EntryKind(row["kind"]), registration=row["registration"],
            persons=tuple(json.loads(row["persons"])), at=from_ms(row["at"]), hlc=row["hlc"], station=row["station"],
            station_seq=row["station_seq"], operator=row["operator"], reason=row["reason"], target=row["target"],
            pickup_code=row["pickup_code"],
        )  # fmt: skip
    except (ValueError, TypeError, OverflowError) as error:
        raise StoreProblem("store_damaged") from error


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _party_row(row: Any, tally: Tally, day: date) -> PartyRow:
    birth = row["birthdate"] or row["birth_last"]
    return PartyRow(
        person=row["person"], role=Role(row["role"]), presence=presence_of(tally.of(row["person"])),
        counted=bool(row["counted"]), label=mask_name(row["name"] or row["nickname"]), name=row["name"],
        nickname=row["nickname"], age_months=months_between(date.fromisoformat(birth), day) if birth else None,
        allergies=row["allergies"], relation=Relation(row["relation"]) if row["relation"] else None,
        phone=mask_phone(row["phone"]) or None,
    )  # fmt: skip
