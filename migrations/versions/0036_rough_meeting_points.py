"""Whether the point of a listing is its own or only the middle of its quarter or town."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what stands already it is not known, and its author is not bothered."""
    with op.batch_alter_table("experience") as batch:
        batch.add_column(sa.Column("is_rough", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("experience") as batch:
        batch.drop_column("is_rough")
