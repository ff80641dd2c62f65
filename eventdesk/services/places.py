"""Places of an event as they are stored: what is taken, who waits, and what a registration could have now."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Limit, Party, Usage, fits, occupy
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.services import events
from eventdesk.services.views import EventView
from eventdesk.store import tables as t


@dataclass(frozen=True)
class Room:
    """What is free for one registration, itself not counted: the event's places, and those of these slots (ids)."""

    event: bool
    slots: tuple[str, ...]
    chosen: int

    @property
    def enough(self) -> bool:
        """Whether it could be confirmed: the event has its places, and one of its slots, if it chose any."""
        return self.event and (not self.chosen or bool(self.slots))


def limits_of(event: EventView) -> tuple[Limit, dict[str, Limit]]:
    """The limits of an event and, by code, of its slots."""
    slots = {slot.code: Limit(slot.capacity, slot.capacity_unit) for slot in event.slots}
    return Limit(event.capacity, event.capacity_unit), slots


def usage_of(connection: sa.Connection, event: EventView, *, without: str | None = None) -> Usage:
    """The places of an event that are taken, and who waits, from what is stored; one registration may be left out."""
    r, choice = t.registration, t.slot_choice
    codes = {slot.id: slot.code for slot in event.slots}
    states: dict[str, dict[str, bool]] = {}
    for row in connection.execute(
        sa.select(choice.c.registration, choice.c.slot, choice.c.state).where(choice.c.slot.in_(list(codes)))
    ):
        states.setdefault(row.registration, {})[codes[row.slot]] = row.state == SlotState.CONFIRMED.value
    usage = Usage()
    limit, limits = limits_of(event)
    live = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
    for booked in connection.execute(
        sa.select(r.c.id, r.c.adults, r.c.children, r.c.state)
        .where(r.c.event == event.id, r.c.state.in_(live))
        .order_by(r.c.state, r.c.queue)
    ):
        if booked.id != without:
            occupy(
                usage, event=limit, slots=limits, party=Party(booked.adults, booked.children),
                slot_states=states.get(booked.id, {}), confirmed=booked.state == RegistrationState.CONFIRMED.value,
            )  # fmt: skip
    return usage


def room_for(connection: sa.Connection, registration: Any) -> Room:
    """What a registration (its row) could have now, whatever it has. Who waits before it is for a person to weigh."""
    code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == registration.event)).scalar_one()
    event = events.view(connection, code)
    usage = usage_of(connection, event, without=registration.id)
    limit, limits = limits_of(event)
    party = Party(registration.adults, registration.children)
    codes = {slot.id: slot.code for slot in event.slots}
    chosen = list(
        connection.execute(sa.select(t.slot_choice.c.slot).where(t.slot_choice.c.registration == registration.id)).scalars()
    )
    return Room(
        event=fits(limit, usage.event, party),
        slots=tuple(id for id in chosen if fits(limits[codes[id]], usage.slots.get(codes[id], 0), party)),
        chosen=len(chosen),
    )
