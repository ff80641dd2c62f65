"""Writes families and their registrations: the one road for imports, the desk and the door.

Everything is collected first and written by a few statements, so that ten thousand rows take seconds; the capacity
function decides who is confirmed, in the order in which the bookings come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Allocation, Limit, Party, Usage, allocate, occupy
from eventdesk.domain.event import Unit as CapacityUnit
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.services.tickets import Signer
from eventdesk.services.views import EventView
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

PARTICIPATION, PHOTO = "participation", "photo"

_PERSON_FIELDS = (
    "name", "nickname", "sex", "birthdate", "birth_first", "birth_last", "birth_text", "allergies", "relation", "phone",
    "phone_type", "phone2",
)  # fmt: skip


@dataclass(frozen=True)
class BookedPerson:
    """Somebody of a family as a form, the desk or the door names them; None leaves what is known."""

    role: Role
    name: str | None
    nickname: str | None = None
    sex: str | None = None
    birthdate: date | None = None
    birth_first: date | None = None
    birth_last: date | None = None
    birth_text: str | None = None
    allergies: str | None = None
    relation: str | None = None
    phone: str | None = None
    phone_type: str | None = None
    phone2: str | None = None


@dataclass(frozen=True)
class Booking:
    """One family's wish to take part."""

    people: tuple[BookedPerson, ...]
    party: Party
    slots: tuple[str, ...]
    at: datetime
    source: Source
    photo_consent: bool | None = None
    notes: str | None = None
    refs: tuple[str, ...] = ()
    consent_method: str | None = None
    at_door: bool = False


@dataclass(frozen=True)
class Booked:
    """What became of a booking."""

    registration: str
    family: str
    existed: bool
    allocation: Allocation


@dataclass
class _Known:
    """What the desk holds already of the families that book."""

    family_of_phone: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    members: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)


@dataclass
class _Rows:
    """What will be inserted, by table."""

    family: list[dict[str, Any]] = field(default_factory=list)
    person: list[dict[str, Any]] = field(default_factory=list)
    consent: list[dict[str, Any]] = field(default_factory=list)
    registration: list[dict[str, Any]] = field(default_factory=list)
    member: list[dict[str, Any]] = field(default_factory=list)
    choice: list[dict[str, Any]] = field(default_factory=list)


