"""What partners owe for their parts of rewards, piece by piece, and what came in of it."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Keyed, UTCDateTime, public_id


class PartnerShare(Keyed, Base):
    """What one partner owes for one earning, addition or receipt; stands beside its entry in the books."""

    __tablename__ = "partner_share"
    __table_args__ = (
        sa.UniqueConstraint("subject_ref", "partner"),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject_ref: Mapped[str] = mapped_column(sa.String(24))
    partner: Mapped[str] = mapped_column(
        sa.String(40)
    )  # as the owner named it; empty where there is only one
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    owed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PartnerPayment(Keyed, Base):
    """Money of a partner that came into the business's own bank; booked once per attempt."""

    __tablename__ = "partner_payment"
    __table_args__ = (
        sa.UniqueConstraint("business_ref", "attempt"),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    public_id: Mapped[str] = public_id("ppy")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    partner: Mapped[str] = mapped_column(sa.String(40))
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    paid_on: Mapped[date] = mapped_column(sa.Date)
    reference: Mapped[str] = mapped_column(sa.String(80))
    attempt: Mapped[str] = mapped_column(sa.String(48))  # of the form that was sent: twice is once
    noted_by_ref: Mapped[str] = mapped_column(sa.String(24))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    undone: Mapped[PartnerReversal | None] = relationship(back_populates="payment", lazy="joined")


class PartnerReversal(Keyed, Base):
    """A note of a partner's payment that was wrong: taken back once, with the reason; the note itself stays."""

    __tablename__ = "partner_reversal"

    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("partner_payment.id"), unique=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    language: Mapped[str] = mapped_column(sa.String(8))  # in which the reason is written
    undone_by_ref: Mapped[str] = mapped_column(sa.String(24))
    undone_at: Mapped[datetime] = mapped_column(UTCDateTime)

    payment: Mapped[PartnerPayment] = relationship(back_populates="undone")
