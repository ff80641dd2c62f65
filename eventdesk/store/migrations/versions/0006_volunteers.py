"""Volunteers: people, shifts, who has which and who came; who was expected at an event's start"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "shift_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shifts", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_template")),
        sa.UniqueConstraint("name", name=op.f("uq_shift_template_name")),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_table(
        "volunteer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("wechat", sa.String(), nullable=False),
        sa.Column("birthdate", sa.String(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("vetting", sa.String(), nullable=False),
        sa.Column("vetting_until", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_volunteer_family")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_family"), ["family"], unique=False)
        batch_op.create_index(batch_op.f("ix_volunteer_phone"), ["phone"], unique=False)

    op.create_table(
        "engagement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("volunteer", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("windows", sa.Text(), nullable=False),
        sa.Column("max_minutes", sa.Integer(), nullable=True),
        sa.Column("max_day_minutes", sa.Integer(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_engagement_event")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.id"], name=op.f("fk_engagement_volunteer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("event", "code", name=op.f("uq_engagement_event_code")),
        sa.UniqueConstraint("event", "volunteer", name=op.f("uq_engagement_event_volunteer")),
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_engagement_volunteer"), ["volunteer"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["first"], ["volunteer.id"], name=op.f("fk_pairing_first")),
        sa.ForeignKeyConstraint(["second"], ["volunteer.id"], name=op.f("fk_pairing_second")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_pairing")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("ideal", sa.Integer(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("vetted", sa.Boolean(), nullable=False),
        sa.Column("adults_only", sa.Boolean(), nullable=False),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_shift_event")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_shift_slot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("event", "code", name=op.f("uq_shift_event_code")),
    )
    op.create_table(
        "training_attendance",
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("volunteer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["training"], ["training.id"], name=op.f("fk_training_attendance_training")),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.id"], name=op.f("fk_training_attendance_volunteer")),
        sa.PrimaryKeyConstraint("training", "volunteer", name=op.f("pk_training_attendance")),
    )
    op.create_table(
        "volunteer_skill",
        sa.Column("volunteer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["volunteer"], ["volunteer.id"], name=op.f("fk_volunteer_skill_volunteer")),
        sa.PrimaryKeyConstraint("volunteer", "name", name=op.f("pk_volunteer_skill")),
    )
    with op.batch_alter_table("volunteer_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_skill_name"), ["name"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("waived", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("responded_at", sa.Integer(), nullable=True),
        sa.Column("credited", sa.Integer(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["engagement"], ["engagement.id"], name=op.f("fk_assignment_engagement")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_assignment_operator")),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_assignment_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("shift", "engagement", name=op.f("uq_assignment_shift_engagement")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_engagement"), ["engagement"], unique=False)

    op.create_table(
        "roster_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("shifts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["engagement"], ["engagement.id"], name=op.f("fk_roster_notice_engagement")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_roster_notice_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_notice")),
    )
    with op.batch_alter_table("roster_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_notice_engagement"), ["engagement"], unique=False)

    op.create_table(
        "shift_attendance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("engagement", sa.String(), nullable=False),
        sa.Column("shift", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("voids", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["engagement"], ["engagement.id"], name=op.f("fk_shift_attendance_engagement")),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_shift_attendance_event")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_shift_attendance_operator")),
        sa.ForeignKeyConstraint(["shift"], ["shift.id"], name=op.f("fk_shift_attendance_shift")),
        sa.ForeignKeyConstraint(["station"], ["station.id"], name=op.f("fk_shift_attendance_station")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_attendance")),
    )
    with op.batch_alter_table("shift_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_attendance_engagement"), ["engagement"], unique=False)
        batch_op.create_index("ix_shift_attendance_event_at", ["event", "at"], unique=False)

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("at_start", sa.Text(), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    # By SQLite itself: Alembic would make the table anew, and other tables point at its rows.
    op.execute("ALTER TABLE registration DROP COLUMN at_start")
    with op.batch_alter_table("shift_attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_attendance_event_at")
        batch_op.drop_index(batch_op.f("ix_shift_attendance_engagement"))

    op.drop_table("shift_attendance")
    with op.batch_alter_table("roster_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_notice_engagement"))

    op.drop_table("roster_notice")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_engagement"))

    op.drop_table("assignment")
    with op.batch_alter_table("volunteer_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_skill_name"))

    op.drop_table("volunteer_skill")
    op.drop_table("training_attendance")
    op.drop_table("shift")
    op.drop_table("pairing")
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_volunteer"))
        batch_op.drop_index(batch_op.f("ix_engagement_event"))

    op.drop_table("engagement")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_phone"))
        batch_op.drop_index(batch_op.f("ix_volunteer_family"))

    op.drop_table("volunteer")
    op.drop_table("training")
    op.drop_table("shift_template")
