"""Bookings: made, confirmed when everybody needed has said yes, completed when the work is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from marketplace.bookings import service_cancellation, service_checkout
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking, Payment, Request
from marketplace.bookings.telling import path, tell
from marketplace.bookings.work import bookings_served_by, gigs_of, has_everybody, live_assignments, locked
from marketplace.businesses.models import Programme
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.catalogue.service_sessions import give_back_seats, take_seats
from marketplace.core import jobs, minor
from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.trust.queries_threads import thread_of
from marketplace.trust.service_reviews import open_window
from marketplace.trust.service_threads import open_thread, remove_party

__all__ = [
    "begin_booking",
    "bookings_served_by",
    "complete",
    "confirm",
    "free_seats",
    "gigs_of",
    "has_everybody",
    "live_assignments",
    "locked",
    "look_whether_confirmed",
    "money_set_aside",
    "new_payment",
    "on_confirmed",
    "on_paid",
    "path",
    "reduce_price",
    "somebody_lost",
    "work_done",
]

PAY_WITHIN_MINUTES = 30
COMPLETE_AFTER_HOURS = 24
TITLE_LENGTH = 140
PARTY_MAX = 100

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
    service_checkout.pin_tax(booking)
    most_minor = minor.most_minor(currency)
    if charges_of(booking).to_pay_minor > most_minor:
        raise Invalid("booking_too_dear", field="party", most_minor=most_minor, currency=currency)
    db.session.add(booking)
    db.session.flush()
    due = at + timedelta(minutes=PAY_WITHIN_MINUTES)
    key, payload = f"bookings.expire:{booking.public_id}", {"booking": booking.public_id}
    jobs.stage("bookings.expire_unpaid", key, due, payload)
    if price_minor == 0:
        money_set_aside(booking, Actor.CUSTOMER, at)
    return booking


def new_payment(booking: Booking, amount_minor: int, purpose: str, at: datetime) -> Payment:
    """One attempt to pay; another card is another attempt."""
    payment = Payment(
        booking_id=booking.id, purpose=purpose, amount_minor=amount_minor, currency=booking.currency, created_at=at
    )  # fmt: skip
    payment.booking = booking
    db.session.add(payment)
    db.session.flush()
    return payment


def _check(programme: Programme, party: int, starts_at: datetime, at: datetime) -> None:
    if programme.state != "open":
        raise Refused("programme_not_open")
    if not 1 <= party <= PARTY_MAX:
        raise Invalid("party_size", field="party", least=1, most=PARTY_MAX)
    if starts_at <= at:
        raise Refused("already_begun")


def money_set_aside(booking: Booking, actor: Actor, at: datetime) -> None:
    """The price is authorised, or there is none: people are asked now, and it is confirmed when all have said yes."""
    move(BOOKING, booking, "pay", actor, at)
    jobs.unstage(f"bookings.expire:{booking.public_id}")
    if not _make_gigs(booking, at):
        return
    if booking.state == "waiting" and has_everybody(booking):
        confirm(booking, at)
    elif booking.state == "waiting":
        tell(booking, "bookings.received", at)
    look_at = booking.ends_at + timedelta(hours=COMPLETE_AFTER_HOURS)
    key, payload = f"bookings.look_back:{booking.public_id}", {"booking": booking.public_id}
    jobs.stage("bookings.look_back", key, look_at, payload)


def _make_gigs(booking: Booking, at: datetime) -> bool:
    """Have the kind make its gigs; where it cannot, such as for want of budget, the money goes back at once."""
    make = _on_paid.get(booking.kind)
    if make is None:
        return True
    try:
        with db.session.begin_nested():
            make(booking, at)
    except MarketplaceError as refusal:
        db.session.refresh(booking)
        service_cancellation.call_off(booking, refusal.code, at)
        return False
    return True


def confirm(booking: Booking, at: datetime) -> None:
    """Everybody needed has said yes: contact opens between them, and all are told."""
    move(BOOKING, booking, "confirm", Actor.SYSTEM, at)
    fans = {a.fan_id: a.fan.identity for a in live_assignments(booking)}
    parties = [(booking.customer, "customer"), *((person, "fan") for person in fans.values())]
    open_thread(booking.business.public_id, booking.public_id, booking.titled, parties, at)
    tell(booking, "bookings.confirmed", at)
    told = _on_confirmed.get(booking.kind)
    if told is not None:
        told(booking, at)


def look_whether_confirmed(booking: Booking, at: datetime) -> None:
    """A gig of it was filled: confirm if that was the last."""
    if booking.state == "waiting" and has_everybody(booking):
        confirm(booking, at)


def somebody_lost(booking: Booking, person: Identity, at: datetime) -> None:
    """Somebody bound is bound no more: the customer is told, and a replacement is sought before any refund.

    What is written from now on is between the customer and whoever comes instead.
    """
    thread = thread_of(booking.public_id)
    if thread is not None and all(one.fan.identity_id != person.id for one in live_assignments(booking)):
        remove_party(thread, person)
    if BOOKING.allows(booking.state, "reopen", Actor.SYSTEM):
        move(BOOKING, booking, "reopen", Actor.SYSTEM, at)
        tell(booking, "bookings.replacement_sought", at)


def complete(booking: Booking, actor: Actor, at: datetime) -> None:
    """Its work is done: the money set aside is taken, and both sides may review."""
    move(BOOKING, booking, "complete", actor, at)
    booking.completed_at = at
    if booking.discount_minor:
        off = charges_of(booking).discount_minor
        treasury_checkout.use_promotion(booking.public_id, off, booking.currency)
    key, payload = f"bookings.take_money:{booking.public_id}", {"booking": booking.public_id}
    jobs.stage("bookings.take_money", key, at, payload)
    tell(booking, "bookings.completed", at)
    for assignment in {a.fan_id: a for a in live_assignments(booking)}.values():
        open_window(
            business_ref=booking.business.public_id, programme_ref=booking.programme.public_id, subject=booking.public_id,
            title=booking.titled, customer=booking.customer, fan=assignment.fan.identity, fan_ref=assignment.fan.public_id, at=at,
        )  # fmt: skip


def work_done(booking: Booking, at: datetime) -> None:
    """A gig of it is finished: complete the booking if that was the last."""
    gigs = gigs_of(booking)
    if booking.state == "confirmed" and gigs and all(gig.state in ("finished", "cancelled") for gig in gigs):
        complete(booking, Actor.SYSTEM, at)


def reduce_price(booking: Booking, by_minor: int, what: str, at: datetime, *, cause: str) -> None:
    """Part of what was booked will not happen: its part of the price goes back or is not taken, and the customer is told."""
    before = charges_of(booking)
    lost_minor = min(by_minor, booking.price_minor)
    booking.price_minor, booking.lost_minor = (
        booking.price_minor - lost_minor,
        (booking.lost_minor or 0) + lost_minor,
    )
    now = charges_of(booking)
    service_checkout.give_back_of(booking, before.credit_minor - now.credit_minor, at)
    booking.detail = dict(booking.detail) | {"part_lost": True}
    card_minor = before.card_minor - now.card_minor
    payload = {"booking": booking.public_id, "amount_minor": card_minor, "cause": cause}
    key = f"bookings.give_back_part:{booking.public_id}:{cause}"
    jobs.stage("bookings.give_back_part", key, at, payload)
    tell(booking, "bookings.part_lost", at, what=what, amount_minor=before.to_pay_minor - now.to_pay_minor)


def free_seats(booking: Booking) -> None:
    """Give its seats back to its session."""
    if booking.session_id is not None:
        give_back_seats(booking.session_id, booking.party)
