"""The installation's geocoder, and the places it finds as forms show them."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app
from flask_babel import get_locale
from geopy.exc import GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from config import Settings
from marketplace.geo.airports import airport
from marketplace.geo.gazetteer import Gazetteer, geocoder_from
from marketplace.geo.place_names import SPANISH_CITY_NAMES

EXTENSION = "muster.geocoder"
FOUND_MAX = 6
AREAS = ("city", "neighbourhood")  # of the embedded places those whose point is only their middle
KINDS = {"embedded": "gazetteer"}  # the setting's word for the geocoder that needs no network


class FoundPlace(NamedTuple):
    """A place that a text may mean: the words to show, the point, and its country in two letters.

    `is_rough`: the street or house was not found, so the point is the middle of the quarter or town.
    """

    label: str
    lat: float
    lon: float
    country: str
    is_rough: bool = False


def geocoder() -> Geocoder:
    """The geocoder that the settings ask for, made once per process."""
    if EXTENSION not in current_app.extensions:
        settings: Settings = current_app.extensions["muster.settings"]
        current_app.extensions[EXTENSION] = geocoder_from(
            KINDS.get(settings.geocoder, settings.geocoder),
            folder=settings.data_dir,
            user_agent="muster",
            url=settings.geocoder_url or None,
        )
    return current_app.extensions[EXTENSION]


def prepare() -> None:
    """Have the embedded places at hand before the first visitor asks for one."""
    known = geocoder()
    if isinstance(known, Gazetteer):
        known.prepare()


def find_places(text: str, limit: int = FOUND_MAX) -> list[FoundPlace]:
    """Places that a text may mean, the likeliest first; none when nothing fits or the geocoder does not answer.

    A geocoder beyond this machine is asked over the network, so call `edge.release()` before.
    """
    if not text.strip():
        return []
    asked = {"exactly_one": False, "limit": limit, "language": str(get_locale() or "en")}
    if current_app.extensions["muster.settings"].geocoder == "nominatim":
        asked["addressdetails"] = True
    try:
        found = geocoder().geocode(text.strip()[:200], **asked)
    except GeopyError:
        current_app.logger.warning("the geocoder did not answer", exc_info=True)
        return []
    return [_found(place) for place in found or []]


def airport_town(iata: str) -> str:
    """The town that an airport serves, in the reader's language where the embedded places know it."""
    known, place = geocoder(), airport(iata)
    if place is None:
        return ""
    if str(get_locale() or "en") != "es":
        return place.city
    found = known.geocode(place.iata) if isinstance(known, Gazetteer) else None
    named = found.raw.get("city_es") if found else ""  # empty for an airport that bears its town's name
    return str(named or SPANISH_CITY_NAMES.get(place.city, place.city))


def _found(place: Location) -> FoundPlace:
    raw = place.raw or {}
    country = raw.get("country") or (raw.get("address") or {}).get("country_code") or ""
    return FoundPlace(
        label=str(place.address)[:120],
        lat=float(place.latitude),
        lon=float(place.longitude),
        country=str(country).upper()[:2],
        is_rough=bool(raw.get("unmatched")) or raw.get("kind") in AREAS,
    )
