"""The verifier notices every way in which a solution can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matching import Commitment, Credential, Pair, Policy, Problem, Solution, assign, verify
from matching.bench import market
from tests.matching.people import HAARLEM, SCHIPHOL, at, guide, walk

GUIDES = [guide("anneke"), guide("bram", standing_points=400)]
WALKS = [
    walk("morning"),
    walk("noon", starts_at=at(12), ends_at=at(14)),
    walk("late", starts_at=at(13), ends_at=at(15)),
]
PROBLEM = Problem(fans=GUIDES, gigs=WALKS)
SOLUTION = assign(PROBLEM)


def codes(problem: Problem, solution: Solution) -> set[str]:
    """Codes of what is wrong."""
    return {violation.code for violation in verify(problem, solution)}


def test_the_sound_solution_passes() -> None:
    assert verify(PROBLEM, SOLUTION) == []
    assert len(SOLUTION.pairs) == 3


BREAKING_FANS: list[tuple[str, dict[str, Any]]] = [
    ("skill", {"skills": {"coffee": 1}}),
    ("language", {"languages": {}}),
    ("radius", {"location": HAARLEM}),
    ("radius", {"location": None}),
    ("availability", {"available": []}),
    ("commitment", {"committed": [Commitment(at(11), at(11.5))]}),
    ("commitment", {"committed": [Commitment(at(9), at(10), SCHIPHOL)]}),
    ("hours_day", {"day_cap_minutes": 100}),
    ("hours_week", {"week_cap_minutes": 100}),
]


@pytest.mark.parametrize(("code", "changes"), BREAKING_FANS)
def test_a_pair_that_a_fan_may_not_take_is_named(code: str, changes: dict[str, Any]) -> None:
    problem = replace(PROBLEM, fans=[replace(fan, **changes) for fan in GUIDES])

    assert code in codes(problem, SOLUTION)


BREAKING_GIGS: list[tuple[str, dict[str, Any]]] = [
    ("skills_any", {"skills_any": {"art": 1}}),
    ("credential", {"credentials": {"licence"}}),
    ("age", {"age_min": 60}),
    ("standing", {"standing_min": 990}),
    ("online", {"must_be_online": True}),
    ("excluded", {"excluded": {"anneke", "bram"}}),
]


@pytest.mark.parametrize(("code", "changes"), BREAKING_GIGS)
def test_a_pair_that_a_gig_does_not_allow_is_named(code: str, changes: dict[str, Any]) -> None:
    problem = replace(PROBLEM, gigs=[replace(gig, **changes) for gig in WALKS])

    assert code in codes(problem, SOLUTION)


def test_groups_blocks_and_dated_credentials_are_named() -> None:
    expired = {"licence": Credential(None, date(2026, 12, 4))}
    fans = [replace(fan, largest_group=2, blocked={"mr-x"}, credentials=expired) for fan in GUIDES]
    gigs = [replace(gig, party=3, people={"mr-x"}, credentials={"licence"}) for gig in WALKS]

    assert {"group", "blocked", "credential"} <= codes(replace(PROBLEM, fans=fans, gigs=gigs), SOLUTION)


def with_pair(gig_id: str, fan_id: str) -> Solution:
    """The solution with one more pair, its sums put right."""
    like = SOLUTION.pairs[0]
    pairs = (*SOLUTION.pairs, Pair(gig_id, fan_id, like.score, like.terms))
    return replace(SOLUTION, pairs=pairs, objective=sum(pair.score for pair in pairs))


def test_too_many_on_a_gig_clashes_and_strangers_are_named() -> None:
    morning = SOLUTION.fans_of("morning")[0]
    other = "bram" if morning == "anneke" else "anneke"

    assert "places" in codes(PROBLEM, with_pair("morning", other))
    assert "repeated_pair" in codes(PROBLEM, with_pair("morning", morning))
    assert "clash" in codes(PROBLEM, with_pair("noon", SOLUTION.fans_of("late")[0]))
    assert "unknown_pair" in codes(PROBLEM, with_pair("morning", "nobody"))
    assert "unknown_pair" in codes(PROBLEM, with_pair("never", "anneke"))


def test_blocked_people_together_and_too_many_gigs_are_named() -> None:
    together = Problem(fans=GUIDES, gigs=[walk("morning", places=2)])
    solution = assign(together)
    apart = Problem(fans=[guide("anneke", blocked={"bram"}), GUIDES[1]], gigs=together.gigs)

    assert "blocked_together" in codes(apart, solution)
    assert "most_gigs" in codes(replace(PROBLEM, policy=Policy(most_gigs=1)), SOLUTION)
    assert "least_score" in codes(replace(PROBLEM, policy=Policy(least_score=9999)), SOLUTION)


FALSE_NUMBERS: list[tuple[str, Callable[[Solution], Solution]]] = [
    ("objective", lambda s: replace(s, objective=s.objective + 1)),
    ("bound", lambda s: replace(s, bound=s.objective - 1)),
    ("bound", lambda s: replace(s, bound=s.price_bound + 1)),
    ("price_bound", lambda s: replace(s, price_bound=s.price_bound - 1, bound=s.bound - 1)),
    ("prices", lambda s: replace(s, gig_prices={"morning": -1})),
    ("prices", lambda s: replace(s, gig_prices={"never": 1})),
    ("score", lambda s: replace(s, pairs=(replace(s.pairs[0], score=1), *s.pairs[1:]))),
    ("score", lambda s: replace(s, pairs=(replace(s.pairs[0], terms=()), *s.pairs[1:]))),
    ("pinned", lambda s: replace(s, pairs=(replace(s.pairs[0], is_pinned=True), *s.pairs[1:]))),
    ("unfilled", lambda s: replace(s, pairs=s.pairs[1:])),
    ("unused", lambda s: replace(s, pairs=())),
]


@pytest.mark.parametrize(("code", "falsify"), FALSE_NUMBERS)
def test_false_numbers_are_named(code: str, falsify: Callable[[Solution], Solution]) -> None:
    assert code in codes(PROBLEM, falsify(SOLUTION))


def test_prices_that_prove_too_little_are_named() -> None:
    problem = market(fans=20, gigs=15, seed=2)
    solution = assign(problem)
    assert solution.gig_prices

    assert "price_bound" in codes(problem, replace(solution, gig_prices={}))


def test_a_gig_that_a_pin_alone_fills_is_worth_nothing_to_the_others() -> None:
    problem = Problem(fans=[guide("anneke"), guide("bram")], gigs=[walk(places=1, pinned=("bram",))])

    assert verify(problem, assign(problem)) == []
