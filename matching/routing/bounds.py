"""What no plan can beat: the fewest vehicles and the least distance, from relaxations that anyone can recompute."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from matching.routing.fleet import Convention, FleetProblem, leg, units

Int64 = npt.NDArray[np.int64]


def legs(problem: FleetProblem, convention: Convention) -> Int64:
    """Return the ways between all points, int64[n, n], in whole units of the search."""
    points = problem.points
    return np.array([[leg(a, b, convention) for b in points] for a in points], dtype=np.int64)


def bounds(problem: FleetProblem, convention: Convention) -> tuple[int, float]:
    """Return the fewest vehicles and the least distance that any plan which serves every point can have.

    Parameters
    ----------
    problem : FleetProblem
        What is asked.
    convention : Convention
        How distances are measured.

    Returns
    -------
    int, float
        Vehicles; distance as the convention tells it, rounded down to its decimals. Both are 0 if no relaxation holds,
        as when a point fits no route.

    Notes
    -----
    Every point has one predecessor that can reach it in time. Choosing predecessors for all points, each used once, is
    an assignment problem and cheaper than any plan; points left without one need a vehicle each.
    """
    from scipy.optimize import linear_sum_assignment

    count = len(problem.points) - 1
    if count == 0:
        return 0, 0.0
    # Exact legs are rounded up by less than a unit; one less is a way that no plan beats and that makes nothing late.
    ways = legs(problem, convention) - (1 if convention is Convention.CLASSIC else 0)
    ways = np.maximum(ways, 0)
    follows = _follows(problem, ways, units(convention))
    vehicles = max(_by_load(problem), _by_time(follows[1:, 1:]))
    most = min(problem.vehicles, count)
    if vehicles > most:
        return vehicles, 0.0
    size = count + most
    absent = int(ways.max() + 1) * (size + 1)
    table = np.full((size, size), absent, dtype=np.int64)
    table[:count, :count] = np.where(follows[1:, 1:], ways[1:, 1:], absent)
    table[:count, count:] = np.where(follows[1:, :1], ways[1:, :1], absent)
    table[count:, :count] = np.where(follows[:1, 1:], ways[:1, 1:], absent)
    table[count + vehicles :, count + vehicles :] = 0  # vehicles beyond the fewest may stay at the depot
    rows, columns = linear_sum_assignment(table)
    total = int(table[rows, columns].sum())
    if total >= absent:
        return vehicles, 0.0
    decimals = 10 if convention is Convention.DIMACS else 100
    return vehicles, math.floor(total * decimals / units(convention)) / decimals


def _follows(problem: FleetProblem, ways: Int64, unit: int) -> npt.NDArray[np.bool_]:
    """Whether the second point can come right after the first, bool[n, n]."""
    points = problem.points
    opens, closes, service = (
        np.array([getattr(point, name) for point in points], dtype=np.int64) * unit
        for name in ("opens", "closes", "service")
    )
    earliest = np.maximum(opens, opens[0] + _nearest(ways))
    made: npt.NDArray[np.bool_] = (earliest + service)[:, None] + ways <= closes[None, :]
    made[0] = opens[0] + ways[0] <= closes
    np.fill_diagonal(made, False)
    loads = np.array([point.load for point in points], dtype=np.int64)
    if not problem.pairs:
        return made & (loads[:, None] + loads[None, :] <= problem.capacity)
    for taken, left in problem.pairs:
        made[left, taken] = made[0, left] = made[taken, 0] = False
    return made


def _nearest(ways: Int64) -> Int64:
    """Least way from the depot by any detour, int64[n]: truncated legs need not keep the triangle inequality."""
    reached = ways[0]
    while True:
        shorter: Int64 = np.minimum(reached, (reached[:, None] + ways).min(axis=0))
        if (shorter == reached).all():
            return shorter
        reached = shorter


def _by_load(problem: FleetProblem) -> int:
    if problem.pairs:  # a vehicle empties on the way
        return 1
    return max(1, -(-sum(point.load for point in problem.points) // max(problem.capacity, 1)))


def _by_time(follows: npt.NDArray[np.bool_]) -> int:
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    matched = maximum_bipartite_matching(csr_matrix(follows.astype(np.int8)), perm_type="column")
    return int((matched < 0).sum())
