"""Other names for venues, rooms and resources, and the way back for those that were taken away.

Events and slots know them by name. A new name is written into the events that are not over; what is over keeps the name
that it had on its day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.errors import Conflict, NotFound
from eventdesk.services.typed import plain
from eventdesk.services.venues import (
    ClosureView,
    ResourceView,
    RoomView,
    VenueView,
    change_row,
    find_venue,
    named,
    remove_row,
)
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def rename_venue(unit: Unit, name: str, new: str) -> None:
    """Gives a venue another name; :class:`Conflict` ``venue_exists`` where another one has it."""
    row, new = find_venue(unit.connection, name), named(new)
    if row.name == new:
        return
    if unit.execute(sa.select(p.venue.c.id).where(p.venue.c.name == new)).first() is not None:
        raise Conflict("venue_exists", venue=new)
    change_row(unit, p.venue, row, {"name": new})
    for event in _ahead(unit, t.event.c.venue == row.name):
        values = {"venue": new, "revision": event.revision + 1}
        unit.execute(t.event.update().where(t.event.c.id == event.id).values(**values))
        unit.put("event", plain({"id": event.id, **values, "base": event.revision}), event=event.id)
    unit.commit(subject=row.id)


def rename_room(unit: Unit, venue: str, name: str, new: str) -> None:
    """Gives a room another name; :class:`Conflict` ``room_exists`` where another room of the venue has it."""
    owner, new = find_venue(unit.connection, venue), named(new)
    row = room_row(unit, owner.id, name)
    if row.name == new:
        return
    taken = sa.select(p.room.c.id).where(p.room.c.venue == owner.id, p.room.c.name == new)
    if unit.execute(taken).first() is not None:
        raise Conflict("room_exists", room=new)
    change_row(unit, p.room, row, {"name": new})
    for event in _ahead(unit, t.event.c.venue == owner.name):
        for slot in _slots(unit, event):
            if slot.room == row.name:
                _set_slot(unit, event, slot, {"room": new})
    unit.commit(subject=row.id)


def rename_resource(unit: Unit, name: str, new: str) -> None:
    """Gives a resource another name; :class:`Conflict` ``resource_exists`` where another one has it."""
    row, new = resource_row(unit, name), named(new)
    if row.name == new:
        return
    if unit.execute(sa.select(p.resource.c.id).where(p.resource.c.name == new)).first() is not None:
        raise Conflict("resource_exists", resource=new)
    change_row(unit, p.resource, row, {"name": new})
    for event in _ahead(unit, sa.true()):
        for slot in _slots(unit, event):
            named_so = [[new if one == row.name else one, number] for one, number in slot.resources]
            if named_so != [list(pair) for pair in slot.resources]:
                _set_slot(unit, event, slot, {"resources": named_so})
    unit.commit(subject=row.id)


def remove_venue(unit: Unit, name: str) -> None:
    """Takes a venue away with its rooms. Events that name it keep its name."""
    row = find_venue(unit.connection, name)
    for room in unit.execute(sa.select(p.room.c.id).where(p.room.c.venue == row.id)).scalars().all():
        remove_row(unit, p.room, room)
    remove_row(unit, p.venue, row.id)
    unit.commit(subject=row.id)


def put_back_venue(unit: Unit, venue: VenueView) -> None:
    """Writes a venue that was taken away as it was, under the same ids."""
    values = {
        "id": venue.id, "name": venue.name, "address": venue.address, "capacity": venue.capacity, "notes": venue.notes,
        "revision": 1,
    }  # fmt: skip
    _absent(unit, p.venue.c.name == venue.name, p.venue, Conflict("venue_exists", venue=venue.name))
    _insert(unit, p.venue, values, venue.closures)
    for position, room in enumerate(venue.rooms, 1):
        _insert_room(unit, venue.id, room, position)
    unit.commit(subject=venue.id)


def put_back_room(unit: Unit, venue: str, room: RoomView, position: int) -> None:
    """Writes a room that was taken away as it was; ``position`` counts from 0, the rooms behind it make way."""
    owner = find_venue(unit.connection, venue)
    where = sa.and_(p.room.c.venue == owner.id, p.room.c.name == room.name)
    _absent(unit, where, p.room, Conflict("room_exists", room=room.name))
    rows = unit.execute(sa.select(p.room).where(p.room.c.venue == owner.id).order_by(p.room.c.position)).all()
    for place, row in enumerate(rows):
        wanted = place + 1 if place < position else place + 2
        if row.position != wanted:
            change_row(unit, p.room, row, {"position": wanted})
    _insert_room(unit, owner.id, room, min(position, len(rows)) + 1)
    unit.commit(subject=room.id)


def put_back_resource(unit: Unit, resource: ResourceView) -> None:
    """Writes a resource that was taken away as it was."""
    gone = Conflict("resource_exists", resource=resource.name)
    _absent(unit, p.resource.c.name == resource.name, p.resource, gone)
    values = {"id": resource.id, "name": resource.name, "quantity": resource.quantity, "revision": 1}
    _insert(unit, p.resource, values, resource.closures)
    unit.commit(subject=resource.id)


def room_row(unit: Unit, venue: str, name: str) -> Any:
    """The row of a room of a venue (its id), :class:`NotFound` without one."""
    row = unit.execute(sa.select(p.room).where(p.room.c.venue == venue, p.room.c.name == name)).first()
    if row is None:
        raise NotFound("room_not_found", room=name)
    return row


def resource_row(unit: Unit, name: str) -> Any:
    """The row of a resource, :class:`NotFound` without one."""
    row = unit.execute(sa.select(p.resource).where(p.resource.c.name == name)).first()
    if row is None:
        raise NotFound("resource_not_found", resource=name)
    return row


def _ahead(unit: Unit, where: Any) -> Sequence[Any]:
    now: datetime = unit.now
    found: Sequence[Any] = unit.execute(sa.select(t.event).where(where, t.event.c.end > now).order_by(t.event.c.start)).all()
    return found


def _slots(unit: Unit, event: Any) -> Sequence[Any]:
    found: Sequence[Any] = unit.execute(sa.select(t.slot).where(t.slot.c.event == event.id)).all()
    return found


def _set_slot(unit: Unit, event: Any, slot: Any, values: dict[str, Any]) -> None:
    unit.execute(t.slot.update().where(t.slot.c.id == slot.id).values(**values))
    unit.put("slot", plain({"id": slot.id, **values}), event=event.id)


def _absent(unit: Unit, where: Any, table: sa.Table, error: Conflict) -> None:
    if unit.execute(sa.select(table.c.id).where(where)).first() is not None:
        raise error


def _insert_room(unit: Unit, venue: str, room: RoomView, position: int) -> None:
    values = {
        "id": room.id, "venue": venue, "name": room.name, "capacity": room.capacity, "features": room.features,
        "position": position, "revision": 1,
    }  # fmt: skip
    _insert(unit, p.room, values, room.closures)


def _insert(unit: Unit, table: sa.Table, values: dict[str, Any], closures: Sequence[ClosureView]) -> None:
    unit.execute(table.insert(), values)
    unit.put(table.name, plain(values))
    for one in closures:
        body = {"id": one.id, "target": values["id"], "start": one.start, "end": one.end, "reason": one.reason}
        unit.execute(p.closure.insert(), body)
        unit.put("closure", plain(body))
