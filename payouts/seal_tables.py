"""The table of the seals: a hash chain over the entries of each business, one link an entry."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, BigInt, Ref, identity, metadata

ledger_seal = sa.Table(
    "ledger_seal",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # Place in the chain of the business: 1, 2, 3, ... in the order of sealing, not of writing.
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("entry_id", BigInt, sa.ForeignKey("entry.id"), nullable=False),
    sa.Column("sealed_at", UTC, nullable=False),
    # Whether nothing was left to seal after it: what claims to be older than that was not there.
    sa.Column("reached_end", sa.Boolean, nullable=False),
    # SHA-256 over the hash before it and everything the entry and its postings say.
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("business_ref", "number"),
    sa.UniqueConstraint("entry_id"),
)
