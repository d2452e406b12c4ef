"""Fans and gigs as columns: what a large market is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.checks import EARLIEST, LATEST
from matching.engine.ragged import Ragged
from matching.errors import InvalidProblem
from matching.fans import MAX_COUNT, MAX_LANGUAGE_LEVEL, MAX_RADIUS_M, MAX_SKILL_LEVEL
from matching.gigs import MAX_PLACES

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


@dataclass(frozen=True, slots=True)
class FanColumns:
    """Fans of a market; position is identity.

    Parameters
    ----------
    lat, lon : float64[n]
        Home in degrees; both NaN without one.
    radius_m, speed_kmh : int32[n]
        Metres, km/h.
    zone : int32[n]
        Codes of IANA zones.
    skills, languages : Ragged of (code int32, level int8)
        What is held, each code once.
    credentials : Ragged of (code int32, from int32, until int32)
        First and last valid local day as YYYYMMDD, `NO_DAY` and `LAST_DAY` without limit.
    open : Ragged of (from int64, until int64)
        Half-open UTC intervals in microseconds since 1970, sorted, neither overlapping nor touching.
    committed : Ragged of (from int64, until int64, lat float64, lon float64, is_work bool)
        What already occupies the fan.
    interests, familiar, blocked : Ragged of (code int32,)
        Codes of interests, of areas known, of people not to be met.
    born : int32[n]
        Day of birth as YYYYMMDD, `NO_DAY` if unknown.
    adult, online : bool[n]
        Known to be of age; on now.
    day_cap, week_cap, largest_group : int32[n]
        Minutes, minutes, people; `NO_LIMIT` if not given.
    standing, fairness : int32[n]
        Standing points and fairness grade, 0 to 1000.
    room : int32[n]
        Gigs each may take in this round.
    """

    lat: Array
    lon: Array
    radius_m: Array
    speed_kmh: Array
    zone: Array
    skills: Ragged
    languages: Ragged
    credentials: Ragged
    open: Ragged
    committed: Ragged
    interests: Ragged
    familiar: Ragged
    blocked: Ragged
    born: Array
    adult: Array
    online: Array
    day_cap: Array
    week_cap: Array
    largest_group: Array
    standing: Array
    fairness: Array
    room: Array

    def __post_init__(self) -> None:
        _check_kinds("fans", self, FAN_KINDS, FAN_RAGGED, len(self.lat))
        _check_place("fans", self.lat, self.lon)
        ranges = (
            ("radius_m", 0, MAX_RADIUS_M),
            ("speed_kmh", 1, 1000),
            ("zone", 0, None),
            ("born", 0, LAST_DAY),
            ("day_cap", NO_LIMIT, 1440),
            ("week_cap", NO_LIMIT, 10_080),
            ("largest_group", NO_LIMIT, MAX_COUNT),
            ("standing", 0, 1000),
            ("fairness", 0, 1000),
            ("room", 0, None),
        )
        for name, least, most in ranges:
            check_range(f"fans.{name}", getattr(self, name), least, most)
        check_range("fans.skills", self.skills.values[1], 1, MAX_SKILL_LEVEL)
        check_range("fans.languages", self.languages.values[1], 1, MAX_LANGUAGE_LEVEL)
        _check_spans("fans.open", self.open)
        _check_spans("fans.committed", self.committed)
        _check_place("fans.committed", self.committed.values[2], self.committed.values[3])
        _check_merged(self.open)

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class GigColumns:
    """Gigs of a market; position is identity.

    Parameters
    ----------
    starts, ends : int64[m]
        Microseconds since 1970; ``ends`` is `NO_END` where no time is occupied.
    lat, lon : float64[m]
        Place in degrees; both NaN for work done from anywhere.
    area : int32[m]
        Code of the area, negative for none or one that no fan knows (`ragged.NONE`, `ragged.UNKNOWN`).
    places : int32[m]
        People needed.
    skills_all, skills_any, languages_any : Ragged of (code int32, level int8)
        Least levels.
    credentials, interests, people : Ragged of (code int32,)
        Credentials needed, what the guest cares for, people met.
    excluded : Ragged of (position int32,)
        Fans who shall not be asked.
    age_min : int32[m]
        Years, `NO_LIMIT` if none.
    party, standing_min : int32[m]
        Guests; least standing points.
    must_be_online : bool[m]
        Only for fans who are on now.
    """

    starts: Array
    ends: Array
    lat: Array
    lon: Array
    area: Array
    places: Array
    skills_all: Ragged
    skills_any: Ragged
    languages_any: Ragged
    credentials: Ragged
    interests: Ragged
    people: Ragged
    excluded: Ragged
    age_min: Array
    party: Array
    standing_min: Array
    must_be_online: Array

    def __post_init__(self) -> None:
        _check_kinds("gigs", self, GIG_KINDS, GIG_RAGGED, len(self.starts))
        _check_place("gigs", self.lat, self.lon)
        check_range("gigs.starts", self.starts, FIRST_MICRO, LAST_MICRO - 1)
        timed = self.ends != NO_END
        check_range("gigs.ends", self.ends[timed], FIRST_MICRO, LAST_MICRO - 1)
        if (self.ends[timed] <= self.starts[timed]).any():
            raise InvalidProblem("gigs.ends", "must be after the start")
        for name, least, most in (
            ("places", 0, MAX_PLACES),
            ("age_min", NO_LIMIT, 150),
            ("party", 0, MAX_COUNT),
            ("standing_min", 0, 1000),
        ):
            check_range(f"gigs.{name}", getattr(self, name), least, most)
        check_range("gigs.skills_all", self.skills_all.values[1], 1, MAX_SKILL_LEVEL)
        check_range("gigs.skills_any", self.skills_any.values[1], 1, MAX_SKILL_LEVEL)
        check_range("gigs.languages_any", self.languages_any.values[1], 1, MAX_LANGUAGE_LEVEL)

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, positions: npt.NDArray[np.int64]) -> GigColumns:
        """Return some of the gigs, in the order given."""
        taken: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            taken[field.name] = value.take(positions) if isinstance(value, Ragged) else value[positions]
        return GigColumns(**taken)


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
    """Raise ``InvalidProblem`` unless every value lies in a closed range."""
    if len(values) and (values.min() < least or (most is not None and values.max() > most)):
        limits = f"must be {least} or more" if most is None else f"must lie between {least} and {most}"
        raise InvalidProblem(field, limits)


def _check_kinds(
    parent: str,
    columns: FanColumns | GigColumns,
    kinds: dict[str, type[np.generic]],
    ragged: dict[str, tuple[type[np.generic], ...]],
    count: int,
) -> None:
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


def _check_place(parent: str, lat: Array, lon: Array) -> None:
    if (np.isnan(lat) != np.isnan(lon)).any():
        raise InvalidProblem(f"{parent}.lat", "must be given together with the longitude")
    for name, degrees, most in (("lat", lat, 90), ("lon", lon, 180)):
        if (np.abs(degrees) > most).any():
            raise InvalidProblem(f"{parent}.{name}", f"must lie between -{most} and {most} degrees")


def _check_spans(field: str, spans: Ragged) -> None:
    begins, ends = spans.values[:2]
    check_range(field, begins, FIRST_MICRO, LAST_MICRO - 1)
    check_range(field, ends, FIRST_MICRO, LAST_MICRO - 1)
    if (ends <= begins).any():
        raise InvalidProblem(field, "must end after the start")


def _check_merged(spans: Ragged) -> None:
    begins, ends = spans.values
    owners = spans.owners()
    if ((owners[1:] == owners[:-1]) & (begins[1:] <= ends[:-1])).any():
        raise InvalidProblem("fans.open", "must be sorted and merged, see ragged.merged")
