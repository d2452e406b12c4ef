"""Facts that go with the answer to a dispute in fields of their own, and a file for the policy that was agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_SLOTS = "'receipt', 'customer_communication', 'service_documentation', 'customer_signature'"
_CHECK = "ck_dispute_file_slot_known"


def upgrade() -> None:
    """Make the table; let files show the policy."""
    op.create_table(
        "dispute_field",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("object_id", sa.String(80), nullable=False),
        sa.Column("field", sa.String(30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "field IN ('customer_name', 'customer_email_address', 'product_description', 'service_date', 'refund_policy_disclosure')",
            name=op.f("ck_dispute_field_field_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_field")),
        sa.UniqueConstraint(
            "business_ref", "object_id", "field", name=op.f("uq_dispute_field_business_ref_object_id_field")
        ),
    )
    _take(f"{_SLOTS}, 'refund_policy', 'uncategorized_file'")


def downgrade() -> None:
    """Forget both."""
    op.drop_table("dispute_field")
    op.execute("DELETE FROM dispute_file WHERE slot = 'refund_policy'")
    _take(f"{_SLOTS}, 'uncategorized_file'")


def _take(slots: str) -> None:
    with op.batch_alter_table("dispute_file") as batch:
        batch.drop_constraint(op.f(_CHECK), type_="check")
        batch.create_check_constraint(op.f(_CHECK), f"slot IN ({slots})")
