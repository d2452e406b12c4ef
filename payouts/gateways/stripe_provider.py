"""Opens a business's account at the provider: live over the network, or in the embedded sandbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

import sqlalchemy as sa
import stripe

from payouts.errors import InvalidIntent
from payouts.gateways.pacing import SANDBOX_TOTAL_RATE, TOTAL_RATE, Pace, PacedClient
from payouts.gateways.sandbox import Fault, Sandbox, SandboxSettings
from payouts.gateways.stripe_client import StripeProvider

__all__ = ["StripeProvider", "is_live_key", "live_provider", "sandbox_key", "sandbox_provider"]


TIMEOUT_SECONDS = 20
"""Stripe's default of 80 s ties a worker up for too long (stripe-python#186)."""


def live_provider(secret_key: str, *, address: str | None = None) -> StripeProvider:
    """Make a provider over the network.

    Parameters
    ----------
    secret_key : str
        Of the business's Stripe account: ``sk_live_...``, ``sk_test_...`` or a restricted key.
    address : str, optional
        Where Stripe is; Stripe itself if left out. Tests put a sandbox behind a port there.

    Returns
    -------
    StripeProvider
        ``is_live`` is true for every key but Stripe's test keys.

    Raises
    ------
    InvalidIntent
        If it is no Stripe key.
    """
    if not secret_key.startswith(("sk_live_", "sk_test_", "rk_live_", "rk_test_")):
        raise InvalidIntent("this is no Stripe secret key", field="secret_key")
    client = stripe.StripeClient(
        secret_key,
        http_client=PacedClient(stripe.RequestsClient(timeout=TIMEOUT_SECONDS), _pace_of(secret_key)),
        max_network_retries=2,
        base_addresses={} if address is None else {"api": address, "files": address},
    )
    return StripeProvider(client, is_live=is_live_key(secret_key))


@cache
def _pace_of(secret_key: str) -> Pace:
    """One pace for every client of a key in this process."""
    return Pace(total_rate=TOTAL_RATE if is_live_key(secret_key) else SANDBOX_TOTAL_RATE)


def is_live_key(secret_key: str) -> bool:
    """Tell whether real money moves with a key."""
    return "_live_" in secret_key


def sandbox_provider(
    engine: sa.Engine,
    platform: str,
    *,
    clock: Callable[[], dt.datetime],
    settings: SandboxSettings | None = None,
    faults: list[Fault] | None = None,
    pace: Pace | None = None,
) -> tuple[StripeProvider, Sandbox]:
    """Make a provider over the embedded sandbox.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database that has the table ``sandbox_object``; may be the host's own.
    platform : str
        Opaque id of the business: each has a provider account of its own.
    clock : callable
        Gives the aware instant.
    settings : SandboxSettings, optional
    faults : list of Fault, optional
    pace : Pace, optional
        Slows the client down to the provider's limits, as the live one is.

    Returns
    -------
    (StripeProvider, Sandbox)
        The sandbox plays the outside world: customers, banks, time.
    """
    sandbox = Sandbox(engine, clock, settings, faults)
    transport: stripe.HTTPClient = sandbox if pace is None else PacedClient(sandbox, pace)
    client = stripe.StripeClient(sandbox_key(platform), http_client=transport, max_network_retries=0)
    return StripeProvider(client, is_live=False), sandbox


def sandbox_key(platform: str) -> str:
    """Name the sandbox's secret key of a business; the sandbox's own methods take it as ``platform``."""
    return f"sk_sandbox_{platform}"
