"""The array engine finds the pairs and the points that the named predicates and terms give."""

from __future__ import annotations

from hypothesis import given

from matching import Problem
from matching.bench import market
from matching.engine.feasible import feasible
from matching.engine.market import Market
from tests.matching.people import problems
from tests.matching.test_candidates import by_asking_every_predicate


def by_arrays(problem: Problem, most_each: int | None = None) -> list[tuple[int, int, int]]:
    """Pairs of a problem as the engine finds them."""
    found = feasible(
        Market.from_problem(problem),
        problem.params,
        least_score=problem.policy.least_score,
        most_each=most_each,
    )
    return [
        (gig, int(found.fans[edge]), int(found.scores[edge]))
        for gig in range(found.gig_count)
        for edge in range(found.starts[gig], found.starts[gig + 1])
    ]


@given(problems(most_fans=6))
def test_every_feasible_pair_is_found_and_no_other(problem: Problem) -> None:
    assert by_arrays(problem) == by_asking_every_predicate(problem)


def test_a_whole_market_agrees() -> None:
    problem = market(fans=150, gigs=20, seed=11)

    assert by_arrays(problem) == by_asking_every_predicate(problem)
