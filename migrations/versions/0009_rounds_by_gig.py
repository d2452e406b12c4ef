"""A round of matching says for each gig how many were wanted, could do it and were asked, and how many it looked at."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ROUNDS = sa.table(
    "matching_round",
    sa.column("id", sa.Integer),
    sa.column("subject", sa.String),
    sa.column("mode", sa.String),
    sa.column("problem", DOCUMENT),
    sa.column("solution", DOCUMENT),
    sa.column("looked_at", sa.Integer),
)
PARTS = sa.table(
    "matching_round_gig",
    sa.column("round_id", sa.Integer),
    sa.column("gig_ref", sa.String),
    sa.column("wanted", sa.Integer),
    sa.column("eligible", sa.Integer),
    sa.column("asked", sa.Integer),
)


def upgrade() -> None:
    """Make the table, and fill it for the rounds there are."""
    op.add_column("matching_round", sa.Column("looked_at", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_matching_round_programme_at", "matching_round", ["programme_ref", "at"])
    op.create_table(
        "matching_round_gig",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("gig_ref", sa.String(length=24), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["matching_round.id"],
            name=op.f("fk_matching_round_gig_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "gig_ref", name=op.f("pk_matching_round_gig")),
    )
    op.create_index(op.f("ix_matching_round_gig_gig_ref"), "matching_round_gig", ["gig_ref"])
    _fill(op.get_bind())


def downgrade() -> None:
    """Forget the parts."""
    op.drop_table("matching_round_gig")
    op.drop_index("ix_matching_round_programme_at", table_name="matching_round")
    op.drop_column("matching_round", "looked_at")


def _fill(connection: sa.Connection) -> None:
    """One round at a time: a problem may be large."""
    for round_id in connection.scalars(sa.select(ROUNDS.c.id).order_by(ROUNDS.c.id)).all():
        row = connection.execute(sa.select(ROUNDS).where(ROUNDS.c.id == round_id)).one()
        connection.execute(
            sa.update(ROUNDS)
            .where(ROUNDS.c.id == round_id)
            .values(looked_at=len((row.problem or {}).get("fans", ())))
        )
        parts = _parts(row)
        if parts:
            connection.execute(sa.insert(PARTS), parts)


def _parts(row: Any) -> list[dict[str, Any]]:
    answer = row.solution or {}
    if row.mode == "plan":
        asked: dict[str, int] = {}
        for pick in answer.get("picks", ()):
            asked[pick["gig"]] = asked.get(pick["gig"], 0) + 1
        return [
            {"round_id": row.id, "gig_ref": ref, "wanted": number, "eligible": number, "asked": number}
            for ref, number in sorted(asked.items())
        ]
    number = len(answer.get("best", ()))
    eligible = int(answer.get("eligible", number))
    return [
        {"round_id": row.id, "gig_ref": row.subject, "wanted": number, "eligible": eligible, "asked": number}
    ]
