"""Mutual choice over arrays: stable, best for gigs among all stable ones, the same whatever the order of rows."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from matching.engine.edges import Edges, edges_from_pairs
from matching.engine.stable import blocking_count, mutual, price_of_stability
from matching.errors import InvalidProblem
from tests.matching.engine.small_markets import random_edges


def _market(seed, *, gigs, fans, levels, share=0.7):
    dice = np.random.default_rng(seed)
    edges = random_edges(dice, gigs=gigs, fans=fans, most_score=levels, share=share)
    return edges, dice.integers(0, levels + 1, len(edges.fans)).astype(np.int32)


def _blocking_plainly(edges, fan_scores, taken):
    """Pair by pair, from the definition."""
    gigs = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))
    count = 0
    for pair in np.flatnonzero(~taken):
        gig, fan = gigs[pair], edges.fans[pair]
        if edges.places[gig] == 0 or edges.room[fan] == 0:
            continue
        at_gig, at_fan = np.flatnonzero(taken & (gigs == gig)), np.flatnonzero(taken & (edges.fans == fan))
        gig_would = len(at_gig) < edges.places[gig] or any(
            (edges.scores[other], -other) < (edges.scores[pair], -pair) for other in at_gig
        )
        fan_would = len(at_fan) < edges.room[fan] or any(
            (fan_scores[other], -other) < (fan_scores[pair], -pair) for other in at_fan
        )
        count += gig_would and fan_would
    return count


@given(seed=st.integers(0, 100_000), levels=st.sampled_from([0, 2, 1000]))
@settings(max_examples=150, deadline=None)
def test_nobody_would_both_rather_be_together(seed, levels):
    edges, fan_scores = _market(seed, gigs=7, fans=9, levels=levels)
    answer = mutual(edges, fan_scores)
    assert blocking_count(edges, fan_scores, answer.taken) == 0
    assert _blocking_plainly(edges, fan_scores, answer.taken) == 0
    assert answer.objective == edges.scores[answer.taken].sum()
    assert 0 <= price_of_stability(edges, answer) <= 1


@given(seed=st.integers(0, 100_000), chance=st.floats(0, 0.4))
@settings(max_examples=100, deadline=None)
def test_the_count_of_blocking_pairs_is_that_of_the_definition(seed, chance):
    edges, fan_scores = _market(seed, gigs=6, fans=6, levels=5)
    dice = np.random.default_rng(seed)
    taken = dice.random(len(edges.fans)) < chance
    gigs = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))
    for pair in np.flatnonzero(taken):
        over_gig = (taken & (gigs == gigs[pair])).sum() > edges.places[gigs[pair]]
        if over_gig or (taken & (edges.fans == edges.fans[pair])).sum() > edges.room[edges.fans[pair]]:
            taken[pair] = False
    assert blocking_count(edges, fan_scores, taken) == _blocking_plainly(edges, fan_scores, taken)


def test_gigs_get_the_best_fan_they_can_have_in_any_stable_matching():
    for seed in range(25):
        edges, fan_scores = _market(seed, gigs=3, fans=3, levels=1000)
        edges = Edges(edges.starts, edges.fans, edges.scores, np.ones(3, np.int32), np.ones(3, np.int32))
        answer = mutual(edges, fan_scores)
        gigs = np.repeat(np.arange(3), np.diff(edges.starts))
        for choice in product([False, True], repeat=len(gigs)):
            taken = np.array(choice, dtype=np.bool_)
            if (
                np.bincount(gigs[taken], minlength=3).max() > 1
                or np.bincount(edges.fans[taken], minlength=3).max() > 1
            ):
                continue
            if blocking_count(edges, fan_scores, taken):
                continue
            for gig in range(3):
                mine = slice(edges.starts[gig], edges.starts[gig + 1])
                other = edges.scores[mine][taken[mine]].sum()
                assert edges.scores[mine][answer.taken[mine]].sum() >= other


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter(seed):
    edges, fan_scores = _market(seed, gigs=6, fans=6, levels=2)
    gigs = np.repeat(np.arange(6), np.diff(edges.starts))
    order = np.random.default_rng(seed).permutation(len(gigs))
    mixed, came_from = edges_from_pairs(
        gigs[order],
        edges.fans[order].astype(np.int64),
        edges.scores[order].astype(np.int64),
        places=edges.places,
        room=edges.room,
    )
    assert (mutual(mixed, fan_scores[order][came_from]).taken == mutual(edges, fan_scores).taken).all()


def test_an_empty_market_is_stable():
    none = np.zeros(0, dtype=np.int32)
    edges = Edges(np.zeros(1, np.int64), none, none, none, none)
    assert mutual(edges, none).objective == 0
    assert blocking_count(edges, none, np.zeros(0, dtype=np.bool_)) == 0


def test_what_cannot_be_judged_is_refused():
    edges, fan_scores = _market(1, gigs=3, fans=3, levels=5, share=1.0)
    for wrong in (fan_scores[1:], fan_scores.astype(np.int64), fan_scores - 100):
        with pytest.raises(InvalidProblem):
            mutual(edges, wrong)
    with pytest.raises(InvalidProblem):
        blocking_count(edges, fan_scores, np.ones(len(edges.fans), dtype=np.bool_))
    with pytest.raises(InvalidProblem):
        blocking_count(edges, fan_scores, np.zeros(2, dtype=np.bool_))
