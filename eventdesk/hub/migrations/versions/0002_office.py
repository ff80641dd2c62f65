"""Branches, people of the office with their sessions and audit, and the hub above this one"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("branch", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit",
        sa.Column("no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit")),
    )
    op.create_table(
        "branch",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("persons", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("code", name=op.f("uq_branch_code")),
    )
    op.create_table(
        "passed_on",
        sa.Column("log", sa.String(length=36), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("cursor", sa.String(length=48), nullable=True),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_passed_on")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("csrf", sa.String(length=43), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account"), "session", ["account"], unique=False)
    op.create_index(op.f("ix_session_expires"), "session", ["expires"], unique=False)
    op.create_table(
        "upstream",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("server_name", sa.Text(), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("hub_id", sa.String(length=36), nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("success_at", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_upstream")),
    )
    op.add_column("invitation", sa.Column("branch", sa.String(length=36), nullable=True))
    op.add_column("log", sa.Column("branch", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_log_branch"), "log", ["branch"], unique=False)
    op.add_column("report_revision", sa.Column("kind", sa.String(length=32), nullable=True))
    op.add_column("report_revision", sa.Column("subject", sa.String(length=80), nullable=True))
    op.add_column("report_revision", sa.Column("branch", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_report_revision_branch"), "report_revision", ["branch"], unique=False)
    op.add_column("station", sa.Column("branch", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_station_branch"), "station", ["branch"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index(op.f("ix_station_branch"), table_name="station")
    op.drop_column("station", "branch")
    op.drop_index(op.f("ix_report_revision_branch"), table_name="report_revision")
    op.drop_column("report_revision", "branch")
    op.drop_column("report_revision", "subject")
    op.drop_column("report_revision", "kind")
    op.drop_index(op.f("ix_log_branch"), table_name="log")
    op.drop_column("log", "branch")
    op.drop_column("invitation", "branch")
    op.drop_table("upstream")
    op.drop_index(op.f("ix_session_expires"), table_name="session")
    op.drop_index(op.f("ix_session_account"), table_name="session")
    op.drop_table("session")
    op.drop_table("passed_on")
    op.drop_table("branch")
    op.drop_table("audit")
    op.drop_table("account")
