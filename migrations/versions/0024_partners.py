"""What partners owe for their parts of rewards, and what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "partner_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("business_ref", sa.String(24), nullable=False),
        sa.Column("programme_ref", sa.String(24), nullable=False),
        sa.Column("subject_ref", sa.String(24), nullable=False),
        sa.Column("partner", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_partner_share_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_share")),
        sa.UniqueConstraint("subject_ref", "partner", name=op.f("uq_partner_share_subject_ref_partner")),
    )
    op.create_index(op.f("ix_partner_share_business_ref"), "partner_share", ["business_ref"])
    op.create_index(op.f("ix_partner_share_programme_ref"), "partner_share", ["programme_ref"])
    op.create_table(
        "partner_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("business_ref", sa.String(24), nullable=False),
        sa.Column("programme_ref", sa.String(24), nullable=False),
        sa.Column("partner", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("attempt", sa.String(48), nullable=False),
        sa.Column("noted_by_ref", sa.String(24), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_partner_payment_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_payment")),
        sa.UniqueConstraint("business_ref", "attempt", name=op.f("uq_partner_payment_business_ref_attempt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_partner_payment_public_id")),
    )
    op.create_index(op.f("ix_partner_payment_business_ref"), "partner_payment", ["business_ref"])
    op.create_index(op.f("ix_partner_payment_programme_ref"), "partner_payment", ["programme_ref"])


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("partner_payment")
    op.drop_table("partner_share")
