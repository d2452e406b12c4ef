"""Claims with a receipt: what a gig gives back of what somebody spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
STATES = "'open', 'claimed', 'refused', 'paid', 'lapsed', 'withdrawn'"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "perk_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("business_ref", sa.String(24), nullable=False),
        sa.Column("programme_ref", sa.String(24), nullable=False),
        sa.Column("fan_ref", sa.String(24), nullable=False),
        sa.Column("assignment_ref", sa.String(24), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("labels", DOCUMENT, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("cap_minor", sa.BigInteger(), nullable=False),
        sa.Column("funded_by", sa.String(8), nullable=False),
        sa.Column("partner", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("shop", sa.String(80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_ref", sa.String(24), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cap_minor > 0", name=op.f("ck_perk_claim_cap_positive")),
        sa.CheckConstraint(
            "paid_minor BETWEEN 1 AND cap_minor", name=op.f("ck_perk_claim_paid_within_cap")
        ),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_minor IS NOT NULL)", name=op.f("ck_perk_claim_paid_has_amount")
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_perk_claim_state")),
        sa.CheckConstraint(
            "funded_by IN ('budget', 'booking', 'partner')", name=op.f("ck_perk_claim_funded_by")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_perk_claim_upload_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perk_claim")),
        sa.UniqueConstraint("assignment_ref", "code", name=op.f("uq_perk_claim_assignment_ref_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_perk_claim_public_id")),
    )
    op.create_index("ix_perk_claim_business_ref_state", "perk_claim", ["business_ref", "state"])
    op.create_index(op.f("ix_perk_claim_fan_ref"), "perk_claim", ["fan_ref"])


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("perk_claim")
