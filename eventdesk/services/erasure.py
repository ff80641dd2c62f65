"""Takes personal data out of everything that the desk keeps: rows, search keys, items already told, what undos hold.

Ids, counts, states and moments stay, so figures and chains still add up. An item of the outbox keeps the digest that it
had when it was whole; the audit row of the erasure names each changed item with the digest of what is left of it, and
``verify`` holds the two against each other.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventdesk.domain.consent import OF_CHILDREN, redacted
from eventdesk.domain.digests import canonical
from eventdesk.services.booking import storable
from eventdesk.services.import_digests import lock_all
from eventdesk.services.import_written import chunks
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys
from eventdesk.store.tables import to_ms
from eventdesk.store.unit import Unit

_IDS_AT_ONCE = 500
"""Ids in one statement: SQLite takes no expression deeper than a thousand."""

ACTIONS = ("family.erased", "consent.withdrawn", "volunteer.erased", "sync.received")
"""The actions whose audit rows name changed items."""


class TakenOut(NamedTuple):
    """What items told of somebody who is nobody's any more."""

    id: str
    role: str
    name: str | None
    nickname: str | None


def begin(unit: Unit) -> None:
    """Has SQLite overwrite what this transaction deletes, in pages and in the full text, instead of only letting go of it."""
    unit.connection.exec_driver_sql("PRAGMA secure_delete = ON")
    unit.connection.exec_driver_sql("INSERT INTO name_text (name_text, rank) VALUES ('secure-delete', 1)")


def forget_details(unit: Unit, children: Sequence[Any]) -> None:
    """Children (rows of ``person``) stay as children of the family, and nothing else is known of them."""
    remove_search_keys(unit, [row.no for row in children])
    blank = dict.fromkeys(OF_CHILDREN)
    for row in children:
        unit.execute(t.person.update().where(t.person.c.no == row.no).values(**blank))
        unit.put("person", storable(dict(row._mapping) | blank))


def forget_people(unit: Unit, people: Sequence[Any]) -> None:
    """People (rows of ``person``) go. Where a registration counts them, they are nameless members from then on."""
    remove_search_keys(unit, [row.no for row in people])
    unit.execute(t.person.delete().where(t.person.c.no.in_([row.no for row in people])))


def scrub_items(unit: Unit, *, ids: Collection[str], people: Collection[str], whole: bool) -> dict[str, str]:
    """Takes the data out of the items that name any of ``ids``; {number of the item: SHA-256 of what is left}."""
    left: dict[str, str] = {}
    for part in chunks(sorted(ids), _IDS_AT_ONCE):
        named = " OR ".join(["instr(body, ?)"] * len(part))
        sql = f"SELECT device_seq, type, body FROM outbox WHERE type <> 'journal' AND ({named})"
        for row in unit.connection.exec_driver_sql(sql, tuple(part)).fetchall():
            told = json.loads(row.body)
            # An answer has no id of its own; it belongs to its registration.
            answers = row.type == "answer" and told.get("registration") in people
            body = canonical(redacted(told, people=people, whole=whole or answers)).decode()
            if body == row.body:
                continue
            # It goes to the hub once more, which keeps the emptied one instead.
            sql = "UPDATE outbox SET body = ?, erased_at = ?, sent_at = NULL WHERE device_seq = ?"
            unit.raw(sql, (body, to_ms(unit.now), row.device_seq))
            left[str(row.device_seq)] = digest_of(body)
    return left


def hanging_on(unit: Unit, families: Collection[str]) -> set[str]:
    """The ids of consents and follow-ups that any of these families ever had, those that were taken away as well.

    A signature names its consent and not the family; so does a change of a follow-up.
    """
    marks = ",".join("?" * len(families))
    sql = f"""SELECT json_extract(body, '$.id') AS id FROM outbox
     WHERE type IN ('consent', 'follow_up') AND json_extract(body, '$.family') IN ({marks})"""
    return {str(row.id) for row in unit.connection.exec_driver_sql(sql, tuple(families))}


