"""Payouts that people wanted at once: what was agreed, and whether they went that way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "instant_payout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("payout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("terms_since", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fallen_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(80), nullable=True),
        sa.CheckConstraint("net_minor > 0", name=op.f("ck_instant_payout_net_positive")),
        sa.CheckConstraint("fee_minor >= 0", name=op.f("ck_instant_payout_fee_not_negative")),
        sa.CheckConstraint(
            "(fallen_back_at IS NULL) = (reason IS NULL)", name=op.f("ck_instant_payout_fallen_back_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_instant_payout_payout_id_payout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instant_payout")),
        sa.UniqueConstraint("payout_id", name=op.f("uq_instant_payout_payout_id")),
    )


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("instant_payout")
