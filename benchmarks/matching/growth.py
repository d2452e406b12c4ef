"""From a thousand fans to a million: pairs and proof by size, with a plot: ``python -m benchmarks.matching.growth --plot FILE``.

Each size runs in a process of its own, compiled code loaded before. Prints one JSON object: CPU seconds of finding every feasible pair and of the
proved best whole, pairs, peak memory, and ten million multiplications of plain Python beside them, since machines differ.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.matching.plots import draw
from benchmarks.speed import plain_seconds
from config import ROOT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FANS_FOR_A_GIG = 10
MOST_CITIES, FANS_IN_A_CITY = 20, 50_000


def measure(fans: int, seed: int) -> dict[str, Any]:
    """Return what one size takes."""
    from benchmarks.matching.markets import large_market
    from matching.engine.assignment import best
    from matching.engine.feasible import feasible
    from matching.params import Params

    params = Params()
    best(feasible(large_market(fans=200, gigs=20, seed=seed), params))
    cities = max(1, min(MOST_CITIES, fans // FANS_IN_A_CITY))
    market = large_market(fans=fans, gigs=fans // FANS_FOR_A_GIG, seed=seed, cities=cities)
    begun = time.process_time()
    edges = feasible(market, params)
    between = time.process_time()
    answer = best(edges)
    ended = time.process_time()
    return {
        "fans": fans,
        "gigs": len(market.gigs),
        "cities": cities,
        "pairs": len(edges.fans),
        "pairs_seconds": round(between - begun, 4),
        "best_seconds": round(ended - between, 4),
        "is_proved": answer.is_optimal,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "plain_seconds": round(plain_seconds(), 2),
    }


def main() -> None:
    """Measure every size in a process of its own, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.seed)))
        return
    found = []
    for size in options.sizes:
        command = [
            sys.executable,
            "-m",
            "benchmarks.matching.growth",
            "--one",
            str(size),
            "--seed",
            str(options.seed),
        ]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        found.append(json.loads(ran.stdout))
    print(json.dumps({"sizes": found}, indent=1))
    if options.plot:
        sizes = [row["fans"] for row in found]
        lines = {
            "every feasible pair, with points": (sizes, [row["pairs_seconds"] for row in found]),
            "best whole, proved": (sizes, [row["best_seconds"] for row in found]),
        }
        draw(
            options.plot,
            lines,
            across="fans (a tenth as many gigs)",
            up="CPU seconds, one core",
            by_tens=True,
        )


if __name__ == "__main__":
    main()
