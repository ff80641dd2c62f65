"""The tables of volunteers: who they are, what they can do, the shifts of an event, who has which, and who came."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from eventdesk.store.tables import Day, Json, Moment, link, metadata, own_id

volunteer = Table(
    "volunteer", metadata, own_id(),
    Column("name", String, nullable=False),
    Column("phone", String, index=True),
    Column("email", String, nullable=False, default=""),
    Column("wechat", String, nullable=False, default=""),
    # For the years of minors alone.
    Column("birthdate", Day),
    link("family", "family", index=True),
    # ``none``, ``dated`` or ``permanent``: whether somebody saw a proof that nothing speaks against work with children.
    Column("vetting", String, nullable=False),
    # The last day that a dated proof is good for.
    Column("vetting_until", Day),
    Column("note", Text, nullable=False, default=""),
    # No longer asked; what was done stays.
    Column("retired_at", Moment),
    # The person is gone from the file; hours and counts stay.
    Column("erased_at", Moment),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

volunteer_skill = Table(
    "volunteer_skill", metadata,
    link("volunteer", "volunteer", primary_key=True),
    Column("name", String, primary_key=True, index=True),
    # What proves it (a certificate's kind or number); the last day it is good for, none: it does not end.
    Column("certificate", String, nullable=False, default=""),
    Column("until", Day),
)  # fmt: skip

training = Table(
    "training", metadata, own_id(),
    Column("title", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("leader", String, nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

training_attendance = Table(
    "training_attendance", metadata,
    link("training", "training", primary_key=True),
    link("volunteer", "volunteer", primary_key=True),
)  # fmt: skip

engagement = Table(
    "engagement", metadata, own_id(),
    # A volunteer who offers to help at an event.
    link("event", "event", nullable=False, index=True),
    link("volunteer", "volunteer", nullable=False, index=True),
    # The volunteer's name in the event's own list, such as VOL001.
    Column("code", String, nullable=False),
    # When there is time: pairs of milliseconds since 1970, UTC, in order, none touching another.
    Column("windows", Json, nullable=False, default=list),
    # At most so many minutes at this event, and on one of its days; none: no limit.
    Column("max_minutes", Integer),
    Column("max_day_minutes", Integer),
    # The roles that are wished for.
    Column("wishes", Json, nullable=False, default=list),
    # ``listed`` or ``withdrawn``; why.
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    # The row of the file it came from; none: entered by hand.
    Column("source_row", Integer),
    Column("revision", Integer, nullable=False, default=1),
    UniqueConstraint("event", "volunteer"),
    UniqueConstraint("event", "code"),
)  # fmt: skip

pairing = Table(
    "pairing", metadata,
    # Two volunteers, the smaller id first; ``apart``: never in one shift, ``together``: in one where it can be.
    link("first", "volunteer", primary_key=True),
    link("second", "volunteer", primary_key=True),
    Column("kind", String, nullable=False),
)  # fmt: skip

shift = Table(
    "shift", metadata, own_id(),
    link("event", "event", nullable=False),
    Column("code", String, nullable=False),
    Column("role", String, nullable=False),
    link("slot", "slot"),
    Column("room", String, nullable=False, default=""),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    # How many there must be, and how many it is good with (never fewer than those).
    Column("need", Integer, nullable=False),
    Column("ideal", Integer, nullable=False),
    # All of these are needed.
    Column("skills", Json, nullable=False, default=list),
    # With children: vetted people only.
    Column("vetted", Boolean, nullable=False, default=False),
    # Nobody under eighteen.
    Column("adults_only", Boolean, nullable=False, default=False),
    # The children it looks after: their ages in months, and how many; for the ratio.
    Column("min_months", Integer),
    Column("max_months", Integer),
    Column("children", Integer),
    # Minutes without work within it; they are not credited.
    Column("break_minutes", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    UniqueConstraint("event", "code"),
)  # fmt: skip

shift_template = Table(
    "shift_template", metadata, own_id(),
    Column("name", String, nullable=False, unique=True),
    # The kind of event it is for.
    Column("kind", String, nullable=False),
    # Shifts as in ``shift``, their times in minutes from the event's start, or tied to each slot of it.
    Column("shifts", Json, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)  # fmt: skip

assignment = Table(
    "assignment", metadata, own_id(),
    link("shift", "shift", nullable=False),
    link("engagement", "engagement", nullable=False, index=True),
    # Stays where it is when a plan is made anew.
    Column("pinned", Boolean, nullable=False, default=False),
    # ``plan`` or ``hand``.
    Column("origin", String, nullable=False),
    # The rules that somebody waived for it, by code, and why.
    Column("waived", Json, nullable=False, default=list),
    Column("reason", String, nullable=False, default=""),
    # ``open``, ``asked``, ``accepted`` or ``declined``; since when.
    Column("response", String, nullable=False),
    Column("responded_at", Moment),
    # Minutes credited by hand; none: what the records of the day say.
    Column("credited", Integer),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
    Column("revision", Integer, nullable=False, default=1),
    UniqueConstraint("shift", "engagement"),
)  # fmt: skip

shift_attendance = Table(
    "shift_attendance", metadata, own_id(),
    # Append-only: ``in``, ``out``, ``no_show``, or ``void``, which takes back the entry it names.
    link("event", "event", nullable=False),
    link("engagement", "engagement", nullable=False, index=True),
    # The shift that a no-show is about; none: the whole of the day.
    link("shift", "shift"),
    Column("kind", String, nullable=False),
    Column("voids", String),
    Column("reason", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    link("station", "station", nullable=False),
    link("operator", "operator", nullable=False),
    Index("ix_shift_attendance_event_at", "event", "at"),
)  # fmt: skip

roster_notice = Table(
    "roster_notice", metadata, own_id(),
    # What a volunteer was told of their shifts: once for each channel and time.
    link("engagement", "engagement", nullable=False, index=True),
    Column("channel", String, nullable=False),
    # The shifts (ids) that were told, so that a later change shows.
    Column("shifts", Json, nullable=False),
    # ``sent``, ``written``, ``copied``, ``failed`` or ``no_address``.
    Column("state", String, nullable=False),
    Column("trouble", String, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    link("operator", "operator", nullable=False),
)  # fmt: skip
