"""Where a programme's promises meet the ledger: earnings by assignment and who funded what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Business
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id


class Earning(Keyed, Base):
    """The reward actually earned for one assignment, line by line; posted to the ledger once."""

    __tablename__ = "earning"
    __table_args__ = (sa.Index("ix_earning_state_payable", "state", "payable_at"),)

    public_id: Mapped[str] = public_id("ern")
    assignment_ref: Mapped[str] = mapped_column(sa.String(24), unique=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    reward_kind: Mapped[str] = mapped_column(
        sa.String(16)
    )  # as the fan chose: money, store credit, donation, …
    evaluation: Mapped[dict[str, Any]] = mapped_column(Json)  # lines with code, parameters, amount
    state: Mapped[str] = mapped_column(sa.String(16), default="held")
    frozen_by: Mapped[str | None] = mapped_column(sa.String(24))  # the case that keeps it back
    earned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    payable_at: Mapped[datetime] = mapped_column(UTCDateTime)

    shares: Mapped[list[EarningShare]] = relationship(back_populates="earning", cascade="all, delete-orphan")


class EarningShare(Keyed, Base):
    """What one booking's money bears of an earning; settled when the booking's money has been taken."""

    __tablename__ = "earning_share"
    __table_args__ = (sa.UniqueConstraint("earning_id", "booking_ref"),)

    earning_id: Mapped[int] = mapped_column(sa.ForeignKey("earning.id", ondelete="CASCADE"))
    booking_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)  # of the fan's pay
    fee_minor: Mapped[int] = mapped_column(sa.BigInteger)  # of the platform fee

    earning: Mapped[Earning] = relationship(back_populates="shares")


class TopUp(Keyed, Base):
    """Money a business pays in to fund its rewards; counts as budget once settled."""

    __tablename__ = "top_up"

    public_id: Mapped[str] = public_id("top")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[str] = mapped_column(sa.String(16), default="pending")
    refusal: Mapped[str | None] = mapped_column(sa.String(80))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()


class PayoutNames(Keyed, Base):
    """Who and what stood behind a payout's ids when it was sent, so that its statement reads the same for ever."""

    __tablename__ = "payout_names"

    payout_ref: Mapped[str] = mapped_column(sa.String(40), unique=True)
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    names: Mapped[dict[str, Any]] = mapped_column(Json)  # business, person, timezone, work by subject
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)


class TaxDetails(Keyed, Base):
    """How a business's receipts say tax: who it is to the tax office, and how its prices hold the tax."""

    __tablename__ = "tax_details"

    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), unique=True)
    legal_name: Mapped[str] = mapped_column(sa.String(120), default="")
    address: Mapped[str] = mapped_column(sa.Text, default="")
    tax_number: Mapped[str] = mapped_column(sa.String(40), default="")
    is_inclusive: Mapped[bool] = mapped_column(default=True)  # prices hold the tax; else it comes on top
    rounding: Mapped[str] = mapped_column(sa.String(5), default="total")  # line or total


class TaxRate(Keyed, Base):
    """A tax of a business's own, from a day on; a later row of the same name and kind takes its place."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        sa.CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", name="rate_is_a_share"),
        sa.UniqueConstraint("business_id", "name", "kind", "starts_on"),
    )

    public_id: Mapped[str] = public_id("txr")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(24))
    rate_ppm: Mapped[int] = mapped_column()  # parts per million: 8.875 % is 88750
    kind: Mapped[str] = mapped_column(sa.String(24), default="")  # of gig; empty: every kind without its own
    starts_on: Mapped[date] = mapped_column(sa.Date)
