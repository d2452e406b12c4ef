"""What a request is called, which has no title of its own: its kind and where, in every language of the pages."""

from __future__ import annotations

from typing import Any

from config import LOCALES
from marketplace.core.i18n import spoken_to
from marketplace.core.kinds import registry
from marketplace.core.words import Written

PLACE_LENGTH_MAX = 80
TITLE_LENGTH_MAX = 140


def title_of(request: Any) -> Written:
    """In the language in which its place is named, and in the others."""
    places = _places(request)
    own = request.detail.get("place", {}).get("text_language") or request.language
    said = {
        locale: _title(request.kind, places.get(locale, request.place_name), locale)
        for locale in {*LOCALES, own}
    }
    return Written(said.pop(own), own, said)


def with_person(title: str, name: str) -> str:
    """What a booking is called that came of it: with whom it is, too."""
    return f"{title} · {name}"[:TITLE_LENGTH_MAX]


def said_of_gig(request: Any) -> dict[str, Any]:
    """The same as a gig keeps it, with its place."""
    titled, places = title_of(request), _places(request)
    return {
        "text_language": titled.language,
        "translations": {
            locale: {"title": title} | ({"place_name": places[locale]} if locale in places else {})
            for locale, title in titled.otherwise.items()
        },
    }


def _places(request: Any) -> dict[str, str]:
    translations = request.detail.get("place", {}).get("translations", {})
    return {locale: said["place_name"] for locale, said in translations.items() if said.get("place_name")}


def _title(kind: str, place: str, locale: str) -> str:
    """A place that was looked up says district, town and country: the first is enough to tell one wish from another."""
    with spoken_to(locale):
        return f"{registry.get(kind).label} · {place.split(',')[0].strip()[:PLACE_LENGTH_MAX]}"
