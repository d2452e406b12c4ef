"""Turning the columns of a market into what compiled loops read; importing this module loads the compiler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import (
    BASE,
    BLOCK,
    BUSY,
    GROUP,
    HOMELESS,
    LEVELS,
    LINE,
    MARKS,
    RADIUS,
    RAGGED,
    SLACK,
    STEPS,
    TASTES,
    TIED_FROM,
    TIED_UNTIL,
    WHO,
    Asked,
    Busy,
    Csr,
    FanArrays,
    GigArrays,
    Graded,
    Held,
    Hours,
    Passes,
    Person,
    Points,
    Rates,
    Reach,
    Spans,
    Tastes,
    Times,
    X,
    Y,
    Z,
)
from matching.engine.columns import MICROS, NO_END, Array, FanColumns, GigColumns
from matching.engine.days import DayTable, first_seconds, last_seconds
from matching.engine.kernels_index import bound_boxes, code_bits, place_keys, place_levels
from matching.engine.market import Market
from matching.engine.ragged import Ragged
from matching.fans import MAX_LANGUAGE_LEVEL
from matching.geometry import EARTH_RADIUS_M
from matching.params import Params
from matching.terms import FULL, weights

SLACK_M = 2.0
"""Metres by which dismissal by place is more generous than the exact rule, against rounding."""
MOST_BITS = 256
"""Interests that are kept as bits; with more in use, lists are compared."""
DENSE_BYTES = 256_000_000
"""Memory for levels in records, at two to a byte; codes beyond it are looked up in lists."""
NOWHERE_CLASS = 15
LONGEST = 2**30
"""Minutes beyond those of any gig."""
MINUTE = 60 * MICROS


class Used(NamedTuple):
    """Which codes have a column of levels or a bit, by code (-1 where none), and how many words and columns these are."""

    skills: Array
    languages: Array
    interests: Array
    interest_words: int
    columns: int

    @classmethod
    def by(cls, market: Market, gigs: GigColumns) -> Used:
        """Return what is worth it for some gigs."""
        return cls._of(
            market,
            [gigs.skills_all.values[0], gigs.skills_any.values[0]],
            [gigs.languages_any.values[0]],
            [gigs.interests.values[0]],
        )

    @classmethod
    def everything(cls, market: Market) -> Used:
        """Return what is worth it for gigs that are not known yet."""
        words = market.words
        sizes = (len(words.skills), len(words.languages), len(words.interests))
        skills, languages, interests = ([np.arange(size, dtype=np.int32)] for size in sizes)
        return cls._of(market, skills, languages, interests)

    @classmethod
    def _of(
        cls, market: Market, skills: Sequence[Array], languages: Sequence[Array], interests: Sequence[Array]
    ) -> Used:
        words, share = market.words, DENSE_BYTES // max(1, len(market.fans))
        bits = _rows_of(interests, len(words.interests), MOST_BITS)
        skill = _rows_of(skills, len(words.skills), share)
        spoken = _rows_of(languages, len(words.languages), share)
        count = int(skill.max(initial=-1)) + 1
        spoken[spoken >= 0] += count
        columns = max(count, int(spoken.max(initial=-1)) + 1)
        return cls(skill, spoken, bits, (int(bits.max(initial=-1)) + BLOCK) // BLOCK, columns)


def _rows_of(columns: Sequence[Array], size: int, most: int) -> Array:
    rows = np.full(size, -1, dtype=np.int32)
    codes = np.unique(np.concatenate([*columns, np.empty(0, dtype=np.int32)]))
    codes = codes[codes >= 0]
    if len(codes) <= most:
        rows[codes] = np.arange(len(codes), dtype=np.int32)
    return rows


def points(lat: Array, lon: Array) -> Points:
    """Return places in degrees as points on the unit sphere too, float64[n] each; NaN for none."""
    one, other = np.radians(lat), np.radians(lon)
    flat = np.cos(one)
    return Points(flat * np.cos(other), flat * np.sin(other), np.sin(one), lat, lon)


def fan_arrays(market: Market, params: Params, used: Used) -> FanArrays:
    """Return the fans of a market in the order of place."""
    fans = market.fans
    order = _place_order(fans)
    homes = points(fans.lat[order], fans.lon[order])
    hot = _hot(fans, params, order, homes, used)
    tastes = np.zeros((len(order), used.interest_words), dtype=np.uint64)
    if used.interest_words:
        code_bits(order, fans.interests.starts, fans.interests.values[0], used.interests, tastes)
    if used.interest_words == 1:
        hot[:, TASTES : TASTES + 2] = tastes.view(np.int32)
    busy = fans.committed.take(order)
    hot[:, TIED_FROM], hot[:, TIED_UNTIL] = _tied(busy, hot[:, RADIUS], fans.speed_kmh[order], homes, params)
    day_cap, week_cap = _caps(fans, params)
    return FanArrays(
        order=order,
        hot=hot,
        points=homes,
        reach=_reach(fans.radius_m[order].astype(np.int64), homes),
        skills=_held(fans.skills, order, used.skills, hot),
        languages=_held(fans.languages, order, used.languages, hot),
        tastes=Tastes(tastes, csr(fans.interests)),
        familiar=csr(fans.familiar),
        hours=Hours(
            open=Spans(fans.open.starts, *fans.open.values),
            busy=Busy(busy.starts, *busy.values),
            day_cap=day_cap[order],
            week_cap=week_cap[order],
            speed=fans.speed_kmh[order],
            zone=fans.zone[order],
        ),
        person=Person(
            zone=fans.zone,
            born=fans.born,
            adult=fans.adult,
            online=fans.online,
            largest_group=fans.largest_group,
            standing=fans.standing,
            passes=Passes(fans.credentials.starts, *fans.credentials.values),
            blocked=csr(fans.blocked),
        ),
    )


def _reach(radius: Array, homes: Points) -> Reach:
    angle = np.minimum((radius + SLACK_M) / (2 * EARTH_RADIUS_M), np.pi / 2)
    reach = np.where(np.isnan(homes.x), -1.0, (2 * np.sin(angle)) ** 2)
    boxes, blocks = bound_boxes(homes.x, homes.y, homes.z, reach, BLOCK)
    group_boxes, groups = bound_boxes(homes.x, homes.y, homes.z, reach, BLOCK * GROUP)
    return Reach(boxes, blocks, group_boxes, groups)


def _records(count: int, width: int) -> Array:
    """Rows that begin where cache lines do."""
    room = np.zeros(count * width + LINE, dtype=np.int32)
    first = -room.ctypes.data // room.itemsize % LINE
    return room[first : first + count * width].reshape(count, width)


def _hot(fans: FanColumns, params: Params, order: Array, homes: Points, used: Used) -> Array:
    width = LEVELS + (used.columns + 7) // 8
    hot = _records(len(order), (width + LINE - 1) // LINE * LINE)
    slack = np.minimum(*_caps(fans, params)) - _work_minutes(fans)
    for column, axis in ((X, homes.x), (Y, homes.y), (Z, homes.z)):
        hot[:, column] = np.rint(np.nan_to_num(axis) * STEPS)
    base = params.weight_filled + params.weight_standing * fans.standing // FULL
    base += params.weight_fairness * fans.fairness // FULL
    hot[:, RADIUS] = fans.radius_m[order]
    hot[:, WHO] = order
    hot[:, BASE] = base[order]
    hot[:, SLACK] = np.clip(slack, -LONGEST, LONGEST)[order]
    hot[:, MARKS] = RAGGED | np.where(np.diff(fans.committed.starts)[order] > 0, BUSY, 0)
    hot[:, MARKS] |= np.where(np.isnan(homes.lat), HOMELESS, 0)
    return hot


def _tied(busy: Ragged, radius: Array, speed: Array, homes: Points, params: Params) -> tuple[Array, Array]:
    """Return the minutes between which a commitment of each fan may stand in the way of a gig that they reach from home."""
    owners, (begins, ends, lat, lon, _) = busy.owners(), busy.values
    at = points(lat, lon)
    square = (at.x - homes.x[owners]) ** 2 + (at.y - homes.y[owners]) ** 2 + (at.z - homes.z[owners]) ** 2
    from_home = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(np.sqrt(np.nan_to_num(square)) / 2, 1))
    # No way is longer than that over the home; the detour and the pace are those of `matching.travel`.
    metres = from_home + radius[owners] + 2 * SLACK_M
    seconds = np.ceil(metres * params.detour_permille * 9 / (speed[owners] * 2500.0)).astype(np.int64) + 1
    margin = seconds * MICROS + params.changeover_minutes * MINUTE
    first, last = np.full(len(busy), LONGEST), np.full(len(busy), -LONGEST)
    rows = np.flatnonzero(np.diff(busy.starts))
    if len(rows):
        first[rows] = np.minimum.reduceat((begins - margin) // MINUTE, busy.starts[rows])
        last[rows] = np.maximum.reduceat(-((-ends - margin) // MINUTE), busy.starts[rows])
    return first, last


def gig_arrays(gigs: GigColumns, used: Used, days: DayTable) -> GigArrays:
    """Return gigs ready to be scanned, neighbours one after another."""
    at = points(gigs.lat, gigs.lon)
    classes = np.where(np.isnan(gigs.lat), NOWHERE_CLASS, 0).astype(np.uint8)
    timed = gigs.ends != NO_END
    return GigArrays(
        order=np.argsort(place_keys(at.x, at.y, at.z, classes), kind="stable").astype(np.int64),
        points=at,
        times=Times(
            starts=gigs.starts,
            ends=gigs.ends,
            minutes=np.where(timed, -((gigs.starts - gigs.ends) // MINUTE), 0),
            first_moment=np.searchsorted(days.moments, first_seconds(gigs)),
            last_moment=np.searchsorted(days.moments, last_seconds(gigs)),
        ),
        skills_all=graded(gigs.skills_all),
        skills_any=graded(gigs.skills_any),
        languages_any=graded(gigs.languages_any),
        tastes=_wanted_tastes(gigs, used),
        area=gigs.area,
        area_row=np.full(len(gigs), -1, dtype=np.int32),
        asked=_asked(gigs),
    )


def _wanted_tastes(gigs: GigColumns, used: Used) -> Tastes:
    bits = np.zeros((len(gigs), used.interest_words), dtype=np.uint64)
    if used.interest_words:
        where = np.arange(len(gigs), dtype=np.int64)
        known = gigs.interests.values[0] >= 0
        owners, codes = gigs.interests.owners()[known], gigs.interests.values[0][known]
        starts = np.searchsorted(owners, np.arange(len(gigs) + 1)).astype(np.int64)
        code_bits(where, starts, codes, used.interests, bits)
    return Tastes(bits, csr(gigs.interests))


def _asked(gigs: GigColumns) -> Asked:
    asks = (gigs.age_min >= 0) | (gigs.party > 0) | (gigs.standing_min > 0) | gigs.must_be_online
    for rare in (gigs.credentials, gigs.people, gigs.excluded):
        asks = asks | (np.diff(rare.starts) > 0)
    return Asked(
        any=asks,
        credentials=csr(gigs.credentials),
        people=csr(gigs.people),
        excluded=csr(gigs.excluded),
        age_min=gigs.age_min,
        party=gigs.party,
        standing_min=gigs.standing_min,
        must_be_online=gigs.must_be_online,
    )


def rates(params: Params) -> Rates:
    """Return weights as points by grade, rounded down as `matching.terms` does."""
    grades = np.arange(FULL + 1, dtype=np.int64)
    levels = [FULL * level // MAX_LANGUAGE_LEVEL for level in range(MAX_LANGUAGE_LEVEL + 1)]
    spoken = [params.weight_language * grade // FULL for grade in [*levels, FULL // 2]]
    return Rates(
        nearness=params.weight_nearness * grades // FULL,
        language=np.array(spoken, dtype=np.int64),
        skill=params.weight_skill,
        interest=params.weight_interest,
        familiarity=params.weight_familiarity,
        travel=(params.detour_permille, params.changeover_minutes * MINUTE),
        most_points=sum(weights(params).values()),
    )


def graded(rows: Ragged) -> Graded:
    """Return codes with levels."""
    return Graded(rows.starts, *rows.values)


def csr(rows: Ragged) -> Csr:
    """Return codes."""
    return Csr(rows.starts, *rows.values)


def _place_order(fans: FanColumns) -> Array:
    # Fans with about the same radius stand together, so that a block reaches hardly farther than its fans.
    octaves = np.log2(np.maximum(fans.radius_m, 1) / 500)
    classes = np.where(np.isnan(fans.lat), NOWHERE_CLASS, np.clip(octaves, 0, NOWHERE_CLASS - 1))
    at = points(fans.lat, fans.lon)
    return np.argsort(place_keys(at.x, at.y, at.z, classes.astype(np.uint8)), kind="stable").astype(np.int64)


def _caps(fans: FanColumns, params: Params) -> tuple[Array, Array]:
    day = np.where(fans.day_cap < 0, params.day_cap_minutes, fans.day_cap)
    week = np.where(fans.week_cap < 0, params.week_cap_minutes, fans.week_cap)
    return (
        np.minimum(day, params.day_cap_minutes).astype(np.int64),
        np.minimum(week, params.week_cap_minutes).astype(np.int64),
    )


def _work_minutes(fans: FanColumns) -> Array:
    begins, ends, _, _, is_work = fans.committed.values
    minutes = np.where(is_work, -((begins - ends) // MINUTE), 0)
    total = np.zeros(len(minutes) + 1, dtype=np.int64)
    np.cumsum(minutes, out=total[1:])
    return np.diff(total[fans.committed.starts])


def _held(held: Ragged, order: Array, column_of: Array, hot: Array) -> Held:
    place_levels(order, held.starts, held.values[0], held.values[1], column_of, hot)
    return Held(column_of, graded(held))
