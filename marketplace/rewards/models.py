"""Where a programme's promises meet the ledger: earnings by assignment and who funded what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Business
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id


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
    additions: Mapped[list[EarningAddition]] = relationship(
        back_populates="earning", order_by="EarningAddition.id"
    )


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


class Cause(Keyed, Base):
    """A good cause that people give to through one business; the books know it by its id alone."""

    __tablename__ = "cause"
    __table_args__ = (sa.UniqueConstraint("business_id", "name_key"),)

    public_id: Mapped[str] = public_id("cse")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))
    name_language: Mapped[str | None] = mapped_column(sa.String(8))
    name_key: Mapped[str] = mapped_column(sa.String(160))  # the name as it is compared
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()


class CauseSettlement(Keyed, Base):
    """Gifts passed on to a cause: noted first, confirmed in a second step, and only then booked."""

    __tablename__ = "cause_settlement"
    __table_args__ = (
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
        one_of("way", "way", ("bank", "provider")),
        one_of("state", "state", ("noted", "confirmed", "withdrawn")),
    )

    public_id: Mapped[str] = public_id("set")
    cause_id: Mapped[int] = mapped_column(sa.ForeignKey("cause.id", ondelete="CASCADE"), index=True)
    way: Mapped[str] = mapped_column(sa.String(16))
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    reference: Mapped[str] = mapped_column(sa.String(80), default="")  # of the bank's transfer
    paid_on: Mapped[date | None] = mapped_column()
    state: Mapped[str] = mapped_column(sa.String(16), default="noted")
    noted_by_ref: Mapped[str] = mapped_column(sa.String(24))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_by_ref: Mapped[str | None] = mapped_column(sa.String(24))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    cause: Mapped[Cause] = relationship()


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


class PayeeDetails(Keyed, Base):
    """What tax offices want to know of somebody who is paid; the person's own, given by themselves."""

    __tablename__ = "payee_details"

    fan_ref: Mapped[str] = mapped_column(sa.String(24), unique=True)
    legal_name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(300))
    country: Mapped[str] = mapped_column(sa.String(2))
    # Never the whole number: that is the payment provider's to keep.
    tin_last4: Mapped[str] = mapped_column(sa.String(4), default="")
    tin_country: Mapped[str] = mapped_column(sa.String(2), default="")
    vat_id: Mapped[str] = mapped_column(sa.String(20), default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)


class YearSetting(Keyed, Base):
    """How a business's yearly records name each kind of gig: the form it belongs on, and its occupation code."""

    __tablename__ = "year_setting"

    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), unique=True)
    occupation_codes: Mapped[dict[str, str]] = mapped_column(Json)  # by kind of gig
    forms: Mapped[dict[str, str]] = mapped_column(Json)  # by kind of gig
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


from marketplace.rewards.models_additions import EarningAddition  # noqa: E402
from marketplace.rewards.models_partners import PartnerPayment, PartnerReversal, PartnerShare  # noqa: E402
from marketplace.rewards.models_perks import PerkClaim  # noqa: E402

__all__ = [
    "Cause",
    "CauseSettlement",
    "Earning",
    "EarningAddition",
    "EarningShare",
    "PartnerPayment",
    "PartnerReversal",
    "PartnerShare",
    "PayeeDetails",
    "PayoutNames",
    "PerkClaim",
    "TaxDetails",
    "TaxRate",
    "TopUp",
    "YearSetting",
]
