"""A booking as its customer follows it: how it stands, people, meeting point, messages, calling it off, reviews."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.bookings import (
    access,
    calendar,
    keeping,
    price_words,
    queries,
    service_cancellation,
    standing_words,
    work,
)
from marketplace.bookings.forms import SeenForm
from marketplace.bookings.lifecycle import BOOKING
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import receipt_of
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound, Refused
from marketplace.core.form_refusals import show_refusal
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import public, signed_in
from marketplace.core.texts import in_language, language_of
from marketplace.core.words import sentence
from marketplace.geo.spots import ROUGH_CIRCLE_M
from marketplace.identity.safe_next import local_path
from marketplace.trust import (
    queries_reviews,
    queries_standing,
    queries_threads,
    service_reviews,
    service_threads,
)
from marketplace.trust.forms import MessageForm, ReviewForm
from marketplace.trust.models import ReviewWindow
from marketplace.trust.reader import anybody, language


@public
def by_link(token: str) -> ResponseReturnValue:
    """Come back by the link of one's mail."""
    access.remember_by_link(token)
    return redirect(local_path(request.args.get("to"), url_for("home")), 303)


@public
def booking(public_id: str) -> ResponseReturnValue:
    """How a booking stands, what comes next, and with whom."""
    return _page(access.my_booking(public_id), MessageForm(formdata=None), 200)


def _page(found: Booking, form: MessageForm, status: int) -> ResponseReturnValue:
    g.business, at = found.business, clock.now()
    gigs, assignments = work.gigs_of(found), work.live_assignments(found)
    kind = registry.get(found.kind)
    fans = {a.fan.public_id: a.fan for a in assignments}
    is_spoken_for = access.speaks_for(found.customer)
    page = render_template(
        "bookings/booking.html",
        booking=found, gigs=gigs, assignments=assignments, fans=fans, at=at, form=form, kind=kind,
        needs_card=keeping.needs_card(found), sets_aside_at=keeping.sets_aside_at(found.starts_at),
        standing=standing_words.standing_of(found, gigs, assignments, at), pins=_pins(found, gigs, language()),
        reliability=queries_standing.reliability(list(fans)), steps=queries.steps_of(found.public_id),
        thread=queries_threads.thread_of(found.public_id) if is_spoken_for else None,
        windows=_windows(found) if is_spoken_for else [], is_signed_in=anybody() is not None,
        can_cancel=found.starts_at > at and BOOKING.allows(found.state, "cancel", Actor.CUSTOMER),
        codes=_codes(found, assignments), detail=kind.booking_detail(found), prices=price_words.prices_of(found),
        has_receipt=receipt_of(found) is not None,
    )  # fmt: skip
    return page, status


def _pins(found: Booking, gigs: list[Any], locale: str) -> list[dict[str, Any]]:
    """Meeting points in their order, each named once, in the reader's language where somebody wrote it."""
    placed = {
        (gig.lat, gig.lon): gig for gig in reversed(gigs) if gig.lat is not None and gig.state != "cancelled"
    }
    pins = []
    for number, gig in enumerate(sorted(placed.values(), key=lambda one: one.starts_at), start=1):
        label, spoken = _place_of(found, gig, locale)
        pins.append(
            {
                "latitude": gig.lat,
                "longitude": gig.lon,
                "label": label,
                "language": spoken,
                "mark": str(number),
                "is_rough": gig.detail.get("checkin_circle_m") == ROUGH_CIRCLE_M,
            }
        )
    return pins


def _place_of(found: Booking, gig: Any, locale: str) -> tuple[str, str]:
    """Where one meets for a gig, and the language it is said in."""
    listing = found.session.experience if found.session is not None else None
    if listing is not None and listing.meeting_point == gig.place_name:
        return in_language(listing, locale, "meeting_point"), language_of(listing, locale, "meeting_point")
    field = "place_name" if gig.place_name else "title"
    return in_language(gig, locale, field), language_of(gig, locale, field)


def _codes(found: Booking, assignments: list[Any]) -> list[tuple[str, Any, str]]:
    """What is read out at the meeting point, to whom: once it is confirmed and until it is noted."""
    if found.state != "confirmed":
        return []
    due = [a for a in assignments if a.checked_in_at is None]
    several = len(due) > 1  # of a journey each stage has its own, and one person may lead two
    return [(a.fan.identity.name, a.gig if several else None, a.gig.checkin_code) for a in due]


def _windows(found: Booking) -> list[tuple[ReviewWindow, bool]]:
    """Each person to review, and whether that is done."""
    windows = queries_reviews.windows_of(found.public_id, found.customer)
    return [(one, any(r.author_id == found.customer_id for r in one.reviews)) for one in windows]


