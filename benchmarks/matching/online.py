"""Gigs answered as they come, against the certified optimum of hindsight.

``python -m benchmarks.matching.online --fans 10000 --seed 1``; prices never see the gigs they are used on.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from benchmarks.matching.edges_markets import market
from matching.engine.assignment import best
from matching.engine.edges import Edges
from matching.engine.online import OnlineRules, answer_arrivals
from matching.engine.online_prices import some_gigs

KINDS = {"contested": 1, "balanced": 2, "surplus": 10}
"""Fans for each gig."""


def two_days(*, fans: int, gigs: int, each: int, seed: int) -> tuple[Edges, Edges]:
    """Return yesterday's gigs and today's over the same fans, in the order of their arrival."""
    both = market(fans=fans, gigs=2 * gigs, each=each, kind="contested", seed=seed)
    order = np.random.default_rng(seed).permutation(2 * gigs)
    yesterday, today = (
        some_gigs(both, order[part], both.room)[0] for part in (slice(gigs), slice(gigs, None))
    )
    return yesterday, today


def ways(gigs: int) -> dict[str, OnlineRules]:
    """Return the ways compared."""
    tenth, fortieth = max(1, gigs // 10), max(1, gigs // 40)
    return {
        "greedy": OnlineRules(price_permille=0),
        "prices": OnlineRules(price_permille=800, samples=1),
        "repriced": OnlineRules(reprice_every=fortieth),
        "batches of a tenth": OnlineRules(price_permille=0, wait=tenth),
        "repriced batches of a tenth": OnlineRules(reprice_every=tenth, wait=tenth),
        "repriced batches of a fortieth": OnlineRules(reprice_every=fortieth, wait=fortieth),
    }


def main() -> None:
    """Print the ratios to the hindsight optimum by kind of market."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, value in (("fans", 10_000), ("each", 40), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=value)
    given = asked.parse_args()
    shown: dict[str, dict[str, object]] = {}
    for kind, share in KINDS.items():
        gigs = given.fans // share
        yesterday, today = two_days(fans=given.fans, gigs=gigs, each=given.each, seed=given.seed)
        optimum = best(today)
        if not optimum.is_optimal:
            raise SystemExit("the optimum of hindsight is not proved")
        shown[kind] = {"gigs": gigs, "optimum": optimum.objective}
        for name, rules in ways(gigs).items():
            run = answer_arrivals(today, yesterday, rules)
            shown[kind][name] = round(run.objective / optimum.objective, 4)
        print(json.dumps({kind: shown[kind]}), flush=True)


if __name__ == "__main__":
    main()
