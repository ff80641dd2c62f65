"""The tables of feedback: what is asked, what was answered, what somebody does about it; and forms of reports."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from eventdesk.store.tables import Day, Json, Moment, link, metadata, own_id

survey = Table(
    "survey", metadata, own_id(),
    # None: a template, for any event.
    link("event", "event", index=True),
    Column("name", String, nullable=False),
    # ``draft``, ``open`` or ``closed``.
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

survey_version = Table(
    "survey_version", metadata, own_id(),
    # What was asked, word for word. Once somebody has answered it, it is never changed: a change makes the next number.
    link("survey", "survey", nullable=False),
    Column("number", Integer, nullable=False),
    # A list of questions: key, kind, texts by language, options, scale, required, per, show_if.
    Column("questions", Json, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("survey", "number"),
)  # fmt: skip

survey_response = Table(
    "survey_response", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    link("version", "survey_version", nullable=False, index=True),
    # ``kiosk``, ``paper``, ``import``, ``invitation`` or ``desk``.
    Column("source", String, nullable=False),
    # The slot it is about, where it says one.
    link("slot", "slot"),
    # A keyed hash of the phone, for "one answer each"; the key never leaves the file, and a phone is never kept here.
    Column("who", String, index=True),
    Column("at", Moment, nullable=False),
    # All that had to be answered is; a child that walks away leaves a response that is not.
    Column("complete", Boolean, nullable=False),
    Column("batch", String, index=True),
    Column("source_row", Integer),
    Column("revision", Integer, nullable=False, default=1),
    Index("ix_survey_response_event_at", "event", "at"),
)  # fmt: skip

survey_answer = Table(
    "survey_answer", metadata,
    link("response", "survey_response", primary_key=True),
    Column("question", String, primary_key=True),
    # The slot's code or the leader's name where a question is asked for each of them; empty otherwise.
    Column("subject", String, primary_key=True, default=""),
    # A number, a text, or a list of options; a skipped question has no row.
    Column("value", Json, nullable=False),
    # Outside the scale or no number: kept as it was written, and counted nowhere but as invalid.
    Column("invalid", Boolean, nullable=False, default=False),
)  # fmt: skip

comment_theme = Table(
    "comment_theme", metadata,
    link("response", "survey_response", primary_key=True),
    Column("question", String, primary_key=True),
    Column("theme", String, primary_key=True),
    # Whether a person said so; a rule's opinion is worked out anew and not kept.
    Column("right", Boolean, nullable=False),
)  # fmt: skip

survey_invitation = Table(
    "survey_invitation", metadata, own_id(),
    link("survey", "survey", nullable=False),
    link("family", "family", nullable=False, index=True),
    # The digest of the link's secret. Which response came of it is not kept.
    Column("secret", String, nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("used", Boolean, nullable=False, default=False),
    UniqueConstraint("survey", "family"),
)  # fmt: skip

feedback_batch = Table(
    "feedback_batch", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    # Which column became which question.
    Column("mapping", Json, nullable=False),
    Column("rows", Json, nullable=False),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("undone_at", Moment),
)  # fmt: skip

feedback_case = Table(
    "feedback_case", metadata, own_id(),
    link("event", "event", nullable=False, index=True),
    link("response", "survey_response"),
    # Whom to answer, where the family wishes it.
    link("family", "family", index=True),
    # ``low_score``, ``complaint``, ``suggestion`` or ``praise``.
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", String, nullable=False, default=""),
    Column("due", Day),
    Column("reply", Text, nullable=False, default=""),
    Column("result", Text, nullable=False, default=""),
    Column("done_at", Moment),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

report_template = Table(
    "report_template", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("sections", Json, nullable=False),
    Column("language", String, nullable=False),
    Column("logo", LargeBinary),
    Column("formats", Json, nullable=False),
    # Made by itself when an event of these kinds is closed; empty: never.
    Column("after_kinds", Json, nullable=False, default=list),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip
