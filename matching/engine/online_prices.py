"""What fans will be worth to gigs still to come, forecast from those that came lately."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.engine.edges import Assigned, Edges, Int32, Int64

MILLI = 1000
"""Prices are thousandths of a point."""


def forecast_prices(
    pool: Edges,
    room: Int32,
    *,
    expected: int,
    samples: int = 4,
    seed: int = 0,
    solve: Callable[[Edges], Assigned] | None = None,
) -> Int64:
    """Return what one more place of each fan will be worth to gigs still to come.

    Parameters
    ----------
    pool : Edges
        Recent gigs, of the kind that is expected.
    room : int32[n]
        Gigs each fan may still take.
    expected : int
        How many gigs are still to come.
    samples : int
        Samples of the pool that are averaged; one is enough where the pool is just as many.
    seed : int
        Of the samples.
    solve : callable or None
        Exact assignment; `matching.engine.assignment.best` if None.

    Returns
    -------
    int64[n]
        Thousandths of a point, 0 or more.
    """
    total = np.zeros(len(room), dtype=np.int64)
    if expected == 0 or pool.gig_count == 0:
        return total
    dice = np.random.default_rng(seed)
    # All there is makes one sample; drawing it again would change nothing.
    times = 1 if expected == pool.gig_count else samples
    for _ in range(times):
        if expected <= pool.gig_count:
            gigs = np.sort(dice.permutation(pool.gig_count)[:expected])
        else:
            gigs = np.sort(dice.integers(0, pool.gig_count, expected))
        found = (solve or solved)(some_gigs(pool, gigs.astype(np.int64), room)[0])
        total += found.fan_prices * MILLI // found.scale
    return np.asarray(total // times, dtype=np.int64)


def some_gigs(edges: Edges, gigs: Int64, room: Int32) -> tuple[Edges, Int64]:
    """Return the pairs of some gigs over other room.

    Parameters
    ----------
    edges : Edges
        All of them.
    gigs : int64[k]
        Positions; one may be named twice.
    room : int32[n]
        Gigs each fan may take.

    Returns
    -------
    Edges, int64[pairs]
        The pairs of these gigs in this order, and where each was.
    """
    counts = np.diff(edges.starts)[gigs]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    pairs = np.repeat(edges.starts[gigs] - starts[:-1], counts) + np.arange(starts[-1], dtype=np.int64)
    part = Edges(starts, edges.fans[pairs], edges.scores[pairs], edges.places[gigs], room)
    return part, pairs


def solved(edges: Edges) -> Assigned:
    """Return the best assignment; the compiler is loaded only now."""
    from matching.engine.assignment import best

    return best(edges)
