"""The curve of total score against evenness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.assignment import best
from matching.engine.edges import edges_from_pairs
from matching.engine.fairness_curve import MarketRound, fairness_curve, with_fairness
from matching.errors import InvalidProblem
from matching.fairness_rules import FairnessRules
from matching.fairness_state import FairnessState

FANS = 6


def weeks(count: int, seed: int) -> list[MarketRound]:
    """Weeks in which the first fans suit every gig best."""
    dice = np.random.default_rng(seed)
    gigs = 3
    at, who = (part.ravel().astype(np.int64) for part in np.mgrid[0:gigs, 0:FANS])
    return [
        MarketRound(
            edges=edges_from_pairs(
                at,
                who,
                (2000 - 200 * who + dice.integers(0, 300, gigs * FANS)).astype(np.int64),
                places=np.ones(gigs, dtype=np.int32),
                room=np.ones(FANS, dtype=np.int32),
            )[0],
            minutes=np.full(FANS, 600, dtype=np.int64),
            gig_minutes=np.full(gigs, 120, dtype=np.int64),
            gig_values=np.full(gigs, 2000, dtype=np.int64),
            is_newcomer=np.zeros(FANS, dtype=np.bool_),
            elapsed_minutes=10_080,
        )
        for _ in range(count)
    ]


def test_without_strength_the_best_win_again_and_again_and_with_it_all_have_a_turn() -> None:
    none, strong = fairness_curve(weeks(12, 1), (0, 5000))

    assert none.measures.never_served == 500
    assert strong.measures.never_served == 0
    assert strong.measures.gini_gigs < none.measures.gini_gigs // 3
    assert strong.score < none.score
    assert strong.filled == none.filled == 36


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 5000))
def test_no_strength_scores_more_than_none_in_a_round(seed: int, strength: int) -> None:
    none, some = fairness_curve(weeks(1, seed), (0, strength))

    assert some.score <= none.score
    assert some.filled == none.filled


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-5000, 5000), min_size=FANS, max_size=FANS), st.integers(0, 5000))
def test_points_of_fairness_are_never_taken_away(short: list[int], strength: int) -> None:
    edges = weeks(1, 3)[0].edges
    nothing = np.zeros(FANS, dtype=np.int64)
    state = FairnessState(np.array(short, dtype=np.int64), nothing, nothing, np.ones(FANS, dtype=np.bool_))

    added = with_fairness(edges, state, strength=strength, rules=FairnessRules()).scores - edges.scores

    assert ((added >= 0) & (added <= strength)).all()


def test_same_rounds_same_curve_and_any_exact_solver_will_do() -> None:
    assert fairness_curve(weeks(4, 2), (0, 500)) == fairness_curve(weeks(4, 2), (0, 500), solve=best)
    assert fairness_curve([], (0, 500))[1].score == 0


def test_a_strength_that_passes_what_scores_may_be_is_refused() -> None:
    with pytest.raises(InvalidProblem) as refused:
        fairness_curve(weeks(1, 1), (1_000_000,))
    assert refused.value.field == "strength"
