"""Files that go with the answer to a dispute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "dispute_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("object_id", sa.String(80), nullable=False),
        sa.Column("slot", sa.String(30), nullable=False),
        sa.Column("file_ref", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_file_id", sa.String(80), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_dispute_file_size_positive")),
        sa.CheckConstraint(
            "slot IN ('receipt', 'customer_communication', 'service_documentation', 'customer_signature', 'uncategorized_file')",
            name=op.f("ck_dispute_file_slot_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_file")),
        sa.UniqueConstraint(
            "business_ref", "object_id", "slot", name=op.f("uq_dispute_file_business_ref_object_id_slot")
        ),
    )


def downgrade() -> None:
    """Forget them; the bytes are swept away with the uploads."""
    op.drop_table("dispute_file")
