"""Calling a booking off: what each side gets is reckoned first and shown, then done exactly so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.bookings import service_checkout
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking
from marketplace.bookings.telling import tell
from marketplace.bookings.work import live_assignments, locked_with_gigs, own_gigs
from marketplace.catalogue.models import Session
from marketplace.catalogue.service_sessions import give_back_seats
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.rewards.treasury import at_bank
from marketplace.rewards.treasury import cancellation as treasury_cancellation
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.trust.service_decisions import record_decision

STANDS = ("pending", "waiting", "confirmed")
SETTLEMENT = "settlement"  # in a booking's detail: what was reckoned when it was called off

# What a kind undoes when a booking of it is called off, such as vouchers: code to `told(booking, at)`.
_on_cancelled: dict[str, Callable[[Booking, datetime], None]] = {}


def on_cancelled(kind: str, told: Callable[[Booking, datetime], None]) -> None:
    """Register what a kind undoes once a booking of it is called off."""
    _on_cancelled[kind] = told


EXCUSES = ("prevented", "safety", "weather", "other")
"""Reasons for which staff let a customer off, whatever the notice: everything goes back, nobody owes amends. None of them
says anything of anybody's health."""


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
    credit_refund_minor: int = 0  # of the refund: what goes back as store credit, not to the card
    card_kept_minor: int = 0
    tax_kept_minor: int = 0

    @property
    def card_refund_minor(self) -> int:
        """What goes back to the card."""
        return self.refund_minor - self.credit_refund_minor

    def as_document(self) -> dict[str, Any]:
        """Plain data, for the decision record and for what follows."""
        values = dict(vars(self))
        until = self.full_refund_until
        values["full_refund_until"] = until.isoformat() if until else None
        return values


def preview(booking: Booking, by: str, at: datetime, *, excuse: str = "") -> Preview:
    """Reckon, changing nothing; `by` is customer, fan, business or nobody, `excuse` a reason that staff accept."""
    is_let_off = bool(excuse) or is_waived(booking, by, at)
    quoted = (
        sum(int(a.quote.get("total_minor", 0)) for a in live_assignments(booking))
        if booking.session_id is None
        else 0
    )
    settled = treasury_cancellation.reckon(
        booking.cancellation_policy, price_minor=at_stake_minor(booking), currency=booking.currency,
        booked_at=booking.booked_at, starts_at=booking.starts_at, at=at,
        by="nobody" if is_let_off else by, fan_quote_minor=quoted,
    )  # fmt: skip
    if is_let_off:
        settled["reason"] = f"excused_{excuse}" if excuse else "waived"
    settled |= _as_it_was_paid(booking, settled)
    until = treasury_cancellation.full_refund_until(
        booking.cancellation_policy, booking.booked_at, booking.starts_at
    )
    return Preview(**settled, currency=booking.currency, full_refund_until=until)


def is_waived(booking: Booking, by: str, at: datetime) -> bool:
    """True when a part of what was booked fell away: until the start its customer may call off the rest for nothing."""
    return by == "customer" and bool(booking.detail.get("part_lost")) and at < booking.starts_at


def at_stake_minor(booking: Booking) -> int:
    """What the customer has set aside or paid and would lose or get back; parts that fell away are theirs already."""
    if booking.state == "pending":
        return 0  # nothing is agreed yet, so nothing can be lost
    return card_at_stake_minor(booking) + charges_of(booking).credit_minor


def card_at_stake_minor(booking: Booking) -> int:
    """The part of it that stands on the card."""
    paid_minor = sum(
        p.amount_minor - at_bank.of_payment(booking.business.public_id, p.provider_ref).given_back_minor
        for p in booking.payments
        if p.purpose == "price" and p.state in ("kept", "authorised", "captured")
    )
    return min(paid_minor, charges_of(booking).card_minor)


def card_kept_minor(shown: Mapping[str, Any]) -> int:
    """What a settlement keeps of the card's part."""
    return int(shown.get("card_kept_minor", shown["kept_minor"] + shown["to_fan_minor"]))


def _as_it_was_paid(booking: Booking, settled: Mapping[str, Any]) -> dict[str, int]:
    """How a settlement falls on card and credit, and the tax in what is kept."""
    now, kept_minor = charges_of(booking), settled["kept_minor"] + settled["to_fan_minor"]
    if booking.state == "pending":
        return {"refund_minor": now.credit_minor, "credit_refund_minor": now.credit_minor}
    stake_minor = card_at_stake_minor(booking)
    to_card, as_credit = now.refund_parts(settled["refund_minor"], stake_minor)
    return {
        "credit_refund_minor": as_credit,
        "card_kept_minor": stake_minor - to_card,
        "tax_kept_minor": now.tax_in(kept_minor),
    }


