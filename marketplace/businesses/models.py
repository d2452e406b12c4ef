"""Businesses, the people who act for them, their programmes and who belongs to those."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.guards import GUARDS
from marketplace.core import guards, texts
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust.models import Upload

WAYS = ("crowd", "collaborators", "community")
TERMS = ("volunteer", "volunteer_with_perks", "paid")
JOINING = ("open", "application", "invitation")
ROLES = ("owner", "manager", "support")


class Business(Keyed, Base):
    """A tenant: the shop whose army this is."""

    __tablename__ = "business"

    public_id: Mapped[str] = public_id("biz")
    slug: Mapped[str] = mapped_column(sa.String(48), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    tagline: Mapped[str] = mapped_column(sa.String(140), default="")
    story: Mapped[str] = mapped_column(sa.Text, default="")  # the front page's own words
    language: Mapped[str] = mapped_column(sa.String(8), default="en")  # of its own words
    translations: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # locale: tagline, story
    accent: Mapped[str | None] = mapped_column(sa.String(7))
    logo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    cover_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    country: Mapped[str] = mapped_column(sa.String(2))
    currency: Mapped[str] = mapped_column(sa.String(3))
    timezone: Mapped[str] = mapped_column(sa.String(64))
    place_name: Mapped[str] = mapped_column(sa.String(120))
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    support_email: Mapped[str] = mapped_column(sa.String(254), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    logo: Mapped[Upload | None] = relationship(foreign_keys=[logo_id])
    cover: Mapped[Upload | None] = relationship(foreign_keys=[cover_id])

    @property
    def logo_url(self) -> str | None:
        """Address of the logo within the site."""
        return url_for("trust.upload", public_id=self.logo.public_id) if self.logo else None

    @property
    def cover_url(self) -> str | None:
        """Address of the picture on top of the front page."""
        return url_for("trust.upload", public_id=self.cover.public_id) if self.cover else None


class Staff(Keyed, Base):
    """An identity acting for a business with a role."""

    __tablename__ = "staff"
    __table_args__ = (sa.UniqueConstraint("business_id", "identity_id"), one_of("role", "role", ROLES))

    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"))
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    identity: Mapped[Identity] = relationship()


class Programme(Keyed, Base):
    """A business's standing initiative of one kind, with its terms."""

    __tablename__ = "programme"
    __table_args__ = (
        sa.UniqueConstraint("business_id", "slug"),
        one_of("way", "way", WAYS),
        one_of("terms", "terms", TERMS),
        one_of("joining", "joining", JOINING),
    )

    public_id: Mapped[str] = public_id("prg")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str] = mapped_column(
        sa.String(24)
    )  # a registered kind: experience, journey, layover, delivery, …
    title: Mapped[str] = mapped_column(sa.String(100))
    language: Mapped[str] = mapped_column(sa.String(8))  # of the words below
    whom: Mapped[str] = mapped_column(sa.Text, default="")  # who is looked for
    purpose: Mapped[str] = mapped_column(sa.Text, default="")  # why members belong
    role: Mapped[str] = mapped_column(sa.Text, default="")  # what it does for the business
    tasks: Mapped[str] = mapped_column(sa.Text, default="")  # what members do, for the recruiting page
    house_rules: Mapped[str] = mapped_column(sa.Text, default="")
    translations: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # locale: the words above, and those among its kind's settings
    north_star: Mapped[str] = mapped_column(sa.String(32), default="")  # metric code
    north_star_target: Mapped[int | None] = mapped_column()
    way: Mapped[str] = mapped_column(sa.String(16))
    terms: Mapped[str] = mapped_column(sa.String(24))
    joining: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[str] = mapped_column(sa.String(16), default="draft")
    support_contact: Mapped[str] = mapped_column(sa.String(254), default="")
    answer_hours: Mapped[int | None] = mapped_column()
    responsible_id: Mapped[int | None] = mapped_column(sa.ForeignKey("identity.id"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    skills: Mapped[list[str]] = mapped_column(Json, default=list)  # skill codes every gig of it needs
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # only what departs from the kind's defaults
    matching_policy: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cancellation_policy: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    responsible: Mapped[Identity | None] = relationship()

    @property
    def titled(self) -> Written:
        """Its title with the languages in which it is said."""
        return texts.written(self, "title")


class SchemeVersion(Keyed, Base):
    """One version of a programme's reward formula; immutable once published, and one holds at a time."""

    __tablename__ = "scheme_version"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "version"),
        sa.Index(
            "uq_scheme_version_programme_id_published", "programme_id", unique=True,
            sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"),
        ),
        sa.Index(
            "uq_scheme_version_programme_id_draft", "programme_id", unique=True,
            sqlite_where=sa.text("state IN ('draft', 'tried')"),
            postgresql_where=sa.text("state IN ('draft', 'tried')"),
        ),
    )  # fmt: skip

    public_id: Mapped[str] = public_id("sch")
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(sa.String(16), default="draft")
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    programme: Mapped[Programme] = relationship()


class Invitation(Keyed, Base):
    """An address invited to join a programme or to open or staff a business, by a signed link."""

    __tablename__ = "invitation"

    public_id: Mapped[str] = public_id("inv")
    business_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(sa.String(16))  # fan, staff, owner
    role: Mapped[str | None] = mapped_column(sa.String(16))
    email: Mapped[str] = mapped_column(sa.String(254))
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    programme: Mapped[Programme | None] = relationship()
    business: Mapped[Business | None] = relationship()


guards.attach(Base.metadata, GUARDS)
