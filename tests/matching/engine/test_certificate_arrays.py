"""The checker refuses what is forged, and bounds hold for any prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from matching.engine.assignment import best
from matching.engine.certificate import bound_of, verify_assigned
from matching.engine.edges import MOST_SCORE, Assigned, Edges
from matching.errors import InvalidProblem
from tests.matching.engine.small_markets import brute_force, random_edges


@pytest.fixture
def market() -> Edges:
    return random_edges(np.random.default_rng(2), gigs=8, fans=8, most_score=90, places=2, room=2)


@pytest.fixture
def answer(market: Edges) -> Assigned:
    return best(market)


@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1, 7, 1_000_003]), top=st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_no_prices_bound_less_than_the_best(seed, scale, top):
    dice = np.random.default_rng(seed)
    edges = random_edges(dice, gigs=4, fans=5, most_score=50)
    prices = dice.integers(0, top * scale + 1, edges.fan_count)
    taken = np.zeros(len(edges.fans), dtype=np.bool_)
    bound = bound_of(edges, prices, scale)
    assert bound >= brute_force(edges)
    assert verify_assigned(edges, Assigned(taken, 0, bound, prices, scale, "auction", 0)) == ()


@given(seed=st.integers(0, 10_000), share=st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_what_is_thought_best_never_changes_the_bound(seed, share):
    dice = np.random.default_rng(seed)
    edges = random_edges(dice, gigs=5, fans=6, most_score=20, places=4)
    prices = dice.integers(0, 12, edges.fan_count)
    bound = bound_of(edges, prices, 1)
    for thought in (dice.random(len(edges.fans)) < share, best(edges).taken):
        assert bound_of(edges, prices, 1, thought) == bound


def test_many_places_beyond_64_bits_are_still_exact():
    fans, scale = 40, 1 << 40
    edges = Edges(
        np.array([0, fans]),
        np.arange(fans, dtype=np.int32),
        np.full(fans, MOST_SCORE, dtype=np.int32),
        np.array([fans], dtype=np.int32),
        np.ones(fans, dtype=np.int32),
    )
    prices = np.zeros(fans, dtype=np.int64)
    assert bound_of(edges, prices, scale, np.ones(fans, dtype=np.bool_)) == fans * MOST_SCORE


def test_sums_beyond_64_bits_are_still_exact():
    count, scale = 30_000, 1 << 40
    edges = Edges(
        np.arange(count + 1),
        np.arange(count, dtype=np.int32),
        np.full(count, MOST_SCORE, dtype=np.int32),
        np.ones(count, dtype=np.int32),
        np.ones(count, dtype=np.int32),
    )
    prices = np.full(count, scale * 7 + 1)
    assert bound_of(edges, prices, scale) == count * MOST_SCORE
    assert bound_of(edges, prices * 0, scale) == count * MOST_SCORE


def test_a_gig_over_its_places_is_found(market, answer):
    forged = replace(answer, taken=np.ones_like(answer.taken), objective=int(market.scores.sum()))
    assert any("places" in line for line in verify_assigned(market, forged))
    assert any("room" in line for line in verify_assigned(market, forged))


def test_an_objective_that_is_not_the_sum_is_found(market, answer):
    assert verify_assigned(market, replace(answer, objective=answer.objective + 1))


def test_a_bound_that_prices_do_not_prove_is_found(market, answer):
    assert verify_assigned(market, replace(answer, bound=answer.bound - 1))
    assert verify_assigned(market, replace(answer, fan_prices=answer.fan_prices + 100 * answer.scale))


def test_a_worse_assignment_cannot_claim_to_be_best(market, answer):
    first = int(np.flatnonzero(answer.taken & (market.scores > 0))[0])
    taken = answer.taken.copy()
    taken[first] = False
    worse = answer.objective - int(market.scores[first])
    forged = replace(answer, taken=taken, objective=worse, bound=worse)
    assert verify_assigned(market, forged)


def test_prices_below_nothing_or_of_another_shape_prove_nothing(market, answer):
    for prices in (
        answer.fan_prices - 1 - answer.fan_prices.max(),
        answer.fan_prices[1:],
        answer.fan_prices * 1.0,
    ):
        assert verify_assigned(market, replace(answer, fan_prices=prices))
        with pytest.raises(InvalidProblem):
            bound_of(market, prices, answer.scale)
    assert verify_assigned(market, replace(answer, scale=0))
    assert verify_assigned(market, replace(answer, taken=answer.taken[1:]))
