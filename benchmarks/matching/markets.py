"""Made-up large markets as columns, the same for everyone by seed: 20 real city centres, 25 neighbourhoods each.

Fans travel 2 to 19.5 km by mode, have 3 to 6 of 20 skills, 1 to 3 of 6 languages, open hours over one week on whole hours,
4 to 8 of 24 interests and room for 1 to 3 gigs; gigs last 1 to 4 hours and need 1 to 4 people.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.checks import check_whole
from matching.engine.column_rules import LAST_DAY, MICROS, NO_DAY, NO_LIMIT
from matching.engine.columns import FanColumns, GigColumns
from matching.engine.market import Market
from matching.engine.market_columns import Words, micros
from matching.engine.ragged import Ragged, Vocabulary, empty, from_owners

Array = npt.NDArray[Any]

CITIES = (
    ("Europe/Amsterdam", 52.3728, 4.8936),
    ("Europe/Amsterdam", 51.9225, 4.4792),
    ("Europe/Amsterdam", 52.0767, 4.2986),
    ("Europe/Amsterdam", 52.0908, 5.1222),
    ("Europe/Brussels", 50.8467, 4.3525),
    ("Europe/Brussels", 51.2178, 4.4003),
    ("Europe/Brussels", 51.0536, 3.7253),
    ("Europe/Berlin", 52.5200, 13.4050),
    ("Europe/Berlin", 53.5500, 10.0000),
    ("Europe/Berlin", 48.1375, 11.5750),
    ("Europe/Berlin", 50.9364, 6.9528),
    ("Europe/Berlin", 50.1106, 8.6822),
    ("Europe/Berlin", 48.7775, 9.1800),
    ("Europe/Berlin", 51.2256, 6.7828),
    ("Europe/Berlin", 51.3400, 12.3750),
    ("Europe/Vienna", 48.2083, 16.3725),
    ("Europe/Vienna", 47.0708, 15.4386),
    ("Europe/Zurich", 47.3744, 8.5411),
    ("Europe/Zurich", 46.2017, 6.1469),
    ("Europe/Zurich", 47.5547, 7.5906),
)
"""Zone, latitude, longitude of the centres (Wikipedia, to about 10 m)."""
NEIGHBOURHOODS = 25
MODES = ((2_000, 5), (6_500, 15), (9_000, 20), (13_000, 25), (19_500, 40))
"""Radius in metres and speed in km/h."""
SKILLS, LANGUAGES, INTERESTS, DAYS = 20, 6, 24, 7
OPENING = micros(datetime(2026, 12, 7, tzinfo=UTC))
HOUR = 3600 * MICROS
METRES_PER_DEGREE = 111_195.0


def large_market(*, fans: int, gigs: int, seed: int, cities: int = len(CITIES)) -> Market:
    """Return a made-up market.

    Parameters
    ----------
    fans, gigs : int
        How many.
    seed : int
        Same seed, same market (with the same numpy).
    cities : int
        How many of the cities, 1 to 20.

    Returns
    -------
    Market
        Rows in random order, as a database would give them.
    """
    check_whole("fans", fans, 0, 20_000_000)
    check_whole("gigs", gigs, 0, 20_000_000)
    check_whole("cities", cities, 1, len(CITIES))
    dice = np.random.default_rng(seed)
    centres = _centres(dice, cities)
    return Market(_fans(dice, fans, cities, centres), _gigs(dice, gigs, cities, centres), _words(cities))


def _words(cities: int) -> Words:
    def named(prefix: str, count: int) -> Vocabulary:
        return Vocabulary(f"{prefix}-{number:03}" for number in range(count))

    return Words(
        skills=named("skill", SKILLS),
        languages=named("language", LANGUAGES),
        credentials=named("credential", 2),
        interests=named("interest", INTERESTS),
        areas=named("area", cities * NEIGHBOURHOODS),
        people=Vocabulary(),
        zones=Vocabulary(zone for zone, _, _ in CITIES[:cities]),
    )


def _centres(dice: np.random.Generator, cities: int) -> Array:
    base = np.repeat(np.array([city[1:] for city in CITIES[:cities]]), NEIGHBOURHOODS, axis=0)
    return _shifted(dice, base, 3_000.0)


def _shifted(dice: np.random.Generator, places: Array, metres: float) -> Array:
    moved = dice.normal(0.0, metres / METRES_PER_DEGREE, places.shape)
    moved[:, 1] /= np.cos(np.radians(places[:, 0]))
    return places + moved


def _some(dice: np.random.Generator, count: int, size: int, least: int, most: int) -> tuple[Array, Array]:
    """Draw ``least`` to ``most`` different codes for each owner; return owners and codes."""
    ranked = np.argsort(dice.random((count, size), dtype=np.float32), axis=1)[:, :most]
    kept = np.arange(most) < dice.integers(least, most + 1, count)[:, None]
    owners = np.repeat(np.arange(count), kept.sum(axis=1))
    return owners, ranked[kept].astype(np.int32)


def _levels(
    dice: np.random.Generator, count: int, size: int, some: tuple[int, int], levels: tuple[int, int]
) -> Ragged:
    owners, codes = _some(dice, count, size, *some)
    held = dice.integers(levels[0], levels[1] + 1, len(codes)).astype(np.int8)
    return from_owners("levels", count, owners, codes, held)


def _plain(dice: np.random.Generator, count: int, size: int, least: int, most: int) -> Ragged:
    return from_owners("codes", count, *_some(dice, count, size, least, most))


def _open(dice: np.random.Generator, count: int) -> Ragged:
    days = dice.random((count, DAYS)) < 0.55
    owners, day = np.nonzero(days)
    begins = OPENING + (day * 24 + dice.integers(7, 15, len(day))) * HOUR
    return from_owners("open", count, owners, begins, begins + dice.integers(3, 10, len(day)) * HOUR)


def _committed(dice: np.random.Generator, lat: Array, lon: Array) -> Ragged:
    owners = np.flatnonzero(dice.random(len(lat)) < 0.1)
    begins = OPENING + dice.integers(0, DAYS * 24, len(owners)) * HOUR
    where = lat[owners], lon[owners]
    work = np.ones(len(owners), dtype=np.bool_)
    return from_owners("committed", len(lat), owners, begins, begins + 2 * HOUR, *where, work)


def _fans(dice: np.random.Generator, count: int, cities: int, centres: Array) -> FanColumns:
    area = dice.integers(0, len(centres), count).astype(np.int32)
    lat, lon = _shifted(dice, centres[area], 700.0).T.copy()
    mode = np.array(MODES, dtype=np.int32)[dice.choice(len(MODES), count, p=(0.2, 0.35, 0.15, 0.15, 0.15))]
    zones = _words(cities).zones.encode(city[0] for city in CITIES[:cities])
    everyone = np.arange(count, dtype=np.int64)
    passes = np.flatnonzero(dice.random(count) < 0.3)
    until = dice.choice([20261209, LAST_DAY], len(passes)).astype(np.int32)
    since = np.full(len(passes), NO_DAY, dtype=np.int32)
    code = dice.integers(0, 2, len(passes)).astype(np.int32)
    unlimited = np.full(count, NO_LIMIT, dtype=np.int32)
    return FanColumns(
        lat=lat,
        lon=lon,
        radius_m=mode[:, 0].copy(),
        speed_kmh=mode[:, 1].copy(),
        zone=zones[area // NEIGHBOURHOODS],
        skills=_levels(dice, count, SKILLS, (3, 6), (1, 5)),
        languages=_levels(dice, count, LANGUAGES, (1, 3), (2, 6)),
        credentials=from_owners("credentials", count, passes, code, since, until),
        open=_open(dice, count),
        committed=_committed(dice, lat, lon),
        interests=_plain(dice, count, INTERESTS, 4, 8),
        familiar=from_owners("familiar", count, everyone, area),
        blocked=empty(count, np.int32),
        born=dice.integers(1950, 2012, count).astype(np.int32) * 10_000 + 615,
        adult=np.zeros(count, dtype=np.bool_),
        online=dice.random(count) < 0.2,
        day_cap=unlimited,
        week_cap=np.where(dice.random(count) < 0.2, 600, unlimited).astype(np.int32),
        largest_group=unlimited,
        standing=dice.integers(300, 901, count).astype(np.int32),
        fairness=dice.integers(200, 801, count).astype(np.int32),
        room=dice.integers(1, 4, count).astype(np.int32),
    )


def _gigs(dice: np.random.Generator, count: int, cities: int, centres: Array) -> GigColumns:
    area = dice.integers(0, len(centres), count).astype(np.int32)
    lat, lon = _shifted(dice, centres[area], 500.0).T.copy()
    day, hour = dice.integers(0, DAYS, count), dice.integers(8, 19, count)
    starts = OPENING + (day * 24 + hour) * HOUR
    passes = np.flatnonzero(dice.random(count) < 0.03)
    return GigColumns(
        starts=starts,
        ends=starts + dice.integers(1, 5, count) * HOUR,
        lat=lat,
        lon=lon,
        area=area,
        places=dice.integers(1, 5, count).astype(np.int32),
        skills_all=_levels(dice, count, SKILLS, (1, 2), (1, 3)),
        skills_any=empty(count, np.int32, np.int8),
        languages_any=_levels(dice, count, LANGUAGES, (1, 2), (2, 4)),
        credentials=from_owners("credentials", count, passes, np.zeros(len(passes), dtype=np.int32)),
        interests=_plain(dice, count, INTERESTS, 2, 4),
        people=empty(count, np.int32),
        excluded=empty(count, np.int32),
        age_min=np.where(dice.random(count) < 0.05, 18, NO_LIMIT).astype(np.int32),
        party=np.zeros(count, dtype=np.int32),
        standing_min=np.where(dice.random(count) < 0.1, 500, 0).astype(np.int32),
        must_be_online=np.zeros(count, dtype=np.bool_),
    )
