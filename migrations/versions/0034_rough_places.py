"""Whether the point of a parcel is its own or only that of its quarter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what stands already was entered as exact."""
    with op.batch_alter_table("parcel") as batch:
        batch.add_column(sa.Column("is_rough", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("parcel") as batch:
        batch.drop_column("is_rough")
