"""Reports that are handed in at the hub"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "hand_in",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("persons", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("asked_at", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.Integer(), nullable=True),
        sa.Column("hub", sa.String(), nullable=True),
        sa.Column("operator", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "number", name=op.f("pk_hand_in")),
    )
    op.create_index(op.f("ix_hand_in_revision"), "hand_in", ["revision"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index(op.f("ix_hand_in_revision"), table_name="hand_in")
    op.drop_table("hand_in")
