"""Where a place is that somebody typed."""

from __future__ import annotations

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.errors import Invalid
from marketplace.geo.place_search import find_places
from marketplace.geo.spots import Spot


def place_named(name: str) -> Spot:
    """The first place so called; comes before the first write, for the geocoder may be far away."""
    edge.release()
    found = find_places(name, 1)
    if not found:
        raise Invalid("place_unknown", field="place_name")
    return Spot(found[0].lat, found[0].lon, found[0].is_rough)


def home_of(business: Business) -> Spot:
    """The business's own address; rough where it was only ever looked up by the name of a quarter or town."""
    edge.release()
    found = find_places(business.place_name, 1)
    is_looked_up = (
        bool(found) and found[0].is_rough and (found[0].lat, found[0].lon) == (business.lat, business.lon)
    )
    return Spot(business.lat, business.lon, is_looked_up)
