"""Fans and gigs as columns: what a large market is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.column_rules import (
    FAN_KINDS,
    FAN_RAGGED,
    FIRST_MICRO,
    GIG_KINDS,
    GIG_RAGGED,
    LAST_DAY,
    LAST_MICRO,
    NO_END,
    NO_LIMIT,
    check_kinds,
    check_merged,
    check_place,
    check_range,
    check_spans,
)
from matching.engine.ragged import Ragged
from matching.errors import InvalidProblem
from matching.fans import MAX_COUNT, MAX_LANGUAGE_LEVEL, MAX_RADIUS_M, MAX_SKILL_LEVEL
from matching.gigs import MAX_PLACES

Array = npt.NDArray[Any]


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
        check_kinds("fans", self, FAN_KINDS, FAN_RAGGED, len(self.lat))
        check_place("fans", self.lat, self.lon)
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
        check_spans("fans.open", self.open)
        check_spans("fans.committed", self.committed)
        check_place("fans.committed", self.committed.values[2], self.committed.values[3])
        check_merged(self.open)

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
        check_kinds("gigs", self, GIG_KINDS, GIG_RAGGED, len(self.starts))
        check_place("gigs", self.lat, self.lon)
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
        """Return the gigs at some positions (int64[k]), in the order given."""
        taken: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            taken[field.name] = value.take(positions) if isinstance(value, Ragged) else value[positions]
        return GigColumns(**taken)
