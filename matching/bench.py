"""Made-up markets, the same for everyone by seed, and how long the modes take on them."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

from matching.checks import check_whole
from matching.fans import Fan
from matching.geometry import Place
from matching.gigs import Gig
from matching.intervals import Interval
from matching.modes.assign import assign
from matching.modes.rank import rank
from matching.problem import Problem
from matching.verifier import verify

SKILLS = tuple(f"skill-{number}" for number in range(20))
LANGUAGES = ("de", "en", "es", "nl")
OPENING = datetime(2026, 12, 1, 8, tzinfo=UTC)
CENTRE = Place(52.37, 4.90)


def market(*, fans: int, gigs: int, seed: int) -> Problem:
    """Return a made-up market of one city over fourteen days.

    Parameters
    ----------
    fans, gigs : int
        How many.
    seed : int
        Same seed, same market, whatever the machine.

    Returns
    -------
    Problem
        With default policy and parameters.
    """
    check_whole("fans", fans, 0, 1_000_000)
    check_whole("gigs", gigs, 0, 1_000_000)
    dice = random.Random(seed)
    return Problem(
        fans=[_fan(dice, number) for number in range(fans)],
        gigs=[_gig(dice, number) for number in range(gigs)],
    )


def _fan(dice: random.Random, number: int) -> Fan:
    days = [OPENING + timedelta(days=day) for day in range(14) if dice.random() < 0.6]
    return Fan(
        id=f"fan-{number:06}",
        skills={skill: dice.randint(1, 5) for skill in dice.sample(SKILLS, 6)},
        languages={language: dice.randint(2, 6) for language in dice.sample(LANGUAGES, 2)},
        location=Place(CENTRE.lat + dice.gauss(0, 0.05), CENTRE.lon + dice.gauss(0, 0.08)),
        radius_m=dice.choice((2000, 5000, 10_000)),
        speed_kmh=dice.choice((5, 15, 40)),
        available=[
            Interval(day + timedelta(hours=dice.randint(0, 4)), day + timedelta(hours=dice.randint(6, 14)))
            for day in days
        ],
        interests=dice.sample(SKILLS, 4),
        declared_minutes=600,
        served=dice.randint(0, 5),
        standing_points=dice.randint(300, 900),
    )


def _gig(dice: random.Random, number: int) -> Gig:
    starts_at = OPENING + timedelta(days=dice.randint(0, 13), hours=dice.randint(1, 10))
    return Gig(
        id=f"gig-{number:06}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=dice.randint(1, 3)),
        location=Place(CENTRE.lat + dice.gauss(0, 0.02), CENTRE.lon + dice.gauss(0, 0.03)),
        places=dice.randint(1, 3),
        skills_all={dice.choice(SKILLS): 1} if dice.random() < 0.7 else {},
        languages_any={"en": 3, "es": 3},
        interests=dice.sample(SKILLS, 3),
    )


def measure(*, fans: int, gigs: int, seed: int, rounds: int) -> dict[str, object]:
    """Return how long a round and a ranking take, and how good the round is.

    Parameters
    ----------
    fans, gigs, seed : int
        As for `market`.
    rounds : int
        Repetitions, at least 1; the fastest counts.

    Returns
    -------
    dict
        CPU seconds, objective, bound, gap in thousandths and violations.
    """
    check_whole("rounds", rounds, 1, 1000)
    problem = market(fans=fans, gigs=gigs, seed=seed)
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        solution = assign(problem)
        times.append(time.process_time() - begun)
    ranked = []
    for gig in problem.gigs[:rounds]:
        begun = time.process_time()
        rank(gig, problem.fans, problem.params)
        ranked.append(time.process_time() - begun)
    return {
        "fans": fans,
        "gigs": gigs,
        "seed": seed,
        "assign_seconds": round(min(times), 4),
        "rank_seconds": round(min(ranked, default=0.0), 4),
        "pairs": len(solution.pairs),
        "objective": solution.objective,
        "bound": solution.bound,
        "gap_permille": solution.gap_permille,
        "violations": len(verify(problem, solution)),
    }
