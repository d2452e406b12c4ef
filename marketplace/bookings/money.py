"""What follows a booking in money: taken when the work is done, given back when it is not, tips whole to the fan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.bookings import service_bookings
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking, Payment
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury


class NotYet(RuntimeError):
    """The provider has not said what became of it; the job comes back."""


def _payments(booking_ref: str, purpose: str, state: str) -> list[str]:
    query = (
        sa.select(Payment.public_id)
        .join(Booking)
        .where(Booking.public_id == booking_ref, Payment.purpose == purpose, Payment.state == state)
    )
    return edge.read(lambda: list(db.session.scalars(query)))


def _locked_payment(payment_ref: str) -> tuple[Booking, Payment]:
    query = sa.select(Booking.public_id).join(Payment).where(Payment.public_id == payment_ref)
    booking = service_bookings.locked(db.session.scalars(query).one())
    payment = next(p for p in booking.payments if p.public_id == payment_ref)
    db.session.refresh(payment)
    return booking, payment


def _through_provider(plan: Callable[[], str], record: Callable[[treasury.Outcome], None]) -> None:
    """Intent, call, record: each in its place; a second run finds the first one's key and changes nothing."""
    key = edge.write(plan)
    outcome = treasury.perform(key)
    if outcome.state == "unknown":
        raise NotYet(key)
    edge.write(lambda: record(outcome))


@jobs.job("bookings.take_money", keeps_own_transactions=True)
def _take_money(payload: dict[str, Any], at: datetime) -> None:
    """Capture what was set aside, and divide it between fans and business."""
    for payment_ref in _payments(payload["booking"], "price", "authorised"):
        _through_provider(
            lambda ref=payment_ref: _plan_capture(ref, at), lambda o, ref=payment_ref: _captured(ref, o, at)
        )  # type: ignore[misc]


@jobs.job("bookings.take_tip", keeps_own_transactions=True)
def _take_tip(payload: dict[str, Any], at: datetime) -> None:
    """Capture a tip; the whole of it is the fans'."""
    ref = payload["payment"]
    _through_provider(lambda: _plan_capture(ref, at), lambda outcome: _captured(ref, outcome, at))


def _due_minor(booking: Booking, payment: Payment) -> int:
    """What is to be taken of an authorisation: a tip whole, the price less what was lost on the way."""
    return (
        payment.amount_minor if payment.purpose == "tip" else min(payment.amount_minor, booking.price_minor)
    )


def _plan_capture(payment_ref: str, at: datetime) -> str:
    booking, payment = _locked_payment(payment_ref)
    return treasury.plan_capture(
        key=f"capture:{payment_ref}", payment_ref=payment_ref, booking_ref=booking.public_id, business=booking.business,
        amount_minor=_due_minor(booking, payment), currency=payment.currency, provider_ref=str(payment.provider_ref), at=at,
    )  # fmt: skip


def _captured(payment_ref: str, outcome: treasury.Outcome, at: datetime) -> None:
    booking, payment = _locked_payment(payment_ref)
    if payment.state != "authorised":
        return
    if outcome.state == "refused":
        raise NotYet(f"{payment_ref}: {outcome.refusal}")
    move(PAYMENT, payment, "capture", Actor.PROVIDER, at)
    payment.captured_minor = _due_minor(booking, payment)
    payment.refunded_minor = payment.amount_minor - payment.captured_minor
    fans = list({a.fan.public_id: None for a in service_bookings.live_assignments(booking)})
    common = {
        "business": booking.business,
        "booking_ref": booking.public_id,
        "payment_ref": payment_ref,
        "at": at,
    }
    if payment.purpose == "tip":
        treasury.record_tip(
            **common, amount_minor=payment.captured_minor, currency=payment.currency, fan_refs=fans
        )
        return
    treasury.record_captured(
        **common,
        amount_minor=payment.captured_minor,
        currency=payment.currency,
        authorised_minor=payment.amount_minor,
    )
    treasury.settle_booking(business=booking.business, booking_ref=booking.public_id, at=at)


