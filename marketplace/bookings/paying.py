"""Which bookings pay for a gig, and how much of it each: what a fan's share of the price is reckoned from."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Session
from marketplace.core.db import db
from marketplace.gigs import hooks
from marketplace.gigs.models import Gig

PAYING = ("waiting", "confirmed", "completed")


@hooks.pays_for
def paid_for_session(gig: Gig) -> dict[str, int] | None:
    """Everybody who booked the session that a gig serves; other gigs name their booking themselves."""
    if gig.subject is None or not gig.subject.startswith("ses_"):
        return None
    query = (
        sa.select(Booking.public_id, Booking.price_minor)
        .join(Session, Session.id == Booking.session_id)
        .where(Session.public_id == gig.subject, Booking.state.in_(PAYING))
    )
    return {ref: price_minor for ref, price_minor in db.session.execute(query) if price_minor}