def cancel(
    booking: Booking,
    by: str,
    actor: Actor,
    actor_ref: str | None,
    at: datetime,
    *,
    seen_refund_minor: int | None = None,
    excuse: str = "",
) -> Preview:
    """Call the booking off and stage the movement of money; with an `excuse`, which staff accept, everything goes back.

    Raises Refused("refund_changed") when what was shown is no longer what would be paid: the page shows it anew.
    """
    action = "cancel" if by == "customer" else "call_off"
    booking = locked_with_gigs(booking)
    if not BOOKING.allows(booking.state, action, actor):
        raise Refused("booking_not_cancellable", state=booking.state)
    if by == "customer" and at >= booking.starts_at:
        raise Refused("booking_begun")
    if excuse and (excuse not in EXCUSES or actor is not Actor.STAFF):
        raise Refused("excuse_unknown")
    reckoned = preview(booking, by, at, excuse=excuse)
    if seen_refund_minor is not None and seen_refund_minor != reckoned.refund_minor:
        raise Refused("refund_changed", refund_minor=reckoned.refund_minor, currency=booking.currency)
    why = {"code": f"cancelled_{reckoned.reason}"}
    was_paid = booking.state != "pending"
    _give_back_credit(booking, reckoned, at)
    move(BOOKING, booking, action, actor, at, actor_ref=actor_ref, reason=why)
    booking.cancelled_at = at
    booking.detail = dict(booking.detail) | {
        SETTLEMENT: reckoned.as_document() | {"by": by, "was_paid": was_paid}
    }
    if booking.session_id is not None:
        give_back_seats(booking.session_id, booking.party)
    _release_people(booking, by, at)
    _record(booking, by, actor_ref, reckoned, at)
    key = f"bookings.settle_cancellation:{booking.public_id}"
    jobs.stage("bookings.settle_cancellation", key, at, {"booking": booking.public_id})
    told = _on_cancelled.get(booking.kind)
    if told is not None:
        told(booking, at)
    code = "bookings.cancelled" if by == "customer" else "bookings.called_off"
    code = "bookings.excused" if excuse else f"{code}_untaken" if _took_nothing(booking, reckoned) else code
    tell(booking, code, at, refund_minor=reckoned.refund_minor)
    return reckoned


def _took_nothing(booking: Booking, reckoned: Preview) -> bool:
    """True when nothing can go back and nothing will be taken: it was free, or its card was only kept or held."""
    taken = any(p.captured_minor for p in booking.payments if p.purpose == "price")
    return not (taken or reckoned.kept_minor or reckoned.to_fan_minor or reckoned.credit_refund_minor)


def _give_back_credit(booking: Booking, reckoned: Preview, at: datetime) -> None:
    """Credit is back at once; the promotion may be used for something else."""
    if booking.state == "pending":
        service_checkout.release(booking, at)
        return
    service_checkout.give_back_of(booking, reckoned.credit_refund_minor, at)
    treasury_checkout.release_promotion(booking.public_id)


def call_off(booking: Booking, reason: str, at: datetime, *, by: str = "nobody") -> None:
    """The business's side cannot: everything goes back, and the wronged side is compensated by the policy."""
    if BOOKING.allows(booking.state, "call_off", Actor.SYSTEM):
        booking.detail = dict(booking.detail) | {"called_off_because": reason}
        db.session.flush()
        cancel(booking, by, Actor.SYSTEM, None, at)


def session_called_off(session: Session, reason: str, at: datetime) -> None:
    """A session will not take place: every booking of it gets everything back."""
    query = sa.select(Booking).where(Booking.session_id == session.id, Booking.state.in_(STANDS))
    by = "business" if reason == "called_off_by_business" else "nobody"
    for booking in db.session.scalars(query.order_by(Booking.id)):
        call_off(booking, reason, at, by=by)


def _release_people(booking: Booking, by: str, at: datetime) -> None:
    actor = Actor.CUSTOMER if by == "customer" else Actor.SYSTEM
    for gig in own_gigs(booking):
        if gig.state in ("open", "filled", "unfilled"):
            service_gigs.cancel_gig(gig, actor, {"code": "booking_cancelled"}, at)


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
