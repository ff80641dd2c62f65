"""Proves that the desk's file is whole: the database, the journal's chains, the audit's chain, the schema."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.digests import chained
from eventdesk.domain.right import Right
from eventdesk.errors import StoreProblem
from eventdesk.services.door_record import entry_of
from eventdesk.services.erasure import digest_of, told_erased
from eventdesk.services.house import House
from eventdesk.store import quick
from eventdesk.store.migrate import HEAD
from eventdesk.store.unit import GENESIS, audit_digest, item_digest


@dataclass(frozen=True)
class Proof:
    """What was found; texts are ``ok`` or say where it broke."""

    sqlite: str
    integrity: str
    audit_chain: str
    journal_chain: str
    outbox_chain: str
    schema: str
    encrypted: bool

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return all(
            text == "ok" for text in (self.integrity, self.audit_chain, self.journal_chain, self.outbox_chain)
        ) and self.schema == HEAD  # fmt: skip


class Proofs:
    """The verb ``verify``."""

    def __init__(self, house: House) -> None:
        self._house = house

    def verify(self) -> Proof:
        """Reads the whole file and recomputes every chain. Changes nothing."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            integrity = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
            schema = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
            return Proof(
                sqlite=self._house.store.sqlite_version,
                integrity="; ".join(str(row[0]) for row in integrity)[:500],
                audit_chain=_chain(connection, "audit", _audit_break),
                journal_chain=_chain(connection, "journal", _journal_break),
                outbox_chain=_chain(connection, "outbox", _outbox_break),
                schema=str(schema[0]) if schema is not None else "none",
                encrypted=self._house.store.encrypted,
            )


def _chain(connection: sa.Connection, table: str, find_break: Callable[[sa.Connection], int | None]) -> str:
    place = find_break(connection) if _is_there(connection, table) else 1
    return "ok" if place is None else f"broken at {place}"


def _audit_break(connection: sa.Connection) -> int | None:
    """The first row that isn't what was written, or None."""
    previous, expected, items = GENESIS, 1, None
    for row in connection.exec_driver_sql("SELECT * FROM audit ORDER BY seq"):
        wrote = () if row.last_item is None else (row.first_item, row.last_item)
        fields = (row.at, row.operator, row.station, row.action, row.subject, row.details, *wrote)
        digest = _made(partial(audit_digest, previous, fields))
        if row.seq != expected or row.prev != previous or row.digest != digest or not _told_in_turn(items, row):
            return int(row.seq)
        previous, expected, items = row.digest, expected + 1, row.last_item
    return expected if (items or 0) < _last_item(connection) and (items is not None or expected == 1) else None


def _told_in_turn(items: int | None, row: Any) -> bool:
    """Whether an audit row could follow one whose last item was ``items`` (None: before rows told of their items).

    Every act puts at least one item, and since the first row that told of its items all of them do. Where items lie
    between the two rows, a row was cut off before this one was written. A row that tells of another's items is found
    with the outbox, whose end it hides.
    """
    if row.first_item is None or row.last_item is None:
        return items is None and row.first_item is None and row.last_item is None
    return bool(row.first_item <= row.last_item and (items is None or row.first_item <= items + 1))


def _journal_break(connection: sa.Connection) -> int | None:
    last: dict[str, tuple[int, str]] = {}
    highest = 0
    sql = """SELECT j.*, f.id IS NOT NULL AS heard FROM journal j LEFT JOIN foreign_item f ON f.id = j.id AND f.type = 'journal'
     ORDER BY j.station, j.station_seq"""
    for row in quick.rows(connection, sql):
        number, previous = last.get(row["station"], (0, GENESIS))
        if row["heard"] and row["station_seq"] > number + 1:
            previous = row["prev"]  # what came before it at another desk has not been heard of yet
        elif row["station_seq"] != number + 1:
            return int(row["seq"])
        digest = _made(partial(_entry_digest, previous, row))
        if row["prev"] != previous or row["digest"] != digest:
            return int(row["seq"])
        last[row["station"]] = (row["station_seq"], row["digest"])
        highest = max(highest, row["seq"])
    # Each entry went out in the commit that wrote it: the outbox knows those that are gone, those made over since, those
    # that nobody wrote, and the pick-up codes, which the entries' own digests leave out. What other desks' doors wrote came as
    # items that they signed, and is held against these.
    wrong = quick.row(
        connection,
        """WITH told AS (SELECT id, CASE WHEN json_valid(body) THEN body END AS body FROM outbox WHERE type = 'journal'
          UNION ALL SELECT id, CASE WHEN json_valid(body) THEN body END FROM foreign_item WHERE type = 'journal')
         SELECT coalesce(j.seq, ?) FROM told o LEFT JOIN journal j ON j.id = o.id
         WHERE j.digest IS NOT json_extract(o.body, '$.digest')
         OR j.pickup_code IS NOT json_extract(o.body, '$.pickup_code')
         UNION ALL SELECT seq FROM journal WHERE id NOT IN (SELECT id FROM told)
         ORDER BY 1 LIMIT 1""",
        (highest + 1,),
    )
    return None if wrong is None else int(wrong[0])


def _outbox_break(connection: sa.Connection) -> int | None:
    previous, expected = GENESIS, 1
    erased = told_erased(connection) if _is_there(connection, "audit") else {}
    for row in connection.exec_driver_sql("SELECT * FROM outbox ORDER BY device_seq"):
        whole = row.digest == item_digest(
            id=row.id, kind=row.type, schema=row.schema, device_seq=row.device_seq, hlc=row.hlc, prev=row.prev, body=row.body
        )
        # What is left of an emptied item is what the audit says was left, and the chain goes on from what it was.
        kept = whole if row.erased_at is None else erased.get(row.device_seq) == digest_of(row.body)
        if row.device_seq != expected or row.prev != previous or not kept:
            return int(row.device_seq)
        previous, expected = row.digest, expected + 1
    return _missed_by_the_audit(connection, expected) if _is_there(connection, "audit") else None


def _missed_by_the_audit(connection: sa.Connection, free: int) -> int | None:
    """The first item that the audit knows and the outbox does not; ``free`` is the number the next one would get."""
    twice = quick.row(
        connection,
        """SELECT min(later.first_item) FROM audit later JOIN audit before ON before.seq = later.seq - 1
         WHERE later.first_item <= before.last_item""",
    )[0]
    if twice is not None:
        return int(twice)
    told = quick.row(connection, "SELECT max(last_item) FROM audit")[0]
    return free if told is not None and told >= free else None


def _last_item(connection: sa.Connection) -> int:
    """The number of the newest item of the outbox; 0 without any."""
    found = quick.row(connection, "SELECT max(device_seq) FROM outbox")[0] if _is_there(connection, "outbox") else None
    return int(found or 0)


def _is_there(connection: sa.Connection, table: str) -> bool:
    return quick.row(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)) is not None


def _entry_digest(previous: str, row: Any) -> str:
    return chained(previous, entry_of(row).body())


def _made(digest: Callable[[], str]) -> str | None:
    """A digest, or None where a row holds what has none."""
    try:
        return digest()
    except (StoreProblem, TypeError, ValueError):
        return None
