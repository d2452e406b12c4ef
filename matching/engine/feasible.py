"""Every feasible pair of a large market, with its score: the same pairs and points as asking every predicate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.checks import check_whole
from matching.engine.arrays import GROUP, Days, FanArrays, GigArrays, Rates, Rows, Scratch
from matching.engine.columns import Array
from matching.engine.edges import MOST_SCORE, Edges
from matching.engine.market import Market
from matching.params import Params

CHUNK = 4_000_000
"""Pairs written before new room is taken."""
ALL = 2**31 - 1


class Index(NamedTuple):
    """A market ready to be scanned."""

    fans: FanArrays
    gigs: GigArrays
    rows: Rows
    days: Days
    rates: Rates


def feasible(market: Market, params: Params, *, least_score: int = 0, most_each: int | None = None) -> Edges:
    """Return every feasible pair of a market with its score.

    Parameters
    ----------
    market : Market
        n fans and m gigs.
    params : Params
        Weights and limits. Fairness grades are those of the market.
    least_score : int
        Pairs below it, in points, are left out.
    most_each : int or None
        Most pairs of one gig, the best by score and the earlier fans among equals; None keeps all.

    Returns
    -------
    Edges
        Gig by gig, fans upwards.

    Raises
    ------
    InvalidProblem
        If a limit is out of range.
    """
    check_whole("least_score", least_score, 0, MOST_SCORE)
    most = ALL if most_each is None else check_whole("most_each", most_each, 1, ALL)
    return scan_all(market, index(market, params), least_score, most)


def index(market: Market, params: Params) -> Index:
    """Return a market ready to be scanned: fans sorted by place, rows of bits, local days."""
    from matching.engine.days import day_table
    from matching.engine.prepare_fans import fan_arrays
    from matching.engine.prepare_gigs import gig_arrays, rates
    from matching.engine.rows import bit_rows
    from matching.engine.used_codes import Used

    used = Used.by(market, market.gigs)
    table = day_table(market.gigs, market.words.zones.texts)
    fans = fan_arrays(market, params, used)
    gigs = gig_arrays(market.gigs, used, table)
    words = market.words
    sizes = {name: len(getattr(words, name)) for name in ("skills", "languages", "credentials", "areas")}
    rows, fans, gigs = bit_rows(market.fans, market.gigs, fans, gigs, sizes)
    return Index(fans, gigs, rows, table.days, rates(params))


def scan_all(market: Market, ready: Index, least: int, most: int) -> Edges:
    """Return the pairs of an indexed market.

    Parameters
    ----------
    market : Market
        n fans, m gigs.
    ready : Index
        From `index`.
    least : int
        Pairs below it, in points, are left out.
    most : int
        Best pairs kept for each gig; `ALL` for all.
    """
    from matching.engine.kernels_feasible import scan

    counts = np.zeros(len(market.gigs), dtype=np.int64)
    scratch = new_scratch(len(market.fans), ready.rates.most_points)
    size = max(CHUNK, len(market.fans))
    chunks: list[tuple[Array, Array]] = []
    turn = 0
    while turn < len(market.gigs):
        found, points = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
        turn, used = scan(*ready, scratch, turn, least, most, counts, found, points)
        chunks.append((found[:used], points[:used]))
    starts = np.zeros(len(market.gigs) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    order = ready.gigs.order
    fans = _in_place(order, starts, [found for found, _ in chunks])
    return Edges(
        starts=starts,
        fans=fans,
        scores=_in_place(order, starts, [points for _, points in chunks]),
        places=market.gigs.places,
        room=market.fans.room,
    )


def new_scratch(fans: int, most_points: int) -> Scratch:
    """Return room for the scan of one gig at a time."""
    from matching.engine.kernels_plain import TABLE

    return Scratch(
        words=np.zeros(GROUP, dtype=np.uint64),
        either=np.zeros(GROUP, dtype=np.uint64),
        chosen=np.zeros(fans, dtype=np.int32),
        arcs=np.zeros(fans, dtype=np.float64),
        sums=np.zeros(fans, dtype=np.int32),
        skill_points=np.zeros(TABLE, dtype=np.int32),
        interest_points=np.zeros(TABLE, dtype=np.int32),
        keys=np.zeros(fans, dtype=np.int64),
        spare=np.zeros(fans, dtype=np.int64),
        tally=np.zeros(max(most_points + 1, 1 << ((fans.bit_length() + 1) // 2 + 1)), dtype=np.int32),
    )


def _in_place(order: Array, starts: Array, parts: list[Array]) -> Array:
    from matching.engine.kernels_feasible import place_rows

    target = np.empty(int(starts[-1]), dtype=np.int32)
    turn = 0
    for part in parts:
        turn = place_rows(order, starts, turn, part, target)
    return target
