"""What customers buy or ask for: bookings with their payments, and open requests with proposals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Business, Programme
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id
from marketplace.core.texts import language_in_which
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan


class Booking(Keyed, Base):
    """A customer's purchase: one or more gigs, a price, a cancellation policy, a payment."""

    __tablename__ = "booking"
    __table_args__ = (
        sa.CheckConstraint("party >= 1", name="party"),
        sa.CheckConstraint("price_minor >= 0", name="price"),
    )

    public_id: Mapped[str] = public_id("bkg")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(24))
    state: Mapped[str] = mapped_column(sa.String(16), default="pending")
    title: Mapped[str] = mapped_column(sa.String(140))
    party: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(sa.String(8))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    timezone: Mapped[str] = mapped_column(sa.String(64))
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    tip_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3))
    lost_minor: Mapped[int] = mapped_column(
        sa.BigInteger, default=0, server_default="0"
    )  # price of parts that fell away
    discount_minor: Mapped[int] = mapped_column(
        sa.BigInteger, default=0, server_default="0"
    )  # by a promotion, when paid
    credit_minor: Mapped[int] = mapped_column(
        sa.BigInteger, default=0, server_default="0"
    )  # store credit put in
    tax: Mapped[dict[str, Any] | None] = mapped_column(
        Json
    )  # the rates agreed, as they hold on the day of the work
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"), index=True)
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("journey_template.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("request.id"))
    cancellation_policy: Mapped[dict[str, Any]] = mapped_column(Json)  # as it stood when booked
    detail: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # flights and window, notes to the guide
    booked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirm_by_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    programme: Mapped[Programme] = relationship()
    customer: Mapped[Identity] = relationship()
    session: Mapped[Session | None] = relationship()
    template: Mapped[JourneyTemplate | None] = relationship()
    payments: Mapped[list[Payment]] = relationship(back_populates="booking", order_by="Payment.id")

    @property
    def titled(self) -> Written:
        """Its title, which is in its customer's language where the listing was told in it, with that language.

        What was asked for is called by what it is and where: in every language of the pages.
        """
        listing = self.session.experience if self.session is not None else self.template
        if listing is not None:
            return Written(self.title, language_in_which(listing, "title", self.title))
        said = self.detail or {}
        return Written(self.title, said.get("text_language"), said.get("titles") or {})


class Payment(Keyed, Base):
    """Money in for a booking: authorised when it is made, captured when it is fulfilled."""

    __tablename__ = "payment"

    public_id: Mapped[str] = public_id("pay")
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("booking.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(8), default="price")  # price or tip
    state: Mapped[str] = mapped_column(sa.String(16), default="planned")
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger)
    captured_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    refunded_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3))
    provider_ref: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    next_step: Mapped[dict[str, Any] | None] = mapped_column(
        Json
    )  # what the card's bank asks of the customer
    refusal: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    capture_before_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    booking: Mapped[Booking] = relationship(back_populates="payments")


class Request(Keyed, Base):
    """What a customer asks for in own words and fields when nothing listed fits."""

    __tablename__ = "request"

    public_id: Mapped[str] = public_id("req")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    kind: Mapped[str] = mapped_column(
        sa.String(24), default="request"
    )  # of the gig it becomes: request, layover
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    words: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))  # the words are written in
    wanted_language: Mapped[str] = mapped_column(sa.String(8))
    party: Mapped[int] = mapped_column()
    starts_local: Mapped[str] = mapped_column(sa.String(19))
    timezone: Mapped[str] = mapped_column(sa.String(64))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place_name: Mapped[str] = mapped_column(sa.String(160))
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    skills: Mapped[list[str]] = mapped_column(Json, default=list)
    interests: Mapped[list[str]] = mapped_column(Json, default=list)
    budget_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    detail: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # the kind's own fields: flights and window
    people_max: Mapped[int] = mapped_column(default=3)  # put forward at a time
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    programme: Mapped[Programme] = relationship()
    customer: Mapped[Identity] = relationship()
    proposals: Mapped[list[Proposal]] = relationship(back_populates="request", order_by="Proposal.rank")


class Proposal(Keyed, Base):
    """One person put forward for a request, with price and reasons."""

    __tablename__ = "proposal"
    __table_args__ = (sa.UniqueConstraint("request_id", "fan_id"),)

    public_id: Mapped[str] = public_id("ppl")
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id", ondelete="CASCADE"))
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id"))
    rank: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(sa.String(16), default="proposed")
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    request: Mapped[Request] = relationship(back_populates="proposals")
    fan: Mapped[Superfan] = relationship()
