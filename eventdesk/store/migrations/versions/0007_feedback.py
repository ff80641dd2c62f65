"""Feedback: surveys, responses, cases; forms of reports"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "report_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("formats", sa.Text(), nullable=False),
        sa.Column("after_kinds", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_template")),
        sa.UniqueConstraint("name", name=op.f("uq_report_template_name")),
    )
    op.create_table(
        "feedback_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("undone_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_feedback_batch_event")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_feedback_batch_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_batch")),
    )
    with op.batch_alter_table("feedback_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_batch_event"), ["event"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_survey_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_event"), ["event"], unique=False)

    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_survey_invitation_family")),
        sa.ForeignKeyConstraint(["survey"], ["survey.id"], name=op.f("fk_survey_invitation_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("secret", name=op.f("uq_survey_invitation_secret")),
        sa.UniqueConstraint("survey", "family", name=op.f("uq_survey_invitation_survey_family")),
    )
    with op.batch_alter_table("survey_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_invitation_family"), ["family"], unique=False)

    op.create_table(
        "survey_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey"], ["survey.id"], name=op.f("fk_survey_version_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey", "number", name=op.f("uq_survey_version_survey_number")),
    )
    op.create_table(
        "survey_response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_survey_response_event")),
        sa.ForeignKeyConstraint(["slot"], ["slot.id"], name=op.f("fk_survey_response_slot")),
        sa.ForeignKeyConstraint(["version"], ["survey_version.id"], name=op.f("fk_survey_response_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_response")),
    )
    with op.batch_alter_table("survey_response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_response_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_response_event"), ["event"], unique=False)
        batch_op.create_index("ix_survey_response_event_at", ["event", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_response_version"), ["version"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_response_who"), ["who"], unique=False)

    op.create_table(
        "comment_theme",
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["survey_response.id"], name=op.f("fk_comment_theme_response")),
        sa.PrimaryKeyConstraint("response", "question", "theme", name=op.f("pk_comment_theme")),
    )
    op.create_table(
        "feedback_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=True),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Integer(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_feedback_case_event")),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_feedback_case_family")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_feedback_case_operator")),
        sa.ForeignKeyConstraint(["response"], ["survey_response.id"], name=op.f("fk_feedback_case_response")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_case")),
    )
    with op.batch_alter_table("feedback_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_case_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_case_family"), ["family"], unique=False)

    op.create_table(
        "survey_answer",
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("invalid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["survey_response.id"], name=op.f("fk_survey_answer_response")),
        sa.PrimaryKeyConstraint("response", "question", "subject", name=op.f("pk_survey_answer")),
    )


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_table("survey_answer")
    with op.batch_alter_table("feedback_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_case_family"))
        batch_op.drop_index(batch_op.f("ix_feedback_case_event"))

    op.drop_table("feedback_case")
    op.drop_table("comment_theme")
    with op.batch_alter_table("survey_response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_response_who"))
        batch_op.drop_index(batch_op.f("ix_survey_response_version"))
        batch_op.drop_index("ix_survey_response_event_at")
        batch_op.drop_index(batch_op.f("ix_survey_response_event"))
        batch_op.drop_index(batch_op.f("ix_survey_response_batch"))

    op.drop_table("survey_response")
    op.drop_table("survey_version")
    with op.batch_alter_table("survey_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_invitation_family"))

    op.drop_table("survey_invitation")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_event"))

    op.drop_table("survey")
    with op.batch_alter_table("feedback_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_batch_event"))

    op.drop_table("feedback_batch")
    op.drop_table("report_template")
