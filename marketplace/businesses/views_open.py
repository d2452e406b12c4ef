"""Opening a business: its name and place first, then what follows from the place."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses import opening
from marketplace.businesses.form_fields import options
from marketplace.businesses.forms import OpenForm, PlaceForm
from marketplace.businesses.models import Invitation
from marketplace.businesses.service_businesses import NewBusiness, open_business
from marketplace.businesses.service_invitations import find_invitation
from marketplace.core import clock, edge
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import signed_in
from marketplace.geo.place_search import FoundPlace, find_places
from marketplace.geo.zones import currency_of_country, language_for_country, zone_at
from marketplace.trust.reader import me


@signed_in
def open_shop() -> ResponseReturnValue:
    """Ask for name and place; show what was understood; open."""
    is_confirming = request.method == "POST" and "chosen" in request.form
    form = (
        PlaceForm() if request.method == "POST" else OpenForm(invitation=request.args.get("invitation", ""))
    )
    if request.method == "GET":
        opening.check_may_open(_invitation(form.invitation.data))
        return render_template("businesses/open.html", form=form)
    edge.release()  # the geocoder may be far away
    places = find_places(form.place.data or "")
    form.chosen.choices = options((str(n), place.label) for n, place in enumerate(places))
    first = OpenForm()
    if not first.validate() or not places:
        if not places and not first.place.errors:
            first.place.errors = [_("We cannot find this place. Try the town, or the town and the country.")]
        return render_template("businesses/open.html", form=first), 422
    if not is_confirming:
        _suggest(form, places[0])
        return render_template("businesses/open_place.html", form=form, places=places, shown=places[0])
    if not form.validate():
        return render_template("businesses/open_place.html", form=form, places=places, shown=places[0]), 422
    return _open(form, places)


def _open(form: PlaceForm, places: list[FoundPlace]) -> ResponseReturnValue:
    at, place = clock.now(), places[int(form.chosen.data)]
    invitation = _invitation(form.invitation.data)
    opening.check_may_open(invitation)
    data = NewBusiness(
        name=form.name.data or "",
        tagline=form.tagline.data or "",
        place_name=place.label,
        lat=place.lat,
        lon=place.lon,
        country=place.country,
        currency=form.currency.data,
        timezone=form.timezone.data,
        language=form.language.data,
    )
    try:
        business = open_business(me(), data, at)
    except MarketplaceError as error:
        status = show_refusal(form, error)
        return render_template("businesses/open_place.html", form=form, places=places, shown=place), status
    if invitation is not None:
        invitation.used_at = at
    return redirect(url_for("businesses.look", business_slug=business.slug, opening=1), 303)


def _suggest(form: PlaceForm, place: FoundPlace) -> None:
    form.chosen.data = "0"
    form.currency.data = currency_of_country(place.country) if place.country else "USD"
    form.timezone.data = zone_at(place.lat, place.lon)
    form.language.data = language_for_country(place.country) if place.country else "en"


def _invitation(token: str | None) -> Invitation | None:
    return find_invitation(token, clock.now(), "owner") if token else None
