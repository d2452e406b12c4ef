"""What the provider charges for a dispute, as dated data: to be known before one comes. No rule here is code.

Two charges: one for receiving it, never given back outside Mexico; and since 17 June 2025 one for answering it, given
back if it is won, which businesses in Mexico and Japan do not pay (docs.stripe.com/disputes/how-disputes-work and
support.stripe.com/questions/june-2025-pricing-updates-for-disputes, read in November 2026).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from payouts.money import Money

_FOUND = "support.stripe.com, June 2025 pricing updates for disputes, as quoted by three readers of 2026"
_NOT_FOUND = (
    "not found on any page of Stripe that could be read in November 2026: look at the country's pricing page"
)


@dataclass(frozen=True, slots=True)
class DisputeFee:
    """The charges in one currency from a day on, in minor units.

    Attributes
    ----------
    amount_minor : int
        For receiving a dispute.
    answer_minor : int
        For answering it; given back if it is won.
    source : str
        Where it was read, or that it was not found.
    """

    currency: str
    since: dt.date
    amount_minor: int
    answer_minor: int = 0
    source: str = _FOUND


_FROM = dt.date(2026, 1, 1)
DISPUTE_FEES = (
    DisputeFee("USD", _FROM, 15_00, 15_00),
    DisputeFee("CAD", _FROM, 15_00, 15_00),
    DisputeFee("SGD", _FROM, 15_00, 15_00),
    DisputeFee("EUR", _FROM, 20_00, 20_00),
    DisputeFee("AUD", _FROM, 25_00, 25_00),
    DisputeFee("GBP", _FROM, 20_00, 20_00, _NOT_FOUND),
    DisputeFee("NZD", _FROM, 25_00, 25_00, _NOT_FOUND),
    DisputeFee("JPY", _FROM, 1_300, 0, _NOT_FOUND),
    DisputeFee("MXN", _FROM, 300_00, 0, _NOT_FOUND),
)
"""Every charge that is known. Where there is none, none is assumed: what a dispute really cost stands with it."""


def dispute_fee(currency: str, on: dt.date) -> Money:
    """Find what receiving a dispute costs in a currency on a day; nothing where it is not known."""
    found = _fee(currency, on)
    return Money(0 if found is None else found.amount_minor, currency)


def answer_fee(currency: str, on: dt.date) -> Money:
    """Find what answering a dispute costs, to be given back if it is won; nothing where it is not known."""
    found = _fee(currency, on)
    return Money(0 if found is None else found.answer_minor, currency)


def _fee(currency: str, on: dt.date) -> DisputeFee | None:
    held = [one for one in DISPUTE_FEES if one.currency == currency and one.since <= on]
    return max(held, key=lambda one: one.since, default=None)
