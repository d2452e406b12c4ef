"""What people say of each other after the work, and what moved a fan's standing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id
from marketplace.core.words import Written
from marketplace.identity.models import Identity

_identity = "identity.id"


class ReviewWindow(Keyed, Base):
    """The time in which a customer and a fan may review each other after a booking; both are shown together at its end."""

    __tablename__ = "review_window"
    __table_args__ = (sa.UniqueConstraint("subject", "customer_id", "fan_id"),)

    public_id: Mapped[str] = public_id("rvw")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24))
    subject: Mapped[str] = mapped_column(sa.String(24))  # the booking
    title: Mapped[str] = mapped_column(sa.String(140))
    title_language: Mapped[str | None] = mapped_column(sa.String(8))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24))  # public id of the superfan
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)

    customer: Mapped[Identity] = relationship(foreign_keys=[customer_id])
    fan: Mapped[Identity] = relationship(foreign_keys=[fan_id])
    reviews: Mapped[list[Review]] = relationship(back_populates="window", order_by="Review.id")

    @property
    def titled(self) -> Written:
        """What was booked, with the language it is said in where that is known."""
        return Written(self.title, self.title_language)


class Review(Keyed, Base):
    """One side's words on the other after a gig; shown when both are in or the window has closed."""

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("window_id", "author_id"),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    )

    public_id: Mapped[str] = public_id("rev")
    window_id: Mapped[int] = mapped_column(sa.ForeignKey("review_window.id", ondelete="CASCADE"))
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24), index=True)  # the booking
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    about_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    fan_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)  # set where it is about the fan
    side: Mapped[str] = mapped_column(sa.String(16))  # whose words: customer or fan
    stars: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(sa.Text, default="")
    private_text: Mapped[str] = mapped_column(sa.Text, default="")  # for the business alone
    language: Mapped[str] = mapped_column(sa.String(8))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # by the decision of a case, and by nothing else

    window: Mapped[ReviewWindow] = relationship(back_populates="reviews")
    author: Mapped[Identity] = relationship(foreign_keys=[author_id])
    about: Mapped[Identity] = relationship(foreign_keys=[about_id])


class StandingEvent(Keyed, Base):
    """One thing that moved a fan's reliability or quality in a programme, with its evidence."""

    __tablename__ = "standing_event"
    __table_args__ = (
        sa.UniqueConstraint("subject", "code"),
        sa.CheckConstraint(
            "NOT counts OR points >= 0 OR confirmed_by_ref IS NOT NULL", name="fall_needs_person"
        ),
    )

    public_id: Mapped[str] = public_id("std")
    business_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    part: Mapped[str] = mapped_column(sa.String(16))  # reliability or quality
    code: Mapped[str] = mapped_column(sa.String(32))
    subject: Mapped[str] = mapped_column(sa.String(24))  # assignment or review
    points: Mapped[int] = mapped_column()
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    confirmed_by_ref: Mapped[str | None] = mapped_column(sa.String(24))  # a fall needs a person
    counts: Mapped[bool] = mapped_column()
    settled_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # a fall: when a person confirmed or dismissed it
    at: Mapped[datetime] = mapped_column(UTCDateTime)
