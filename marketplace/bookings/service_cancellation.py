"""Calling a booking off: what each side gets is reckoned first and shown, then done exactly so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.lifecycle import BOOKING, PAYMENT
from marketplace.bookings.models import Booking
from marketplace.bookings.service_bookings import free_seats, gigs_of, live_assignments, path
from marketplace.catalogue.models import Session
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.rewards import treasury_cancellation
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify


@dataclass(frozen=True)
class Preview:
    """What calling it off now would give to whom, in minor units of the booking's currency."""

    refund_minor: int
    to_fan_minor: int
    kept_minor: int
    customer_compensation_minor: int
    fan_compensation_minor: int
    compensated_by: str | None
    reason: str
    currency: str
    full_refund_until: datetime | None

    def as_document(self) -> dict[str, Any]:
        """Plain data, for the decision record and for `settle`."""
        values = dict(vars(self))
        until = self.full_refund_until
        values["full_refund_until"] = until.isoformat() if until else None
        return values


def preview(booking: Booking, by: str, at: datetime) -> Preview:
    """Reckon, changing nothing; `by` is customer, fan, business or nobody."""
    paid = sum(
        p.amount_minor
        for p in booking.payments
        if p.purpose == "price" and p.state in ("authorised", "captured")
    )
    quoted = (
        sum(int(a.quote.get("total_minor", 0)) for a in live_assignments(booking))
        if booking.session_id is None
        else 0
    )
    settled = treasury_cancellation.reckon(
        booking.cancellation_policy, price_minor=paid, currency=booking.currency, booked_at=booking.booked_at,
        starts_at=booking.starts_at, at=at, by=by, fan_quote_minor=quoted,
    )  # fmt: skip
    until = treasury_cancellation.full_refund_until(
        booking.cancellation_policy, booking.booked_at, booking.starts_at
    )
    return Preview(**settled, currency=booking.currency, full_refund_until=until)


def cancel(
    booking: Booking,
    by: str,
    actor: Actor,
    actor_ref: str | None,
    at: datetime,
    *,
    seen_refund_minor: int | None = None,
) -> Preview:
    """Call the booking off and stage the movement of money.

    Raises Refused("refund_changed") when what was shown is no longer what would be paid: the page shows it anew.
    """
    action = "cancel" if actor in (Actor.CUSTOMER, Actor.STAFF) and by != "nobody" else "call_off"
    if not BOOKING.allows(booking.state, action, actor):
        raise Refused("booking_not_cancellable", state=booking.state)
    reckoned = preview(booking, by, at)
    if seen_refund_minor is not None and seen_refund_minor != reckoned.refund_minor:
        raise Refused("refund_changed", refund_minor=reckoned.refund_minor, currency=booking.currency)
    gigs = gigs_of(booking) if booking.session_id is None else []
    move(
        BOOKING,
        booking,
        action,
        actor,
        at,
        actor_ref=actor_ref,
        reason={"code": f"cancelled_{reckoned.reason}"},
    )
    booking.cancelled_at = at
    free_seats(booking)
    for gig in gigs:
        if gig.state in ("open", "filled", "unfilled"):
            service_gigs.cancel_gig(
                gig, Actor.CUSTOMER if by == "customer" else Actor.SYSTEM, "booking_cancelled", at
            )
    _record(booking, by, actor_ref, reckoned, at)
    _void_what_waits(booking, at)
    document = reckoned.as_document() | {"booking": booking.public_id, "by": by}
    jobs.stage(
        "bookings.settle_cancellation", f"bookings.settle_cancellation:{booking.public_id}", at, document
    )
    params = {"title": booking.title, "refund_minor": reckoned.refund_minor, "currency": booking.currency}
    notify(booking.customer, "bookings.cancelled", params, path(booking), at)
    return reckoned


def call_off(booking: Booking, reason: str, at: datetime, *, by: str = "nobody") -> None:
    """The business's side cannot: everything goes back, and the wronged side is compensated by the policy."""
    if BOOKING.allows(booking.state, "call_off", Actor.SYSTEM):
        cancel(booking, by, Actor.SYSTEM, None, at)
        params = {"title": booking.title, "reason": reason}
        notify(booking.customer, "bookings.called_off", params, path(booking), at)


def _void_what_waits(booking: Booking, at: datetime) -> None:
    """Attempts that were planned and never sent need no provider."""
    for payment in booking.payments:
        if payment.state == "planned" and payment.provider_ref is None:
            move(PAYMENT, payment, "void", Actor.SYSTEM, at)


def _record(booking: Booking, by: str, actor_ref: str | None, reckoned: Preview, at: datetime) -> None:
    record_decision(
        business_ref=booking.business.public_id,
        subject=booking.public_id,
        about_ref=booking.customer.public_id,
        rule="bookings.cancellation",
        rule_version="1",
        outcome=booking.state,
        inputs={"by": by, "policy": booking.cancellation_policy},
        reasons=[{"code": f"cancelled_{reckoned.reason}", "params": reckoned.as_document()}],
        at=at,
        decided_by_ref=actor_ref,
    )


def session_called_off(session: Session, reason: str, at: datetime) -> None:
    """A session will not take place: every booking of it gets everything back."""
    query = sa.select(Booking).where(
        Booking.session_id == session.id, Booking.state.in_(("pending", "waiting", "confirmed"))
    )
    for booking in db.session.scalars(query.order_by(Booking.id)):
        call_off(booking, reason, at)
