"""The tables of codes: discount codes that were earned, passes to store credit, redemptions, promotions and their uses."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.columns import UTC, BigInt, CurrencyCode, Document, Key, Ref, identity, one_of
from payouts.tables import metadata

CODE_STATES = ("issued", "redeemed")
PROMOTION_STATES = ("active", "paused", "ended")
USE_STATES = ("held", "used", "released")

discount_code = sa.Table(
    "discount_code",
    metadata,
    identity(),
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    # What it was given for, so that a repeat gives the same one.
    sa.Column("key", Key, nullable=False),
    sa.Column("code", sa.String(12), nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    # The work it was earned with.
    sa.Column("subject_ref", Ref, nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, server_default="issued"),
    sa.Column("issued_at", UTC, nullable=False),
    sa.Column("redeemed_at", UTC),
    # The booking or the redemption at the counter.
    sa.Column("redeemed_for_ref", Ref),
    sa.UniqueConstraint("business_ref", "key"),
    sa.UniqueConstraint("business_ref", "code"),
    one_of("state", CODE_STATES),
    sa.CheckConstraint("amount_minor > 0", name="worth_something"),
    sa.CheckConstraint("(state = 'redeemed') = (redeemed_at IS NOT NULL)", name="redeemed_when"),
    sa.Index("ix_discount_code_owner_ref", "owner_ref"),
)

credit_pass = sa.Table(
    "credit_pass",
    metadata,
    identity(),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("code", sa.String(12), nullable=False),
    # Counts redemptions: of two people who saw the same credit only one takes from it.
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Column("made_at", UTC, nullable=False),
    sa.UniqueConstraint("business_ref", "owner_ref"),
    sa.UniqueConstraint("business_ref", "code"),
    sa.Index("ix_credit_pass_owner_ref", "owner_ref"),
)

redemption = sa.Table(
    "redemption",
    metadata,
    identity(),
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("key", Key, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("staff_ref", Ref, nullable=False),
    # The discount code; none where store credit was taken by its pass.
    sa.Column("code_id", BigInt, sa.ForeignKey("discount_code.id")),
    sa.Column("currency", CurrencyCode, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    # What of a discount code was not needed and stayed its owner's as store credit.
    sa.Column("rest_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("at", UTC, nullable=False),
    sa.UniqueConstraint("business_ref", "key"),
    sa.CheckConstraint("amount_minor > 0", name="takes_something"),
    sa.CheckConstraint("rest_minor >= 0", name="rest_not_negative"),
    sa.Index("ix_redemption_owner_ref", "owner_ref"),
)

promotion = sa.Table(
    "promotion",
    metadata,
    identity(),
    sa.Column("public_id", Ref, nullable=False, unique=True),
    sa.Column("business_ref", Ref, nullable=False),
    sa.Column("code", sa.String(12), nullable=False),
    sa.Column("currency", CurrencyCode, nullable=False),
    # One of the two: so much off, or a share of the price off.
    sa.Column("amount_minor", sa.BigInteger),
    sa.Column("rate_bps", sa.Integer),
    sa.Column("cap_minor", sa.BigInteger),
    sa.Column("least_price_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("uses_max", sa.Integer),
    sa.Column("uses_max_each", sa.Integer),
    sa.Column("starts_at", UTC),
    sa.Column("ends_at", UTC),
    # Public ids of the programmes and listings it is for; empty: all.
    sa.Column("only_for", Document, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, server_default="active"),
    sa.Column("uses", sa.Integer, nullable=False, server_default="0"),
    sa.Column("made_at", UTC, nullable=False),
    sa.UniqueConstraint("business_ref", "code"),
    one_of("state", PROMOTION_STATES),
    sa.CheckConstraint("(amount_minor IS NULL) <> (rate_bps IS NULL)", name="amount_or_rate"),
    sa.CheckConstraint("amount_minor IS NULL OR amount_minor > 0", name="amount_above_zero"),
    sa.CheckConstraint("rate_bps IS NULL OR rate_bps BETWEEN 1 AND 10000", name="rate_is_a_share"),
    sa.CheckConstraint("uses >= 0 AND (uses_max IS NULL OR uses <= uses_max)", name="within_uses"),
)

promotion_use = sa.Table(
    "promotion_use",
    metadata,
    identity(),
    sa.Column("promotion_id", BigInt, sa.ForeignKey("promotion.id"), nullable=False),
    sa.Column("booking_ref", Ref, nullable=False),
    sa.Column("owner_ref", Ref, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("at", UTC, nullable=False),
    one_of("state", USE_STATES),
    sa.CheckConstraint("amount_minor >= 0", name="takes_something_off"),
    sa.Index("ix_promotion_use_promotion_id", "promotion_id", "owner_ref"),
    # A booking has one promotion at a time.
    sa.Index(
        "uq_promotion_use_booking_ref_live",
        "booking_ref",
        unique=True,
        sqlite_where=sa.text("state <> 'released'"),
        postgresql_where=sa.text("state <> 'released'"),
    ),
)
