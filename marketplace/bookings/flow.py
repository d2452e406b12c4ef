"""Paying: the intent is committed, the provider called, the outcome recorded; repeated or killed half-way it ends the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings import keeping, service_bookings
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
}
PATIENCE = timedelta(seconds=30)  # before a job looks whether this process died half-way


def pay(
    booking_ref: str,
    payment_method: str,
    at: datetime,
    *,
    purpose: str = "price",
    amount_minor: int | None = None,
) -> str:
    """Pay a booking, or a tip for it; returns the state of the payment: authorised, kept, asks_customer, refused or unknown."""
    payment_ref = edge.write(lambda: _plan(booking_ref, payment_method, purpose, amount_minor, at))
    return finish(payment_ref, at) if payment_ref is not None else "authorised"


def finish(payment_ref: str, at: datetime) -> str:
    """Perform what was planned for a payment and record what became of it; harmless to repeat."""
    outcome = treasury.perform(key_of(payment_ref))
    return edge.write(lambda: _record(payment_ref, outcome, at))


def after_second_step(payment_ref: str, at: datetime) -> str:
    """The customer comes back from the bank: ask the provider what became of it."""
    outcome = treasury.read_authorisation(key_of(payment_ref))
    return edge.write(lambda: _record(payment_ref, outcome, at))


def key_of(payment_ref: str) -> str:
    """Under which key a payment's card was asked: to be kept, or to set the amount aside."""
    is_kept = edge.read(lambda: treasury.keeps_card(payment_ref))
    return f"save_card:{payment_ref}" if is_kept else f"authorise:{payment_ref}"


def _plan(
    booking_ref: str, payment_method: str, purpose: str, amount_minor: int | None, at: datetime
) -> str | None:
    """The payment that was planned; None where credit and promotion have paid everything."""
    booking = service_bookings.locked(booking_ref)
    if purpose == "price" and booking.state != "pending" and not keeping.needs_card(booking):
        raise Refused("booking_not_payable", state=booking.state)
    unsettled = [p for p in booking.payments if p.purpose == purpose and p.state in UNSETTLED]
    for payment in unsettled:
        if payment.state != "asks_customer":
            return payment.public_id  # asked twice at once: the first attempt is finished, not doubled
        move(PAYMENT, payment, "void", Actor.SYSTEM, at)  # the customer left the bank's page for another card
        _stage("void", payment, at)
    amount = charges_of(booking).card_minor if amount_minor is None else amount_minor
    if amount == 0 and purpose == "price" and booking.state == "pending":
        service_bookings.money_set_aside(booking, Actor.CUSTOMER, at)
        return None
    payment = service_bookings.new_payment(booking, amount, purpose, at)
    _plan_card(booking, payment, payment_method, at)
    _stage("finish", payment, at + PATIENCE)
    return payment.public_id


def _plan_card(booking: Booking, payment: Payment, payment_method: str, at: datetime) -> None:
    """Set the amount aside now, or keep the card where the booking is further ahead than a bank keeps money aside."""
    ref = payment.public_id
    if payment.purpose == "price" and keeping.is_kept(booking.starts_at, at):
        treasury.plan_save_card(
            key=f"save_card:{ref}", payment_ref=ref, business=booking.business,
            customer_ref=booking.customer.public_id, payment_method=payment_method, at=at,
        )  # fmt: skip
        return
    treasury.plan_authorise(
        key=f"authorise:{ref}", payment_ref=ref, business=booking.business,
        amount_minor=payment.amount_minor, currency=payment.currency, payment_method=payment_method, at=at,
    )  # fmt: skip


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
    if outcome.state == "done" and treasury.keeps_card(payment_ref):
        action = "keep_card"
    if payment.state == "kept" or not PAYMENT.allows(payment.state, action, Actor.PROVIDER):
        return payment.state  # recorded already
    move(PAYMENT, payment, action, Actor.PROVIDER, at)
    payment.provider_ref = outcome.provider_ref or payment.provider_ref
    payment.next_step, payment.refusal = outcome.next_step, outcome.refusal
    payment.capture_before_at = outcome.capture_before_at
    if payment.state == "authorised":
        treasury.record_authorised(
            booking.business, booking.public_id, payment.public_id, payment.amount_minor, payment.currency, at
        )
    if payment.state in ("authorised", "kept"):
        _secured(booking, payment, at)
    return payment.state


def _secured(booking: Booking, payment: Payment, at: datetime) -> None:
    if payment.purpose == "tip":
        booking.tip_minor += payment.amount_minor
        _stage("take_tip", payment, at)
        return
    others = [p for p in booking.payments if p is not payment and p.purpose == "price"]
    is_renewed = booking.state in ("waiting", "confirmed") and not any(
        p.state in keeping.ALIVE for p in others
    )
    if booking.state == "pending" or is_renewed:
        if booking.state == "pending":
            service_bookings.money_set_aside(booking, Actor.PROVIDER, at)
        if payment.state == "kept":
            keeping.stage_setting_aside(booking, payment, at)
        else:
            keeping.stage_taking(payment, at)
    else:  # it expired or was cancelled while the bank was asked: nothing is taken
        _stage("void", payment, at)
