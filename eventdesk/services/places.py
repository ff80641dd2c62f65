"""Places of an event as they are stored: what is taken, who waits, and what a registration could have now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Limit, Party, Usage, allocate, allocate_more, fits, occupy
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.services import events
from eventdesk.services.event_views import EventView
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


def who_fits(connection: sa.Connection, event: EventView) -> dict[str, tuple[str, ...]]:
    """Who of those that wait could have places now, asked in their order, each counting for the next.

    Registrations with the slots (ids) that they get: waiting ones, and confirmed ones that wait for some of their slots.
    """
    limit, limits = limits_of(event)
    ids = {slot.code: slot.id for slot in event.slots}
    usage, waiting = Usage(), []
    for row, states in _registered(connection, event):
        party, confirmed = Party(row.adults, row.children), row.state == RegistrationState.CONFIRMED.value
        if confirmed:
            held = {code: True for code, has_place in states.items() if has_place}
            occupy(usage, event=limit, slots=limits, party=party, slot_states=held, confirmed=True)
        left = [code for code, has_place in states.items() if not (confirmed and has_place)]
        if left or not confirmed:
            waiting.append((row, party, confirmed, left))
    found = {}
    for row, party, confirmed, left in sorted(waiting, key=lambda one: one[0].queue):
        pass_over = event.rules.pass_over
        if confirmed:
            got = allocate_more(slots=limits, usage=usage, party=party, chosen=left, pass_over=pass_over)
            gains = any(got.values())
        else:
            allocation = allocate(event=limit, slots=limits, usage=usage, party=party, chosen=left, pass_over=pass_over)
            got, gains = dict(allocation.slots), allocation.confirmed
        if gains:
            found[row.id] = tuple(ids[code] for code, has_place in got.items() if has_place)
    return found


def usage_of(connection: sa.Connection, event: EventView, *, without: str | None = None) -> Usage:
    """The places of an event that are taken, and who waits, from what is stored; one registration may be left out."""
    usage = Usage()
    limit, limits = limits_of(event)
    for row, states in _registered(connection, event):
        if row.id != without:
            occupy(
                usage, event=limit, slots=limits, party=Party(row.adults, row.children), slot_states=states,
                confirmed=row.state == RegistrationState.CONFIRMED.value,
            )  # fmt: skip
    return usage


def _registered(connection: sa.Connection, event: EventView) -> Iterator[tuple[Any, dict[str, bool]]]:
    """Everybody who has a place or waits, with slots by code and whether they have them: the confirmed ones first, the
    others in the order of the queue."""
    r, choice = t.registration, t.slot_choice
    codes = {slot.id: slot.code for slot in event.slots}
    states: dict[str, dict[str, bool]] = {}
    for chosen in connection.execute(
        sa.select(choice.c.registration, choice.c.slot, choice.c.state)
        .where(choice.c.slot.in_(list(codes))).order_by(choice.c.registration, choice.c.position)
    ):  # fmt: skip
        states.setdefault(chosen.registration, {})[codes[chosen.slot]] = chosen.state == SlotState.CONFIRMED.value
    live = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
    for row in connection.execute(
        sa.select(r.c.id, r.c.adults, r.c.children, r.c.state, r.c.queue)
        .where(r.c.event == event.id, r.c.state.in_(live)).order_by(r.c.state, r.c.queue)
    ):  # fmt: skip
        yield row, states.get(row.id, {})


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
