"""What customers browse: experiences with their sessions, and journey templates with stages and stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Upload


class Experience(Keyed, Base):
    """A listing: what happens, where one meets, for how many, in which languages, at what price."""

    __tablename__ = "experience"
    __table_args__ = (
        sa.UniqueConstraint("business_id", "slug"),
        sa.CheckConstraint("guests_min >= 1 AND guests_max >= guests_min", name="guests"),
        sa.CheckConstraint("price_minor >= 0", name="price"),
    )

    public_id: Mapped[str] = public_id("exp")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    host_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("superfan.id")
    )  # null: any fitting fan of the pool
    slug: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(16), default="draft")
    language: Mapped[str] = mapped_column(sa.String(8))  # of title and description
    title: Mapped[str] = mapped_column(sa.String(100))
    summary: Mapped[str] = mapped_column(sa.String(240), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    translations: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # locale: title, summary, description, meeting_point
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    meeting_point: Mapped[str] = mapped_column(sa.String(160))
    city: Mapped[str] = mapped_column(sa.String(80), index=True)
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    is_rough: Mapped[bool] = mapped_column(
        default=False
    )  # of the meeting point only quarter or town are known
    cell: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    timezone: Mapped[str] = mapped_column(sa.String(64))
    duration_minutes: Mapped[int] = mapped_column()
    guests_min: Mapped[int] = mapped_column(default=1)
    guests_max: Mapped[int] = mapped_column(default=10)
    cutoff_hours: Mapped[int] = mapped_column(default=24)  # when the least group is decided
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    skills: Mapped[list[str]] = mapped_column(Json, default=list)
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)
    price_per: Mapped[str] = mapped_column(sa.String(8), default="person")  # person or group
    currency: Mapped[str] = mapped_column(sa.String(3))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    programme: Mapped[Programme] = relationship()
    host: Mapped[Superfan | None] = relationship()
    photo: Mapped[Upload | None] = relationship()


class Session(Keyed, Base):
    """One date and time of an experience; the guide's gig is made with it."""

    __tablename__ = "session"
    __table_args__ = (
        sa.Index("ix_session_search", "state", "starts_at"),
        sa.CheckConstraint("guests_booked >= 0 AND guests_booked <= guests_max", name="guests"),
    )

    public_id: Mapped[str] = public_id("ses")
    experience_id: Mapped[int] = mapped_column(sa.ForeignKey("experience.id", ondelete="CASCADE"), index=True)
    gig_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gig.id"), unique=True)
    state: Mapped[str] = mapped_column(sa.String(16), default="scheduled")
    language: Mapped[str] = mapped_column(sa.String(8))  # it is held in
    starts_local: Mapped[str] = mapped_column(sa.String(19))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_private: Mapped[bool] = mapped_column(default=False)
    guests_max: Mapped[int] = mapped_column()
    guests_booked: Mapped[int] = mapped_column(default=0)

    experience: Mapped[Experience] = relationship()


class JourneyTemplate(Keyed, Base):
    """A multi-day plan that can be booked for a date: stages, nights, one price."""

    __tablename__ = "journey_template"
    __table_args__ = (sa.UniqueConstraint("business_id", "slug"),)

    public_id: Mapped[str] = public_id("jrt")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(16), default="draft")
    language: Mapped[str] = mapped_column(sa.String(8))
    title: Mapped[str] = mapped_column(sa.String(100))
    summary: Mapped[str] = mapped_column(sa.String(240), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    translations: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    city: Mapped[str] = mapped_column(sa.String(80), index=True)
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    timezone: Mapped[str] = mapped_column(sa.String(64))
    days: Mapped[int] = mapped_column()
    guests_max: Mapped[int] = mapped_column(default=6)
    price_minor: Mapped[int] = mapped_column(sa.BigInteger)  # per person, all stages and stays
    currency: Mapped[str] = mapped_column(sa.String(3))
    stages: Mapped[list[dict[str, Any]]] = mapped_column(
        Json
    )  # day, time_local, minutes, title, place_name, share_bps, translations (locale: title, place_name)
    stays: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # night, title, place, guests_max, share_bps
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    programme: Mapped[Programme] = relationship()
    photo: Mapped[Upload | None] = relationship()
