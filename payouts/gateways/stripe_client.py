"""The one Stripe client of the library, over a live or an embedded transport."""

from __future__ import annotations

from payouts.gateways.stripe_payments import StripePayments
from payouts.gateways.stripe_sending import StripeSending


class StripeProvider(StripePayments, StripeSending):
    """A `payouts.gateways.provider.Provider` over Stripe: separate charges and transfers, Accounts v2.

    Parameters
    ----------
    client : stripe.StripeClient
    is_live : bool
        Whether real money moves.
    """
