"""Bookings: made, confirmed when everybody needed has said yes, completed when the work is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking, Payment, Request
from marketplace.businesses.models import Programme
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.catalogue.service_sessions import give_back_seats, take_seats
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity.models import Identity
from marketplace.trust.service_notices import notify
from marketplace.trust.service_reviews import open_window
from marketplace.trust.service_threads import open_thread

PAY_WITHIN_MINUTES = 30
COMPLETE_AFTER_HOURS = 24
TITLE_LENGTH = 140

# What a kind does when a booking of it is confirmed, such as issuing vouchers: code to `told(booking, at)`.
_on_confirmed: dict[str, Callable[[Booking, datetime], None]] = {}

# A kind that makes its gigs when a booking is paid registers here: code to `make(booking, at)`.
_on_paid: dict[str, Callable[[Booking, datetime], None]] = {}


def on_paid(kind: str, make: Callable[[Booking, datetime], None]) -> None:
    """Register what a kind does once a booking's money is set aside: make its gigs and have them offered."""
    _on_paid[kind] = make


def on_confirmed(kind: str, told: Callable[[Booking, datetime], None]) -> None:
    """Register what a kind does once everybody has said yes."""
    _on_confirmed[kind] = told


def begin_booking(
    *,
    kind: str,
    programme: Programme,
    customer: Identity,
    title: str,
    party: int,
    language: str,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    price_minor: int,
    currency: str,
    detail: dict[str, Any],
    at: datetime,
    session: Session | None = None,
    template: JourneyTemplate | None = None,
    request: Request | None = None,
) -> Booking:
    """Make a booking that waits for its payment; seats of a session are taken now and given back if it stays unpaid."""
    _check(programme, party, starts_at, at)
    if session is not None:
        take_seats(session.id, party)
    booking = Booking(
        business_id=programme.business_id, programme_id=programme.id, customer_id=customer.id, kind=kind,
        title=title[:TITLE_LENGTH], party=party, language=language, starts_at=starts_at, ends_at=ends_at,
        timezone=timezone, price_minor=price_minor, currency=currency, detail=detail, booked_at=at,
        session_id=session.id if session else None, template_id=template.id if template else None,
        request_id=request.id if request else None, cancellation_policy=dict(programme.cancellation_policy),
        state=BOOKING.initial, confirm_by_at=at + timedelta(minutes=PAY_WITHIN_MINUTES),
    )  # fmt: skip
    booking.business, booking.programme, booking.customer = programme.business, programme, customer
    booking.session, booking.template = session, template
    db.session.add(booking)
    db.session.flush()
    due = at + timedelta(minutes=PAY_WITHIN_MINUTES)
    jobs.stage(
        "bookings.expire_unpaid", f"bookings.expire:{booking.public_id}", due, {"booking": booking.public_id}
    )
    if price_minor == 0:
        money_set_aside(booking, Actor.CUSTOMER, at)
    return booking


def new_payment(booking: Booking, amount_minor: int, purpose: str, at: datetime) -> Payment:
    """One attempt to pay; another card is another attempt."""
    payment = Payment(
        booking_id=booking.id,
        purpose=purpose,
        amount_minor=amount_minor,
        currency=booking.currency,
        created_at=at,
    )
    payment.booking = booking
    db.session.add(payment)
    db.session.flush()
    return payment


def _check(programme: Programme, party: int, starts_at: datetime, at: datetime) -> None:
    if programme.state != "open":
        raise Refused("programme_not_open")
    if not 1 <= party <= 100:
        raise Invalid("party_size", field="party", least=1, most=100)
    if starts_at <= at:
        raise Refused("already_begun")


def locked(booking_ref: str) -> Booking:
    """A booking under its lock, as it stands now."""
    query = sa.select(Booking).where(Booking.public_id == booking_ref).with_for_update(of=Booking)
    booking = db.session.scalar(query.execution_options(populate_existing=True))
    if booking is None:
        raise LookupError(booking_ref)
    return booking


def money_set_aside(booking: Booking, actor: Actor, at: datetime) -> None:
    """The price is authorised, or there is none: people are asked now, and it is confirmed when all have said yes."""
    move(BOOKING, booking, "pay", actor, at)
    jobs.unstage(f"bookings.expire:{booking.public_id}")
    make = _on_paid.get(booking.kind)
    if make is not None:
        make(booking, at)
    if booking.state == "waiting" and has_everybody(booking):
        confirm(booking, at)
    elif booking.state == "waiting":
        _say(booking, "bookings.received", at)
    jobs.stage(
        "bookings.look_back",
        f"bookings.look_back:{booking.public_id}",
        booking.ends_at + timedelta(hours=COMPLETE_AFTER_HOURS),
        {"booking": booking.public_id},
    )


def gigs_of(booking: Booking) -> list[Gig]:
    """The gigs that serve a booking: its session's, or its own."""
    subject = booking.session.public_id if booking.session is not None else booking.public_id
    query = (
        sa.select(Gig)
        .where(sa.or_(Gig.subject == subject, Gig.bundle == booking.public_id))
        .order_by(Gig.starts_at, Gig.id)
    )
    return list(db.session.scalars(query))


