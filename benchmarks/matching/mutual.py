"""Mutual choice, its proof and its price: `python -m benchmarks.matching.mutual`; bar: no blocking pair."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

import numpy as np

from benchmarks.matching.edges_markets import KINDS, market
from matching.engine.assignment import best
from matching.engine.stable import blocking_count, mutual

Answer = TypeVar("Answer")


def main() -> None:
    """Print medians as JSON: the matching, counting blocking pairs, the best assignment, and sorting all pairs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching.mutual")
    parser.add_argument("--fans", type=int, default=100_000)
    parser.add_argument("--gigs", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--kind", choices=KINDS, default="contested")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    edges = market(fans=asked.fans, gigs=asked.gigs, each=asked.each, kind=asked.kind, seed=asked.seed)
    liked = np.random.default_rng(asked.seed).integers(0, 10_001, len(edges.fans)).astype(np.int32)
    answer, matching_seconds = _timed(lambda: mutual(edges, liked), asked.runs)
    blocking, proof_seconds = _timed(lambda: blocking_count(edges, liked, answer.taken), asked.runs)
    most, best_seconds = _timed(lambda: best(edges), asked.runs)
    _order, sort_seconds = _timed(lambda: np.argsort(edges.scores, kind="stable"), asked.runs)
    print(
        json.dumps(
            vars(asked)
            | {
                "pairs": len(edges.fans),
                "blocking_pairs": blocking,
                "proposals": answer.proposals,
                "price_of_stability": round(1 - answer.objective / most.objective, 4),
                "matching_cpu_seconds": matching_seconds,
                "proof_cpu_seconds": proof_seconds,
                "best_cpu_seconds": best_seconds,
                "sort_cpu_seconds": sort_seconds,
            },
            indent=1,
        )
    )


def _timed(work: Callable[[], Answer], runs: int) -> tuple[Answer, float]:
    work()  # loads compiled code
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        answer = work()
        seconds.append(time.process_time() - began)
    return answer, round(median(seconds), 4)


if __name__ == "__main__":
    main()
