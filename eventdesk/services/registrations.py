"""Registrations of an event: who is on the list, with which places."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Limit, LimitKind, Party
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role, mask_phones
from eventdesk.domain.fee import Account
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services.acquaintance import BookedPerson
from eventdesk.services.event_views import EventView
from eventdesk.services.family_views import PersonView, RegistrationView
from eventdesk.services.house import House
from eventdesk.services.people import people_of
from eventdesk.services.pricing import account_of, accounts, accounts_of_event
from eventdesk.services.typed import phone_of
from eventdesk.store import tables as t

if TYPE_CHECKING:
    from eventdesk.domain.question import Answer
    from eventdesk.services.overview import Overview

# What decides about places is loaded where it is needed: who only looks at a list waits for none of it.
CHANGES = frozenset({"registrations", "families"})


class Registrations:
    """The verbs of registrations."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(
        self, event_code: str, *, state: RegistrationState | None = None, unmasked: bool = False
    ) -> tuple[RegistrationView, ...]:
        """An event's registrations in the order of the queue, cancelled ones too unless ``state`` says otherwise."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            found = views_of(connection, event, state=state, unmasked=unmasked, zone=self._house.zone)
        if unmasked and found:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "registrations.list", "count": len(found)}, event=event.id)
                unit.commit(subject=event.id, what="registrations.list", count=len(found))
        return found

    def overview(self, event_code: str, *, unmasked: bool = False) -> "Overview":
        """The whole list with the figures that stand above it: places by slot, ages, the queue."""
        found = self.list(event_code, unmasked=unmasked)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
        from eventdesk.services.overview import overview

        return overview(event, found, unmasked=unmasked)

    def add(
        self, event_code: str, *, people: Sequence[BookedPerson], adults: int | None = None, children: int | None = None,
        slots: Sequence[str] = (), photo_consent: bool | None = None, notes: str | None = None,
        consent_method: str | None = None, at_door: bool = False, override: str | None = None,
        answers: "Mapping[str, Answer | None] | None" = None, online: str | None = None,
    ) -> RegistrationView:  # fmt: skip
        """Registers one family at the desk, at the door as a walk-in, or ``online``, under a mark that tells one form from another;
        it waits where there is no room.

        A family that is registered already keeps its registration and changes it. :class:`Conflict` ``no_place_…`` with the
        limit and what is free where more people than before do not fit, or where a family is larger than the event takes.
        ``override`` is the reason of somebody with the right who lets a new one pass soft limits and the queue. ``answers`` are
        to the event's own questions, by their ids or keys; one that can't be taken (see :meth:`Questions.answer`) lets nothing
        be written.
        """
        if override is not None:
            self._house.require(Right.OVERRIDE)
            _reason(override)
        right = Right.CHECKIN if at_door else Right.REGISTRATIONS
        source = Source.ONLINE if online is not None else Source.WALK_IN if at_door else Source.DESK
        named = tuple(people)
        if not any(person.name or person.phone for person in named):
            raise InvalidInput("nobody_named", field="name")
        today = self._house.clock.now().astimezone(self._house.zone).date()
        if any(person.birthdate is not None and person.birthdate > today for person in named):
            raise InvalidInput("birth_in_future", field="birth")
        party = Party(
            adults if adults is not None else sum(1 for p in named if p.role is not Role.CHILD),
            children if children is not None else sum(1 for p in named if p.role is Role.CHILD),
        )
        if party.persons < 1 or min(party.adults, party.children) < 0 or max(party.adults, party.children) > 99:
            raise InvalidInput("bad_party", field="adults")
        with self._house.writing(right, "registration.added") as unit:
            event = events.view(unit.connection, event_code)
            unknown = [code for code in slots if code not in {slot.code for slot in event.bookable}]
            if unknown:
                raise NotFound("slot_not_found", slot=unknown[0])
            # Signing tickets takes long to load, and who only looks at a list signs none.
            from eventdesk.services.booking import Booking, Bookings
            from eventdesk.services.places import refusal

            bookings = Bookings(unit, event, notice=self._house.notice)
            bookings.look_up(person.phone for person in named if person.phone)
            booked = bookings.book(
                Booking(
                    people=named, party=party, slots=tuple(slots), at=unit.now, photo_consent=photo_consent, notes=notes,
                    source=source, consent_method=consent_method, at_door=at_door, refs=() if online is None else (online,),
                ),
                override=override is not None,
            )  # fmt: skip
            too_large = tuple(one for one in booked.allocation.in_way if one.kind is LimitKind.FAMILY)
            in_way = booked.party_kept or too_large
            if in_way:
                raise refusal(in_way, bookings.allotment, party, registration=booked.registration if booked.existed else "")
            wrote = bookings.write()
            if answers:
                from eventdesk.services.questions import write_answers

                wrote = write_answers(unit, event.id, booked.registration, answers) or wrote
            if wrote:
                unit.commit(subject=booked.registration, source=source.value, **lifted(override, booked.allocation.beyond))
        return self.show(booked.registration)

    def show(self, registration: str) -> RegistrationView:
        """One registration, masked."""
        from eventdesk.services.standing import find

        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            row = find(connection, registration)
            code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == row.event)).scalar_one()
            event = events.view(connection, code)
            return views_of(connection, event, only=registration, unmasked=False, zone=self._house.zone)[0]

    def cancel(self, registration: str) -> RegistrationView:
        """Cancels a registration: its places are free again, its ticket is refused. Already cancelled stays so."""
        from eventdesk.services.standing import find, set_state

        with self._house.writing(Right.REGISTRATIONS, "registration.cancelled") as unit:
            row = find(unit.connection, registration)
            if row.state != RegistrationState.CANCELLED.value:
                set_state(unit, row, RegistrationState.CANCELLED)
                unit.commit(subject=registration)
        return self.show(registration)

    def promote(self, registration: str, *, override: str | None = None) -> RegistrationView:
        """Gives a waiting family its places, or one that has some the slots it waits for, as far as they are free.

        :class:`Conflict` ``no_place_…`` with the limit and what is free where none is; who waits before them is for the
        person who asks to weigh. ``override`` is the reason of somebody with the right who passes the soft limits: it and
        the limits passed are audited. A hard one nobody passes.
        """
        from eventdesk.services.places import refusal, room_for
        from eventdesk.services.standing import find, gains, set_state, waits

        if override is not None:
            self._house.require(Right.OVERRIDE)
            _reason(override)
        with self._house.writing(Right.REGISTRATIONS, "registration.promoted") as unit:
            row = find(unit.connection, registration)
            if row.state == RegistrationState.CANCELLED.value:
                raise Conflict("is_cancelled", registration=registration)
            waiting = waits(unit.connection, registration)
            if row.state == RegistrationState.WAITLISTED.value or waiting:
                free = room_for(unit.connection, row, now=unit.now)
                room = free if override is None else room_for(unit.connection, row, now=unit.now, hard=True)
                if not gains(row, room, waiting):
                    raise refusal(room.in_way, room.allotment, room.party, registration=registration)
                set_state(unit, row, RegistrationState.CONFIRMED, slots=room.slots)
                unit.commit(subject=registration, **lifted(override, free.in_way))
        return self.show(registration)

    def move(self, registration: str, *, source: str, target: str, override: str | None = None) -> RegistrationView:
        """Moves a registration from one of its slots (code) to another one; nothing is lost on the way.

        See :func:`eventdesk.services.moving.move_slot`. ``override`` is the reason of somebody with the right who passes
        soft limits and the queue, audited as with :meth:`promote`.
        """
        from eventdesk.services.moving import move_slot
        from eventdesk.services.standing import find

        if override is not None:
            self._house.require(Right.OVERRIDE)
            _reason(override)
        with self._house.writing(Right.REGISTRATIONS, "registration.moved") as unit:
            row = find(unit.connection, registration)
            passed = move_slot(unit, row, source, target, override=override is not None)
            slots = {"source": source.strip().upper(), "target": target.strip().upper()}
            unit.commit(subject=registration, **slots, **lifted(override, passed))
        return self.show(registration)

    def promote_waiting(self, event_code: str) -> tuple[str, ...]:
        """Gives free places to those who wait, in their order; the ids of those who got any.

        A family that does not fit holds up those behind it, unless the event's rules let them pass.
        """
        from eventdesk.services.places import who_fits
        from eventdesk.services.standing import find, set_state

        with self._house.writing(Right.REGISTRATIONS, "registrations.promoted") as unit:
            event = events.view(unit.connection, event_code)
            fitting = who_fits(unit.connection, event, now=unit.now)
            for registration, slots in fitting.items():
                set_state(unit, find(unit.connection, registration), RegistrationState.CONFIRMED, slots=slots)
            if fitting:
                unit.commit(subject=event.id, count=len(fitting))
        return tuple(fitting)

    def restore(self, registration: str) -> RegistrationView:
        """Takes a cancellation back: confirmed where there is room, else waiting."""
        from eventdesk.services.places import room_for
        from eventdesk.services.standing import find, registered_again, set_state

        with self._house.writing(Right.REGISTRATIONS, "registration.restored") as unit:
            row = find(unit.connection, registration)
            if row.state != RegistrationState.CANCELLED.value:
                raise Conflict("not_cancelled", registration=registration)
            if registered_again(unit.connection, row):
                raise Conflict("registered_again", registration=registration)
            room = room_for(unit.connection, row, now=unit.now).enough
            set_state(unit, row, RegistrationState.CONFIRMED if room else RegistrationState.WAITLISTED)
            unit.commit(subject=registration)
        return self.show(registration)

    def give_consent(self, registration: str, *, method: str) -> RegistrationView:
        """Records that a guardian agreed to the desk's notice, as :meth:`eventdesk.services.consents.Consents.give_for` does."""
        from eventdesk.services.consents import Consents

        Consents(self._house).give_for(registration, {Purpose.PARTICIPATION: True}, method=method)
        return self.show(registration)


