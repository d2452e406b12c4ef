"""The price of fairness in rounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from matching import InvalidProblem, Policy, Problem
from matching.fairness_price import fairness_price
from tests.matching.people import guide, problems, walk

SPAN = 28 * 24 * 60


def test_strength_moves_gigs_to_those_who_had_none_and_its_price_is_shown() -> None:
    star = guide("star", standing_points=1000, declared_minutes=600, served=3)
    due = guide("due", standing_points=500, declared_minutes=600)
    problem = Problem(fans=[star, due], gigs=[walk()])

    none, strong = fairness_price([problem], (0, 5000), span_minutes=SPAN)

    assert (none.filled, strong.filled) == (1, 1)
    assert none.score - strong.score == 400  # half of the standing term
    assert none.measures.never_served == 500
    assert strong.measures.never_served == 0
    assert strong.measures.gini_gigs < none.measures.gini_gigs


@given(problems())
def test_no_strength_scores_more_than_none(problem: Problem) -> None:
    # Without a least score: fairness points could lift a pair above it.
    open_to_all = replace(problem, policy=Policy())

    none, some = fairness_price([open_to_all], (0, 1500), span_minutes=SPAN)

    if none.is_optimal:
        assert some.score <= none.score


def test_a_strength_out_of_range_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="weight_fairness"):
        fairness_price([Problem(fans=[guide()], gigs=[walk()])], (10_001,), span_minutes=SPAN)
