"""The table of warnings that a payment may be fraud: a bank says so before it asks the money back."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, CurrencyCode, Ref, identity, metadata, one_of

WARNING_STATES = ("open", "refunding", "refunded", "left", "disputed")

fraud_warning = sa.Table(
    "fraud_warning",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # The provider's ids of the warning and of the payment, and what the payment was for.
    sa.Column("object_id", sa.String(80), nullable=False),
    sa.Column("payment_id", sa.String(255), nullable=False),
    sa.Column("subject_ref", Ref, nullable=False),
    # Taken from the card, and kept of it by the provider.
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("fee_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    # The bank's word for what it fears.
    sa.Column("fraud_type", sa.String(60), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    # Why it was left alone: a code.
    sa.Column("reason", sa.String(40)),
    sa.Column("noted_at", UTC, nullable=False),
    sa.Column("ended_at", UTC),
    # A payment is warned of once, however often the bank repeats itself.
    sa.UniqueConstraint("business_ref", "payment_id"),
    sa.UniqueConstraint("business_ref", "object_id"),
    one_of("state", WARNING_STATES),
    sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    sa.CheckConstraint("(state = 'left') = (reason IS NOT NULL)", name="left_for_a_reason"),
    sa.Index("ix_fraud_warning_state", "business_ref", "state"),
)
