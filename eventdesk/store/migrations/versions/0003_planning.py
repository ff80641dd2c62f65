"""Planning: venues, money, partners, ideas, releases"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "closure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_target"), ["target"], unique=False)

    op.create_table(
        "goal",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "key", name=op.f("pk_goal")),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("name", name=op.f("uq_resource_name")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("name", name=op.f("uq_venue_name")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["operator.id"], name=op.f("fk_announcement_author")),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_announcement_event")),
        sa.ForeignKeyConstraint(["reviewer"], ["operator.id"], name=op.f("fk_announcement_reviewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("event", "number", name=op.f("uq_announcement_event_number")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_event"), ["event"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("planned_fen", sa.Integer(), nullable=False),
        sa.Column("actual_fen", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_budget_line_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_event"), ["event"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("in_kind", sa.Boolean(), nullable=False),
        sa.Column("pledged_fen", sa.Integer(), nullable=False),
        sa.Column("received_fen", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_contribution_event")),
        sa.ForeignKeyConstraint(["partner"], ["partner.id"], name=op.f("fk_contribution_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_partner"), ["partner"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_proposal_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("features", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_room_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("venue", "name", name=op.f("uq_room_venue_name")),
    )
    op.create_table(
        "schedule_release",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_schedule_release_event")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_schedule_release_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_release")),
        sa.UniqueConstraint("event", "number", name=op.f("uq_schedule_release_event_number")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("done_at", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_task_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_event"), ["event"], unique=False)

    op.create_table(
        "calendar_item",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_calendar_item_event")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_calendar_item_slot")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_calendar_item")),
    )
    with op.batch_alter_table("calendar_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_item_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_item_slot"), ["slot"], unique=False)

    op.create_table(
        "vote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal"], ["proposal.id"], name=op.f("fk_vote_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("proposal", "voter", name=op.f("uq_vote_proposal_voter")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_proposal"), ["proposal"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_call_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("registration", "reason", name=op.f("uq_call_registration_reason")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_event"), ["event"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="other", nullable=False))
        batch_op.add_column(sa.Column("purpose", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("online", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("owner", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("expected", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notes", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("template", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("series", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("emergency", sa.Text(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("changeover", sa.Integer(), server_default="10", nullable=False))

    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="slot", nullable=False))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), server_default="60", nullable=False))
        batch_op.add_column(sa.Column("leader", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("resources", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("pinned", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("notes", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Back to the revision before."""
    # By SQLite itself: Alembic would make the tables anew, and other tables point at their rows.
    for column in ("notes", "pinned", "resources", "leader", "minutes", "kind"):
        op.execute(f"ALTER TABLE slot DROP COLUMN {column}")
    for column in (
        "changeover", "emergency", "series", "template", "reason", "notes", "expected", "owner", "online", "purpose", "kind",
    ):  # fmt: skip
        op.execute(f"ALTER TABLE event DROP COLUMN {column}")

    op.drop_table("call")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_proposal"))

    op.drop_table("vote")
    with op.batch_alter_table("calendar_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_item_slot"))
        batch_op.drop_index(batch_op.f("ix_calendar_item_event"))

    op.drop_table("calendar_item")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_event"))

    op.drop_table("task")
    op.drop_table("schedule_release")
    op.drop_table("room")
    op.drop_table("proposal")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_partner"))
        batch_op.drop_index(batch_op.f("ix_contribution_event"))

    op.drop_table("contribution")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_line_event"))

    op.drop_table("budget_line")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_event"))

    op.drop_table("announcement")
    op.drop_table("venue")
    op.drop_table("resource")
    op.drop_table("partner")
    op.drop_table("goal")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closure_target"))

    op.drop_table("closure")
