"""Amounts as people type them, to minor units and back, exactly."""

from __future__ import annotations

from decimal import Decimal

from payouts.currencies import CASH as CURRENCIES
from payouts.currencies import PROVIDER_AMOUNT_MAX_MINOR
from payouts.currencies import currency as currency_of

__all__ = [
    "CURRENCIES",
    "card_step",
    "decimals_of",
    "from_minor",
    "in_units",
    "is_exact",
    "most_minor",
    "to_minor",
]


def decimals_of(currency: str) -> int:
    """How many decimals an amount of a currency has: 2 for USD, 0 for JPY, 3 for BHD."""
    return currency_of(currency).exponent


def most_minor(currency: str) -> int:
    """The most that a provider takes at once."""
    return PROVIDER_AMOUNT_MAX_MINOR // currency_of(currency).provider_factor


def card_step(currency: str) -> int:
    """Of what number of smallest units whatever a card is charged is a multiple."""
    return currency_of(currency).charge_multiple


def is_exact(amount: Decimal, currency: str) -> bool:
    """Whether an amount is a whole number of the currency's smallest units."""
    return amount.is_finite() and not amount.scaleb(decimals_of(currency)) % 1


def to_minor(amount: Decimal, currency: str) -> int:
    """34.50 USD is 3450.

    Raises ValueError for what is less than the currency's smallest unit: nothing is rounded behind anybody's back.
    """
    if not is_exact(amount, currency):
        raise ValueError(f"{amount} is no whole number of the smallest units of {currency}")
    return int(amount.scaleb(decimals_of(currency)))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """3450 USD is 34.50."""
    return Decimal(amount_minor).scaleb(-decimals_of(currency))


def in_units(amount_minor: int, currency: str) -> float:
    """An amount in whole units of its money, for a plot."""
    return float(from_minor(amount_minor, currency))
