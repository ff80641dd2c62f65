"""The tables. Times are whole milliseconds since 1970, UTC; ids are canonical UUID texts made on a device."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970, exactly (a float would lose the last one now and then)."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The moment of :func:`to_ms`."""
    return _EPOCH + timedelta(milliseconds=ms)


class Moment(TypeDecorator[datetime]):
    """A moment as milliseconds, UTC."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


class Day(TypeDecorator[date]):
    """A calendar day as ISO text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A value as JSON text, Chinese left readable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _JSON.encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def own_id(**more: Any) -> Column[str]:
    """The column ``id``, the key of a table."""
    return Column("id", String, primary_key=True, **more)


def link(name: str, target: str, **more: Any) -> Column[str]:
    """A column that names a row of another table by its id."""
    return Column(name, String, ForeignKey(f"{target}.id"), **more)


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

organisation = Table(
    "organisation", metadata, own_id(),
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("notice", String, nullable=False),
    Column("sample", Boolean, nullable=False, default=False),
)  # fmt: skip

operator = Table(
    "operator", metadata, own_id(),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)  # fmt: skip

station = Table(
    "station", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("prefix", String, nullable=False, unique=True),
)  # fmt: skip

event = Table(
    "event", metadata, own_id(),
    Column("code", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("venue", String, nullable=False, default=""),
    Column("capacity", Integer),
    Column("capacity_unit", String, nullable=False),
    Column("min_months", Integer),
    Column("max_months", Integer),
    Column("state", String, nullable=False),
    Column("rules", Json, nullable=False),
    Column("kind", String, nullable=False, default="other", server_default="other"),
    Column("purpose", Text, nullable=False, default="", server_default=""),
    Column("online", Boolean, nullable=False, default=False, server_default="0"),
    Column("owner", String, nullable=False, default="", server_default=""),
    Column("expected", Integer),
    Column("notes", Text, nullable=False, default="", server_default=""),
    Column("reason", String),
    Column("template", Boolean, nullable=False, default=False, server_default="0"),
    Column("series", String),
    Column("emergency", Json, nullable=False, default=dict, server_default="{}"),
    Column("changeover", Integer, nullable=False, default=10, server_default="10"),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

slot = Table(
    "slot", metadata, own_id(),
    link("event", "event", nullable=False),
    Column("code", String, nullable=False),
    Column("title", String, nullable=False),
    Column("room", String, nullable=False, default=""),
    Column("start", Moment),
    Column("end", Moment),
    Column("capacity", Integer),
    Column("capacity_unit", String, nullable=False),
    Column("min_months", Integer),
    Column("max_months", Integer),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False, default="slot", server_default="slot"),
    # How long one takes that has no hours yet.
    Column("minutes", Integer, nullable=False, default=60, server_default="60"),
    Column("leader", String, nullable=False, default="", server_default=""),
    Column("resources", Json, nullable=False, default=list, server_default="[]"),
    Column("pinned", Boolean, nullable=False, default=False, server_default="0"),
    Column("notes", Text, nullable=False, default="", server_default=""),
    UniqueConstraint("event", "code"),
)  # fmt: skip

import_batch = Table(
    "import_batch", metadata, own_id(),
    link("event", "event", nullable=False),
    Column("file", String, nullable=False),
    Column("source", String, nullable=False),
    Column("mapping", Json, nullable=False),
    Column("counts", Json, nullable=False),
    Column("rows", Json, nullable=False),
    Column("before", Json, nullable=False),
    Column("notice", String, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("undone_at", Moment),
)  # fmt: skip

import_memory = Table(
    "import_memory", metadata,
    Column("fingerprint", String, primary_key=True),
    Column("mapping", Json, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

family = Table(
    "family", metadata, own_id(),
    Column("at", Moment, nullable=False),
    Column("batch", String, index=True),
    Column("district", String, nullable=False, default="", server_default=""),
    Column("notes", Text, nullable=False, default="", server_default=""),
    # The family that this one turned out to be; its people and registrations moved there.
    Column("merged_into", String),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

person = Table(
    "person", metadata,
    Column("no", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    link("family", "family", nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String),
    Column("nickname", String),
    Column("sex", String),
    Column("birthdate", Day),
    Column("birth_first", Day),
    Column("birth_last", Day),
    Column("birth_text", String),
    Column("allergies", String),
    Column("relation", String),
    Column("phone", String, index=True),
    Column("phone_type", String),
    Column("phone2", String),
    Column("wechat", String),
    Column("email", String),
    # What a child needs beyond allergies: a wheelchair, quiet, a nap at noon.
    Column("needs", String),
    Column("batch", String, index=True),
)  # fmt: skip

search_key = Table(
    "search_key", metadata,
    Column("key", String, primary_key=True),
    Column("family", String, primary_key=True),
    Column("person", Integer, primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

consent = Table(
    "consent", metadata, own_id(),
    link("family", "family", nullable=False, index=True),
    Column("purpose", String, nullable=False),
    Column("granted", Boolean, nullable=False),
    Column("notice", String, nullable=False),
    Column("method", String, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("batch", String, index=True),
)  # fmt: skip

CONSENTS_IN_ORDER: tuple[ColumnElement[Any], ...] = (consent.c.at, literal_column("consent.rowid"))
"""The last one is the word that counts. Two of one millisecond count in the order in which they were written down: ids of
one millisecond have none."""

registration = Table(
    "registration", metadata, own_id(),
    link("event", "event", nullable=False),
    link("family", "family", nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("adults", Integer, nullable=False),
    Column("children", Integer, nullable=False),
    Column("photo_consent", Boolean),
    Column("notes", Text),
    Column("source", String, nullable=False),
    Column("source_rows", Json, nullable=False),
    Column("queue", Integer, nullable=False),
    Column("at_door", Boolean, nullable=False, default=False),
    Column("paid", Boolean, nullable=False, default=True),
    # What it costs, in fen; NULL where nobody worked it out: the event was free when it was made.
    Column("fee", Integer),
    Column("ticket", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("batch", String, index=True),
    # Who was expected when the event began, where the desk changed it since: {"adults": n, "children": n, "members": [person…]};
    # NULL where nothing has changed. An empty party: nobody was.
    Column("at_start", Json),
    Column("revision", Integer, nullable=False, default=1),
    CheckConstraint("adults >= 0 AND children >= 0", name="party"),
    Index("ix_registration_event_family", "event", "family"),
    Index("ix_registration_event_state", "event", "state", "queue"),
)  # fmt: skip

registration_member = Table(
    "registration_member", metadata,
    link("registration", "registration", primary_key=True),
    Column("person", String, primary_key=True, index=True),
    Column("role", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
)  # fmt: skip

slot_choice = Table(
    "slot_choice", metadata,
    link("registration", "registration", primary_key=True),
    link("slot", "slot", primary_key=True, index=True),
    Column("state", String, nullable=False),
    Column("position", Integer, nullable=False),
)  # fmt: skip

revoked_ticket = Table(
    "revoked_ticket", metadata,
    Column("registration", String, primary_key=True),
    link("event", "event", nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

ticket_key = Table(
    "ticket_key", metadata,
    Column("number", Integer, primary_key=True),
    Column("public", String, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

journal = Table(
    "journal", metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("event", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("registration", String),
    Column("persons", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("hlc", String, nullable=False),
    Column("station", String, nullable=False),
    Column("station_seq", Integer, nullable=False),
    Column("operator", String, nullable=False),
    Column("reason", String),
    Column("target", String),
    Column("pickup_code", String),
    Column("prev", String, nullable=False),
    Column("digest", String, nullable=False),
    UniqueConstraint("station", "station_seq"),
    # No index by id, event or registration: each is one more page that every scan waits for, and what reads the journal
    # reads it from where it stopped.
)  # fmt: skip

outbox = Table(
    "outbox", metadata,
    Column("device_seq", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("event", String),
    Column("type", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("hlc", String, nullable=False),
    Column("prev", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("sent_at", Moment),
    # When a person's data was taken out of the body: the digest stays what the whole one had.
    Column("erased_at", Moment),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("operator", String, nullable=False),
    Column("station", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String),
    Column("details", Text, nullable=False),
    # Which items of the outbox the same commit wrote: each log tells where the other was cut. NULL before schema 0002.
    Column("first_item", Integer),
    Column("last_item", Integer),
    Column("prev", String, nullable=False),
    Column("digest", String, nullable=False),
)  # fmt: skip

report_revision = Table(
    "report_revision", metadata, own_id(),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("position", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("operator", String, nullable=False),
    UniqueConstraint("kind", "subject", "number"),
)  # fmt: skip
