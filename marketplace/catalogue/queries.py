"""Listings, sessions and journeys one by one, for their pages and for the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Business, Programme
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.kinds import registry
from marketplace.gigs.models import Assignment
from marketplace.superfans.models import Superfan

T = TypeVar("T")
BOOKABLE = ("scheduled", "guided")
SESSIONS_SHOWN = 12


def public_experience(public_id: str) -> Experience:
    """A published listing, for everybody."""
    query = (
        sa.select(Experience)
        .options(
            joinedload(Experience.business), joinedload(Experience.programme), joinedload(Experience.photo)
        )
        .where(Experience.public_id == public_id, Experience.state == "published")
    )
    return found(db.session.scalar(query))


def usual_town(programme: Programme) -> str:
    """Where the newest listing of a programme's business is; before the first, where the business is."""
    query = sa.select(Experience.city).where(Experience.business_id == programme.business_id)
    return db.session.scalar(query.order_by(Experience.id.desc()).limit(1)) or programme.business.place_name


def public_journey(public_id: str) -> JourneyTemplate:
    """A published journey of an open programme, for everybody."""
    query = (
        sa.select(JourneyTemplate)
        .join(Programme)
        .where(
            JourneyTemplate.public_id == public_id,
            JourneyTemplate.state == "published",
            Programme.state == "open",
        )
    )
    return found(db.session.scalar(query))


def bookable_session(public_id: str, at: datetime) -> Session:
    """A session that may still be booked."""
    query = (
        sa.select(Session)
        .join(Experience)
        .where(
            Session.public_id == public_id,
            Session.state.in_(BOOKABLE),
            Session.starts_at > at,
            Experience.state == "published",
        )
    )
    return found(db.session.scalar(query))


def next_sessions(experience: Experience, at: datetime) -> list[Session]:
    """The dates to choose from, soonest first."""
    query = (
        sa.select(Session)
        .where(Session.experience_id == experience.id, Session.state.in_(BOOKABLE), Session.starts_at > at)
        .order_by(Session.starts_at)
        .limit(SESSIONS_SHOWN)
    )
    return list(db.session.scalars(query))


def guides_of(sessions: list[Session]) -> dict[int, Superfan]:
    """Who has said yes to which session."""
    gig_ids = {s.gig_id: s.id for s in sessions if s.gig_id is not None}
    query = (
        sa.select(Assignment)
        .options(joinedload(Assignment.fan).joinedload(Superfan.identity))
        .where(Assignment.gig_id.in_(gig_ids), Assignment.is_live)
    )
    return {gig_ids[a.gig_id]: a.fan for a in db.session.scalars(query)}


def listings_of(business: Business) -> list[Experience]:
    """Every listing of a business, those that wait for a look first."""
    first = sa.case((Experience.state == "submitted", 0), (Experience.state == "draft", 1), else_=2)
    query = (
        sa.select(Experience)
        .options(joinedload(Experience.host).joinedload(Superfan.identity))
        .where(Experience.business_id == business.id)
        .order_by(first, Experience.id.desc())
    )
    return list(db.session.scalars(query))


def listing_of(business: Business, public_id: str) -> Experience:
    """One listing of a business; another's is not found."""
    query = sa.select(Experience).where(
        Experience.business_id == business.id, Experience.public_id == public_id
    )
    return found(db.session.scalar(query))


def sessions_of(experience: Experience, at: datetime) -> list[Session]:
    """Sessions of a listing that are still to come, whatever their state."""
    query = (
        sa.select(Session)
        .where(Session.experience_id == experience.id, Session.ends_at > at)
        .order_by(Session.starts_at)
    )
    return list(db.session.scalars(query))


def session_of(business: Business, public_id: str) -> Session:
    """One session of a business; another's is not found."""
    query = (
        sa.select(Session)
        .join(Experience)
        .where(Experience.business_id == business.id, Session.public_id == public_id)
    )
    return found(db.session.scalar(query))


def journeys_of(business: Business) -> list[JourneyTemplate]:
    """Every journey of a business."""
    query = (
        sa.select(JourneyTemplate)
        .where(JourneyTemplate.business_id == business.id)
        .order_by(JourneyTemplate.id)
    )
    return list(db.session.scalars(query))


def journey_of(business: Business, public_id: str) -> JourneyTemplate:
    """One journey of a business; another's is not found."""
    query = sa.select(JourneyTemplate).where(
        JourneyTemplate.business_id == business.id, JourneyTemplate.public_id == public_id
    )
    return found(db.session.scalar(query))


def programmes_for(business: Business, listed_as: str) -> list[Programme]:
    """Programmes of a business that a new listing or journey may belong to."""
    kinds = [kind.code for kind in registry.all() if kind.listed_as == listed_as]
    query = (
        sa.select(Programme)
        .where(Programme.business_id == business.id, Programme.kind.in_(kinds))
        .order_by(Programme.id)
    )
    return list(db.session.scalars(query))


def submitted_count(business: Business) -> int:
    """How many listings wait for a look."""
    query = sa.select(sa.func.count()).where(
        Experience.business_id == business.id, Experience.state == "submitted"
    )
    return db.session.scalar(query) or 0


def found(row: T | None) -> T:
    if row is None:
        raise NotFound
    return row
