"""Customers without an account: an address is enough, and a link in their mail leads them back."""

from __future__ import annotations

from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.bookings import access
from marketplace.bookings.models import Booking
from marketplace.core import clock, mail
from marketplace.core.formats import format_when
from marketplace.core.i18n import select_timezone
from marketplace.identity import links
from marketplace.identity.models import Identity
from marketplace.identity.service import guest_for


def customer_of(email: str, name: str, at: datetime) -> Identity:
    """The guest with this address, whom this browser may follow from now on if they are new here.

    Somebody who has an account already gets their link by mail only: typing an address opens nobody's bookings.
    """
    guest = guest_for(email, name, str(get_locale()), select_timezone() or "UTC", at)
    if guest.password is None and guest.confirmed_at is None and guest.created_at == at:
        access.remember(guest)
    return guest


def greet(booking: Booking) -> None:
    """Send the guest their link."""
    address = links.absolute(
        "bookings.by_link", token=access.link_token(booking.customer), to=booking.public_id
    )
    text = _(
        "Thank you for booking “%(title)s” with %(business)s, %(when)s.\n\nHere you find your booking, write to your guide, "
        "cancel with the refund shown first, and review:\n%(address)s\n",
        title=booking.title,
        business=booking.business.name,
        when=format_when(booking.starts_at, booking.timezone),
        address=address,
    )
    mail.post(booking.customer.email, _("Your booking: %(title)s", title=booking.title), text, clock.now())
