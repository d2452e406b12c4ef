"""Places on the globe, the distance between them, and the time it takes to travel it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.checks import check_items
from matching.errors import InvalidProblem

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG 1980)."""


class Place(NamedTuple):
    """A point on the globe in degrees, WGS 84: latitude -90 to 90, longitude -180 to 180."""

    lat: float
    lon: float


def check_place(field: str, value: object) -> Place:
    """Return a pair of degrees as a place.

    Parameters
    ----------
    field : str
        Name used in the refusal.
    value : object
        Pair of latitude and longitude.

    Returns
    -------
    Place
        The same pair as floats.

    Raises
    ------
    InvalidProblem
        If it is no pair of finite numbers, or lies off the globe.
    """
    items = check_items(field, value)
    if len(items) != 2:
        raise InvalidProblem(field, "must be a pair of latitude and longitude")
    degrees: list[float] = []
    for name, item, most in (("lat", items[0], 90), ("lon", items[1], 180)):
        if isinstance(item, bool) or not isinstance(item, int | float):
            raise InvalidProblem(f"{field}.{name}", "must be a number of degrees")
        if not -most <= item <= most:
            raise InvalidProblem(f"{field}.{name}", f"must lie between -{most} and {most} degrees")
        degrees.append(float(item))
    return Place(degrees[0], degrees[1])


def distance_m(first: Place, second: Place) -> int:
    """Return the great-circle distance, by the haversine formula.

    Parameters
    ----------
    first, second : Place
        Two points.

    Returns
    -------
    int
        Metres, rounded to the nearest; symmetric in its arguments.
    """
    if first == second:
        return 0
    lat_a, lat_b = math.radians(first.lat), math.radians(second.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(second.lon - first.lon) / 2)
    haversine = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon * half_lon
    return round(2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(haversine))))


def travel_time(metres: int, *, speed_kmh: int, detour_permille: int) -> timedelta:
    """Return the time a distance takes, rounded up to a whole second.

    Parameters
    ----------
    metres : int
        Great-circle distance.
    speed_kmh : int
        Speed over ground, at least 1.
    detour_permille : int
        Way travelled per great-circle distance, in thousandths; 1300 means ways are 1.3 times as long.

    Returns
    -------
    timedelta
        Whole seconds.
    """
    return timedelta(seconds=-(-metres * detour_permille * 9 // (speed_kmh * 2500)))


def unit_vectors(places: Sequence[Place | None]) -> npt.NDArray[np.float64]:
    """Return places as points on the unit sphere, whose straight distance stands for that over ground.

    Parameters
    ----------
    places : sequence of Place or None, length n

    Returns
    -------
    ndarray of float64, shape (n, 3)
        NaN for None.
    """
    degrees = np.array([(np.nan, np.nan) if place is None else place for place in places], dtype=np.float64)
    lat, lon = np.radians(degrees.reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
