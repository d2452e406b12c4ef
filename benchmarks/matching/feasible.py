"""How long every feasible pair of a large market takes: ``python -m benchmarks.matching.feasible --fans N --gigs M``.

Prints one JSON object: CPU seconds of the index, of the scan and of everything (medians over rounds, compiled code loaded
before), of ten million multiplications of plain Python beside them, pairs, peak memory, wall milliseconds of one gig against
all fans, and whether the pairs of sampled gigs are those of a slow, obvious implementation.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time

import numpy as np

from benchmarks.matching.markets import large_market
from benchmarks.matching.plainly import pairs_of_gig, plain_fans
from benchmarks.speed import plain_seconds
from matching.engine.edges import Edges
from matching.engine.feasible import ALL, feasible, index, scan_all
from matching.engine.instant import InstantIndex
from matching.engine.market import Market
from matching.params import Params


def measure(*, fans: int, gigs: int, seed: int, rounds: int, samples: int, cities: int) -> dict[str, object]:
    """Return what the module prints."""
    params = Params()
    feasible(large_market(fans=200, gigs=20, seed=seed), params)
    market = large_market(fans=fans, gigs=gigs, seed=seed, cities=cities)
    before = _peak_mb()
    indexing, scanning, plain = [], [], [plain_seconds()]
    for _ in range(rounds):
        begun = time.process_time()
        ready = index(market, params)
        half = time.process_time()
        edges = scan_all(market, ready, 0, ALL)
        scanning.append(time.process_time() - half)
        indexing.append(half - begun)
        plain.append(plain_seconds())
    instant = instant_seconds(market, params, min(gigs, 500))
    return {
        "fans": fans,
        "gigs": gigs,
        "cities": cities,
        "seed": seed,
        "rounds": rounds,
        "index_seconds": round(statistics.median(indexing), 3),
        "scan_seconds": round(statistics.median(scanning), 3),
        "seconds": round(statistics.median(map(sum, zip(indexing, scanning, strict=True))), 3),
        "plain_seconds": round(statistics.median(plain), 2),
        "pairs": len(edges.fans),
        "pairs_each": round(len(edges.fans) / max(1, gigs), 1),
        "peak_mb_of_market": before,
        "peak_mb": _peak_mb(),
        "instant_p50_ms": round(1000 * statistics.median(instant), 2),
        "instant_p95_ms": round(1000 * float(np.quantile(instant, 0.95)), 2),
        "samples": samples,
        "samples_differ": differing(market, params, edges, samples, seed),
    }


def instant_seconds(market: Market, params: Params, gigs: int) -> list[float]:
    """Return the wall seconds of asking for the ten best fans of single gigs, with made-up prices."""
    prices = np.random.default_rng(1).integers(0, 3000, len(market.fans))
    index = InstantIndex(market, prices, params)
    index.best(market.gigs.take(np.array([0])), 10)
    times = []
    for gig in range(gigs):
        asked = market.gigs.take(np.array([gig]))
        begun = time.perf_counter()
        index.best(asked, 10)
        times.append(time.perf_counter() - begun)
    return times


def differing(market: Market, params: Params, edges: Edges, samples: int, seed: int) -> int:
    """Return for how many sampled gigs pairs or points differ from asking every predicate, over at most 20,000 fans."""
    if samples == 0:
        return 0
    chosen = np.random.default_rng(seed).choice(
        len(market.gigs), min(samples, len(market.gigs)), replace=False
    )
    fans, wrong = plain_fans(market, most=20_000, seed=seed), 0
    for gig in chosen.tolist():
        row = slice(int(edges.starts[gig]), int(edges.starts[gig + 1]))
        pairs = zip(edges.fans[row].tolist(), edges.scores[row].tolist(), strict=True)
        found = [pair for pair in pairs if pair[0] in fans]
        wrong += found != pairs_of_gig(market, params, gig, fans)
    return wrong


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fans", type=int, default=100_000)
    parser.add_argument("--gigs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--cities", type=int, default=None, help="one for each 50,000 fans, up to 20")
    given = vars(parser.parse_args())
    given["cities"] = given["cities"] or max(1, min(20, given["fans"] // 50_000))
    print(json.dumps(measure(**given)))


if __name__ == "__main__":
    main()
