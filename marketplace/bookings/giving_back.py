"""What a business gives back of its own will after a booking is over: how much, to card and credit, and that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.bookings import money, work
from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking, Payment
from marketplace.bookings.service_cancellation import SETTLEMENT, card_kept_minor
from marketplace.rewards.treasury import at_bank
from marketplace.rewards.treasury import giving_back as treasury_giving_back

BY_HAND = "refunds_by_hand"  # in a booking's detail: amount and reason of each
OVER = ("completed", "cancelled", "called_off")


@dataclass(frozen=True)
class Amounts:
    """Of card and of store credit, in minor units."""

    card_minor: int
    credit_minor: int

    @property
    def total_minor(self) -> int:
        """Both together."""
        return self.card_minor + self.credit_minor


def kept_of(booking: Booking) -> Amounts:
    """What a booking that is over has cost its customer, before anything was given back by hand; without what a bank gave."""
    if booking.state not in OVER:
        return Amounts(0, 0)
    business_ref = booking.business.public_id
    taken_minor = sum(
        p.captured_minor - at_bank.of_payment(business_ref, p.provider_ref).given_back_minor
        for p in booking.payments
        if p.purpose == "price"
    )
    shown = booking.detail.get(SETTLEMENT) if booking.state != "completed" else None
    if shown is None:
        now = charges_of(booking)
        return Amounts(min(taken_minor, now.card_minor), now.credit_minor)
    kept_minor = int(shown["kept_minor"]) + int(shown["to_fan_minor"])
    card_minor = card_kept_minor(shown)
    return Amounts(min(taken_minor, card_minor), kept_minor - card_minor)


def given_of(booking: Booking) -> Amounts:
    """What was given back by hand, or is on its way."""
    given = booking.detail.get(BY_HAND, ())
    return Amounts(
        sum(one.get("card_minor", one["amount_minor"]) for one in given),
        sum(one.get("credit_minor", 0) for one in given),
    )


def left_minor(booking: Booking) -> int:
    """What could still be given back."""
    return max(0, kept_of(booking).total_minor - given_of(booking).total_minor)


def divide(booking: Booking, amount_minor: int) -> Amounts:
    """A refund as it goes back: to card and credit as they paid, reckoned from all that was given back."""
    kept, given = kept_of(booking), given_of(booking)
    return Amounts(
        *treasury_giving_back.divide(
            amount_minor, paid=(kept.card_minor, kept.credit_minor), back=(given.card_minor, given.credit_minor),
            currency=booking.currency,
        )
    )  # fmt: skip


def paid_by_card(booking: Booking) -> Payment | None:
    """The payment whose card the money goes back to."""
    return next(
        (p for p in booking.payments if p.purpose == "price" and p.state in ("captured", "refunded")), None
    )


def carry_out(booking_ref: str, payment_ref: str | None, parts: Amounts, cause: str, at: datetime) -> None:
    """Give back what was decided, once per cause."""

    def plan() -> str | None:
        booking = work.locked(booking_ref)
        payment = next((p for p in booking.payments if p.public_id == payment_ref), None)
        return treasury_giving_back.plan(
            key=f"refund:{payment_ref or booking_ref}:{cause}", business=booking.business, booking_ref=booking_ref,
            customer_ref=booking.customer.public_id, provider_ref=payment.provider_ref if payment else None,
            card_minor=parts.card_minor, credit_minor=parts.credit_minor, currency=booking.currency, at=at,
        )  # fmt: skip

    money.through_provider(plan, lambda outcome: money.note_given_back(str(payment_ref), outcome, at))
