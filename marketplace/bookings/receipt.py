"""A customer's receipt: price, promotion, tax, tip, what it was paid with and what went back. Pure but for the rows it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.bookings.charges import charges_of
from marketplace.bookings.giving_back import Amounts, given_of
from marketplace.bookings.models import Booking
from marketplace.bookings.service_cancellation import SETTLEMENT
from marketplace.rewards.treasury.checkout import Charges

CALLED_OFF = ("cancelled", "called_off")


@dataclass(frozen=True)
class Receipt:
    """Minor units; what was paid less what went back is the total, and the lines before add up to it.

    list - lost - discount + tax on top - not charged - given back + tip = total = paid by card + paid by credit + tip - back.
    """

    list_minor: int
    lost_minor: int
    discount_minor: int
    tax_minor: int  # in the total, on top of the price or in it
    is_inclusive: bool
    on_top_minor: int  # tax beside the price, before anything was called off
    given_minor: int  # given back by hand afterwards
    not_charged_minor: int  # of a booking that was called off: what goes back or was never taken
    tip_minor: int
    total_minor: int
    card_minor: int  # set aside or taken
    credit_minor: int
    card_back_minor: int
    credit_back_minor: int
    currency: str


def receipt_of(booking: Booking) -> Receipt | None:
    """Of a booking that was paid; None before."""
    shown = booking.detail.get(SETTLEMENT) if booking.state in CALLED_OFF else None
    if booking.state in ("pending", "expired") or _never_paid(booking, shown):
        return None
    now = charges_of(booking)
    given = given_of(booking)
    if shown is None:
        tax_minor = now.tax_in(now.to_pay_minor - given.total_minor)
        return _made(booking, now, Amounts(0, 0), given, tax_minor)
    kept_minor = int(shown["kept_minor"]) + int(shown["to_fan_minor"])
    card_kept = int(shown.get("card_kept_minor", kept_minor))
    credit_kept = kept_minor - card_kept
    return _made(
        booking,
        now,
        Amounts(now.card_minor - card_kept, now.credit_minor - credit_kept),
        given,
        now.tax_in_part(int(shown.get("tax_kept_minor", 0)), kept_minor - given.total_minor, kept_minor),
    )


def _never_paid(booking: Booking, shown: Mapping[str, Any] | None) -> bool:
    """Called off before it was paid, or the bank let the money go."""
    if shown is not None and not shown.get("was_paid", True):
        return True
    states = {p.state for p in booking.payments if p.purpose == "price"}
    return "lapsed" in states and not states & {"authorised", "captured", "refunded"}


def _made(booking: Booking, now: Charges, not_charged: Amounts, given: Amounts, tax_minor: int) -> Receipt:
    tip_minor = sum(
        p.captured_minor - p.refunded_minor
        for p in booking.payments
        if p.purpose == "tip" and p.state in ("captured", "refunded")
    )
    return Receipt(
        list_minor=now.price_minor + booking.lost_minor,
        lost_minor=booking.lost_minor,
        discount_minor=now.discount_minor,
        tax_minor=tax_minor,
        is_inclusive=now.is_inclusive,
        on_top_minor=0 if now.is_inclusive else now.tax_minor,
        given_minor=given.total_minor,
        not_charged_minor=not_charged.total_minor,
        tip_minor=tip_minor,
        total_minor=now.to_pay_minor - not_charged.total_minor - given.total_minor + tip_minor,
        card_minor=now.card_minor,
        credit_minor=now.credit_minor,
        card_back_minor=not_charged.card_minor + given.card_minor,
        credit_back_minor=not_charged.credit_minor + given.credit_minor,
        currency=now.currency,
    )
