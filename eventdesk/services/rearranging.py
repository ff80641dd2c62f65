"""What a registration has after its party or its slots change: the capacity rules for changes by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.errors import Conflict
from eventdesk.services.event_views import EventView
from eventdesk.services.offer_rows import open_offer
from eventdesk.services.places import birth_range, births_of, event_of, filled, refusal
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def rearranged(
    unit: Unit, event: EventView, row: Any, party: Party, *, kept: Mapping[str, bool], wanted: Sequence[str], override: bool = False
) -> dict[str, bool]:
    """Which of the wanted slots (codes) a registration (its row) has its places in once it is of another size; nothing is
    written. ``kept`` are those that it chose before, and whether it has them.

    Further slots are its own where there is room and nobody waits; ``override`` passes soft limits for the size. Who waits
    as a whole has none. :class:`Conflict` ``no_place_…`` with the limit and what is free where the party does not fit,
    ``no_slot_left`` where it would have no place in any of its slots.
    """
    connection = unit.connection
    confirmed = row.state == RegistrationState.CONFIRMED.value
    offer = open_offer(connection, row.id, now=unit.now)
    if not confirmed and offer is None:
        return dict.fromkeys(wanted, False)
    allotment = filled(connection, event, now=unit.now, without=row.id)
    by_age = allotment.limits.by_age
    before = Party(row.adults, row.children, births_of(connection, event.id, row.id).get(row.id, ()) if by_age else ())
    after = Party(party.adults, party.children, _births(connection, row.id, party.children) if by_age else ())
    codes = {slot.id: slot.code for slot in event.slots}
    offered = [codes[id] for id in offer.slots if id in codes] if offer is not None else []
    held = [code for code, has_place in kept.items() if has_place and confirmed]
    counted = [*held, *(code for code in offered if code in kept and code not in held)]
    allotment.hold(before, counted)
    in_way = allotment.resize(before, after, counted, override=override)
    if in_way:
        raise refusal(in_way, allotment, after, before=before, registration=row.id)
    if not confirmed:
        return dict.fromkeys(wanted, False)
    new = [code for code in wanted if code not in kept]
    more = allotment.more(after, new, held=counted)
    has = {code: code in held or more.get(code, False) for code in wanted}
    if has and not any(has.values()):
        raise Conflict("no_slot_left", registration=row.id)
    return has


def may_be_again(unit: Unit, registration: str, party: Party) -> bool:
    """Whether the hard limits let a registration be what it was before; the soft ones do not ask an undo."""
    row = unit.execute(sa.select(t.registration).where(t.registration.c.id == registration)).first()
    if row is None or row.state != RegistrationState.CONFIRMED.value:
        return True
    event = event_of(unit.connection, row.event)
    allotment = filled(unit.connection, event, now=unit.now, without=registration)
    if party.adults <= row.adults and party.children <= row.children and not allotment.limits.by_age:
        return True
    codes, choice = {slot.id: slot.code for slot in event.slots}, t.slot_choice
    held = unit.execute(
        sa.select(choice.c.slot).where(choice.c.registration == registration, choice.c.state == SlotState.CONFIRMED.value)
    ).scalars()
    asked = (*allotment.limits.event, *(one for slot in held for one in allotment.of_slot(codes[slot])))
    return not (allotment.in_way(asked, party, hard=True) or allotment.too_large(party, hard=True))


def _births(connection: sa.Connection, registration: str, children: int) -> tuple[tuple[date, date], ...]:
    """The days of birth of the first so many named children, who are the ones that count."""
    m, person = t.registration_member, t.person
    rows = connection.execute(
        sa.select(person.c.birthdate, person.c.birth_first, person.c.birth_last).join(m, m.c.person == person.c.id)
        .where(m.c.registration == registration, m.c.role == Role.CHILD.value).order_by(m.c.position)
    ).all()  # fmt: skip
    found = (birth_range(*row) for row in rows[:children])
    return tuple(born for born in found if born is not None)
