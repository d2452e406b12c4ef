"""Paying: the intent is committed, the provider called, the outcome recorded; repeated or killed half-way it ends the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.bookings import service_bookings
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking, Payment
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury

SECONDS_TO_LOOK_AGAIN = 60


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
    return finish(payment_ref, at)


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


def _plan(booking_ref: str, payment_method: str, purpose: str, amount_minor: int | None, at: datetime) -> str:
    booking = service_bookings.locked(booking_ref)
    if purpose == "price" and booking.state != "pending":
        raise Refused("booking_not_payable", state=booking.state)
    unsettled = [
        p
        for p in booking.payments
        if p.purpose == purpose and p.state in ("planned", "asks_customer", "unknown")
    ]
    for payment in unsettled:
        if payment.state == "unknown" or payment.provider_ref is None:
            return payment.public_id  # asked twice at once: the first attempt is finished, not doubled
        move(
            PAYMENT, payment, "void", Actor.SYSTEM, at
        )  # the customer left the bank's page and tries another card
        jobs.stage(
            "bookings.void_payment", f"bookings.void:{payment.public_id}", at, {"payment": payment.public_id}
        )
    amount = booking.price_minor if amount_minor is None else amount_minor
    payment = service_bookings.new_payment(booking, amount, purpose, at)
    treasury.plan_authorise(
        key=_key(payment.public_id), payment_ref=payment.public_id, booking_ref=booking.public_id,
        business=booking.business, amount_minor=amount, currency=booking.currency, payment_method=payment_method, at=at,
    )  # fmt: skip
    jobs.stage(
        "bookings.finish_payment", f"bookings.finish:{payment.public_id}", at, {"payment": payment.public_id}
    )
    return payment.public_id


def _record(payment_ref: str, outcome: treasury.Outcome, at: datetime) -> str:
    found = db.session.execute(
        sa.select(Payment.id, Booking.public_id).join(Booking).where(Payment.public_id == payment_ref)
    ).one()
    booking = service_bookings.locked(found.public_id)
    payment = next(p for p in booking.payments if p.id == found.id)
    db.session.refresh(payment)
    action = {
        "done": "authorise",
        "requires_action": "ask_customer",
        "refused": "refuse",
        "unknown": "lose_sight",
    }[outcome.state]
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
        jobs.stage(
            "bookings.take_tip", f"bookings.take_tip:{payment.public_id}", at, {"payment": payment.public_id}
        )
        return
    if booking.state == "pending":
        service_bookings.money_set_aside(booking, Actor.PROVIDER, at)
    else:  # it expired or was cancelled while the bank was asked: nothing is taken
        jobs.stage(
            "bookings.void_payment", f"bookings.void:{payment.public_id}", at, {"payment": payment.public_id}
        )


@jobs.job("bookings.finish_payment", keeps_own_transactions=True)
def _finish(payload: dict[str, Any], at: datetime) -> None:
    """Whoever died between intent and record is finished here; the key makes it the same payment."""
    query = sa.select(Payment.state).where(Payment.public_id == payload["payment"])
    state = edge.read(lambda: db.session.scalar(query))
    if state in ("planned", "unknown") and finish(payload["payment"], at) == "unknown":
        raise TimeoutError("the provider does not say what became of the payment; it is asked again")
