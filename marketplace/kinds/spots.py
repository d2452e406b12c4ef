"""Where an address lies, and how surely: without a street map only its quarter or town is known."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.businesses.models import Business
from marketplace.core.errors import Invalid
from marketplace.geo.place_search import find_places

DOOR_CIRCLE_M = 150
ROUGH_CIRCLE_M = 2000  # around a point that is only the middle of a quarter


class Spot(NamedTuple):
    """A point on the map; rough where it stands for a whole quarter or town."""

    lat: float
    lon: float
    is_rough: bool = False

    @property
    def circle_m(self) -> int:
        """How near somebody is who is there."""
        return ROUGH_CIRCLE_M if self.is_rough else DOOR_CIRCLE_M


def locate(address: str, business: Business) -> Spot | None:
    """The point of an address, looked for around the business."""
    places = find_places(f"{address}, {business.place_name}", 1) or find_places(address, 1)
    return Spot(places[0].lat, places[0].lon, places[0].is_rough) if places else None


def located(address: str, lat: float | None, lon: float | None, business: Business) -> Spot:
    """The point as it was given, else that of the address.

    Raises Invalid("address_not_found") where the address names no place that is known.
    """
    if lat is not None and lon is not None:
        return Spot(lat, lon)
    found = locate(address, business)
    if found is None:
        raise Invalid("address_not_found", field="address")
    return found
