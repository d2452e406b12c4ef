"""Costs that a fan may have given back: what was promised with a gig, the receipt, and what became of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.trust.models import Upload

STATES = ("open", "claimed", "refused", "paid", "lapsed", "withdrawn")


class PerkClaim(Keyed, Base):
    """One perk of one piece of work: open with the earning, claimed with a receipt, paid once or lapsed."""

    __tablename__ = "perk_claim"
    __table_args__ = (
        sa.UniqueConstraint("assignment_ref", "code"),
        sa.CheckConstraint("cap_minor > 0", name="cap_positive"),
        sa.CheckConstraint("paid_minor BETWEEN 1 AND cap_minor", name="paid_within_cap"),
        sa.CheckConstraint("(state = 'paid') = (paid_minor IS NOT NULL)", name="paid_has_amount"),
        one_of("state", "state", STATES),
        one_of("funded_by", "funded_by", ("budget", "booking", "partner")),
        sa.Index("ix_perk_claim_business_ref_state", "business_ref", "state"),
    )

    public_id: Mapped[str] = public_id("prk")
    business_ref: Mapped[str] = mapped_column(sa.String(24))
    programme_ref: Mapped[str] = mapped_column(sa.String(24))
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    assignment_ref: Mapped[str] = mapped_column(sa.String(24))
    code: Mapped[str] = mapped_column(sa.String(40))  # of the part of the reward
    labels: Mapped[dict[str, str]] = mapped_column(Json)  # the owner's own words for it, by language
    currency: Mapped[str] = mapped_column(sa.String(3))
    cap_minor: Mapped[int] = mapped_column(sa.BigInteger)
    funded_by: Mapped[str] = mapped_column(sa.String(8))
    partner: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lapses_at: Mapped[datetime] = mapped_column(UTCDateTime)
    amount_minor: Mapped[int | None] = mapped_column(sa.BigInteger)  # as claimed
    shop: Mapped[str] = mapped_column(sa.String(80), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paid_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(sa.Text, default="")  # why it was refused, and what to do
    decided_by_ref: Mapped[str | None] = mapped_column(sa.String(24))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    upload: Mapped[Upload | None] = relationship()
