"""The tables of the library, as SQLAlchemy Core, on a metadata of their own."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.budget_return_tables import budget_return as budget_return
from payouts.columns import UTC, BigInt, Code, CurrencyCode, Document, Key, Ref, identity, one_of
from payouts.columns import metadata as metadata
from payouts.dispute_tables import dispute as dispute
from payouts.dispute_tables import dispute_answer as dispute_answer
from payouts.dispute_tables import dispute_field as dispute_field
from payouts.dispute_tables import dispute_file as dispute_file
from payouts.fraud_tables import fraud_warning as fraud_warning
from payouts.instant_tables import instant_payout as instant_payout
from payouts.recovery_tables import recovery as recovery
from payouts.run_tables import payout_left_out as payout_left_out
from payouts.run_tables import payout_run as payout_run
from payouts.seal_tables import ledger_seal as ledger_seal
from payouts.statements.tables import payout_statement as payout_statement

# Hand `metadata` to Alembic beside the host's own; ``create_all`` makes the guards of `payouts.guards` too.

ACCOUNT_KINDS = ("asset", "liability", "income", "expense", "equity", "memo")
OPERATION_STATES = ("planned", "sent", "unknown", "done", "refused")
PAYOUT_STATES = ("planned", "transferred", "paid", "refused")
RESERVATION_STATES = ("reserved", "spent", "released")

ledger_account = sa.Table(
    "ledger_account",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("code", Code, nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    # Whom the money belongs to, where it belongs to one person.
    sa.Column("owner_ref", Ref),
    # 1 where debits make the account grow (assets, expenses), -1 where credits do.
    sa.Column("normal_sign", sa.SmallInteger, nullable=False),
    # Least balance allowed, in the account's own direction. Null: any.
    sa.Column("floor_minor", sa.BigInteger),
    # Kept current by the writer for accounts with a floor only; others are summed, so that an account
    # in every entry is never a queue.
    sa.Column("balance_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("business_ref", "code", "currency"),
    one_of("kind", ACCOUNT_KINDS),
    sa.CheckConstraint("normal_sign IN (1, -1)", name="sign_known"),
    sa.CheckConstraint("floor_minor IS NULL OR balance_minor >= floor_minor", name="above_floor"),
    sa.Index("ix_ledger_account_owner_ref", "business_ref", "owner_ref"),
)

entry = sa.Table(
    "entry",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("key", Key, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    # The booking, earning, programme or payout that the entry is about.
    sa.Column("subject_ref", Ref, nullable=False),
    # When it happened, and when it was written down.
    sa.Column("event_at", UTC, nullable=False),
    sa.Column("created_at", UTC, nullable=False),
    sa.Column("reverses_id", BigInt, sa.ForeignKey("entry.id")),
    sa.Column("meta", Document, nullable=False),
    # SHA-256 of what the entry says, without its instants: tells a repeat from a conflict.
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("business_ref", "key"),
    sa.Index("ix_entry_subject_ref", "business_ref", "subject_ref"),
    # Of reversals only: an index over all entries would cost every entry a page.
    sa.Index(
        "ix_entry_reverses_id",
        "reverses_id",
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    ),
)

posting = sa.Table(
    "posting",
    metadata,
    identity(),
    # Checked at commit: postings are written first and the entry that balances them closes them.
    sa.Column(
        "entry_id", BigInt, sa.ForeignKey("entry.id", deferrable=True, initially="DEFERRED"), nullable=False
    ),
    sa.Column("ledger_account_id", BigInt, sa.ForeignKey("ledger_account.id"), nullable=False),
    # Debit positive, credit negative.
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    # Of accounts with a floor: the balance this posting left, in the account's own direction, and its number.
    sa.Column("balance_after_minor", sa.BigInteger),
    sa.Column("version", sa.BigInteger),
    sa.UniqueConstraint("entry_id", "ledger_account_id"),
    sa.UniqueConstraint("ledger_account_id", "version"),
    sa.CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
)

provider_op = sa.Table(
    "provider_op",
    metadata,
    identity(),
    # Written into the provider's object, so that it can be found there when no answer came.
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("key", Key, nullable=False),
    sa.Column("verb", sa.String(20), nullable=False),
    sa.Column("subject_ref", Ref, nullable=False),
    sa.Column("params", Document, nullable=False),
    sa.Column("params_hash", sa.String(64), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    # Id of the provider's object, and what it said last.
    sa.Column("object_id", sa.String(255)),
    sa.Column("provider_status", sa.String(40)),
    sa.Column("result", Document),
    sa.Column("error_code", sa.String(80)),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("planned_at", UTC, nullable=False),
    sa.Column("sent_at", UTC),
    sa.Column("ended_at", UTC),
    sa.UniqueConstraint("business_ref", "key"),
    one_of("state", OPERATION_STATES),
    sa.Index("ix_provider_op_state_planned_at", "state", "planned_at"),
    sa.Index("ix_provider_op_subject_ref", "business_ref", "subject_ref"),
    sa.Index("ix_provider_op_object_id", "object_id"),
)

hold = sa.Table(
    "hold",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("key", Key, nullable=False),
    # What is held: one subject's money, or all of one owner's.
    sa.Column("subject_ref", Ref),
    sa.Column("owner_ref", Ref),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("opened_at", UTC, nullable=False),
    # A hold without an end lasts until it is released.
    sa.Column("until_at", UTC),
    sa.Column("released_at", UTC),
    sa.UniqueConstraint("business_ref", "key"),
    sa.CheckConstraint("subject_ref IS NOT NULL OR owner_ref IS NOT NULL", name="holds_something"),
    sa.Index("ix_hold_subject_ref", "business_ref", "subject_ref"),
    sa.Index("ix_hold_owner_ref", "business_ref", "owner_ref"),
)

recipient = sa.Table(
    "recipient",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    # The provider's account of this person; null until it was made.
    sa.Column("account_id", sa.String(255)),
    sa.Column("schedule", sa.String(20), nullable=False),
    sa.Column("least_minor", sa.BigInteger, nullable=False, server_default="0"),
    # Local date up to which the chosen days have been served.
    sa.Column("served_through_on", sa.Date, nullable=False),
    sa.UniqueConstraint("business_ref", "owner_ref"),
    sa.CheckConstraint("least_minor >= 0", name="least_not_negative"),
)

payout = sa.Table(
    "payout",
    metadata,
    identity(),
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("run_ref", Ref, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("planned_at", UTC, nullable=False),
    sa.Column("ended_at", UTC),
    sa.UniqueConstraint("business_ref", "run_ref", "owner_ref", "currency"),
    one_of("state", PAYOUT_STATES),
    sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    sa.Index("ix_payout_owner_ref", "business_ref", "owner_ref"),
)

payout_item = sa.Table(
    "payout_item",
    metadata,
    identity(),
    sa.Column("payout_id", BigInt, sa.ForeignKey("payout.id"), nullable=False),
    sa.Column("posting_id", BigInt, sa.ForeignKey("posting.id"), nullable=False),
    # What the posting adds to (or takes from) the payout.
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    # Set when the payout was refused and the money is due again.
    sa.Column("released_at", UTC),
    sa.Index("ix_payout_item_payout_id", "payout_id"),
    # A posting is paid out once.
    sa.Index(
        "uq_payout_item_posting_id_open",
        "posting_id",
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    ),
)

budget = sa.Table(
    "budget",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("programme_ref", Ref, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("funded_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reserved_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("spent_minor", sa.BigInteger, nullable=False, server_default="0"),
    # Owed and paid beyond the budget: overrun. While it is above zero no new reservation is made.
    sa.Column("overspent_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("business_ref", "programme_ref", "currency"),
    sa.CheckConstraint("funded_minor >= 0", name="funded_not_negative"),
    sa.CheckConstraint("reserved_minor >= 0", name="reserved_not_negative"),
    sa.CheckConstraint("spent_minor >= 0", name="spent_not_negative"),
    sa.CheckConstraint("overspent_minor >= 0", name="overspent_not_negative"),
    sa.CheckConstraint("reserved_minor + spent_minor <= funded_minor", name="within_funds"),
)

budget_reservation = sa.Table(
    "budget_reservation",
    metadata,
    identity(),
    sa.Column("budget_id", BigInt, sa.ForeignKey("budget.id"), nullable=False),
    sa.Column("key", Key, nullable=False),
    sa.Column("reserved_minor", sa.BigInteger, nullable=False),
    sa.Column("spent_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("overspent_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("reserved_at", UTC, nullable=False),
    sa.Column("ended_at", UTC),
    sa.UniqueConstraint("budget_id", "key"),
    one_of("state", RESERVATION_STATES),
    sa.CheckConstraint("reserved_minor >= 0", name="reserved_not_negative"),
)

webhook_inbox = sa.Table(
    "webhook_inbox",
    metadata,
    identity(),
    sa.Column("event_id", sa.String(255), nullable=False),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("account_id", sa.String(255)),
    sa.Column("kind", sa.String(80), nullable=False),
    sa.Column("object_id", sa.String(255)),
    sa.Column("created_at", UTC, nullable=False),
    sa.Column("received_at", UTC, nullable=False),
    sa.Column("handled_at", UTC),
    sa.UniqueConstraint("business_ref", "event_id"),
    sa.Index("ix_webhook_inbox_handled_at", "handled_at", "id"),
)

sandbox_object = sa.Table(
    "sandbox_object",
    metadata,
    sa.Column("id", sa.String(96), primary_key=True),
    # Which set of credentials it belongs to, and which account of the provider below that.
    sa.Column("platform", sa.String(96), nullable=False),
    sa.Column("account_id", sa.String(96), nullable=False, server_default=""),
    sa.Column("kind", sa.String(40), nullable=False),
    # What it is listed by: payment of a refund, group of a transfer.
    sa.Column("parent", sa.String(255), nullable=False, server_default=""),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("body", Document, nullable=False),
    sa.Index("ix_sandbox_object_listing", "platform", "kind", "account_id", "number"),
    sa.Index("ix_sandbox_object_parent", "platform", "kind", "parent"),
)

# Tables of the library's parts, so that whoever has this metadata has them all.
from payouts import reconciliation_tables as _reconciliation_tables  # noqa: E402, F401
from payouts.codes import tables as _code_tables  # noqa: E402, F401
from payouts.statements import tables as _statement_tables  # noqa: E402, F401
