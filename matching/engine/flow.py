"""The fall-back: a minimum-cost flow by OR-Tools, and prices that prove it, made from the flow."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from matching.engine.edges import Edges, Flags, Int64


def has_flow() -> bool:
    """Return whether OR-Tools is installed.

    Returns
    -------
    bool
        Nothing is loaded by asking.
    """
    return find_spec("ortools") is not None


def flow(edges: Edges) -> Flags:
    """Return a best assignment.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken.

    Returns
    -------
    bool[E]
        Whether each pair is taken.

    Raises
    ------
    RuntimeError
        If the solver does not answer with an optimal flow, which any market has.
    """
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    gigs, fans = edges.gig_count, edges.fan_count
    sink = gigs + fans
    of = np.repeat(np.arange(gigs, dtype=np.int32), np.diff(edges.starts))
    add = solver.add_arcs_with_capacity_and_unit_cost
    arcs = add(of, edges.fans + np.int32(gigs), np.ones(len(of), np.int64), -edges.scores.astype(np.int64))
    for first, count, most in ((gigs, fans, edges.room), (0, gigs, edges.places)):
        tails = np.arange(first, first + count, dtype=np.int32)
        add(tails, np.full(count, sink, np.int32), most.astype(np.int64), np.zeros(count, np.int64))
    solver.set_nodes_supplies(np.arange(gigs, dtype=np.int32), edges.places.astype(np.int64))
    solver.set_node_supply(sink, -int(edges.places.sum(dtype=np.int64)))
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("the flow was not solved")
    return np.asarray(solver.flows(arcs)) > 0


def flow_prices(edges: Edges, taken: Flags) -> Int64:
    """Return fan prices that prove a best assignment.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken.
    taken : bool[E]
        A best assignment; any other gets prices that prove less.

    Returns
    -------
    int64[n]
        Points, 0 or more; 0 for every fan with room left.
    """
    from matching.engine.kernels_duals import prices_of_flow, turned

    free = np.bincount(edges.fans[taken], minlength=edges.fan_count) < edges.room
    pairs = turned(edges.starts, edges.fans, edges.scores, edges.fan_count)
    prices: Int64 = prices_of_flow(edges.starts, edges.fans, edges.scores, taken, free, pairs)
    return prices
