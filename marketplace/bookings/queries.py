"""Bookings and requests as customers and staff read them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.bookings.models import Booking, Payment, Request
from marketplace.businesses.models import Business
from marketplace.catalogue.models import Session
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import StateChange
from marketplace.identity.models import Identity

PAGE = 50


def bookings_of(customer: Identity) -> list[Booking]:
    """Everything somebody booked, the next first."""
    query = (
        sa.select(Booking)
        .options(
            joinedload(Booking.business),
            joinedload(Booking.session).joinedload(Session.experience),
            joinedload(Booking.template),
        )
        .where(Booking.customer_id == customer.id)
    )
    return list(db.session.scalars(query.order_by(Booking.starts_at.desc()).limit(PAGE)))


def requests_of(customer: Identity) -> list[Request]:
    """Everything somebody asked for."""
    query = (
        sa.select(Request).where(Request.customer_id == customer.id).order_by(Request.id.desc()).limit(PAGE)
    )
    return list(db.session.scalars(query))


def bookings_at(business: Business, page: int = 1) -> list[Booking]:
    """Bookings of a business, the latest first."""
    shown = (
        joinedload(Booking.customer),
        joinedload(Booking.session).joinedload(Session.experience),
        joinedload(Booking.template),
    )
    query = sa.select(Booking).options(*shown).where(Booking.business_id == business.id)
    return list(db.session.scalars(query.order_by(Booking.id.desc()).limit(PAGE).offset(PAGE * (page - 1))))


def refunds_at(business: Business) -> list[Payment]:
    """Payments of which something was given back, the latest first."""
    query = (
        sa.select(Payment)
        .join(Booking)
        .options(joinedload(Payment.booking).joinedload(Booking.session).joinedload(Session.experience))
        .where(Booking.business_id == business.id, Payment.refunded_minor > 0)
        .order_by(Payment.id.desc())
        .limit(PAGE)
    )
    return list(db.session.scalars(query))


def pages_at(business: Business) -> int:
    """How many pages of bookings a business has."""
    count = db.session.scalar(sa.select(sa.func.count()).where(Booking.business_id == business.id)) or 0
    return max(1, -(-count // PAGE))


def booking_at(business: Business, public_id: str) -> Booking:
    """One booking of a business; another's is not found."""
    booking = db.session.scalar(
        sa.select(Booking).where(Booking.business_id == business.id, Booking.public_id == public_id)
    )
    if booking is None:
        raise NotFound
    return booking


def requests_at(business: Business) -> list[Request]:
    """Requests made to a business, those without an answer first."""
    first = sa.case((Request.state == "unanswered", 0), (Request.state == "open", 1), else_=2)
    return list(
        db.session.scalars(
            sa.select(Request)
            .where(Request.business_id == business.id)
            .order_by(first, Request.id.desc())
            .limit(PAGE)
        )
    )


def request_at(business: Business, public_id: str) -> Request:
    """One request made to a business; another's is not found."""
    query = sa.select(Request).where(Request.business_id == business.id, Request.public_id == public_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def booking_of_request(request: Request) -> Booking | None:
    """What came of a request: its latest booking."""
    query = sa.select(Booking).where(Booking.request_id == request.id).order_by(Booking.id.desc())
    return db.session.scalar(query.limit(1))


def unanswered_count(business: Business) -> int:
    """How many requests found nobody."""
    query = sa.select(sa.func.count()).where(
        Request.business_id == business.id, Request.state == "unanswered"
    )
    return db.session.scalar(query) or 0


def waiting_count(business: Business) -> int:
    """How many bookings wait for people."""
    query = sa.select(sa.func.count()).where(Booking.business_id == business.id, Booking.state == "waiting")
    return db.session.scalar(query) or 0


def steps_of(public_id: str) -> list[StateChange]:
    """What happened to something, in order."""
    return list(
        db.session.scalars(
            sa.select(StateChange).where(StateChange.subject == public_id).order_by(StateChange.id)
        )
    )
