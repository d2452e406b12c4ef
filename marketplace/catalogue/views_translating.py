"""The pages on which an author says a listing or a journey in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.catalogue import queries, queries_own, service_journeys, service_listings
from marketplace.catalogue.forms_translating import translation_form
from marketplace.catalogue.models import Experience
from marketplace.catalogue.translating import other_languages, parts_of
from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan

Save = Callable[[dict[str, str]], None]


@staff(Permission.CATALOGUE_EDIT)
def translate_listing(business_slug: str, public_id: str, locale: str) -> ResponseReturnValue:
    """Say a listing in another language."""
    listing = queries.listing_of(g.business, public_id)
    back = url_for("catalogue.desk_listing", business_slug=business_slug, public_id=public_id)
    save = _of_listing(listing, locale, Actor.STAFF)
    return _page(listing, service_listings.TRANSLATED, locale, back, save, "catalogue/translate.html")


@staff(Permission.CATALOGUE_EDIT)
def translate_journey(business_slug: str, public_id: str, locale: str) -> ResponseReturnValue:
    """Say a journey and its stages in another language."""
    journey = queries.journey_of(g.business, public_id)
    back = url_for("catalogue.edit_journey", business_slug=business_slug, public_id=public_id)

    def save(said: dict[str, str]) -> None:
        service_journeys.translate_journey(journey, locale, said)

    return _page(journey, service_journeys.TEXT_FIELDS, locale, back, save, "catalogue/translate.html")


@as_fan
def translate_own(fan: Superfan, public_id: str, locale: str) -> ResponseReturnValue:
    """Say one's own listing in another language; the shop looks at it again."""
    listing = queries_own.own_listing(fan, public_id)
    g.business = listing.business
    save = _of_listing(listing, locale, Actor.FAN)
    back = url_for("catalogue.own_listing", public_id=public_id)
    return _page(listing, service_listings.TRANSLATED, locale, back, save, "catalogue/translate_own.html")


def _of_listing(listing: Experience, locale: str, actor: Actor) -> Save:
    return lambda said: service_listings.translate_listing(listing, locale, said, actor, clock.now())


def _page(
    thing: Any, fields: tuple[str, ...], locale: str, back: str, save: Save, template: str
) -> ResponseReturnValue:
    if locale not in other_languages(thing):
        raise NotFound
    parts = parts_of(thing, fields, locale)
    form = translation_form(parts, locale, thing.language)
    if request.method == "POST" and form.validate():
        save({part.name: form[part.name].data for part in parts})
        flash(_("Saved."), "success")
        return redirect(back, 303)
    status = 422 if form.errors else 200
    return render_template(template, thing=thing, form=form, parts=parts, locale=locale, back=back), status
