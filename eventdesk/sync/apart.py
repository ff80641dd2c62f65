"""Records that would have one name, code or number, as this desk keeps them: by the rule of :mod:`eventdesk.domain.telling_apart`, so
that every desk calls them alike."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.folding import Folded
from eventdesk.domain.telling_apart import Another, Claim, coded, counted, named, prefixed, standing_for, told_apart
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.book import Record
from eventdesk.sync.records import SYNCED

_KEPT = "told_apart"
_AT_ONCE = 200


@dataclass(frozen=True)
class Rule:
    """What is done where two records have the same in these columns. ``another`` makes a value for the last of them; without it
    the records are one thing said twice, and the first stands for all."""

    columns: tuple[str, ...]
    another: Another | None


_NAME = (Rule(("name",), named),)
_CODE = Rule(("event", "code"), coded)
_NUMBER = (Rule(("event", "number"), counted),)

RULES: Mapping[str, tuple[Rule, ...]] = {
    "announcement": _NUMBER,
    "assignment": (Rule(("shift", "engagement"), None),),
    "call": (Rule(("registration", "reason"), None),),
    "engagement": (Rule(("event", "volunteer"), None), _CODE),
    "event": (Rule(("code",), coded),),
    "member_level": _NAME,
    "partner": _NAME,
    # A receipt's number holds its station's prefix; only before two stations of one prefix met did both write the same one.
    "payment": (Rule(("receipt",), coded),),
    "price": (Rule(("event", "level", "kind"), None),),
    "question": (Rule(("event", "key"), coded),),
    # The digest on the paper tells two revisions of one number apart; the first one keeps it.
    "report_revision": (Rule(("kind", "subject", "number"), counted),),
    "report_template": _NAME,
    "resource": _NAME,
    "room": (Rule(("venue", "name"), named),),
    "schedule_release": _NUMBER,
    "shift": (_CODE,),
    "shift_template": _NAME,
    "slot": (_CODE,),
    "station": (Rule(("name",), named), Rule(("prefix",), prefixed)),
    "survey_invitation": (Rule(("survey", "family"), None), Rule(("secret",), coded)),
    "survey_version": (Rule(("survey", "number"), counted),),
    "venue": _NAME,
    "vote": (Rule(("proposal", "voter"), None),),
}
"""What must be a record's own, table by table."""

NEVER_TWICE: Mapping[str, tuple[str, ...]] = {"journal": ("station", "station_seq"), "person": ("id",)}
"""What no two desks ever write: a desk sits only at doors of its own, and a person's id is the record's key."""

_ORDER = tuple(table.name for table in t.metadata.sorted_tables if table.name in SYNCED)

Fold = Callable[[Collection[Record]], Mapping[Record, Folded]]
"""Records by all items that speak of them."""


def _parents(table: str) -> dict[str, str]:
    """The columns that name a record which another may stand for, with its table."""
    found = {link.parent.name: link.column.table.name for link in SYNCED[table].foreign_keys}
    return {column: parent for column, parent in found.items() if _may_stand(parent)}


def _may_stand(table: str) -> bool:
    return any(rule.another is None for rule in RULES.get(table, ()))


def tables_apart(unit: Unit) -> set[str]:
    """The tables with records that are called otherwise than they claim. A desk that does not know yet looks at all."""
    kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == _KEPT)).scalar()
    return set(RULES) if kept is None else set(json.loads(kept))


def called(unit: Unit, fold: Fold, records: Collection[Record], touched: Collection[str] = ()) -> dict[Record, Folded]:
    """The records as they are called here, and all that are called otherwise now because of them. ``touched``: tables of which
    this desk has written other records. Rows that are in the way make room."""
    before = tables_apart(unit)
    found = dict(fold(records))
    tables = {table for table, _ in records} | set(touched)
    for table in reversed(_ORDER):
        if table in tables:
            tables |= {parent for parent in _parents(table).values() if parent in before}
    apart = set(before)
    standing: dict[str, dict[str, str]] = {}
    for table in _ORDER:
        parents = _parents(table)
        moved = any(parent in standing for parent in parents.values())
        if not (moved or (table in tables and (table in before or table in RULES))):
            continue
        mine = {record: one for record, one in found.items() if record[0] == table}
        if not (moved or table in before or _collide(unit, table, mine)):
            continue
        mine |= fold([record for record in _all(unit, table) if record not in mine])
        mine = {record: _pointed(one, parents, standing) for record, one in mine.items()}
        if table in RULES:
            differs = _told_apart(table, mine, standing)
            apart = apart | {table} if differs else apart - {table}
        found |= mine
    if apart != before or before == set(RULES):
        unit.execute(t.meta.delete().where(t.meta.c.key == _KEPT))
        unit.execute(t.meta.insert(), {"key": _KEPT, "value": json.dumps(sorted(apart))})
    _make_room(unit, found)
    return found


