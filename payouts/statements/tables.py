"""The table of issued statements."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, BigInt, Document, Ref, identity, metadata

payout_statement = sa.Table(
    "payout_statement",
    metadata,
    identity(),
    sa.Column("payout_id", BigInt, sa.ForeignKey("payout.id"), nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    # 1, 2, 3, ... for each person and business, without a gap.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("issued_at", UTC, nullable=False),
    # What stood beside the payout when it was issued, and no posting tells later: what was held, and what was owed.
    sa.Column("beside", Document, nullable=False),
    # SHA-256 of the statement's canonical bytes, which are made anew from the ledger whenever it is read.
    sa.Column("digest", sa.String(64), nullable=False),
    sa.UniqueConstraint("business_ref", "owner_ref", "number"),
    sa.CheckConstraint("number >= 1", name="number_positive"),
)