def taken_out(unit: Unit, families: Collection[str]) -> list[TakenOut]:
    """Who was of these families and is nobody's now: somebody took them out, or their import was undone. Items that were told,
    and what undos hold, still speak of them."""
    marks = ",".join("?" * len(families))
    sql = f"""WITH told (body) AS (SELECT body FROM outbox WHERE type = 'person' UNION ALL
      SELECT p.value FROM outbox o, json_each(o.body, '$.people') p WHERE o.type = 'family')
     SELECT DISTINCT body ->> 'id' AS id, body ->> 'role' AS role, body ->> 'name' AS name, body ->> 'nickname' AS nickname
     FROM told WHERE body ->> 'family' IN ({marks}) AND body ->> 'id' NOT IN (SELECT id FROM person)"""
    return [TakenOut(*row) for row in unit.connection.exec_driver_sql(sql, tuple(families))]


def phones_told(unit: Unit, people: Collection[str]) -> set[str]:
    """Every phone that items told of these people (ids), those that were changed since as well."""
    found: set[str] = set()
    for part in chunks(sorted(people), _IDS_AT_ONCE):
        marks = ",".join("?" * len(part))
        sql = f"""WITH told (body) AS (SELECT body FROM outbox WHERE type = 'person' UNION ALL
          SELECT p.value FROM outbox o, json_each(o.body, '$.people') p WHERE o.type IN ('family', 'registration'))
         SELECT DISTINCT body ->> 'phone', body ->> 'phone2' FROM told WHERE body ->> 'id' IN ({marks})"""
        for row in unit.connection.exec_driver_sql(sql, tuple(part)):
            found |= {str(phone) for phone in row if phone}
    return found


def scrub_undos(
    unit: Unit, *, people: Collection[str], registrations: Collection[str], texts: Collection[str] = ()
) -> None:
    """Imports keep what rows held before, so that they can be undone: these people and registrations are taken out, and of
    the registrations ``texts`` what was written to them. What tells whether a row comes again gets the desk's key."""
    batch = t.import_batch
    lock_all(unit)
    for row in unit.execute(sa.select(batch.c.id, batch.c.before)).all():
        before = {
            **row.before,
            "person": {id: held for id, held in row.before.get("person", {}).items() if id not in people},
            "registration": {
                id: _textless(held) if id in texts else held
                for id, held in row.before.get("registration", {}).items() if id not in registrations
            },
        }
        if before != row.before:
            unit.execute(batch.update().where(batch.c.id == row.id).values(before=before))


def _textless(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in held.items() if key != "answers"} | {"notes": None}


def scrub_merges(unit: Unit, *, people: Collection[str]) -> None:
    """Takes out what merges hold of some people, or of whatever else has these ids, for being taken back."""
    merge = f.family_merge
    for row in unit.execute(sa.select(merge)).all():
        moved = redacted(row.moved, people=people, whole=False)
        if moved != row.moved:
            unit.execute(merge.update().where(merge.c.id == row.id).values(moved=moved))


def empty_merges(unit: Unit, families: Collection[str]) -> None:
    """Takes out all that merges of these families hold for being taken back."""
    merge = f.family_merge
    unit.execute(merge.update().where(sa.or_(merge.c.kept.in_(families), merge.c.gone.in_(families))).values(moved={}))


def digest_of(body: str) -> str:
    """SHA-256, in hex, of what is left of an item."""
    return hashlib.sha256(body.encode()).hexdigest()


def told_erased(connection: sa.Connection) -> dict[int, str]:
    """The items that the audit says were changed, with the digest of what was left of each; the newest word counts."""
    marks = ",".join("?" * len(ACTIONS))
    rows = connection.exec_driver_sql(f"SELECT details FROM audit WHERE action IN ({marks}) ORDER BY seq", ACTIONS)
    found: dict[int, str] = {}
    for row in rows:
        try:
            items = json.loads(row.details).get("items", {})
            found |= {int(number): str(digest) for number, digest in items.items()}
        except (ValueError, AttributeError):
            continue
    return found
