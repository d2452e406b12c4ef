"""Coarse grid cells that let an ordinary database index find what lies within a radius.

The earth is cut into bands of latitude, each band into cells about as wide as they are high. A cell's key is
eight digits, four for the band and four for the column, so keys sort as text, and a circle is either a list of
keys for `IN` or, when it is large, one `BETWEEN` per band. The cells that cover a circle may hold points outside
it: the exact distance is checked afterwards, but nothing within the radius is ever missed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from marketplace.geo.distance import (
    M_PER_LATITUDE_DEGREE,
    RIM_DEGREES,
    SPHERE_ERROR,
    longitude_half_width,
)

# About 5.6 km: a walking radius touches four cells, a 25 km radius about a hundred.
CELL_DEGREES = 0.05
BANDS = round(180 / CELL_DEGREES)


class CellRange(NamedTuple):
    """Consecutive cell keys of one band, both ends included."""

    first: str
    last: str


def cell_of(lat: float, lon: float) -> str:
    """Key of the cell that holds a point."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"no such point: {lat}, {lon}")
    band = _band(lat)
    return _key(band, _column(band, lon))


def cells_covering(lat: float, lon: float, radius_m: float) -> list[str]:
    """Sorted keys of all cells that may hold a point within the radius, for an `IN` query.

    The list grows with the square of the radius (about 100 keys at 25 km, 350 at 50 km);
    beyond that prefer `cell_ranges_covering`.
    """
    ranges = cell_ranges_covering(lat, lon, radius_m)
    return [f"{key:08d}" for first, last in ranges for key in range(int(first), int(last) + 1)]


def cell_ranges_covering(lat: float, lon: float, radius_m: float) -> list[CellRange]:
    """The same cover as sorted ranges of keys, one or two per band, for `BETWEEN` queries."""
    if radius_m < 0:
        raise ValueError("a radius cannot be negative")
    radius_degrees = radius_m * (1 + SPHERE_ERROR) / M_PER_LATITUDE_DEGREE + RIM_DEGREES
    first_band = _band(max(-90.0, lat - radius_degrees))
    last_band = _band(min(90.0, lat + radius_degrees))
    # The widest reach of the whole circle serves for every band: a few cells too many at its top and bottom.
    half_width = longitude_half_width(lat, radius_degrees) + RIM_DEGREES
    ranges: list[CellRange] = []
    for band in range(first_band, last_band + 1):
        ranges += _ranges_in_band(band, lon - half_width, lon + half_width)
    return ranges


def _ranges_in_band(band: int, west: float, east: float) -> list[CellRange]:
    whole_band = CellRange(_key(band, 0), _key(band, _columns_in(band) - 1))
    if east - west >= 360:
        return [whole_band]
    if west < -180:
        pieces = [(-180.0, east), (west + 360, 180.0)]
    elif east > 180:
        pieces = [(-180.0, east - 360), (west, 180.0)]
    else:
        pieces = [(west, east)]
    ranges = [
        CellRange(_key(band, _column(band, start)), _key(band, _column(band, end))) for start, end in pieces
    ]
    if len(ranges) == 2 and ranges[0].last >= ranges[1].first:
        return [whole_band]
    return ranges


def _key(band: int, column: int) -> str:
    return f"{band:04d}{column:04d}"


def _band(lat: float) -> int:
    return min(BANDS - 1, int((lat + 90) / CELL_DEGREES))


def _columns_in(band: int) -> int:
    middle_lat = (band + 0.5) * CELL_DEGREES - 90
    return max(1, math.floor(360 / CELL_DEGREES * math.cos(math.radians(middle_lat))))


def _column(band: int, lon: float) -> int:
    columns = _columns_in(band)
    return min(columns - 1, int((lon + 180) / 360 * columns))
