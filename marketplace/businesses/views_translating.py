"""The pages on which staff say what the business and its programmes say in another language."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from marketplace.businesses import queries, service_businesses, service_programmes
from marketplace.businesses.access import staff
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.translating_page import Translation, in_other_languages, translation_page
from marketplace.core import clock
from marketplace.core.errors import NotFound, Refused
from marketplace.core.kinds import registry
from marketplace.core.permissions import Permission
from marketplace.core.translating import other_languages, parts_of
from marketplace.trust.reader import me


@staff(Permission.BUSINESS_EDIT)
def translate_business(business_slug: str, locale: str) -> ResponseReturnValue:
    """Say the tagline and the story in another language."""
    business: Business = g.business
    if locale not in other_languages(business):
        raise NotFound

    def save(said: dict[str, str]) -> None:
        person = me()
        service_businesses.translate_business(business, locale, said, person, clock.now())

    parts = parts_of(service_businesses.words_of(business), business.translations, locale)
    back = url_for("businesses.shop", business_slug=business_slug)
    return translation_page(Translation(business.name, business.language, parts, save, back), locale)


@staff(Permission.PROGRAMME_EDIT)
def translate_programme(business_slug: str, programme_id: str, locale: str) -> ResponseReturnValue:
    """Say what a programme says in another language."""
    found = queries.programme_of(g.business, programme_id)
    if locale not in other_languages(found):
        raise NotFound
    if found.state == "closed":
        raise Refused("programme_closed")

    def save(said: dict[str, str]) -> None:
        person = me()
        service_programmes.translate_programme(found, locale, said, person, clock.now())

    parts = parts_of(service_programmes.words_of(found), found.translations, locale)
    back = url_for("businesses.programme", business_slug=business_slug, programme_id=programme_id)
    one = Translation(found.title, found.language, parts, save, back, names_of(found))
    return translation_page(one, locale)


def said_of_business(business: Business) -> list[tuple[str, list[str]]]:
    """Each other language, with what is missing in it."""
    words = service_businesses.words_of(business)
    return in_other_languages(
        lambda code: parts_of(words, business.translations, code), other_languages(business)
    )


def said_of_programme(programme: Programme) -> list[tuple[str, list[str]]]:
    """The same of a programme."""
    words = service_programmes.words_of(programme)
    return in_other_languages(
        lambda code: parts_of(words, programme.translations, code),
        other_languages(programme),
        names_of(programme),
    )


def names_of(programme: Programme) -> dict[str, Any]:
    """What its texts are called where its kind or the form calls them so."""
    settings = registry.get(programme.kind).all_settings
    return {s.code: s.label for s in settings if s.is_words}
