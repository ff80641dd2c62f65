"""What a conflict is about, as people call it: families and their people masked, as a desk shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_name
from eventdesk.hub import tables as t
from eventdesk.hub.conflict_index import Index, Record, Said, folded
from eventdesk.hub.database import Database
from eventdesk.sync.conflict_records import ConflictInfo

_NAMES = {
    "event": "title", "slot": "title", "shift": "code", "venue": "name", "room": "name", "resource": "name", "partner": "name",
    "station": "name", "task": "title",
}  # fmt: skip
_LONGEST = 120


@dataclass(frozen=True)
class ConflictView:
    """A conflict. ``about``: which record, empty where nothing tells it apart; ``event``: the code of its event, or its title.
    ``kept_by`` and ``other_by`` are the names of the stations, ``branch_code`` is empty for what belongs to no branch."""

    info: ConflictInfo
    about: str
    event: str
    kept_by: str
    other_by: str
    branch_code: str


def views(found: Sequence[ConflictInfo], index: Index, database: Database) -> list[ConflictView]:
    """Conflicts with the names of what they speak of."""
    s, g, b = t.station, t.log, t.branch
    writers = {id for one in found for id in (one.kept_by, one.other_by)}
    logs = {one.log for one in found}
    with database.reading() as connection:
        names = {row.id: row.name for row in connection.execute(sa.select(s.c.id, s.c.name).where(s.c.id.in_(writers)))}
        join = sa.select(g.c.id, b.c.code).join_from(g, b, g.c.branch == b.c.id).where(g.c.id.in_(logs))
        codes = {row.id: row.code for row in connection.execute(join)}
    events = index.said({("event", (log,)) for log in logs})
    called = _called(found, index)
    return [
        ConflictView(
            one, called.get(_record(one), ""), _event(events.get(("event", (one.log,)), ())), names.get(one.kept_by, ""),
            names.get(one.other_by, ""), codes.get(one.log, ""),
        )
        for one in found
    ]  # fmt: skip


def _record(of: ConflictInfo) -> Record:
    return of.table, tuple(of.record)


def _event(said: Iterable[Said]) -> str:
    last = folded(said).last
    return _text(last.get("code")) or _text(last.get("title"))


def _called(found: Sequence[ConflictInfo], index: Index) -> dict[Record, str]:
    """The records' names: of a registration and a family that of the first adult."""
    said = index.said({_record(one) for one in found})
    first = {record: who for record in said if (who := _first_adult(record, said[record]))}
    people = index.said({("person", (who,)) for who in first.values()})
    named: dict[Record, str] = {}
    for record, about in said.items():
        if record in first:
            named[record] = mask_name(_text(folded(people.get(("person", (first[record],)), ())).last.get("name")))
        elif record[0] in _NAMES:
            named[record] = _text(folded(about).last.get(_NAMES[record[0]]))
    return named


def _first_adult(record: Record, said: Sequence[Said]) -> str:
    """The id of the person that a record is called by; empty for one that is called by nobody."""
    table, key = record
    if table == "person":
        return key[0]
    if table == "family":
        people = [one for of in said for one in _rows(of.body.get("people")) if isinstance(one, Mapping)]
        told = [(one.get("id"), one.get("role")) for one in people]
    elif table == "registration":
        members = _rows(folded(said).last.get("members"))
        told = [(one[0], one[1]) for one in members if isinstance(one, list) and len(one) > 1]
    else:
        return ""
    known: list[tuple[str, object]] = [(id, role) for id, role in told if isinstance(id, str)]
    return next((id for id, role in known if role != "child"), known[0][0] if known else "")


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
