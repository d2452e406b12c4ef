"""What a superfan says of themself: profile, skills, languages, availability, and the packed row the engine reads."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Programme
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.identity.models import Identity

TRAVEL_MODES = ("walk", "bike", "transit", "car")
REWARD_KINDS = ("money", "store_credit", "discount_code", "donation", "perk")


class Superfan(Keyed, Base):
    """An identity's supply side."""

    __tablename__ = "superfan"
    __table_args__ = (
        one_of("travel_mode", "travel_mode", TRAVEL_MODES),
        sa.CheckConstraint("radius_m BETWEEN 0 AND 500000", name="radius"),
    )

    public_id: Mapped[str] = public_id("fan")
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), unique=True)
    bio: Mapped[str] = mapped_column(sa.Text, default="")
    bio_language: Mapped[str] = mapped_column(sa.String(8), default="en")
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    home_name: Mapped[str] = mapped_column(sa.String(120), default="")
    home_lat: Mapped[float | None] = mapped_column()
    home_lon: Mapped[float | None] = mapped_column()
    timezone: Mapped[str] = mapped_column(sa.String(64), default="UTC")  # of the availability rules
    travel_mode: Mapped[str] = mapped_column(sa.String(16), default="transit")
    radius_m: Mapped[int] = mapped_column(default=5000)
    weekly_hours_max: Mapped[int] = mapped_column(default=40)
    interests: Mapped[list[str]] = mapped_column(Json, default=list)
    motives: Mapped[list[str]] = mapped_column(Json, default=list)  # what they come for
    reward_kind: Mapped[str] = mapped_column(sa.String(16), default="money")
    donation_cause: Mapped[str] = mapped_column(sa.String(80), default="")
    reward_percent: Mapped[int] = mapped_column(default=100, server_default="100")  # of the pay, in that kind
    payout_day: Mapped[str] = mapped_column(sa.String(16), default="friday")
    payout_least: Mapped[int] = mapped_column(default=0, server_default="0")  # in whole units of the money
    feed_key: Mapped[str | None] = mapped_column(sa.String(48), unique=True)  # of the calendar feed
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    identity: Mapped[Identity] = relationship()
    skills: Mapped[list[FanSkill]] = relationship(cascade="all, delete-orphan", back_populates="fan")
    languages: Mapped[list[FanLanguage]] = relationship(cascade="all, delete-orphan")
    rules: Mapped[list[AvailabilityRule]] = relationship(
        cascade="all, delete-orphan", order_by="AvailabilityRule.weekday, AvailabilityRule.opens_local"
    )
    exceptions: Mapped[list[AvailabilityException]] = relationship(
        cascade="all, delete-orphan", order_by="AvailabilityException.on_date"
    )


class Skill(Keyed, Base):
    """One entry of the taxonomy; a fan's own addition waits for review before others see it."""

    __tablename__ = "skill"
    __table_args__ = (one_of("state", "state", ("proposed", "listed", "refused")),)

    code: Mapped[str] = mapped_column(sa.String(64), unique=True)
    group: Mapped[str] = mapped_column("skill_group", sa.String(32))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    name_es: Mapped[str] = mapped_column(sa.String(80))
    state: Mapped[str] = mapped_column(sa.String(16), default="listed")
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("identity.id", ondelete="SET NULL"))


class FanSkill(Keyed, Base):
    """A skill a fan says they have, and how well."""

    __tablename__ = "fan_skill"
    __table_args__ = (
        sa.UniqueConstraint("fan_id", "skill_id"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"))
    skill_id: Mapped[int] = mapped_column(sa.ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=3)

    fan: Mapped[Superfan] = relationship(back_populates="skills")
    skill: Mapped[Skill] = relationship()


class FanLanguage(Keyed, Base):
    """A language a fan speaks: 1 a little … 5 native."""

    __tablename__ = "fan_language"
    __table_args__ = (
        sa.UniqueConstraint("fan_id", "language"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(sa.String(8))
    level: Mapped[int] = mapped_column(default=4)


class Credential(Keyed, Base):
    """The evidence for something a fan can do, who checked it, and until when it holds."""

    __tablename__ = "credential"

    public_id: Mapped[str] = public_id("crd")
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"), index=True)
    # Who relies on it.
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(64))
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(sa.String(16), default="submitted")
    valid_from: Mapped[date | None] = mapped_column()
    valid_until: Mapped[date | None] = mapped_column()
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("identity.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class AvailabilityRule(Keyed, Base):
    """A weekly window in the fan's own zone; one that closes at or before it opens runs into the next day."""

    __tablename__ = "availability_rule"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)

    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int] = mapped_column()  # 0 is Monday
    opens_local: Mapped[time] = mapped_column()
    closes_local: Mapped[time] = mapped_column()


class AvailabilityException(Keyed, Base):
    """A dated opening or closing that overrides the weekly rules; without times it covers the whole day."""

    __tablename__ = "availability_exception"

    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"), index=True)
    on_date: Mapped[date] = mapped_column()
    is_open: Mapped[bool] = mapped_column()
    opens_local: Mapped[time | None] = mapped_column()
    closes_local: Mapped[time | None] = mapped_column()
    note: Mapped[str] = mapped_column(sa.String(120), default="")


class PackedProfile(Base):
    """What the engine needs of a fan in one row, rewritten by the transaction that changes any of it."""

    __tablename__ = "packed_profile"
    __table_args__ = (sa.Index("ix_packed_profile_cell", "cell"),)

    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id", ondelete="CASCADE"), primary_key=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24), unique=True)
    cell: Mapped[str | None] = mapped_column(sa.String(24))  # coarse place, for search by neighbourhood
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    radius_m: Mapped[int] = mapped_column()
    document: Mapped[dict[str, Any]] = mapped_column(Json)  # skills, languages, hours, interests, limits
    facts: Mapped[bytes] = mapped_column(sa.LargeBinary)  # the same as numbers, for rounds over everybody
    packed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Membership(Keyed, Base):
    """A fan in a programme."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("programme_id", "fan_id"),)

    public_id: Mapped[str] = public_id("mbr")
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(16), default="applied")
    motive: Mapped[str] = mapped_column(sa.String(32), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")  # what the fan wrote when applying
    words_language: Mapped[str | None] = mapped_column(sa.String(8))
    applied_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    reason_language: Mapped[str | None] = mapped_column(sa.String(8))
    standing: Mapped[str] = mapped_column(sa.String(16), default="new")
    credited_gigs: Mapped[int] = mapped_column(default=0)  # what a newcomer missed: no flood, no famine

    programme: Mapped[Programme] = relationship()
    fan: Mapped[Superfan] = relationship()
