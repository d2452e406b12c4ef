"""Compiled steps over the fans still in question for one gig: every hard rule and every term exactly, in whole numbers.

Each restates a predicate of `matching.predicates` or a term of `matching.terms` over arrays; tests hold them together.
``f`` is a fan in the order of place, ``who`` the same fan by position in the market, ``g`` a gig. A step keeps the first
``count`` entries of the scratch that pass, adds their points, and returns how many they are. Steps are functions of
their own, each given only the arrays it reads, because the compiler takes minutes over one that reads all of them.
"""

from __future__ import annotations

import math

import numpy as np

from matching.engine.arrays import (
    BASE,
    HOMELESS,
    LEVELS,
    MARKS,
    RADIUS,
    STEPS,
    WHO,
    Csr,
    Graded,
    Held,
    Points,
    Scratch,
    Tastes,
    Words64,
    X,
    Y,
    Z,
)
from matching.engine.columns import Array
from matching.engine.compiled import inlined, lean, ones, whole
from matching.geometry import EARTH_RADIUS_M

CALLED = "54776a4f770e1d9f"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
DIAMETER_M = 2 * EARTH_RADIUS_M
RADIANS = math.pi / 180
STEP = 1.0 / STEPS
NEAR = 0.000625
"""Squared half of the straight distance on the unit sphere (318 km) up to which a short series gives the arc to less than a
nanometre."""
DOUBT_M = 5e-3
"""Metres from a rounding edge within which the published formula decides: homes are kept in steps of 3 mm an axis."""
MAX_SKILL_LEVEL = 5


@inlined
def haversine_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> int:
    """Return `matching.geometry.distance_m`, by the same operations in the same order."""
    if lat_a == lat_b and lon_a == lon_b:
        return 0
    one, other = lat_a * RADIANS, lat_b * RADIANS
    half_lat = math.sin((other - one) / 2)
    half_lon = math.sin(((lon_b - lon_a) * RADIANS) / 2)
    haversine = half_lat * half_lat + math.cos(one) * math.cos(other) * half_lon * half_lon
    return int(np.rint(DIAMETER_M * math.asin(min(1.0, math.sqrt(haversine)))))


@inlined
def level_of(hot: Array, held: Held, f: int, code: int) -> int:
    """Return the level a fan holds, 0 for none."""
    if code < 0:
        return 0
    column = whole(held.column_of[code])
    if column >= 0:
        return (whole(hot[f, LEVELS + (column >> 3)]) >> ((column & 7) << 2)) & 15
    lists, who = held.lists, hot[f, WHO]
    for entry in range(lists.starts[who], lists.starts[who + 1]):
        if lists.codes[entry] == code:
            return int(lists.levels[entry])
    return 0


@inlined
def holds(rows: Csr, owner: int, code: int) -> bool:
    """Return whether a row holds a code."""
    for entry in range(rows.starts[owner], rows.starts[owner + 1]):  # noqa: SIM110
        if rows.codes[entry] == code:
            return True
    return False


@inlined
def keep(scratch: Scratch, entry: int, kept: int, points: int) -> None:
    """Move an entry of the scratch to where the kept ones end, with more points."""
    scratch.chosen[kept] = scratch.chosen[entry]
    scratch.sums[kept] = scratch.sums[entry] + points


@inlined
def best_of(hot: Array, held: Held, wanted: Graded, g: int, f: int) -> int:
    """Return the entry of the code furthest above its least level, the later code among equals."""
    best, best_code, best_entry = -9, -9, -1
    for entry in range(wanted.starts[g], wanted.starts[g + 1]):
        code = wanted.codes[entry]
        over = level_of(hot, held, f, code) - wanted.levels[entry]
        if over > best or (over == best and code > best_code):
            best, best_code, best_entry = over, code, entry
    return best_entry


