"""What guests said of one piece of work: the mean of their stars, once all have spoken or their time is over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Session
from marketplace.core.db import db
from marketplace.gigs.models import Assignment
from marketplace.rewards.additions import Rating
from marketplace.trust.models import ReviewWindow
from marketplace.trust.service_reviews import CUSTOMER

COMING = ("waiting", "confirmed")


def rating_of(assignment_ref: str, at: datetime) -> Rating:
    """The guests' rating of the fan for every booking that the gig served, as it stands now."""
    found = db.session.scalar(sa.select(Assignment).where(Assignment.public_id == assignment_ref))
    if found is None:
        return Rating(None, None, was_asked=False)
    refs = [ref for ref in (found.gig.subject, found.gig.bundle) if ref]
    bookings = list(
        db.session.execute(
            sa.select(Booking.public_id, Booking.state, Booking.ends_at)
            .outerjoin(Session, Session.id == Booking.session_id)
            .where(sa.or_(Booking.public_id.in_(refs), Session.public_id.in_(refs)))
        )
    )
    windows = list(
        db.session.scalars(
            sa.select(ReviewWindow).where(
                ReviewWindow.subject.in_([ref for ref, _, _ in bookings]),
                ReviewWindow.fan_ref == found.fan.public_id,
            )
        )
    )
    open_ones = [
        w.closes_at for w in windows if w.closes_at > at and any(r.shown_at is None for r in w.reviews)
    ]
    open_ones += [w.closes_at for w in windows if w.closes_at > at and len(w.reviews) < 2]
    later = [max(ends_at, at) for _, state, ends_at in bookings if state in COMING]
    stars = [
        r.stars for w in windows for r in w.reviews
        if r.side == CUSTOMER and r.shown_at is not None and r.hidden_at is None
    ]  # fmt: skip
    tenths = (sum(stars) * 20 + len(stars)) // (2 * len(stars)) if stars else None
    return Rating(max([*open_ones, *later], default=None), tenths, was_asked=bool(windows))
