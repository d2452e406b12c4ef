"""In which language applications, reasons, titles of reviews and names of causes were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

COLUMNS = (
    ("membership", "words_language"),
    ("membership", "reason_language"),
    ("review_window", "title_language"),
    ("cause", "name_language"),
)


def upgrade() -> None:
    """Add the columns; of what stands already the language is not known."""
    for table, column in COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.String(8), nullable=True))


def downgrade() -> None:
    """Forget them."""
    for table, column in reversed(COLUMNS):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
