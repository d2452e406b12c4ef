"""A partner's payment that was noted wrongly is taken back once, with the reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "partner_reversal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("undone_by_ref", sa.String(24), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["partner_payment.id"], name=op.f("fk_partner_reversal_payment_id_partner_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_reversal")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_partner_reversal_payment_id")),
    )


def downgrade() -> None:
    """Forget who took what back and why; the books remain."""
    op.drop_table("partner_reversal")
