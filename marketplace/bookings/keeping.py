"""Cards kept for later: a bank keeps money aside for days only, so of a booking further ahead the card is kept.

Four days before it begins the price is set aside without the customer; where the bank refuses that, the customer is
asked for another card, and the booking is called off if none comes in time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings import money, service_cancellation, work
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking, Payment
from marketplace.bookings.telling import tell
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury

AHEAD = timedelta(days=6)  # banks keep money aside for seven; further ahead the card is kept
SET_ASIDE_BEFORE = timedelta(days=4)  # Visa gives less than five to what is asked without the customer
RENEW_WITHIN = timedelta(hours=48)
LEAST_NOTICE = timedelta(hours=24)  # nobody is called off later than this for want of a card
TAKE_BEFORE_END = timedelta(hours=24)  # how long before the bank lets go the money is taken and held
ALIVE = ("kept", "authorised", "captured")


def is_kept(starts_at: datetime, at: datetime) -> bool:
    """Whether a card is kept for a booking that begins then, instead of setting its price aside at once."""
    return starts_at - at > AHEAD


def sets_aside_at(starts_at: datetime) -> datetime:
    """When the price is set aside on a card that is kept."""
    return starts_at - SET_ASIDE_BEFORE


def needs_card(booking: Booking) -> bool:
    """Whether the bank refused a kept card, and the booking stands until another one comes."""
    prices = [p.state for p in booking.payments if p.purpose == "price"]
    stands = booking.state in ("waiting", "confirmed") and booking.price_minor > 0
    return stands and bool(prices) and "refused" in prices and not any(s in ALIVE for s in prices)


def stage_setting_aside(booking: Booking, payment: Payment, at: datetime) -> None:
    """Have the price set aside in time."""
    due_at = max(at, sets_aside_at(booking.starts_at))
    key = f"bookings.set_aside_kept:{payment.public_id}"
    jobs.stage("bookings.set_aside_kept", key, due_at, {"payment": payment.public_id})


def stage_taking(payment: Payment, at: datetime) -> None:
    """Have what was set aside taken before the bank lets it go."""
    if payment.capture_before_at is not None:
        due_at = max(at, payment.capture_before_at - TAKE_BEFORE_END)
        key = f"bookings.take_early:{payment.public_id}"
        jobs.stage("bookings.take_early", key, due_at, {"payment": payment.public_id})


def set_aside(payment_ref: str, at: datetime, *, amount_minor: int | None = None) -> None:
    """Set the price, or what is kept of it after a cancellation, aside on a kept card; the customer is not there."""

    def plan() -> str | None:
        booking, payment = money.locked_payment(payment_ref)
        if payment.state != "kept":
            return None
        key = f"authorise:{payment_ref}"
        if not treasury.is_asked(payment_ref):
            payment.amount_minor = money.due_minor(booking, payment) if amount_minor is None else amount_minor
            treasury.plan_authorise(
                key=key, payment_ref=payment_ref, business=booking.business,
                amount_minor=payment.amount_minor, currency=payment.currency,
                payment_method=str(payment.provider_ref), is_saved=True, at=at,
            )  # fmt: skip
        return key

    def record(outcome: treasury.Outcome) -> None:
        booking, payment = money.locked_payment(payment_ref)
        if payment.state != "kept":
            return
        if outcome.state == "refused":
            move(PAYMENT, payment, "fall_through", Actor.PROVIDER, at, reason={"code": str(outcome.refusal)})
            payment.refusal = outcome.refusal
            _ask_for_another(booking, payment, at)
            return
        move(PAYMENT, payment, "authorise", Actor.PROVIDER, at)
        payment.provider_ref, payment.capture_before_at = outcome.provider_ref, outcome.capture_before_at
        treasury.record_authorised(
            booking.business, booking.public_id, payment_ref, payment.amount_minor, payment.currency, at
        )
        if booking.state in ("waiting", "confirmed"):
            stage_taking(payment, at)

    money.through_provider(plan, record)


def _ask_for_another(booking: Booking, payment: Payment, at: datetime) -> None:
    """The bank refused: the customer has two days to give another card, and the business knows."""
    if booking.state not in ("waiting", "confirmed"):
        money.tell_staff(booking, payment, at)
        return
    until = max(at + timedelta(hours=1), min(at + RENEW_WITHIN, booking.starts_at - LEAST_NOTICE))
    booking.confirm_by_at = until
    tell(booking, "bookings.card_refused", at, amount_minor=payment.amount_minor, until_at=until.isoformat())
    key, payload = f"bookings.without_card:{payment.public_id}", {"booking": booking.public_id}
    jobs.stage("bookings.without_card", key, until, payload)


def give_up(booking_ref: str, at: datetime) -> None:
    """No other card came in time: the booking is called off, and nobody owes anybody anything."""
    booking = work.locked(booking_ref)
    if needs_card(booking) and not any(p.state in ("unknown", "planned") for p in booking.payments):
        service_cancellation.call_off(booking, "card_refused", at)


def take_up(at: datetime, slot: int, limit: int) -> None:
    """The sweep: kept cards whose day has come, and money set aside that the bank lets go within a day."""
    stands = Booking.state.in_(("waiting", "confirmed"))
    kept = sa.select(Payment.public_id).join(Booking).where(
        Payment.state == "kept", stands, Booking.starts_at <= at + SET_ASIDE_BEFORE
    )  # fmt: skip
    ending = sa.select(Payment.public_id).join(Booking).where(
        Payment.state == "authorised", Payment.purpose == "price", stands,
        Payment.capture_before_at <= at + TAKE_BEFORE_END,
    )  # fmt: skip
    for name, query in (("bookings.set_aside_kept", kept), ("bookings.take_early", ending)):
        for ref in db.session.scalars(query.order_by(Payment.id).limit(limit)):
            jobs.stage(name, f"{name}:{ref}:{slot}", at, {"payment": ref})


def was_never_taken(booking: Booking) -> bool:
    """Called off while its card was kept or held: nothing came, so nothing can go back."""
    prices = [one for one in booking.payments if one.purpose == "price"]
    was_called_off = booking.state in ("cancelled", "called_off")
    return was_called_off and bool(prices) and not any(one.captured_minor for one in prices)
