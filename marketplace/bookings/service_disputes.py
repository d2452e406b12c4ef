"""Disputes of bookings: what a payment was for, who is told, and what a business gives back by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.giving_back import BY_HAND, divide, left_minor, paid_by_card
from marketplace.bookings.models import Booking, Payment
from marketplace.bookings.telling import tell
from marketplace.bookings.work import live_assignments, locked_with_gigs
from marketplace.businesses.models import Business
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.identity.models import Identity
from marketplace.rewards.additions import causes_of
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import giving_back as treasury_giving_back
from marketplace.rewards.treasury.disputes import Dispute
from marketplace.superfans.models import Superfan
from marketplace.trust.people import owners_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

LOOKED_BACK = timedelta(days=130)
REASONS = ("goodwill", "quality", "mistake", "other", "fraud")


def businesses_with_payments(at: datetime) -> list[str]:
    """Businesses that a customer's bank could still ask money of."""
    query = (
        sa.select(Business.public_id)
        .join(Booking, Booking.business_id == Business.id)
        .join(Payment)
        .where(Payment.state.in_(("captured", "refunded")), Payment.created_at >= at - LOOKED_BACK)
        .distinct()
        .order_by(Business.public_id)
    )
    return list(db.session.scalars(query))


def look(business_ref: str, at: datetime) -> int:
    """Note what the provider says of disputes, and tell everybody concerned; outside any transaction."""
    changed = treasury_disputes.look(business_ref, lambda payment_id: paid_by(business_ref, payment_id))
    for one in changed:
        edge.write(lambda dispute=one: _tell(dispute, at))
    return len(changed)


def paid_by(business_ref: str, payment_id: str) -> treasury_disputes.Payment | None:
    """Whom a payment has paid: the tipped, or those whose work was for its booking alone."""
    query = sa.select(Payment).join(Booking).join(Business, Business.id == Booking.business_id)
    payment = db.session.scalar(
        query.where(Payment.provider_ref == payment_id, Business.public_id == business_ref)
    )
    if payment is None:
        return None
    booking = payment.booking
    if payment.purpose == "tip":
        return treasury_disputes.tipped_by(business_ref, booking.public_id, payment.public_id)
    return paid_for_price(booking)


def paid_for_price(booking: Booking) -> treasury_disputes.Payment:
    """Whom a booking's price has paid."""
    return treasury_disputes.paid_for(booking.business.public_id, booking.public_id, worked_for(booking))


def worked_for(booking: Booking) -> list[str]:
    """The assignments that were for this booking alone."""
    return [] if is_shared(booking) else [one.public_id for one in live_assignments(booking)]


def is_shared(booking: Booking) -> bool:
    """True where the same work was for other customers too: their money is not to wait for one of them."""
    if booking.session_id is None:
        return False
    others = sa.select(Booking.id).where(
        Booking.session_id == booking.session_id,
        Booking.id != booking.id,
        Booking.state.in_(("waiting", "confirmed", "completed")),
    )
    return db.session.scalar(others.limit(1)) is not None


def booking_of(dispute: Dispute) -> Booking | None:
    """What a dispute is about."""
    return db.session.scalar(sa.select(Booking).where(Booking.public_id == dispute.subject_ref))


def touched(dispute: Dispute, at: datetime) -> list[tuple[str, str, treasury_disputes.Reach]]:
    """By name, and for what: the unpaid pay that an open dispute keeps back, or what a lost one took."""
    reach = treasury_disputes.reach_of(dispute, paid_by(dispute.business_ref, dispute.payment_id), at)
    named = people([one.fan_ref for one in reach])
    causes = causes_of([one.subject_ref for one in reach])
    return [
        (named[one.fan_ref].name, "tip" if one.is_tip else causes.get(one.subject_ref, "gig"), one)
        for one in reach
        if one.fan_ref in named
    ]


