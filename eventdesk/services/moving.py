"""A registration that goes from one slot to another: it gives a place up only for one that it gets."""

from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Limit, Party
from eventdesk.domain.registration import CallReason, RegistrationState, SlotState
from eventdesk.errors import Conflict, NotFound
from eventdesk.services import calls
from eventdesk.services.offer_rows import open_offer
from eventdesk.services.places import births_of, event_of, filled, refusal
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def move_slot(unit: Unit, row: Any, source: str, target: str, *, override: bool = False) -> tuple[Limit, ...]:
    """Moves a registration (its row) between two slots (codes), inside the unit and with its item; the soft limits passed.

    Who has a place moves to where there is one, or keeps what it has: :class:`Conflict` ``no_place_…`` with the limit and
    what is free, ``no_place_behind`` where others wait for the slot; ``override`` passes both but no hard limit. Who waits
    for the one slot gets the other where it is free and else waits for that, in the same place of the queue.
    """
    if row.state == RegistrationState.CANCELLED.value:
        raise Conflict("is_cancelled", registration=row.id)
    if open_offer(unit.connection, row.id, now=unit.now) is not None:
        raise Conflict("offer_open", registration=row.id)
    event = event_of(unit.connection, row.event)
    ids = {slot.code: slot.id for slot in event.slots}
    chosen = _chosen(unit, row.id)
    source, target = source.strip().upper(), target.strip().upper()
    if ids.get(source) not in chosen:
        raise Conflict("slot_not_chosen", slot=source)
    if target not in {slot.code for slot in event.bookable}:
        raise NotFound("slot_not_found", slot=target)
    if ids[target] in chosen:
        raise Conflict("slot_chosen", slot=target)
    had = chosen[ids[source]]
    state, beyond = SlotState.WAITLISTED, tuple[Limit, ...]()
    if row.state == RegistrationState.CONFIRMED.value:
        allotment = filled(unit.connection, event, now=unit.now, without=row.id)
        births = births_of(unit.connection, event.id, row.id).get(row.id, ()) if allotment.limits.by_age else ()
        party = Party(row.adults, row.children, births)
        held = [one for one, id in ids.items() if chosen.get(id) is SlotState.CONFIRMED and one != source]
        allotment.hold(party, held)
        in_way = allotment.in_way(allotment.of_slot(target), party, held=held, hard=override)
        if in_way and had is SlotState.CONFIRMED:
            raise refusal(in_way, allotment, party, registration=row.id)
        if not in_way:
            state = SlotState.CONFIRMED
            beyond = allotment.in_way(allotment.of_slot(target), party, held=held, queue=False)
    _write(unit, row, ids[source], ids[target], state)
    return beyond


def _chosen(unit: Unit, registration: str) -> dict[str, SlotState]:
    choice = t.slot_choice
    found = unit.execute(sa.select(choice.c.slot, choice.c.state).where(choice.c.registration == registration))
    return {one.slot: SlotState(one.state) for one in found}


def _write(unit: Unit, row: Any, source: str, target: str, state: SlotState) -> None:
    choice = t.slot_choice
    here = (choice.c.registration == row.id, choice.c.slot == source)
    position = unit.execute(sa.select(choice.c.position).where(*here)).scalar_one()
    unit.execute(choice.delete().where(*here))
    unit.execute(choice.insert(), {"registration": row.id, "slot": target, "state": state.value, "position": position})
    revision = row.revision + 1
    unit.execute(t.registration.update().where(t.registration.c.id == row.id).values(revision=revision))
    slots = _chosen(unit, row.id)
    body = {"id": row.id, "revision": revision, "base": row.revision, "slots": {id: one.value for id, one in slots.items()}}
    unit.put("registration", body, event=row.event)
    if row.state == RegistrationState.CONFIRMED.value and SlotState.WAITLISTED not in slots.values():
        calls.close(unit, row.event, CallReason.NO_PLACE, registration=row.id)
