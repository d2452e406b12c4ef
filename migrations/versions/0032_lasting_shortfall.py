"""What each member was short of on average, beside what they are short of now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has an average yet; it builds up from the next day on."""
    op.add_column("fairness_share", sa.Column("lasting", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("fairness_share") as batch:
        batch.alter_column("lasting", server_default=None)


def downgrade() -> None:
    """Forget the average."""
    op.drop_column("fairness_share", "lasting")
