"""Evaluations per second of a scheme with 12 components, on one core: ``python -m benchmarks.payouts.evaluations``.

The bare side makes the same lines out of ready amounts in a plain loop: what any evaluation that explains itself must at
least do. Rounds take turns; time is the process's own.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from payouts.money import Money, share_bps
from payouts.schemes import Evaluation, Facts, Line, Scheme, evaluate, scheme_from_document

GIGS = 500
IS_PEAK = [{"fact": "is_peak", "op": "eq", "value": True}]
WELL_RATED = [{"fact": "rating_tenths", "op": "gte", "value": 45}]
COMPONENTS: list[dict[str, Any]] = [
    {"code": "gig", "type": "per_gig", "amount_minor": 500},
    {"code": "hours", "type": "per_hour", "amount_minor": 1800},
    {"code": "stops", "type": "per_stop", "amount_minor": 60, "units_max": 80},
    {"code": "way", "type": "per_km", "amount_minor": 35, "units_free": 5},
    {"code": "guests", "type": "per_guest", "amount_minor": 100, "units_free": 2},
    {"code": "share", "type": "share_of_price", "rate_bps": 1000},
    {"code": "overrun", "type": "overrun", "amount_minor": 2000, "minutes_free": 10, "minutes_max": 60},
    {"code": "waiting", "type": "waiting", "amount_minor": 1500, "minutes_free": 5, "minutes_max": 30},
    {"code": "peak", "type": "bonus", "rate_bps": 1000, "when": IS_PEAK},
    {"code": "stars", "type": "bonus", "amount_minor": 300, "when": WELL_RATED},
    {"code": "lunch", "type": "perk", "cap_minor": 1200},
    {"code": "floor", "type": "floor_per_hour", "amount_minor": 4200},
]


def scheme() -> Scheme:
    """The scheme: a dollar scheme of 12 components of 12 sorts."""
    return scheme_from_document(
        {
            "schema": 1,
            "currency": "USD",
            "terms": "paid",
            "components": COMPONENTS,
            "platform_fee_bps": 500,
            "choices": [{"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}],
        }
    )


def gigs() -> list[Facts]:
    """Outcomes of gigs, no two alike."""
    return [
        Facts(
            planned_minutes=180 + i % 60, worked_minutes=200 + i % 90, waiting_minutes=i % 40, stops=20 + i % 9,
            guests=i % 6, distance_m=23_000 + i, price_minor=9000, rating_tenths=30 + i % 20, is_peak=i % 2 == 0,
            perk_claims={"lunch": 900},
        )
        for i in range(GIGS)
    ]  # fmt: skip


def bare(ready: list[tuple[Evaluation, int]]) -> None:
    """Make the lines of ready amounts: no facts, no conditions, no arithmetic."""
    for evaluation, price_minor in ready:
        lines = [
            Line(x.code, x.type, Money(x.amount.amount_minor, "USD"), dict(x.params), x.funded_by)
            for x in evaluation.lines
        ]
        Evaluation("USD", tuple(lines), share_bps(Money(price_minor, "USD"), 500))


def rate(work: Callable[[], None], times: int) -> float:
    """Evaluations per second of processor time."""
    started = time.process_time()
    for _ in range(times):
        work()
    return times * GIGS / (time.process_time() - started)


def main() -> None:
    """Measure both sides in turns and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--times", type=int, default=20, help="passes over the gigs in each round")
    options = parser.parse_args()
    found, facts = scheme(), gigs()
    ready = [(evaluate(found, one), one.price_minor) for one in facts]

    def evaluated() -> None:
        for one in facts:
            evaluate(found, one)

    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(rate(evaluated, options.times))
        theirs.append(rate(lambda: bare(ready), options.times))
    lines = statistics.mean(len(evaluation.lines) for evaluation, _ in ready)
    print(f"{len(COMPONENTS)} components, {lines:.1f} lines a gig, {options.rounds} rounds")
    print(
        f"evaluations  {statistics.median(ours):>9,.0f} per second (from {min(ours):,.0f} to {max(ours):,.0f})"
    )
    print(
        f"bare loop    {statistics.median(theirs):>9,.0f} per second (from {min(theirs):,.0f} to {max(theirs):,.0f})"
    )
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    print(f"ratio        {statistics.median(ratios):>9.2f}")


if __name__ == "__main__":
    main()
