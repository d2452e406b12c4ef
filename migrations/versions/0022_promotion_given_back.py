"""A promotion has cost nothing once its booking was given back whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NAME = "ck_promotion_use_takes_something_off"


def upgrade() -> None:
    """Let the cost of a use be nothing."""
    _limit(0)


def downgrade() -> None:
    """Ask for something again; what cost nothing counts as the least there is."""
    op.execute(sa.text("UPDATE promotion_use SET amount_minor = 1 WHERE amount_minor = 0"))
    _limit(1)


def _limit(least: int) -> None:
    with op.batch_alter_table("promotion_use") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), "amount_minor >= 0" if least == 0 else "amount_minor > 0")
