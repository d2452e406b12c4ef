"""Where a place is that somebody typed."""

from __future__ import annotations

from marketplace.core import edge
from marketplace.core.errors import Invalid
from marketplace.geo.place_search import find_places


def place_named(name: str) -> tuple[float, float]:
    """Latitude and longitude of the first place so called; comes before the first write, for the geocoder may be far away."""
    edge.release()
    found = find_places(name)
    if not found:
        raise Invalid("place_unknown", field="place_name")
    return found[0].lat, found[0].lon
