"""Settles what two desks wrote without knowing of each other: by an edit that says it has seen both."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.folding import PRESENCE, REVISION, Folded
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services.house import House
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.apply import look_again
from eventdesk.sync.book import Record, Shelf, index_own, key_text, places_of
from eventdesk.sync.identity import find_identity
from eventdesk.sync.records import key_columns
from eventdesk.sync.rows import write_all

if TYPE_CHECKING:
    from eventdesk.sync.station import ClashView


def settle(house: House, clash: "ClashView", *, other: bool, before: Callable[[], None]) -> None:
    """As :meth:`eventdesk.sync.station.Sync.settle` promises."""
    look_again(house)
    with house.writing(Right.REGISTRATIONS, "sync.settled") as unit:
        c = s.clash
        here = (c.c.table == clash.table, c.c.record == key_text(clash.record), c.c.field == clash.field)
        row = unit.execute(sa.select(c).where(*here)).first()
        identity = find_identity(unit.connection)
        if row is None or identity is None or (row.kept, row.other) != (clash.kept, clash.other):
            raise NotFound("clash_not_found")
        folded = _folded(unit, identity.id, clash)
        kind, body = _write(unit, (clash.table, clash.record), folded, clash.field, row.other if other else row.kept)
        both = {row.kept_device: row.kept_number, row.other_device: row.other_number}
        both.pop(identity.id, None)
        event = unit.execute(sa.select(t.event.c.id).where(t.event.c.id == row.log)).scalar()
        unit.put(kind, body, event=event, seen=both)
        unit.execute(c.delete().where(*here))
        before()
        unit.commit(subject=clash.record[0], field=clash.field)


def settle_otherwise(house: House, clash: "ClashView", *, other: bool) -> None:
    """As :meth:`eventdesk.sync.station.Sync.settle_otherwise` promises."""
    look_again(house)
    with house.writing(Right.REGISTRATIONS, "sync.settled") as unit:
        identity = find_identity(unit.connection)
        if identity is None:
            raise NotFound("clash_not_found")
        folded = _folded(unit, identity.id, clash)
        stands = (folded.values is not None) if clash.field == PRESENCE else (folded.values or {}).get(clash.field)
        chosen, wanted = (clash.other, clash.kept) if other else (clash.kept, clash.other)
        if stands != chosen or any(one.field == clash.field for one in folded.clashes):
            raise NotFound("clash_not_found")
        kind, body = _write(unit, (clash.table, clash.record), folded, clash.field, wanted)
        event = unit.execute(sa.select(t.event.c.id).where(t.event.c.code == clash.event)).scalar()
        unit.put(kind, body, event=event)
        unit.commit(subject=clash.record[0], field=clash.field)


def _folded(unit: Unit, own: str, clash: "ClashView") -> Folded:
    index_own(unit, own)
    record: Record = (clash.table, clash.record)
    return Shelf(unit.connection, own).folded(places_of(unit.connection, [record]))[record]


def _write(unit: Unit, record: Record, folded: Folded, field: str, value: Any) -> tuple[str, dict[str, Any]]:
    """Writes a settled value; the type and the body of the item that tells it, even where it is what stands here already."""
    table, key = record
    names: dict[str, Any] = dict(zip(key_columns(table), key, strict=True))
    kind = {"report_revision": "report"}.get(table, table)
    if field == PRESENCE and not value:
        wanted, body, kind = Folded(None, (), True), dict(names), f"{kind}.removed"
    elif field == PRESENCE:
        wanted, body = Folded(folded.last, (), True), dict(folded.last)
    else:
        values: Mapping[str, Any] = {field: value}
        if REVISION in folded.last:
            values = {**values, REVISION: folded.last[REVISION] + 1}
        wanted = Folded({**folded.last, **values}, (), True)
        body = {**names, **values, "base": folded.last.get(REVISION)}
        kind = {"family": "family.changed"}.get(kind, kind)
    if write_all(unit, {record: wanted}):
        raise InvalidInput("clash_not_possible", field="value")
    return kind, body
