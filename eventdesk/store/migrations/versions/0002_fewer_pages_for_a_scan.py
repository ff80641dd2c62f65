"""Fewer pages for a scan

A family at the door waits for every page that its commit writes. The pick-up code moves into the journal, which held the
rest of the visit already; the journal's ids need no index, because a station's own numbers name its entries; and what
SQLite's own numbering told of rows cut off the end, the logs now tell of each other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JOURNAL = """seq, id, event, kind, registration, persons, at, hlc, station, station_seq, operator, reason, target, prev,
 digest"""
_OUTBOX = "device_seq, id, event, type, schema, hlc, prev, body, digest, sent_at"
_AUDIT = "seq, at, operator, station, action, subject, details, prev, digest"


def upgrade() -> None:
    """To this revision."""
    _rebuild(numbered=False)
    op.execute(
        """UPDATE journal SET pickup_code = told.code FROM (
         SELECT id, json_extract(body, '$.pickup_code') AS code FROM outbox WHERE type = 'journal') AS told
         WHERE told.id = journal.id"""
    )
    op.drop_table("checkin_session")


def downgrade() -> None:
    """Back to the revision before."""
    op.create_table(
        "checkin_session",
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("pickup_code", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_checkin_session_event")),
        sa.PrimaryKeyConstraint("registration", name=op.f("pk_checkin_session")),
        sa.UniqueConstraint("event", "pickup_code", name=op.f("uq_checkin_session_event_pickup_code")),
        sqlite_with_rowid=False,
    )
    op.execute(
        """INSERT INTO checkin_session (registration, event, pickup_code, at)
         SELECT registration, event, pickup_code, at FROM journal
         WHERE seq IN (SELECT min(seq) FROM journal WHERE pickup_code IS NOT NULL GROUP BY registration)"""
    )
    _rebuild(numbered=True)


def _rebuild(*, numbered: bool) -> None:
    """Makes the three logs anew, with SQLite's own numbering or without, and pours the rows over."""
    for table, columns in (("journal", _JOURNAL), ("outbox", _OUTBOX), ("audit", _AUDIT)):
        op.rename_table(table, f"{table}_before")
        {"journal": _journal, "outbox": _outbox, "audit": _audit}[table](numbered=numbered)
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
        op.drop_table(f"{table}_before")


def _journal(*, numbered: bool) -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=True),
        sa.Column("persons", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("station_seq", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        *(() if numbered else (sa.Column("pickup_code", sa.String(), nullable=True),)),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        *((sa.UniqueConstraint("id", name=op.f("uq_journal_id")),) if numbered else ()),
        sa.UniqueConstraint("station", "station_seq", name=op.f("uq_journal_station_station_seq")),
        sqlite_autoincrement=numbered,
    )


def _outbox(*, numbered: bool) -> None:
    op.create_table(
        "outbox",
        sa.Column("device_seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sent_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("device_seq", name=op.f("pk_outbox")),
        sqlite_autoincrement=numbered,
    )


def _audit(*, numbered: bool) -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        *(() if numbered else (sa.Column("first_item", sa.Integer()), sa.Column("last_item", sa.Integer()))),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sqlite_autoincrement=numbered,
    )
