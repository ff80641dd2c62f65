"""The tables of meeting other stations: who they are, what they told, what of it clashes, and the hub."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from eventdesk.store.tables import Json, Moment, link, metadata, own_id

device = Table(
    "device", metadata, own_id(),
    # Base64 of the 32 bytes of its Ed25519 key; the id follows from it.
    Column("public", String, nullable=False),
    Column("name", String, nullable=False, default=""),
    # This desk itself; its private key lies in ``meta``.
    Column("own", Boolean, nullable=False, default=False),
    # Every item up to this number is here; later ones may be as well.
    Column("seen", Integer, nullable=False, default=0),
    # The latest hybrid time of its items: what is written here comes after it.
    Column("hlc", String),
    Column("at", Moment, nullable=False),
)  # fmt: skip

foreign_item = Table(
    "foreign_item", metadata,
    # An item as another device told it, for whoever asks this one, and for folding the record anew.
    link("device", "device", primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    # The event's id, or the organisation's.
    Column("log", String, nullable=False),
    Column("type", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("hlc", String, nullable=False),
    Column("prev", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("sig", String, nullable=False),
    # Fields beside the body that a newer program added, as JSON: they are signed as well. Empty: none.
    Column("extra", Text, nullable=False, default="", server_default=""),
    # A person's data was taken out of the body: the digest stays what the whole one had.
    Column("erased", Boolean, nullable=False, default=False),
    # ``applied``; ``waiting`` for a row that it hangs on; ``unread`` where this program does not know its type.
    Column("state", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_foreign_item_state", "state", sqlite_where=Column("state") != "applied"),
)  # fmt: skip

item_record = Table(
    "item_record", metadata,
    # Which items speak of a record: the table's name, its key as text, and device and number of the item.
    Column("table", String, primary_key=True),
    Column("record", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

clash = Table(
    "clash", metadata,
    # What two stations wrote to one field without knowing of each other; gone once somebody has said which it is.
    Column("table", String, primary_key=True),
    Column("record", String, primary_key=True),
    # Empty: whether the record is there at all.
    Column("field", String, primary_key=True),
    Column("kept", Json),
    Column("other", Json),
    Column("kept_device", String, nullable=False),
    Column("kept_number", Integer, nullable=False),
    Column("other_device", String, nullable=False),
    Column("other_number", Integer, nullable=False),
    # The event's id, or the organisation's.
    Column("log", String, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

hub = Table(
    "hub", metadata, own_id(),
    # One row, or none: where this desk meets others.
    Column("url", String, nullable=False),
    # Its own certificate authority, in PEM; empty on the loopback interface.
    Column("ca", Text, nullable=False, default=""),
    Column("server_name", String, nullable=False, default=""),
    Column("token", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("tried_at", Moment),
    Column("success_at", Moment),
    # The code of what went wrong last, empty where nothing did.
    Column("problem", String, nullable=False, default=""),
    # By how much its clock is ahead of this one's, in milliseconds.
    Column("skew_ms", Integer, nullable=False, default=0),
)  # fmt: skip

hub_cursor = Table(
    "hub_cursor", metadata,
    # Up to where a log was pulled: ``{epoch}.{seq}``.
    Column("log", String, primary_key=True),
    Column("cursor", String, nullable=False),
)  # fmt: skip

hand_in = Table(
    "hand_in", metadata,
    # A revision of a report on its way to the hub. ``report`` is what the hub calls the report, the same at every desk.
    Column("report", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    # The desk's own row of the revision.
    Column("revision", String, nullable=False, index=True),
    # Rows about persons travel along.
    Column("persons", Boolean, nullable=False),
    # What is sent, byte for byte, however often: canonical JSON, and its SHA-256.
    Column("body", Text, nullable=False),
    Column("sha256", String, nullable=False),
    # ``waiting``, ``received``, ``conflict`` or ``refused``, with the code of the reason.
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default="", server_default=""),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    # When the hub had it first, by its own clock, and which hub that is.
    Column("received_at", Moment),
    Column("hub", String),
    Column("operator", String, nullable=False),
)  # fmt: skip

refused_item = Table(
    "refused_item", metadata,
    # Items of this desk that the hub put aside (``quarantined``) or would not take (``rejected``), and why.
    Column("device_seq", Integer, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip
