"""Gigs, offers, assignments and proofs: all that matching, check-in and payouts know of the work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core import guards, texts
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id
from marketplace.core.words import Written
from marketplace.gigs.guards import GUARDS
from marketplace.superfans.models import Superfan


class Gig(Keyed, Base):
    """One piece of work: place, window or deadline, needs, number of places, and whether it occupies the fan's time."""

    __tablename__ = "gig"
    __table_args__ = (
        sa.CheckConstraint("places >= 1", name="places"),
        sa.CheckConstraint("ends_at > starts_at", name="window"),
        sa.Index("ix_gig_programme_state", "programme_id", "state", "starts_at"),
    )

    public_id: Mapped[str] = public_id("gig")
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.String(140))
    language: Mapped[str] = mapped_column(sa.String(8))  # of title and notes
    notes: Mapped[str] = mapped_column(sa.Text, default="")  # for the fan who takes it
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    starts_local: Mapped[str | None] = mapped_column(
        sa.String(19)
    )  # 2026-11-28T10:00:00: the truth, with timezone
    timezone: Mapped[str] = mapped_column(sa.String(64))
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deadline_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    place_name: Mapped[str] = mapped_column(sa.String(160), default="")
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    places: Mapped[int] = mapped_column(default=1)
    occupies: Mapped[bool] = mapped_column(default=True)
    needs: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # skills_all, skills_any, languages, interests, age_min
    facts: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # what the scheme reckons with: hours, stops, guests, km
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # the kind's own fields
    subject: Mapped[str | None] = mapped_column(
        sa.String(24), index=True
    )  # session, stage, booking or block it serves
    bundle: Mapped[str | None] = mapped_column(
        sa.String(24), index=True
    )  # gigs confirmed whole or not at all
    scheme_version_id: Mapped[int] = mapped_column(sa.ForeignKey("scheme_version.id"))
    unfilled: Mapped[dict[str, Any] | None] = mapped_column(
        Json
    )  # why nobody took it, as the last round saw it
    reserved_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # most the budget may owe per place
    checkin_code: Mapped[str] = mapped_column(sa.String(8), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    business: Mapped[Business] = relationship()
    programme: Mapped[Programme] = relationship()
    scheme_version: Mapped[SchemeVersion] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(back_populates="gig", order_by="Assignment.id")

    @property
    def titled(self) -> Written:
        """Its title with the languages in which it is said."""
        return texts.written(self, "title")

    @property
    def translations(self) -> dict[str, Any]:
        """Its title and place in other languages than their own: locale, then the name of the text."""
        return (self.detail or {}).get("translations") or {}

    @property
    def text_language(self) -> str:
        """In which language its title and place are written: not always that of its people."""
        return (self.detail or {}).get("text_language") or self.language


class Offer(Keyed, Base):
    """A time-limited invitation of one fan to one gig, with its quoted reward and why it came."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index("uq_offer_gig_id_fan_id", "gig_id", "fan_id", unique=True),
        sa.Index("ix_offer_fan_state", "fan_id", "state"),
        sa.Index("ix_offer_state_expires", "state", "expires_at"),
    )

    public_id: Mapped[str] = public_id("ofr")
    gig_id: Mapped[int] = mapped_column(sa.ForeignKey("gig.id", ondelete="CASCADE"))
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id"))
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    mode: Mapped[str] = mapped_column(
        sa.String(16)
    )  # reserved, open, instant, taken (the fan chose it from the board), pinned (by hand)
    quote: Mapped[dict[str, Any]] = mapped_column(
        Json
    )  # evaluation of the scheme: lines, totals, net per hour
    score: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # points by term
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decline_code: Mapped[str | None] = mapped_column(sa.String(32))

    gig: Mapped[Gig] = relationship()
    fan: Mapped[Superfan] = relationship()


class Assignment(Keyed, Base):
    """A fan bound to a gig after accepting; `place_number` makes one place hold one live assignment."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.Index(
            "uq_assignment_gig_id_place_number_live", "gig_id", "place_number", unique=True,
            sqlite_where=sa.text("is_live"), postgresql_where=sa.text("is_live"),
        ),
        sa.Index(
            "uq_assignment_gig_id_fan_id_live", "gig_id", "fan_id", unique=True,
            sqlite_where=sa.text("is_live"), postgresql_where=sa.text("is_live"),
        ),
        sa.Index("ix_assignment_fan_live", "fan_id", "is_live", "starts_at"),
        sa.CheckConstraint("place_number >= 1", name="place_number"),
        sa.CheckConstraint("is_live = (state IN ('confirmed', 'checked_in', 'completed'))", name="is_live"),
        sa.CheckConstraint("NOT occupies OR (starts_at IS NOT NULL AND ends_at > starts_at)", name="window"),
    )  # fmt: skip

    public_id: Mapped[str] = public_id("asg")
    gig_id: Mapped[int] = mapped_column(sa.ForeignKey("gig.id", ondelete="CASCADE"))
    fan_id: Mapped[int] = mapped_column(sa.ForeignKey("superfan.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(sa.String(16), default="confirmed")
    is_live: Mapped[bool] = mapped_column(default=True)  # holds its place: confirmed, checked in or completed
    place_number: Mapped[int] = mapped_column()
    occupies: Mapped[bool] = mapped_column()
    starts_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # copied from the gig, for the overlap guard
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    quote: Mapped[dict[str, Any]] = mapped_column(Json)
    accepted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_code: Mapped[str | None] = mapped_column(sa.String(32))  # why it ended without completion
    ended_note: Mapped[str] = mapped_column(sa.Text, default="")  # in the words of whoever ended it

    gig: Mapped[Gig] = relationship(back_populates="assignments")
    fan: Mapped[Superfan] = relationship()
    offer: Mapped[Offer | None] = relationship()
    proofs: Mapped[list[Proof]] = relationship(back_populates="assignment", order_by="Proof.id")


class Proof(Keyed, Base):
    """Evidence of check-in, a stop, or completion; the nonce makes a second upload of the same proof harmless."""

    __tablename__ = "proof"
    __table_args__ = (sa.UniqueConstraint("assignment_id", "nonce"),)

    public_id: Mapped[str] = public_id("prf")
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id", ondelete="CASCADE"))
    nonce: Mapped[str] = mapped_column(sa.String(48))
    step: Mapped[str] = mapped_column(sa.String(16))  # check_in, stop, completion
    means: Mapped[str] = mapped_column(sa.String(16))  # code, place, photo, signature, statement, manual
    subject: Mapped[str | None] = mapped_column(sa.String(24))  # the parcel of a stop
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)

    assignment: Mapped[Assignment] = relationship(back_populates="proofs")


class MatchingRound(Keyed, Base):
    """One run of the engine: its input and what came of it, so that any reason can be computed when asked."""

    __tablename__ = "matching_round"
    __table_args__ = (sa.Index("ix_matching_round_programme_at", "programme_ref", "at"),)

    public_id: Mapped[str] = public_id("rnd")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24), index=True)  # the gig, the bundle, or the programme
    mode: Mapped[str] = mapped_column(
        sa.String(16)
    )  # how it was offered; assign (all at once), plan (a bundle)
    looked_at: Mapped[int] = mapped_column(default=0)  # how many people
    problem: Mapped[dict[str, Any]] = mapped_column(Json)  # opaque ids only
    solution: Mapped[dict[str, Any]] = mapped_column(Json)
    people: Mapped[bytes | None] = mapped_column(
        sa.LargeBinary, deferred=True
    )  # of a large round: everybody it looked at, as columns
    decided_by_ref: Mapped[str | None] = mapped_column(sa.String(24))  # nobody where the clock did
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    parts: Mapped[list[RoundGig]] = relationship(order_by="RoundGig.gig_ref", passive_deletes=True)


class RoundGig(Base):
    """What a round was asked for one gig, and how much of it came about."""

    __tablename__ = "matching_round_gig"

    round_id: Mapped[int] = mapped_column(
        sa.ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True
    )
    gig_ref: Mapped[str] = mapped_column(sa.String(24), primary_key=True, index=True)
    wanted: Mapped[int] = mapped_column()  # how many people were to be asked
    eligible: Mapped[int] = mapped_column()  # how many could do it
    asked: Mapped[int] = mapped_column()
    outcome: Mapped[str] = mapped_column(
        sa.String(16), default=""
    )  # asked, waiting, given_up, nobody_left, taken_elsewhere; left: over, changed, filled, people_gone, held_up
    told: Mapped[dict[str, Any] | None] = mapped_column(
        Json
    )  # who was asked and why, and what kept others out


class RoundSlice(Base):
    """Gigs of a round for which nobody has been asked yet; the row goes in the transaction that asks."""

    __tablename__ = "matching_round_slice"

    round_id: Mapped[int] = mapped_column(
        sa.ForeignKey("matching_round.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[bytes] = mapped_column(sa.LargeBinary)  # by gig whom to ask and why, packed; opaque ids only


class FairnessCarried(Base):
    """When the shares of a programme's members were carried over last."""

    __tablename__ = "fairness_carried"

    programme_id: Mapped[int] = mapped_column(
        sa.ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class FairnessShare(Base):
    """What a member was due and is short of, in thousandths of a gig, as it stood when it was carried over last."""

    __tablename__ = "fairness_share"

    membership_id: Mapped[int] = mapped_column(
        sa.ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    short: Mapped[int] = mapped_column(sa.BigInteger)  # below 0 for who got more than the share
    due: Mapped[int] = mapped_column(sa.BigInteger)
    lasting: Mapped[int] = mapped_column(
        sa.BigInteger
    )  # part of it missing on average over time, in millionths
    is_known: Mapped[bool] = mapped_column()  # no newcomer any more


guards.attach(Base.metadata, GUARDS)
