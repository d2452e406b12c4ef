"""The Mercator projection fitted to a drawing's box."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.geo.distance import EARTH_RADIUS_M, Box, box_of, wrap_longitude

# Beyond this Mercator stretches without end; the web's maps stop here too.
MERCATOR_LAT_MAX = 85.0
# A single point is drawn with its surroundings, not at infinite scale.
EXTENT_LEAST_M = 1_200.0


@dataclass(frozen=True, slots=True)
class Projection:
    """Turns degrees into pixels of a drawing; `scale` is pixels per radian of longitude."""

    width: float
    height: float
    centre_lat: float
    centre_lon: float
    scale: float

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Pixels from the left and from the top, to a tenth."""
        x = self.width / 2 + math.radians(wrap_longitude(lon - self.centre_lon)) * self.scale
        y = self.height / 2 - (_stretched(lat) - _stretched(self.centre_lat)) * self.scale
        return round(x, 1), round(y, 1)

    @property
    def m_per_px(self) -> float:
        """Metres on the ground per pixel, at the middle of the drawing."""
        return EARTH_RADIUS_M * math.cos(math.radians(self.centre_lat)) / self.scale

    @property
    def box(self) -> Box:
        """What the whole drawing shows, in degrees."""
        half_lon = math.degrees(self.width / 2 / self.scale)
        half_y, middle_y = self.height / 2 / self.scale, _stretched(self.centre_lat)
        south, north = _unstretched(middle_y - half_y), _unstretched(middle_y + half_y)
        if half_lon >= 180:
            return Box(south, -180.0, north, 180.0)
        west, east = self.centre_lon - half_lon, self.centre_lon + half_lon
        return Box(south, wrap_longitude(west), north, wrap_longitude(east))


def fit(points: Iterable[tuple[float, float]], width: float, height: float, margin: float) -> Projection:
    """The largest projection that shows all points inside the margin (pixels), centred on them."""
    box = box_of(points)
    south, north = _clamped(box.south), _clamped(box.north)
    span_lon = box.east - box.west + (360 if box.crosses_date_line else 0)
    centre_lon = wrap_longitude(box.west + span_lon / 2)
    low, high = _stretched(south), _stretched(north)
    centre_lat = _unstretched((low + high) / 2)
    least = EXTENT_LEAST_M / (EARTH_RADIUS_M * math.cos(math.radians(centre_lat)))
    across = (width - 2 * margin) / max(math.radians(span_lon), least)
    upright = (height - 2 * margin) / max(high - low, least)
    return Projection(width, height, centre_lat, centre_lon, min(across, upright))


def _clamped(lat: float) -> float:
    return max(-MERCATOR_LAT_MAX, min(MERCATOR_LAT_MAX, lat))


def _stretched(lat: float) -> float:
    return math.asinh(math.tan(math.radians(_clamped(lat))))


def _unstretched(y: float) -> float:
    return math.degrees(math.atan(math.sinh(y)))
