"""Notices and mails say by reference whom they name, so that nobody's namesake loses theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TABLES = ("notification", "mail")


def upgrade() -> None:
    """What was written before says nothing: it stays NULL."""
    for table in TABLES:
        op.add_column(table, sa.Column("about_refs", DOCUMENT, nullable=True))


def downgrade() -> None:
    """Forget whom they name."""
    for table in TABLES:
        op.drop_column(table, "about_refs")