def lifted(override: str | None, passed: Sequence[Limit]) -> dict[str, object]:
    """What the audit keeps of limits that somebody passed: the reason, and which they were."""
    if override is None:
        return {}
    return {"override": override.strip(), "limits": [f"{one.kind.value}:{one.key}" for one in passed if not one.hard]}


def _reason(text: str) -> None:
    if not text.strip():
        raise InvalidInput("reason_missing", field="override")


def guardian(*, name: str | None, phone: str | None, relation: str | None = None) -> BookedPerson:
    """A guardian as a person typed them; :class:`InvalidInput` for a phone that is none."""
    number, kind = phone_of(phone or "")
    return BookedPerson(role=Role.GUARDIAN, name=(name or "").strip() or None, phone=number, phone_type=kind, relation=relation)


def views_of(
    connection: sa.Connection, event: EventView, *, unmasked: bool, zone: Any, state: RegistrationState | None = None,
    only: str | None = None,
) -> tuple[RegistrationView, ...]:  # fmt: skip
    """An event's registrations as views; ages are on the event's day."""
    r = t.registration
    query = sa.select(r).where(r.c.event == event.id).order_by(r.c.queue)
    if state is not None:
        query = query.where(r.c.state == state.value)
    if only is not None:
        query = query.where(r.c.id == only)
    rows = connection.execute(query).all()
    day = event.start.astimezone(zone).date()
    people = people_of(connection, (row.family for row in rows), day=day, unmasked=unmasked, absorbed=True)
    members = _members(connection, event.id, only)
    choices = _choices(connection, event)
    agreed = consented(connection, event.id, only)
    paid = accounts_of_event(connection, event.id) if only is None else accounts(connection, [only])
    return tuple(
        RegistrationView(
            id=row.id, event=event.id, family=row.family, state=RegistrationState(row.state), adults=row.adults,
            children_count=row.children,
            guardians=_named(people[row.family], members.get(row.id, set()), children=False),
            children=_named(people[row.family], members.get(row.id, set()), children=True),
            slots=tuple(code for code, _ in choices.get(row.id, ())), slot_status=tuple(choices.get(row.id, ())),
            photo_consent=row.photo_consent, notes=row.notes if unmasked else mask_phones(row.notes), source=Source(row.source),
            source_rows=tuple(row.source_rows), ticket=row.ticket, at=row.at, at_door=row.at_door,
            consent=row.family in agreed, revision=row.revision, fee=row.fee,
            stands=account_of(row.state, row.fee, paid.get(row.id, Account())), changes=CHANGES if only is not None else frozenset(),
        )
        for row in rows
    )  # fmt: skip


