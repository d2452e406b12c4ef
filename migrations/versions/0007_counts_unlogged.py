"""Rate limits are counted without waiting for the disk: on PostgreSQL their table is not logged."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What a power cut may take needs no log."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE rate_count SET UNLOGGED")


def downgrade() -> None:
    """Log it like any other."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE rate_count SET LOGGED")
