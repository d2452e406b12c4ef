"""Where a booking's page is, and telling its customer what has become of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.bookings.models import Booking
from marketplace.trust.service_notices import notify


def path(booking: Booking) -> str:
    """Where its page is."""
    return f"/bookings/{booking.public_id}"


def tell(booking: Booking, code: str, at: datetime, **params: Any) -> None:
    """Tell the customer one thing about it; instants are told on the clock of the place."""
    known = {
        "title": booking.titled,
        "business": booking.business.name,
        "starts_at": booking.starts_at.isoformat(),
        "timezone": booking.timezone,
        "currency": booking.currency,
    }
    notify(booking.customer, code, known | params, path(booking), at)
