"""What was passed on to the hub above: emptied items, and reports"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "passed_report",
        sa.Column("report", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("problem", sa.String(length=48), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("report", "revision", name=op.f("pk_passed_report")),
    )
    op.add_column("passed_on", sa.Column("emptied", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("passed_on", sa.Column("emptied_there", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("passed_on", "emptied_there")
    op.drop_column("passed_on", "emptied")
    op.drop_table("passed_report")
