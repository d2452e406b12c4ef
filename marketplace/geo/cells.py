"""Coarse grid cells that let an ordinary database index find what lies within a radius.

The earth is cut into bands of latitude, each band into cells about as wide as they are high. A cell is one
integer, and neighbours in a band are consecutive integers, so a circle is either a list of keys for `IN` or,
when it is large, one `BETWEEN` per band. The cells that cover a circle may hold points outside it: the exact
distance is checked afterwards, but nothing within the radius is ever missed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from marketplace.geo.distance import M_PER_LATITUDE_DEGREE, SPHERE_ERROR, LatLon, longitude_half_width

# About 5.6 km: a walking radius touches four cells, a 25 km radius about a hundred.
CELL_DEGREES = 0.05
BANDS = round(180 / CELL_DEGREES)
# More columns than any band has, so that bands never share a key.
BAND_STRIDE = 10_000
# A point on the rim may round to the next cell; a hair more keeps it in.
RIM_DEGREES = 1e-9


class CellRange(NamedTuple):
    """Consecutive cell keys of one band, both ends included."""

    first: int
    last: int


def cell_of(lat: float, lon: float) -> int:
    """Key of the cell that holds a point."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"no such point: {lat}, {lon}")
    band = min(BANDS - 1, int((lat + 90) / CELL_DEGREES))
    return band * BAND_STRIDE + _column(band, lon)


def cell_centre(cell: int) -> LatLon:
    """Middle of a cell: a place coarse enough to show when the exact one is private."""
    band, column = divmod(cell, BAND_STRIDE)
    lat = (band + 0.5) * CELL_DEGREES - 90
    lon = (column + 0.5) * 360 / _columns_in(band) - 180
    return LatLon(round(lat, 4), round(lon, 4))


def cells_covering(lat: float, lon: float, radius_m: float) -> list[int]:
    """Sorted keys of all cells that may hold a point within the radius, for an `IN` query.

    The list grows with the square of the radius (about 100 keys at 25 km, 350 at 50 km);
    beyond that prefer `cell_ranges_covering`.
    """
    ranges = cell_ranges_covering(lat, lon, radius_m)
    return [cell for first, last in ranges for cell in range(first, last + 1)]


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
    base, columns = band * BAND_STRIDE, _columns_in(band)
    if east - west >= 360:
        return [CellRange(base, base + columns - 1)]
    if west < -180:
        pieces = [(-180.0, east), (west + 360, 180.0)]
    elif east > 180:
        pieces = [(-180.0, east - 360), (west, 180.0)]
    else:
        pieces = [(west, east)]
    ranges = [CellRange(base + _column(band, start), base + _column(band, end)) for start, end in pieces]
    if len(ranges) == 2 and ranges[0].last >= ranges[1].first:
        return [CellRange(base, base + columns - 1)]
    return ranges


def _band(lat: float) -> int:
    return min(BANDS - 1, int((lat + 90) / CELL_DEGREES))


def _columns_in(band: int) -> int:
    middle_lat = (band + 0.5) * CELL_DEGREES - 90
    return max(1, math.floor(360 / CELL_DEGREES * math.cos(math.radians(middle_lat))))


def _column(band: int, lon: float) -> int:
    columns = _columns_in(band)
    return min(columns - 1, int((lon + 180) / 360 * columns))
