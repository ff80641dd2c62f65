"""Stations of one name, as this desk keeps them: by the rule of :mod:`eventdesk.domain.doors`, so that every desk calls them alike."""

import json
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from eventdesk.domain.doors import Door, told_apart
from eventdesk.domain.folding import Folded
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.book import Record

_TABLE = "station"


def with_all_doors(unit: Unit, records: set[Record]) -> set[Record]:
    """The records, and all stations where one of them is a station: what one is called depends on the others."""
    if all(table != _TABLE for table, _ in records):
        return records
    rows = unit.execute(sa.select(s.item_record.c.record).where(s.item_record.c.table == _TABLE).distinct()).scalars()
    return records | {(_TABLE, tuple(json.loads(row))) for row in rows}


def named_apart(unit: Unit, folded: Mapping[Record, Folded]) -> dict[Record, Folded]:
    """The records with stations that no two of which have one name or prefix. Rows that are called otherwise by now make room."""
    told = {
        key[0]: Door(key[0], str(one.values["name"]), str(one.values["prefix"]))
        for (table, key), one in folded.items() if table == _TABLE and one.values is not None
    }  # fmt: skip
    found = told_apart(told.values())
    c = t.station.c
    for row in unit.execute(sa.select(t.station)).all() if found else ():
        made = found.get(row.id)
        if made is not None and (made.name, made.prefix) != (row.name, row.prefix):
            unit.execute(t.station.update().where(c.id == row.id).values(name=row.id, prefix=row.id))
    return {
        record: replace(one, values={**one.values, "name": found[record[1][0]].name, "prefix": found[record[1][0]].prefix})
        if record[0] == _TABLE and one.values is not None else one
        for record, one in folded.items()
    }  # fmt: skip
