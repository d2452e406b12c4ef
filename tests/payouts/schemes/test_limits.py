"""Limits per gig, per fan and per period cut a component down, whatever came before."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidFacts, InvalidScheme
from payouts.schemes import (
    Facts,
    Scheme,
    evaluate,
    facts_from_document,
    facts_to_document,
    line_words,
    maximum,
)
from tests.payouts.schemes.test_evaluate import scheme

WEEKLY = {"cap_period_minor": 700, "cap_period": "week"}


def paid(found: Scheme, **facts: Any) -> list[int]:
    """Amounts of the lines for one gig."""
    return [line.amount.amount_minor for line in evaluate(found, Facts(**facts)).lines]


@pytest.mark.parametrize(
    ("limits", "had", "in_period", "amounts"),
    [
        ({"cap_fan_minor": 1000}, 0, 0, [500]),
        ({"cap_fan_minor": 1000}, 800, 0, [200]),
        ({"cap_fan_minor": 1000}, 1000, 0, []),
        ({"cap_fan_minor": 1000}, 5000, 0, []),
        (WEEKLY, 5000, 0, [500]),
        (WEEKLY, 5000, 600, [100]),
        ({"cap_fan_minor": 1000, **WEEKLY}, 700, 650, [50]),
        ({"cap_fan_minor": 1000, **WEEKLY}, 980, 100, [20]),
    ],
)
def test_what_the_fan_had_before_is_taken_off(
    limits: dict[str, Any], had: int, in_period: int, amounts: list[int]
) -> None:
    found = scheme({"type": "per_gig", "amount_minor": 500, **limits})
    assert paid(found, had_minor={"c0": had}, had_in_period_minor={"c0": in_period}) == amounts


@given(st.lists(st.integers(0, 900), max_size=12), st.integers(1, 3000))
def test_gig_after_gig_the_limit_is_never_passed_and_always_used(stops: list[int], cap: int) -> None:
    found = scheme({"type": "per_stop", "amount_minor": 3, "cap_fan_minor": cap})
    had = 0
    for count in stops:
        had += sum(paid(found, stops=count, had_minor={"c0": had}))
    assert had == min(cap, 3 * sum(stops))


def test_points_and_perks_have_limits_too() -> None:
    found = scheme(
        {"type": "points", "points": 10, "cap_fan_minor": 25},
        {
            "type": "perk",
            "cap_minor": 900,
            "needs_receipt": False,
            "cap_period_minor": 1000,
            "cap_period": "month",
        },
    )
    assert paid(found, had_minor={"c0": 20}, had_in_period_minor={"c1": 300}) == [5, 700]


def test_a_place_is_reserved_whoever_takes_it() -> None:
    found = scheme({"type": "per_gig", "amount_minor": 500, "cap_fan_minor": 600})
    assert maximum(found, Facts()).amount_minor == 500


def test_a_limited_line_of_others_does_not_lessen_what_the_floor_may_cost() -> None:
    found = scheme(
        {"type": "per_gig", "amount_minor": 900, "funded_by": "partner", "cap_fan_minor": 900},
        {"type": "floor_per_hour", "amount_minor": 1000},
    )
    reserved = maximum(found, Facts(planned_minutes=60))
    dry = evaluate(found, Facts(planned_minutes=60, had_minor={"c0": 900}))
    assert dry.cost("budget") == reserved


def test_a_line_that_was_cut_says_so() -> None:
    found = scheme({"type": "per_stop", "amount_minor": 50, "cap_minor": 120, "cap_fan_minor": 1000})
    (capped,) = evaluate(found, Facts(stops=9)).lines
    (left,) = evaluate(found, Facts(stops=9, had_minor={"c0": 950})).lines
    assert line_words(capped, "en") == "9 stops at $0.50 each, at most $1.20"
    assert line_words(left, "es") == "9 paradas a 0,50\xa0US$ cada una, hasta donde llega el límite"


def test_facts_of_the_past_survive_their_document() -> None:
    facts = Facts(had_minor={"a": 5}, had_in_period_minor={"b": 0})
    assert facts_from_document(facts_to_document(facts)) == facts


@pytest.mark.parametrize("name", ["had_minor", "had_in_period_minor"])
@pytest.mark.parametrize("wrong", [5, {"c": -1}, {"c": True}, {"c": 10**13}])
def test_a_wrong_past_names_its_field(name: str, wrong: Any) -> None:
    with pytest.raises(InvalidFacts) as refused:
        facts_from_document({name: wrong})
    assert str(refused.value.params["field"]).startswith(name)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"cap_period_minor": 5}, "cap_period"),
        ({"cap_period": "week"}, "cap_period_minor"),
        ({"cap_period_minor": 5, "cap_period": "moon"}, "cap_period"),
        ({"cap_fan_minor": 0}, "cap_fan_minor"),
        ({"cap_fan_minor": 100_000_000}, "cap_fan_minor"),
        ({"partner": "acme"}, "partner"),
        ({"partner": 5, "funded_by": "partner"}, "partner"),
        ({"claim_days": 5}, "claim_days"),
    ],
)
def test_a_wrong_limit_names_its_field(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidScheme) as refused:
        scheme({"type": "per_gig", "amount_minor": 500, **fields})
    assert f"components[0].{path}" in [found for found, _sentence in refused.value.problems]