@inlined
def skill_grade(hot: Array, held: Held, every: Graded, either: Graded, g: int, f: int) -> int:
    """Return the grade for skills, -1 where a needed one is missing."""
    above, most = 0, 0
    for entry in range(every.starts[g], every.starts[g + 1]):
        over = level_of(hot, held, f, every.codes[entry]) - every.levels[entry]
        if over < 0:
            return -1
        above += over + 1
        most += MAX_SKILL_LEVEL - every.levels[entry] + 1
    if either.starts[g] < either.starts[g + 1]:
        entry = best_of(hot, held, either, g, f)
        code, level = either.codes[entry], either.levels[entry]
        over = level_of(hot, held, f, code) - level
        if over < 0:
            return -1
        is_counted = False
        for other in range(every.starts[g], every.starts[g + 1]):
            is_counted = is_counted or every.codes[other] == code
        if not is_counted:
            above += over + 1
            most += MAX_SKILL_LEVEL - level + 1
    return 500 if most == 0 else int(1000 * above // most)


@lean
def keep_skilled(
    hot: Array, held: Held, every: Graded, either: Graded, weight: int, scratch: Scratch, count: int, g: int
) -> int:
    """Keep those with the skills."""
    kept = 0
    for entry in range(count):
        f = scratch.chosen[entry]
        grade = skill_grade(hot, held, every, either, g, f)
        if grade >= 0:
            keep(scratch, entry, kept, weight * grade // 1000)
            kept += 1
    return kept


@lean
def keep_speakers(
    hot: Array, held: Held, wanted: Graded, points: Array, scratch: Scratch, count: int, g: int
) -> int:
    """Keep those who speak one of the languages."""
    first, last = wanted.starts[g], wanted.starts[g + 1]
    kept = 0
    for entry in range(count):
        f = scratch.chosen[entry]
        best, enough = 0, first == last
        for item in range(first, last):
            level = level_of(hot, held, f, wanted.codes[item])
            enough = enough or level >= wanted.levels[item]
            best = max(best, level)
        if enough:
            keep(scratch, entry, kept, points[7 if first == last else best])
            kept += 1
    return kept


@lean
def add_interests(
    hot: Array, fans: Tastes, gigs: Tastes, weight: int, scratch: Scratch, count: int, g: int
) -> None:
    """Add the points for interests in common."""
    first, last = gigs.lists.starts[g], gigs.lists.starts[g + 1]
    for entry in range(count):
        f = scratch.chosen[entry]
        common = 0
        if fans.bits.shape[1]:
            for place in range(fans.bits.shape[1]):
                common += whole(ones(fans.bits[f, place] & gigs.bits[g, place]))
        else:
            for item in range(first, last):
                common += 1 if holds(fans.lists, hot[f, WHO], gigs.lists.codes[item]) else 0
        grade = 1000 * common // (last - first) if last > first else 500
        scratch.sums[entry] += weight * grade // 1000


@lean
def add_area(
    hot: Array,
    familiar: Csr,
    words: Words64,
    area: int,
    row: int,
    weight: int,
    scratch: Scratch,
    count: int,
) -> None:
    """Add the points for knowing the area: half where none is named (-1)."""
    for entry in range(count):
        f = scratch.chosen[entry]
        grade = 500 if area == -1 else 0
        if row >= 0:
            known = (words[row, f >> 6] >> np.uint64(f & 63)) & np.uint64(1)
            grade = 1000 if known != 0 else 0
        elif area >= 0 and holds(familiar, hot[f, WHO], area):
            grade = 1000
        scratch.sums[entry] += weight * grade // 1000


@lean
def measure(hot: Array, gigs: Points, scratch: Scratch, count: int, g: int) -> None:
    """Write the arc to each home in metres to less than `DOUBT_M`, or the straight line as a negative number when far."""
    x, y, z = gigs.x[g], gigs.y[g], gigs.z[g]
    for entry in range(count):
        f = scratch.chosen[entry]
        dx, dy, dz = hot[f, X] * STEP - x, hot[f, Y] * STEP - y, hot[f, Z] * STEP - z
        square = 0.25 * (dx * dx + dy * dy + dz * dz)
        line = DIAMETER_M * math.sqrt(square)
        series = 1 + square * (
            1 / 6 + square * (3 / 40 + square * (15 / 336 + square * (105 / 3456 + square * (945 / 42240))))
        )
        scratch.arcs[entry] = line * series if square < NEAR else -line


@inlined
def nearness_grade(radius: int, metres: int, at_home: bool) -> int:
    """Return the grade for nearness of a fan who comes as far as the gig."""
    if radius == 0:
        return 1000 if at_home else 0
    # The quotient of whole numbers below 2**35 is never rounded across a whole number.
    return whole(1000.0 * (radius - metres) / radius)


@lean
def keep_near(
    hot: Array, homes: Points, gigs: Points, points: Array, scratch: Scratch, count: int, g: int
) -> int:
    """Keep those who come as far as the gig; begin their points with nearness and with those that no gig changes."""
    if gigs.x[g] != gigs.x[g]:
        for entry in range(count):
            scratch.sums[entry] = hot[scratch.chosen[entry], BASE] + points[1000]
        return count
    measure(hot, gigs, scratch, count, g)
    kept, lat, lon = 0, gigs.lat[g], gigs.lon[g]
    for entry in range(count):
        f, arc = scratch.chosen[entry], scratch.arcs[entry]
        radius = whole(hot[f, RADIUS])
        if abs(arc) > radius + 1 or hot[f, MARKS] & HOMELESS:
            continue
        metres = whole(arc + 0.5)
        if arc < 0 or abs(arc + 0.5 - np.rint(arc + 0.5)) < DOUBT_M:
            metres = haversine_m(homes.lat[f], homes.lon[f], lat, lon)
        if metres <= radius:
            at_home = homes.lat[f] == lat and homes.lon[f] == lon if radius == 0 else False
            scratch.chosen[kept] = f
            scratch.sums[kept] = hot[f, BASE] + points[nearness_grade(radius, metres, at_home)]
            kept += 1
    return kept
