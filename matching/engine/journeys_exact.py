"""Journeys settled exactly by branch and bound; loads scipy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from matching.engine.edges import Edges, Flags
from matching.engine.motion import Journeys

if TYPE_CHECKING:
    from matching.engine.journeys import Planned


def settled(edges: Edges, journeys: Journeys, planned: Planned) -> Planned:
    """Return the best plan there is.

    Parameters
    ----------
    edges : Edges
        Feasible pairs.
    journeys : Journeys
        Their legs and values.
    planned : Planned
        A plan that may fall short.

    Returns
    -------
    Planned
        The same with a bound that equals its objective, or a better one; unchanged if the solver gave up.
    """
    found = whole_optimum(edges, journeys)
    if found is None:
        return planned
    taken, is_in = found
    objective = int(edges.scores[taken].sum(dtype=np.int64)) + int(journeys.values[is_in].sum())
    if objective <= planned.objective:
        return replace(planned, bound=planned.objective, method="branches")
    return replace(planned, taken=taken, is_in=is_in, objective=objective, bound=objective, method="branches")


def whole_optimum(
    edges: Edges, journeys: Journeys, *, gap: float = 0.0, seconds: float | None = None
) -> tuple[Flags, Flags] | None:
    """Return the pairs and journeys of an optimum (up to a gap), or None if none was proved.

    Parameters
    ----------
    edges : Edges
        Feasible pairs.
    journeys : Journeys
        Their legs and values.
    gap : float
        Relative gap at which the solver may stop.
    seconds : float or None
        Time at most; only benchmarks give one.

    Returns
    -------
    (bool[E], bool[J]) or None
        What is taken, and which journeys are in.

    Notes
    -----
    One whole variable for each journey; once they are set, the rest is a transport problem, whose corners are whole.
    """
    pairs, count = len(edges.fans), len(journeys.values)
    gigs, fans = edges.gig_count, edges.fan_count
    gig_of = np.repeat(np.arange(gigs), np.diff(edges.starts))
    journey_of_leg = np.repeat(np.arange(count), np.diff(journeys.starts))
    rows = np.concatenate([gig_of, gigs + edges.fans.astype(np.int64), journeys.legs.astype(np.int64)])
    columns = np.concatenate([np.arange(pairs), np.arange(pairs), pairs + journey_of_leg])
    entries = np.concatenate([np.ones(2 * pairs), -edges.places[journeys.legs].astype(np.float64)])
    matrix = coo_array((entries, (rows, columns)), shape=(gigs + fans, pairs + count)).tocsr()
    most = np.concatenate([edges.places, edges.room]).astype(np.float64)
    least = np.full(gigs + fans, -np.inf)
    most[journeys.legs] = least[journeys.legs] = 0.0
    answer = milp(
        -np.concatenate([edges.scores, journeys.values]).astype(np.float64),
        constraints=LinearConstraint(matrix, least, most),
        bounds=Bounds(0, 1),
        integrality=np.repeat([0, 1], [pairs, count]),
        options={"mip_rel_gap": gap} | ({} if seconds is None else {"time_limit": seconds}),
    )
    if answer.status != 0:
        return None
    chosen = answer.x > 0.5
    if np.abs(answer.x - chosen).max(initial=0.0) > 1e-6:
        return None
    return chosen[:pairs], chosen[pairs:]
