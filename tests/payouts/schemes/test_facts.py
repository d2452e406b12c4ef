"""Facts are checked by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidFacts
from payouts.schemes import Facts, facts_from_document, facts_to_document
from tests.payouts.schemes.strategies import PLANNED


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"mood": 1}, "mood"),
        ({"stops": "3"}, "stops"),
        ({"stops": -1}, "stops"),
        ({"stops": True}, "stops"),
        ({"stops": None}, "stops"),
        ({"is_peak": 1}, "is_peak"),
        ({"rating_tenths": 51}, "rating_tenths"),
        ({"stops": 1, "returned_stops": 2}, "returned_stops"),
        ({"perk_claims": []}, "perk_claims"),
        ({"perk_claims": {"meal": -1}}, "perk_claims.meal"),
        ({"perk_claims": {"meal": 1.5}}, "perk_claims.meal"),
        ([], ""),
    ],
)
def test_a_bad_fact_is_named(document: Any, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        facts_from_document(document)
    assert refused.value.params["field"] == field


@given(PLANNED)
def test_facts_survive_their_own_document(facts: Facts) -> None:
    assert facts_from_document(facts_to_document(facts)) == facts


@given(st.dictionaries(st.text(max_size=12), st.integers() | st.text() | st.none()))
def test_junk_is_refused_by_the_right_error(document: dict[str, Any]) -> None:
    try:
        facts_from_document(document)
    except InvalidFacts:
        return
    assert set(document) <= set(facts_to_document(Facts()))