@jobs.job("bookings.void_payment", keeps_own_transactions=True)
def _void(payload: dict[str, Any], at: datetime) -> None:
    """Let go of money that was set aside and is not wanted."""
    ref = payload["payment"]
    _through_provider(lambda: _plan_void(ref, at), lambda outcome: _voided(ref, at))


def _plan_void(payment_ref: str, at: datetime) -> str:
    booking, payment = _locked_payment(payment_ref)
    return treasury.plan_void(
        key=f"void:{payment_ref}", payment_ref=payment_ref, booking_ref=booking.public_id,
        business=booking.business, provider_ref=str(payment.provider_ref), at=at,
    )  # fmt: skip


def _voided(payment_ref: str, at: datetime) -> None:
    booking, payment = _locked_payment(payment_ref)
    was_authorised = payment.state == "authorised"
    if PAYMENT.allows(payment.state, "void", Actor.PROVIDER):
        move(PAYMENT, payment, "void", Actor.PROVIDER, at)
    if was_authorised:
        treasury.record_voided(
            booking.business, booking.public_id, payment_ref, payment.amount_minor, payment.currency, at
        )


@jobs.job("bookings.settle_cancellation", keeps_own_transactions=True)
def _settle_cancellation(payload: dict[str, Any], at: datetime) -> None:
    """Do exactly what was shown: let the money go, or take the part that is kept and divide it."""
    ref, kept = payload["booking"], payload["kept_minor"] + payload["to_fan_minor"]
    for payment_ref in _payments(ref, "price", "authorised"):
        if kept == 0:
            _void({"payment": payment_ref}, at)
        else:
            _through_provider(
                lambda p=payment_ref: _plan_part(p, kept, at),  # type: ignore[misc]
                lambda o, p=payment_ref: _part_captured(p, kept, payload, at),  # type: ignore[misc]
            )
    edge.write(lambda: _compensate(payload, at))


def _plan_part(payment_ref: str, kept_minor: int, at: datetime) -> str:
    """Capture only what stays: the rest of the authorisation falls back to the customer by itself."""
    booking, payment = _locked_payment(payment_ref)
    return treasury.plan_capture(
        key=f"capture:{payment_ref}", payment_ref=payment_ref, booking_ref=booking.public_id, business=booking.business,
        amount_minor=kept_minor, currency=payment.currency, provider_ref=str(payment.provider_ref), at=at,
    )  # fmt: skip


def _part_captured(payment_ref: str, kept_minor: int, payload: dict[str, Any], at: datetime) -> None:
    booking, payment = _locked_payment(payment_ref)
    if payment.state != "authorised":
        return
    move(PAYMENT, payment, "capture", Actor.PROVIDER, at)
    payment.captured_minor = kept_minor
    payment.refunded_minor = payment.amount_minor - kept_minor
    treasury.record_captured(
        business=booking.business, booking_ref=booking.public_id, payment_ref=payment_ref,
        amount_minor=kept_minor, currency=payment.currency, at=at, authorised_minor=payment.amount_minor,
    )  # fmt: skip
    treasury.settle_cancelled(
        business=booking.business, booking_ref=booking.public_id, to_fan_minor=payload["to_fan_minor"],
        kept_minor=payload["kept_minor"], currency=payment.currency, fan_refs=_fans_of(booking), at=at,
    )  # fmt: skip


def _compensate(payload: dict[str, Any], at: datetime) -> None:
    """Where the business called it off, what it owes beside the price is posted once."""
    booking = service_bookings.locked(payload["booking"])
    if payload["fan_compensation_minor"]:
        treasury.compensate_fans(
            programme=booking.programme, booking_ref=booking.public_id, fan_refs=_fans_of(booking),
            amount_minor=payload["fan_compensation_minor"], currency=payload["currency"], at=at,
        )  # fmt: skip


def _fans_of(booking: Booking) -> list[str]:
    """Everybody who had said yes, in the order in which they did."""
    rows = [
        a
        for gig in service_bookings.gigs_of(booking)
        for a in gig.assignments
        if a.state in ("released", "confirmed", "checked_in")
    ]
    return list({a.fan.public_id: None for a in sorted(rows, key=lambda a: a.id)})
