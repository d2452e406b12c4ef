"""What budgets get again of pay that was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "budget_return",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("owner_ref", sa.String(64), nullable=False),
        sa.Column("subject_ref", sa.String(64), nullable=False),
        sa.Column("programme_ref", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(12), nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), nullable=False),
        sa.Column("whole_minor", sa.BigInteger(), nullable=False),
        sa.Column("came_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "0 < whole_minor AND whole_minor <= taken_minor", name=op.f("ck_budget_return_whole_within")
        ),
        sa.CheckConstraint(
            "0 <= came_minor AND came_minor <= whole_minor", name=op.f("ck_budget_return_came_within")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_return")),
        sa.UniqueConstraint(
            "business_ref", "key", "programme_ref", name=op.f("uq_budget_return_business_ref_key_programme_ref")
        ),
    )
    op.create_index("ix_budget_return_open", "budget_return", ["business_ref", "ended_at", "id"])
    op.create_index("ix_budget_return_subject_ref", "budget_return", ["business_ref", "subject_ref"])


def downgrade() -> None:
    """Forget it; what came stays in the books."""
    op.drop_table("budget_return")
