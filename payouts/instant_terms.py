"""What being paid at once costs and where it is offered, as dated data. No rule here is code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from payouts.money import BPS, Money

_SOURCE = (
    "docs.stripe.com/payouts/instant-payouts#pricing (rate, least and most amount), read in November 2026"
)


@dataclass(frozen=True, slots=True)
class InstantTerms:
    """Terms in one currency from one day on.

    Attributes
    ----------
    currency : str
    since : date
    fee_bps : int
        Of what reaches the person, in basis points, rounded up to the minor unit.
    fee_least_minor : int
        The fee is never less than this. The business's own choice: Stripe's pages state none that could be found.
    net_least_minor, net_most_minor : int
        What one payout may bring.
    source : str
    """

    currency: str
    since: dt.date
    fee_bps: int
    fee_least_minor: int
    net_least_minor: int
    net_most_minor: int
    source: str = _SOURCE

    def fee(self, net: Money) -> Money:
        """What sending an amount costs beside it."""
        by_rate = -(-net.amount_minor * self.fee_bps // BPS)
        return Money(max(self.fee_least_minor, by_rate), self.currency)


_FROM = dt.date(2026, 1, 1)
TERMS = (
    InstantTerms("USD", _FROM, 150, 50, 50, 9_999_00),
    InstantTerms("CAD", _FROM, 100, 60, 60, 9_999_00),
    InstantTerms("SGD", _FROM, 100, 50, 50, 9_999_00),
    InstantTerms("GBP", _FROM, 100, 40, 40, 9_999_00),
    InstantTerms("AUD", _FROM, 150, 50, 50, 9_999_00),
    InstantTerms("EUR", _FROM, 100, 40, 40, 9_999_00),
    InstantTerms("CZK", _FROM, 100, 10_00, 10_00, 99_999_00),
    InstantTerms("DKK", _FROM, 100, 5_00, 5_00, 9_999_00),
    InstantTerms("HKD", _FROM, 100, 5_00, 5_00, 9_999_00),
    InstantTerms("HUF", _FROM, 100, 200_00, 200_00, 999_999_00),
    InstantTerms("NOK", _FROM, 100, 5_00, 5_00, 9_999_00),
    InstantTerms("PLN", _FROM, 100, 2_00, 2_00, 9_999_00),
    InstantTerms("RON", _FROM, 100, 2_00, 2_00, 9_999_00),
    InstantTerms("SEK", _FROM, 100, 5_00, 5_00, 9_999_00),
    InstantTerms("NZD", _FROM, 150, 50, 50, 9_999_00),
    InstantTerms("MYR", _FROM, 100, 2_00, 2_00, 9_999_00),
    InstantTerms("AED", _FROM, 150, 2_00, 2_00, 9_999_00),
)
"""Every stretch of terms. The host sets the same price at the provider: it takes it from the person's account."""


def instant_terms(currency: str, on: dt.date) -> InstantTerms | None:
    """Find the terms of a currency on a day; None where it is not offered."""
    held = [one for one in TERMS if one.currency == currency and one.since <= on]
    return max(held, key=lambda one: one.since, default=None)
