"""Turning the fans of a market into what compiled loops read; importing this module loads the compiler."""

from __future__ import annotations

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
    Busy,
    FanArrays,
    Held,
    Hours,
    Passes,
    Person,
    Points,
    Reach,
    Spans,
    Tastes,
    X,
    Y,
    Z,
)
from matching.engine.column_rules import MICROS
from matching.engine.columns import Array, FanColumns
from matching.engine.kernels_index import bound_boxes, code_bits, place_keys, place_levels
from matching.engine.market import Market
from matching.engine.plain_arrays import MINUTE, NOWHERE_CLASS, csr, graded, points
from matching.engine.ragged import Ragged
from matching.engine.used_codes import Used
from matching.geometry import EARTH_RADIUS_M
from matching.params import Params
from matching.terms import FULL

SLACK_M = 2.0
"""Metres by which dismissal by place is more generous than the exact rule, against rounding."""
LONGEST = 2**30
"""Minutes beyond those of any gig."""


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
