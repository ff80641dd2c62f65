"""How a registration stands: confirmed, waiting or cancelled, and what that means for each of its slots."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.expected import Expected
from eventdesk.domain.registration import CallReason, OfferState, RegistrationState, SlotState
from eventdesk.errors import NotFound
from eventdesk.services import calls
from eventdesk.services.expected import settled
from eventdesk.services.offer_rows import open_offer, settle_offer
from eventdesk.services.places import Room, room_for
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def find(connection: sa.Connection, registration: str) -> Any:
    """The row of a registration; :class:`NotFound` without one."""
    row = connection.execute(sa.select(t.registration).where(t.registration.c.id == registration)).first()
    if row is None:
        raise NotFound("registration_not_found", registration=registration)
    return row


def confirm_at_door(unit: Unit, registration: str) -> None:
    """Confirms a waiting family that the door lets in; it counts as a walk-in from then on."""
    set_state(unit, find(unit.connection, registration), RegistrationState.CONFIRMED, at_door=True)


def set_state(
    unit: Unit, row: Any, state: RegistrationState, *, at_door: bool = False, slots: Collection[str] | None = None,
    lost: Collection[str] = (),
) -> None:  # fmt: skip
    """Writes a registration's state, what that means for its slots, and the outbox item with both.

    Who is confirmed keeps the slots it has, but for ``lost`` (ids), and gets ``slots``, those with room where None are
    named; who waits, waits for all of them. Who has everything need not be told any more that a place was lost. Who was not
    confirmed when the event began counts as a walk-in from then on: who was expected is settled at the start.
    """
    values: dict[str, Any] = {"state": state.value, "revision": row.revision + 1, **settled(unit, row)}
    if at_door or state is RegistrationState.CONFIRMED:
        values |= _walk_in(row, values, at_door=at_door)
    had = _slot_states(unit.connection, row.id)
    kept = {slot for slot, held in had.items() if held is SlotState.CONFIRMED} if _is_confirmed(row) else set()
    has = had
    if state is RegistrationState.CONFIRMED:
        got = kept.union(room_for(unit.connection, row, now=unit.now).slots if slots is None else slots).difference(lost)
        has = {slot: SlotState.CONFIRMED if slot in got else SlotState.WAITLISTED for slot in had}
    elif state is RegistrationState.WAITLISTED:
        has = dict.fromkeys(had, SlotState.WAITLISTED)
    unit.execute(t.registration.update().where(t.registration.c.id == row.id).values(**values))
    choice = t.slot_choice
    for slot in (slot for slot in has if has[slot] is not had[slot]):
        unit.execute(
            choice.update().where(choice.c.registration == row.id, choice.c.slot == slot).values(state=has[slot].value)
        )
    body = {"id": row.id, **values, "base": row.revision, "slots": {slot: held.value for slot, held in has.items()}}
    unit.put("registration", body, event=row.event)
    _settle_offer(unit, row, state, has)
    if state is RegistrationState.CONFIRMED and SlotState.WAITLISTED not in has.values():
        calls.close(unit, row.event, CallReason.NO_PLACE, registration=row.id)


def place_free(connection: sa.Connection, registration: str, *, now: datetime) -> bool:
    """Whether a waiting (or cancelled) registration would get its places now: the event's, and one of its slots'."""
    return room_for(connection, find(connection, registration), now=now).enough


def barred(connection: sa.Connection, registration: str, *, now: datetime) -> bool:
    """Whether a hard limit keeps a waiting registration out, whoever decides."""
    return not room_for(connection, find(connection, registration), now=now, hard=True).enough


def gains(row: Any, room: Room, had: set[str]) -> bool:
    """Whether confirming gives the registration anything that it has not yet; ``had`` are the slots (ids) it waits for."""
    if not _is_confirmed(row):
        return room.enough
    return not had.isdisjoint(room.slots)


def waits(connection: sa.Connection, registration: str) -> set[str]:
    """The slots (ids) that it waits for."""
    return {slot for slot, state in _slot_states(connection, registration).items() if state is SlotState.WAITLISTED}


def _settle_offer(unit: Unit, row: Any, state: RegistrationState, has: Mapping[str, SlotState]) -> None:
    """An offer that is still open is answered by what became of its registration."""
    found = open_offer(unit.connection, row.id, now=unit.now)
    if found is None:
        return
    if state is not RegistrationState.CONFIRMED:
        settle_offer(unit, found, OfferState.WITHDRAWN)
    elif all(has.get(slot, SlotState.CONFIRMED) is SlotState.CONFIRMED for slot in found.slots):
        settle_offer(unit, found, OfferState.ACCEPTED)


def _walk_in(row: Any, values: Mapping[str, Any], *, at_door: bool) -> dict[str, Any]:
    """What makes a registration that is confirmed a walk-in: that it was not expected when the event began."""
    kept = values.get("at_start", row.at_start)
    if kept is None:
        return {"at_door": True} if at_door else {}
    return {} if Expected.of(kept).anybody or row.at_door else {"at_door": True}


def _is_confirmed(row: Any) -> bool:
    return bool(row.state == RegistrationState.CONFIRMED.value)


def _slot_states(connection: sa.Connection, registration: str) -> dict[str, SlotState]:
    choice = t.slot_choice
    rows = connection.execute(sa.select(choice.c.slot, choice.c.state).where(choice.c.registration == registration))
    return {row.slot: SlotState(row.state) for row in rows}


def registered_again(connection: sa.Connection, row: Any) -> bool:
    """Whether the family has another registration for the event that is not cancelled."""
    r = t.registration
    return (
        connection.execute(
            sa.select(r.c.id).where(
                r.c.event == row.event, r.c.family == row.family, r.c.id != row.id,
                r.c.state != RegistrationState.CANCELLED.value,
            )
        ).first()
        is not None
    )  # fmt: skip
