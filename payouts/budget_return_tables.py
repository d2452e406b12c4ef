"""The table of what a budget gets again: its part of pay that was taken back, as far as that money is really there."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, CurrencyCode, Key, Ref, identity, metadata

budget_return = sa.Table(
    "budget_return",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # Of the entry that took the pay back.
    sa.Column("key", Key, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("subject_ref", Ref, nullable=False),
    sa.Column("programme_ref", Ref, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    # What was taken, how much of it the budget had borne, and how much of that has come.
    sa.Column("taken_minor", sa.BigInteger, nullable=False),
    sa.Column("whole_minor", sa.BigInteger, nullable=False),
    sa.Column("came_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("taken_at", UTC, nullable=False),
    # When nothing more of it can come.
    sa.Column("ended_at", UTC),
    sa.UniqueConstraint("business_ref", "key", "programme_ref"),
    sa.CheckConstraint("0 < whole_minor AND whole_minor <= taken_minor", name="whole_within"),
    sa.CheckConstraint("0 <= came_minor AND came_minor <= whole_minor", name="came_within"),
    sa.Index("ix_budget_return_open", "business_ref", "ended_at", "id"),
    sa.Index("ix_budget_return_subject_ref", "business_ref", "subject_ref"),
)
