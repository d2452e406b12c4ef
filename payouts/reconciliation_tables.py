"""The tables of reconciliation: runs, and what they found. Both are appended to and never changed."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, CurrencyCode, Document, Key, Ref, identity, one_of
from payouts.tables import metadata

DRIFTS = ("timing", "fee", "missing", "foreign", "amount", "duplicate")
SIDES = ("provider", "ledger", "bookings")
RUN_STATES = ("clean", "differences", "failed")
ITEM_STATES = ("open", "resolved", "settled")

recon_run = sa.Table(
    "recon_run",
    metadata,
    identity(),
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    # Half-open period whose movements were looked at.
    sa.Column("since_at", UTC, nullable=False),
    sa.Column("until_at", UTC, nullable=False),
    sa.Column("started_at", UTC, nullable=False),
    sa.Column("ended_at", UTC, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("error_code", sa.String(80)),
    # Lines of each side, movements on which they agree, and open differences by drift.
    sa.Column("counts", Document, nullable=False),
    # By currency: what provider and ledger held at the end of the period, and what of the difference is named.
    sa.Column("balances", Document, nullable=False),
    one_of("state", RUN_STATES),
    sa.CheckConstraint("since_at <= until_at", name="period_runs_forward"),
    sa.Index("ix_recon_run_business_ref", "business_ref", "id"),
)

recon_item = sa.Table(
    "recon_item",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # The difference; its newest row says how it stands.
    sa.Column("key", Key, nullable=False),
    # The run that found it so; null where a person settled it.
    sa.Column("run_ref", Ref),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("drift", sa.String(10), nullable=False),
    sa.Column("side", sa.String(10), nullable=False),
    sa.Column("cause", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("provider_minor", sa.BigInteger),
    sa.Column("ledger_minor", sa.BigInteger),
    sa.Column("bookings_minor", sa.BigInteger),
    # What of the difference between the two balances it explains.
    sa.Column("gap_minor", sa.BigInteger, nullable=False),
    sa.Column("provider_id", sa.String(255), nullable=False),
    sa.Column("ledger_key", Key, nullable=False),
    sa.Column("ref", sa.String(255), nullable=False),
    sa.Column("op_ref", Ref, nullable=False),
    sa.Column("happened_at", UTC, nullable=False),
    # Until then it may settle by itself.
    sa.Column("due_at", UTC, nullable=False),
    sa.Column("is_due", sa.Boolean, nullable=False),
    sa.Column("noted_at", UTC, nullable=False),
    # Who settled it, and the code of the reason.
    sa.Column("actor_ref", Ref),
    sa.Column("reason_code", sa.String(40)),
    one_of("state", ITEM_STATES),
    one_of("drift", DRIFTS),
    one_of("side", SIDES),
    sa.CheckConstraint(
        "(state = 'settled') = (actor_ref IS NOT NULL AND reason_code IS NOT NULL)",
        name="settled_by_somebody",
    ),
    sa.Index("ix_recon_item_key", "business_ref", "key", "id"),
    sa.Index("ix_recon_item_state", "business_ref", "state", "id"),
)
