"""What an earning gains later: by the guests' rating, or by waiting that somebody stated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "earning_addition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("earning_id", sa.Integer(), nullable=False),
        sa.Column("fan_ref", sa.String(24), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("said_as", sa.String(8), nullable=False),
        sa.Column("said_by_ref", sa.String(24), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("evaluation", DOCUMENT, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_earning_addition_amount_not_negative")),
        sa.CheckConstraint("cause IN ('rating', 'waiting')", name=op.f("ck_earning_addition_cause")),
        sa.CheckConstraint(
            "state IN ('awaited', 'added', 'nothing')", name=op.f("ck_earning_addition_state")
        ),
        sa.ForeignKeyConstraint(
            ["earning_id"], ["earning.id"], name=op.f("fk_earning_addition_earning_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_addition")),
        sa.UniqueConstraint("earning_id", "cause", name=op.f("uq_earning_addition_earning_id_cause")),
        sa.UniqueConstraint("public_id", name=op.f("uq_earning_addition_public_id")),
    )
    op.create_index(op.f("ix_earning_addition_fan_ref"), "earning_addition", ["fan_ref"])


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("earning_addition")
