"""Offers: places that are kept for a waiting family until a moment, and what becomes of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import Role, mask_name, mask_phone
from eventdesk.domain.registration import OfferState, RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events, rows
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.offer_rows import WRITTEN, open_offer, settle_offer
from eventdesk.services.places import refusal, room_for, who_fits
from eventdesk.services.standing import find, gains, set_state, waits
from eventdesk.store import tables as t
from eventdesk.store.family_tables import offer
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"registrations", "places"})
HOURS = 24
LONGEST = 720
"""The most hours that places are kept: thirty days."""


@dataclass(frozen=True)
class OfferView:
    """Places that were offered to a family. ``slots`` are codes; name and phone of the guardian are masked.

    An open offer whose moment has passed is ``expired``, whether that was written down or not.
    """

    id: str
    registration: str
    event: str
    label: str
    phone: str
    persons: int
    slots: tuple[str, ...]
    at: datetime
    until: datetime
    state: OfferState
    decided_at: datetime | None
    changes: Changes = NOTHING


class Offers:
    """The verbs of offers."""

    def __init__(self, house: House) -> None:
        self._house = house

    def make(self, registration: str, *, hours: float = HOURS) -> OfferView:
        """Keeps what is free now for a waiting family, for so many hours: its place and the slots that have room.

        Who waits before it is for the person who asks to weigh. :class:`Conflict` ``no_place_…`` where nothing is free,
        ``offer_open`` where it has one already, ``nothing_to_offer`` where it waits for nothing.
        """
        _check_hours(hours)
        with self._house.writing(Right.REGISTRATIONS, "offer.made") as unit:
            row = find(unit.connection, registration)
            waiting = waits(unit.connection, registration)
            if row.state != RegistrationState.WAITLISTED.value and not (_confirmed(row) and waiting):
                raise Conflict("nothing_to_offer", registration=registration)
            if open_offer(unit.connection, registration, now=unit.now) is not None:
                raise Conflict("offer_open", registration=registration)
            room = room_for(unit.connection, row, now=unit.now)
            if not gains(row, room, waiting):
                raise refusal(room.in_way, room.allotment, room.party, registration=registration)
            made = _write(unit, row, tuple(slot for slot in room.slots if slot in waiting), hours)
            unit.commit(subject=registration, offer=made, hours=hours)
        return self._view(made)

    def make_next(self, event_code: str, *, hours: float = HOURS, most: int | None = 1) -> tuple[OfferView, ...]:
        """Keeps places for the next families in the queue that have room now, ``most`` of them (None: all).

        The queue is as strict as the event's rules say. Families that let an offer go are not asked again by this.
        """
        _check_hours(hours)
        with self._house.writing(Right.REGISTRATIONS, "offers.made") as unit:
            event = events.view(unit.connection, event_code)
            fitting = list(who_fits(unit.connection, event, now=unit.now).items())
            made = [
                _write(unit, find(unit.connection, registration), slots, hours)
                for registration, slots in (fitting if most is None else fitting[: max(most, 0)])
            ]
            if made:
                unit.commit(subject=event.id, count=len(made), hours=hours)
        return tuple(self._view(one) for one in made)

    def accept(self, id: str) -> OfferView:
        """Gives the family what was kept for it. :class:`Conflict` ``offer_not_open`` where that was answered or has run
        out, ``no_place_…_hard`` where a hard limit became smaller since: a soft one keeps what was promised."""
        with self._house.writing(Right.REGISTRATIONS, "offer.accepted") as unit:
            found = _open(unit, id)
            row = find(unit.connection, found.registration)
            room = room_for(unit.connection, row, now=unit.now, hard=True)
            slots = [slot for slot in found.slots if slot in room.slots]
            if not room.event or (found.slots and not slots):
                raise refusal(room.in_way, room.allotment, room.party, registration=row.id)
            set_state(unit, row, RegistrationState.CONFIRMED, slots=slots)
            if open_offer(unit.connection, row.id, now=unit.now) is not None:
                settle_offer(unit, found, OfferState.ACCEPTED)
            unit.commit(subject=row.id, offer=id)
        return self._view(id)

    def decline(self, id: str) -> OfferView:
        """The family does not want it: the places are free. It stays on the list and is not asked again by itself."""
        return self._settle(id, OfferState.DECLINED)

    def withdraw(self, id: str) -> OfferView:
        """Takes an open offer back: the family waits as before, in its place of the queue."""
        return self._settle(id, OfferState.WITHDRAWN)

    def expire(self) -> int:
        """Writes down which offers have run out by now; how many. Their places were free from that moment on."""
        with self._house.writing(Right.REGISTRATIONS, "offers.expired") as unit:
            query = sa.select(offer).where(offer.c.state == OfferState.OPEN.value, offer.c.until <= unit.now)
            found = unit.execute(query.order_by(offer.c.id)).all()
            for row in found:
                settle_offer(unit, row, OfferState.EXPIRED)
            if found:
                unit.commit(count=len(found))
        return len(found)

    def open(self, event_code: str) -> tuple[OfferView, ...]:
        """The offers of an event that wait for an answer, the one that runs out first at the head."""
        found = [one for one in self.list(event_code) if one.state is OfferState.OPEN]
        return tuple(sorted(found, key=lambda one: (one.until, one.id)))

    def list(self, event_code: str) -> tuple[OfferView, ...]:
        """All offers of an event, the latest first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            return _views(connection, offer.c.event == event.id, now=self._house.clock.now())

    def _settle(self, id: str, state: OfferState) -> OfferView:
        with self._house.writing(Right.REGISTRATIONS, f"offer.{state.value}") as unit:
            found = _open(unit, id)
            settle_offer(unit, found, state)
            unit.commit(subject=found.registration, offer=id)
        return self._view(id)

    def _view(self, id: str) -> OfferView:
        with self._house.store.reading() as connection:
            (found,) = _views(connection, offer.c.id == id, now=self._house.clock.now())
        return replace(found, changes=CHANGES)


