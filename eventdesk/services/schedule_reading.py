"""A schedule as it is stored: read for planners, and kept as it was in a release."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.age import AgeBand, months_between
from eventdesk.domain.conflicts import Siblings
from eventdesk.domain.event import SlotKind
from eventdesk.domain.event import Unit as Places
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.schedule import ChangeKind, PlannedSlot, Schedule, SlotChange
from eventdesk.services.event_views import EventView
from eventdesk.store import tables as t

LIVE = (RegistrationState.CONFIRMED.value, RegistrationState.WAITLISTED.value)
"""Registrations that have a place or wait for one."""


def schedule_of(connection: sa.Connection, event: Any, zone: ZoneInfo) -> Schedule:
    """The schedule of an event's row; times are in ``zone``."""
    taken = _taken(connection, event.id)
    rows = connection.execute(
        sa.select(t.slot).where(t.slot.c.event == event.id).order_by(t.slot.c.position, t.slot.c.code)
    ).all()  # fmt: skip
    slots = []
    for row in rows:
        # A slot without hours takes the event's, once it has a room; without a room it waits to be placed.
        start, end = (row.start, row.end) if row.start or not row.room else (event.start, event.end)
        families, persons, children = taken.get(row.id, (0, 0, 0))
        unit = Places(row.capacity_unit)
        slots.append(
            PlannedSlot(
                id=row.id, code=row.code, title=row.title, kind=SlotKind(row.kind), room=row.room,
                start=start.astimezone(zone) if start else None, end=end.astimezone(zone) if end else None,
                minutes=row.minutes, leader=row.leader, resources=tuple((name, number) for name, number in row.resources),
                capacity=row.capacity, capacity_unit=unit,
                band=None if row.min_months is None else AgeBand(row.min_months, row.max_months), pinned=row.pinned,
                notes=row.notes, persons=persons,
                registered={Places.FAMILIES: families, Places.PERSONS: persons, Places.CHILDREN: children}[unit],
            )
        )  # fmt: skip
    return Schedule(event.start.astimezone(zone), event.end.astimezone(zone), event.changeover, tuple(slots))


def slot_body(slot: PlannedSlot) -> dict[str, Any]:
    """A slot as a release keeps it: what families see of it."""
    return {
        "id": slot.id, "code": slot.code, "title": slot.title, "kind": slot.kind.value, "room": slot.room,
        "start": slot.start.isoformat() if slot.start else None, "end": slot.end.isoformat() if slot.end else None,
        "minutes": slot.minutes, "leader": slot.leader,
        "band": [slot.band.min_months, slot.band.max_months] if slot.band else None,
    }  # fmt: skip


def slot_of(body: dict[str, Any]) -> PlannedSlot:
    """The slot of :func:`slot_body`."""
    return PlannedSlot(
        id=body["id"], code=body["code"], title=body["title"], kind=SlotKind(body["kind"]), room=body["room"],
        start=datetime.fromisoformat(body["start"]) if body["start"] else None,
        end=datetime.fromisoformat(body["end"]) if body["end"] else None, minutes=body["minutes"], leader=body["leader"],
        band=AgeBand(*body["band"]) if body["band"] else None,
    )  # fmt: skip


def change_body(change: SlotChange) -> dict[str, Any]:
    """One line of what changed, as a release keeps it."""
    return {
        "kind": change.kind.value, "before": slot_body(change.before) if change.before else None,
        "after": slot_body(change.after) if change.after else None,
    }  # fmt: skip


def change_of(body: dict[str, Any]) -> SlotChange:
    """The line of :func:`change_body`."""
    before, after = (slot_of(body[key]) if body[key] else None for key in ("before", "after"))
    return SlotChange(ChangeKind(body["kind"]), before, after)


def _taken(connection: sa.Connection, event: str) -> dict[str, tuple[int, int, int]]:
    """Families, persons and children who have a place in each slot."""
    r, choice = t.registration, t.slot_choice
    query = (
        sa.select(choice.c.slot, sa.func.count(), sa.func.sum(r.c.adults + r.c.children), sa.func.sum(r.c.children))
        .join(r, r.c.id == choice.c.registration)
        .where(r.c.event == event, r.c.state == RegistrationState.CONFIRMED.value, choice.c.state == SlotState.CONFIRMED.value)
        .group_by(choice.c.slot)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def siblings_of(connection: sa.Connection, event: EventView, zone: ZoneInfo) -> tuple[Siblings, ...]:
    """Registered families with several children whose ages are known, and the slots they chose."""
    r, m, choice, person = t.registration, t.registration_member, t.slot_choice, t.person
    day = event.start.astimezone(zone).date()
    ages: dict[str, list[int]] = {}
    for row in connection.execute(
        sa.select(r.c.id, person.c.birthdate).join(m, m.c.registration == r.c.id).join(person, person.c.id == m.c.person)
        .where(r.c.event == event.id, r.c.state.in_(LIVE), m.c.counted, m.c.role == Role.CHILD.value, person.c.birthdate.is_not(None))
        .order_by(r.c.queue)
    ):  # fmt: skip
        if (age := months_between(row.birthdate, day)) >= 0:
            ages.setdefault(row.id, []).append(age)
    slots: dict[str, list[str]] = {}
    for row in connection.execute(
        sa.select(choice.c.registration, choice.c.slot).join(r, r.c.id == choice.c.registration)
        .where(r.c.event == event.id).order_by(choice.c.position)
    ):  # fmt: skip
        slots.setdefault(row.registration, []).append(row.slot)
    return tuple(Siblings(id, tuple(found), tuple(slots.get(id, ()))) for id, found in ages.items() if len(found) > 1)
