"""What kinds that customers book have in common: a gig filled, lost or done moves the bookings it serves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.bookings import service_bookings
from marketplace.core.kinds import Kind


class BookedKind(Kind):
    """A kind whose gigs serve bookings."""

    def on_filled(self, gig: Any, at: datetime) -> None:
        """Confirm the bookings that have everybody now."""
        for booking in service_bookings.bookings_served_by(gig):
            service_bookings.look_whether_confirmed(booking, at)

    def on_lost(self, assignment: Any, at: datetime) -> None:
        """Tell the customers that a replacement is being sought."""
        for booking in service_bookings.bookings_served_by(assignment.gig):
            service_bookings.somebody_lost(booking, assignment.fan.identity, at)

    def on_completed(self, assignment: Any, at: datetime) -> None:
        """Complete the bookings whose last gig this was."""
        for booking in service_bookings.bookings_served_by(assignment.gig):
            service_bookings.work_done(booking, at)
