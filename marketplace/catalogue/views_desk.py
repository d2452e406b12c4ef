"""The desk's listings: written, looked at, published, put on dates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.businesses.access import staff
from marketplace.businesses.form_fields import options
from marketplace.businesses.languages import language_name
from marketplace.catalogue import queries, service_listings, service_sessions
from marketplace.catalogue.forms import ListingForm, ReturnForm, SessionForm, local_of
from marketplace.catalogue.models import Experience
from marketplace.catalogue.service_listings import ListingText
from marketplace.core import clock, edge
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.minor import from_minor, to_minor
from marketplace.core.permissions import Permission
from marketplace.geo.place_search import find_places
from marketplace.trust import uploads


@staff(Permission.DESK_VIEW)
def desk_listings(business_slug: str) -> ResponseReturnValue:
    """Every listing, those that wait for a look first, with the time they have waited."""
    return render_template(
        "catalogue/desk_listings.html",
        listings=queries.listings_of(g.business),
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
    form = ListingForm(
        language=g.business.language,
        city=g.business.place_name,
        languages=chosen.languages or [g.business.language],
        guests_min=1,
        guests_max=10,
        cutoff_hours=24,
        duration_minutes=120,
    )
    if request.method == "POST":
        return _save(form, None, chosen)
    return render_template("catalogue/edit_listing.html", form=form, listing=None)


@staff(Permission.CATALOGUE_EDIT)
def edit_listing(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Change what a listing says; what is booked stays as it was booked."""
    listing = queries.listing_of(g.business, public_id)
    form = ListingForm(obj=listing, price=_shown(listing))
    if request.method == "POST":
        return _save(form, listing, listing.programme)
    return render_template("catalogue/edit_listing.html", form=form, listing=listing)


def _save(form: ListingForm, listing: Experience | None, programme: Any) -> ResponseReturnValue:
    if not form.validate():
        return render_template("catalogue/edit_listing.html", form=form, listing=listing), 422
    photo = _photo(form)
    places = find_places(f"{form.meeting_point.data}, {form.city.data}") or find_places(form.city.data or "")
    if not places:
        form.city.errors = [_("We cannot find this town. Try its name alone, or with the country.")]
        return render_template("catalogue/edit_listing.html", form=form, listing=listing), 422
    at, words = clock.now(), _text(form, places[0], programme.currency)
    try:
        if listing is None:
            listing = service_listings.write_listing(programme, None, words, at)
            service_listings.submit_listing(listing, Actor.STAFF, at)
        else:
            service_listings.revise_listing(listing, words, Actor.STAFF, at)
    except Invalid as fault:
        return _refused(form, fault, listing)
    if photo is not None:
        listing.photo_id = uploads.store(
            photo,
            owner=current_user,
            purpose="listing",
            is_private=False,
            business_ref=g.business.public_id,
            at=at,
        ).id
    flash(_("Saved."), "success")
    return redirect(
        url_for("catalogue.desk_listing", business_slug=g.business.slug, public_id=listing.public_id), 303
    )


def _photo(form: ListingForm) -> Any:
    if not form.photo.data:
        return None
    edge.release()  # the picture is re-encoded before the transaction goes on
    return uploads.prepare_image(form.photo.data.stream)


def _refused(form: Any, fault: MarketplaceError, listing: Experience | None) -> ResponseReturnValue:
    show_refusal(form, fault)
    return render_template("catalogue/edit_listing.html", form=form, listing=listing), 422


def _text(form: ListingForm, place: Any, currency: str) -> ListingText:
    data = {
        name: form[name].data
        for name in (
            "title",
            "summary",
            "description",
            "language",
            "meeting_point",
            "city",
            "duration_minutes",
            "guests_min",
            "guests_max",
            "price_per",
        )
    }
    return ListingText(
        **data,
        lat=place.lat,
        lon=place.lon,
        price_minor=to_minor(form.price.data or Decimal(0), currency),
        languages=tuple(form.languages.data or ()),
        cutoff_hours=24 if form.cutoff_hours.data is None else form.cutoff_hours.data,
    )


def _shown(listing: Experience) -> Decimal:
    return from_minor(listing.price_minor, listing.currency)


@staff(Permission.DESK_VIEW)
def desk_listing(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One listing: how it stands, its dates and who guides them."""
    listing = queries.listing_of(g.business, public_id)
    return _listing_page(listing, SessionForm(language=listing.languages[0]), ReturnForm())


def _listing_page(
    listing: Experience, form: SessionForm, return_form: ReturnForm, status: int = 200
) -> ResponseReturnValue:
    form.language.choices = options([(code, language_name(code)) for code in listing.languages])
    sessions = queries.sessions_of(listing, clock.now())
    page = render_template(
        "catalogue/desk_listing.html",
        listing=listing, sessions=sessions, guides=queries.guides_of(sessions), form=form, return_form=return_form,
    )  # fmt: skip
    return page, status


@staff(Permission.CATALOGUE_EDIT)
def publish(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Let a listing be booked."""
    listing = queries.listing_of(g.business, public_id)
    service_listings.publish_listing(listing, current_user, clock.now())
    flash(_("Published. Now give it dates."), "success")
    return _back(listing)


@staff(Permission.CATALOGUE_EDIT)
def send_back(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Send a listing back with the reason."""
    listing, form = queries.listing_of(g.business, public_id), ReturnForm()
    if not form.validate():
        return _listing_page(listing, SessionForm(formdata=None, language=listing.languages[0]), form, 422)
    service_listings.return_listing(listing, current_user, form.reason.data or "", clock.now())
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
    listing, form = queries.listing_of(g.business, public_id), SessionForm()
    form.language.choices = options([(code, language_name(code)) for code in listing.languages])
    if not form.validate():
        return _listing_page(listing, form, ReturnForm(formdata=None), 422)
    at, first = clock.now(), local_of(form.starts_local.data)
    try:
        for week in range(form.repeat_weeks.data or 1):
            service_sessions.schedule_session(
                listing, first + timedelta(weeks=week), at, language=form.language.data
            )
    except MarketplaceError as fault:
        fault.field = "starts_local"
        show_refusal(form, fault)
        return _listing_page(listing, form, ReturnForm(formdata=None), 422)
    flash(_("Scheduled. Guides who fit are being asked."), "success")
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
