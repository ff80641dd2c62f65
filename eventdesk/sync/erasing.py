"""Carries out the erasure of a family that another device told of: its people go from this desk as well."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.consent import redacted
from eventdesk.domain.digests import NEVER_EMPTIED, canonical
from eventdesk.domain.folding import Folded
from eventdesk.services import erasure
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit
from eventdesk.sync.book import Record
from eventdesk.sync.told import Told

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_FAMILY = (f.family_tag, f.membership, f.follow_up, f.opt_out)
_OF_REGISTRATION = (f.answer, p.call)
_BLANK: Mapping[str, Mapping[str, Any]] = {
    "family": {"district": "", "notes": ""}, "registration": {"notes": None, "source_rows": []}, "payment": {"note": ""},
    "family_merge": {"moved": {}}, "feedback_case": {"family": None, "text": "", "reply": "", "result": ""},
}  # fmt: skip
"""What of a record does not outlive the family that it speaks of."""


class Erasing:
    """The families that were ever erased, as this desk knows. Whatever is heard of them later is heard without them."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._heard: list[Mapping[str, Any]] = []
        sql = """SELECT body FROM outbox WHERE type = 'family.erased' UNION ALL
         SELECT body FROM foreign_item WHERE type = 'family.erased'"""
        self._all: list[dict[str, Any]] = [json.loads(row.body) for row in unit.connection.exec_driver_sql(sql).fetchall()]
        self._gone = {id for body in self._all for id in (body["id"], *body["merged"], *body["registrations"], *body["people"])}
        self.items: dict[str, str] = {}
        """This desk's own items that were emptied, with the digest of what is left, as the audit keeps them."""

    def hear(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        """These were told just now."""
        for body in bodies:
            self._heard.append(body)
            self._all.append(dict(body))
            self._gone |= {body["id"], *body["merged"], *body["registrations"], *body["people"]}

    def without(self, records: Mapping[Record, Folded]) -> dict[Record, Folded]:
        """The records without what hangs on erased families."""
        if not self._all:
            return dict(records)
        families = {id for body in self._all for id in (body["id"], *body["merged"])}
        booked = {id for body in self._all for id in body["registrations"]}
        people = {id for body in self._all for id in body["people"]}
        return {record: _blanked(record, folded, families, booked, people) for record, folded in records.items()}

    def finish(self) -> None:
        """Takes what is kept of the families that were told of just now out of every row and every item."""
        if not self._heard:
            return
        unit = self._unit
        erasure.begin(unit)
        for body in self._heard:
            families, booked = [body["id"], *body["merged"]], list(body["registrations"])
            consents = list(unit.execute(sa.select(t.consent.c.id).where(t.consent.c.family.in_(families))).scalars())
            unit.execute(f.signature.delete().where(f.signature.c.consent.in_(consents)))
            for table in _OF_FAMILY:
                unit.execute(table.delete().where(table.c.family.in_(families)))
            for table in _OF_REGISTRATION:
                unit.execute(table.delete().where(table.c.registration.in_(booked)))
            erasure.scrub_undos(unit, people=set(body["people"]), registrations=booked)
            erasure.empty_merges(unit, families)
            unit.execute(t.family.update().where(t.family.c.id.in_(families)).values(**_BLANK["family"]))
            unit.execute(t.registration.update().where(t.registration.c.id.in_(booked)).values(**_BLANK["registration"]))
            unit.execute(f.payment.update().where(f.payment.c.registration.in_(booked)).values(**_BLANK["payment"]))
            ids = {*families, *booked, *body["people"], *consents}
            self.items |= erasure.scrub_items(unit, ids=ids, people=(), whole=True)
            self._scrub_heard(ids)

    def _scrub_heard(self, ids: set[str]) -> None:
        items = s.foreign_item
        named = " OR ".join(["instr(body, ?)"] * len(ids))
        sql = f"SELECT device, number, body FROM foreign_item WHERE type <> 'journal' AND ({named})"
        for row in self._unit.connection.exec_driver_sql(sql, tuple(ids)).fetchall():
            left = emptied(row.body)
            if left != row.body:
                here = (items.c.device == row.device, items.c.number == row.number)
                self._unit.execute(items.update().where(*here).values(body=left, erased=True))

    def tells_of_erased(self, item: Told) -> bool:
        """Whether a new item speaks of a family that was erased before it came."""
        return bool(self._gone) and item.type not in NEVER_EMPTIED and not self._gone.isdisjoint(_ID.findall(item.body))


def emptied(body: str) -> str:
    """An item's body without anybody's data."""
    return canonical(redacted(json.loads(body), people=(), whole=True)).decode()


def _blanked(record: Record, folded: Folded, families: set[str], booked: set[str], people: set[str]) -> Folded:
    table, key = record
    values = folded.values
    if values is None:
        return folded
    gone = (
        (table == "person" and (key[0] in people or values.get("family") in families))
        or (table in {one.name for one in _OF_FAMILY} and values.get("family") in families)
        or (table in {one.name for one in _OF_REGISTRATION} and values.get("registration") in booked)
    )
    if gone:
        return Folded(None, (), folded.whole)
    about = (
        (table == "family" and key[0] in families) or (table == "registration" and key[0] in booked)
        or (table == "payment" and values.get("registration") in booked)
        or (table == "family_merge" and {values.get("kept"), values.get("gone")} & families)
        or (table == "feedback_case" and values.get("family") in families)
    )  # fmt: skip
    if not about:
        return folded
    blank = {name: value for name, value in _BLANK[table].items() if name in values}
    return Folded({**values, **blank}, tuple(one for one in folded.clashes if one.field not in blank), folded.whole)
