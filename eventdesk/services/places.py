"""Places of an event as they are stored: its limits, what is taken and offered, who waits, and what a registration could
have now.

Open offers count as taken until their moment, by the clock that is passed: nothing needs to run for them to expire.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import EVENT_KEY, Allotment, Count, Limit, LimitKind, Limits, Party, slot_key
from eventdesk.domain.family import Role
from eventdesk.domain.registration import OfferState, RegistrationState, SlotState
from eventdesk.errors import Conflict
from eventdesk.services import events
from eventdesk.services.event_views import EventView, SlotView
from eventdesk.services.offer_rows import WRITTEN
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.family_tables import offer, place_limit


@dataclass(frozen=True)
class Room:
    """What is free for one registration, itself not counted: the event's places, and those of these slots (ids).

    ``in_way`` are the limits that keep anything from it, ``allotment`` is what they were asked of.
    """

    event: bool
    slots: tuple[str, ...]
    chosen: int
    in_way: tuple[Limit, ...]
    allotment: Allotment
    party: Party

    @property
    def enough(self) -> bool:
        """Whether it could be confirmed: the event has its places, and one of its slots, if it chose any."""
        return self.event and (not self.chosen or bool(self.slots))


@dataclass(frozen=True)
class Held:
    """Who is confirmed or waits: the party, the slots (codes) with whether it has them, and what an open offer keeps.

    ``offered`` None: there is none. ``rests``: its last offer was declined or ran out, so that it is not asked again by
    itself and holds up nobody.
    """

    id: str
    party: Party
    confirmed: bool
    queue: int
    slots: dict[str, bool]
    offered: tuple[str, ...] | None
    rests: bool

    @property
    def has(self) -> tuple[str, ...]:
        """The slots that it has."""
        return tuple(code for code, has_place in self.slots.items() if has_place and self.confirmed)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The slots that it waits for and that no offer keeps for it."""
        return tuple(code for code in self.slots if code not in self.has and code not in (self.offered or ()))

    @property
    def waits(self) -> bool:
        """Whether it waits for anything that no offer keeps."""
        return bool(self.wanted) or not (self.confirmed or self.offered is not None)


def limits_of(connection: sa.Connection, event: EventView) -> Limits:
    """All limits of an event. A room's own capacity counts, softly, where the event has no limit for that room; a limit of
    a slot that is gone counts nothing."""
    stored = connection.execute(sa.select(place_limit).where(place_limit.c.event == event.id).order_by(place_limit.c.id)).all()
    own = Limit(event.capacity, event.capacity_unit, key=EVENT_KEY, own=True, subject=event.title)
    of_event, family = [own], []
    of_slot: dict[str, list[Limit]] = {slot.code: [_own(slot)] for slot in event.slots}
    by_id = {slot.id: slot for slot in event.slots}
    zone = _zone(connection) if any(row.kind == LimitKind.BAND.value for row in stored) else None
    for row in stored:
        slot = by_id.get(row.subject)
        match LimitKind(row.kind):
            case LimitKind.FAMILY:
                family.append(_limit(row))
            case LimitKind.ROOM:
                _share(of_slot, event, row.subject, _limit(row))
            case _ if not row.subject:
                of_event.append(_limit(row, day=_day(event.start, zone)))
            case _ if slot is not None:
                of_slot[slot.code].append(_limit(row, slot=slot, day=_day(slot.start, zone)))
    known = {row.subject for row in stored if row.kind == LimitKind.ROOM.value}
    for room, places in _rooms(connection, event):
        if room not in known:
            _share(of_slot, event, room, Limit(places, kind=LimitKind.ROOM, key=f"room:{room}", subject=room))
    return Limits(tuple(of_event), {code: tuple(found) for code, found in of_slot.items()}, tuple(family))


def filled(
    connection: sa.Connection, event: EventView, *, now: datetime, without: str | None = None, limits: Limits | None = None
) -> Allotment:
    """The places of an event that are taken or offered, and who waits; one registration may be left out."""
    limits = limits_of(connection, event) if limits is None else limits
    allotment = Allotment(limits, pass_over=event.rules.pass_over)
    found = [one for one in held_of(connection, event, now=now, by_age=limits.by_age) if one.id != without]
    count(allotment, found)
    for one in found:
        if one.waits and not one.rests:
            allotment.wait(one.party, one.wanted, held=(*one.has, *(one.offered or ())) if has_event(one) else None)
    return allotment


def has_event(one: Held) -> bool:
    """Whether a registration has places of the event, or an offer keeps them."""
    return one.confirmed or one.offered is not None


def count(allotment: Allotment, held: Iterable[Held]) -> None:
    """Counts what registrations have and what is offered to them."""
    for one in held:
        if one.confirmed:
            allotment.hold(one.party, one.has)
        if one.offered is not None:
            new = [code for code in one.offered if code not in one.has]
            allotment.hold(one.party, new, more_than=one.has if one.confirmed else None)