def _all(unit: Unit, table: str) -> list[Record]:
    rows = unit.execute(sa.select(s.item_record.c.record).where(s.item_record.c.table == table).distinct()).scalars()
    return [(table, tuple(json.loads(row))) for row in rows]


def _claimed(rule: Rule, one: Folded) -> tuple[Any, ...] | None:
    """What a record has in the columns of a rule; None for one that has nothing there, or isn't there."""
    if one.values is None:
        return None
    values = tuple(one.values.get(name) for name in rule.columns)
    return None if None in values else values


def _collide(unit: Unit, table: str, mine: Mapping[Record, Folded]) -> bool:
    """Whether two of the records claim the same, or one of them what another row has."""
    of = SYNCED[table]
    filled = unit.execute(sa.select(sa.literal(1)).select_from(of).limit(1)).first() is not None
    for rule in RULES.get(table, ()):
        claims: dict[tuple[Any, ...], str] = {}
        for (_, (id,)), one in mine.items():
            values = _claimed(rule, one)
            if values is not None and claims.setdefault(values, id) != id:
                return True
        if filled and any(claims[values] != id for values, id in _holders(unit, of, rule, claims) if (table, (id,)) not in mine):
            return True
    return False


def _holders(unit: Unit, of: sa.Table, rule: Rule, wanted: Iterable[tuple[Any, ...]]) -> Iterable[tuple[tuple[Any, ...], str]]:
    """The rows that have one of these values, with their ids."""
    columns, listed = [of.c[name] for name in rule.columns], list(wanted)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        for row in unit.execute(sa.select(*columns, of.c.id).where(sa.tuple_(*columns).in_(part))).all():
            yield tuple(row[:-1]), row[-1]


def _pointed(one: Folded, parents: Mapping[str, str], standing: Mapping[str, Mapping[str, str]]) -> Folded:
    """The record, hanging on those that stand for what it names."""
    if one.values is None:
        return one
    moved = {
        column: standing[parent][one.values[column]] for column, parent in parents.items()
        if one.values.get(column) in standing.get(parent, ())
    }  # fmt: skip
    return replace(one, values={**one.values, **moved}) if moved else one


def _told_apart(table: str, mine: dict[Record, Folded], standing: dict[str, dict[str, str]]) -> bool:
    """Calls the records of a table by its rules; whether any is called otherwise than it claims."""
    differs = False
    for rule in RULES[table]:
        claims = {record[1][0]: values for record, one in mine.items() if (values := _claimed(rule, one)) is not None}
        if rule.another is None:
            # Who had one stand for it may have none now: what hangs on them is looked at in any case.
            standing[table] = standing_for(claims)
            for id in standing[table]:
                mine[table, (id,)] = replace(mine[table, (id,)], values=None, whole=True)
            differs = differs or bool(standing[table])
            continue
        found = told_apart((Claim(id, values[-1], values[:-1]) for id, values in claims.items()), rule.another)
        for id, value in found.items():
            if value != claims[id][-1]:
                one = mine[table, (id,)]
                mine[table, (id,)] = replace(one, values={**(one.values or {}), rule.columns[-1]: value})
                differs = True
    return differs


def _make_room(unit: Unit, found: Mapping[Record, Folded]) -> None:
    """Rows that hold what another record is called now are called by their id until they are written; one that another stands for
    goes, with all that hangs on it, which is written anew."""
    by_table: dict[str, dict[str, Folded]] = defaultdict(dict)
    for (table, key), one in found.items():
        if table in RULES:
            by_table[table][key[0]] = one
    for table, records in by_table.items():
        of = SYNCED[table]
        if unit.execute(sa.select(sa.literal(1)).select_from(of).limit(1)).first() is None:
            continue
        for rule in RULES[table]:
            wanted = {values: id for id, one in records.items() if (values := _claimed(rule, one)) is not None}
            inside = [id for values, id in _holders(unit, of, rule, wanted) if wanted[values] != id and id in records]
            for number, id in enumerate(inside, 1):
                if rule.another is None:
                    _take_away(unit, of, [id])
                    continue
                last = of.c[rule.columns[-1]]
                between: str | int = -number if isinstance(last.type, sa.Integer) else id
                unit.execute(of.update().where(of.c.id == id).values({last.name: between}))


def _take_away(unit: Unit, of: sa.Table, ids: Collection[str]) -> None:
    for child in SYNCED.values():
        for link in child.foreign_keys:
            if link.column.table is of and ids:
                hanging = list(unit.execute(sa.select(child.c.id).where(link.parent.in_(ids))).scalars())
                _take_away(unit, child, hanging)
    unit.execute(of.delete().where(of.c.id.in_(ids)))
