"""The tables of what is known of families beyond their people, and of what a registration costs, asks and waits for."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from eventdesk.store.tables import Day, Json, Moment, link, metadata, own_id

family_tag = Table(
    "family_tag", metadata,
    link("family", "family", primary_key=True),
    # ``tag`` is the team's own word, ``interest`` what the family says it likes.
    Column("kind", String, primary_key=True),
    Column("name", String, primary_key=True, index=True),
)  # fmt: skip

member_level = Table(
    "member_level", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("benefits", Text, nullable=False, default=""),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

membership = Table(
    "membership", metadata, own_id(),
    link("family", "family", nullable=False, index=True),
    link("level", "member_level", nullable=False),
    Column("since", Day, nullable=False),
    # The last day it is good for; none: until it is ended.
    Column("until", Day),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

follow_up = Table(
    "follow_up", metadata, own_id(),
    link("family", "family", nullable=False, index=True),
    link("event", "event"),
    Column("text", Text, nullable=False),
    Column("owner", String, nullable=False, default=""),
    Column("due", Day),
    Column("result", Text, nullable=False, default=""),
    Column("done_at", Moment),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

opt_out = Table(
    "opt_out", metadata,
    link("family", "family", primary_key=True),
    Column("channel", String, primary_key=True),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
)  # fmt: skip

family_merge = Table(
    "family_merge", metadata, own_id(),
    link("kept", "family", nullable=False, index=True),
    # No foreign key: an erased family leaves no row, and the counts of merges stay.
    Column("gone", String, nullable=False, index=True),
    # What the other family brought, and what the kept one had before: all that taking the merge back needs.
    Column("moved", Json, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("undone_at", Moment),
)  # fmt: skip

not_duplicate = Table(
    "not_duplicate", metadata,
    # Two families that somebody said are not one; the smaller id first.
    Column("first", String, primary_key=True),
    Column("second", String, primary_key=True),
    Column("at", Moment, nullable=False),
)  # fmt: skip

signature = Table(
    "signature", metadata,
    # The picture that a guardian drew for a consent, as PNG.
    link("consent", "consent", primary_key=True),
    Column("picture", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
)  # fmt: skip

notice = Table(
    "notice", metadata,
    # The wording that families agree to. A version, once used, is never edited.
    Column("version", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

place_limit = Table(
    "place_limit", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    # ``event``, ``slot``, ``room``, ``band`` or ``family``; ``subject`` is a slot's id or a room's name.
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("min_months", Integer),
    Column("max_months", Integer),
    Column("places", Integer, nullable=False),
    Column("unit", String, nullable=False),
    # Nobody passes a hard one; a soft one is passed with the right and a reason.
    Column("hard", Boolean, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

offer = Table(
    "offer", metadata, own_id(),
    link("registration", "registration", nullable=False, index=True),
    link("event", "event", nullable=False, index=True),
    # The slots (ids) that are kept for the family until then.
    Column("slots", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    # ``open``, ``accepted``, ``declined``, ``expired`` or ``withdrawn``.
    Column("state", String, nullable=False),
    Column("decided_at", Moment),
    link("operator", "operator", nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

price = Table(
    "price", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    # A member level's id; empty: who has no level of its own in the list.
    Column("level", String, nullable=False, default=""),
    # ``adult``, ``child`` or ``family``.
    Column("kind", String, nullable=False),
    # In fen.
    Column("amount", Integer, nullable=False),
    UniqueConstraint("event", "level", "kind"),
)  # fmt: skip

payment = Table(
    "payment", metadata, own_id(),
    link("registration", "registration", nullable=False, index=True),
    # ``paid``, ``refunded`` or ``waived``.
    Column("kind", String, nullable=False),
    # In fen, never negative.
    Column("amount", Integer, nullable=False),
    Column("method", String, nullable=False, default=""),
    Column("receipt", String, unique=True),
    Column("note", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
)  # fmt: skip

question = Table(
    "question", metadata, own_id(),
    link("event", "event", nullable=False),
    Column("key", String, nullable=False),
    Column("text", String, nullable=False),
    # ``text``, ``number``, ``yes_no``, ``single`` or ``multiple``.
    Column("kind", String, nullable=False),
    Column("options", Json, nullable=False, default=list),
    Column("required", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    UniqueConstraint("event", "key"),
)  # fmt: skip

answer = Table(
    "answer", metadata,
    link("registration", "registration", primary_key=True),
    link("question", "question", primary_key=True),
    Column("value", Json, nullable=False),
)  # fmt: skip

message = Table(
    "message", metadata, own_id(),
    link("event", "event", index=True),
    # ``email`` or ``wechat``; the purpose is ``invitation``, ``confirmation``, ``waitlist``, ``reminder``, ``cancelled``, ``notice``.
    Column("channel", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("subject", String, nullable=False, default=""),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
)  # fmt: skip

message_recipient = Table(
    "message_recipient", metadata,
    link("message", "message", primary_key=True),
    link("family", "family", primary_key=True),
    # ``sent``, ``written``, ``copied``, ``failed``, ``opted_out`` or ``no_address``.
    Column("state", String, nullable=False),
    Column("trouble", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    Index("ix_message_recipient_family", "family"),
)  # fmt: skip
