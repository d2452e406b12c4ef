"""Parcels that are fetched at the door; what each member is due of a programme's gigs, carried from day to day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Parcels there are go to the door; shares begin with the next day."""
    op.add_column("parcel", sa.Column("is_return", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "fairness_carried",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_fairness_carried_programme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_fairness_carried")),
    )
    op.create_table(
        "fairness_share",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("short", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("is_known", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_fairness_share_membership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_fairness_share")),
    )


def downgrade() -> None:
    """Forget which parcels are fetched, and who is due what."""
    op.drop_table("fairness_share")
    op.drop_table("fairness_carried")
    op.drop_column("parcel", "is_return")