def refund(
    booking: Booking, amount_minor: int, reason: str, note: str, staff: Identity, at: datetime, *, seen: int
) -> None:
    """Give a part of the price back, whatever the policy says; the reason is kept. `seen`: the card's part that was shown."""
    booking = locked_with_gigs(booking)
    db.session.expire(booking, ["payments"])
    left = left_minor(booking)
    if not 0 < amount_minor <= left or reason not in REASONS:
        raise Refused("refund_too_much", left_minor=left, currency=booking.currency)
    if not treasury_giving_back.is_settled(booking.business, booking.public_id):
        raise Refused("refund_not_yet")
    if any(
        one.is_open and not one.is_inquiry
        for one in treasury_disputes.disputes_on(booking.business, booking.public_id)
    ):
        raise Refused("refund_disputed")
    parts = divide(booking, amount_minor)
    if parts.card_minor != seen:
        raise Refused("refund_changed", refund_minor=amount_minor, currency=booking.currency)
    payment = paid_by_card(booking) if parts.card_minor else None
    given = list(booking.detail.get(BY_HAND, ()))
    one = {
        "payment": payment.public_id if payment else None, "amount_minor": amount_minor, "card_minor": parts.card_minor,
        "credit_minor": parts.credit_minor, "reason": reason, "note": note[:500], "by": staff.public_id,
        "at": at.isoformat(),
    }  # fmt: skip
    booking.detail = dict(booking.detail) | {BY_HAND: [*given, one]}
    _record(booking, one, staff, at)
    key = f"bookings.refund_by_hand:{booking.public_id}:{len(given)}"
    payload = {
        "booking": booking.public_id, "payment": one["payment"], "card_minor": parts.card_minor,
        "credit_minor": parts.credit_minor, "cause": f"hand-{len(given)}",
    }  # fmt: skip
    jobs.stage("bookings.refund_by_hand", key, at, payload)
    tell(booking, "bookings.refunded_by_hand", at, amount_minor=amount_minor)


def _record(booking: Booking, one: dict[str, Any], staff: Identity, at: datetime) -> None:
    record_decision(
        business_ref=booking.business.public_id,
        subject=booking.public_id,
        about_ref=booking.customer.public_id,
        rule="bookings.refund_by_hand",
        rule_version="1",
        outcome="refunded",
        inputs={"amount_minor": one["amount_minor"], "currency": booking.currency},
        reasons=[{"code": f"refund_reason.{one['reason']}", "params": {}}],
        at=at,
        decided_by_ref=staff.public_id,
    )


def _tell(dispute: Dispute, at: datetime) -> None:
    booking = booking_of(dispute)
    if booking is None:
        return
    business = booking.business
    known = {
        "title": booking.title, "amount_minor": dispute.amount.amount_minor, "currency": dispute.amount.currency,
        "timezone": business.timezone,
    }  # fmt: skip
    code = {"open": "dispute_opened", "won": "dispute_won", "lost": "dispute_lost"}[dispute.state]
    path = f"/desk/{business.slug}/money/disputes/{dispute.object_id}"
    for owner in owners_of(business.public_id):
        notify(owner, f"bookings.{code}", known, path, at)
    if dispute.state == "open" and not dispute.is_inquiry:
        tell(booking, "bookings.dispute_seen", at, amount_minor=dispute.amount.amount_minor)
    payment = paid_by(dispute.business_ref, dispute.payment_id)
    _tell_fans(dispute, payment, known, at)


def _tell_fans(
    dispute: Dispute, payment: treasury_disputes.Payment | None, known: dict[str, Any], at: datetime
) -> None:
    """A fan hears only of what touches their own money."""
    if payment is None or dispute.is_inquiry:
        return
    found = people([got.fan_ref for got in payment.got])
    for fan_ref, person in found.items():
        own = {got.subject_ref for got in payment.got if got.fan_ref == fan_ref}
        taken = [k for ref, k in treasury_disputes.taken_from(fan_ref).items() if ref in own]
        if dispute.state == "open":
            notify(person, "bookings.pay_kept_back", known, "/fan/earnings", at)
        elif dispute.state == "lost" and taken:
            amount = {"amount_minor": sum(k.amount_minor for k in taken)}
            notify(person, "bookings.pay_taken_back", known | amount, "/fan/earnings", at)
        else:
            notify(person, "bookings.pay_free_again", known, "/fan/earnings", at)


def people(fan_refs: list[str]) -> dict[str, Identity]:
    query = sa.select(Superfan.public_id, Identity).join(Identity, Identity.id == Superfan.identity_id)
    rows = db.session.execute(query.where(Superfan.public_id.in_(fan_refs)).order_by(Superfan.public_id))
    return dict(rows.all())
