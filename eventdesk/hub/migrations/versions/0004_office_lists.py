"""What the office's pages list by: events among all items, and reports of one kind and subject"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_EVENTS = sa.text("type IN ('event', 'event.removed')")


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_item_events", "item", ["log"], unique=False, postgresql_where=_EVENTS, sqlite_where=_EVENTS)
    op.create_index("ix_report_revision_kind_subject", "report_revision", ["kind", "subject"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index("ix_report_revision_kind_subject", table_name="report_revision")
    op.drop_index("ix_item_events", table_name="item", postgresql_where=_EVENTS, sqlite_where=_EVENTS)
