"""Paying: the intent is committed, the provider called, the outcome recorded; repeated or killed half-way it ends the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings import service_bookings
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking, Payment
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury

ACTIONS = {
    "done": "authorise",
    "requires_action": "ask_customer",
    "refused": "refuse",
    "unknown": "lose_sight",
}
UNSETTLED = ("planned", "asks_customer", "unknown")
JOBS = {
    "finish": "bookings.finish_payment",
    "void": "bookings.void_payment",
    "take_tip": "bookings.take_tip",
    "take_early": "bookings.take_early",
}
PATIENCE = timedelta(seconds=30)  # before a job looks whether this process died half-way
EARLY_BY = timedelta(hours=24)  # how long before the bank lets go the money is taken and held


def pay(
    booking_ref: str,
    payment_method: str,
    at: datetime,
    *,
    purpose: str = "price",
    amount_minor: int | None = None,
) -> str:
    """Pay a booking, or a tip for it; returns the state of the payment: authorised, asks_customer, refused or unknown."""
    payment_ref = edge.write(lambda: _plan(booking_ref, payment_method, purpose, amount_minor, at))
    return finish(payment_ref, at) if payment_ref is not None else "authorised"


def finish(payment_ref: str, at: datetime) -> str:
    """Perform what was planned for a payment and record what became of it; harmless to repeat."""
    outcome = treasury.perform(_key(payment_ref))
    return edge.write(lambda: _record(payment_ref, outcome, at))


def after_second_step(payment_ref: str, at: datetime) -> str:
    """The customer comes back from the bank: ask the provider what became of it."""
    outcome = treasury.read_authorisation(_key(payment_ref))
    return edge.write(lambda: _record(payment_ref, outcome, at))


def _key(payment_ref: str) -> str:
    return f"authorise:{payment_ref}"


def _plan(
    booking_ref: str, payment_method: str, purpose: str, amount_minor: int | None, at: datetime
) -> str | None:
    """The payment that was planned; None where credit and promotion have paid everything."""
    booking = service_bookings.locked(booking_ref)
    if purpose == "price" and booking.state != "pending":
        raise Refused("booking_not_payable", state=booking.state)
    unsettled = [p for p in booking.payments if p.purpose == purpose and p.state in UNSETTLED]
    for payment in unsettled:
        if payment.state != "asks_customer":
            return payment.public_id  # asked twice at once: the first attempt is finished, not doubled
        move(PAYMENT, payment, "void", Actor.SYSTEM, at)  # the customer left the bank's page for another card
        _stage("void", payment, at)
    amount = charges_of(booking).card_minor if amount_minor is None else amount_minor
    if amount == 0 and purpose == "price":
        service_bookings.money_set_aside(booking, Actor.CUSTOMER, at)
        return None
    payment = service_bookings.new_payment(booking, amount, purpose, at)
    treasury.plan_authorise(
        key=_key(payment.public_id), payment_ref=payment.public_id, booking_ref=booking.public_id,
        business=booking.business, amount_minor=amount, currency=booking.currency, payment_method=payment_method, at=at,
    )  # fmt: skip
    _stage("finish", payment, at + PATIENCE)
    return payment.public_id


def _stage(what: str, payment: Payment, due_at: datetime) -> None:
    """Have a job do what this process may not live to do."""
    name, key = JOBS[what], f"bookings.{what}:{payment.public_id}"
    jobs.stage(name, key, due_at, {"payment": payment.public_id})


def _record(payment_ref: str, outcome: treasury.Outcome, at: datetime) -> str:
    found = db.session.execute(
        sa.select(Payment.id, Booking.public_id).join(Booking).where(Payment.public_id == payment_ref)
    ).one()
    booking = service_bookings.locked(found.public_id)
    payment = next(p for p in booking.payments if p.id == found.id)
    db.session.refresh(payment)
    action = ACTIONS[outcome.state]
    if not PAYMENT.allows(payment.state, action, Actor.PROVIDER):
        return payment.state  # recorded already
    move(PAYMENT, payment, action, Actor.PROVIDER, at)
    payment.provider_ref = outcome.provider_ref or payment.provider_ref
    payment.next_step, payment.refusal = outcome.next_step, outcome.refusal
    payment.capture_before_at = outcome.capture_before_at
    if payment.state == "authorised":
        _authorised(booking, payment, at)
    return payment.state


def _authorised(booking: Booking, payment: Payment, at: datetime) -> None:
    treasury.record_authorised(
        booking.business, booking.public_id, payment.public_id, payment.amount_minor, payment.currency, at
    )
    if payment.purpose == "tip":
        booking.tip_minor += payment.amount_minor
        _stage("take_tip", payment, at)
        return
    if booking.state == "pending":
        service_bookings.money_set_aside(booking, Actor.PROVIDER, at)
        if payment.capture_before_at is not None:
            _stage("take_early", payment, max(at, payment.capture_before_at - EARLY_BY))
    else:  # it expired or was cancelled while the bank was asked: nothing is taken
        _stage("void", payment, at)
