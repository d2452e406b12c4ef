"""Amounts as people type them, to minor units and back, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision


def to_minor(amount: Decimal, currency: str) -> int:
    """34.50 USD is 3450; digits beyond the currency's own are rounded half to even."""
    scaled = amount.scaleb(get_currency_precision(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """3450 USD is 34.50."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))


def in_units(amount_minor: int, currency: str) -> float:
    """An amount in whole units of its money, for a plot."""
    return float(from_minor(amount_minor, currency))
