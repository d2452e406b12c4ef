"""What the business's own records say of a booking, for its answer to the customer's bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.bookings import work
from marketplace.bookings.models import Booking
from marketplace.core.formats import format_money, format_when
from marketplace.trust.queries_threads import thread_of


@dataclass(frozen=True)
class Worked:
    """Who did it, and what shows that they were there: when they checked in and by what, when it was done."""

    name: str
    checked_in_at: datetime | None
    means: str
    completed_at: datetime | None
    photos: int


@dataclass(frozen=True)
class Gathered:
    """Everything that is known, to be looked at and built on."""

    booking: Booking
    worked: list[Worked]
    thread_ref: str | None
    messages: int

    def as_text(self, title: str) -> str:
        """The facts as the beginning of an answer."""
        booking, zone = self.booking, self.booking.timezone
        lines = [
            _("Booked: %(title)s", title=title),
            _("Booked on: %(when)s", when=format_when(booking.booked_at, zone)),
            _("Took place: %(when)s", when=format_when(booking.starts_at, zone)),
            _("People: %(number)s", number=booking.party),
            _("Price: %(amount)s", amount=format_money(booking.price_minor, booking.currency)),
        ]
        lines += [
            _("Checked in on the spot: %(when)s", when=format_when(one.checked_in_at, zone))
            for one in self.worked
            if one.checked_in_at is not None
        ]
        if booking.completed_at is not None:
            lines.append(_("Marked as done: %(when)s", when=format_when(booking.completed_at, zone)))
        if self.messages:
            lines.append(_("Messages with the customer: %(number)s", number=self.messages))
        return "\n".join(lines)


def gathered(booking: Booking) -> Gathered:
    """Read it all."""
    thread = thread_of(booking.public_id)
    worked = [
        Worked(
            one.fan.identity.name,
            one.checked_in_at,
            next((p.means for p in one.proofs if p.step == "check_in"), ""),
            one.completed_at,
            sum(1 for p in one.proofs if p.upload_id is not None),
        )
        for one in work.live_assignments(booking)
    ]
    count = len(thread.messages) if thread is not None else 0
    return Gathered(booking, worked, thread.public_id if thread is not None else None, count)
