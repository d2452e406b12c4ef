"""What bookings mean to a person's account: their copy, what keeps them from going, and what is forgotten when they go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.lifecycle import REQUEST
from marketplace.bookings.models import Booking, Request
from marketplace.bookings.service_cancellation import SETTLEMENT, STANDS
from marketplace.bookings.work import own_gigs
from marketplace.businesses import queries as businesses
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.identity import erasure, personal_data
from marketplace.identity.models import Identity

KEPT = (
    "request",
    "proposal",
    "fan",
    "stages",
    SETTLEMENT,
    "called_off_because",
    "part_lost",
    "was_confirmed",
)


def register() -> None:
    """Tell the account."""
    personal_data.exporter("bookings", bookings_of)
    personal_data.exporter("requests", requests_of)
    erasure.hinder(_has_something_ahead)
    erasure.settle_at("booking_ahead", "bookings.my_bookings")
    erasure.hinder(_is_counted_on)
    erasure.before_going(_say_goodbye)


def bookings_of(person: Identity) -> list[dict[str, Any]]:
    """What a person booked, as they would tell it."""
    query = sa.select(Booking).where(Booking.customer_id == person.id).order_by(Booking.id)
    return [
        {
            "title": one.title,
            "business": one.business.name,
            "starts_at": one.starts_at.isoformat(),
            "people": one.party,
            "state": one.state,
            "price_minor": one.price_minor,
            "tip_minor": one.tip_minor,
            "currency": one.currency,
            "notes": one.detail.get("notes", ""),
        }
        for one in db.session.scalars(query)
    ]


def requests_of(person: Identity) -> list[dict[str, Any]]:
    """What a person asked for."""
    query = sa.select(Request).where(Request.customer_id == person.id).order_by(Request.id)
    return [
        {
            "words": one.words,
            "business": one.business.name,
            "place": one.place_name,
            "starts_at": one.starts_at.isoformat(),
            "people": one.party,
            "state": one.state,
        }
        for one in db.session.scalars(query)
    ]


def _has_something_ahead(person: Identity, at: datetime) -> MarketplaceError | None:
    """Somebody is counted on, or counts on others: that is called off first, with the refund shown."""
    ahead = sa.select(Booking.title).where(
        Booking.customer_id == person.id, Booking.state.in_(STANDS), Booking.ends_at > at
    )
    title = db.session.scalar(ahead.limit(1))
    return None if title is None else Refused("booking_ahead", title=title)


def _is_counted_on(person: Identity, at: datetime) -> MarketplaceError | None:
    """Customers have booked with a business that nobody else owns."""
    for business in businesses.owned_alone(person):
        ahead = sa.select(Booking.title).where(Booking.business_id == business.id, Booking.state.in_(STANDS))
        title = db.session.scalar(ahead.limit(1))
        if title is not None:
            return Refused("business_booked", business=business.name, title=title)
    return None


def _say_goodbye(person: Identity, at: datetime) -> None:
    """Wishes are withdrawn; what was written for guides goes, though the sale itself stays on the books."""
    for wish in db.session.scalars(sa.select(Request).where(Request.customer_id == person.id)):
        if REQUEST.allows(wish.state, "withdraw", Actor.CUSTOMER):
            move(REQUEST, wish, "withdraw", Actor.CUSTOMER, at, actor_ref=person.public_id)
    for booking in db.session.scalars(sa.select(Booking).where(Booking.customer_id == person.id)):
        booking.detail = {key: booking.detail[key] for key in KEPT if key in booking.detail}
        for gig in own_gigs(booking):
            gig.notes = ""
