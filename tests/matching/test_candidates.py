"""Arrays and predicates agree on every pair."""

from __future__ import annotations

from hypothesis import given

from matching import Problem
from matching.bench import market
from matching.candidates import candidates
from matching.eligibility import broken_rules
from matching.fairness import fairness_grades
from matching.terms import Standpoint, score
from tests.matching.people import problems


def by_asking_every_predicate(problem: Problem) -> list[tuple[int, int, int]]:
    """The slow and obvious way."""
    grades = fairness_grades(problem.fans, problem.params)
    found = []
    for position, gig in enumerate(problem.gigs):
        for index, fan in enumerate(problem.fans):
            points = score(fan, gig, problem.params, Standpoint(grades[fan.id]))
            if not broken_rules(fan, gig, problem.params) and points >= problem.policy.least_score:
                found.append((position, index, points))
    return found


@given(problems())
def test_every_feasible_pair_is_found_and_no_other(problem: Problem) -> None:
    assert candidates(problem) == by_asking_every_predicate(problem)


def test_a_whole_market_agrees() -> None:
    problem = market(fans=150, gigs=20, seed=11)

    found = candidates(problem)

    assert found == by_asking_every_predicate(problem)
    assert len(found) > 100
