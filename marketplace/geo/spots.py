"""Where an address lies, and how surely: without a street map only its quarter or town is known."""

from __future__ import annotations

from typing import NamedTuple

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


def locate(address: str, around: str) -> Spot | None:
    """The point of an address, looked for around a place first."""
    places = find_places(f"{address}, {around}", 1) or find_places(address, 1)
    return Spot(places[0].lat, places[0].lon, places[0].is_rough) if places else None


def located(address: str, lat: float | None, lon: float | None, around: str) -> Spot:
    """The point as it was given, else that of the address.

    Raises Invalid("address_not_found") where the address names no place that is known.
    """
    if lat is not None and lon is not None:
        return Spot(lat, lon)
    found = locate(address, around)
    if found is None:
        raise Invalid("address_not_found", field="address")
    return found


def met_at(
    point: str,
    town: str,
    given: tuple[float | None, float | None],
    before: Spot | None = None,
    *,
    is_called_so: bool = False,
) -> Spot | None:
    """Where people meet: as given in degrees, else by its words in a town, else the middle of the town, which is rough.

    `before` is where it was, `is_called_so` whether its words are still the same. Degrees that a form merely shows
    again were not given anew: they hold while nothing surer is known. None for a town that nobody knows.
    """
    lat, lon = given
    is_shown_again = before is not None and given == (before.lat, before.lon)
    if lat is not None and lon is not None and not is_shown_again:
        return Spot(lat, lon)
    if before is not None and is_called_so and (is_shown_again or before.is_rough):
        return before
    found = _in_town(point, town)
    return before if found is not None and found.is_rough and is_shown_again else found


def _in_town(point: str, town: str) -> Spot | None:
    named, towns = find_places(f"{point}, {town}", 1), find_places(town, 1)
    if named and towns:
        return Spot(named[0].lat, named[0].lon, named[0].is_rough)
    return Spot(towns[0].lat, towns[0].lon, is_rough=True) if towns else None
