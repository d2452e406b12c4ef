"""The people to be matched, as plain values checked when made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matching.checks import (
    check_codes,
    check_flag,
    check_items,
    check_levels,
    check_text,
    check_whole,
)
from matching.credentials import Credential, check_credentials, check_day
from matching.errors import InvalidProblem
from matching.geometry import Place, check_place
from matching.intervals import Interval, check_interval, merge, whole_minutes

MAX_SKILL_LEVEL = 5
MAX_LANGUAGE_LEVEL = 6
"""Levels 1 to 6 stand for A1 to C2 of the Common European Framework."""
MAX_RADIUS_M = 20_038_000
"""Half of the earth's circumference: a radius beyond it means nothing more."""
MAX_COUNT = 1_000_000


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name.

    Parameters
    ----------
    name : str
        Such as ``America/Mexico_City``.

    Returns
    -------
    ZoneInfo
        The zone.

    Raises
    ------
    InvalidProblem
        If no such zone is known.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidProblem("zone", "is not a known time zone") from error


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something that already occupies a fan.

    Parameters
    ----------
    starts_at, ends_at : datetime
        Half-open UTC interval.
    location : Place or None
        Where; None if the fan may be anywhere.
    is_work : bool
        Whether it counts towards hour caps; a dentist's appointment does not.
    """

    starts_at: datetime
    ends_at: datetime
    location: Place | None = None
    is_work: bool = True

    def __post_init__(self) -> None:
        interval = check_interval("interval", (self.starts_at, self.ends_at))
        object.__setattr__(self, "starts_at", interval.starts_at)
        object.__setattr__(self, "ends_at", interval.ends_at)
        if self.location is not None:
            object.__setattr__(self, "location", check_place("location", self.location))
        check_flag("is_work", self.is_work)

    @property
    def interval(self) -> Interval:
        """The time it occupies."""
        return Interval(self.starts_at, self.ends_at)


@dataclass(frozen=True, kw_only=True)
class Fan:
    """One person who may take gigs.

    Parameters
    ----------
    id : str
        Opaque and unique within a problem.
    skills : mapping of str to int
        Level 1 to 5 by skill code.
    languages : mapping of str to int
        Level 1 (A1) to 6 (C2) by language code.
    credentials : mapping of str to Credential
        By credential code.
    location : Place or None
        Home area, (latitude, longitude) in degrees; None means only gigs without a place fit.
    radius_m : int
        Greatest distance from home to a gig, metres.
    speed_kmh : int
        Speed of the travel mode over ground, 1 to 1000.
    zone : str
        IANA time zone in which days of the fan begin and end.
    available : sequence of Interval
        Open hours as half-open UTC intervals in any order; kept merged and sorted.
    committed : sequence of Commitment
        What already occupies the fan; past seven days included where hour caps are to count them.
    interests : collection of str
        Codes.
    born_on : date or None
        Day of birth; None if unknown.
    is_adult : bool
        Known to be of age (18) though the day of birth is not.
    day_cap_minutes, week_cap_minutes : int or None
        Own limits of work per local day and per rolling seven days.
    declared_minutes : int
        Hours declared over the fairness span, in minutes; a newcomer has declared only since joining.
    served : int
        Gigs done over the fairness span.
    offers_sent, offers_answered : int
        Over the fairness span; unanswered offers shrink what declared hours count for.
    is_newcomer : bool
        Joined during the fairness span.
    fairness_grade : int or None
        Grade of the fairness term, 0 to 1000, where it is carried from round to round (`matching.fairness_state`); None
        to have it reckoned from the counts of the span.
    standing_points : int
        0 to 1000; 500 for someone without events.
    familiar : collection of str
        Codes of areas the fan knows.
    blocked : collection of str
        Opaque ids of people this fan shall not meet, or who shall not meet this fan.
    largest_group : int or None
        Most guests the fan leads.
    is_online : bool
        Said to be on now.
    """

    id: str
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    location: Place | None = None
    radius_m: int = 10_000
    speed_kmh: int = 15
    zone: str = "UTC"
    available: Sequence[Interval] = ()
    committed: Sequence[Commitment] = ()
    interests: Collection[str] = frozenset()
    born_on: date | None = None
    is_adult: bool = False
    day_cap_minutes: int | None = None
    week_cap_minutes: int | None = None
    declared_minutes: int = 0
    served: int = 0
    offers_sent: int = 0
    offers_answered: int = 0
    is_newcomer: bool = False
    fairness_grade: int | None = None
    standing_points: int = 500
    familiar: Collection[str] = frozenset()
    blocked: Collection[str] = frozenset()
    largest_group: int | None = None
    is_online: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        check_text("id", self.id)
        put(self, "skills", check_levels("skills", self.skills, MAX_SKILL_LEVEL))
        put(self, "languages", check_levels("languages", self.languages, MAX_LANGUAGE_LEVEL))
        put(self, "credentials", check_credentials(self.credentials))
        if self.location is not None:
            put(self, "location", check_place("location", self.location))
        zone_named(check_text("zone", self.zone))
        put(self, "available", _check_available(self.available))
        put(self, "committed", _check_committed(self.committed))
        for name in ("interests", "familiar", "blocked"):
            put(self, name, check_codes(name, getattr(self, name)))
        check_day("born_on", self.born_on)
        for name in ("is_adult", "is_newcomer", "is_online"):
            check_flag(name, getattr(self, name))
        self._check_numbers()

    def _check_numbers(self) -> None:
        check_whole("radius_m", self.radius_m, 0, MAX_RADIUS_M)
        check_whole("speed_kmh", self.speed_kmh, 1, 1000)
        limits = {
            "day_cap_minutes": 1440,
            "week_cap_minutes": 10_080,
            "largest_group": MAX_COUNT,
            "fairness_grade": 1000,
        }
        for name, most in limits.items():
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 0, most)
        for name in ("declared_minutes", "served", "offers_sent", "offers_answered"):
            check_whole(name, getattr(self, name), 0, MAX_COUNT)
        if self.offers_answered > self.offers_sent:
            raise InvalidProblem("offers_answered", "must not exceed offers_sent")
        check_whole("standing_points", self.standing_points, 0, 1000)

    @cached_property
    def work_minutes(self) -> int:
        """Upper bound of the work already committed to, whole minutes."""
        return sum(whole_minutes(item.interval.duration) for item in self.committed if item.is_work)


def _check_available(value: object) -> tuple[Interval, ...]:
    items = check_items("available", value)
    return merge(check_interval(f"available[{index}]", item) for index, item in enumerate(items))


def _check_committed(value: object) -> tuple[Commitment, ...]:
    items = check_items("committed", value)
    for index, item in enumerate(items):
        if not isinstance(item, Commitment):
            raise InvalidProblem(f"committed[{index}]", "must be a commitment")
    return tuple(sorted(items, key=_by_time))  # type: ignore[arg-type]


def _by_time(item: Commitment) -> tuple[datetime, datetime, Place, bool]:
    return item.starts_at, item.ends_at, item.location or Place(-91.0, 0.0), item.is_work
