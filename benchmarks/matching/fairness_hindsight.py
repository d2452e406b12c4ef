"""What fairness must cost: the least total score that any plan gives up for a Gini so much lower, all weeks known before.

``python -m benchmarks.matching.fairness_hindsight --gigs 400 --down 60`` prints a proved lower bound of the loss, and the best plan
met on the way.

The Gini coefficient of gigs per available hour is at most g exactly if, for every order of the fans, the sum of
``(2 * place - n - 1 - g * n) * rate`` is at most 0. Any average of such orders, times a price, may therefore be taken off
the scores: what the best assignments of all weeks then reach is a bound (Lagrange) on the score of every plan that fills as
many places. Orders are those of the plans found so far, averaged (fictitious play).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.matching.fairness import rounds_of
from matching.engine.assignment import best
from matching.engine.fairness_curve import MarketRound

Floats = npt.NDArray[np.float64]
ROOM = 5_000
"""Points added to every pair, and taken off again: filling as many places as before stays worth it."""


@dataclass(frozen=True)
class Plan:
    """All weeks together: gigs of each fan, points without anything taken off, places filled, and the bound of what was solved."""

    gigs: Floats
    score: int
    filled: int
    bound: int


def planned(rounds: tuple[MarketRound, ...], points: npt.NDArray[np.int64]) -> Plan:
    """Return the best whole when every gig of a fan brings so many points more, or less."""
    gigs, score, filled, bound = np.zeros(len(points)), 0, 0, 0
    room = ROOM + max(0, -int(points.min()))
    for one in rounds:
        edges = one.edges
        answer = best(replace(edges, scores=(edges.scores + (points + room)[edges.fans]).astype(np.int32)))
        who = edges.fans[answer.taken]
        gigs += np.bincount(who, minlength=len(points))
        score += int(edges.scores[answer.taken].sum(dtype=np.int64))
        filled, bound = filled + len(who), bound + answer.bound
    return Plan(gigs, score, filled, bound - room * filled)


def order_of(rates: Floats) -> Floats:
    """Return ``2 * place - n - 1`` by fan, the same for equal rates."""
    many = len(rates)
    places = np.empty(many)
    places[np.argsort(rates, kind="stable")] = 2 * np.arange(1, many + 1) - many - 1
    _, group = np.unique(rates, return_inverse=True)
    averages: Floats = (np.bincount(group, weights=places) / np.bincount(group))[group]
    return averages


def gini(rates: Floats) -> float:
    """Return the Gini coefficient."""
    return float((order_of(rates) * rates).sum() / (len(rates) * rates.sum()))


@dataclass
class Found:
    """The lowest bound of the score so far, and what the plans on the way came to: Gini and score of each."""

    bound: int
    plans: list[tuple[float, int]]


def searched(
    rounds: tuple[MarketRound, ...], first: Plan, wanted: float, prices: list[float], steps: int
) -> Found:
    """Return the bound for all plans whose Gini is at most the wanted one and that fill as many places as the first."""
    minutes = np.sum([one.minutes for one in rounds], axis=0).astype(float)
    here = minutes > 0
    many, usual, found = int(here.sum()), minutes[here].mean(), Found(first.score, [])
    for price in prices:
        weights, total = order_of(first.gigs[here] / minutes[here]), np.zeros(many)
        for step in range(steps):
            points = np.zeros(len(minutes), dtype=np.int64)
            points[here] = np.ceil(-price * (weights - wanted * many) / many * usual / minutes[here])
            plan = planned(rounds, points)
            if plan.filled != first.filled:
                raise SystemExit(f"{first.filled - plan.filled} places were left for evenness: no bound")
            found.bound = min(found.bound, plan.bound)
            found.plans.append((gini(plan.gigs[here] / minutes[here]), plan.score))
            total += plan.gigs[here]
            weights += (order_of(total / (step + 1) / minutes[here]) - weights) * 2 / (step + 3)
    return found


def main() -> None:
    """Print the bound, and the best plan on the way that is as even as wanted."""
    asked = argparse.ArgumentParser(description=__doc__)
    numbers = {"fans": 4000, "gigs": 400, "rounds": 24, "seed": 1, "down": 60, "steps": 150}
    for name, value in numbers.items():
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--prices", type=float, nargs="+", default=[480, 520])
    given = asked.parse_args()
    rounds = rounds_of(fans=given.fans, gigs=given.gigs, rounds=given.rounds, seed=given.seed)
    minutes = np.sum([one.minutes for one in rounds], axis=0).astype(float)
    first = planned(rounds, np.zeros(given.fans, dtype=np.int64))
    start = gini(first.gigs[minutes > 0] / minutes[minutes > 0])
    wanted = start * (1 - given.down / 100)
    found = searched(rounds, first, wanted, given.prices, given.steps)
    best_plan = max(((score, even) for even, score in found.plans if even <= wanted), default=None)
    said = vars(given) | {
        "filled": first.filled,
        "gini": round(1000 * start),
        "loss_at_least_percent": round(100 * (1 - found.bound / first.score), 2),
        "plan_loss_percent": best_plan and round(100 * (1 - best_plan[0] / first.score), 2),
        "plan_gini_down_percent": best_plan and round(100 * (1 - best_plan[1] / start), 1),
    }
    print(json.dumps(said, indent=1))


if __name__ == "__main__":
    main()
