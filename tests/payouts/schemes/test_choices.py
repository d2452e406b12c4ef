"""Pay divided among the chosen kinds loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidFacts, InvalidSplit
from payouts.money import Money, total
from payouts.schemes import Share, apply_choice, scheme_from_document

SCHEME = scheme_from_document(
    {
        "schema": 1,
        "currency": "USD",
        "terms": "paid",
        "components": [{"code": "gig", "type": "per_gig", "amount_minor": 1}],
        "choices": [
            {"kind": "money"},
            {"kind": "store_credit", "bonus_bps": 1000},
            {"kind": "donation", "causes": ["cause_river"], "bonus_bps": 1000},
        ],
    }
)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any))
def test_the_cash_of_all_parts_is_the_pay(pay: int, weights: list[int]) -> None:
    shares = [
        Share("money", weights[0]),
        Share("store_credit", weights[1]),
        Share("donation", weights[2], "cause_river"),
    ]
    parts = apply_choice(SCHEME, Money(pay, "USD"), shares)
    assert total((p.cash for p in parts), "USD") == Money(pay, "USD")
    # What is reserved for the dearest choice covers any mixture.
    assert total((p.uplift for p in parts), "USD").amount_minor <= pay * 1000 // 10_000
    assert all(p.value.amount_minor == (p.cash + p.uplift).amount_minor for p in parts)


def test_half_donated_half_store_credit_with_its_bonus() -> None:
    parts = apply_choice(
        SCHEME, Money(1001, "USD"), [Share("donation", 1, "cause_river"), Share("store_credit", 1)]
    )
    assert [(p.kind, p.value) for p in parts] == [
        ("donation", Money(551, "USD")),
        ("store_credit", Money(550, "USD.CREDIT")),
    ]


def test_without_a_wish_it_is_money() -> None:
    assert [p.kind for p in apply_choice(SCHEME, Money(5, "USD"), [])] == ["money"]


@pytest.mark.parametrize(
    "share", [Share("perk", 1), Share("donation", 1), Share("donation", 1, "cause_other")]
)
def test_what_the_scheme_does_not_offer_is_refused(share: Share) -> None:
    with pytest.raises(InvalidFacts):
        apply_choice(SCHEME, Money(5, "USD"), [share])


def test_parts_of_nothing_are_refused() -> None:
    with pytest.raises(InvalidSplit):
        apply_choice(SCHEME, Money(5, "USD"), [Share("money", 0)])
