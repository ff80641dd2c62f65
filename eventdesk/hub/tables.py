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
    text,
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
    # The branch whose station began it; it is nobody else's then. Null on a hub without branches.
    Column("branch", String(36), index=True),
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
    # What the office's pages list, a handful among thousands: the other items pay nothing for it.
    Index("ix_item_events", "log", postgresql_where=text("type IN ('event', 'event.removed')"),
          sqlite_where=text("type IN ('event', 'event.removed')")),
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
    # It sees what is its branch's alone; null: everything.
    Column("branch", String(36), index=True),
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
    Column("branch", String(36)),
)  # fmt: skip

report_revision = Table(
    "report_revision", metadata,
    Column("report", String(36), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("station", String(36), nullable=False),
    Column("at", BigInteger, nullable=False),
    # From its body, to find it by: the kind of the report and what it is about (an event's code, a year, a day).
    Column("kind", String(32)),
    Column("subject", String(80)),
    Column("branch", String(36), index=True),
    Index("ix_report_revision_at", "at"),
    Index("ix_report_revision_kind_subject", "kind", "subject"),
)  # fmt: skip

branch = Table(
    "branch", metadata,
    Column("id", String(36), primary_key=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    # Whether its agreement lets it hand in rows about persons; figures alone otherwise.
    Column("persons", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Its stations are refused from then on; what they sent stays.
    Column("closed_at", BigInteger),
)  # fmt: skip

account = Table(
    "account", metadata,
    # Somebody at the head office who signs in to the pages.
    Column("id", String(36), primary_key=True),
    # Folded to lower case.
    Column("name", String(80), nullable=False, unique=True),
    # Argon2id, with its parameters.
    Column("password", Text, nullable=False),
    Column("role", String(16), nullable=False),
    # What is shown to them; null: every branch.
    Column("branch", String(36)),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
)  # fmt: skip

session = Table(
    "session", metadata,
    # SHA-256 of what the cookie holds.
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(36), nullable=False, index=True),
    # What every form of the session carries.
    Column("csrf", String(43), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    # What was done by people at the hub: on its pages and its command line. Numbers without a gap, chained by digest.
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    # The account's name; empty for the command line.
    Column("account", String(80), nullable=False),
    Column("action", String(48), nullable=False),
    # What it was done to: an id, a code or a name of no person outside the office.
    Column("subject", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
)  # fmt: skip

upstream = Table(
    "upstream", metadata,
    # The head office that this hub passes everything on to: one row, or none.
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("server_name", Text, nullable=False),
    Column("ca", Text, nullable=False),
    Column("hub_id", String(36), nullable=False),
    Column("epoch", String(32), nullable=False),
    Column("token", Text, nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    Column("success_at", BigInteger),
    # The code of what went wrong last; empty where nothing did.
    Column("problem", String(48), nullable=False),
)  # fmt: skip

passed_on = Table(
    "passed_on", metadata,
    Column("log", String(36), primary_key=True),
    # The last of this hub's items that the head office has a verdict for.
    Column("sent", BigInteger, nullable=False),
    # Where to go on reading there; null before the first time.
    Column("cursor", String(48)),
    # How often items of the log had been emptied, here and there, when that was last passed on.
    Column("emptied", BigInteger, nullable=False, server_default="0"),
    Column("emptied_there", BigInteger, nullable=False, server_default="0"),
)  # fmt: skip

passed_report = Table(
    "passed_report", metadata,
    # Revisions that the head office has an answer for.
    Column("report", String(36), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    # Empty where it has them; otherwise the code of why not.
    Column("problem", String(48), nullable=False),
    Column("at", BigInteger, nullable=False),
)  # fmt: skip
