"""The hub's tables, the same on PostgreSQL and on SQLite. Moments are milliseconds since 1970."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta", metadata,
    # ``hub_id``, ``epoch`` and ``run``, see restored.py.
    Column("key", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

log = Table(
    "log", metadata,
    # An event's id, or the organisation's.
    Column("id", String(36), primary_key=True),
    # The number of its last item. Who writes holds this row until the end, so numbers become visible in their order.
    Column("head", BigInteger, nullable=False),
    # How often an item that was here already was changed: a person in it was erased.
    Column("emptied", BigInteger, nullable=False, server_default="0"),
)  # fmt: skip

item = Table(
    "item", metadata,
    Column("log", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False),
    Column("station", String(36), nullable=False),
    Column("device_seq", BigInteger, nullable=False),
    Column("type", String(64), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("hlc", String(24), nullable=False),
    Column("prev", String(64), nullable=False),
    # Canonical JSON.
    Column("body", Text, nullable=False),
    # Fields of a newer version, as canonical JSON; they are signed and go on as they came.
    Column("extra", Text),
    Column("sig", String(86), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("station", "device_seq"),
)  # fmt: skip

quarantine = Table(
    "quarantine", metadata,
    # SHA-256 of its bytes and the log: what is sent again is here already.
    Column("digest", String(64), primary_key=True),
    Column("log", String(36), nullable=False),
    Column("sender", String(36), nullable=False),
    Column("problem", String(32), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)  # fmt: skip

station = Table(
    "station", metadata,
    # It follows from the key (domain/device.py).
    Column("id", String(36), primary_key=True),
    # Base64url of the 32 bytes of its Ed25519 key.
    Column("public", String(43), nullable=False),
    Column("name", String(80), nullable=False),
    # Null for a station that is known through a relay alone.
    Column("scope", String(16)),
    # SHA-256 of the token; of the one it was told last, until that is used first.
    Column("token_hash", String(64), unique=True),
    Column("next_hash", String(64), unique=True),
    # The logs that it may see, separated by spaces; all where null.
    Column("logs", Text),
    Column("enrolled_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_seen", BigInteger),
    # What its program calls itself.
    Column("program", String(80)),
)  # fmt: skip

invitation = Table(
    "invitation", metadata,
    # SHA-256 of the code.
    Column("code_hash", String(64), primary_key=True),
    Column("scope", String(16), nullable=False),
    Column("logs", Text),
    Column("expires", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("used_by", String(36)),
)  # fmt: skip

report_revision = Table(
    "report_revision", metadata,
    Column("report", String(36), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("station", String(36), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_report_revision_at", "at"),
)  # fmt: skip
