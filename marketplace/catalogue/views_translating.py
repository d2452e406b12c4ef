"""The pages on which an author says a listing or a journey in another language."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from marketplace.businesses.access import staff
from marketplace.businesses.translating_page import Save, Translation, translation_page
from marketplace.catalogue import queries, queries_own, service_journeys, service_listings
from marketplace.catalogue.models import Experience
from marketplace.catalogue.translating import parts_of
from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.core.translating import other_languages
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan


@staff(Permission.CATALOGUE_EDIT)
def translate_listing(business_slug: str, public_id: str, locale: str) -> ResponseReturnValue:
    """Say a listing in another language."""
    listing = queries.listing_of(g.business, public_id)
    back = url_for("catalogue.desk_listing", business_slug=business_slug, public_id=public_id)
    save = _of_listing(listing, locale, Actor.STAFF)
    return translation_page(_one(listing, service_listings.TRANSLATED, locale, back, save), locale)


@staff(Permission.CATALOGUE_EDIT)
def translate_journey(business_slug: str, public_id: str, locale: str) -> ResponseReturnValue:
    """Say a journey and its stages in another language."""
    journey = queries.journey_of(g.business, public_id)
    back = url_for("catalogue.edit_journey", business_slug=business_slug, public_id=public_id)

    def save(said: dict[str, str]) -> None:
        service_journeys.translate_journey(journey, locale, said)

    return translation_page(_one(journey, service_journeys.TEXT_FIELDS, locale, back, save), locale)


@as_fan
def translate_own(fan: Superfan, public_id: str, locale: str) -> ResponseReturnValue:
    """Say one's own listing in another language; the shop looks at it again."""
    listing = queries_own.own_listing(fan, public_id)
    g.business = listing.business
    save = _of_listing(listing, locale, Actor.FAN)
    back = url_for("catalogue.own_listing", public_id=public_id)
    one = _one(listing, service_listings.TRANSLATED, locale, back, save)
    return translation_page(
        one, locale, "catalogue/translate_own.html", is_public=listing.state == "published"
    )


def _of_listing(listing: Experience, locale: str, actor: Actor) -> Save:
    return lambda said: service_listings.translate_listing(listing, locale, said, actor, clock.now())


def _one(thing: Any, fields: tuple[str, ...], locale: str, back: str, save: Save) -> Translation:
    if locale not in other_languages(thing):
        raise NotFound
    return Translation(thing.title, thing.language, parts_of(thing, fields, locale), save, back)
