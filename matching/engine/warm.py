"""Compile, or read from what is kept, all that a large round runs, before anybody waits: ``python -m matching.engine.warm``."""

from __future__ import annotations

import sys
import time

import numpy as np

from matching.bench import market
from matching.engine.assignment import best
from matching.engine.edges import Edges
from matching.engine.feasible import feasible
from matching.engine.market import Market

SIDE = 60


def warm() -> None:
    """Run small markets of each shape: more fans than gigs, more gigs than fans, and equal points under scarcity.

    Compiled code depends on the kinds of the columns alone, which are the same for every market, so that nothing is
    left to compile for a larger one.
    """
    for fans, gigs in ((200, 20), (40, 80)):
        problem = market(fans=fans, gigs=gigs, seed=1)
        best(feasible(Market.from_problem(problem), problem.params))
    for scores in (np.full(SIDE * SIDE, 500), np.arange(SIDE * SIDE) * 37 % 101):
        best(_dense(scores.astype(np.int32)))


def _dense(scores: np.ndarray) -> Edges:
    """Everybody could take everything, and there is a place less than there are fans."""
    return Edges(
        starts=np.arange(0, SIDE * SIDE + 1, SIDE, dtype=np.int64),
        fans=np.tile(np.arange(SIDE, dtype=np.int32), SIDE),
        scores=scores,
        places=np.ones(SIDE, dtype=np.int32),
        room=np.array([0] + [1] * (SIDE - 1), dtype=np.int32),
    )


if __name__ == "__main__":
    begun = time.perf_counter()
    warm()
    sys.stdout.write(f"compiled code is ready ({time.perf_counter() - begun:.0f} s)\n")
