"""Proves that the desk's file is whole: the database, the journal's chains, the audit's chain, the schema."""

from dataclasses import dataclass

import sqlalchemy as sa

from eventdesk.domain.journal import chained
from eventdesk.domain.right import Right
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
                audit_chain=_audit_chain(connection),
                journal_chain=_journal_chain(connection),
                outbox_chain=_outbox_chain(connection),
                schema=str(schema[0]) if schema is not None else "none",
                encrypted=self._house.store.encrypted,
            )


def _audit_chain(connection: sa.Connection) -> str:
    previous, expected = GENESIS, 1
    for row in connection.exec_driver_sql(
        "SELECT seq, at, operator, station, action, subject, details, prev, digest FROM audit ORDER BY seq"
    ):
        fields = (row.at, row.operator, row.station, row.action, row.subject, row.details)
        if row.seq != expected or row.prev != previous or row.digest != audit_digest(previous, fields):
            return f"broken at {row.seq}"
        previous, expected = row.digest, expected + 1
    return "ok"


def _journal_chain(connection: sa.Connection) -> str:
    last: dict[str, tuple[int, str]] = {}
    for row in quick.rows(connection, "SELECT * FROM journal ORDER BY station, station_seq"):
        number, previous = last.get(row["station"], (0, GENESIS))
        digest = chained(previous, entry_of(row).body())
        if row["station_seq"] != number + 1 or row["prev"] != previous or row["digest"] != digest:
            return f"broken at {row['seq']}"
        last[row["station"]] = (row["station_seq"], row["digest"])
    return "ok"


def _outbox_chain(connection: sa.Connection) -> str:
    previous, expected = GENESIS, 1
    for row in connection.exec_driver_sql("SELECT * FROM outbox ORDER BY device_seq"):
        digest = item_digest(
            id=row.id, kind=row.type, schema=row.schema, device_seq=row.device_seq, hlc=row.hlc, prev=row.prev, body=row.body
        )
        if row.device_seq != expected or row.prev != previous or row.digest != digest:
            return f"broken at {row.device_seq}"
        previous, expected = row.digest, expected + 1
    return "ok"
