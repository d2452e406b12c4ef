"""Stable matchings: no blocking pair, best for the fans."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    InvalidProblem,
    MutualSolution,
    Pair,
    Policy,
    Problem,
    assign,
    blocking_pairs,
    mutual,
    verify_pairs,
)
from matching.bench import market
from tests.matching.people import at, easy_problems, guide, problems, walk


def without_blocks(problem: Problem) -> Problem:
    """The same without blocks between fans, which stability knows nothing of."""
    return replace(problem, fans=[replace(fan, blocked=()) for fan in problem.fans])


@given(st.one_of(problems(), easy_problems()))
def test_no_pair_would_rather_be_matched_and_every_rule_holds(problem: Problem) -> None:
    assert verify_pairs(problem, [Pair(gig, fan, 0) for gig, fan in mutual(problem).pairs]) == []
    problem = without_blocks(problem)

    solution = mutual(problem)

    assert blocking_pairs(problem, solution) == ()
    assert solution.objective <= assign(replace(problem, gigs=unpinned(problem))).bound


def unpinned(problem: Problem) -> list[object]:
    """The gigs without fans put by hand, whom stability does not know."""
    return [replace(gig, pinned=()) for gig in problem.gigs]


def test_a_whole_market_is_stable() -> None:
    problem = market(fans=80, gigs=30, seed=9)

    solution = mutual(problem)

    assert blocking_pairs(problem, solution) == ()
    assert 0 < solution.objective <= assign(problem).objective


def test_fans_get_the_best_they_can_have_in_any_stable_matching() -> None:
    # Each fan likes the gig best whose score prefers the other: fans proposing, both get their wish.
    ann = guide("ann", skills={"art": 5, "coffee": 2}, interests=())
    ben = guide("ben", skills={"art": 2, "coffee": 5}, interests=())
    art, coffee = walk("art", skills_all={"art": 2}), walk("coffee", skills_all={"coffee": 2})
    problem = Problem(fans=[ann, ben], gigs=[art, coffee])
    wishes = {"ann": ["coffee", "art"], "ben": ["art", "coffee"]}

    solution = mutual(problem, wishes)

    assert solution.pairs == (("art", "ben"), ("coffee", "ann"))
    assert blocking_pairs(problem, solution, wishes) == ()
    turned = MutualSolution((("art", "ann"), ("coffee", "ben")), 0, 0)
    assert blocking_pairs(problem, turned, wishes) == ()


def test_an_unstable_matching_is_found_out() -> None:
    problem = Problem(fans=[guide("good", standing_points=900), guide("fair")], gigs=[walk()])

    unstable = MutualSolution((("coffee-walk", "fair"),), 0, 0)

    assert blocking_pairs(problem, unstable) == (("coffee-walk", "good"),)


def test_gigs_that_a_fan_does_not_name_are_not_given() -> None:
    problem = Problem(fans=[guide()], gigs=[walk("wanted"), walk("other", starts_at=at(14), ends_at=at(15))])

    assert mutual(problem, {"anneke": ["wanted"]}).pairs == (("wanted", "anneke"),)
    assert mutual(problem, {"anneke": []}).pairs == ()


def test_one_of_clashing_gigs_and_no_more_than_hours_allow() -> None:
    gigs = [walk(f"walk-{hour}", starts_at=at(hour), ends_at=at(hour + 2)) for hour in (8, 9, 12, 14)]

    free = mutual(Problem(fans=[guide()], gigs=gigs))
    tired = mutual(Problem(fans=[guide(day_cap_minutes=240)], gigs=gigs))
    one = mutual(Problem(fans=[guide()], gigs=gigs, policy=Policy(most_gigs=1)))

    assert len(free.pairs) == 3
    assert len(tired.pairs) == 2
    assert len(one.pairs) == 1


def test_bad_wishes_are_refused() -> None:
    problem = Problem(fans=[guide()], gigs=[walk()])

    with pytest.raises(InvalidProblem, match="fan_id"):
        mutual(problem, {"nobody": []})
    with pytest.raises(InvalidProblem, match="gig_id"):
        mutual(problem, {"anneke": ["never"]})
    with pytest.raises(InvalidProblem, match="twice"):
        mutual(problem, {"anneke": ["coffee-walk", "coffee-walk"]})
