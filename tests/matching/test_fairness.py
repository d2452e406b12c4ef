"""Shortfalls against a share by declared hours, and how evenly something is spread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Params
from matching.fairness import counted_minutes, fairness_grades, gini_permille, shortfalls_permille
from tests.matching.people import guide

PARAMS = Params()


def test_shares_follow_declared_hours() -> None:
    people = [guide("full", declared_minutes=600, served=2), guide("half", declared_minutes=300, served=1)]

    assert shortfalls_permille(people) == {"full": 0, "half": 0}


def test_who_got_less_is_short_of_what_others_have_too_much() -> None:
    people = [guide("lucky", declared_minutes=600, served=4), guide("unlucky", declared_minutes=600)]

    assert shortfalls_permille(people) == {"lucky": -2000, "unlucky": 2000}
    grades = fairness_grades(people, PARAMS)
    assert grades["unlucky"] == 500 + 500 * 2 // 3
    assert grades["lucky"] < 500


def test_somebody_back_from_a_break_is_not_flooded() -> None:
    # Away for most of the span: a tenth of the hours declared, and one gig since.
    people = [
        guide("steady", declared_minutes=6000, served=10),
        guide("back", declared_minutes=600, served=1),
    ]

    assert abs(shortfalls_permille(people)["back"]) < 100


def test_a_newcomer_is_preferred_to_somebody_on_par_and_not_to_somebody_far_behind() -> None:
    people = [
        guide("newcomer", is_newcomer=True),
        guide("par", declared_minutes=600, served=3),
        guide("lucky", declared_minutes=600, served=6),
        guide("behind", declared_minutes=600, served=0),
    ]

    grades = fairness_grades(people, PARAMS)

    assert grades["par"] < grades["newcomer"] < grades["behind"]


def test_declaring_everything_and_answering_nothing_gains_nothing() -> None:
    silent = guide(declared_minutes=10_000, offers_sent=8, offers_answered=0)
    honest = guide(declared_minutes=2500, offers_sent=8, offers_answered=8)

    assert counted_minutes(silent) <= counted_minutes(honest)


def test_nobody_declared_anything() -> None:
    assert fairness_grades([guide("a"), guide("b", served=3)], PARAMS) == {"a": 500, "b": 500}
    assert fairness_grades([], PARAMS) == {}


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0), ([0, 0], 0), ([5], 0), ([3, 3, 3], 0), ([0, 0, 0, 8], 750), ([1, 3], 250)],
)
def test_known_gini_coefficients(values: list[int], expected: int) -> None:
    assert gini_permille(values) == expected


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20))
def test_gini_lies_between_even_and_all_for_one_and_forgets_order(values: list[int]) -> None:
    gini = gini_permille(values)

    assert 0 <= gini < 1000
    assert gini == gini_permille(values[::-1])
    by_pairs = sum(abs(one - other) for one in values for other in values)
    total = sum(values)
    assert total == 0 or gini == 1000 * by_pairs // (2 * len(values) * total)
