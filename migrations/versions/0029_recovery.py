"""What a business decided on pay whose price went back to the customer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "recovery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("cause", sa.String(160), nullable=False),
        sa.Column("subject_ref", sa.String(64), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("lost_minor", sa.BigInteger(), nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(12), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "choice = 'taken' OR taken_minor = 0", name=op.f("ck_recovery_borne_takes_nothing")
        ),
        sa.CheckConstraint("choice IN ('taken', 'borne')", name=op.f("ck_recovery_choice_known")),
        sa.CheckConstraint("taken_minor BETWEEN 0 AND lost_minor", name=op.f("ck_recovery_taken_within_lost")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("business_ref", "cause", name=op.f("uq_recovery_business_ref_cause")),
    )
    op.create_index("ix_recovery_subject_ref", "recovery", ["business_ref", "subject_ref"])


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("recovery")