def live_assignments(booking: Booking) -> list[Assignment]:
    """Who is bound to it now."""
    gig_ids = [gig.id for gig in gigs_of(booking)]
    query = (
        sa.select(Assignment)
        .where(Assignment.gig_id.in_(gig_ids), Assignment.is_live)
        .order_by(Assignment.starts_at)
    )
    return list(db.session.scalars(query))


def has_everybody(booking: Booking) -> bool:
    """True when every gig of it is filled: a journey is confirmed whole or not at all."""
    gigs = [gig for gig in gigs_of(booking) if gig.state != "cancelled"]
    return bool(gigs) and all(gig.state in ("filled", "finished") for gig in gigs)


def confirm(booking: Booking, at: datetime) -> None:
    """Everybody needed has said yes: contact opens between them, and all are told."""
    move(BOOKING, booking, "confirm", Actor.SYSTEM, at)
    assignments = live_assignments(booking)
    parties = [(booking.customer, "customer")]
    parties += [(one.fan.identity, "fan") for one in {a.fan_id: a for a in assignments}.values()]
    open_thread(booking.business.public_id, booking.public_id, booking.title, parties, at)
    _say(booking, "bookings.confirmed", at)
    told = _on_confirmed.get(booking.kind)
    if told is not None:
        told(booking, at)


def look_whether_confirmed(booking: Booking, at: datetime) -> None:
    """A gig of it was filled: confirm if that was the last."""
    if booking.state == "waiting" and has_everybody(booking):
        confirm(booking, at)


def somebody_lost(booking: Booking, at: datetime) -> None:
    """Somebody bound is bound no more: the customer is told, and a replacement is sought before any refund."""
    if BOOKING.allows(booking.state, "reopen", Actor.SYSTEM):
        move(BOOKING, booking, "reopen", Actor.SYSTEM, at)
        _say(booking, "bookings.replacement_sought", at)


def complete(booking: Booking, actor: Actor, at: datetime) -> None:
    """Its work is done: the money set aside is taken, and both sides may review."""
    move(BOOKING, booking, "complete", actor, at)
    booking.completed_at = at
    jobs.stage(
        "bookings.take_money", f"bookings.take_money:{booking.public_id}", at, {"booking": booking.public_id}
    )
    _say(booking, "bookings.completed", at)
    _invite_reviews(booking, at)


def _invite_reviews(booking: Booking, at: datetime) -> None:
    for assignment in {a.fan_id: a for a in live_assignments(booking)}.values():
        open_window(
            business_ref=booking.business.public_id, programme_ref=booking.programme.public_id, subject=booking.public_id,
            title=booking.title, customer=booking.customer, fan=assignment.fan.identity, fan_ref=assignment.fan.public_id, at=at,
        )  # fmt: skip


def work_done(booking: Booking, at: datetime) -> None:
    """A gig of it is finished: complete the booking if that was the last."""
    gigs = gigs_of(booking)
    if booking.state == "confirmed" and gigs and all(gig.state in ("finished", "cancelled") for gig in gigs):
        complete(booking, Actor.SYSTEM, at)


def reduce_price(booking: Booking, by_minor: int, what: str, at: datetime) -> None:
    """Part of what was booked will not happen: its part of the price is not taken, and the customer is told."""
    booking.price_minor = max(0, booking.price_minor - by_minor)
    params = {"title": booking.title, "what": what, "amount_minor": by_minor, "currency": booking.currency}
    notify(booking.customer, "bookings.part_lost", params, path(booking), at)


def free_seats(booking: Booking) -> None:
    """Give its seats back to its session."""
    if booking.session_id is not None:
        give_back_seats(booking.session_id, booking.party)


def path(booking: Booking) -> str:
    """Where its page is."""
    return f"/bookings/{booking.public_id}"


def _say(booking: Booking, code: str, at: datetime) -> None:
    params = {
        "title": booking.title,
        "business": booking.business.name,
        "starts_at": booking.starts_at.isoformat(),
        "timezone": booking.timezone,
    }
    notify(booking.customer, code, params, path(booking), at)


def bookings_served_by(gig: Gig) -> list[Booking]:
    """The bookings a gig serves, in order: those of its session, or the one it was made for."""
    refs = [ref for ref in (gig.subject, gig.bundle) if ref]
    query = (
        sa.select(Booking)
        .outerjoin(Session, Session.id == Booking.session_id)
        .where(sa.or_(Booking.public_id.in_(refs), Session.public_id.in_(refs)))
        .where(Booking.state.in_(("waiting", "confirmed")))
        .order_by(Booking.id)
    )
    return list(db.session.scalars(query))


@jobs.job("bookings.expire_unpaid")
def _expire(payload: dict[str, Any], at: datetime) -> None:
    booking = locked(payload["booking"])
    if BOOKING.allows(booking.state, "expire", Actor.CLOCK):
        move(BOOKING, booking, "expire", Actor.CLOCK, at)
        free_seats(booking)


@jobs.job("bookings.look_back")
def _look_back(payload: dict[str, Any], at: datetime) -> None:
    """A day after its end: work that nobody marked as done is completed where the fan checked in, for the fan's sake."""
    booking = locked(payload["booking"])
    if booking.state == "confirmed" and any(a.checked_in_at for a in live_assignments(booking)):
        complete(booking, Actor.CLOCK, at)
