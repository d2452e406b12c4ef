"""Figures of the desk: what was asked, who took it, how fast, what it cost; counted, never estimated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.models import Membership

WEEKS = 8
AHEAD = timedelta(days=7)
BACK = timedelta(days=28)
SAMPLE_MAX = 500
NEXT_SHOWN = 6


@dataclass(frozen=True)
class Figures:
    """How the work of a business stands."""

    members: int
    gigs_ahead: int
    gigs_ahead_filled: int
    offers_out: int
    bookings_ahead: int
    fill_rate_pct: int | None  # of the gigs that began in the last four weeks
    minutes_to_match: int | None  # from making a gig to the first yes, in the middle

    @property
    def is_empty(self) -> bool:
        """True for a business that has nothing to count yet."""
        return not (self.members or self.gigs_ahead or self.bookings_ahead or self.fill_rate_pct is not None)


def figures(business: Business, at: datetime) -> Figures:
    """The figures of now, the week ahead and the four weeks behind."""
    ahead = (
        Gig.business_id == business.id,
        Gig.starts_at >= at,
        Gig.starts_at < at + AHEAD,
        Gig.state != "cancelled",
    )
    behind = (
        Gig.business_id == business.id,
        Gig.starts_at >= at - BACK,
        Gig.starts_at < at,
        Gig.state != "cancelled",
    )
    begun, kept = _count(*behind), _count(*behind, _has_somebody())
    return Figures(
        members=_scalar(
            sa.select(sa.func.count(sa.distinct(Membership.fan_id)))
            .join(Programme, Programme.id == Membership.programme_id)
            .where(Programme.business_id == business.id, Membership.state == "active")
        ),
        gigs_ahead=_count(*ahead),
        gigs_ahead_filled=_count(*ahead, Gig.state == "filled"),
        offers_out=_scalar(
            sa.select(sa.func.count())
            .select_from(Offer)
            .join(Gig)
            .where(Gig.business_id == business.id, Offer.state == "open")
        ),
        bookings_ahead=_scalar(
            sa.select(sa.func.count()).where(
                Booking.business_id == business.id,
                Booking.starts_at >= at,
                Booking.state.in_(("waiting", "confirmed")),
            )
        ),
        fill_rate_pct=round(100 * kept / begun) if begun else None,
        minutes_to_match=_minutes_to_match(business, at),
    )


def _has_somebody() -> sa.ColumnElement[bool]:
    return sa.exists().where(Assignment.gig_id == Gig.id, Assignment.is_live)


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    return _scalar(sa.select(sa.func.count()).select_from(Gig).where(*conditions))


def _scalar(query: sa.Select[int]) -> int:
    return db.session.scalar(query) or 0


def _minutes_to_match(business: Business, at: datetime) -> int | None:
    first_yes = (
        sa.select(Gig.created_at, sa.func.min(Assignment.accepted_at))
        .join(Assignment, Assignment.gig_id == Gig.id)
        .where(Gig.business_id == business.id, Gig.created_at >= at - BACK)
        .group_by(Gig.id, Gig.created_at)
        .order_by(Gig.id.desc())
        .limit(SAMPLE_MAX)
    )
    waits = [(yes - made).total_seconds() / 60 for made, yes in db.session.execute(first_yes)]
    return round(median(waits)) if waits else None


def gigs_by_week(business: Business, at: datetime) -> list[tuple[datetime, int, int]]:
    """For each of the last weeks: its first instant, gigs somebody took, gigs nobody took."""
    weeks = [at - timedelta(weeks=number) for number in range(WEEKS, 0, -1)]
    rows = []
    for since in weeks:
        within = (
            Gig.business_id == business.id,
            Gig.starts_at >= since,
            Gig.starts_at < since + timedelta(weeks=1),
            Gig.state != "cancelled",
        )
        begun, kept = _count(*within), _count(*within, _has_somebody())
        rows.append((since, kept, begun - kept))
    return rows


def next_gigs(business: Business, at: datetime) -> list[Gig]:
    """What comes next, those nobody took first."""
    lacking_first = sa.case((Gig.state == "unfilled", 0), else_=1)
    query = (
        sa.select(Gig)
        .where(
            Gig.business_id == business.id, Gig.starts_at >= at, Gig.state.in_(("open", "filled", "unfilled"))
        )
        .order_by(lacking_first, Gig.starts_at)
        .limit(NEXT_SHOWN)
    )
    return list(db.session.scalars(query))
