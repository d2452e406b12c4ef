"""The amounts that are named as examples of a tip can be given, and mean something in their currency."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from marketplace.bookings.views_pay import _amounts
from marketplace.rewards.treasury.checkout import least_charge


@pytest.mark.parametrize(
    ("currency", "price_minor", "amounts"),
    [
        ("USD", 7800, [700, 1100, 1500]),
        ("USD", 0, [500, 1000, 2000]),
        ("JPY", 0, [450, 900, 1800]),
        ("JPY", 300, [50, 60]),
        ("MXN", 0, [3000, 6000, 12000]),
        ("MXN", 5000, [1000]),
        ("BHD", 10_000, [1000, 2000]),
    ],
)
def test_examples_of_a_tip_can_be_given(currency: str, price_minor: int, amounts: list[int]) -> None:
    found = _amounts(SimpleNamespace(currency=currency, price_minor=price_minor))  # type: ignore[arg-type]
    assert found == amounts
    assert min(found) >= least_charge(currency)
