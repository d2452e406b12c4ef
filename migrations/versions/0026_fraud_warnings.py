"""What banks fear of payments before they ask the money back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "fraud_warning",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("object_id", sa.String(80), nullable=False),
        sa.Column("payment_id", sa.String(255), nullable=False),
        sa.Column("subject_ref", sa.String(64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(12), nullable=False),
        sa.Column("fraud_type", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_fraud_warning_amount_positive")),
        sa.CheckConstraint(
            "(state = 'left') = (reason IS NOT NULL)", name=op.f("ck_fraud_warning_left_for_a_reason")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'refunding', 'refunded', 'left', 'disputed')",
            name=op.f("ck_fraud_warning_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_warning")),
        sa.UniqueConstraint("business_ref", "object_id", name=op.f("uq_fraud_warning_business_ref_object_id")),
        sa.UniqueConstraint("business_ref", "payment_id", name=op.f("uq_fraud_warning_business_ref_payment_id")),
    )
    op.create_index("ix_fraud_warning_state", "fraud_warning", ["business_ref", "state"])


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("fraud_warning")
