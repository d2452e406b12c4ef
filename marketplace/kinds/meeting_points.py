"""Where travellers and locals find each other: in degrees, or looked up by the words, and how surely."""

from __future__ import annotations

from typing import Any

from marketplace.core.errors import Invalid
from marketplace.geo.distance import great_circle_m
from marketplace.geo.place_search import find_places
from marketplace.geo.spots import Spot

MEETING_AWAY_MAX_M = 100_000  # further away, the words mean another place of that name


def placed(
    point: str, entered: dict[str, Any], business: Any, before: dict[str, Any]
) -> dict[str, float | bool]:
    """The settings that say where a meeting point lies, as entered now and as they were before."""
    where = _place_of(point, entered, business, before)
    return {"meeting_lat": where.lat, "meeting_lon": where.lon, "meeting_is_rough": where.is_rough}


def _place_of(point: str, entered: dict[str, Any], business: Any, before: dict[str, Any]) -> Spot:
    """Where a meeting point lies: in degrees, else as its words say near the business, else roughly where the business is.

    Degrees that the form merely shows again hold while nothing surer is known.
    """
    given, was = _degrees(entered), _degrees(before)
    if given is not None and (given != was or point == before.get("meeting_point")):
        return Spot(*given)
    home = (business.lat, business.lon)
    found = find_places(f"{point}, {business.place_name or ''}") + find_places(point)
    near = [p for p in found if great_circle_m(home, (p.lat, p.lon)) <= MEETING_AWAY_MAX_M]
    best = min(near, key=lambda p: p.is_rough, default=None)
    if best is not None and not best.is_rough:
        return Spot(best.lat, best.lon)
    if given is not None:
        return Spot(*given)
    return Spot(best.lat, best.lon, is_rough=True) if best else Spot(*home, is_rough=True)


def _degrees(settings: dict[str, Any]) -> tuple[float, float] | None:
    lat, lon = settings.get("meeting_lat"), settings.get("meeting_lon")
    if (lat is None) != (lon is None):
        raise Invalid("degrees_alone", field="setting_meeting_lat")
    return None if lat is None or lon is None else (lat, lon)
