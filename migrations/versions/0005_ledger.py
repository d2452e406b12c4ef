"""The ledger, provider operations, budgets and payouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Step up."""
    op.create_table(
        "budget",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("programme_ref", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=12), nullable=False),
        sa.Column("funded_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overspent_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("funded_minor >= 0", name=op.f("ck_budget_funded_not_negative")),
        sa.CheckConstraint("overspent_minor >= 0", name=op.f("ck_budget_overspent_not_negative")),
        sa.CheckConstraint(
            "reserved_minor + spent_minor <= funded_minor", name=op.f("ck_budget_within_funds")
        ),
        sa.CheckConstraint("reserved_minor >= 0", name=op.f("ck_budget_reserved_not_negative")),
        sa.CheckConstraint("spent_minor >= 0", name=op.f("ck_budget_spent_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint(
            "business_ref",
            "programme_ref",
            "currency",
            name=op.f("uq_budget_business_ref_programme_ref_currency"),
        ),
    )
    op.create_table(
        "entry",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_ref", sa.String(length=64), nullable=False),
        sa.Column("event_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("meta", DOCUMENT, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["reverses_id"], ["entry.id"], name=op.f("fk_entry_reverses_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("business_ref", "key", name=op.f("uq_entry_business_ref_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_entry_reverses_id")),
    )
    op.create_index("ix_entry_subject_ref", "entry", ["business_ref", "subject_ref"], unique=False)
    op.create_table(
        "hold",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("subject_ref", sa.String(length=64), nullable=True),
        sa.Column("owner_ref", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "subject_ref IS NOT NULL OR owner_ref IS NOT NULL", name=op.f("ck_hold_holds_something")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("business_ref", "key", name=op.f("uq_hold_business_ref_key")),
    )
    op.create_index("ix_hold_owner_ref", "hold", ["business_ref", "owner_ref"], unique=False)
    op.create_index("ix_hold_subject_ref", "hold", ["business_ref", "subject_ref"], unique=False)
    op.create_table(
        "ledger_account",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=12), nullable=False),
        sa.Column("owner_ref", sa.String(length=64), nullable=True),
        sa.Column("normal_sign", sa.SmallInteger(), nullable=False),
        sa.Column("floor_minor", sa.BigInteger(), nullable=True),
        sa.Column("balance_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'income', 'expense', 'equity', 'memo')",
            name=op.f("ck_ledger_account_kind_known"),
        ),
        sa.CheckConstraint(
            "floor_minor IS NULL OR balance_minor >= floor_minor", name=op.f("ck_ledger_account_above_floor")
        ),
        sa.CheckConstraint("normal_sign IN (1, -1)", name=op.f("ck_ledger_account_sign_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint(
            "business_ref", "code", "currency", name=op.f("uq_ledger_account_business_ref_code_currency")
        ),
    )
    op.create_index(
        "ix_ledger_account_owner_ref", "ledger_account", ["business_ref", "owner_ref"], unique=False
    )
    op.create_table(
        "payout",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("run_ref", sa.String(length=64), nullable=False),
        sa.Column("owner_ref", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'transferred', 'paid', 'refused')", name=op.f("ck_payout_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint(
            "business_ref",
            "run_ref",
            "owner_ref",
            "currency",
            name=op.f("uq_payout_business_ref_run_ref_owner_ref_currency"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_payout_public_id")),
    )
    op.create_index("ix_payout_owner_ref", "payout", ["business_ref", "owner_ref"], unique=False)
    op.create_table(
        "provider_op",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("subject_ref", sa.String(length=64), nullable=False),
        sa.Column("params", DOCUMENT, nullable=False),
        sa.Column("params_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=True),
        sa.Column("provider_status", sa.String(length=40), nullable=True),
        sa.Column("result", DOCUMENT, nullable=True),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'sent', 'unknown', 'done', 'refused')",
            name=op.f("ck_provider_op_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_op")),
        sa.UniqueConstraint("business_ref", "key", name=op.f("uq_provider_op_business_ref_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provider_op_public_id")),
    )
    op.create_index("ix_provider_op_object_id", "provider_op", ["object_id"], unique=False)
    op.create_index("ix_provider_op_state_planned_at", "provider_op", ["state", "planned_at"], unique=False)
    op.create_index(
        "ix_provider_op_subject_ref", "provider_op", ["business_ref", "subject_ref"], unique=False
    )
    op.create_table(
        "recipient",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("owner_ref", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=255), nullable=True),
        sa.Column("schedule", sa.String(length=20), nullable=False),
        sa.Column("least_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("served_through_on", sa.Date(), nullable=False),
        sa.CheckConstraint("least_minor >= 0", name=op.f("ck_recipient_least_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("business_ref", "owner_ref", name=op.f("uq_recipient_business_ref_owner_ref")),
    )
    op.create_table(
        "sandbox_object",
        sa.Column("id", sa.String(length=96), nullable=False),
        sa.Column("platform", sa.String(length=96), nullable=False),
        sa.Column("account_id", sa.String(length=96), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=255), server_default="", nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox_object")),
    )
    op.create_index(
        "ix_sandbox_object_listing",
        "sandbox_object",
        ["platform", "kind", "account_id", "number"],
        unique=False,
    )
    op.create_index(
        "ix_sandbox_object_parent", "sandbox_object", ["platform", "kind", "parent"], unique=False
    )
    op.create_table(
        "webhook_inbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("business_ref", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=255), nullable=True),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_inbox")),
        sa.UniqueConstraint("business_ref", "event_id", name=op.f("uq_webhook_inbox_business_ref_event_id")),
    )
    op.create_index("ix_webhook_inbox_handled_at", "webhook_inbox", ["handled_at", "id"], unique=False)
    op.create_table(
        "budget_reservation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overspent_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reserved_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('reserved', 'spent', 'released')", name=op.f("ck_budget_reservation_state_known")
        ),
        sa.CheckConstraint("reserved_minor >= 0", name=op.f("ck_budget_reservation_reserved_not_negative")),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["budget.id"], name=op.f("fk_budget_reservation_budget_id_budget")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_reservation")),
        sa.UniqueConstraint("budget_id", "key", name=op.f("uq_budget_reservation_budget_id_key")),
    )
    op.create_table(
        "posting",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ledger_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_after_minor", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_posting_entry_id_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ledger_account_id"],
            ["ledger_account.id"],
            name=op.f("fk_posting_ledger_account_id_ledger_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint(
            "entry_id", "ledger_account_id", name=op.f("uq_posting_entry_id_ledger_account_id")
        ),
        sa.UniqueConstraint(
            "ledger_account_id", "version", name=op.f("uq_posting_ledger_account_id_version")
        ),
    )
    op.create_table(
        "payout_item",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("payout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_payout_item_payout_id_payout")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["posting.id"], name=op.f("fk_payout_item_posting_id_posting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_item")),
    )
    op.create_index("ix_payout_item_payout_id", "payout_item", ["payout_id"], unique=False)
    op.create_index(
        "uq_payout_item_posting_id_open",
        "payout_item",
        ["posting_id"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )


def downgrade() -> None:
    """Step down."""
    op.drop_index(
        "uq_payout_item_posting_id_open",
        table_name="payout_item",
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index("ix_payout_item_payout_id", table_name="payout_item")
    op.drop_table("payout_item")
    op.drop_table("posting")
    op.drop_table("budget_reservation")
    op.drop_index("ix_webhook_inbox_handled_at", table_name="webhook_inbox")
    op.drop_table("webhook_inbox")
    op.drop_index("ix_sandbox_object_parent", table_name="sandbox_object")
    op.drop_index("ix_sandbox_object_listing", table_name="sandbox_object")
    op.drop_table("sandbox_object")
    op.drop_table("recipient")
    op.drop_index("ix_provider_op_subject_ref", table_name="provider_op")
    op.drop_index("ix_provider_op_state_planned_at", table_name="provider_op")
    op.drop_index("ix_provider_op_object_id", table_name="provider_op")
    op.drop_table("provider_op")
    op.drop_index("ix_payout_owner_ref", table_name="payout")
    op.drop_table("payout")
    op.drop_index("ix_ledger_account_owner_ref", table_name="ledger_account")
    op.drop_table("ledger_account")
    op.drop_index("ix_hold_subject_ref", table_name="hold")
    op.drop_index("ix_hold_owner_ref", table_name="hold")
    op.drop_table("hold")
    op.drop_index("ix_entry_subject_ref", table_name="entry")
    op.drop_table("entry")
    op.drop_table("budget")
