"""Payout runs with whom they left out, gifts to causes, wishes for a part of the pay, and yearly records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from payouts.columns import UTC

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
REASONS = "'no_account', 'below_least', 'held', 'person_held', 'debt', 'failed'"


def upgrade() -> None:
    """Make the tables and columns."""
    op.add_column(
        "superfan", sa.Column("reward_percent", sa.Integer(), nullable=False, server_default="100")
    )
    op.add_column("superfan", sa.Column("payout_least", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "payout_run",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("business_ref", sa.String(64), nullable=False),
        sa.Column("run_ref", sa.String(64), nullable=False),
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("started_at", UTC(), nullable=False),
        sa.Column("ended_at", UTC(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_run")),
        sa.UniqueConstraint("business_ref", "run_ref", name=op.f("uq_payout_run_business_ref_run_ref")),
    )
    op.create_table(
        "payout_left_out",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("owner_ref", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(80), nullable=True),
        sa.Column("noted_at", UTC(), nullable=False),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_payout_left_out_reason_known")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["payout_run.id"], name=op.f("fk_payout_left_out_run_id_payout_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_left_out")),
        sa.UniqueConstraint(
            "run_id", "owner_ref", "currency", name=op.f("uq_payout_left_out_run_id_owner_ref_currency")
        ),
    )
    op.create_table(
        "cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(160), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_cause_business_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause")),
        sa.UniqueConstraint("business_id", "name_key", name=op.f("uq_cause_business_id_name_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cause_public_id")),
    )
    op.create_table(
        "cause_settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(24), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("noted_by_ref", sa.String(24), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_ref", sa.String(24), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_cause_settlement_amount_positive")),
        sa.CheckConstraint("way IN ('bank', 'provider')", name=op.f("ck_cause_settlement_way")),
        sa.CheckConstraint(
            "state IN ('noted', 'confirmed', 'withdrawn')", name=op.f("ck_cause_settlement_state")
        ),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["cause.id"], name=op.f("fk_cause_settlement_cause_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_settlement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cause_settlement_public_id")),
    )
    op.create_index(op.f("ix_cause_settlement_cause_id"), "cause_settlement", ["cause_id"])
    op.create_table(
        "payee_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fan_ref", sa.String(24), nullable=False),
        sa.Column("legal_name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("tin_last4", sa.String(4), nullable=False),
        sa.Column("tin_country", sa.String(2), nullable=False),
        sa.Column("vat_id", sa.String(20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_details")),
        sa.UniqueConstraint("fan_ref", name=op.f("uq_payee_details_fan_ref")),
    )
    op.create_table(
        "year_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("occupation_codes", DOCUMENT, nullable=False),
        sa.Column("forms", DOCUMENT, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name=op.f("fk_year_setting_business_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_setting")),
        sa.UniqueConstraint("business_id", name=op.f("uq_year_setting_business_id")),
    )


def downgrade() -> None:
    """Forget them; the books remain."""
    op.drop_table("year_setting")
    op.drop_table("payee_details")
    op.drop_table("cause_settlement")
    op.drop_table("cause")
    op.drop_table("payout_left_out")
    op.drop_table("payout_run")
    op.drop_column("superfan", "payout_least")
    op.drop_column("superfan", "reward_percent")
