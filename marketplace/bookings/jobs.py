"""What waits in bookings: unpaid ones that expire, work that nobody marked as done, and money to be moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings import (
    flow,
    keeping,
    money,
    service_bookings,
    service_checkout,
    service_requests,
    work,
)
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking, Payment, Request
from marketplace.bookings.service_cancellation import SETTLEMENT, card_kept_minor
from marketplace.core import edge, jobs, sweeps
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury

PATIENCE = timedelta(minutes=2)  # whoever is busy with a payment is left alone so long
A_DAY = timedelta(days=1)
SWEEP_SECONDS = 300
SWEEP_MAX = 200
Payload = dict[str, Any]


@jobs.job("bookings.expire_unpaid")
def expire_unpaid(payload: Payload, at: datetime) -> None:
    """Half an hour without a payment: the seats are free again, and what the bank may still allow is let go."""
    booking = work.locked(payload["booking"])
    if BOOKING.allows(booking.state, "expire", Actor.CLOCK):
        move(BOOKING, booking, "expire", Actor.CLOCK, at)
        service_bookings.free_seats(booking)
        service_checkout.release(booking, at)
        _let_go(booking, at)
        if booking.request_id is not None:
            service_requests.not_paid(db.session.get_one(Request, booking.request_id), at)


@jobs.job("bookings.look_back")
def look_back(payload: Payload, at: datetime) -> None:
    """A day after its end: work that nobody marked as done is completed where the fan checked in, for the fan's sake."""
    booking = work.locked(payload["booking"])
    if booking.state == "confirmed" and any(a.checked_in_at for a in work.live_assignments(booking)):
        service_bookings.complete(booking, Actor.CLOCK, at)


@jobs.job("bookings.finish_payment", keeps_own_transactions=True)
def finish_payment(payload: Payload, at: datetime) -> None:
    """Whoever died between intent and record is finished here; the key makes it the same payment."""
    query = sa.select(Payment.state).where(Payment.public_id == payload["payment"])
    state = edge.read(lambda: db.session.scalar(query))
    if state in ("planned", "unknown") and flow.finish(payload["payment"], at) == "unknown":
        raise TimeoutError("the provider does not say what became of the payment; it is asked again")


@jobs.job("bookings.void_payment", keeps_own_transactions=True)
def void_payment(payload: Payload, at: datetime) -> None:
    """Let go of money that was set aside and is not wanted."""
    money.void(payload["payment"], at)


@jobs.job("bookings.take_early", keeps_own_transactions=True)
def take_early(payload: Payload, at: datetime) -> None:
    """The bank keeps money aside for some days only: of a booking further ahead it is taken and held."""
    query = sa.select(Booking.public_id, Booking.state).join(Payment)
    found = edge.read(lambda: db.session.execute(query.where(Payment.public_id == payload["payment"])).one())
    if found.state in ("waiting", "confirmed"):
        money.capture(payload["payment"], None, at)


@jobs.job("bookings.set_aside_kept", keeps_own_transactions=True)
def set_aside_kept(payload: Payload, at: datetime) -> None:
    """Four days before it begins: the price is set aside on the card that was kept."""
    query = sa.select(Booking.state).join(Payment).where(Payment.public_id == payload["payment"])
    if edge.read(lambda: db.session.scalar(query)) in ("waiting", "confirmed"):
        keeping.set_aside(payload["payment"], at)


@jobs.job("bookings.without_card")
def without_card(payload: Payload, at: datetime) -> None:
    """The kept card was refused and no other came in time: the booking is called off."""
    keeping.give_up(payload["booking"], at)


@jobs.job("bookings.take_money", keeps_own_transactions=True)
def take_money(payload: Payload, at: datetime) -> None:
    """Capture what was set aside, and divide what is held between fans and business."""
    ref = payload["booking"]
    for payment_ref in money.payments_in(ref, "price", "kept"):
        keeping.set_aside(payment_ref, at)
    for payment_ref in money.payments_in(ref, "price", "authorised"):
        money.capture(payment_ref, None, at)

    def settle() -> None:
        booking = work.locked(ref)
        now = charges_of(booking)
        treasury.settle_booking(
            business=booking.business, booking_ref=ref, at=at, currency=booking.currency,
            discount_minor=now.discount_minor, tax_minor=now.tax_minor,
        )  # fmt: skip

    edge.write(settle)


@jobs.job("bookings.take_tip", keeps_own_transactions=True)
def take_tip(payload: Payload, at: datetime) -> None:
    """Capture a tip; the whole of it is the fans'."""
    money.capture(payload["payment"], None, at)


@jobs.job("bookings.give_back_part", keeps_own_transactions=True)
def give_back_part(payload: Payload, at: datetime) -> None:
    """A part fell away after the money was taken: its price goes back to the card."""
    for payment_ref in money.payments_in(payload["booking"], "price", "captured"):
        amount_minor, cause = payload["amount_minor"], payload["cause"]
        with _after_the_bank("bookings.give_back_part", f"{payload['booking']}:{cause}", payload, at):
            money.give_back(payment_ref, amount_minor, cause, at)


