"""A fan's own listings: written, handed in, put on dates, said yes to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.businesses.models import Programme
from marketplace.businesses.queries import published_scheme
from marketplace.catalogue import listing_form, queries, queries_own, service_listings, service_sessions
from marketplace.catalogue.forms import ListingForm, SessionForm
from marketplace.catalogue.lifecycle import LISTING
from marketplace.catalogue.models import Experience
from marketplace.catalogue.session_form import dates_form, put_on_dates
from marketplace.core import clock
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan


@as_fan
def new_own_listing(fan: Superfan) -> ResponseReturnValue:
    """Offer an experience of one's own to a programme one belongs to."""
    wanted = request.args.get("programme")
    programme = next((p for p in queries_own.programmes_to_host(fan) if p.public_id == wanted), None)
    if programme is None:
        raise NotFound
    form = listing_form.begun(programme, language=str(get_locale()))
    listing_form.let_hold(form, fan, None)
    return _save(fan, form, None, programme) if request.method == "POST" else _written(form, None, programme)


@as_fan
def edit_own_listing(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """Change what one's own listing says; the shop looks at it again."""
    listing = queries_own.own_listing(fan, public_id)
    form, programme = listing_form.filled(listing), listing.programme
    listing_form.let_hold(form, fan, listing)
    if request.method == "POST":
        return _save(fan, form, listing, programme)
    return _written(form, listing, programme)


def _written(
    form: ListingForm, listing: Experience | None, programme: Programme, status: int = 200
) -> ResponseReturnValue:
    g.business = programme.business
    page = render_template("catalogue/edit_own.html", form=form, listing=listing, programme=programme)
    return page, status


def _save(
    fan: Superfan, form: ListingForm, listing: Experience | None, programme: Programme
) -> ResponseReturnValue:
    words, at = listing_form.read(form, programme, listing), clock.now()
    if words is None:
        return _written(form, listing, programme, 422)
    try:
        photo = listing_form.prepared_photo(form)
        if listing is None:
            listing = service_listings.write_listing(programme, fan, words, at)
        else:
            service_listings.revise_listing(listing, words, Actor.FAN, at)
    except Invalid as fault:
        return _written(form, listing, programme, show_refusal(form, fault))
    if LISTING.allows(listing.state, "submit", Actor.FAN):
        service_listings.submit_listing(listing, Actor.FAN, at)
    listing_form.keep_photo(listing, photo, at, business_ref=None)
    flash(_("Handed in. The shop looks at it, and you are told."), "success")
    return _back(listing)


@as_fan
def own_listing(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """One's own listing: how it stands, what it pays, and its dates."""
    listing = queries_own.own_listing(fan, public_id)
    return _page(fan, listing, dates_form(listing))


def _page(fan: Superfan, listing: Experience, form: SessionForm, status: int = 200) -> ResponseReturnValue:
    g.business, at = listing.business, clock.now()
    sessions = queries.sessions_of(listing, at)
    page = render_template(
        "catalogue/own_listing.html",
        listing=listing,
        form=form,
        sessions=sessions,
        bound=queries_own.bound(fan, sessions),
        gigs=queries_own.gigs_of(sessions),
        handed_in=queries_own.handed_in([listing]).get(listing.public_id),
        returned=queries_own.why_returned(listing),
        pays=_pays(listing),
        may_go_on=service_listings.may_be_held(listing),
    )
    return page, status


def _pays(listing: Experience) -> list[tuple[int, dict[str, Any]]]:
    """What the work is worth with the fewest and with the most guests, as an offer would say it."""
    scheme = published_scheme(listing.programme)
    if scheme is None:
        return []
    groups = sorted({listing.guests_min, listing.guests_max})
    return [(n, treasury.quote(scheme, service_sessions.facts_with(listing, n))) for n in groups]


@as_fan
def pause_own_listing(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """Take one's own listing out of the shop window; booked dates take place."""
    listing = queries_own.own_listing(fan, public_id)
    service_listings.pause_listing(listing, Actor.FAN, clock.now())
    flash(_("Paused. Dates that are booked still take place."), "info")
    return _back(listing)


@as_fan
def schedule_own(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """Put one's own listing on dates; each is taken with a yes to its reward."""
    listing, at = queries_own.own_listing(fan, public_id), clock.now()
    form = dates_form(listing)
    if not put_on_dates(listing, form, at):
        return _page(fan, listing, form, 422)
    flash(_("Your dates are there. Look at the reward of each and say yes, so that guests can count on it."), "success")  # fmt: skip
    return _back(listing)


def home_part(fan: Superfan, at: datetime) -> dict[str, Any] | None:
    """What a fan offers, and where they may offer something."""
    listings, programmes = queries_own.own_listings(fan), queries_own.programmes_to_host(fan)
    return {"listings": listings, "programmes": programmes} if listings or programmes else None


def _back(listing: Experience) -> ResponseReturnValue:
    return redirect(url_for("catalogue.own_listing", public_id=listing.public_id), 303)