class Bookings:
    """Books families into one event, inside one unit; ``write`` puts everything down at the end.

    ``before`` keeps what changed rows held, for an import that is undone: ``{table: {id: row}}``.
    """

    def __init__(self, unit: Unit, event: EventView, *, notice: str, batch: str | None = None) -> None:
        self._unit, self._event, self._notice, self._batch = unit, event, notice, batch
        self._slots = {slot.code: slot for slot in event.slots}
        self._code_of = {slot.id: slot.code for slot in event.slots}
        self.event_limit = Limit(event.capacity, event.capacity_unit)
        self.slot_limits = {slot.code: Limit(slot.capacity, slot.capacity_unit) for slot in event.slots}
        self.usage = usage_of(unit.connection, event)
        self._signer = Signer(unit.connection)
        self._rows = _Rows()
        self._known = _Known()
        self._booked: set[str] = set()
        self._changed_people: dict[str, dict[str, Any]] = {}
        self.before: dict[str, dict[str, Any]] = {"registration": {}, "person": {}}
        row = unit.execute(
            sa.select(sa.func.max(t.registration.c.queue)).where(t.registration.c.event == event.id)
        ).scalar()
        self._queue = row or 0
        self._next_no = (unit.execute(sa.select(sa.func.max(t.person.c.no))).scalar() or 0) + 1

    def look_up(self, phones: Iterable[str]) -> None:
        """Reads what is known of the families with these phones, once for all bookings."""
        phones = sorted(set(phones))
        person, registration = t.person, t.registration
        families: set[str] = set()
        for chunk in _chunks(phones):
            for row in self._unit.execute(sa.select(person.c.phone, person.c.family).where(person.c.phone.in_(chunk))):
                self._known.family_of_phone.setdefault(row.phone, row.family)
                families.add(row.family)
        for chunk in _chunks(sorted(families)):
            for row in self._unit.execute(sa.select(person).where(person.c.family.in_(chunk)).order_by(person.c.position)):
                self._known.people.setdefault(row.family, []).append(dict(row._mapping))
            for row in self._unit.execute(
                sa.select(registration).where(
                    registration.c.family.in_(chunk), registration.c.event == self._event.id,
                    registration.c.state != RegistrationState.CANCELLED.value,
                )
            ):  # fmt: skip
                self._known.registrations[row.family] = dict(row._mapping)
        ids = [row["id"] for row in self._known.registrations.values()]
        for chunk in _chunks(ids):
            for row in self._unit.execute(sa.select(t.slot_choice).where(t.slot_choice.c.registration.in_(chunk))):
                self._known.choices.setdefault(row.registration, {})[self._code_of[row.slot]] = row.state
            members = t.registration_member
            for row in self._unit.execute(
                sa.select(members).where(members.c.registration.in_(chunk)).order_by(members.c.position)
            ):
                self._known.members.setdefault(row.registration, []).append((row.person, row.role, row.counted))

    def book(self, booking: Booking, *, force_confirm: bool = False) -> Booked:
        """Books one family: into its family where a phone is known, into its registration where there is one."""
        family, existing = self._family(booking)
        people = self._people(family, booking)
        if existing is not None:
            return self._rebook(existing, family, booking, people)
        allocation = self._allocate(booking, force_confirm=force_confirm)
        registration = self._unit.new_id()
        self._queue += 1
        ticket = self._signer.write(
            event=self._event.id, registration=registration, party=booking.party, now=booking.at, event_end=self._event.end
        )
        state = RegistrationState.CONFIRMED if allocation.confirmed else RegistrationState.WAITLISTED
        row = {
            "id": registration, "event": self._event.id, "family": family, "state": state.value,
            "adults": booking.party.adults, "children": booking.party.children, "photo_consent": booking.photo_consent,
            "notes": booking.notes, "source": booking.source.value, "source_rows": list(booking.refs),
            "queue": self._queue, "at_door": booking.at_door, "paid": True, "ticket": ticket, "at": booking.at,
            "batch": self._batch, "revision": 1,
        }  # fmt: skip
        self._rows.registration.append(row)
        self._known.registrations[family] = row
        self._set_members(registration, booking.party, people)
        self._choose(registration, allocation.slots)
        self._consents(family, booking)
        return Booked(registration, family, existed=False, allocation=allocation)

    def _family(self, booking: Booking) -> tuple[str, dict[str, Any] | None]:
        phone = next((p.phone for p in booking.people if p.phone), None)
        family = self._known.family_of_phone.get(phone) if phone else None
        # One family books once in a unit: two bookings that lead to the same family by different guardians' phones
        # would be laid over each other, and somebody's child would stand in another's registration.
        if family is not None and family not in self._booked:
            self._booked.add(family)
            return family, self._known.registrations.get(family)
        family = self._unit.new_id()
        self._booked.add(family)
        self._rows.family.append({"id": family, "at": self._unit.now, "batch": self._batch, "revision": 1})
        return family, None

    def _people(self, family: str, booking: Booking) -> list[tuple[str, Role]]:
        known = self._known.people.setdefault(family, [])
        found = []
        for booked in booking.people:
            match = next((row for row in known if _same_person(row, booked)), None)
            if match is None:
                match = self._new_person(family, booked, len(known))
                known.append(match)
            else:
                self._fill_in(match, booked)
            found.append((match["id"], booked.role))
        return found

    def _new_person(self, family: str, booked: BookedPerson, position: int) -> dict[str, Any]:
        row: dict[str, Any] = {"no": self._next_no, "id": self._unit.new_id(), "family": family, "role": booked.role.value}
        row |= {"position": position, "batch": self._batch}
        row |= {name: getattr(booked, name) for name in _PERSON_FIELDS}
        self._next_no += 1
        self._rows.person.append(row)
        return row

    def _fill_in(self, row: dict[str, Any], booked: BookedPerson) -> None:
        """The newer form's values win; what it leaves blank stays."""
        changes = {name: getattr(booked, name) for name in _PERSON_FIELDS if getattr(booked, name) is not None}
        if booked.birthdate is not None:
            changes |= {"birth_first": None, "birth_last": None, "birth_text": None}
        changes = {name: value for name, value in changes.items() if row[name] != value}
        if not changes:
            return
        if row["batch"] is None or row["batch"] != self._batch:
            self.before["person"].setdefault(row["id"], _storable(row))
            self._changed_people[row["id"]] = row
        row.update(changes)

    def _allocate(self, booking: Booking, *, force_confirm: bool = False) -> Allocation:
        if force_confirm:
            occupy(
                self.usage, event=self.event_limit, slots=self.slot_limits, party=booking.party,
                slot_states=dict.fromkeys(booking.slots, True), confirmed=True,
            )  # fmt: skip
            return Allocation(confirmed=True, slots=dict.fromkeys(booking.slots, True))
        return allocate(
            event=self.event_limit, slots=self.slot_limits, usage=self.usage, party=booking.party, chosen=booking.slots,
            pass_over=self._event.rules.pass_over,
        )  # fmt: skip

    def _rebook(
        self, row: dict[str, Any], family: str, booking: Booking, people: Sequence[tuple[str, Role]]
    ) -> Booked:
        """A family that is registered already: the newer form's values win, its place in the queue stays."""
        registration = row["id"]
        choices = self._known.choices.setdefault(registration, {})
        self.before["registration"].setdefault(
            registration,
            _storable(row) | {"choices": dict(choices), "members": list(self._known.members.get(registration, []))},
        )
        wanted = tuple(code for code in booking.slots if code not in choices)
        granted: Mapping[str, bool] = {}
        if wanted:
            granted = allocate(
                event=Limit(None), slots=self.slot_limits, usage=self.usage, party=booking.party, chosen=wanted,
                pass_over=self._event.rules.pass_over,
            ).slots  # fmt: skip
        values: dict[str, Any] = {"adults": booking.party.adults, "children": booking.party.children}
        values |= {"notes": booking.notes} if booking.notes is not None else {}
        values |= {"photo_consent": booking.photo_consent} if booking.photo_consent is not None else {}
        values |= {"source_rows": list(dict.fromkeys((*row["source_rows"], *booking.refs))), "revision": row["revision"] + 1}
        row.update(values)
        self._unit.execute(t.registration.update().where(t.registration.c.id == registration).values(**values))
        members = t.registration_member
        self._unit.execute(members.delete().where(members.c.registration == registration))
        kept = [(person, Role(role)) for person, role, _ in self._known.members.get(registration, [])]
        named = dict.fromkeys((*people, *kept))
        self._set_members(registration, booking.party, list(named))
        self._choose(registration, granted, offset=len(choices))
        self._unit.put(
            "registration", {"id": registration, **{k: v for k, v in values.items() if k != "revision"}, "base": row["revision"] - 1},
            event=self._event.id,
        )  # fmt: skip
        states = {code: state == SlotState.CONFIRMED.value for code, state in choices.items()} | dict(granted)
        confirmed = row["state"] == RegistrationState.CONFIRMED.value
        return Booked(registration, family, existed=True, allocation=Allocation(confirmed, states))

    def _set_members(self, registration: str, party: Party, people: Sequence[tuple[str, Role]]) -> None:
        """The people named, and unnamed ones up to the head count that was given.

        Who was named beyond the head count stays on the registration without being counted in the party.
        """
        rows: list[tuple[str, Role, bool]] = []
        for is_child, size, unnamed in ((False, party.adults, Role.ADULT), (True, party.children, Role.CHILD)):
            named = [(person, role) for person, role in people if role.is_child is is_child]
            rows += [(person, role, place < size) for place, (person, role) in enumerate(named)]
            rows += [(self._unit.new_id(), unnamed, True) for _ in range(size - len(named))]
        self._rows.member += [
            {"registration": registration, "person": person, "role": role.value, "position": place, "counted": counted}
            for place, (person, role, counted) in enumerate(rows)
        ]

    def _choose(self, registration: str, granted: Mapping[str, bool], *, offset: int = 0) -> None:
        for position, (code, has_place) in enumerate(granted.items()):
            state = SlotState.CONFIRMED if has_place else SlotState.WAITLISTED
            self._rows.choice.append(
                {"registration": registration, "slot": self._slots[code].id, "state": state.value, "position": offset + position}
            )

    def _consents(self, family: str, booking: Booking) -> None:
        given: dict[str, bool | None] = {PHOTO: booking.photo_consent}
        if booking.consent_method is not None:
            given[PARTICIPATION] = True
        for purpose, granted in given.items():
            if granted is not None:
                self._rows.consent.append(
                    {
                        "id": self._unit.new_id(), "family": family, "purpose": purpose, "granted": granted,
                        "notice": self._notice, "method": booking.consent_method or "desk", "at": booking.at,
                        "operator": self._unit.actor.operator, "batch": self._batch,
                    }
                )  # fmt: skip

    def write(self) -> None:
        """Puts everything down: rows, search keys, outbox items."""
        rows, unit = self._rows, self._unit
        for table, content in (
            (t.family, rows.family), (t.person, rows.person), (t.consent, rows.consent),
            (t.registration, rows.registration), (t.registration_member, rows.member), (t.slot_choice, rows.choice),
        ):  # fmt: skip
            unit.execute(table.insert(), content)
        write_search_keys(unit, rows.person)
        for row in self._changed_people.values():
            unit.execute(t.person.update().where(t.person.c.no == row["no"]).values({n: row[n] for n in _PERSON_FIELDS}))
            remove_search_keys(unit, [row["no"]])
            unit.put("person", _storable(row))
        write_search_keys(unit, list(self._changed_people.values()))
        self._put_items()

    def _put_items(self) -> None:
        people: dict[str, list[dict[str, Any]]] = {}
        for person in self._rows.person:
            people.setdefault(person["family"], []).append(_storable(person))
        new = {row["id"] for row in self._rows.family}
        for family, members in people.items():
            self._unit.put("family", {"id": family, "new": family in new, "people": members}, event=self._event.id)
        members_of: dict[str, list[list[Any]]] = {}
        for member in self._rows.member:
            members_of.setdefault(member["registration"], []).append([member["person"], member["role"], member["counted"]])
        choices_of: dict[str, dict[str, str]] = {}
        for chosen in self._rows.choice:
            choices_of.setdefault(chosen["registration"], {})[chosen["slot"]] = chosen["state"]
        for row in self._rows.registration:
            body = _storable(row) | {"members": members_of.get(row["id"], []), "slots": choices_of.get(row["id"], {})}
            self._unit.put("registration", body, event=self._event.id)


