"""The desk's bookings and requests."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import queries, service_bookings, service_cancellation
from marketplace.bookings.lifecycle import BOOKING
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.trust.service_audit import log_action


@staff(Permission.BOOKINGS_VIEW)
def desk_bookings(business_slug: str) -> ResponseReturnValue:
    """Bookings, the latest first."""
    asked = request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isdigit() else 1
    return render_template(
        "bookings/desk_bookings.html", bookings=queries.bookings_at(g.business, page), page=page
    )


@staff(Permission.BOOKINGS_VIEW)
def desk_booking(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One booking: who, what, how it stands, its money."""
    booking = queries.booking_at(g.business, public_id)
    return render_template(
        "bookings/desk_booking.html",
        booking=booking, gigs=service_bookings.gigs_of(booking), assignments=service_bookings.live_assignments(booking),
        steps=queries.steps_of(public_id), preview=service_cancellation.preview(booking, "business", clock.now()),
        can_call_off=BOOKING.allows(booking.state, "cancel", Actor.STAFF),
    )  # fmt: skip


@staff(Permission.BOOKINGS_EDIT)
def call_off(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The business calls it off: everything goes back and the wronged are compensated as agreed."""
    booking = queries.booking_at(g.business, public_id)
    service_cancellation.cancel(
        service_bookings.locked(public_id), "business", Actor.STAFF, current_user.public_id, clock.now()
    )
    log_action(g.business.public_id, current_user.public_id, "bookings.call_off", public_id, {}, clock.now())
    flash(_("Called off. The customer is told and gets everything back."), "info")
    return redirect(
        url_for("bookings.desk_booking", business_slug=business_slug, public_id=booking.public_id), 303
    )


@staff(Permission.BOOKINGS_VIEW)
def desk_requests(business_slug: str) -> ResponseReturnValue:
    """What customers ask for, those without an answer first."""
    return render_template("bookings/desk_requests.html", requests=queries.requests_at(g.business))
