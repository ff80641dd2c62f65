"""Keeps who was expected when an event began: whoever changes a registration after that writes it down with the change."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.expected import Seat, has_begun, was_expected
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.store import quick
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


def begun(unit: Unit, event: str) -> bool:
    """Whether the start of an event (its id) has settled who is expected."""
    start = unit.execute(sa.select(t.event.c.start).where(t.event.c.id == event)).scalar_one()
    return has_begun(event, start, now=unit.now)


def settled(unit: Unit, row: Any) -> dict[str, Any]:
    """What a change to a registration (its row, as it still is) writes beside: ``at_start``, or nothing.

    Call it before members are written anew.
    """
    if row.at_start is not None or not begun(unit, row.event):
        return {}
    m = t.registration_member
    members = unit.execute(sa.select(m.c.person, m.c.role, m.c.counted).where(m.c.registration == row.id).order_by(m.c.position))
    return kept(row._mapping, members)


def kept(row: Mapping[str, Any], members: Iterable[Any]) -> dict[str, Any]:
    """As :func:`settled`, for an event that has begun; ``members`` are (person, role, counted) in their order."""
    if row["at_start"] is not None:
        return {}
    confirmed = row["state"] == RegistrationState.CONFIRMED.value
    found = was_expected(seats_of(members), confirmed=confirmed, at_door=row["at_door"])
    return {"at_start": found.plain()}


def put_off(unit: Unit, event: str) -> None:
    """Lets go of what was settled at the start of an event (its id) that was moved to a moment that lies ahead."""
    if begun(unit, event):
        return
    r = t.registration
    for row in unit.execute(sa.select(r.c.id, r.c.revision).where(r.c.event == event, r.c.at_start.is_not(None))).all():
        values = {"at_start": None, "revision": row.revision + 1}
        unit.execute(r.update().where(r.c.id == row.id).values(**values))
        unit.put("registration", {"id": row.id, **values, "base": row.revision}, event=event)


def counts(connection: sa.Connection) -> dict[str, tuple[int, int, int]]:
    """Families, persons and children who were expected at each event, or are where it has not begun."""
    sql = """SELECT event, sum(adults + children > 0), sum(adults + children), sum(children) FROM (
     SELECT event, CASE WHEN at_start IS NULL THEN adults * live ELSE at_start ->> 'adults' END AS adults,
      CASE WHEN at_start IS NULL THEN children * live ELSE at_start ->> 'children' END AS children
     FROM (SELECT *, state = 'confirmed' AND NOT at_door AS live FROM registration)) GROUP BY event"""
    return {event: (families, persons, children) for event, families, persons, children in quick.tuples(connection, sql)}


def seats_of(members: Iterable[Any]) -> list[Seat]:
    """Members, as (person, role, counted), for the rules."""
    return [Seat(person, child=Role(role).is_child, counted=bool(counted)) for person, role, counted in members]
