"""Writes families and their registrations: the one road for imports, the desk and the door.

Everything is collected first and written by a few statements, so that ten thousand rows take seconds; the capacity
functions decide who is confirmed, in the order in which the bookings come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Allocation, Limit, Party, slot_key
from eventdesk.domain.consent import Purpose
from eventdesk.domain.expected import NOBODY, has_begun
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.services.acquaintance import PERSON_FIELDS, BookedPerson, Known, fields_of, look_up, recognise
from eventdesk.services.booked_answers import BookedAnswers
from eventdesk.services.booked_rows import BookedRows, storable
from eventdesk.services.event_views import EventView
from eventdesk.services.expected import kept as settled_now
from eventdesk.services.places import born_of, filled, open_offers
from eventdesk.services.pricing import Pricing
from eventdesk.services.tickets import Signer
from eventdesk.services.wishes import Booked, Booking
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

__all__ = ["Booked", "BookedPerson", "Booking", "Bookings", "storable"]

_BIRTHS = ("birthdate", "birth_first", "birth_last")


class Bookings:
    """Books families into one event, inside one unit; ``write`` puts everything down at the end.

    ``before`` keeps what changed rows held, for an import that is undone: ``{table: {id: row}}``.
    """

    def __init__(self, unit: Unit, event: EventView, *, notice: str, batch: str | None = None) -> None:
        self._unit, self._event, self._notice, self._batch = unit, event, notice, batch
        self._slots = {slot.code: slot.id for slot in event.slots}
        self.allotment = filled(unit.connection, event, now=unit.now)
        self._signer = Signer(unit.connection)
        self._answers = BookedAnswers(unit, event.id)
        self._pricing = Pricing(unit.connection, event.id, event.start)
        self._rows = BookedRows()
        self._known = Known()
        self._booked: set[str] = set()
        self._births: dict[str, tuple[date, date] | None] = {}
        self._offered = open_offers(unit.connection, event, now=unit.now)
        self._changed_people: dict[str, dict[str, Any]] = {}
        self._rebooked: dict[str, dict[str, Any]] = {}
        self.before: dict[str, dict[str, Any]] = {"registration": {}, "person": {}}
        highest = sa.select(sa.func.max(t.registration.c.queue)).where(t.registration.c.event == event.id)
        self._queue = unit.execute(highest).scalar() or 0
        self._begun = has_begun(event.id, event.start, now=unit.now)
        self._next_no = (unit.execute(sa.select(sa.func.max(t.person.c.no))).scalar() or 0) + 1

    def look_up(self, phones: Iterable[str]) -> None:
        """Reads what is known of the families with these phones, once for all bookings."""
        self._known = look_up(self._unit.connection, self._event, phones)
        if self.allotment.limits.by_age:
            self._births = {row["id"]: born_of(row) for family in self._known.people.values() for row in family}

    def knows(self, booking: Booking) -> bool:
        """Whether the desk knows the family, by any of its phones."""
        return self._known.family_of(booking.people) is not None

    def is_cancelled(self, booking: Booking) -> bool:
        """Whether the family cancelled what this booking asks for: a form that is exported again brings old rows too.

        Who filled the form in anew after that has no cancelled booking.
        """
        family = self._known.family_of(booking.people)
        made = self._known.cancelled.get(family) if family is not None else None
        return made is not None and family not in self._known.registrations and booking.at <= made

    def book(self, booking: Booking, *, override: bool = False) -> Booked:
        """Books one family: into its family where a phone is known, into its registration where there is one.

        ``override`` passes soft limits and the queue, for a new registration.
        """
        family, existing = self._family(booking)
        if self._known.refused(family, at=booking.agreed_at):
            booking = replace(booking, people=tuple(one for one in booking.people if not one.role.is_child), answers={})
        if booking.photo_consent and self._known.pictures_refused(family, at=booking.at if booking.dated else None):
            booking = replace(booking, photo_consent=False)
        people = self._people(family, booking)
        self._consents(family, booking)
        if existing is not None:
            return self._rebook(existing, family, booking, people)
        allocation = self.allotment.allocate(self._party(booking.party, family, people), booking.slots, override=override)
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
            "queue": self._queue, "at_door": booking.at_door or (self._begun and booking.source is not Source.IMPORT),
            "ticket": ticket, "at": booking.at,
            "batch": self._batch, "revision": 1, **self._pricing.made(family, booking.party),
            # Who was expected is settled when the event begins (figures, §6 of the field's rules).
            "at_start": NOBODY.plain() if self._begun else None,
        }  # fmt: skip
        self._rows.registration.append(row)
        self._known.registrations[family] = row
        self._set_members(registration, booking.party, people)
        self._choose(registration, allocation.slots)
        self._answers.take(registration, self._answers.news(registration, booking.answers))
        return Booked(registration, family, existed=False, allocation=allocation)

    def _family(self, booking: Booking) -> tuple[str, dict[str, Any] | None]:
        family = self._known.family_of(booking.people)
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
        for booked, row in zip(booking.people, recognise(known, booking.people), strict=True):
            if row is None:
                row = self._new_person(family, booked, len(known))
                known.append(row)
            else:
                self._fill_in(row, booked)
            found.append((row["id"], booked.role))
        return found

    def _new_person(self, family: str, booked: BookedPerson, position: int) -> dict[str, Any]:
        row: dict[str, Any] = {
            "no": self._next_no, "id": self._unit.new_id(), "family": family, "role": booked.role.value,
            "position": position, "batch": self._batch, **dict(zip(PERSON_FIELDS, fields_of(booked), strict=True)),
        }  # fmt: skip
        self._next_no += 1
        self._rows.person.append(row)
        return row

    def _fill_in(self, row: dict[str, Any], booked: BookedPerson) -> None:
        """The newer form's values win; what it leaves blank stays."""
        changes = {name: getattr(booked, name) for name in PERSON_FIELDS if getattr(booked, name) is not None}
        if booked.birthdate is not None:
            changes |= {"birth_first": None, "birth_last": None, "birth_text": None}
        if booked.name is not None and booked.name == row["nickname"] and row["name"] is not None:
            del changes["name"]  # a group list calls a child by what it is called at home
        changes = {name: value for name, value in changes.items() if row[name] != value}
        if changes:
            self.before["person"].setdefault(row["id"], storable(row))
            self._changed_people[row["id"]] = row
            row.update(changes)

    def _keep_births(self, people: Iterable[str]) -> None:
        """Days of birth stay as they were, of a family for which there is no room with those that its form says."""
        for person in people:
            row = self._changed_people.get(person)
            if row is not None:
                was = self.before["person"][person]
                row.update({name: date.fromisoformat(was[name]) if was[name] else None for name in _BIRTHS})
                row["birth_text"] = was["birth_text"]
                if storable(row) == was:
                    del self._changed_people[person], self.before["person"][person]

    def _rebook(
        self, row: dict[str, Any], family: str, booking: Booking, people: Sequence[tuple[str, Role]]
    ) -> Booked:
        """A family that is registered already: the newer form's values win, its place in the queue stays.

        Slots are added, never taken away; a party grows only where there is room for it.
        """
        registration = row["id"]
        choices = self._known.choices.setdefault(registration, {})
        members = self._known.members.get(registration, [])
        held = storable(row) | {"choices": dict(choices), "members": list(members)}
        before = [(person, Role(role)) for person, role, _ in members]
        named = dict(people) | {person: role for person, role in before if person not in dict(people)}
        party, in_way = self._resized(row, choices, members, self._party(booking.party, family, list(named.items())))
        if in_way:
            named = dict(before) | named  # who is counted stays
            self._keep_births(person for person, _ in before)
        granted = self._more_slots(row, party, choices, [code for code in booking.slots if code not in choices])
        confirmed = row["state"] == RegistrationState.CONFIRMED.value
        values: dict[str, Any] = {"adults": party.adults, "children": party.children}
        values |= {"notes": booking.notes} if booking.notes is not None else {}
        values |= {"photo_consent": booking.photo_consent} if booking.photo_consent is not None else {}
        agreed = any(given["family"] == family for given in reversed(self._rows.consent[-2:]))
        told = self._answers.news(registration, booking.answers)
        if not (in_way or agreed or told) and self._says_nothing_new(row, values, granted, named, members):
            states = {code: state == SlotState.CONFIRMED.value for code, state in choices.items()}
            return Booked(registration, family, True, Allocation(confirmed, states), in_way, changed=False)
        self.before["registration"][registration] = held | ({"answers": self._answers.held(registration, told)} if told else {})
        self._answers.take(registration, told)
        values |= {"revision": row["revision"] + 1} | (settled_now(row, members) if self._begun else {})
        values |= {"source_rows": list(dict.fromkeys((*row["source_rows"], *booking.refs)))}
        if party != Party(row["adults"], row["children"]):
            values |= self._pricing.changed(row, party)
        self._rebooked[registration] = values | {"base": row["revision"]}
        row.update(values)
        self._set_members(registration, party, list(named.items()))
        self._choose(registration, granted, offset=len(choices))
        choices |= {code: _slot_state(has_place).value for code, has_place in granted.items()}
        states = {code: state == SlotState.CONFIRMED.value for code, state in choices.items()}
        return Booked(
            registration, family, existed=True, allocation=Allocation(confirmed, states), party_kept=in_way
        )

    def _says_nothing_new(
        self, row: Mapping[str, Any], values: Mapping[str, Any], granted: Mapping[str, bool], named: Mapping[str, Role],
        members: Sequence[tuple[str, str, bool]],
    ) -> bool:  # fmt: skip
        """A form that is exported again says of most families what it said before."""
        same_people = set(named) == {person for person, _, _ in members} and self._changed_people.keys().isdisjoint(named)
        return same_people and not granted and all(row[name] == value for name, value in values.items())

    def _party(self, party: Party, family: str, people: Sequence[tuple[str, Role]]) -> Party:
        """The party with the days of birth that are known of it, where the event's limits ask for them."""
        if not self.allotment.limits.by_age:
            return party
        rows = {row["id"]: row for row in self._known.people[family]}
        children = [person for person, role in people if role.is_child][: party.children]
        born = (born_of(rows[person]) for person in children if person in rows)
        return Party(party.adults, party.children, tuple(known for known in born if known is not None))

    def _resized(
        self, row: Mapping[str, Any], choices: Mapping[str, str], members: Sequence[tuple[str, str, bool]], wanted: Party
    ) -> tuple[Party, tuple[Limit, ...]]:
        """The party as it is from now on, and what stands in the way of the one that is wanted."""
        offered = self._offered.get(row["id"], ())
        confirmed = row["state"] == RegistrationState.CONFIRMED.value
        if not confirmed and row["id"] not in self._offered:
            return wanted, ()
        counted = (self._births.get(person) for person, role, counts in members if counts and Role(role).is_child)
        before = Party(row["adults"], row["children"], tuple(known for known in counted if known is not None))
        has = [code for code, state in choices.items() if confirmed and state == SlotState.CONFIRMED.value]
        in_way = self.allotment.resize(before, wanted, [*has, *(code for code in offered if code not in has)])
        return (before, in_way) if in_way else (wanted, ())

    def _more_slots(
        self, row: Mapping[str, Any], party: Party, choices: Mapping[str, str], chosen: Sequence[str]
    ) -> dict[str, bool]:
        held = [code for code, state in choices.items() if state == SlotState.CONFIRMED.value]
        held += [code for code in self._offered.get(row["id"], ()) if code not in held]
        if row["state"] != RegistrationState.CONFIRMED.value:
            self.allotment.waiting |= {slot_key(code) for code in chosen}
            return dict.fromkeys(chosen, False)
        return self.allotment.more(party, chosen, held=held)

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
        self._rows.choice += [
            {
                "registration": registration, "slot": self._slots[code], "state": _slot_state(has_place).value,
                "position": offset + place,
            }
            for place, (code, has_place) in enumerate(granted.items())
        ]  # fmt: skip

    def _consents(self, family: str, booking: Booking) -> None:
        agreed = booking.consent_method is not None and not self._known.refused(family, at=booking.agreed_at)
        given = {Purpose.PHOTO: booking.photo_consent} | ({Purpose.PARTICIPATION: True} if agreed else {})
        known = self._known.consents.get(family, {})
        for purpose, granted in given.items():
            word = known.get(purpose)
            if granted is not None and (word is None or (word.granted, word.notice) != (granted, self._notice)):
                self._rows.consent.append(
                    {
                        "id": self._unit.new_id(), "family": family, "purpose": purpose.value, "granted": granted,
                        "notice": self._notice, "method": booking.consent_method or "desk", "at": booking.at,
                        "operator": self._unit.actor.operator, "batch": self._batch,
                    }
                )  # fmt: skip

    def write(self) -> bool:
        """Puts everything down: rows, search keys, outbox items; whether there was anything."""
        rows, unit, member = self._rows, self._unit, t.registration_member
        anything = any((rows.family, rows.person, rows.consent, rows.registration, self._rebooked, self._changed_people))
        for registration, values in self._rebooked.items():
            changed = {name: value for name, value in values.items() if name != "base"}
            unit.execute(t.registration.update().where(t.registration.c.id == registration).values(**changed))
            unit.execute(member.delete().where(member.c.registration == registration))
        rows.insert(unit)
        for row in self._changed_people.values():
            unit.execute(t.person.update().where(t.person.c.no == row["no"]).values({n: row[n] for n in PERSON_FIELDS}))
            remove_search_keys(unit, [row["no"]])
        self._note_ages()
        write_search_keys(unit, list(self._changed_people.values()))
        self._answers.write()
        self._known, self._births = Known(choices=self._known.choices), {}
        slots = {
            id: {self._slots[code]: state for code, state in self._known.choices[id].items()} for id in self._rebooked
        }
        rows.put_items(unit, event=self._event.id, people=self._changed_people.values(), rebooked=self._rebooked, slots=slots)
        self._rows, self._known = BookedRows(), Known()
        return anything

    def _note_ages(self) -> None:
        """Days of birth that were put right count at other events as well."""
        if born := [id for id, row in self._changed_people.items() if _born(row) != _born(self.before["person"][id])]:
            from eventdesk.services.over_limits import note_ages

            note_ages(self._unit, born)


def _born(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in _BIRTHS)


def _slot_state(has_place: bool) -> SlotState:
    return SlotState.CONFIRMED if has_place else SlotState.WAITLISTED
