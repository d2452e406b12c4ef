"""Columns as the tuples of arrays that compiled loops read: codes, codes with levels, and places."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import Csr, Graded, Points
from matching.engine.column_rules import MICROS
from matching.engine.columns import Array
from matching.engine.ragged import Ragged

MINUTE = 60 * MICROS
NOWHERE_CLASS = 15
"""Sorts what has no place behind everything that has one."""


def points(lat: Array, lon: Array) -> Points:
    """Return places in degrees as points on the unit sphere too, float64[n] each; NaN for none."""
    one, other = np.radians(lat), np.radians(lon)
    flat = np.cos(one)
    return Points(flat * np.cos(other), flat * np.sin(other), np.sin(one), lat, lon)


def graded(rows: Ragged) -> Graded:
    """Return codes with levels."""
    return Graded(rows.starts, *rows.values)


def csr(rows: Ragged) -> Csr:
    """Return codes."""
    return Csr(rows.starts, *rows.values)
