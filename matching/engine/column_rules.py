"""What the columns of fans and gigs are made of, and what is refused in them before any work."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.checks import EARLIEST, LATEST
from matching.engine.ragged import Ragged
from matching.errors import InvalidProblem

Array = npt.NDArray[Any]

MICROS = 1_000_000
FIRST_MICRO = int(EARLIEST.timestamp()) * MICROS
LAST_MICRO = int(LATEST.timestamp()) * MICROS
NO_END = -1
"""End of a gig that occupies nobody's time."""
NO_LIMIT = -1
"""Stands for a cap, group size or age that is not given."""
NO_DAY, LAST_DAY = 0, 99_999_999
"""Days are written as the number YYYYMMDD; these two stand for no limit, or for an unknown day of birth."""


_CODES = (np.int32,)
_LEVELS = (np.int32, np.int8)
FAN_RAGGED: dict[str, tuple[type[np.generic], ...]] = {
    "skills": _LEVELS,
    "languages": _LEVELS,
    "credentials": (np.int32, np.int32, np.int32),
    "open": (np.int64, np.int64),
    "committed": (np.int64, np.int64, np.float64, np.float64, np.bool_),
    "interests": _CODES,
    "familiar": _CODES,
    "blocked": _CODES,
}
"""Kinds of the columns of every ragged field of `FanColumns`."""
GIG_RAGGED: dict[str, tuple[type[np.generic], ...]] = {
    "skills_all": _LEVELS,
    "skills_any": _LEVELS,
    "languages_any": _LEVELS,
    "credentials": _CODES,
    "interests": _CODES,
    "people": _CODES,
    "excluded": _CODES,
}
"""Kinds of the columns of every ragged field of `GigColumns`."""
FAN_KINDS: dict[str, type[np.generic]] = {
    "lat": np.float64,
    "lon": np.float64,
    "adult": np.bool_,
    "online": np.bool_,
}
GIG_KINDS: dict[str, type[np.generic]] = {
    "starts": np.int64,
    "ends": np.int64,
    "lat": np.float64,
    "lon": np.float64,
    "must_be_online": np.bool_,
}
"""Kinds of the plain columns that are not int32."""


def check_range(field: str, values: Array, least: int, most: int | None) -> None:
    """Raise ``InvalidProblem`` unless every value (whole numbers[n]) lies in a closed range; None for no upper end."""
    if len(values) and (values.min() < least or (most is not None and values.max() > most)):
        limits = f"must be {least} or more" if most is None else f"must lie between {least} and {most}"
        raise InvalidProblem(field, limits)


def check_kinds(
    parent: str,
    columns: Any,
    kinds: dict[str, type[np.generic]],
    ragged: dict[str, tuple[type[np.generic], ...]],
    count: int,
) -> None:
    """Raise ``InvalidProblem`` unless every column of fans or gigs has its kind, and ``count`` rows."""
    for field in fields(columns):
        value, name = getattr(columns, field.name), f"{parent}.{field.name}"
        if field.name in ragged:
            if not isinstance(value, Ragged) or len(value) != count:
                raise InvalidProblem(name, "must be as many rows as there are positions")
            if tuple(column.dtype for column in value.values) != ragged[field.name]:
                raise InvalidProblem(name, "has columns of the wrong kind")
            continue
        kind = np.dtype(kinds.get(field.name, np.int32))
        if not isinstance(value, np.ndarray) or value.dtype != kind or value.shape != (count,):
            raise InvalidProblem(name, f"must be an array of {kind.name}, one item for each position")


def check_place(parent: str, lat: Array, lon: Array) -> None:
    """Raise ``InvalidProblem`` unless places (float64[n] degrees, or NaN for none) lie on the globe."""
    if (np.isnan(lat) != np.isnan(lon)).any():
        raise InvalidProblem(f"{parent}.lat", "must be given together with the longitude")
    for name, degrees, most in (("lat", lat, 90), ("lon", lon, 180)):
        if (np.abs(degrees) > most).any():
            raise InvalidProblem(f"{parent}.{name}", f"must lie between -{most} and {most} degrees")


def check_spans(field: str, spans: Ragged) -> None:
    """Raise ``InvalidProblem`` unless spans (half-open, microseconds since 1970) end after they start, between 1970 and 2200."""
    begins, ends = spans.values[:2]
    check_range(field, begins, FIRST_MICRO, LAST_MICRO - 1)
    check_range(field, ends, FIRST_MICRO, LAST_MICRO - 1)
    if (ends <= begins).any():
        raise InvalidProblem(field, "must end after the start")


def check_merged(spans: Ragged) -> None:
    """Raise ``InvalidProblem`` unless the spans of each row are sorted and neither overlap nor touch."""
    begins, ends = spans.values
    owners = spans.owners()
    if ((owners[1:] == owners[:-1]) & (begins[1:] <= ends[:-1])).any():
        raise InvalidProblem("fans.open", "must be sorted and merged, see ragged.merged")
