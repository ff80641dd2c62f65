"""Operators and stations: who works at the desk, and at which door.

An operator has a name and a role, no password: a desk has one passphrase, and whoever has it may take any operator's seat.
Roles keep hands off what is not theirs and say who did what; they do not keep out somebody who means harm.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.pickup import station_prefix
from eventdesk.domain.right import Actor, OperatorRole, Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.house import House
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES = frozenset({"stations"})
OPERATOR_CHANGES = frozenset({"operators"})
LONGEST_NAME = 40
"""Characters of an operator's or a station's name."""


@dataclass(frozen=True)
class OperatorView:
    """One operator. ``name`` is empty for an owner who was never named; ``acting``: this one has the seat now.
    A retired one is not ``active``: what they did keeps their name, and nobody acts as them."""

    id: str
    name: str
    role: OperatorRole
    active: bool
    acting: bool
    changes: frozenset[str] = frozenset()


class Operators:
    """The verbs of operators and stations."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self) -> tuple[OperatorView, ...]:
        """All operators in the order in which they came, the owner first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return tuple(self._view(row) for row in _rows(connection))

    def add(self, name: str, role: OperatorRole) -> OperatorView:
        """A new operator. :class:`InvalidInput` for a name that is empty, too long or has control marks (``bad_operator``),
        or for a second owner (``bad_role``); :class:`Conflict` ``operator_exists`` for a name that somebody has or had."""
        name = _checked(name)
        if role is OperatorRole.OWNER:
            raise InvalidInput("bad_role", field="role")
        with self._house.writing(Right.OPERATORS, "operator.added") as unit:
            _refuse_twice(unit.connection, name)
            values = {"id": unit.new_id(), "name": name, "role": role.value, "active": True}
            unit.execute(t.operator.insert(), values)
            unit.put("operator", values)
            unit.commit(subject=str(values["id"]), role=role.value)
        return self._changed(str(values["id"]))

    def rename(self, who: str, name: str) -> OperatorView:
        """Another name for an operator, also the first one of the owner; refused like :meth:`add`."""
        name = _checked(name)
        with self._house.writing(Right.OPERATORS, "operator.renamed") as unit:
            row = _named(unit.connection, who)
            if row.name != name:
                _refuse_twice(unit.connection, name, but=row.id)
                _change(unit, row.id, name=name)
                unit.commit(subject=row.id)
        return self._changed(row.id)

    def retire(self, who: str) -> OperatorView:
        """Nobody acts as them from now on. :class:`Conflict` for the owner (``operator_owner``) and for whoever acts
        (``operator_acting``). Doing it twice changes nothing."""
        with self._house.writing(Right.OPERATORS, "operator.retired") as unit:
            row = _named(unit.connection, who)
            if row.role == OperatorRole.OWNER.value:
                raise Conflict("operator_owner")
            if row.id == self._house.actor.operator:
                raise Conflict("operator_acting")
            if row.active:
                _change(unit, row.id, active=False)
                unit.commit(subject=row.id)
        return self._changed(row.id)

    def bring_back(self, who: str) -> OperatorView:
        """A retired operator may act again."""
        with self._house.writing(Right.OPERATORS, "operator.returned") as unit:
            row = _named(unit.connection, who)
            if not row.active:
                _change(unit, row.id, active=True)
                unit.commit(subject=row.id)
        return self._changed(row.id)

    def act_as(self, who: str) -> Actor:
        """Another operator, by name or id, takes the seat; the station stays. Needs no right, or a reader could never hand
        the seat back; that it happened is audited by the one who leaves. :class:`NotFound` ``operator_not_found`` without
        such an operator, :class:`Conflict` ``operator_retired`` for one who left."""
        with self._house.store.reading() as connection:
            row = _working(connection, who)
        if row.id != self._house.actor.operator:
            with self._house.writing(Right.LOOK, "operator.changed") as unit:
                # They may have been retired since: only now is nobody else writing.
                row = _working(unit.connection, row.id)
                unit.put("audit.operator", {"operator": row.id})
                unit.commit(subject=row.id)
        return self._seated(row)

    def begin_as(self, who: str) -> Actor:
        """As :meth:`act_as` for a process that only begins: nobody leaves the seat, so there is nothing to tell. What
        is written from now on says who acts."""
        with self._house.store.reading() as connection:
            return self._seated(_working(connection, who))

    def sit_at(self, station: str) -> Actor:
        """Takes the seat at a station, which is made if there is none of that name. Who acts stays the same.

        :class:`Conflict` ``station_taken`` for one of another desk: both would write the same lines of its journal.
        """
        name = station.strip()
        if not name or len(name) > LONGEST_NAME:
            raise InvalidInput("bad_station", field="station")
        with self._house.store.reading() as connection:
            id = _station(connection, name)
            others = _of_others(connection)
        if id in others:
            raise Conflict("station_taken", name=name)
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

    def own_stations(self) -> tuple[str, ...]:
        """The names of the stations that this desk may sit at."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            others = _of_others(connection)
            rows = connection.execute(sa.select(t.station.c.id, t.station.c.name).order_by(t.station.c.name)).all()
        return tuple(row.name for row in rows if row.id not in others)

    def _seated(self, row: Any) -> Actor:
        now = self._house.actor
        self._house.actor = Actor(row.id, OperatorRole(row.role), now.station, now.station_name)
        return self._house.actor

    def _changed(self, id: str) -> OperatorView:
        with self._house.store.reading() as connection:
            return self._view(_named(connection, id), OPERATOR_CHANGES)

    def _view(self, row: Any, changes: frozenset[str] = frozenset()) -> OperatorView:
        return OperatorView(
            id=row.id, name=row.name, role=OperatorRole(row.role), active=row.active,
            acting=row.id == self._house.actor.operator, changes=changes,
        )  # fmt: skip


