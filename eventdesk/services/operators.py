"""Operators and stations: who works at the desk, and at which door."""

import sqlalchemy as sa

from eventdesk.domain.pickup import station_prefix
from eventdesk.domain.right import Actor, Right
from eventdesk.errors import InvalidInput
from eventdesk.services.house import House
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES = frozenset({"stations"})


class Operators:
    """The verbs of operators and stations."""

    def __init__(self, house: House) -> None:
        self._house = house

    def sit_at(self, station: str) -> Actor:
        """Takes the seat at a station, which is made if there is none of that name. Who acts stays the same."""
        name = station.strip()
        if not name or len(name) > 40:
            raise InvalidInput("bad_station", field="station")
        with self._house.store.reading() as connection:
            id = _station(connection, name)
        actor = self._house.actor
        if id is None:
            with self._house.writing(Right.CHECKIN, "station.added") as unit:
                # Another window may have made it since: only now is nobody else writing.
                id = _station(unit.connection, name)
                if id is None:
                    id = add_station(unit, name)
                    unit.commit(subject=id)
        self._house.actor = Actor(operator=actor.operator, role=actor.role, station=id, station_name=name)
        return self._house.actor

    def stations(self) -> tuple[str, ...]:
        """The names of all stations."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return tuple(connection.execute(sa.select(t.station.c.name).order_by(t.station.c.name)).scalars())


def _station(connection: sa.Connection, name: str) -> str | None:
    return connection.execute(sa.select(t.station.c.id).where(t.station.c.name == name)).scalar()


def add_station(unit: Unit, name: str) -> str:
    """A new station with the next free prefix for its pick-up codes; returns its id."""
    taken = set(unit.execute(sa.select(t.station.c.prefix)).scalars())
    values = {"id": unit.new_id(), "name": name, "prefix": station_prefix(taken)}
    unit.execute(t.station.insert(), values)
    unit.put("station", values)
    return str(values["id"])
