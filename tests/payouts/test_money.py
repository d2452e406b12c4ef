"""Laws of money: currencies never mix, nothing is lost, nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.currencies import POINTS, credit_unit, currency
from payouts.errors import CurrencyMismatch, InvalidMoney, InvalidSplit
from payouts.money import AMOUNT_MAX_MINOR, Money, next_split, share_bps, split, total, zero

CODES = st.sampled_from(["USD", "EUR", "MXN", "JPY", "BHD", "PTS", "USD.CREDIT"])
AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(AMOUNTS, CODES, WEIGHTS)
def test_a_split_loses_nothing(amount: int, code: str, weights: list[int]) -> None:
    parts = split(Money(amount, code), weights)
    assert total(parts, code) == Money(amount, code)


@given(AMOUNTS, WEIGHTS)
def test_a_part_is_within_one_minor_unit_of_its_exact_share(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(split(Money(amount, "USD"), weights), weights, strict=True):
        assert abs(part.amount_minor * whole - amount * weight) < whole
        assert weight or part.is_zero


@given(AMOUNTS, WEIGHTS)
def test_splitting_a_debt_mirrors_splitting_the_claim(amount: int, weights: list[int]) -> None:
    assert split(Money(-amount, "USD"), weights) == tuple(-p for p in split(Money(amount, "USD"), weights))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), WEIGHTS)
def test_many_partial_splits_end_where_one_would(amounts: list[int], weights: list[int]) -> None:
    so_far, given_out = zero("USD"), [zero("USD")] * len(weights)
    for amount in amounts:
        parts = next_split(so_far, Money(amount, "USD"), weights)
        assert total(parts, "USD") == Money(amount, "USD")
        given_out = [a + b for a, b in zip(given_out, parts, strict=True)]
        so_far += Money(amount, "USD")

    assert tuple(given_out) == split(so_far, weights)


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_is_rounded_half_up(amount: int, rate_bps: int) -> None:
    share = share_bps(Money(amount, "USD"), rate_bps).amount_minor
    assert abs(2 * (share * 10_000 - amount * rate_bps)) <= 10_000
    assert 0 <= share <= amount


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [True], [1.5]], ids=str)
def test_unusable_weights_are_refused(weights: list[int]) -> None:
    with pytest.raises(InvalidSplit):
        split(Money(100, "USD"), weights)


@pytest.mark.parametrize("amount", [1.0, True, "1", None, AMOUNT_MAX_MINOR + 1], ids=str)
def test_only_whole_minor_units_are_money(amount: object) -> None:
    with pytest.raises(InvalidMoney):
        Money(amount, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["usd", "US", "XXQ", "", "USD.POINTS", "PTS.CREDIT", None], ids=str)
def test_unknown_currencies_are_refused(code: str) -> None:
    with pytest.raises(InvalidMoney):
        Money(1, code)


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a >= b,
        lambda a, b: total([a, b], "USD"),
    ],
)
def test_currencies_do_not_mix(mix: object) -> None:
    with pytest.raises(CurrencyMismatch):
        mix(Money(1, "USD"), Money(1, "EUR"))  # type: ignore[operator]


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_amounts_are_ordered_as_their_numbers_are(one: int, other: int) -> None:
    first, second = Money(one, "EUR"), Money(other, "EUR")
    assert (first < second, first <= second, first > second, first >= second, first == second) == (
        one < other, one <= other, one > other, one >= other, one == other,
    )  # fmt: skip


def test_money_and_its_store_credit_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "USD") + Money(1, credit_unit("USD"))


def test_currencies_differ_without_equality_errors() -> None:
    assert Money(1, "USD") != Money(1, "EUR")


@pytest.mark.parametrize(
    ("code", "exponent", "charge_multiple", "payout_multiple", "factor"),
    [
        ("USD", 2, 1, 1, 1),
        ("JPY", 0, 1, 1, 1),
        ("BHD", 3, 10, 10, 1),
        ("HUF", 2, 1, 100, 1),
        ("ISK", 0, 1, 1, 100),
        (POINTS, 0, 1, 1, 1),
        ("USD.CREDIT", 2, 1, 1, 1),
    ],
)
def test_the_currency_table(
    code: str, exponent: int, charge_multiple: int, payout_multiple: int, factor: int
) -> None:
    found = currency(code)
    assert found.exponent == exponent
    assert found.charge_multiple == charge_multiple
    assert found.payout_multiple == payout_multiple
    assert found.provider_factor == factor


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Money(1250, "USD"), "12.50 USD"), (Money(500, "JPY"), "500 JPY"), (Money(-1, "BHD"), "-0.001 BHD")],
)
def test_money_is_written_exactly(amount: Money, written: str) -> None:
    assert str(amount) == written
