"""The numbers by which programmes that customers book or ask may be judged."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.businesses import north_star
from marketplace.businesses.models import Programme
from marketplace.core.db import db


def requests_answered(programme: Programme, since: datetime, until: datetime) -> int:
    """Requests for which people were first put forward in a time."""
    first = (
        sa.select(sa.func.min(Proposal.created_at).label("at"))
        .join(Request, Request.id == Proposal.request_id)
        .where(Request.programme_id == programme.id)
        .group_by(Request.id)
        .subquery()
    )
    query = sa.select(sa.func.count()).where(first.c.at >= since, first.c.at < until)
    return db.session.scalar(query) or 0


def bookings_completed(programme: Programme, since: datetime, until: datetime) -> int:
    """Bookings fulfilled in a time."""
    query = sa.select(sa.func.count(Booking.id)).where(
        Booking.programme_id == programme.id, Booking.completed_at >= since, Booking.completed_at < until
    )
    return db.session.scalar(query) or 0


def register() -> None:
    """Add them."""
    north_star.register(
        north_star.NorthStar(
            "requests_answered",
            _l("Requests answered"),
            "count",
            requests_answered,
            _l("Wishes for which you put somebody forward."),
        )
    )
    north_star.register(
        north_star.NorthStar(
            "bookings_completed",
            _l("Bookings fulfilled"),
            "count",
            bookings_completed,
            _l("What customers booked and what then took place."),
        )
    )
