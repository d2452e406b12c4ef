"""Whose booking it is: its customer's, signed in or come by the signed link of their mail."""

from __future__ import annotations

import sqlalchemy as sa
from flask import session
from flask_login import current_user
from sqlalchemy.orm import joinedload

from marketplace.bookings.models import Booking, Payment, Proposal, Request
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity import links
from marketplace.identity.models import Identity

PURPOSE = "guest"
LINK_SECONDS = 180 * 24 * 3600
_SESSION_KEY = "guest_of"


def actor() -> Identity | None:
    """Who is signed in."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def remember(identity: Identity) -> None:
    """Let this browser follow what a guest has just booked, without a password."""
    refs = [ref for ref in session.get(_SESSION_KEY, []) if ref != identity.public_id]
    session[_SESSION_KEY] = [*refs, identity.public_id][-5:]


def link_token(identity: Identity) -> str:
    """What a mail's link carries, so that a guest finds their booking again."""
    return links.sign(PURPOSE, {"identity": identity.public_id})


def remember_by_link(token: str) -> None:
    """Come by the link of one's mail."""
    ref = str(links.read(PURPOSE, token, LINK_SECONDS)["identity"])
    session[_SESSION_KEY] = [*[r for r in session.get(_SESSION_KEY, []) if r != ref], ref][-5:]


def is_mine(customer: Identity) -> bool:
    """True for the customer themself."""
    who = actor()
    return (who is not None and who.id == customer.id) or customer.public_id in session.get(_SESSION_KEY, [])


def my_booking(public_id: str) -> Booking:
    """One's own booking; anybody else's is not found."""
    query = (
        sa.select(Booking)
        .options(joinedload(Booking.business), joinedload(Booking.programme), joinedload(Booking.customer))
        .where(Booking.public_id == public_id)
    )
    booking = db.session.scalar(query)
    if booking is None or not is_mine(booking.customer):
        raise NotFound
    return booking


def my_payment(public_id: str) -> Payment:
    """One's own payment."""
    payment = db.session.scalar(sa.select(Payment).where(Payment.public_id == public_id))
    if payment is None or not is_mine(payment.booking.customer):
        raise NotFound
    return payment


def my_request(public_id: str) -> Request:
    """One's own request."""
    request = db.session.scalar(sa.select(Request).where(Request.public_id == public_id))
    if request is None or not is_mine(request.customer):
        raise NotFound
    return request


def my_proposal(public_id: str) -> Proposal:
    """One of the people put forward for one's own request."""
    proposal = db.session.scalar(sa.select(Proposal).where(Proposal.public_id == public_id))
    if proposal is None or not is_mine(proposal.request.customer):
        raise NotFound
    return proposal
