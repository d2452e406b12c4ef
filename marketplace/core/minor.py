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
    "whole_of",
]

_DIGITS_MOST = 18  # before the point: more than any amount has, and soon done


def decimals_of(currency: str) -> int:
    """How many decimals an amount of a currency has: 2 for USD, 0 for JPY, 3 for BHD."""
    return currency_of(currency).exponent


def most_minor(currency: str) -> int:
    """The most that a provider takes at once."""
    return PROVIDER_AMOUNT_MAX_MINOR // currency_of(currency).provider_factor


def card_step(currency: str) -> int:
    """Of what number of smallest units whatever a card is charged is a multiple."""
    return currency_of(currency).charge_multiple


def whole_of(number: Decimal, decimals: int) -> int | None:
    """A number without its point, if it has no more decimals than these: 34.5 with two is 3450, 34.505 is nothing.

    By its digits: arithmetic of decimals would round what has more than 28 of them.
    """
    if not number.is_finite():
        return None
    if not number:
        return 0
    if number.adjusted() > _DIGITS_MOST:
        return None
    sign, digits, exponent = number.as_tuple()
    text, shift = "".join(map(str, digits)), int(exponent) + decimals
    if shift < 0 and text[shift:].strip("0"):
        return None
    whole = int(text) * 10**shift if shift >= 0 else int(text[:shift] or "0")
    return -whole if sign else whole


def is_exact(amount: Decimal, currency: str) -> bool:
    """Whether an amount is a whole number of the currency's smallest units."""
    return whole_of(amount, decimals_of(currency)) is not None


def to_minor(amount: Decimal, currency: str) -> int:
    """34.50 USD is 3450.

    Raises ValueError for what is less than the currency's smallest unit: nothing is rounded behind anybody's back.
    """
    whole = whole_of(amount, decimals_of(currency))
    if whole is None:
        raise ValueError(f"{amount} is no whole number of the smallest units of {currency}")
    return whole


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """3450 USD is 34.50."""
    return Decimal(amount_minor).scaleb(-decimals_of(currency))


def in_units(amount_minor: int, currency: str) -> float:
    """An amount in whole units of its money, for a plot."""
    return float(from_minor(amount_minor, currency))
