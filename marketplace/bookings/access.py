"""Whose booking it is: its customer's, signed in, come by the signed link of their mail, or still in the browser that made it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import session
from sqlalchemy.orm import joinedload

from marketplace.bookings.models import Booking, Payment, Proposal, Request
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity import links
from marketplace.identity.models import Identity
from marketplace.trust.reader import anybody

PURPOSE = "guest"
LINK_SECONDS = 180 * 24 * 3600
REMEMBERED_MAX = 20
_PROVEN, _MADE = "guest_of", "made_here"


def remember(ref: str) -> None:
    """Let this browser follow the one booking or request that was just made in it, whatever address was typed."""
    _keep(_MADE, ref)


def link_token(identity: Identity) -> str:
    """What a mail's link carries, so that a guest finds their bookings again."""
    return links.sign(PURPOSE, {"identity": identity.public_id})


def remember_by_link(token: str) -> None:
    """Come by the link of one's mail, which proves the address: everything of this guest opens."""
    _keep(_PROVEN, str(links.read(PURPOSE, token, LINK_SECONDS)["identity"]))


def _keep(name: str, ref: str) -> None:
    session[name] = [*(r for r in session.get(name, []) if r != ref), ref][-REMEMBERED_MAX:]


def speaks_for(customer: Identity) -> bool:
    """True for the customer themself: signed in, by the link of their mail, or somebody who has no account to sign in to."""
    who = anybody()
    return (
        (who is not None and who.id == customer.id)
        or customer.public_id in session.get(_PROVEN, [])
        or customer.password is None
    )


def proves(customer: Identity) -> bool:
    """True for the customer in person: signed in, or come by the link of their mail. To have made a booking in their name is not enough."""
    who = anybody()
    return (who is not None and who.id == customer.id) or customer.public_id in session.get(_PROVEN, [])


def _is_mine(customer: Identity, ref: str) -> bool:
    who = anybody()
    return (
        (who is not None and who.id == customer.id)
        or customer.public_id in session.get(_PROVEN, [])
        or ref in session.get(_MADE, [])
    )


def my_booking(public_id: str) -> Booking:
    """One's own booking; anybody else's is not found."""
    query = (
        sa.select(Booking)
        .options(joinedload(Booking.business), joinedload(Booking.programme), joinedload(Booking.customer))
        .where(Booking.public_id == public_id)
    )
    booking = db.session.scalar(query)
    if booking is None or not _is_mine(booking.customer, public_id):
        raise NotFound
    return booking


def my_payment(public_id: str) -> Payment:
    """One's own payment."""
    payment = db.session.scalar(sa.select(Payment).where(Payment.public_id == public_id))
    if payment is None or not _is_mine(payment.booking.customer, payment.booking.public_id):
        raise NotFound
    return payment


def my_request(public_id: str) -> Request:
    """One's own request."""
    request = db.session.scalar(sa.select(Request).where(Request.public_id == public_id))
    if request is None or not _is_mine(request.customer, public_id):
        raise NotFound
    return request


def my_proposal(public_id: str) -> Proposal:
    """One of the people put forward for one's own request."""
    proposal = db.session.scalar(sa.select(Proposal).where(Proposal.public_id == public_id))
    if proposal is None or not _is_mine(proposal.request.customer, proposal.request.public_id):
        raise NotFound
    return proposal
