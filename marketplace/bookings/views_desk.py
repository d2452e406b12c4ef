"""The desk's bookings and requests."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from marketplace.bookings import (
    giving_back,
    price_words,
    queries,
    service_cancellation,
    service_requests,
    standing_words,
    work,
)
from marketplace.bookings.forms import ExcuseForm
from marketplace.bookings.lifecycle import BOOKING, REQUEST
from marketplace.bookings.models import Booking
from marketplace.bookings.reasons import because, lacking
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import Refused
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.core.texts import in_language
from marketplace.core.words import written_in
from marketplace.trust import queries_threads
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action


def title_of(booking: Booking) -> str:
    """What was booked, in the words of the desk's reader; the booking's own title is in its customer's."""
    listing = booking.session.experience if booking.session else booking.template
    locale = str(get_locale())
    return in_language(listing, locale, "title") if listing else booking.titled.read_in(locale).words


def titled(booking: Booking) -> Markup:
    """The same for a page, naming its language, which is not always the page's."""
    listing = booking.session.experience if booking.session else booking.template
    words, locale = title_of(booking), str(get_locale())
    if listing is None:
        return written_in(words, booking.titled.read_in(locale).language)
    is_translated = bool((listing.translations or {}).get(locale, {}).get("title"))
    return Markup('<span lang="{}">{}</span>').format(locale if is_translated else listing.language, words)


@staff(Permission.BOOKINGS_VIEW)
def desk_bookings(business_slug: str) -> ResponseReturnValue:
    """Bookings, the latest first."""
    asked = request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return render_template(
        "bookings/desk_bookings.html", bookings=queries.bookings_at(g.business, page), page=page,
        pages=queries.pages_at(g.business), badge_of=standing_words.badge_of, registry=registry, titled=titled,
    )  # fmt: skip


@staff(Permission.BOOKINGS_VIEW)
def desk_booking(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One booking: who, what, how it stands, its money."""
    booking, at = queries.booking_at(g.business, public_id), clock.now()
    gigs, assignments = work.gigs_of(booking), work.live_assignments(booking)
    return render_template(
        "bookings/desk_booking.html",
        booking=booking, title=title_of(booking), titled=titled(booking), gigs=gigs, assignments=assignments, steps=queries.steps_of(public_id), kind=registry.get(booking.kind),
        standing=standing_words.standing_of(booking, gigs, assignments, at),
        preview=service_cancellation.preview(booking, "business", at), thread=queries_threads.thread_of(public_id),
        prices=price_words.prices_of(booking), can_give_back=giving_back.left_minor(booking) > 0,
        excuse_form=ExcuseForm(formdata=None), excused=service_cancellation.preview(booking, "customer", at, excuse="other"),
        can_excuse=BOOKING.allows(booking.state, "cancel", Actor.STAFF) and booking.starts_at > at,
        can_call_off=BOOKING.allows(booking.state, "call_off", Actor.STAFF) and booking.ends_at > at,
    )  # fmt: skip


@staff(Permission.BOOKINGS_EDIT)
def call_off(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The business calls it off: everything goes back and the wronged are compensated as agreed."""
    booking, at = queries.booking_at(g.business, public_id), clock.now()
    try:
        service_cancellation.cancel(booking, "business", Actor.STAFF, current_user.public_id, at)
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        log_action(g.business.public_id, current_user.public_id, "bookings.call_off", public_id, {}, at)
        flash(_("Called off. The customer is told and gets everything back."), "info")
    return redirect(url_for("bookings.desk_booking", business_slug=business_slug, public_id=public_id), 303)


@staff(Permission.BOOKINGS_EDIT)
def excuse(business_slug: str, public_id: str) -> ResponseReturnValue:
    """A customer has a good reason: it is called off for them, and everything goes back whatever the notice."""
    form, booking, at = ExcuseForm(), queries.booking_at(g.business, public_id), clock.now()
    where = url_for("bookings.desk_booking", business_slug=business_slug, public_id=public_id)
    if not form.validate_on_submit():
        flash(_("Please choose the reason."), "error")
        return redirect(where, 303)
    why, person = form.reason.data, current_user.public_id
    try:
        service_cancellation.cancel(booking, "customer", Actor.STAFF, person, at, excuse=why)
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        log_action(g.business.public_id, person, "bookings.excuse", public_id, {"reason": why}, at)
        flash(_("Called off without a charge. The customer is told and gets everything back."), "info")
    return redirect(where, 303)


@staff(Permission.BOOKINGS_VIEW)
def desk_requests(business_slug: str) -> ResponseReturnValue:
    """What customers ask for, those without an answer first."""
    return render_template("bookings/desk_requests.html", requests=queries.requests_at(g.business))


@staff(Permission.BOOKINGS_VIEW)
def desk_request(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One request: the customer's words, who was put forward and why, or what is lacking."""
    wish = queries.request_at(g.business, public_id)
    return render_template(
        "bookings/desk_request.html",
        wish=wish, because={p.public_id: because(p) for p in wish.proposals}, booking=queries.booking_of_request(wish),
        lacking=lacking(public_id) if wish.state == "unanswered" else [], kind=registry.get(wish.kind),
        may_look_again=REQUEST.allows(wish.state, "ask_again", Actor.STAFF) and wish.starts_at > clock.now(),
    )  # fmt: skip


@staff(Permission.BOOKINGS_EDIT)
def look_again(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Have people sought once more."""
    wish = queries.request_at(g.business, public_id)
    found = service_requests.look_again(wish, me(), clock.now())
    if found:
        flash(_("Somebody was found. The customer is told and chooses."), "success")
    else:
        flash(_("Nobody fits yet. You see below what is lacking."), "info")
    return redirect(url_for("bookings.desk_request", business_slug=business_slug, public_id=public_id), 303)
