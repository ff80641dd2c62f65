"""The tables of planning: venues, money, partners, ideas, and the versions of a schedule that were released."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from eventdesk.store.tables import Json, Moment, link, metadata, own_id

venue = Table(
    "venue", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("address", String, nullable=False, default=""),
    Column("capacity", Integer),
    Column("notes", Text, nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

room = Table(
    "room", metadata, own_id(),
    link("venue", "venue", nullable=False),
    Column("name", String, nullable=False),
    Column("capacity", Integer),
    Column("features", String, nullable=False, default=""),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    UniqueConstraint("venue", "name"),
)  # fmt: skip

resource = Table(
    "resource", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("quantity", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

closure = Table(
    "closure", metadata, own_id(),
    # The id of a venue, a room or a resource.
    Column("target", String, nullable=False, index=True),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("reason", String, nullable=False, default=""),
)  # fmt: skip

schedule_release = Table(
    "schedule_release", metadata, own_id(),
    link("event", "event", nullable=False),
    Column("number", Integer, nullable=False),
    Column("slots", Json, nullable=False),
    Column("changes", Json, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    UniqueConstraint("event", "number"),
)  # fmt: skip

task = Table(
    "task", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    Column("title", String, nullable=False),
    # Days from the day of the event; what is due before it has a negative number.
    Column("due_days", Integer, nullable=False),
    Column("owner", String, nullable=False, default=""),
    Column("done_at", Moment),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

partner = Table(
    "partner", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("contact", String, nullable=False, default=""),
    Column("phone", String, nullable=False, default=""),
    Column("notes", Text, nullable=False, default=""),
    Column("since", Moment, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

contribution = Table(
    "contribution", metadata, own_id(),
    link("partner", "partner", nullable=False, index=True),
    # None: for the organisation as a whole.
    link("event", "event", index=True),
    Column("title", String, nullable=False),
    # Money and the value of what is given in kind, in fen.
    Column("in_kind", Boolean, nullable=False, default=False),
    Column("pledged_fen", Integer, nullable=False),
    Column("received_fen", Integer, nullable=False, default=0),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

budget_line = Table(
    "budget_line", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    Column("side", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("planned_fen", Integer, nullable=False),
    Column("actual_fen", Integer),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

proposal = Table(
    "proposal", metadata, own_id(),
    Column("title", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("state", String, nullable=False),
    Column("at", Moment, nullable=False),
    link("event", "event"),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

vote = Table(
    "vote", metadata, own_id(),
    link("proposal", "proposal", nullable=False, index=True),
    # The family, where it is known; else what tells one voter from another (a hash of a phone, never the phone).
    Column("family", String),
    Column("voter", String, nullable=False),
    Column("source", String, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("proposal", "voter"),
)  # fmt: skip

announcement = Table(
    "announcement", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", String, nullable=False, default=""),
    Column("state", String, nullable=False),
    link("author", "operator", nullable=False),
    link("reviewer", "operator"),
    Column("remark", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    Column("reviewed_at", Moment),
    UniqueConstraint("event", "number"),
)  # fmt: skip

calendar_item = Table(
    "calendar_item", metadata,
    # The foreign UID and, where one occurrence differs, its RECURRENCE-ID.
    Column("uid", String, primary_key=True),
    link("event", "event", index=True),
    link("slot", "slot", index=True),
    # What the file said and this program does not model, to be written again.
    Column("raw", Text, nullable=False),
    Column("digest", String, nullable=False),
)  # fmt: skip

goal = Table(
    "goal", metadata,
    Column("year", Integer, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", Integer, nullable=False),
)  # fmt: skip

call = Table(
    "call", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    # No foreign key: an import that is undone takes the registration, not what was to be told.
    Column("registration", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),
    UniqueConstraint("registration", "reason"),
)  # fmt: skip
