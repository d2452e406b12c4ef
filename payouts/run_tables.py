"""The tables of payout runs: when each was made, and who was left out of it and why."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, BigInt, CurrencyCode, Ref, identity, metadata, one_of

LEFT_OUT_REASONS = ("no_account", "below_least", "held", "person_held", "debt", "failed")

payout_run = sa.Table(
    "payout_run",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("run_ref", Ref, nullable=False),
    # Local date of the run.
    sa.Column("run_on", sa.Date, nullable=False),
    sa.Column("started_at", UTC, nullable=False),
    # When everybody had been looked at last; null while a run goes on, or died.
    sa.Column("ended_at", UTC),
    sa.UniqueConstraint("business_ref", "run_ref"),
)

payout_left_out = sa.Table(
    "payout_left_out",
    metadata,
    identity(),
    sa.Column("run_id", BigInt, sa.ForeignKey("payout_run.id"), nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    # What the reason is about: the code of a failure, or of a hold.
    sa.Column("detail", sa.String(80)),
    sa.Column("noted_at", UTC, nullable=False),
    sa.UniqueConstraint("run_id", "owner_ref", "currency"),
    one_of("reason", LEFT_OUT_REASONS),
)
