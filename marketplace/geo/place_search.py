"""The installation's geocoder, and the places it finds as forms show them."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app
from flask_babel import get_locale
from geopy.exc import GeopyError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from config import Settings
from marketplace.geo.gazetteer import Gazetteer, geocoder_from

EXTENSION = "muster.geocoder"
FOUND_MAX = 6
KINDS = {"embedded": "gazetteer"}  # the setting's word for the geocoder that needs no network


class FoundPlace(NamedTuple):
    """A place that a text may mean: the words to show, the point, and its country in two letters."""

    label: str
    lat: float
    lon: float
    country: str


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


def _found(place: Location) -> FoundPlace:
    raw = place.raw or {}
    country = raw.get("country") or (raw.get("address") or {}).get("country_code") or ""
    return FoundPlace(
        str(place.address)[:120], float(place.latitude), float(place.longitude), str(country).upper()[:2]
    )
