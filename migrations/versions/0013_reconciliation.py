"""Runs of reconciliation and what they found: appended to, never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Name of the guard, its table, the event, and what it says.
GUARDS = (
    ("guard_recon_run_no_update", "recon_run", "UPDATE", "payouts: a reconciliation is never changed"),
    ("guard_recon_run_no_delete", "recon_run", "DELETE", "payouts: a reconciliation is never deleted"),
    ("guard_recon_item_no_update", "recon_item", "UPDATE", "payouts: a difference is never changed"),
    ("guard_recon_item_no_delete", "recon_item", "DELETE", "payouts: a difference is never deleted"),
)


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "recon_run",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("balances", DOCUMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('clean', 'differences', 'failed')", name=op.f("ck_recon_run_state_known")
        ),
        sa.CheckConstraint("since_at <= until_at", name=op.f("ck_recon_run_period_runs_forward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recon_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recon_run_public_id")),
    )
    op.create_index("ix_recon_run_business_ref", "recon_run", ["business_ref", "id"], unique=False)
    op.create_table(
        "recon_item",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("run_ref", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("drift", sa.String(length=10), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=12), nullable=False),
        sa.Column("provider_minor", sa.BigInteger(), nullable=True),
        sa.Column("ledger_minor", sa.BigInteger(), nullable=True),
        sa.Column("bookings_minor", sa.BigInteger(), nullable=True),
        sa.Column("gap_minor", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.String(length=255), nullable=False),
        sa.Column("ledger_key", sa.String(length=160), nullable=False),
        sa.Column("ref", sa.String(length=255), nullable=False),
        sa.Column("op_ref", sa.String(length=64), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("actor_ref", sa.String(length=64), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(state = 'settled') = (actor_ref IS NOT NULL AND reason_code IS NOT NULL)",
            name=op.f("ck_recon_item_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "drift IN ('timing', 'fee', 'missing', 'foreign', 'amount', 'duplicate')",
            name=op.f("ck_recon_item_drift_known"),
        ),
        sa.CheckConstraint("side IN ('provider', 'ledger', 'bookings')", name=op.f("ck_recon_item_side_known")),
        sa.CheckConstraint(
            "state IN ('open', 'resolved', 'settled')", name=op.f("ck_recon_item_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recon_item")),
    )
    op.create_index("ix_recon_item_key", "recon_item", ["business_ref", "key", "id"], unique=False)
    op.create_index("ix_recon_item_state", "recon_item", ["business_ref", "state", "id"], unique=False)
    for name, table, event, said in GUARDS:
        for statement in _made(name, table, event, said):
            op.execute(statement)


def downgrade() -> None:
    """Step down."""
    for table in ("recon_item", "recon_run"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name, _table, _event, _said in GUARDS:
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _made(name: str, table: str, event: str, said: str) -> tuple[str, ...]:
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END",
        )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $guard$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
