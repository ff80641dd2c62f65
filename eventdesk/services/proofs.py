"""Proves that the desk's file is whole: the database, the journal's chains, the audit's chain, the schema."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.journal import chained
from eventdesk.domain.right import Right
from eventdesk.errors import StoreProblem
from eventdesk.services.door_record import entry_of
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
    there = quick.row(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    place = 1 if there is None else find_break(connection)
    return "ok" if place is None else f"broken at {place}"


def _audit_break(connection: sa.Connection) -> int | None:
    """The first row that isn't what was written, or None."""
    previous, expected = GENESIS, 1
    for row in connection.exec_driver_sql("SELECT * FROM audit ORDER BY seq"):
        fields = (row.at, row.operator, row.station, row.action, row.subject, row.details)
        digest = _made(partial(audit_digest, previous, fields))
        if row.seq != expected or row.prev != previous or row.digest != digest:
            return int(row.seq)
        previous, expected = row.digest, expected + 1
    return _cut_off(connection, "audit", expected - 1)


def _journal_break(connection: sa.Connection) -> int | None:
    last: dict[str, tuple[int, str]] = {}
    highest = 0
    for row in quick.rows(connection, "SELECT * FROM journal ORDER BY station, station_seq"):
        number, previous = last.get(row["station"], (0, GENESIS))
        digest = _made(partial(_entry_digest, previous, row))
        if row["station_seq"] != number + 1 or row["prev"] != previous or row["digest"] != digest:
            return int(row["seq"])
        last[row["station"]] = (row["station_seq"], row["digest"])
        highest = max(highest, row["seq"])
    # Each entry went out in the commit that wrote it: the outbox knows those that are gone, and those made over since.
    gone = quick.row(
        connection,
        """SELECT coalesce(j.seq, ?) FROM outbox o LEFT JOIN journal j ON j.id = o.id WHERE o.type = 'journal'
         AND j.digest IS NOT CASE WHEN json_valid(o.body) THEN json_extract(o.body, '$.digest') END ORDER BY 1 LIMIT 1""",
        (highest + 1,),
    )
    return _cut_off(connection, "journal", highest) if gone is None else int(gone[0])


def _outbox_break(connection: sa.Connection) -> int | None:
    previous, expected = GENESIS, 1
    for row in connection.exec_driver_sql("SELECT * FROM outbox ORDER BY device_seq"):
        digest = item_digest(
            id=row.id, kind=row.type, schema=row.schema, device_seq=row.device_seq, hlc=row.hlc, prev=row.prev, body=row.body
        )
        if row.device_seq != expected or row.prev != previous or row.digest != digest:
            return int(row.device_seq)
        previous, expected = row.digest, expected + 1
    return _cut_off(connection, "outbox", expected - 1)


def _cut_off(connection: sa.Connection, table: str, last: int) -> int | None:
    """The first row missing at the end: SQLite remembers the highest number that it ever gave a table of these."""
    given = quick.row(connection, "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    return last + 1 if given is not None and given[0] > last else None


def _entry_digest(previous: str, row: Any) -> str:
    return chained(previous, entry_of(row).body())


def _made(digest: Callable[[], str]) -> str | None:
    """A digest, or None where a row holds what has none."""
    try:
        return digest()
    except (StoreProblem, TypeError, ValueError):
        return None
