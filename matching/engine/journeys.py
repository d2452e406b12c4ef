"""Journeys in large markets: groups of gigs of which all places are filled or none, for the most points in all.

Everything is first assigned as if each gig stood alone, which bounds what can be had. Journeys that came out whole
stay; the others are let go, and then taken up again wherever that pays, by exact shortest paths over the assignment as
it stands. At the prices of fans, no journey whose worth has the right sign can gain by being turned alone, so that few
are tried; the same prices bound what any choice of journeys could give. Small problems are settled exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.engine.edges import Assigned, Edges, Flags, Int32, Int64
from matching.engine.motion import WORK, Journeys, Motion, motion_of
from matching.errors import InvalidProblem

MOST_PASSES = 8
WHOLE_BUDGET = 1 << 60
EXACT_PAIRS = 20_000
"""Pairs up to which a gap that is left is settled by branch and bound, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Answer of `plan_all`.

    Parameters
    ----------
    taken : bool[E]
        Whether each pair is taken.
    is_in : bool[J]
        Whether each journey is filled wholly; the others are empty.
    objective : int
        Scores of the pairs taken, and values of the journeys that are in.
    bound : int
        No choice of journeys and pairs gives more; recomputed from the prices over every pair.
    relaxed : int
        What could be had, journey values included, if legs stood alone; the difference to the objective is the
        price of all or nothing.
    fan_prices : int64[n]
        Shadow price of one more such fan, in points times ``scale``.
    scale : int
        What prices are multiplied by.
    method : str
        ``paths``, or ``branches`` where the exact solver found more or proved it.
    work : int
        Pairs looked at after the first assignment.
    """

    taken: Flags
    is_in: Flags
    objective: int
    bound: int
    relaxed: int
    fan_prices: Int64
    scale: int
    method: str
    work: int

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves that nothing gives more."""
        return self.objective == self.bound

    @property
    def price(self) -> int:
        """Points given up so that no journey is left half filled, at most."""
        return self.relaxed - self.objective


def plan_all(
    edges: Edges,
    journey_of_gig: Int32,
    *,
    values: Int64 | None = None,
    depth: int = 2,
    budget: int = WHOLE_BUDGET,
    exact_pairs: int = EXACT_PAIRS,
    solve: Callable[[Edges], Assigned] | None = None,
) -> Planned:
    """Fill journeys wholly or not at all, and all other gigs as far as it pays, for the most points.

    Parameters
    ----------
    edges : Edges
        Feasible pairs.
    journey_of_gig : int32[m]
        Number of the journey each gig belongs to, from 0; -1 for a gig that stands alone.
    values : int64[J] or None
        Points for a whole journey, beside its pairs; 0 or more. None if there are none.
    depth : int
        How many journeys are turned together before giving up on a gain, 1 or more.
    budget : int
        Pairs looked at, at most (about); the answer is valid whenever it ends, only its gap is larger.
    exact_pairs : int
        With no more pairs than this a gap that is left is settled by branch and bound; 0 for never.
    solve : callable or None
        Exact assignment without journeys; `matching.engine.assignment.best` if None.

    Returns
    -------
    Planned
        With a bound, and the price of all or nothing.

    Raises
    ------
    InvalidProblem
        If a shape, kind or range is not as said.
    """
    journeys = _journeys(edges, journey_of_gig, values)
    if depth < 1:
        raise InvalidProblem("depth", "must be 1 or more")
    is_leg = journey_of_gig >= 0
    relaxed = (solve or _best)(edges)
    motion = motion_of(edges, relaxed, is_leg)
    is_in = _search(edges, journeys, motion, relaxed, depth, budget)
    planned = _planned(edges, journeys, motion, relaxed, is_in, journey_of_gig)
    if planned.is_optimal or len(edges.fans) > exact_pairs:
        return planned
    from matching.engine.journeys_exact import settled

    return settled(edges, journeys, planned)


def _best(edges: Edges) -> Assigned:
    from matching.engine.assignment import best

    return best(edges)


def _journeys(edges: Edges, journey_of_gig: Int32, values: Int64 | None) -> Journeys:
    if journey_of_gig.dtype != np.int32 or journey_of_gig.shape != edges.places.shape:
        raise InvalidProblem("journey_of_gig", "must be int32, one for each gig")
    count = int(journey_of_gig.max(initial=-1)) + 1
    if journey_of_gig.min(initial=0) < -1 or count > edges.gig_count:
        raise InvalidProblem("journey_of_gig", "must be -1 or a number below that of the gigs")
    worth = np.zeros(count, dtype=np.int64) if values is None else values
    if worth.dtype != np.int64 or worth.shape != (count,) or worth.min(initial=0) < 0:
        raise InvalidProblem("values", "must be int64, one for each journey, 0 or more")
    by_journey = np.argsort(journey_of_gig, kind="stable").astype(np.int32)
    legs = by_journey[int((journey_of_gig < 0).sum()) :]
    starts = np.searchsorted(journey_of_gig[legs], np.arange(count + 1)).astype(np.int64)
    return Journeys(starts, legs, worth, edges.places)


def _search(
    edges: Edges, journeys: Journeys, motion: Motion, relaxed: Assigned, depth: int, budget: int
) -> Flags:
    from matching.engine import kernels_journeys as kernels

    kernels.load_up(motion, relaxed.taken)
    is_in = np.ones(len(journeys.values), dtype=np.bool_)
    torn = motion.fill[journeys.legs] < edges.places[journeys.legs]
    is_in[np.repeat(np.arange(len(is_in)), np.diff(journeys.starts))[torn]] = False
    kernels.leave_out(motion, journeys, is_in, relaxed.scale)
    was_taken = motion.taken.copy()
    for reach in (1, depth) if depth > 1 else (1,):
        for _ in range(MOST_PASSES):
            wrong = kernels.regrets(motion, journeys, is_in, relaxed.scale)
            order = np.argsort(-wrong, kind="stable")
            gained = kernels.improve(motion, journeys, was_taken, is_in, order, reach, relaxed.scale, budget)
            if gained == 0 or motion.counts[WORK] >= budget:
                break
    return is_in


def _planned(
    edges: Edges, journeys: Journeys, motion: Motion, relaxed: Assigned, is_in: Flags, of_gig: Int32
) -> Planned:
    from matching.engine.kernels_bound import bound_of

    scale, extra = relaxed.scale, int(journeys.values.sum())
    objective = int(edges.scores[motion.taken].sum(dtype=np.int64)) + int(journeys.values[is_in].sum())
    prices = np.where(edges.room > 0, motion.price[edges.gig_count :], 0)
    rows = (edges.starts, edges.fans, edges.scores, edges.places, edges.room)
    bound = int(bound_of(*rows, of_gig, journeys.values, prices, scale)) // scale
    return Planned(
        taken=motion.taken,
        is_in=is_in,
        objective=objective,
        bound=min(bound, relaxed.bound + extra),
        relaxed=relaxed.objective + extra,
        fan_prices=prices,
        scale=scale,
        method="paths",
        work=int(motion.counts[WORK]),
    )