def who_fits(connection: sa.Connection, event: EventView, *, now: datetime) -> dict[str, tuple[str, ...]]:
    """Who of those that wait could have places now, asked in their order, each counting for the next.

    Registrations with the slots (ids) that they get: waiting ones, and confirmed ones that wait for some of their slots.
    Whoever has an open offer, or let one go, is not asked.
    """
    limits = limits_of(connection, event)
    allotment = Allotment(limits, pass_over=event.rules.pass_over)
    everybody = held_of(connection, event, now=now, by_age=limits.by_age)
    count(allotment, everybody)
    ids = {slot.code: slot.id for slot in event.slots}
    found = {}
    for one in everybody:
        if not one.waits or one.rests or one.offered is not None:
            continue
        if one.confirmed:
            got = allotment.more(one.party, one.wanted, held=one.has)
            gains = any(got.values())
        else:
            allocation = allotment.allocate(one.party, one.wanted)
            got, gains = dict(allocation.slots), allocation.confirmed
        if gains:
            found[one.id] = tuple(ids[code] for code, has_place in got.items() if has_place)
    return found


def held_of(connection: sa.Connection, event: EventView, *, now: datetime, by_age: bool) -> list[Held]:
    """Everybody who has a place or waits, in the order of the queue; days of birth only where limits ask for them."""
    r, choice = t.registration, t.slot_choice
    codes = {slot.id: slot.code for slot in event.slots}
    states: dict[str, dict[str, bool]] = {}
    for chosen in connection.execute(
        sa.select(choice.c.registration, choice.c.slot, choice.c.state)
        .where(choice.c.slot.in_(list(codes))).order_by(choice.c.registration, choice.c.position)
    ):  # fmt: skip
        states.setdefault(chosen.registration, {})[codes[chosen.slot]] = chosen.state == SlotState.CONFIRMED.value
    births = births_of(connection, event.id) if by_age else {}
    offers = {
        row.registration: row
        for row in connection.execute(sa.select(offer).where(offer.c.event == event.id).order_by(offer.c.at, WRITTEN))
    }
    live = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
    rows = connection.execute(
        sa.select(r.c.id, r.c.adults, r.c.children, r.c.state, r.c.queue)
        .where(r.c.event == event.id, r.c.state.in_(live)).order_by(r.c.queue, r.c.id)
    )  # fmt: skip
    found = []
    for row in rows:
        last = offers.get(row.id)
        is_open = last is not None and last.state == OfferState.OPEN.value and last.until > now
        let_go = last is not None and not is_open and last.state in _LET_GO
        found.append(
            Held(
                id=row.id, party=Party(row.adults, row.children, births.get(row.id, ())), queue=row.queue,
                confirmed=row.state == RegistrationState.CONFIRMED.value, slots=states.get(row.id, {}), rests=let_go,
                offered=tuple(codes[slot] for slot in last.slots if slot in codes) if is_open and last is not None else None,
            )
        )  # fmt: skip
    return found


def open_offers(connection: sa.Connection, event: EventView, *, now: datetime) -> dict[str, tuple[str, ...]]:
    """The registrations that have an open offer, with the slots (codes) that it keeps."""
    codes = {slot.id: slot.code for slot in event.slots}
    query = sa.select(offer.c.registration, offer.c.slots).where(
        offer.c.event == event.id, offer.c.state == OfferState.OPEN.value, offer.c.until > now
    )
    return {row.registration: tuple(codes[id] for id in row.slots if id in codes) for row in connection.execute(query)}


def room_for(
    connection: sa.Connection, registration: Any, *, now: datetime, party: Party | None = None, hard: bool = False
) -> Room:
    """What a registration (its row) could have now, whatever it has. Who waits before it is for a person to weigh.

    With another ``party`` where its people change; ``hard`` asks the hard limits alone.
    """
    event = event_of(connection, registration.event)
    allotment = filled(connection, event, now=now, without=registration.id)
    births = births_of(connection, event.id, registration.id) if allotment.limits.by_age and party is None else {}
    party = party or Party(registration.adults, registration.children, births.get(registration.id, ()))
    codes = {slot.id: slot.code for slot in event.slots}
    chosen = list(
        connection.execute(sa.select(t.slot_choice.c.slot).where(t.slot_choice.c.registration == registration.id)).scalars()
    )
    of_event = (*allotment.in_way(allotment.limits.event, party, queue=False, hard=hard), *allotment.too_large(party, hard=hard))
    of_slots = {id: allotment.in_way(allotment.of_slot(codes[id]), party, queue=False, hard=hard) for id in chosen}
    in_way = {one.key: one for found in (of_event, *of_slots.values()) for one in found}
    return Room(
        event=not of_event, slots=tuple(id for id, found in of_slots.items() if not found), chosen=len(chosen),
        in_way=tuple(in_way.values()), allotment=allotment, party=party,
    )  # fmt: skip


