"""The title of a conversation says in which language it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the language; of earlier titles it is not known."""
    op.add_column("thread", sa.Column("language", sa.String(8), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("thread", "language")
