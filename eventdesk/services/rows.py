"""Writing one row of planning's tables with its item for the outbox: new, changed from a revision, taken away, put back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.errors import NotFound
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.typed import plain
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit


@dataclass(frozen=True)
class Removed:
    """A row that was taken away, for whoever wants it back, and when. It is shown nowhere: a phone in it is whole."""

    table: str
    values: Mapping[str, Any] = field(repr=False)
    changes: Changes = NOTHING
    at: datetime | None = None


def add(unit: Unit, table: sa.Table, values: Mapping[str, Any], *, event: str | None = None) -> str:
    """Writes a new row; its id."""
    row = {"id": unit.new_id(), **values}
    if "revision" in table.c:
        row["revision"] = 1
    unit.execute(table.insert(), row)
    unit.put(table.name, plain(row), event=event)
    return str(row["id"])


def change(unit: Unit, table: sa.Table, row: Any, values: Mapping[str, Any], *, event: str | None = None) -> bool:
    """Writes what differs from a stored row, with the revision that it is based on; whether anything did."""
    differs = {key: value for key, value in values.items() if row._mapping[key] != value}
    if differs:
        differs["revision"] = row.revision + 1
        unit.execute(table.update().where(table.c.id == row.id).values(**differs))
        unit.put(table.name, plain({"id": row.id, **differs, "base": row.revision}), event=event)
    return bool(differs)


def remove(unit: Unit, table: sa.Table, row: Any, *, changes: Changes, event: str | None = None) -> Removed:
    """Takes a row away."""
    unit.execute(table.delete().where(table.c.id == row.id))
    unit.put(f"{table.name}.removed", {"id": row.id}, event=event)
    return Removed(table.name, dict(row._mapping), changes, unit.now)


def put_back(unit: Unit, table: sa.Table, removed: Removed, *, event: str | None = None) -> bool:
    """Writes a row again that was taken away, as it was; False where it is there already."""
    if removed.table != table.name:
        raise TypeError(f"a row of {removed.table} is none of {table.name}")
    row = dict(removed.values)
    if unit.execute(sa.select(table.c.id).where(table.c.id == row["id"])).first() is not None:
        return False
    unit.execute(table.insert(), row)
    unit.put(table.name, plain(row), event=event)
    return True


def home_of(unit: Unit, removed: Removed) -> str:
    """The code of the event that a row which was taken away belonged to; :class:`NotFound` ``event_removed`` where that was
    taken away since."""
    code = unit.execute(sa.select(t.event.c.code).where(t.event.c.id == removed.values["event"])).scalar()
    if code is None:
        raise NotFound("event_removed")
    return str(code)
