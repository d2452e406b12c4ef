"""Journeys, all or nothing, in a contested market: shortest paths against branch and bound, in one run.

``python -m benchmarks.matching.journeys --fans 10000 --gigs 10000 --journeys 500 --seed 1``
"""

from __future__ import annotations

import argparse
import json
from time import process_time

import numpy as np
import numpy.typing as npt

from benchmarks.matching.edges_markets import market
from matching.engine.assignment import best
from matching.engine.journeys import _journeys, plan_all
from matching.engine.journeys_checker import broken_promises
from matching.engine.journeys_exact import whole_optimum


def journeys(*, gigs: int, count: int, seed: int) -> npt.NDArray[np.int32]:
    """Return the journey of each gig, -1 for none: ``count`` journeys of 2 to 4 legs anywhere."""
    dice = np.random.default_rng(seed)
    legs = dice.integers(2, 5, count)
    of_gig = np.full(gigs, -1, dtype=np.int32)
    of_gig[dice.permutation(gigs)[: int(legs.sum())]] = np.repeat(np.arange(count, dtype=np.int32), legs)
    return of_gig


def main() -> None:
    """Print what each side found, and the ratio of their processor seconds."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, value in (("fans", 10_000), ("gigs", 10_000), ("journeys", 500), ("each", 40), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--repeat", type=int, default=3)
    asked.add_argument("--milp-gap", type=float, default=1e-4)
    asked.add_argument("--milp-seconds", type=float, default=600.0, help="0 leaves branch and bound out")
    given = asked.parse_args()

    small = market(fans=200, gigs=200, each=10, kind="contested", seed=0)
    plan_all(small, journeys(gigs=200, count=10, seed=0), exact_pairs=0)  # compile

    edges = market(fans=given.fans, gigs=given.gigs, each=given.each, kind="contested", seed=given.seed)
    of_gig = journeys(gigs=given.gigs, count=given.journeys, seed=given.seed)
    assigned, ours = [], []
    for _ in range(given.repeat):
        began = process_time()
        best(edges)
        assigned.append(process_time() - began)
        began = process_time()
        plan = plan_all(edges, of_gig, exact_pairs=0)
        ours.append(process_time() - began)
    seconds = sorted(ours)[len(ours) // 2]
    shown = {
        "pairs": len(edges.fans),
        "journeys": len(plan.is_in),
        "in": int(plan.is_in.sum()),
        "broken": broken_promises(edges, of_gig, plan),
        "objective": plan.objective,
        "below_bound_percent": round(100 * (1 - plan.objective / plan.bound), 4),
        "price_of_all_or_nothing_percent": round(100 * plan.price / plan.relaxed, 4),
        "seconds": round(seconds, 3),
        "seconds_of_one_assignment": round(sorted(assigned)[len(assigned) // 2], 3),
    }
    if given.milp_seconds:
        began = process_time()
        found = whole_optimum(
            edges, _journeys(edges, of_gig, None), gap=given.milp_gap, seconds=given.milp_seconds
        )
        spent = process_time() - began
        shown["milp_seconds"] = round(spent, 2)
        shown["times_faster"] = round(spent / seconds, 1)
        if found is not None:
            optimum = int(edges.scores[found[0]].sum(dtype=np.int64))
            shown["milp_objective"] = optimum
            shown["below_milp_percent"] = round(100 * (1 - plan.objective / optimum), 4)
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
