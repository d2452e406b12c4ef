"""Best assignment over arrays: exact, proved, the same whatever the order of rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from matching.engine import assignment
from matching.engine.assignment import best, verify_assigned
from matching.engine.auction import auctioned
from matching.engine.certificate import bound_of
from matching.engine.edges import Edges, edges_from_pairs
from matching.engine.flow import flow, flow_prices, has_flow
from matching.errors import InvalidProblem
from tests.matching.engine.small_markets import brute_force, random_edges

LEVELS = (0, 1, 2, 6, 10_000, 1_000_000)


def _whole(array):
    return np.array(array, dtype=np.int32)


def test_two_thousand_small_problems_are_solved_as_by_trying_everything():
    dice = np.random.default_rng(7)
    for round_ in range(2000):
        edges = random_edges(
            dice,
            gigs=int(dice.integers(0, 5)),
            fans=int(dice.integers(0, 6)),
            most_score=LEVELS[round_ % len(LEVELS)],
            places=int(dice.integers(1, 4)),
            room=int(dice.integers(1, 4)),
            share=float(dice.uniform(0.3, 1.0)),
        )
        answer = best(edges)
        assert answer.objective == brute_force(edges)
        assert answer.is_optimal
        assert verify_assigned(edges, answer) == ()


@pytest.mark.parametrize("bids", [0, 1, 7, 40])
def test_paths_finish_what_bidding_began_after_any_number_of_bids(bids):
    dice = np.random.default_rng(bids)
    for round_ in range(150):
        edges = random_edges(dice, gigs=4, fans=5, most_score=LEVELS[round_ % len(LEVELS)])
        scale = int(edges.places.sum()) + 1
        found = auctioned(edges, scale=scale, step=1, bids=bids, looks=1 << 40)
        assert found.is_complete
        objective = int(edges.scores[found.taken].sum())
        assert objective == brute_force(edges) == bound_of(edges, found.fan_prices, scale)


@pytest.mark.parametrize("most_score", [1, 5, 10_000])
@pytest.mark.parametrize(("gigs", "fans"), [(40, 200), (120, 120), (200, 60)])
def test_auction_and_flow_agree_on_middling_markets(gigs, fans, most_score):
    if not has_flow():
        pytest.skip("OR-Tools is not installed")
    dice = np.random.default_rng(gigs + most_score)
    for _ in range(5):
        edges = random_edges(dice, gigs=gigs, fans=fans, most_score=most_score, share=0.1)
        answer, taken = best(edges), flow(edges)
        assert answer.method == "auction"
        assert answer.objective == int(edges.scores[taken].sum())
        prices = flow_prices(edges, taken)
        assert bound_of(edges, prices, 1) == answer.objective == answer.bound


def test_the_flow_takes_over_when_paths_run_out_and_is_proved_as_well(monkeypatch):
    if not has_flow():
        pytest.skip("OR-Tools is not installed")
    monkeypatch.setattr(assignment, "BIDS_FOR_A_PLACE", 0)
    monkeypatch.setattr(assignment, "LOOKS_FOR_A_PAIR", 0)
    edges = random_edges(np.random.default_rng(3), gigs=60, fans=50, most_score=9)
    answer = best(edges)
    assert answer.method == "flow"
    assert answer.is_optimal
    assert verify_assigned(edges, answer) == ()
    monkeypatch.setattr(assignment, "has_flow", lambda: False)
    rough = best(edges)
    assert rough.is_optimal
    assert rough.objective == answer.objective
    monkeypatch.setattr(assignment, "LOOKS_WITHOUT_FLOW", 0)
    rough = best(edges)
    assert rough.objective <= answer.objective <= rough.bound
    assert verify_assigned(edges, rough) == ()


@given(seed=st.integers(0, 10_000), budget=st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_with_a_budget_the_stated_bound_holds_and_nothing_gets_worse_without(seed, budget):
    edges = random_edges(np.random.default_rng(seed), gigs=12, fans=14, most_score=50)
    short, whole = best(edges, budget=budget), best(edges)
    assert short.objective <= whole.objective <= short.bound
    assert verify_assigned(edges, short) == ()


@given(seed=st.integers(0, 10_000), tolerance=st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_with_a_tolerance_the_answer_is_no_further_from_the_bound(seed, tolerance):
    edges = random_edges(np.random.default_rng(seed), gigs=12, fans=14, most_score=500)
    answer = best(edges, tolerance_points=tolerance)
    assert answer.bound - answer.objective <= tolerance
    assert verify_assigned(edges, answer) == ()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter(seed):
    dice = np.random.default_rng(seed)
    edges = random_edges(dice, gigs=10, fans=12, most_score=3)
    gigs = np.repeat(np.arange(10), np.diff(edges.starts))
    order = dice.permutation(len(gigs))
    mixed, _ = edges_from_pairs(
        gigs[order],
        edges.fans[order].astype(np.int64),
        edges.scores[order].astype(np.int64),
        places=edges.places,
        room=edges.room,
    )
    one, other = best(edges), best(mixed)
    assert (one.taken == other.taken).all()
    assert (one.fan_prices == other.fan_prices).all()
    assert one.work == other.work


def test_an_empty_or_impossible_market_is_an_answer_that_takes_nobody():
    nothing = Edges(np.zeros(1, np.int64), _whole([]), _whole([]), _whole([]), _whole([]))
    no_pairs = Edges(np.zeros(4, np.int64), _whole([]), _whole([]), _whole([1, 2, 0]), _whole([1]))
    no_room = Edges(np.array([0, 2]), _whole([0, 1]), _whole([5, 6]), _whole([2]), _whole([0, 0]))
    no_places = Edges(np.array([0, 2]), _whole([0, 1]), _whole([5, 6]), _whole([0]), _whole([1, 1]))
    worthless = Edges(np.array([0, 2]), _whole([0, 1]), _whole([0, 0]), _whole([2]), _whole([1, 1]))
    for edges in (nothing, no_pairs, no_room, no_places, worthless):
        answer = best(edges)
        assert answer.objective == answer.bound == 0
        assert verify_assigned(edges, answer) == ()


def test_one_pair_is_taken_once_however_many_places_and_room_there_are():
    edges = Edges(
        np.array([0, 1]), _whole([0]), _whole([9]), _whole([2_000_000_000]), _whole([2_000_000_000])
    )
    answer = best(edges)
    assert answer.objective == 9
    assert verify_assigned(edges, answer) == ()


def test_a_gig_with_hundreds_of_places_is_filled_from_the_top():
    scores = np.arange(1000, dtype=np.int32)[::-1].copy()
    edges = Edges(
        np.array([0, 1000]),
        np.arange(1000, dtype=np.int32),
        scores,
        _whole([400]),
        np.ones(1000, dtype=np.int32),
    )
    answer = best(edges)
    assert answer.taken[:400].all()
    assert not answer.taken[400:].any()


def test_prices_say_what_one_more_such_fan_is_worth():
    dice = np.random.default_rng(11)
    for _ in range(40):
        edges = random_edges(dice, gigs=5, fans=5, most_score=40)
        answer = best(edges)
        for fan in range(edges.fan_count):
            room = edges.room.copy()
            room[fan] += 1
            more = brute_force(Edges(edges.starts, edges.fans, edges.scores, edges.places, room))
            assert (more - answer.objective) * answer.scale <= answer.fan_prices[fan] + edges.places.sum()


@pytest.mark.parametrize("asked", [{"budget": -1}, {"tolerance_points": -1}])
def test_a_senseless_budget_is_refused(asked):
    with pytest.raises(InvalidProblem):
        best(random_edges(np.random.default_rng(1), gigs=2, fans=2, most_score=3), **asked)


def test_an_answer_that_is_not_proved_is_never_handed_out(monkeypatch):
    edges = random_edges(np.random.default_rng(5), gigs=10, fans=10, most_score=100)
    monkeypatch.setattr(assignment, "bound_of", lambda *_: 10**9)
    with pytest.raises(assignment.NotProved):
        best(edges)
