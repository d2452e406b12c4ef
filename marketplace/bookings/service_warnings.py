"""Warnings of fraud on bookings: who is told, and what the owner does before a dispute comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.bookings import giving_back, service_cancellation, service_disputes
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking, Payment
from marketplace.businesses.models import Business
from marketplace.core import edge, words
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import warnings as treasury_warnings
from marketplace.rewards.treasury.warnings import FraudWarning
from marketplace.trust.people import owners_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

REASONS = ("known_customer", "asked_them", "took_place", "other")


@dataclass(frozen=True)
class Refundable:
    """What could go back of a warned payment now: how, and how much, in minor units."""

    way: str  # refund, call_off, or nothing
    amount_minor: int  # in all
    card_minor: int  # of it, to the card that was warned of


def look(business_ref: str, at: datetime) -> int:
    """Note what the provider says, and tell the owners what is new; outside any transaction."""
    changed = treasury_warnings.look(
        business_ref, lambda payment_id: service_disputes.paid_by(business_ref, payment_id)
    )
    for one in changed:
        edge.write(lambda found=one: _tell(found, at))
    return len(changed)


def fraud_code(found: FraudWarning) -> str:
    """The code of what the bank fears, as far as there are words for it."""
    code = f"fraud_type.{found.fraud_type}"
    return code if code in words.known() else "fraud_type.misc"


def booking_of(found: FraudWarning) -> Booking | None:
    """What a warned payment was for."""
    return db.session.scalar(sa.select(Booking).where(Booking.public_id == found.subject_ref))


def refundable(found: FraudWarning, booking: Booking | None, at: datetime) -> Refundable:
    """How a warned payment can go back whole; a tip is somebody's already and cannot."""
    payment = db.session.scalar(sa.select(Payment).where(Payment.provider_ref == found.payment_id))
    if booking is None or payment is None or payment.purpose != "price":
        return Refundable("nothing", 0, 0)
    left = giving_back.left_minor(booking)
    if left:
        return Refundable("refund", left, giving_back.divide(booking, left).card_minor)
    if BOOKING.allows(booking.state, "call_off", Actor.STAFF) and booking.ends_at > at:
        reckoned = service_cancellation.preview(booking, "nobody", at)
        return Refundable("call_off", reckoned.refund_minor, reckoned.card_refund_minor)
    return Refundable("nothing", 0, 0)


def refund(business: Business, object_id: str, seen: int, staff: Identity, at: datetime) -> None:
    """Give all of it back, as it was shown, and so spare the dispute."""
    found = treasury_warnings.begin_refund(business, object_id)
    booking = booking_of(found)
    now = refundable(found, booking, at)
    if booking is None or now.way == "nothing":
        raise Refused("warning_not_refundable")
    if now.amount_minor != seen:
        raise Refused("refund_changed", refund_minor=now.amount_minor, currency=booking.currency)
    if now.way == "refund":
        service_disputes.refund(booking, now.amount_minor, "fraud", "", staff, at, seen=now.card_minor)
    else:
        service_cancellation.cancel(booking, "nobody", Actor.STAFF, staff.public_id, at)
    _record(booking, "refunded", "fraud_warning_refunded", staff, at)


def leave(business: Business, object_id: str, reason: str, staff: Identity, at: datetime) -> None:
    """Leave the payment as it is; the reason is kept."""
    if reason not in REASONS:
        raise Refused("warning_closed")
    found = treasury_warnings.leave(business, object_id, reason, at)
    booking = booking_of(found)
    if booking is not None:
        _record(booking, "left", f"warning_reason.{reason}", staff, at)


def _record(booking: Booking, outcome: str, reason: str, staff: Identity, at: datetime) -> None:
    record_decision(
        business_ref=booking.business.public_id,
        subject=booking.public_id,
        about_ref=booking.customer.public_id,
        rule="bookings.fraud_warning",
        rule_version="1",
        outcome=outcome,
        inputs={},
        reasons=[{"code": reason, "params": {}}],
        at=at,
        decided_by_ref=staff.public_id,
    )


def _tell(found: FraudWarning, at: datetime) -> None:
    """Owners hear of a new one; that a dispute has come after all, the dispute's own notice says."""
    booking = booking_of(found)
    if booking is None or not found.is_open:
        return
    params = {
        "title": booking.title, "amount_minor": found.amount.amount_minor, "currency": found.amount.currency
    }  # fmt: skip
    path = f"/desk/{booking.business.slug}/money/disputes/warnings/{found.object_id}"
    for owner in owners_of(booking.business.public_id):
        notify(owner, "bookings.fraud_warned", params, path, at)
