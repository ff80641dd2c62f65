"""The steps of a merge: each is written with its item for the outbox, and kept so that it can be taken back.

A step is a plain dictionary: what was done, to which row, what was there before and what after. Taking it back compares
what is there now with what the step left: only what nobody has touched since goes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.services import rows
from eventdesk.services.family_profile import change_family, write_person
from eventdesk.services.typed import plain
from eventdesk.store import tables as t
from eventdesk.store.tables import Day, Moment
from eventdesk.store.unit import Unit

Step = dict[str, Any]
Member = tuple[str, str, bool]


@dataclass(frozen=True)
class Left:
    """What an undo leaves as it is, because it was changed since: the table, the row's id and the field."""

    what: str
    id: str
    field: str = ""


class Steps:
    """Writes steps inside a unit; ``done`` is what they were."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.done: list[Step] = []

    def set(self, table: sa.Table, id: str, values: Mapping[str, Any]) -> bool:
        """Sets fields of the row with this id; whether any differed."""
        row = _row(self.unit, table, {"id": id})
        differs = {key: value for key, value in values.items() if row._mapping[key] != value}
        if differs:
            before = {key: row._mapping[key] for key in differs}
            _write(self.unit, table, row, differs)
            told = {"before": _of(id, before), "after": _of(id, differs)}
            self.done.append({"do": "set", "table": table.name, "id": id, **told})
        return bool(differs)

    def add(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Inserts a row."""
        _insert(self.unit, table, row)
        self.done.append({"do": "add", "table": table.name, "row": plain(row)})

    def drop(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Takes a row away."""
        _delete(self.unit, table, row)
        self.done.append({"do": "drop", "table": table.name, "row": plain(row)})

    def absorb(self, person: str, *, leads_to: str, led_to: str, values: Mapping[str, Any]) -> None:
        """Somebody turned out to be a person of another family: the row stays with the visits that name it, who searches
        for it is led there, and what keeps a child safe is the same in both."""
        row = _row(self.unit, t.person, {"id": person})
        before = {key: row._mapping[key] for key in values}
        write_person(self.unit, row, values, found_at=leads_to)
        told = {"before": _of(person, before), "after": _of(person, values)}
        self.done.append({"do": "absorb", "id": person, "led_to": led_to, **told})

    def members(self, registration: str, instead: Mapping[str, str]) -> None:
        """Names other people in a registration: ``instead`` of whom whom."""
        before = members_of(self.unit.connection, registration)
        there = {person for person, _, _ in before}
        after = [
            (instead[person] if instead.get(person) and instead[person] not in there else person, role, counted)
            for person, role, counted in before
        ]
        if after != before:
            _write_members(self.unit, registration, after)
            self.done.append({"do": "members", "id": registration, "before": _listed(before), "after": _listed(after)})

    def note(self, step: Step) -> None:
        """Keeps a step that somebody else wrote."""
        self.done.append(step)


def _of(id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with whose they are: what is erased of a person is erased here by that."""
    return {"id": id, **plain(values)}


def take_back(unit: Unit, step: Step) -> list[Left]:
    """Takes one step back as far as nobody touched since what it wrote; what is left as it is."""
    match step["do"]:
        case "set":
            return _unset(unit, t.metadata.tables[step["table"]], step)
        case "add":
            table = t.metadata.tables[step["table"]]
            row = typed(table, step["row"])
            if _row(unit, table, _key(table, row)) is not None:
                _delete(unit, table, row)
        case "drop":
            table = t.metadata.tables[step["table"]]
            row = typed(table, step["row"])
            if _row(unit, table, _key(table, row)) is None:
                _insert(unit, table, row)
        case "absorb":
            return _let_go(unit, step)
        case "members":
            now = _listed(members_of(unit.connection, step["id"]))
            if now != step["after"]:
                return [Left("registration", step["id"], "members")] if now else []
            _write_members(unit, step["id"], [(person, role, counted) for person, role, counted in step["before"]])
    return []


def _unset(unit: Unit, table: sa.Table, step: Step) -> list[Left]:
    row = _row(unit, table, {"id": step["id"]})
    if row is None:
        return [Left(table.name, step["id"])]
    same, left = _as_left(row, step)
    if same:
        _write(unit, table, row, typed(table, same))
    return [Left(table.name, step["id"], key) for key in left]


def _let_go(unit: Unit, step: Step) -> list[Left]:
    row = _row(unit, t.person, {"id": step["id"]})
    if row is None:
        return [Left("person", step["id"])]
    same, left = _as_left(row, step)
    write_person(unit, row, typed(t.person, same), found_at=step["led_to"])
    return [Left("person", step["id"], key) for key in left]


def _as_left(row: Any, step: Step) -> tuple[dict[str, Any], list[str]]:
    """What was there before, where the row still is as the step left it; and the fields where it isn't."""
    now, after = plain(dict(row._mapping)), step["after"]
    before = {key: value for key, value in step["before"].items() if key != "id"}
    same = {key: value for key, value in before.items() if now[key] == after.get(key)}
    return same, [key for key in before if key not in same]


def _write(unit: Unit, table: sa.Table, row: Any, values: Mapping[str, Any]) -> None:
    if table is t.person:
        write_person(unit, row, values)
    elif table is t.family:
        change_family(unit, row, values)
    elif "revision" in table.c:
        rows.change(unit, table, row, values, event=row._mapping.get("event"))
    else:
        unit.execute(table.update().where(table.c.id == row.id).values(**values))
        unit.put(table.name, plain(dict(row._mapping) | dict(values)))


def _insert(unit: Unit, table: sa.Table, row: Mapping[str, Any]) -> None:
    unit.execute(table.insert(), dict(row))
    unit.put(table.name, plain(row))


def _delete(unit: Unit, table: sa.Table, row: Mapping[str, Any]) -> None:
    key = _key(table, row)
    unit.execute(table.delete().where(*(table.c[name] == value for name, value in key.items())))
    unit.put(f"{table.name}.removed", plain(key))


def _key(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _row(unit: Unit, table: sa.Table, key: Mapping[str, Any]) -> Any:
    return unit.execute(sa.select(table).where(*(table.c[name] == value for name, value in key.items()))).first()


def typed(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as the table's columns hold them."""
    return {key: _typed(table.c[key].type, value) for key, value in values.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None or not isinstance(kind, (Day, Moment)):
        return value
    return date.fromisoformat(value) if isinstance(kind, Day) else datetime.fromisoformat(value)


def members_of(connection: sa.Connection, registration: str) -> list[Member]:
    """Who a registration names, in their order."""
    m = t.registration_member
    found = connection.execute(sa.select(m).where(m.c.registration == registration).order_by(m.c.position))
    return [(row.person, row.role, row.counted) for row in found]


def _listed(members: Sequence[Member]) -> list[list[Any]]:
    return [list(member) for member in members]


def _write_members(unit: Unit, registration: str, members: Sequence[Member]) -> None:
    m, r = t.registration_member, t.registration
    row = _row(unit, r, {"id": registration})
    unit.execute(m.delete().where(m.c.registration == registration))
    unit.execute(
        m.insert(),
        [
            {"registration": registration, "person": person, "role": role, "position": place, "counted": counted}
            for place, (person, role, counted) in enumerate(members)
        ],
    )
    unit.execute(r.update().where(r.c.id == registration).values(revision=row.revision + 1))
    body = {"id": registration, "base": row.revision, "revision": row.revision + 1, "members": _listed(members)}
    unit.put("registration", body, event=row.event)
