"""Evaluation: each type counts as it says, the quote bounds the cost, the same input gives the same bytes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.currencies import POINTS
from payouts.money import Money, total
from payouts.schemes import (
    Facts,
    Scheme,
    Share,
    apply_choice,
    differences,
    evaluate,
    maximum,
    net_per_hour,
    quote,
    scheme_from_document,
)
from tests.payouts.schemes.strategies import PLANNED, outcomes, schemes


def scheme(*components: dict[str, Any], **changes: Any) -> Scheme:
    """A paid dollar scheme of the given components."""
    document = {
        "schema": 1,
        "currency": "USD",
        "terms": "paid",
        "components": [{"code": f"c{n}"} | c for n, c in enumerate(components)],
        "choices": [{"kind": "money"}],
    }
    return scheme_from_document(document | changes)


def amounts(found: Scheme, facts: Facts) -> list[int]:
    """Amounts of the lines, in minor units."""
    return [line.amount.amount_minor for line in evaluate(found, facts).lines]


@pytest.mark.parametrize(
    ("component", "facts", "amount"),
    [
        ({"type": "per_gig", "amount_minor": 500}, Facts(), 500),
        ({"type": "per_hour", "amount_minor": 1000}, Facts(planned_minutes=50), 833),
        ({"type": "per_hour", "amount_minor": 1000}, Facts(planned_minutes=50, worked_minutes=10), 833),
        ({"type": "per_hour", "amount_minor": 100}, Facts(planned_minutes=3), 5),
        ({"type": "per_stop", "amount_minor": 40, "units_free": 2}, Facts(stops=10), 320),
        ({"type": "per_stop", "amount_minor": 40, "units_max": 5}, Facts(stops=10), 200),
        ({"type": "per_guest", "amount_minor": 40, "units_free": 1}, Facts(guests=4), 120),
        ({"type": "per_km", "amount_minor": 33}, Facts(distance_m=1500), 50),
        ({"type": "per_km", "amount_minor": 33, "units_free": 1, "units_max": 2}, Facts(distance_m=9000), 66),
        ({"type": "share_of_price", "rate_bps": 3333}, Facts(price_minor=1000), 333),
        ({"type": "overrun", "amount_minor": 600, "minutes_free": 10, "minutes_max": 30},
         Facts(planned_minutes=60, worked_minutes=85), 150),
        ({"type": "waiting", "amount_minor": 600, "minutes_free": 5, "minutes_max": 20},
         Facts(waiting_minutes=90), 200),
        ({"type": "returns", "amount_minor": 75}, Facts(stops=5, returned_stops=2), 150),
        ({"type": "floor_per_hour", "amount_minor": 1200}, Facts(planned_minutes=90), 1800),
        ({"type": "perk", "cap_minor": 900}, Facts(perk_claims={"c0": 700}), 700),
        ({"type": "perk", "cap_minor": 900}, Facts(perk_claims={"c0": 1000}), 900),
        ({"type": "perk", "cap_minor": 900, "needs_receipt": False}, Facts(), 900),
        ({"type": "credit", "amount_minor": 300}, Facts(), 300),
        ({"type": "points", "points": 7}, Facts(), 7),
        ({"type": "per_stop", "amount_minor": 40, "cap_minor": 99}, Facts(stops=10), 99),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_component_counts_as_it_says(component: dict[str, Any], facts: Facts, amount: int) -> None:
    assert amounts(scheme(component), facts) == [amount]


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ({"fact": "rating_tenths", "op": "gte", "value": 48}, Facts(rating_tenths=48), True),
        ({"fact": "rating_tenths", "op": "gte", "value": 48}, Facts(rating_tenths=47), False),
        ({"fact": "rating_tenths", "op": "lt", "value": 48}, Facts(), False),
        ({"fact": "streak", "op": "in", "value": [5, 10]}, Facts(streak=10), True),
        ({"fact": "streak", "op": "in", "value": [5, 10]}, Facts(streak=6), False),
        ({"fact": "is_peak", "op": "eq", "value": True}, Facts(is_peak=True), True),
        ({"fact": "is_peak", "op": "ne", "value": True}, Facts(is_peak=True), False),
        ({"fact": "worked_minutes", "op": "lte", "value": 60}, Facts(planned_minutes=60), True),
        ({"fact": "guests", "op": "gt", "value": 3}, Facts(guests=3), False),
    ],
)
def test_a_bonus_is_paid_on_its_condition(condition: dict[str, Any], facts: Facts, holds: bool) -> None:
    found = scheme({"type": "bonus", "amount_minor": 250, "when": [condition]})
    assert amounts(found, facts) == ([250] if holds else [])


def test_a_percentage_bonus_is_taken_of_the_base_lines_only() -> None:
    found = scheme(
        {"type": "bonus", "rate_bps": 1000, "when": [{"fact": "is_peak", "op": "eq", "value": True}]},
        {"type": "per_gig", "amount_minor": 1000},
        {"type": "overrun", "amount_minor": 6000, "minutes_max": 60},
    )
    assert amounts(found, Facts(worked_minutes=10, is_peak=True)) == [100, 1000, 1000]


def test_the_floor_tops_up_all_pay_over_the_longer_time() -> None:
    found = scheme(
        {"type": "per_gig", "amount_minor": 1000}, {"type": "floor_per_hour", "amount_minor": 1200}
    )
    assert amounts(found, Facts(planned_minutes=60, worked_minutes=90)) == [1000, 800]
    assert amounts(found, Facts(planned_minutes=60, worked_minutes=30)) == [1000, 200]
    assert amounts(found, Facts(planned_minutes=30)) == [1000]


def test_the_platform_fee_is_taken_of_the_price_and_not_of_the_fan() -> None:
    found = evaluate(
        scheme({"type": "share_of_price", "rate_bps": 8000}, platform_fee_bps=500), Facts(price_minor=9000)
    )
    assert found.platform_fee.amount_minor == 450
    assert found.cash.amount_minor == 7200
    assert found.cost("booking").amount_minor == 7200
    assert found.cost("budget").is_zero


def test_points_and_credit_are_units_of_their_own() -> None:
    found = evaluate(
        scheme(
            {"type": "points", "points": 7},
            {"type": "credit", "amount_minor": 300},
            {"type": "per_gig", "amount_minor": 5},
        ),
        Facts(),
    )
    assert found.total(POINTS) == Money(7, POINTS)
    assert found.total("USD.CREDIT") == Money(300, "USD.CREDIT")
    assert found.cash == Money(5, "USD")
    assert found.cost("budget") == Money(305, "USD")


@settings(max_examples=60, deadline=None)
@given(st.data(), schemes(), PLANNED)
def test_no_outcome_within_the_limits_costs_more_than_was_reserved(
    data: st.DataObject, found: Scheme, planned: Facts
) -> None:
    reserved = maximum(found, planned)
    earned = evaluate(found, data.draw(outcomes(found, planned)))
    kinds = data.draw(st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any))
    shares = [
        Share("money", kinds[0]),
        Share("store_credit", kinds[1]),
        Share("donation", kinds[2], "cause_1"),
    ]
    parts = apply_choice(found, earned.cash, shares)
    uplift = total((p.uplift for p in parts), found.currency)

    assert earned.cost("budget") + uplift <= reserved


@settings(max_examples=60, deadline=None)
@given(st.data(), schemes(), PLANNED)
def test_lines_add_up_and_are_never_negative(data: st.DataObject, found: Scheme, planned: Facts) -> None:
    earned = evaluate(found, data.draw(outcomes(found, planned)))
    costs = [earned.cost(funder) for funder in ("budget", "booking", "partner")]
    worth = [line for line in earned.lines if line.amount.currency != POINTS]
    assert total(costs, found.currency).amount_minor == sum(line.amount.amount_minor for line in worth)
    assert all(line.amount.amount_minor > 0 for line in earned.lines)


@settings(max_examples=60, deadline=None)
@given(schemes(), PLANNED)
def test_the_same_input_gives_the_same_bytes(found: Scheme, facts: Facts) -> None:
    again = scheme_from_document(found.to_document())
    assert evaluate(again, facts).to_bytes() == evaluate(found, facts).to_bytes()


@settings(max_examples=60, deadline=None)
@given(st.data(), schemes(), PLANNED)
def test_the_difference_of_quote_and_earning_is_explained_whole(
    data: st.DataObject, found: Scheme, planned: Facts
) -> None:
    quoted, earned = evaluate(found, planned), evaluate(found, data.draw(outcomes(found, planned)))
    for unit in (found.currency, POINTS, f"{found.currency}.CREDIT"):
        changes = [c for c in differences(quoted, earned) if c.after.currency == unit]
        moved = sum(c.after.amount_minor - c.before.amount_minor for c in changes)
        assert moved == (earned.total(unit) - quoted.total(unit)).amount_minor


@settings(max_examples=60, deadline=None)
@given(schemes(), PLANNED)
def test_a_quote_promises_what_it_shows(found: Scheme, planned: Facts) -> None:
    promised = quote(found, planned)
    assert promised.evaluation == evaluate(found, planned)
    assert promised.maximum == maximum(found, planned)
    assert all(line.amount.amount_minor > 0 for line in promised.possible)


@settings(max_examples=200, deadline=None)
@given(st.data(), schemes(), PLANNED)
def test_nothing_is_earned_that_the_quote_did_not_name(
    data: st.DataObject, found: Scheme, planned: Facts
) -> None:
    promised = quote(found, planned)
    named: Counter[str] = Counter()
    for line in (*promised.evaluation.lines, *promised.possible):
        named[line.code] += line.amount.amount_minor
    earned = evaluate(found, data.draw(outcomes(found, planned)))
    beyond = [x for x in earned.lines if x.amount.amount_minor > named[x.code] and x.type != "floor_per_hour"]
    assert beyond == [], "a floor grows with the time; every other part has its most in the quote"


def test_a_longer_overrun_is_paid_beyond_what_was_reserved() -> None:
    found = scheme({"type": "overrun", "amount_minor": 600, "minutes_max": 30})
    planned = Facts(planned_minutes=60)
    assert maximum(found, planned).amount_minor == 300
    late = evaluate(found, Facts(planned_minutes=60, worked_minutes=150))
    assert late.cost("budget").amount_minor == 900


@pytest.mark.parametrize(
    ("facts", "minor"),
    [
        (Facts(planned_minutes=60), 1000),
        (Facts(planned_minutes=60, travel_minutes=60), 500),
        (Facts(planned_minutes=60, travel_cost_minor=1500), -500),
        (Facts(), None),
        (Facts(travel_minutes=8), None),
    ],
)
def test_the_net_per_hour_counts_travel(facts: Facts, minor: int | None) -> None:
    found = net_per_hour(evaluate(scheme({"type": "per_gig", "amount_minor": 1000}), facts), facts)
    assert (None if found is None else found.amount_minor) == minor
