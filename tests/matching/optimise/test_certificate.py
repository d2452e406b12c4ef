"""Prices: valid for any choice of them, and low where they have been moved."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from matching import Params, Policy, Problem, assign
from matching.bench import market
from matching.candidates import candidates
from matching.draft import Draft, Rules
from matching.optimise.certificate import Pricing
from tests.matching.people import at, easy_problems, guide, walk


def pricing_of(problem: Problem) -> Pricing:
    """Pricing with nothing fixed."""
    score = {(item.gig, item.fan): item.score for item in candidates(problem)}
    return Pricing(Draft(Rules(problem)), score)


@given(easy_problems(), st.lists(st.integers(0, 9000), min_size=4, max_size=4))
def test_any_prices_bound_every_solution(problem: Problem, prices: list[int]) -> None:
    objective = sum(pair.score for pair in assign(problem).pairs)

    assert pricing_of(problem).bound(dict(enumerate(prices))).value >= objective


def test_moving_prices_lowers_the_bound_to_the_optimum() -> None:
    problem = market(fans=30, gigs=25, seed=8)
    pricing = pricing_of(problem)
    start = pricing.bound({})
    best = assign(problem).objective

    bounds = [bound.value for bound in islice(pricing.moved(start, lambda: best), 120)]

    assert best <= min(bounds) < start.value
    assert min(bounds) - best < (start.value - best) // 20


def test_a_chain_keeps_the_most_gigs_and_takes_the_best_of_them() -> None:
    gigs = [
        walk(f"walk-{hour}", starts_at=at(hour), ends_at=at(hour + 1), party=hour) for hour in (8, 10, 12, 14)
    ]
    two = Problem(fans=[guide()], gigs=gigs, policy=Policy(most_gigs=2), params=Params())

    bound = pricing_of(two).bound({0: 500, 1: 0, 2: 400, 3: 100})

    assert [gig for gig, _ in bound.links] == [1, 3]
    assert bound.gains[0] + 1000 == bound.value


def test_prices_that_nobody_pays_are_paid_for_empty_places() -> None:
    problem = Problem(fans=[guide()], gigs=[walk(places=3)])

    bound = pricing_of(problem).bound({0: 100_000, 9: 5})

    assert bound.value == 300_000
    assert bound.links == ()
