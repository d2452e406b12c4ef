"""The table of payouts that somebody wanted at once: what was agreed, and whether it went that way."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, BigInt, identity, metadata

instant_payout = sa.Table(
    "instant_payout",
    metadata,
    identity(),
    sa.Column("payout_id", BigInt, sa.ForeignKey("payout.id"), nullable=False, unique=True),
    # What was shown before: what reaches the person, and what it costs. Together the payout's amount.
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("fee_minor", sa.BigInteger, nullable=False),
    # Day from which the terms held by which the fee was reckoned.
    sa.Column("terms_since", sa.Date, nullable=False),
    sa.Column("asked_at", UTC, nullable=False),
    # When the provider would not, and it was sent the ordinary way without a fee; why.
    sa.Column("fallen_back_at", UTC),
    sa.Column("reason", sa.String(80)),
    sa.CheckConstraint("net_minor > 0", name="net_positive"),
    sa.CheckConstraint("fee_minor >= 0", name="fee_not_negative"),
    sa.CheckConstraint("(fallen_back_at IS NULL) = (reason IS NULL)", name="fallen_back_for_a_reason"),
)
