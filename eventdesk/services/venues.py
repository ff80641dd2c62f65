"""Venues with their rooms, resources, and when they cannot be had.

A slot names its room by what it is called: a venue may be written down after its first event was planned.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.domain.venue import Closed, Grounds, Resource, Room
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.typed import aware, plain
from eventdesk.store import plan_tables as p
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"venues"})
RENAMED: Changes = frozenset({"venues", "events", "schedules"})
MOST = 1_000_000


@dataclass(frozen=True)
class ClosureView:
    """A time in which a venue, room or resource cannot be had."""

    id: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class RoomView:
    """A room of a venue, in the order of the lanes."""

    id: str
    name: str
    capacity: int | None
    features: str
    closures: tuple[ClosureView, ...] = ()


@dataclass(frozen=True)
class VenueView:
    """A venue with its rooms."""

    id: str
    name: str
    address: str
    capacity: int | None
    notes: str
    rooms: tuple[RoomView, ...] = ()
    closures: tuple[ClosureView, ...] = ()
    changes: Changes = frozenset()


@dataclass(frozen=True)
class ResourceView:
    """Something that slots share."""

    id: str
    name: str
    quantity: int
    closures: tuple[ClosureView, ...] = ()
    changes: Changes = frozenset()


class Venues:
    """The verbs of venues, rooms and resources."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self) -> tuple[VenueView, ...]:
        """All venues, by name."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            closed = _closures(connection)
            rooms: dict[str, list[RoomView]] = {}
            for row in connection.execute(sa.select(p.room).order_by(p.room.c.position)):
                room = RoomView(row.id, row.name, row.capacity, row.features, tuple(closed.get(row.id, ())))
                rooms.setdefault(row.venue, []).append(room)
            return tuple(
                VenueView(
                    id=row.id, name=row.name, address=row.address, capacity=row.capacity, notes=row.notes,
                    rooms=tuple(rooms.get(row.id, ())), closures=tuple(closed.get(row.id, ())),
                )
                for row in connection.execute(sa.select(p.venue).order_by(p.venue.c.name))
            )  # fmt: skip

    def show(self, name: str) -> VenueView:
        """The venue of a name; :class:`NotFound` without one."""
        for venue in self.list():
            if venue.name == name.strip():
                return venue
        raise NotFound("venue_not_found", venue=name)

    def resources(self) -> tuple[ResourceView, ...]:
        """All resources, by name."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            closed = _closures(connection)
            rows = connection.execute(sa.select(p.resource).order_by(p.resource.c.name)).all()
        return tuple(ResourceView(row.id, row.name, row.quantity, tuple(closed.get(row.id, ()))) for row in rows)

    def put(self, name: str, *, address: str = "", capacity: int | None = None, notes: str = "") -> VenueView:
        """A venue, new or with other values."""
        name = named(name)
        with self._house.writing(Right.EVENTS, "venue.put") as unit:
            values = {"name": name, "address": address.strip(), "capacity": _places(capacity), "notes": notes.strip()}
            id = _upsert(unit, p.venue, values, p.venue.c.name == name)
            unit.commit(subject=id)
        return replace(self.show(name), changes=CHANGES)

    def put_room(self, venue: str, name: str, *, capacity: int | None = None, features: str = "") -> VenueView:
        """A room of a venue, new (the last lane) or with other values."""
        name = named(name)
        with self._house.writing(Right.EVENTS, "room.put") as unit:
            owner = find_venue(unit.connection, venue)
            last = unit.execute(sa.select(sa.func.max(p.room.c.position)).where(p.room.c.venue == owner.id)).scalar() or 0
            values = {"venue": owner.id, "name": name, "capacity": _places(capacity), "features": features.strip()}
            where = sa.and_(p.room.c.venue == owner.id, p.room.c.name == name)
            id = _upsert(unit, p.room, values, where, new={"position": last + 1})
            unit.commit(subject=id)
        return replace(self.show(venue), changes=CHANGES)

    def rename(self, name: str, new: str) -> VenueView:
        """Gives a venue another name, also in the events that are not over."""
        from eventdesk.services.venue_edits import rename_venue

        with self._house.writing(Right.EVENTS, "venue.renamed") as unit:
            rename_venue(unit, name, new)
        return replace(self.show(new), changes=RENAMED)

    def rename_room(self, venue: str, name: str, new: str) -> VenueView:
        """Gives a room another name, also in the slots of events that are not over."""
        from eventdesk.services.venue_edits import rename_room

        with self._house.writing(Right.EVENTS, "room.renamed") as unit:
            rename_room(unit, venue, name, new)
        return replace(self.show(venue), changes=RENAMED)

    def rename_resource(self, name: str, new: str) -> tuple[ResourceView, ...]:
        """Gives a resource another name, also in the slots of events that are not over."""
        from eventdesk.services.venue_edits import rename_resource

        with self._house.writing(Right.EVENTS, "resource.renamed") as unit:
            rename_resource(unit, name, new)
        return tuple(replace(one, changes=RENAMED) for one in self.resources())

    def remove(self, name: str) -> VenueView:
        """Takes a venue away with its rooms, and returns it as it was, for :meth:`put_back`. Events keep its name."""
        from eventdesk.services.venue_edits import remove_venue

        venue = self.show(name)
        with self._house.writing(Right.EVENTS, "venue.removed") as unit:
            remove_venue(unit, name)
        return replace(venue, changes=CHANGES)

    def put_back(self, venue: VenueView) -> VenueView:
        """A venue that was taken away, as it was; :class:`Conflict` ``venue_exists`` where its name is taken by now."""
        from eventdesk.services.venue_edits import put_back_venue

        with self._house.writing(Right.EVENTS, "venue.put_back") as unit:
            put_back_venue(unit, venue)
        return replace(self.show(venue.name), changes=CHANGES)

    def put_back_room(self, venue: str, room: RoomView, position: int) -> VenueView:
        """A room that was taken away, at its place among the others (from 0)."""
        from eventdesk.services.venue_edits import put_back_room

        with self._house.writing(Right.EVENTS, "room.put_back") as unit:
            put_back_room(unit, venue, room, position)
        return replace(self.show(venue), changes=CHANGES)

    def put_back_resource(self, resource: ResourceView) -> tuple[ResourceView, ...]:
        """A resource that was taken away, as it was."""
        from eventdesk.services.venue_edits import put_back_resource

        with self._house.writing(Right.EVENTS, "resource.put_back") as unit:
            put_back_resource(unit, resource)
        return tuple(replace(one, changes=CHANGES) for one in self.resources())

    def order_rooms(self, venue: str, names: tuple[str, ...]) -> VenueView:
        """Puts a venue's rooms into another order; rooms that are not named come after, as they were."""
        with self._house.writing(Right.EVENTS, "rooms.ordered") as unit:
            owner = find_venue(unit.connection, venue)
            rows = unit.execute(sa.select(p.room).where(p.room.c.venue == owner.id).order_by(p.room.c.position)).all()
            order = {name: place for place, name in enumerate(names)}
            rows.sort(key=lambda row: order.get(row.name, len(order)))
            for position, row in enumerate(rows, 1):
                if row.position != position:
                    change_row(unit, p.room, row, {"position": position})
            if any(row.position != position for position, row in enumerate(rows, 1)):
                unit.commit(subject=owner.id)
        return replace(self.show(venue), changes=CHANGES)

    def remove_room(self, venue: str, name: str) -> VenueView:
        """Takes a room away. Slots that name it keep its name."""
        with self._house.writing(Right.EVENTS, "room.removed") as unit:
            owner = find_venue(unit.connection, venue)
            row = unit.execute(sa.select(p.room).where(p.room.c.venue == owner.id, p.room.c.name == name)).first()
            if row is None:
                raise NotFound("room_not_found", room=name)
            remove_row(unit, p.room, row.id)
            unit.commit(subject=row.id)
        return replace(self.show(venue), changes=CHANGES)

    def put_resource(self, name: str, quantity: int) -> tuple[ResourceView, ...]:
        """A resource, new or with another number."""
        name = named(name)
        if not 0 <= quantity <= MOST:
            raise InvalidInput("bad_quantity", field="quantity")
        with self._house.writing(Right.EVENTS, "resource.put") as unit:
            id = _upsert(unit, p.resource, {"name": name, "quantity": quantity}, p.resource.c.name == name)
            unit.commit(subject=id)
        return tuple(replace(one, changes=CHANGES) for one in self.resources())

    def remove_resource(self, name: str) -> tuple[ResourceView, ...]:
        """Takes a resource away. Slots that name it keep its name."""
        with self._house.writing(Right.EVENTS, "resource.removed") as unit:
            row = unit.execute(sa.select(p.resource).where(p.resource.c.name == name)).first()
            if row is None:
                raise NotFound("resource_not_found", resource=name)
            remove_row(unit, p.resource, row.id)
            unit.commit(subject=row.id)
        return tuple(replace(one, changes=CHANGES) for one in self.resources())

    def close(self, target: str, *, start: datetime, end: datetime, reason: str = "") -> ClosureView:
        """Notes when a venue, a room or a resource (its id) cannot be had."""
        # In UTC: on the wall, the repeated hour of a day has no order.
        start, end = aware(start, field="start"), aware(end, field="end")
        if end <= start:
            raise InvalidInput("ends_before_start", field="end")
        with self._house.writing(Right.EVENTS, "closure.added") as unit:
            if not any(unit.execute(sa.select(table.c.id).where(table.c.id == target)).first() for table in _TARGETS):
                raise NotFound("closure_target_not_found", target=target)
            made = ClosureView(unit.new_id(), start, end, reason.strip())
            values = {"id": made.id, "target": target, "start": start, "end": end, "reason": made.reason}
            unit.execute(p.closure.insert(), values)
            unit.put("closure", plain(values))
            unit.commit(subject=target)
        return made

    def reopen(self, closure: str) -> None:
        """Takes a closure away."""
        with self._house.writing(Right.EVENTS, "closure.removed") as unit:
            if unit.execute(sa.select(p.closure.c.id).where(p.closure.c.id == closure)).first() is None:
                raise NotFound("closure_not_found", closure=closure)
            unit.execute(p.closure.delete().where(p.closure.c.id == closure))
            unit.put("closure.removed", {"id": closure})
            unit.commit(subject=closure)


