"""What compiled loops read: fans in the order of place, gigs, rows of bits, days and weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.columns import Array

BLOCK = 64
"""Fans of one machine word."""
GROUP = 32
"""Blocks that are dismissed together when too far."""

X, Y, Z, RADIUS, WHO, BASE, SLACK, MARKS, TIED_FROM, TIED_UNTIL, TASTES = range(11)
"""Columns of what is hot: the unit sphere in steps of ``1 / STEPS``, metres, position in the market, points that no gig
changes, minutes certainly free below both hour caps, marks, the minutes since 1970 between which a commitment may stand in a
gig's way, and two of interests as bits (if 64 are enough)."""
LEVELS = 12
"""First column of levels, four bits each, eight to a column."""
LINE = 16
"""Columns of one cache line."""
RAGGED, BUSY, HOMELESS = 1, 2, 4
"""Marks: open hours end within slots; there are commitments; there is no home."""
STEPS = 2**31 - 1

Words64 = npt.NDArray[np.uint64]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Int32 = npt.NDArray[np.int32]


class Csr(NamedTuple):
    """Rows of codes: starts int64[n + 1], codes int32[E]."""

    starts: Int64
    codes: Int32


class Graded(NamedTuple):
    """Rows of codes with levels: starts int64[n + 1], codes int32[E], levels int8[E]."""

    starts: Int64
    codes: Int32
    levels: Array


class Spans(NamedTuple):
    """Rows of half-open intervals in microseconds."""

    starts: Int64
    begins: Int64
    ends: Int64


class Passes(NamedTuple):
    """Rows of credentials with first and last valid day, YYYYMMDD."""

    starts: Int64
    codes: Int32
    since: Int32
    until: Int32


class Busy(NamedTuple):
    """Rows of commitments: time in microseconds, place in degrees, whether it is work."""

    starts: Int64
    begins: Int64
    ends: Int64
    lat: Float64
    lon: Float64
    is_work: Array


class Points(NamedTuple):
    """Places: points on the unit sphere (NaN for none) and degrees."""

    x: Float64
    y: Float64
    z: Float64
    lat: Float64
    lon: Float64


class Reach(NamedTuple):
    """How far fans go, by block and by group of blocks: boxes (least and most x, y, z) of homes, and the largest squared
    straight distance that no feasible pair exceeds (-1 where nobody has a home).
    """

    boxes: Float64
    blocks: Float64
    group_boxes: Float64
    groups: Float64


class Held(NamedTuple):
    """Levels held: where they stand in what is hot for codes that have a place there (-1: none), lists by position for all."""

    column_of: Int32
    lists: Graded


class Tastes(NamedTuple):
    """Interests as bits (in the order of place; none if there are too many) and as lists by position."""

    bits: Words64
    lists: Csr


class Hours(NamedTuple):
    """Time of fans: open hours by position, all else in the order of place."""

    open: Spans
    busy: Busy
    day_cap: Int64
    week_cap: Int64
    speed: Int32
    zone: Int32


class Person(NamedTuple):
    """What few gigs ask of fans, by position."""

    zone: Int32
    born: Int32
    adult: Array
    online: Array
    largest_group: Int32
    standing: Int32
    passes: Passes
    blocked: Csr


class FanArrays(NamedTuple):
    """Fans; ``order`` gives the position in the market of each fan in the order of place, ``hot`` int32[n, W] what almost
    every pair reads, W whole cache lines (mostly one) for each fan: see the names of its columns above.
    """

    order: Int64
    hot: Int32
    points: Points
    reach: Reach
    skills: Held
    languages: Held
    tastes: Tastes
    familiar: Csr
    hours: Hours
    person: Person


class Times(NamedTuple):
    """When gigs are: microseconds, whole minutes rounded up, and which moments of `Days` they start and end in."""

    starts: Int64
    ends: Int64
    minutes: Int64
    first_moment: Int64
    last_moment: Int64


class Asked(NamedTuple):
    """What few gigs ask; ``any`` tells which of them ask at all."""

    any: Array
    credentials: Csr
    people: Csr
    excluded: Csr
    age_min: Int32
    party: Int32
    standing_min: Int32
    must_be_online: Array


class GigArrays(NamedTuple):
    """Gigs by position; ``order`` puts neighbours one after another, ``area_row`` is the row of bits of the area or -1."""

    order: Int64
    points: Points
    times: Times
    skills_all: Graded
    skills_any: Graded
    languages_any: Graded
    tastes: Tastes
    area: Int32
    area_row: Int32
    asked: Asked


class Rows(NamedTuple):
    """Rows of bits, one bit a fan in the order of place, and which rows a gig needs.

    ``words`` is uint64[R, B]; row 0 is empty. A gig needs every row of ``needed`` and, of each of ``skills_any``
    and ``languages_any`` that is not empty, one. ``timed`` tells whether the rows of a gig settle open hours for fans who
    are not ragged.
    """

    words: Words64
    needed: Csr
    skills_any: Csr
    languages_any: Csr
    timed: Array


class Days(NamedTuple):
    """Local days by zone: of moments (ordinal and YYYYMMDD, int32[Z, U]), and midnights (int64[Z, D])."""

    ordinals: Int32
    numbers: Int32
    midnights: Int64
    first_ordinal: int


class Rates(NamedTuple):
    """Weights in points; ``nearness`` and ``language`` are points by grade and by level (7: none asked for); ``travel`` is
    detour in thousandths and changeover in microseconds.
    """

    nearness: Int64
    language: Int64
    skill: int
    interest: int
    familiarity: int
    travel: tuple[int, int]
    most_points: int


class Scratch(NamedTuple):
    """Room that a scan writes to.

    ``words`` and ``either`` hold the bits of one group of blocks; ``chosen``, ``arcs`` and ``sums`` the fans still in
    question for one gig (in the order of place) with their distance and points so far; ``skill_points`` and
    ``interest_points`` tables of one gig; ``keys`` and ``spare`` the row while it is sorted by position; ``tally`` counts.
    """

    words: Words64
    either: Words64
    chosen: Int32
    arcs: Float64
    sums: Int32
    skill_points: Int32
    interest_points: Int32
    keys: Int64
    spare: Int64
    tally: Int32
