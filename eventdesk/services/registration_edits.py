"""Changes to a registration by hand: the party, the slots, notes, consent to pictures; every place by the capacity rules."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role, with_phones_of
from eventdesk.domain.registration import CallReason, RegistrationState, SlotState, Source
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import calls, events
from eventdesk.services.event_views import EventView
from eventdesk.services.expected import settled
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.house import House
from eventdesk.services.pricing import Pricing
from eventdesk.services.rearranging import rearranged
from eventdesk.services.registrations import CHANGES, Registrations
from eventdesk.services.standing import find, set_state
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

MOST_PEOPLE = 99
LONGEST_NOTES = 2_000
LONGEST_SOURCE = 100


class Keep(Enum):
    """Stands for a value that is not to be changed, where None is a value."""

    KEEP = "keep"


KEEP = Keep.KEEP


class RegistrationEdits:
    """The verbs that change a registration."""

    def __init__(self, house: House) -> None:
        self._house = house

    def change(
        self, registration: str, *, revision: int | None = None, adults: int | None = None, children: int | None = None,
        slots: Sequence[str] | None = None, notes: str | None = None, photo_consent: bool | Keep | None = KEEP,
        source_note: str | None = None,
    ) -> RegistrationView:  # fmt: skip
        """Sets what is given; what is not given stays.

        ``slots`` are all codes that the family wants from now on: it keeps the places it has in them, gets further ones
        where there is room and nobody waits, and waits for the others. ``source_note`` says where a registration that was
        made by hand came from. The fee follows the party.

        :class:`Conflict` ``changed_meanwhile`` where the stored revision is not ``revision``, ``no_place_…`` where the
        party would not fit, ``no_slot_left`` where it would have no place in any of its slots.
        """
        with self._house.writing(Right.REGISTRATIONS, "registration.changed") as unit:
            row = find(unit.connection, registration)
            if revision is not None and revision != row.revision:
                raise Conflict("changed_meanwhile")
            before = Party(row.adults, row.children)
            party = _party(
                before.adults if adults is None else adults, before.children if children is None else children
            )
            values = self._plain_fields(row, notes, photo_consent, source_note)
            values |= {"adults": party.adults} if party.adults != before.adults else {}
            values |= {"children": party.children} if party.children != before.children else {}
            body: dict[str, Any] = {}
            before_it = settled(unit, row) if party != before else {}
            event = _event(unit.connection, row.event)
            held = _slot_states(unit.connection, event, row.id)
            wanted = list(held) if slots is None else list(dict.fromkeys(slots))
            if party != before or set(wanted) != set(held):
                body |= self._move(unit, event, row, party, held, wanted)
            if party != before:
                values |= Pricing(unit.connection, event.id, event.start).changed(dict(row._mapping), party)
            if values or body:
                _write(unit, row, values | before_it, body)
                confirmed = row.state == RegistrationState.CONFIRMED.value
                if body and confirmed and SlotState.WAITLISTED.value not in body["slots"].values():
                    calls.close(unit, row.event, CallReason.NO_PLACE, registration=row.id)
                if "photo_consent" in values and photo_consent is not None:
                    self._consent(unit, row, bool(photo_consent))
                unit.commit(subject=registration, fields=sorted({*values, *body} - {"members"}))
        return Registrations(self._house).show(registration)

    def wait(self, registration: str) -> RegistrationView:
        """Takes a confirmed family's places away: it waits, where it stood in the queue. :class:`Conflict`
        ``is_cancelled`` for a cancelled one; who waits already stays so."""
        with self._house.writing(Right.REGISTRATIONS, "registration.waitlisted") as unit:
            row = find(unit.connection, registration)
            if row.state == RegistrationState.CANCELLED.value:
                raise Conflict("is_cancelled", registration=registration)
            if row.state != RegistrationState.WAITLISTED.value:
                set_state(unit, row, RegistrationState.WAITLISTED)
                unit.commit(subject=registration)
        return Registrations(self._house).show(registration)

    def _plain_fields(
        self, row: Any, notes: str | None, photo: bool | Keep | None, source_note: str | None
    ) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if notes is not None:
            if len(notes) > LONGEST_NOTES:
                raise InvalidInput("notes_long", field="notes", most=LONGEST_NOTES)
            # Who edits notes may have seen its phones masked.
            wanted["notes"] = with_phones_of(notes.strip(), row.notes) or None
        if photo is not KEEP:
            wanted["photo_consent"] = photo
        if source_note is not None:
            if row.source == Source.IMPORT.value:
                raise Conflict("source_is_a_file", registration=row.id)
            if len(source_note) > LONGEST_SOURCE:
                raise InvalidInput("source_long", field="source_note", most=LONGEST_SOURCE)
            wanted["source_rows"] = [source_note.strip()] if source_note.strip() else []
        return {name: value for name, value in wanted.items() if row._mapping[name] != value}

    def _move(
        self, unit: Unit, event: EventView, row: Any, party: Party, held: dict[str, bool], wanted: list[str]
    ) -> dict[str, Any]:
        """Gives the party its places anew and writes members and slots; what the item says of both."""
        if row.state == RegistrationState.CANCELLED.value:
            raise Conflict("is_cancelled", registration=row.id)
        known = {slot.code: slot.id for slot in event.slots}
        open_ = {slot.code for slot in event.bookable} | set(held)
        for code in wanted:
            if code not in open_:
                raise NotFound("slot_not_found", slot=code)
        has = rearranged(unit, event, row, party, kept={code: held[code] for code in wanted if code in held}, wanted=wanted)
        choice = t.slot_choice
        for code in set(held) - set(wanted):
            unit.execute(choice.delete().where(choice.c.registration == row.id, choice.c.slot == known[code]))
        states = {code: SlotState.CONFIRMED if has[code] else SlotState.WAITLISTED for code in wanted}
        place = len(held)
        for code in (code for code in wanted if code not in held):
            values = {"registration": row.id, "slot": known[code], "state": states[code].value, "position": place}
            unit.execute(choice.insert(), values)
            place += 1
        body: dict[str, Any] = {"slots": {known[code]: state.value for code, state in states.items()}}
        if party != Party(row.adults, row.children):
            body["members"] = _members(unit, row, party)
        return body

    def _consent(self, unit: Unit, row: Any, granted: bool) -> None:
        values = {
            "id": unit.new_id(), "family": row.family, "purpose": Purpose.PHOTO.value, "granted": granted, "notice": self._house.notice,
            "method": "desk", "at": unit.now, "operator": unit.actor.operator,
        }  # fmt: skip
        unit.execute(t.consent.insert(), values)
        unit.put("consent", values | {"at": unit.now.isoformat(), "batch": None}, event=row.event)


def _party(adults: int, children: int) -> Party:
    if min(adults, children) < 0 or max(adults, children) > MOST_PEOPLE or adults + children < 1:
        raise InvalidInput("bad_party", field="adults")
    return Party(adults, children)


def _event(connection: sa.Connection, id: str) -> EventView:
    code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == id)).scalar_one()
    return events.view(connection, code)


def _slot_states(connection: sa.Connection, event: EventView, registration: str) -> dict[str, bool]:
    """The slots that a registration chose, by code in its order, and whether it has its places there."""
    codes, choice = {slot.id: slot.code for slot in event.slots}, t.slot_choice
    rows = connection.execute(
        sa.select(choice.c.slot, choice.c.state).where(choice.c.registration == registration).order_by(choice.c.position)
    )
    return {codes[row.slot]: row.state == SlotState.CONFIRMED.value for row in rows}


def _members(unit: Unit, row: Any, party: Party) -> list[list[Any]]:
    """Counts as many members as the party has; unnamed ones come and go, but for those whom the door knows.

    Named people beyond the head count stay without being counted.
    """
    m, j = t.registration_member, t.journal
    found = unit.execute(sa.select(m).where(m.c.registration == row.id).order_by(m.c.position)).all()
    named = set(unit.execute(sa.select(t.person.c.id).where(t.person.c.id.in_([one.person for one in found]))).scalars())
    came = unit.execute(sa.select(j.c.persons).where(j.c.event == row.event, j.c.registration == row.id)).scalars()
    known = named.union(*came)
    members: list[list[Any]] = []
    for is_child, size, unnamed in ((False, party.adults, Role.ADULT), (True, party.children, Role.CHILD)):
        here = [one for one in found if Role(one.role).is_child is is_child]
        here.sort(key=lambda one: (one.person not in named, one.person not in known, one.position))
        stay = [one for place, one in enumerate(here) if place < size or one.person in known]
        members += [[one.person, one.role, place < size] for place, one in enumerate(stay)]
        members += [[unit.new_id(), unnamed.value, True] for _ in range(size - len(stay))]
    unit.execute(m.delete().where(m.c.registration == row.id))
    unit.execute(
        m.insert(),
        [
            {"registration": row.id, "person": person, "role": role, "position": place, "counted": counted}
            for place, (person, role, counted) in enumerate(members)
        ],
    )
    return members


def _write(unit: Unit, row: Any, values: dict[str, Any], body: dict[str, Any]) -> None:
    values = values | {"revision": row.revision + 1}
    unit.execute(t.registration.update().where(t.registration.c.id == row.id).values(**values))
    unit.put("registration", {"id": row.id, **values, "base": row.revision, **body}, event=row.event)


__all__ = ["CHANGES", "KEEP", "Keep", "RegistrationEdits"]
