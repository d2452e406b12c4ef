"""Disputes that customers' banks open, and what a business answers to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
UTC = sa.DateTime().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "dispute",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("payment_id", sa.String(length=255), nullable=False),
        sa.Column("subject_ref", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_inquiry", sa.Boolean(), nullable=False),
        sa.Column("has_evidence", sa.Boolean(), nullable=False),
        sa.Column("policy", DOCUMENT, nullable=False),
        sa.Column("due_at", UTC, nullable=True),
        sa.Column("opened_at", UTC, nullable=False),
        sa.Column("closed_at", UTC, nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_dispute_amount_positive")),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f("ck_dispute_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("business_ref", "object_id", name=op.f("uq_dispute_business_ref_object_id")),
    )
    op.create_index("ix_dispute_subject_ref", "dispute", ["business_ref", "subject_ref"])
    op.create_index("ix_dispute_state", "dispute", ["business_ref", "state"])
    op.create_table(
        "dispute_answer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("written_at", UTC, nullable=False),
        sa.Column("sent_at", UTC, nullable=True),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.CheckConstraint("kind IN ('evidence', 'accept')", name=op.f("ck_dispute_answer_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_answer")),
        sa.UniqueConstraint(
            "business_ref", "object_id", name=op.f("uq_dispute_answer_business_ref_object_id")
        ),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("dispute_answer")
    op.drop_index("ix_dispute_state", table_name="dispute")
    op.drop_index("ix_dispute_subject_ref", table_name="dispute")
    op.drop_table("dispute")
