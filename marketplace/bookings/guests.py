"""Customers without an account: an address is enough, and a link in their mail leads them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.bookings import access
from marketplace.bookings.models import Booking, Request
from marketplace.bookings.telling import path
from marketplace.core import clock, mail
from marketplace.core.db import db
from marketplace.core.formats import format_when
from marketplace.core.i18n import select_timezone
from marketplace.identity import claims, links
from marketplace.identity.models import Identity
from marketplace.identity.service import guest_for
from marketplace.trust import mails
from marketplace.trust.models import ReviewWindow, Thread

THEIR_PAGES = {"bkg": "/bookings/", "req": "/requests/"}
ABOUT_THEIRS: dict[str, Any] = {
    "/threads/": Thread,
    "/reviews/": ReviewWindow,
}  # shown to guests on the page of what they are about


def customer_of(email: str, name: str, at: datetime, timezone: str) -> Identity:
    """The person with this address; typing an address opens nothing of theirs but what is made here and now."""
    return guest_for(email, name, str(get_locale()), select_timezone() or timezone, at)


def link_to(guest: Identity, where: str) -> str:
    """The signed address at which a guest opens one of their own pages."""
    return links.absolute("bookings.by_link", token=access.link_token(guest), to=where)


def register_links() -> None:
    """Let the mails of notices lead guests to their own pages without a password."""
    for prefix in (*THEIR_PAGES.values(), *ABOUT_THEIRS):
        mails.register_guest_link(prefix, _link_for)


def _link_for(guest: Identity, where: str) -> str:
    """A guest reads messages and reviews on their booking's own page; other pages want an account first."""
    _, area, ref = where.split("#")[0].split("/", 2)
    model = ABOUT_THEIRS.get(f"/{area}/")
    if model is None:
        return link_to(guest, where)
    subject = db.session.scalar(sa.select(model.subject).where(model.public_id == ref))
    page = THEIR_PAGES.get(str(subject).split("_", 1)[0])
    return claims.claim_link(guest, where) if page is None else link_to(guest, f"{page}{subject}")


def greet(booking: Booking) -> None:
    """Send a guest the link to the booking they have just made."""
    text = _(
        "Thank you for booking “%(title)s” with %(business)s, %(when)s.\n\nHere you find your booking, write to your guide, "
        "cancel with the refund shown first, and review:\n%(address)s\n",
        title=booking.title,
        business=booking.business.name,
        when=format_when(booking.starts_at, booking.timezone),
        address=link_to(booking.customer, path(booking)),
    )
    mail.post(booking.customer.email, _("Your booking: %(title)s", title=booking.title), text, clock.now())


def greet_asking(request: Request) -> None:
    """Send a guest the link to what they have just asked for."""
    text = _(
        "You have asked %(business)s for something on %(when)s, around %(place)s.\n\nHere you see who could do it, as soon as "
        "they are found, and choose:\n%(address)s\n",
        business=request.business.name,
        when=format_when(request.starts_at, request.timezone),
        place=request.place_name,
        address=link_to(request.customer, f"/requests/{request.public_id}"),
    )
    subject = _("What you asked %(business)s for", business=request.business.name)
    mail.post(request.customer.email, subject, text, clock.now())
