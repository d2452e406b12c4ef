"""What a booking's customer is charged now, from what was agreed: price, promotion, tax, credit and card."""

from __future__ import annotations

from marketplace.bookings.models import Booking
from marketplace.rewards.treasury.checkout import Charges, reckon


def charges_of(booking: Booking) -> Charges:
    """In minor units; what fell away since it was booked is taken off every part in proportion."""
    return reckon(
        price_minor=booking.price_minor,
        lost_minor=booking.lost_minor or 0,
        discount_minor=booking.discount_minor or 0,
        tax=booking.tax,
        credit_minor=booking.credit_minor or 0,
        currency=booking.currency,
    )