_TARGETS = (p.venue, p.room, p.resource)


def grounds_of(connection: sa.Connection, venue: str, also: tuple[str, ...] = ()) -> Grounds:
    """What an event at a venue (its name) may use. Rooms that ``also`` names and nobody wrote down come last."""
    closed = _closures(connection)

    def shut(id: str) -> tuple[Closed, ...]:
        return tuple(Closed(one.start, one.end, one.reason) for one in closed.get(id, ()))

    row = connection.execute(sa.select(p.venue).where(p.venue.c.name == venue)).first()
    rooms: list[Room] = []
    if row is not None:
        found = connection.execute(sa.select(p.room).where(p.room.c.venue == row.id).order_by(p.room.c.position))
        rooms = [Room(room.name, room.capacity, room.features, shut(room.id)) for room in found]
    known = {room.name for room in rooms}
    rooms += [Room(name) for name in dict.fromkeys(also) if name and name not in known]
    resources = connection.execute(sa.select(p.resource).order_by(p.resource.c.name)).all()
    return Grounds(
        rooms=tuple(rooms), resources=tuple(Resource(one.name, one.quantity, shut(one.id)) for one in resources),
        closed=shut(row.id) if row is not None else (),
    )  # fmt: skip


def _closures(connection: sa.Connection) -> dict[str, list[ClosureView]]:
    found: dict[str, list[ClosureView]] = {}
    for row in connection.execute(sa.select(p.closure).order_by(p.closure.c.start)):
        found.setdefault(row.target, []).append(ClosureView(row.id, row.start, row.end, row.reason))
    return found