def _rows(connection: sa.Connection) -> Any:
    owner = t.operator.c.role == OperatorRole.OWNER.value
    return connection.execute(sa.select(t.operator).order_by(owner.desc(), t.operator.c.id)).all()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _checked(name: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput("bad_operator", field="name")
    return name


def _refuse_twice(connection: sa.Connection, name: str, but: str | None = None) -> None:
    """Two operators whose names look alike could not be told apart where one reviews the other."""
    if any(_folded(row.name) == _folded(name) and row.id != but for row in _rows(connection)):
        raise Conflict("operator_exists", name=name)


def _named(connection: sa.Connection, who: str) -> Any:
    """The operator of an id or a name."""
    asked = _folded(" ".join(who.split()))
    for row in _rows(connection):
        if who == row.id or (asked and _folded(row.name) == asked):
            return row
    raise NotFound("operator_not_found", name=who)


def _working(connection: sa.Connection, who: str) -> Any:
    row = _named(connection, who)
    if not row.active:
        raise Conflict("operator_retired", name=row.name)
    return row


def _change(unit: Unit, id: str, **values: Any) -> None:
    unit.execute(t.operator.update().where(t.operator.c.id == id).values(**values))
    unit.put("operator", {"id": id, **values})


def _station(connection: sa.Connection, name: str) -> str | None:
    return connection.execute(sa.select(t.station.c.id).where(t.station.c.name == name)).scalar()


def _of_others(connection: sa.Connection) -> set[str]:
    """The ids of stations that other desks told of."""
    sql = """SELECT json_extract(i.record, '$[0]') FROM item_record i JOIN device d ON d.id = i.device
     WHERE i."table" = 'station' AND NOT d.own"""
    return set(connection.exec_driver_sql(sql).scalars())


def add_station(unit: Unit, name: str) -> str:
    """A new station with the next free prefix for its pick-up codes; returns its id."""
    taken = set(unit.execute(sa.select(t.station.c.prefix)).scalars())
    values = {"id": unit.new_id(), "name": name, "prefix": station_prefix(taken)}
    unit.execute(t.station.insert(), values)
    unit.put("station", values)
    return str(values["id"])