def _check_hours(hours: float) -> None:
    if not 0 < hours <= LONGEST:
        raise InvalidInput("bad_offer_hours", field="hours")


def _confirmed(row: Any) -> bool:
    return bool(row.state == RegistrationState.CONFIRMED.value)


def _write(unit: Unit, row: Any, slots: tuple[str, ...], hours: float) -> str:
    stale = sa.select(offer).where(offer.c.registration == row.id, offer.c.state == OfferState.OPEN.value)
    for old in unit.execute(stale).all():
        settle_offer(unit, old, OfferState.EXPIRED)
    values = {
        "registration": row.id, "event": row.event, "slots": list(slots), "at": unit.now,
        "until": unit.now + timedelta(hours=hours), "state": OfferState.OPEN.value, "decided_at": None,
        "operator": unit.actor.operator,
    }  # fmt: skip
    return rows.add(unit, offer, values, event=row.event)


def _open(unit: Unit, id: str) -> Any:
    row = unit.execute(sa.select(offer).where(offer.c.id == id)).first()
    if row is None:
        raise NotFound("offer_not_found", offer=id)
    if row.state != OfferState.OPEN.value or row.until <= unit.now:
        raise Conflict("offer_not_open", offer=id)
    return row


def _views(connection: sa.Connection, which: sa.ColumnElement[bool], *, now: datetime) -> tuple[OfferView, ...]:
    r, person = t.registration, t.person
    found = connection.execute(
        sa.select(offer, r.c.family, r.c.adults, r.c.children, t.event.c.code.label("event_code"))
        .join(r, r.c.id == offer.c.registration).join(t.event, t.event.c.id == offer.c.event)
        .where(which).order_by(offer.c.at.desc(), WRITTEN.desc())
    ).all()  # fmt: skip
    codes = dict(
        connection.execute(sa.select(t.slot.c.id, t.slot.c.code).where(t.slot.c.event.in_({row.event for row in found}))).all()
    )
    guardians: dict[str, Any] = {}
    for one in connection.execute(
        sa.select(person.c.family, person.c.name, person.c.nickname, person.c.phone)
        .where(person.c.family.in_({row.family for row in found}), person.c.role != Role.CHILD.value)
        .order_by(person.c.family, person.c.phone.is_(None), person.c.position)
    ):
        guardians.setdefault(one.family, one)

    def view(row: Any) -> OfferView:
        who = guardians.get(row.family)
        state = OfferState(row.state)
        return OfferView(
            id=row.id, registration=row.registration, event=row.event_code, at=row.at, until=row.until,
            label=mask_name(who.name or who.nickname or "") or "" if who is not None else "",
            phone=mask_phone(who.phone) or "" if who is not None else "", persons=row.adults + row.children,
            slots=tuple(codes[slot] for slot in row.slots if slot in codes), decided_at=row.decided_at,
            state=OfferState.EXPIRED if state is OfferState.OPEN and row.until <= now else state,
        )  # fmt: skip

    return tuple(view(row) for row in found)
