"""The table of decisions on pay whose price went back to the customer."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, CurrencyCode, Key, Ref, identity, metadata, one_of

RECOVERY_CHOICES = ("taken", "borne")

recovery = sa.Table(
    "recovery",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    # Why the price went back: a lost dispute or a refund, by an opaque name.
    sa.Column("cause", Key, nullable=False),
    # The booking.
    sa.Column("subject_ref", Ref, nullable=False),
    sa.Column("choice", sa.String(10), nullable=False),
    # What the business was out of pocket, and what of it was taken back from people.
    sa.Column("lost_minor", sa.BigInteger, nullable=False),
    sa.Column("taken_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("decided_at", UTC, nullable=False),
    # Each is decided once.
    sa.UniqueConstraint("business_ref", "cause"),
    one_of("choice", RECOVERY_CHOICES),
    sa.CheckConstraint("taken_minor BETWEEN 0 AND lost_minor", name="taken_within_lost"),
    sa.CheckConstraint("choice = 'taken' OR taken_minor = 0", name="borne_takes_nothing"),
    sa.Index("ix_recovery_subject_ref", "business_ref", "subject_ref"),
)
