"""Weights and limits: documented, ranged, checked."""

from __future__ import annotations

from typing import Any

import pytest

from matching import InvalidProblem, Params
from matching.routing import RouteLimits
from matching.terms import TERMS


@pytest.mark.parametrize("kind", [Params, RouteLimits])
def test_every_parameter_has_a_range_that_holds_its_default(kind: Any) -> None:
    for doc in kind.describe():
        assert doc.least <= doc.default <= doc.most
        assert doc.meaning
        kind(**{doc.name: doc.default})


@pytest.mark.parametrize("doc", Params.describe(), ids=lambda doc: doc.name)
@pytest.mark.parametrize("bad", ["below", "above", "text", "truth", "fraction"])
def test_values_outside_the_range_are_refused_by_name(doc: Any, bad: str) -> None:
    value: Any = {"below": doc.least - 1, "above": doc.most + 1, "text": "1", "truth": True, "fraction": 1.5}[
        bad
    ]

    with pytest.raises(InvalidProblem) as refusal:
        Params(**{doc.name: value})

    assert refusal.value.field == doc.name


def test_every_term_has_a_published_weight() -> None:
    names = {doc.name for doc in Params.describe()}

    assert {f"weight_{term}" for term in TERMS} == {name for name in names if name.startswith("weight_")}


def test_the_shortest_block_is_not_longer_than_the_longest() -> None:
    with pytest.raises(InvalidProblem, match="block_max_minutes"):
        RouteLimits(block_min_minutes=200, block_max_minutes=100)
