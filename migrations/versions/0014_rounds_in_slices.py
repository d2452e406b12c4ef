"""Everybody's facts as numbers beside the document; rounds that are published slice by slice and tell gig by gig."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.superfans.packed_facts import pack

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BATCH = 2000
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
PROFILES = sa.table(
    "packed_profile",
    sa.column("fan_id", sa.Integer),
    sa.column("document", DOCUMENT),
    sa.column("facts", sa.LargeBinary),
)


def upgrade() -> None:
    """Add what is new, and pack the profiles there are in the way of the program that will read them."""
    with op.batch_alter_table("packed_profile") as table:
        table.add_column(sa.Column("facts", sa.LargeBinary(), nullable=False, server_default=""))
    _pack(op.get_bind())
    op.add_column("matching_round", sa.Column("people", sa.LargeBinary(), nullable=True))
    op.add_column("matching_round", sa.Column("decided_by_ref", sa.String(length=24), nullable=True))
    op.add_column(
        "matching_round_gig", sa.Column("outcome", sa.String(length=16), nullable=False, server_default="")
    )
    op.add_column("matching_round_gig", sa.Column("told", DOCUMENT, nullable=True))
    op.create_table(
        "matching_round_slice",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["matching_round.id"],
            name=op.f("fk_matching_round_slice_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_matching_round_slice")),
    )


def downgrade() -> None:
    """Forget them; slices that nobody was asked for yet go with their rounds' next."""
    op.drop_table("matching_round_slice")
    op.drop_column("matching_round_gig", "told")
    op.drop_column("matching_round_gig", "outcome")
    op.drop_column("matching_round", "decided_by_ref")
    op.drop_column("matching_round", "people")
    op.drop_column("packed_profile", "facts")


def _pack(connection: sa.Connection) -> None:
    last = 0
    change = sa.update(PROFILES).where(PROFILES.c.fan_id == sa.bindparam("fan")).values(facts=sa.bindparam("packed"))
    while True:
        query = sa.select(PROFILES.c.fan_id, PROFILES.c.document).where(PROFILES.c.fan_id > last)
        rows = connection.execute(query.order_by(PROFILES.c.fan_id).limit(BATCH)).all()
        if not rows:
            return
        last = rows[-1].fan_id
        connection.execute(change, [{"fan": row.fan_id, "packed": pack(row.document)} for row in rows])