def find_venue(connection: sa.Connection, name: str) -> Any:
    """The row of a venue, :class:`NotFound` without one."""
    row = connection.execute(sa.select(p.venue).where(p.venue.c.name == name.strip())).first()
    if row is None:
        raise NotFound("venue_not_found", venue=name)
    return row


def _upsert(unit: Unit, table: sa.Table, values: dict[str, Any], where: Any, *, new: dict[str, Any] | None = None) -> str:
    row = unit.execute(sa.select(table).where(where)).first()
    if row is not None:
        change_row(unit, table, row, values)
        return str(row.id)
    made = {"id": unit.new_id(), **values, **(new or {}), "revision": 1}
    unit.execute(table.insert(), made)
    unit.put(table.name, plain(made))
    return str(made["id"])


def change_row(unit: Unit, table: sa.Table, row: Any, values: dict[str, Any]) -> None:
    """Writes a row's next revision and its outbox item."""
    body = {**values, "revision": row.revision + 1}
    unit.execute(table.update().where(table.c.id == row.id).values(**body))
    unit.put(table.name, plain({"id": row.id, **body, "base": row.revision}))


def remove_row(unit: Unit, table: sa.Table, id: str) -> None:
    """Takes a row away, and with it when it was closed."""
    for closure in unit.execute(sa.select(p.closure.c.id).where(p.closure.c.target == id)).scalars().all():
        unit.execute(p.closure.delete().where(p.closure.c.id == closure))
        unit.put("closure.removed", {"id": closure})
    unit.execute(table.delete().where(table.c.id == id))
    unit.put(f"{table.name}.removed", {"id": id})


def named(name: str) -> str:
    """A name without spaces around it; :class:`InvalidInput` ``name_missing`` where none is left."""
    if not name.strip():
        raise InvalidInput("name_missing", field="name")
    return name.strip()


def _places(capacity: int | None) -> int | None:
    if capacity is not None and not 0 <= capacity <= MOST:
        raise InvalidInput("bad_capacity", field="capacity")
    return capacity
