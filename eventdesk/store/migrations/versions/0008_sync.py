"""Meeting other stations: devices, what they told, clashes, the hub"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "clash",
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=True),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("kept_device", sa.String(), nullable=False),
        sa.Column("kept_number", sa.Integer(), nullable=False),
        sa.Column("other_device", sa.String(), nullable=False),
        sa.Column("other_number", sa.Integer(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("table", "record", "field", name=op.f("pk_clash")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.String(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "hub",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("server_name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.Integer(), nullable=True),
        sa.Column("success_at", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("skew_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub")),
    )
    op.create_table(
        "hub_cursor",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_hub_cursor")),
    )
    op.create_table(
        "item_record",
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("table", "record", "device", "number", name=op.f("pk_item_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refused_item",
        sa.Column("device_seq", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("device_seq", name=op.f("pk_refused_item")),
    )
    op.create_table(
        "foreign_item",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sig", sa.String(), nullable=False),
        sa.Column("extra", sa.Text(), server_default="", nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_foreign_item_device")),
        sa.PrimaryKeyConstraint("device", "number", name=op.f("pk_foreign_item")),
        sa.UniqueConstraint("id", name=op.f("uq_foreign_item_id")),
    )
    with op.batch_alter_table("foreign_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_foreign_item_state", ["state"], unique=False, sqlite_where=sa.text("state != 'applied'")
        )


def downgrade() -> None:
    """Back to the revision before."""
    with op.batch_alter_table("foreign_item", schema=None) as batch_op:
        batch_op.drop_index("ix_foreign_item_state", sqlite_where=sa.text("state != 'applied'"))

    op.drop_table("foreign_item")
    op.drop_table("refused_item")
    op.drop_table("item_record")
    op.drop_table("hub_cursor")
    op.drop_table("hub")
    op.drop_table("device")
    op.drop_table("clash")
