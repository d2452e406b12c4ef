"""What fairness costs over 24 rounds in a market where the same people would win again and again.

``python -m benchmarks.matching.fairness --fans 4000 --gigs 1000``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.matching.plots import draw
from matching.engine.edges import edges_from_pairs
from matching.engine.fairness_curve import CurvePoint, MarketRound, fairness_curve

FILLED = 2000
SLOTS, SKILLS, TOWN_FANS = 28, 10, 500
STRENGTHS = (0, 250, 500, 1000, 1500, 2000, 3000, 4000)
WANTED_PERCENT = 60


def rounds_of(*, fans: int, gigs: int, rounds: int, seed: int) -> tuple[MarketRound, ...]:
    """Return weeks in the same towns: fans with their own hours, skill and worth; other gigs each week.

    Scores are made of the library's terms at their default weights, except fairness: filled 2,000, nearness 1,000,
    skill 800, language 500, interest 800, standing 800, familiarity 400.
    """
    dice = np.random.default_rng(seed)
    towns = max(1, fans // TOWN_FANS)
    people = {
        "town": dice.integers(0, towns, fans),
        "at": dice.normal(0, 4, (fans, 2)),
        "radius": dice.uniform(3, 15, fans),
        "able": dice.random((fans, SKILLS)) < 0.4,
        "open": dice.random((fans, SLOTS)) < dice.uniform(0.15, 0.8, (fans, 1)),
        "level": dice.integers(1, 6, (fans, SKILLS)),
        "language": dice.integers(1, 7, fans),
        "standing": np.clip(dice.normal(500, 180, fans), 0, 1000).astype(np.int64),
        "knows": dice.random(fans) < 0.3,
        "room": dice.integers(1, 3, fans).astype(np.int32),
    }
    return tuple(_week(dice, people, towns, gigs, is_first=week == 0) for week in range(rounds))


def _week(dice: np.random.Generator, people: dict, towns: int, gigs: int, *, is_first: bool) -> MarketRound:
    town, at = dice.integers(0, towns, gigs), dice.normal(0, 4, (gigs, 2))
    skill, slot = dice.integers(0, SKILLS, gigs), dice.integers(0, SLOTS, gigs)
    columns: list[list[np.ndarray]] = [[], [], []]
    for gig in range(gigs):
        here = np.flatnonzero(people["town"] == town[gig])
        away = np.hypot(*(people["at"][here] - at[gig]).T)
        can = (
            (away <= people["radius"][here])
            & people["able"][here, skill[gig]]
            & people["open"][here, slot[gig]]
        )
        who = here[can]
        near = (1000 * (1 - away[can] / people["radius"][who])).astype(np.int64)
        score = FILLED + near + 160 * people["level"][who, skill[gig]] + 83 * people["language"][who]
        score += 800 * dice.integers(0, 4, len(who)) // 3 + people["standing"][who] * 4 // 5
        score += 400 * people["knows"][who]
        for column, part in zip(columns, (np.full(len(who), gig), who, score), strict=True):
            column.append(part.astype(np.int64))
    pairs = [np.concatenate(column) for column in columns]
    places = dice.integers(1, 4, gigs).astype(np.int32)
    fans = len(people["town"])
    return MarketRound(
        edges=edges_from_pairs(*pairs, places=places, room=people["room"])[0],
        minutes=people["open"].sum(axis=1).astype(np.int64) * 240,
        gig_minutes=dice.integers(1, 5, gigs).astype(np.int64) * 60,
        gig_values=dice.integers(800, 9001, gigs).astype(np.int64),
        is_newcomer=np.full(fans, is_first),
        elapsed_minutes=7 * 24 * 60,
    )


def shown(points: tuple[CurvePoint, ...]) -> list[dict[str, float]]:
    """Return the points against the first, in percent."""
    first = points[0]
    return [
        {
            "strength": point.strength,
            "score_lost_percent": round(100 * (1 - point.score / first.score), 2),
            "score_lost_beside_filling_percent": round(
                100 * (1 - (point.score - FILLED * point.filled) / (first.score - FILLED * first.filled)), 2
            ),
            "gini_gigs": point.measures.gini_gigs,
            "gini_gigs_down_percent": round(
                100 * (1 - point.measures.gini_gigs / first.measures.gini_gigs), 1
            ),
            "gini_value": point.measures.gini_value,
            "never_served": point.measures.never_served,
            "lowest_tenth": point.measures.lowest_tenth,
            "filled_less": first.filled - point.filled,
        }
        for point in points
    ]


def least_strength(
    rounds: tuple[MarketRound, ...], points: tuple[CurvePoint, ...], wanted: int
) -> dict[str, float] | None:
    """Return what the least strength costs, in steps of 10, with which unevenness falls by so many percent."""
    falls = [row["gini_gigs_down_percent"] for row in shown(points)]
    enough = next((at for at, fall in enumerate(falls) if fall >= wanted), None)
    if not enough:
        return None
    low, high = points[enough - 1].strength, points[enough].strength
    while high - low > 10:
        middle = (low + high) // 20 * 10
        row = shown((points[0], *fairness_curve(rounds, (middle,))))[1]
        low, high = (low, middle) if row["gini_gigs_down_percent"] >= wanted else (middle, high)
    return shown((points[0], *fairness_curve(rounds, (high,))))[1]


def main() -> None:
    """Print the curve, and what the least strength costs that is even enough."""
    asked = argparse.ArgumentParser(description=__doc__)
    for name, value in (("fans", 4000), ("gigs", 1000), ("rounds", 24), ("seed", 1)):
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--plot", type=Path, help="where to draw the curve")
    given = asked.parse_args()
    rounds = rounds_of(fans=given.fans, gigs=given.gigs, rounds=given.rounds, seed=given.seed)
    points = fairness_curve(rounds, STRENGTHS)
    curve = shown(points)
    enough = least_strength(rounds, points, WANTED_PERCENT)
    print(json.dumps({"filled": points[0].filled, "curve": curve, "least_for_60_percent": enough}, indent=1))
    if given.plot:
        lost = [row["score_lost_percent"] for row in curve]
        lines = {
            name: (lost, [row[field] for row in curve])
            for name, field in (("gigs", "gini_gigs"), ("value per available hour", "gini_value"))
        }
        draw(given.plot, lines, across="total score lost, percent", up="Gini, thousandths")


if __name__ == "__main__":
    main()
