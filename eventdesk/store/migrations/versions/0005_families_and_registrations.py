"""Families: tags, members, merges, notices, limits, offers, fees, questions, messages"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "member_level",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("benefits", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_level")),
        sa.UniqueConstraint("name", name=op.f("uq_member_level_name")),
    )
    op.create_table(
        "not_duplicate",
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_not_duplicate")),
    )
    op.create_table(
        "notice",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_notice")),
    )
    op.create_table(
        "family_merge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("gone", sa.String(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("undone_at", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["kept"], ["family.id"], name=op.f("fk_family_merge_kept")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_family_merge_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_merge")),
    )
    with op.batch_alter_table("family_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_family_merge_gone"), ["gone"], unique=False)
        batch_op.create_index(batch_op.f("ix_family_merge_kept"), ["kept"], unique=False)

    op.create_table(
        "family_tag",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_family_tag_family")),
        sa.PrimaryKeyConstraint("family", "kind", "name", name=op.f("pk_family_tag")),
    )
    with op.batch_alter_table("family_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_family_tag_name"), ["name"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("done_at", sa.Integer(), nullable=True),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_follow_up_event")),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_follow_up_family")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_follow_up_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_family"), ["family"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_membership_family")),
        sa.ForeignKeyConstraint(["level"], ["member_level.id"], name=op.f("fk_membership_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_family"), ["family"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_message_event")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_message_operator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_event"), ["event"], unique=False)

    op.create_table(
        "opt_out",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_opt_out_family")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_opt_out_operator")),
        sa.PrimaryKeyConstraint("family", "channel", name=op.f("pk_opt_out")),
    )
    op.create_table(
        "place_limit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("min_months", sa.Integer(), nullable=True),
        sa.Column("max_months", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_place_limit_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_limit")),
    )
    with op.batch_alter_table("place_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_limit_event"), ["event"], unique=False)

    op.create_table(
        "price",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_price_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
        sa.UniqueConstraint("event", "level", "kind", name=op.f("uq_price_event_level_kind")),
    )
    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_event"), ["event"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_question_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("event", "key", name=op.f("uq_question_event_key")),
    )
    op.create_table(
        "answer",
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["question"], ["question.id"], name=op.f("fk_answer_question")),
        sa.ForeignKeyConstraint(["registration"], ["registration.id"], name=op.f("fk_answer_registration")),
        sa.PrimaryKeyConstraint("registration", "question", name=op.f("pk_answer")),
    )
    op.create_table(
        "message_recipient",
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["family"], ["family.id"], name=op.f("fk_message_recipient_family")),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name=op.f("fk_message_recipient_message")),
        sa.PrimaryKeyConstraint("message", "family", name=op.f("pk_message_recipient")),
    )
    with op.batch_alter_table("message_recipient", schema=None) as batch_op:
        batch_op.create_index("ix_message_recipient_family", ["family"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_at", sa.Integer(), nullable=True),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name=op.f("fk_offer_event")),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_offer_operator")),
        sa.ForeignKeyConstraint(["registration"], ["registration.id"], name=op.f("fk_offer_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_event"), ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_registration"), ["registration"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"], name=op.f("fk_payment_operator")),
        sa.ForeignKeyConstraint(["registration"], ["registration.id"], name=op.f("fk_payment_registration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("receipt", name=op.f("uq_payment_receipt")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_registration"), ["registration"], unique=False)

    op.create_table(
        "signature",
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["consent"], ["consent.id"], name=op.f("fk_signature_consent")),
        sa.PrimaryKeyConstraint("consent", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("family", schema=None) as batch_op:
        batch_op.add_column(sa.Column("district", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("notes", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("merged_into", sa.String(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.Integer(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wechat", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("needs", sa.String(), nullable=True))

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fee", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    # By SQLite itself: Alembic would make the tables anew, and other tables point at their rows.
    for table, columns in (
        ("registration", ("fee",)), ("person", ("needs", "email", "wechat")), ("outbox", ("erased_at",)),
        ("family", ("merged_into", "notes", "district")),
    ):  # fmt: skip
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("signature")
    op.drop_table("payment")
    op.drop_table("offer")
    op.drop_table("message_recipient")
    op.drop_table("answer")
    op.drop_table("question")
    op.drop_table("price")
    op.drop_table("place_limit")
    op.drop_table("opt_out")
    op.drop_table("message")
    op.drop_table("membership")
    op.drop_table("follow_up")
    op.drop_table("family_tag")
    op.drop_table("family_merge")
    op.drop_table("notice")
    op.drop_table("not_duplicate")
    op.drop_table("member_level")
