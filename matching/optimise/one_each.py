"""Best assignment where everybody is for one only, over the arrays of the engine and without a compiler."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from matching.engine.edges import Assigned, Edges
from matching.errors import InvalidProblem
from matching.optimise.transport import transport


def best_one_each(edges: Edges) -> Assigned:
    """Return the assignment of greatest total score between gigs with one place and fans with room for one.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken; every place and room is 1.

    Returns
    -------
    Assigned
        Optimal, with prices that prove it; the scale is 1.

    Raises
    ------
    InvalidProblem
        If a gig has another number of places, or a fan other room.

    Notes
    -----
    See `matching.optimise.transport`. `matching.engine.assignment.best` gives an answer of the same worth, sooner where
    there is much to assign and later where there is little.
    """
    for name in ("places", "room"):
        if (getattr(edges, name) != 1).any():
            raise InvalidProblem(name, "must be 1")
    pairs = list(zip(edges.fans.tolist(), edges.scores.tolist(), strict=True))
    ends = edges.starts.tolist()
    found = transport([pairs[a:b] for a, b in pairwise(ends)], edges.fan_count, limit=1 << 62)
    held = np.repeat(np.array(found.held, dtype=np.int64), np.diff(edges.starts))
    taken = held == edges.fans
    return Assigned(
        taken=taken,
        objective=int(edges.scores[taken].sum(dtype=np.int64)),
        bound=found.bound,
        fan_prices=np.array(found.column_prices, dtype=np.int64),
        scale=1,
        method="paths",
        work=found.work,
    )
