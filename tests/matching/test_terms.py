"""Preferences: grades at their ends, and scores as sums of published weights."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from matching import Fan, Gig, Params, Place
from matching.terms import TERMS, Standpoint, score, score_terms
from tests.matching.people import AMSTERDAM, HAARLEM, fans, gigs, guide, walk

VIEW = Standpoint()

GRADES: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("filled", {}, {}, 1000),
    ("nearness", {}, {}, 1000),
    ("nearness", {}, {"location": None}, 1000),
    ("nearness", {}, {"location": HAARLEM}, 0),
    ("nearness", {"radius_m": 20_000}, {"location": Place(52.3702, 5.0419)}, 502),
    ("nearness", {"location": None}, {}, 0),
    ("skill", {}, {}, 500),
    ("skill", {"skills": {"coffee": 5}}, {}, 1000),
    ("skill", {"skills": {"coffee": 2}}, {}, 250),
    ("skill", {}, {"skills_all": {}}, 500),
    ("skill", {"skills": {"art": 5, "tea": 1}}, {"skills_all": {}, "skills_any": {"art": 1, "tea": 1}}, 1000),
    ("language", {}, {}, 833),
    ("language", {"languages": {"en": 6}}, {}, 1000),
    ("language", {}, {"languages_any": {}}, 500),
    ("interest", {}, {}, 500),
    ("interest", {"interests": {"coffee", "art"}}, {}, 1000),
    ("interest", {"interests": ()}, {}, 0),
    ("interest", {"interests": ()}, {"interests": ()}, 500),
    ("standing", {"standing_points": 730}, {}, 730),
    ("fairness", {}, {}, 500),
    ("familiarity", {}, {}, 1000),
    ("familiarity", {"familiar": ()}, {}, 0),
    ("familiarity", {}, {"area": None}, 500),
]


@pytest.mark.parametrize(("term", "fan_changes", "gig_changes", "grade"), GRADES)
def test_grades(term: str, fan_changes: dict[str, Any], gig_changes: dict[str, Any], grade: int) -> None:
    assert TERMS[term](guide(**fan_changes), walk(**gig_changes), VIEW) == grade


@given(fans(), gigs())
def test_every_grade_lies_between_nothing_and_full(fan: Fan, gig: Gig) -> None:
    for line in score_terms(fan, gig, Params(), VIEW):
        assert 0 <= line.grade <= 1000


@given(fans(), gigs())
def test_a_score_is_the_sum_of_its_lines(fan: Fan, gig: Gig) -> None:
    params = Params(weight_skill=0, weight_nearness=777)

    lines = score_terms(fan, gig, params, VIEW)

    assert score(fan, gig, params, VIEW) == sum(line.points for line in lines)
    assert next(line for line in lines if line.term == "skill").points == 0


def test_home_counts_fully_even_without_a_radius() -> None:
    assert TERMS["nearness"](guide(radius_m=0), walk(location=AMSTERDAM), VIEW) == 1000