def usage_of(connection: sa.Connection, event: EventView) -> Usage:
    """The places of an event that are taken, and who waits, from what is stored."""
    r, choice = t.registration, t.slot_choice
    codes = {slot.id: slot.code for slot in event.slots}
    states: dict[str, dict[str, bool]] = {}
    for row in connection.execute(
        sa.select(choice.c.registration, choice.c.slot, choice.c.state).where(choice.c.slot.in_(list(codes)))
    ):
        states.setdefault(row.registration, {})[codes[row.slot]] = row.state == SlotState.CONFIRMED.value
    usage = Usage()
    limits = {slot.code: Limit(slot.capacity, slot.capacity_unit) for slot in event.slots}
    live = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
    for booked in connection.execute(
        sa.select(r.c.id, r.c.adults, r.c.children, r.c.state)
        .where(r.c.event == event.id, r.c.state.in_(live))
        .order_by(r.c.state, r.c.queue)
    ):
        occupy(
            usage, event=Limit(event.capacity, CapacityUnit(event.capacity_unit)), slots=limits,
            party=Party(booked.adults, booked.children), slot_states=states.get(booked.id, {}),
            confirmed=booked.state == RegistrationState.CONFIRMED.value,
        )  # fmt: skip
    return usage


def _same_person(row: Mapping[str, Any], booked: BookedPerson) -> bool:
    if (row["role"] == Role.CHILD.value) != booked.role.is_child:
        return False
    if booked.phone is not None and row["phone"] == booked.phone:
        return True
    return booked.name is not None and row["name"] == booked.name


def _storable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _chunks(values: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))
