"""The desk's listings: written, looked at, published, put on dates."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme
from marketplace.catalogue import listing_form, queries, queries_own, service_listings, service_sessions
from marketplace.catalogue.forms import ListingForm, ReturnForm, SessionForm
from marketplace.catalogue.lifecycle import LISTING
from marketplace.catalogue.models import Experience
from marketplace.catalogue.session_form import dates_form, put_on_dates
from marketplace.core import clock
from marketplace.core.errors import Invalid, Refused
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.trust.reader import language


@staff(Permission.DESK_VIEW)
def desk_listings(business_slug: str) -> ResponseReturnValue:
    """Every listing, those that wait for a look first, with the time they have waited."""
    listings = queries.listings_of(g.business)
    return render_template(
        "catalogue/desk_listings.html",
        listings=listings,
        handed_in=queries_own.handed_in(listings),
        programmes=queries.programmes_for(g.business, "session"),
    )


@staff(Permission.CATALOGUE_EDIT)
def new_listing(business_slug: str) -> ResponseReturnValue:
    """Write a listing for any fitting fan of the pool to hold."""
    programmes = queries.programmes_for(g.business, "session")
    if not programmes:
        flash(_("A listing belongs to a programme of experiences. Make one first."), "info")
        return redirect(url_for("businesses.programmes", business_slug=business_slug), 303)
    chosen = next((p for p in programmes if p.public_id == request.args.get("programme")), programmes[0])
    form = listing_form.begun(chosen, language=g.business.language)
    return _save(form, None, chosen) if request.method == "POST" else _written(form, None)


@staff(Permission.CATALOGUE_EDIT)
def edit_listing(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Change what a listing says; what is booked stays as it was booked."""
    listing = queries.listing_of(g.business, public_id)
    form = listing_form.filled(listing)
    return _save(form, listing, listing.programme) if request.method == "POST" else _written(form, listing)


def _written(form: ListingForm, listing: Experience | None, status: int = 200) -> ResponseReturnValue:
    return render_template("catalogue/edit_listing.html", form=form, listing=listing), status


def _save(form: ListingForm, listing: Experience | None, programme: Programme) -> ResponseReturnValue:
    words, at = listing_form.read(form, programme, listing), clock.now()
    if words is None:
        return _written(form, listing, 422)
    try:
        photo = listing_form.prepared_photo(form)
        if listing is None:
            listing = service_listings.write_listing(programme, None, words, at)
            service_listings.submit_listing(listing, Actor.STAFF, at)
        else:
            service_listings.revise_listing(listing, words, Actor.STAFF, at)
            if listing.host_id is None and LISTING.allows(listing.state, "submit", Actor.STAFF):
                service_listings.submit_listing(listing, Actor.STAFF, at)
    except Invalid as fault:
        return _written(form, listing, show_refusal(form, fault))
    listing_form.keep_photo(listing, photo, at, business_ref=g.business.public_id)
    flash(_("Saved."), "success")
    return _back(listing)


@staff(Permission.DESK_VIEW)
def desk_listing(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One listing: how it stands, its dates and who guides them."""
    listing = queries.listing_of(g.business, public_id)
    return _listing_page(listing, dates_form(listing), ReturnForm())


def _listing_page(
    listing: Experience, form: SessionForm, return_form: ReturnForm, status: int = 200
) -> ResponseReturnValue:
    sessions = queries.sessions_of(listing, clock.now())
    page = render_template(
        "catalogue/desk_listing.html",
        listing=listing, sessions=sessions, guides=queries.guides_of(sessions), form=form, return_form=return_form,
        handed_in=queries_own.handed_in([listing]).get(listing.public_id), returned=queries_own.why_returned(listing),
    )  # fmt: skip
    return page, status


@staff(Permission.CATALOGUE_EDIT)
def publish(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Let a listing be booked."""
    listing = queries.listing_of(g.business, public_id)
    try:
        service_listings.publish_listing(listing, current_user, clock.now())
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        flash(_("Published. Now give it dates."), "success")
    return _back(listing)


@staff(Permission.CATALOGUE_EDIT)
def send_back(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Send a listing back with the reason."""
    listing, form = queries.listing_of(g.business, public_id), ReturnForm()
    if not form.validate():
        return _listing_page(listing, dates_form(listing, formdata=None), form, 422)
    service_listings.return_listing(
        listing, current_user, form.reason.data or "", clock.now(), language=language()
    )
    flash(_("Sent back with your reason."), "success")
    return _back(listing)


@staff(Permission.CATALOGUE_EDIT)
def pause(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Take a listing out of the shop window; booked dates take place."""
    listing = queries.listing_of(g.business, public_id)
    service_listings.pause_listing(listing, Actor.STAFF, clock.now())
    flash(_("Paused. Dates that are booked still take place."), "info")
    return _back(listing)


@staff(Permission.CATALOGUE_EDIT)
def schedule(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Put a listing on a date, or on the same hour of several weeks."""
    listing = queries.listing_of(g.business, public_id)
    form = dates_form(listing)
    if not put_on_dates(listing, form, clock.now()):
        return _listing_page(listing, form, ReturnForm(formdata=None), 422)
    flash(_("Scheduled. A guide is being looked for."), "success")
    return _back(listing)


@staff(Permission.CATALOGUE_EDIT)
def cancel_session(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Call a session off; everybody who booked gets their money back."""
    session = queries.session_of(g.business, public_id)
    service_sessions.cancel_session(session, Actor.STAFF, "called_off_by_business", clock.now())
    flash(_("Called off. Everybody who booked is told and gets their money back."), "info")
    return _back(session.experience)


def _back(listing: Experience) -> ResponseReturnValue:
    return redirect(
        url_for("catalogue.desk_listing", business_slug=g.business.slug, public_id=listing.public_id), 303
    )