def event_of(connection: sa.Connection, id: str) -> EventView:
    """The event of an id, with its slots."""
    code = connection.execute(sa.select(t.event.c.code).where(t.event.c.id == id)).scalar_one()
    return events.view(connection, code)


def births_of(connection: sa.Connection, event: str, only: str | None = None) -> dict[str, tuple[tuple[date, date], ...]]:
    """The days of birth (earliest, latest) of the counted children of an event's registrations, where they are known."""
    m, person, r = t.registration_member, t.person, t.registration
    query = (
        sa.select(m.c.registration, person.c.birthdate, person.c.birth_first, person.c.birth_last)
        .join(r, r.c.id == m.c.registration).join(person, person.c.id == m.c.person)
        .where(r.c.event == event, m.c.counted, m.c.role == Role.CHILD.value)
    )  # fmt: skip
    if only is not None:
        query = query.where(r.c.id == only)
    found: dict[str, tuple[tuple[date, date], ...]] = {}
    for row in connection.execute(query):
        born = birth_range(row.birthdate, row.birth_first, row.birth_last)
        if born is not None:
            found[row.registration] = (*found.get(row.registration, ()), born)
    return found


def birth_range(birthdate: date | None, first: date | None, last: date | None) -> tuple[date, date] | None:
    """When a child may have been born, the earliest and the latest day; None where that is not known."""
    if birthdate is not None:
        return birthdate, birthdate
    return (first, last) if first is not None and last is not None else None


def born_of(person: Mapping[str, Any]) -> tuple[date, date] | None:
    """:func:`birth_range` of a row of ``person``."""
    return birth_range(person["birthdate"], person["birth_first"], person["birth_last"])


def refusal(
    in_way: Sequence[Limit], allotment: Allotment, party: Party, *, before: Party | None = None, registration: str = ""
) -> Conflict:
    """Why a family gets no place: the first limit in its way, a hard one before a soft one, with its figures.

    ``before`` is what it was when its places were counted in ``allotment``: then it needs the difference alone.
    """
    if not in_way:
        return Conflict("no_place_free", registration=registration)
    limit = next((one for one in in_way if one.hard), in_way[0])
    code = f"no_place_{limit.kind.value}_hard" if limit.hard else f"no_place_{limit.kind.value}"
    of_family = limit.kind is LimitKind.FAMILY
    need = limit.need(party) - (limit.need(before) if before is not None and not of_family else 0)
    free = limit.places if of_family else allotment.free(limit)
    if free is None or need <= free:
        return Conflict("no_place_behind", registration=registration)
    return Conflict(code, limit=limit.subject, places=limit.places, free=free, need=need, registration=registration)


def _own(slot: SlotView) -> Limit:
    return Limit(
        slot.capacity, slot.capacity_unit, LimitKind.SLOT, key=slot_key(slot.code), subject=slot.title,
        slots=frozenset((slot.code,)), own=True,
    )  # fmt: skip


def _limit(row: Any, *, slot: SlotView | None = None, day: date = date.min) -> Limit:
    ages = AgeBand(row.min_months, row.max_months) if row.kind == LimitKind.BAND.value else None
    return Limit(
        row.places, Count(row.unit), LimitKind(row.kind), hard=row.hard, key=row.id, ages=ages, day=day,
        subject=slot.title if slot is not None else row.subject, slots=None if slot is None else frozenset((slot.code,)),
    )  # fmt: skip


def _share(of_slot: dict[str, list[Limit]], event: EventView, room: str, limit: Limit) -> None:
    """Lets the slots of a room that are open at the same moment share its places: one limit for each such moment."""
    here = [slot for slot in event.bookable if slot.room == room]
    groups = [frozenset(one.code for one in here if one.start <= first.start < one.end) for first in here]
    for number, codes in enumerate(sorted(set(groups), key=sorted)):
        if any(codes < other for other in groups):
            continue
        for code in codes:
            of_slot[code].append(replace(limit, key=f"{limit.key}:{number}", slots=codes))


def _rooms(connection: sa.Connection, event: EventView) -> Collection[tuple[str, int]]:
    used = {slot.room for slot in event.bookable if slot.room}
    if not used or not event.venue:
        return ()
    query = sa.select(p.room.c.name, p.room.c.capacity).join(p.venue, p.venue.c.id == p.room.c.venue)
    query = query.where(p.venue.c.name == event.venue, p.room.c.name.in_(used), p.room.c.capacity.is_not(None))
    return [(row.name, row.capacity) for row in connection.execute(query)]


def _zone(connection: sa.Connection) -> ZoneInfo:
    return ZoneInfo(connection.execute(sa.select(t.organisation.c.zone)).scalar_one())


def _day(moment: datetime, zone: ZoneInfo | None) -> date:
    return moment.astimezone(zone).date() if zone is not None else date.min


_LET_GO = (OfferState.DECLINED.value, OfferState.EXPIRED.value, OfferState.OPEN.value)
"""The states of a last offer after which a family rests; an open one has run out if it is asked for here."""