@public
def post_message(public_id: str) -> ResponseReturnValue:
    """Write to whoever takes part, inside the product."""
    found, form = access.my_booking(public_id), MessageForm()
    thread = queries_threads.thread_of(public_id)
    if thread is None or not access.speaks_for(found.customer):
        raise NotFound
    if not form.validate():
        return _page(found, form, 422)
    try:
        service_threads.post_message(
            thread, found.customer, form.text.data or "", clock.now(), language=language()
        )
    except MarketplaceError as refusal:
        return _page(found, form, show_refusal(form, refusal))
    return redirect(url_for("bookings.booking", public_id=public_id) + "#messages", 303)


@public
def review(public_id: str, window_id: str) -> ResponseReturnValue:
    """Say how it was with one of the people; both sides' words are shown together."""
    found, at = access.my_booking(public_id), clock.now()
    g.business = found.business
    if not access.speaks_for(found.customer):
        raise NotFound
    view = queries_reviews.window_for(window_id, found.customer)
    if view.window.subject != public_id:
        raise NotFound
    form = ReviewForm(obj=view.own)
    if request.method == "GET" and view.own is not None:
        form.stars.data = str(view.own.stars)
    status = 200
    if request.method == "POST":
        status = _write_review(form, view.window, found, at) if form.validate() else 422
        if status == 303:
            flash(_("Thank you. Your review is kept, and shown once both sides have written."), "success")
            return redirect(url_for("bookings.booking", public_id=public_id), 303)
    is_open = at < view.window.closes_at and (view.own is None or view.own.shown_at is None)
    page = render_template("bookings/review.html", booking=found, view=view, form=form, is_open=is_open)
    return page, status


def _write_review(form: ReviewForm, window: ReviewWindow, found: Booking, at: Any) -> int:
    try:
        service_reviews.write_review(
            window, found.customer, stars=int(form.stars.data), text=form.text.data or "",
            private_text=form.private_text.data or "", at=at, language=language(),
        )  # fmt: skip
    except MarketplaceError as refusal:
        return show_refusal(form, refusal)
    return 303


@public
def to_calendar(public_id: str) -> ResponseReturnValue:
    """The appointment as a file for any calendar."""
    found = access.my_booking(public_id)
    content = calendar.of_booking(
        found, [g for g in work.gigs_of(found) if g.state != "cancelled"], clock.now()
    )
    headers = {"Content-Disposition": f'attachment; filename="{public_id}.ics"'}
    return Response(content, mimetype="text/calendar", headers=headers)


@public
def cancellation(public_id: str) -> ResponseReturnValue:
    """Show the refund; then do exactly that."""
    found, at = access.my_booking(public_id), clock.now()
    g.business = found.business
    if not BOOKING.allows(found.state, "cancel", Actor.CUSTOMER) or at >= found.starts_at:
        flash(sentence("booking_not_cancellable"), "warning")
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    if request.method == "GET":
        return _cancel_page(found, None, 200)
    try:
        service_cancellation.cancel(
            found,
            "customer",
            Actor.CUSTOMER,
            found.customer.public_id,
            at,
            seen_refund_minor=SeenForm().shown_minor(),
        )
    except Refused as refusal:
        return _cancel_page(found, sentence(refusal.code, refusal.params), 409)
    flash(_("Your booking is cancelled."), "success")
    return redirect(url_for("bookings.booking", public_id=public_id), 303)


def _cancel_page(found: Booking, changed: str | None, status: int) -> ResponseReturnValue:
    preview = service_cancellation.preview(found, "customer", clock.now())
    paid_minor = service_cancellation.at_stake_minor(found)
    paid_minor = paid_minor or preview.credit_refund_minor  # credit put into what was never paid
    page = render_template(
        "bookings/cancel.html", booking=found, preview=preview, changed=changed, paid_minor=paid_minor,
        why=sentence(f"cancelled_{preview.reason}"), is_kept=any(p.state == "kept" for p in found.payments),
        is_taken=any(p.captured_minor for p in found.payments),
    )  # fmt: skip
    return page, status


@signed_in
def my_bookings() -> ResponseReturnValue:
    """Everything one has booked or asked for."""
    person, at = anybody(), clock.now()
    assert person is not None
    mine = queries.bookings_of(person)
    coming = [b for b in mine if b.state in service_cancellation.STANDS and b.ends_at > at]
    return render_template(
        "bookings/mine.html", coming=sorted(coming, key=lambda b: b.starts_at),
        past=[b for b in mine if b not in coming], requests=queries.requests_of(person), badge_of=standing_words.badge_of,
    )  # fmt: skip
