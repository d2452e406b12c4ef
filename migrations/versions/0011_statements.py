"""Statements of payouts, and the names behind them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from payouts.columns import UTC

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
SAID = "payouts: a statement that was issued stays as it is"
GUARDS = (("guard_statement_no_update", "UPDATE"), ("guard_statement_no_delete", "DELETE"))


def upgrade() -> None:
    """Make the tables and what keeps a statement as it is."""
    op.create_table(
        "payout_statement",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("payout_id", BIG, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("owner_ref", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", UTC(), nullable=False),
        sa.Column("beside", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_payout_statement_number_positive")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_payout_statement_payout_id_payout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_statement")),
        sa.UniqueConstraint("payout_id", name=op.f("uq_payout_statement_payout_id")),
        sa.UniqueConstraint(
            "business_ref", "owner_ref", "number", name=op.f("uq_payout_statement_business_ref_owner_ref_number")
        ),
    )
    op.create_table(
        "payout_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payout_ref", sa.String(40), nullable=False),
        sa.Column("business_ref", sa.String(24), nullable=False),
        sa.Column("fan_ref", sa.String(24), nullable=False),
        sa.Column("names", DOCUMENT, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_names")),
        sa.UniqueConstraint("payout_ref", name=op.f("uq_payout_names_payout_ref")),
    )
    op.create_index(op.f("ix_payout_names_business_ref"), "payout_names", ["business_ref"])
    op.create_index(op.f("ix_payout_names_fan_ref"), "payout_names", ["fan_ref"])
    for name, event in GUARDS:
        _refuse(name, event)


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("payout_names")
    op.drop_table("payout_statement")
    if op.get_bind().dialect.name == "postgresql":
        for name, _event in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _refuse(name: str, event: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $guard$"
        )
        op.execute(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON payout_statement FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON payout_statement "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