@jobs.job("bookings.settle_cancellation", keeps_own_transactions=True)
def settle_cancellation(payload: Payload, at: datetime) -> None:
    """Do exactly what was shown: let the money go, or keep the part that is kept and divide it."""
    ref = payload["booking"]
    query = sa.select(Booking.detail).where(Booking.public_id == ref)
    shown = edge.read(lambda: db.session.scalars(query).one()[SETTLEMENT])
    kept_minor = card_kept_minor(shown)
    for payment_ref in money.payments_in(ref, "price", "asks_customer"):
        money.void(payment_ref, at)
    for payment_ref in money.payments_in(ref, "price", "kept"):
        if kept_minor == 0:
            money.void(payment_ref, at)
        else:
            keeping.set_aside(payment_ref, at, amount_minor=kept_minor)
    for payment_ref in money.payments_in(ref, "price", "authorised"):
        if kept_minor == 0:
            money.void(payment_ref, at)
        else:
            money.capture(payment_ref, kept_minor, at)
    for payment_ref in money.payments_in(ref, "price", "captured"):
        with _after_the_bank("bookings.settle_cancellation", ref, payload, at):
            money.give_back(payment_ref, _too_much(payment_ref, kept_minor), "cancelled", at)
    edge.write(lambda: _divide(ref, shown, at))


@contextmanager
def _after_the_bank(name: str, what: str, payload: Payload, at: datetime) -> Iterator[None]:
    """Come back tomorrow while the customer's bank decides; that takes weeks, and is nothing that has failed."""
    try:
        yield
    except money.BankDecides:
        again = at + A_DAY
        edge.write(lambda: jobs.stage(name, f"{name}:{what}:{again:%Y-%m-%d}", again, payload))


def _too_much(payment_ref: str, kept_minor: int) -> int:
    """What of a captured payment is beyond the part that is kept."""
    query = sa.select(Payment.captured_minor).where(Payment.public_id == payment_ref)
    return edge.read(
        lambda: (db.session.scalar(query) or 0) - treasury.refunded_minor(payment_ref) - kept_minor
    )


def _divide(booking_ref: str, shown: Payload, at: datetime) -> None:
    """What is kept goes to the fans who had said yes and to the business; whoever was let down is made good, once."""
    booking = work.locked(booking_ref)
    fans = work.fans_who_gave_their_word(booking)
    kept_minor = shown["kept_minor"] + shown["to_fan_minor"]
    # A kept card that its bank refused brings nothing to divide; the business was told.
    if kept_minor and treasury.held_for(booking.business, booking_ref, booking.currency) >= kept_minor:
        treasury.settle_cancelled(
            business=booking.business, booking_ref=booking_ref, to_fan_minor=shown["to_fan_minor"],
            kept_minor=shown["kept_minor"], currency=booking.currency, fan_refs=fans, at=at,
            tax_minor=shown.get("tax_kept_minor", 0),
        )  # fmt: skip
    if shown["fan_compensation_minor"]:
        treasury.compensate_fans(
            programme=booking.programme, booking_ref=booking_ref, fan_refs=fans,
            amount_minor=shown["fan_compensation_minor"], currency=booking.currency, at=at,
        )  # fmt: skip
    if shown["customer_compensation_minor"]:
        treasury.compensate_customer(
            business=booking.business, booking_ref=booking_ref, customer_ref=booking.customer.public_id,
            amount_minor=shown["customer_compensation_minor"], currency=booking.currency, at=at,
        )  # fmt: skip


def _let_go(booking: Booking, at: datetime) -> None:
    for payment in booking.payments:
        if payment.state == "asks_customer":
            key = f"bookings.void:{payment.public_id}"
            jobs.stage("bookings.void_payment", key, at, {"payment": payment.public_id})


@sweeps.every(SWEEP_SECONDS, "bookings.take_up")
def take_up(at: datetime) -> None:
    """Stage once more whatever of a booking's money was left half-way, such as while the provider was away."""
    slot = int(at.timestamp()) // SWEEP_SECONDS
    stuck = sa.select(Payment.public_id).where(
        Payment.state.in_(("planned", "unknown")), Payment.created_at < at - PATIENCE
    )
    for ref in db.session.scalars(stuck.order_by(Payment.id).limit(SWEEP_MAX)):
        jobs.stage("bookings.finish_payment", f"bookings.finish:{ref}:{slot}", at, {"payment": ref})
    keeping.take_up(at, slot, SWEEP_MAX)
    open_ends = (
        sa.select(Booking.public_id, Booking.state, Payment.public_id, Payment.purpose)
        .join(Payment)
        .where(Payment.state.in_(("authorised", "asks_customer", "kept")), _ended(at))
        .order_by(Payment.id)
        .limit(SWEEP_MAX)
    )
    for ref, state, payment_ref, purpose in db.session.execute(open_ends):
        name, payload = _what_is_left(ref, state, payment_ref, purpose)
        jobs.stage(name, f"{name}:{payment_ref}:{slot}", at, payload)


def _ended(at: datetime) -> sa.ColumnElement[bool]:
    since = sa.func.coalesce(Booking.completed_at, Booking.cancelled_at, Booking.confirm_by_at)
    return sa.and_(Booking.state.in_(("completed", *money.ENDED_WITHOUT_WORK)), since < at - PATIENCE)


def _what_is_left(ref: str, state: str, payment_ref: str, purpose: str) -> tuple[str, Payload]:
    if purpose == "tip":
        return "bookings.take_tip", {"payment": payment_ref}
    if state == "completed":
        return "bookings.take_money", {"booking": ref}
    if state == "expired":
        return "bookings.void_payment", {"payment": payment_ref}
    return "bookings.settle_cancellation", {"booking": ref}
