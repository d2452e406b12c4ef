"""Links by which somebody at a meet-up lets a friend see where they are; they end by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity import links

PURPOSE = "meeting"
ENDS_AFTER = timedelta(hours=2)
LINK_SECONDS = 400 * 24 * 3600  # the meeting's own end comes first


def share_link(booking: Booking) -> str:
    """The address to send to a friend."""
    return links.absolute("kinds.shared_meeting", token=links.sign(PURPOSE, {"booking": booking.public_id}))


def booking_behind(token: str, at: datetime) -> Booking:
    """The meeting a link was made for; not found once it is over or called off."""
    ref = str(links.read(PURPOSE, token, LINK_SECONDS).get("booking", ""))
    booking = db.session.scalar(sa.select(Booking).where(Booking.public_id == ref))
    if (
        booking is None
        or booking.state not in ("confirmed", "completed")
        or at > booking.ends_at + ENDS_AFTER
    ):
        raise NotFound("meeting_over")
    return booking
