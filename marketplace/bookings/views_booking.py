"""A booking as its customer follows it: people, meeting point, messages, calling it off, reviews."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import access, queries, service_bookings, service_cancellation
from marketplace.bookings.forms import SeenForm
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking
from marketplace.core import clock
from marketplace.core.errors import Refused
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import public, signed_in
from marketplace.core.words import sentence
from marketplace.trust import queries_reviews, queries_threads


@public
def by_link(token: str) -> ResponseReturnValue:
    """Come back by the link of one's mail."""
    access.remember_by_link(token)
    return redirect(url_for("bookings.booking", public_id=request.args.get("to", "")), 303)


@public
def booking(public_id: str) -> ResponseReturnValue:
    """How a booking stands, what comes next, and with whom."""
    found = access.my_booking(public_id)
    g.business = found.business
    return render_template(
        "bookings/booking.html",
        booking=found, gigs=service_bookings.gigs_of(found), assignments=service_bookings.live_assignments(found),
        steps=queries.steps_of(public_id), thread=queries_threads.thread_of(public_id) if current_user.is_authenticated else None,
        windows=queries_reviews.windows_of(public_id, found.customer) if current_user.is_authenticated else [],
        can_cancel=BOOKING.allows(found.state, "cancel", Actor.CUSTOMER), kind=registry.get(found.kind), at=clock.now(),
    )  # fmt: skip


@public
def cancellation(public_id: str) -> ResponseReturnValue:
    """Show the refund; then do exactly that."""
    found, at = access.my_booking(public_id), clock.now()
    g.business = found.business
    if not BOOKING.allows(found.state, "cancel", Actor.CUSTOMER):
        flash(sentence("booking_not_cancellable"), "warning")
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    if request.method == "GET":
        return _cancel_page(found, None, 200)
    form = SeenForm()
    seen = form.refund_minor.data or ""
    try:
        service_cancellation.cancel(
            service_bookings.locked(public_id), "customer", Actor.CUSTOMER, found.customer.public_id, at,
            seen_refund_minor=int(seen) if seen.isdigit() else -1,
        )  # fmt: skip
    except Refused as refusal:
        return _cancel_page(found, sentence(refusal.code, refusal.params), 409)
    flash(_("Your booking is cancelled."), "success")
    return redirect(url_for("bookings.booking", public_id=public_id), 303)


def _cancel_page(found: Booking, changed: str | None, status: int) -> ResponseReturnValue:
    preview = service_cancellation.preview(found, "customer", clock.now())
    return render_template("bookings/cancel.html", booking=found, preview=preview, changed=changed), status


@signed_in
def my_bookings() -> ResponseReturnValue:
    """Everything one has booked or asked for."""
    person = access.actor()
    assert person is not None
    return render_template(
        "bookings/mine.html", bookings=queries.bookings_of(person), requests=queries.requests_of(person)
    )