def _named(people: Sequence[PersonView], members: set[str], *, children: bool) -> tuple[PersonView, ...]:
    return tuple(p for p in people if (p.role is Role.CHILD) is children and p.id in members)


def consented(connection: sa.Connection, event: str, only: str | None = None) -> set[str]:
    """The families of an event whose latest word on taking part is yes."""
    c, r = t.consent, t.registration
    families = sa.select(r.c.family).where(r.c.event == event)
    if only is not None:
        families = families.where(r.c.id == only)
    rows = connection.execute(
        sa.select(c.c.family, c.c.granted)
        .where(c.c.purpose == Purpose.PARTICIPATION.value, c.c.family.in_(families))
        .order_by(*t.CONSENTS_IN_ORDER)
    )
    latest = {row.family: row.granted for row in rows}
    return {family for family, granted in latest.items() if granted}


def _members(connection: sa.Connection, event: str, only: str | None) -> dict[str, set[str]]:
    m, r = t.registration_member, t.registration
    query = sa.select(m.c.registration, m.c.person).join(r, r.c.id == m.c.registration).where(r.c.event == event)
    if only is not None:
        query = query.where(r.c.id == only)
    found: dict[str, set[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.registration, set()).add(row.person)
    return found


def _choices(connection: sa.Connection, event: EventView) -> dict[str, list[tuple[str, SlotState]]]:
    codes = {slot.id: slot.code for slot in event.slots}
    found: dict[str, list[tuple[str, SlotState]]] = {}
    for row in connection.execute(
        sa.select(t.slot_choice).where(t.slot_choice.c.slot.in_(list(codes))).order_by(t.slot_choice.c.position)
    ):
        found.setdefault(row.registration, []).append((codes[row.slot], SlotState(row.state)))
    return found
