"""Distances in metres, bounding boxes in degrees and travel times in minutes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
M_PER_LATITUDE_DEGREE = math.pi * EARTH_RADIUS_M / 180

# The ellipsoid is never further than this share from the sphere; radii are padded by it so that a box or a
# set of cells drawn on the sphere still holds every point that the geodesic calls near.
SPHERE_ERROR = 0.006
# A tenth of a millimetre: what rounding may move a point on the rim.
RIM_DEGREES = 1e-9


class LatLon(NamedTuple):
    """A point on the ground, degrees north and degrees east (WGS 84)."""

    lat: float
    lon: float


class Box(NamedTuple):
    """A rectangle in degrees; `west` is greater than `east` when it crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    @property
    def crosses_date_line(self) -> bool:
        return self.west > self.east

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a (lat, lon) point lies inside, edges included."""
        lat, lon = point
        if not self.south <= lat <= self.north:
            return False
        if self.crosses_date_line:
            return lon >= self.west or lon <= self.east
        return self.west <= lon <= self.east


class TravelMode(NamedTuple):
    """How fast a way of travelling is in a city.

    `detour` is street distance over straight distance; `fixed_minutes` is spent whatever the distance
    (unlocking a bicycle, waiting for a train, finding a parking space).
    """

    code: str
    speed_kmh: float
    detour: float
    fixed_minutes: float


TRAVEL_MODES = MappingProxyType(
    {
        "walk": TravelMode("walk", speed_kmh=4.8, detour=1.25, fixed_minutes=0),
        "bike": TravelMode("bike", speed_kmh=14.0, detour=1.25, fixed_minutes=2),
        "transit": TravelMode("transit", speed_kmh=22.0, detour=1.35, fixed_minutes=10),
        "car": TravelMode("car", speed_kmh=26.0, detour=1.4, fixed_minutes=5),
    }
)


def great_circle_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Distance in metres on the sphere: quick, at most 0.6 % from the geodesic.

    Vincenty's formula for a sphere, good for near and opposite points alike.
    """
    lat, other_lat, turn = math.radians(start[0]), math.radians(end[0]), math.radians(end[1] - start[1])
    sine, cosine, other_sine, other_cosine = (
        math.sin(lat), math.cos(lat), math.sin(other_lat), math.cos(other_lat)
    )  # fmt: skip
    across = other_cosine * math.sin(turn)
    along = cosine * other_sine - sine * other_cosine * math.cos(turn)
    ahead = sine * other_sine + cosine * other_cosine * math.cos(turn)
    return EARTH_RADIUS_M * math.atan2(math.hypot(across, along), ahead)


def travel_minutes(mode: str, distance_m: float) -> int:
    """Whole minutes, rounded up, to travel a straight distance in metres by a mode of `TRAVEL_MODES`."""
    if distance_m < 0:
        raise ValueError("a distance cannot be negative")
    travel = TRAVEL_MODES[mode]
    if distance_m == 0:
        return 0
    on_the_way_minutes = distance_m * travel.detour / 1000 / travel.speed_kmh * 60
    return math.ceil(travel.fixed_minutes + on_the_way_minutes)


def box_around(centre: tuple[float, float], radius_m: float) -> Box:
    """Smallest box that holds every point within the radius, by sphere or by ellipsoid."""
    lat, lon = centre
    half_lat = radius_m * (1 + SPHERE_ERROR) / M_PER_LATITUDE_DEGREE + RIM_DEGREES
    south, north = lat - half_lat, lat + half_lat
    if south <= -90 or north >= 90:
        # The circle holds a pole, and with it every longitude.
        return Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    half_lon = longitude_half_width(lat, half_lat) + RIM_DEGREES
    if half_lon >= 180:
        return Box(south, -180.0, north, 180.0)
    return Box(south, wrap_longitude(lon - half_lon), north, wrap_longitude(lon + half_lon))


def box_of(points: Iterable[tuple[float, float]]) -> Box:
    """Smallest box that holds the points, going the short way round the date line."""
    listed = list(points)
    if not listed:
        raise ValueError("a box needs at least one point")
    lats = [lat for lat, _ in listed]
    lons = sorted(lon for _, lon in listed)
    gaps = [(after - before, before, after) for before, after in pairwise(lons)]
    around = 360 - (lons[-1] - lons[0])
    widest = max(gaps, default=(0.0, lons[0], lons[0]))
    if widest[0] > around:
        return Box(min(lats), widest[2], max(lats), widest[1])
    return Box(min(lats), lons[0], max(lats), lons[-1])


def longitude_half_width(lat: float, radius_degrees: float) -> float:
    """Degrees of longitude that a circle of angular radius reaches to each side; 180 if it holds a pole."""
    if abs(lat) + radius_degrees >= 90:
        return 180.0
    ratio = math.sin(math.radians(radius_degrees)) / math.cos(math.radians(lat))
    return math.degrees(math.asin(min(1.0, ratio)))


def wrap_longitude(lon: float) -> float:
    """The same meridian between -180 and 180 degrees."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
