"""Settled money in a budget, and as much at the sandbox: what a top-up long ago has left."""

from __future__ import annotations

from datetime import datetime

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from payouts import budget
from payouts.gateways.sandbox import funds
from payouts.gateways.sandbox.answers import Request, SandboxSettings
from payouts.gateways.sandbox.store import SandboxStore
from payouts.gateways.stripe_provider import sandbox_key
from payouts.money import Money


def fund_at_once(programme: Programme, amount_minor: int, *, key: str, at: datetime) -> None:
    """Put money into a budget without asking a bank; books and sandbox agree. Inside a transaction."""
    business_ref, amount = programme.business.public_id, Money(amount_minor, programme.currency)
    budget.fund(db.session, business_ref, programme.public_id, amount, key=key, at=at)
    store = SandboxStore(db.session.connection(), sandbox_key(business_ref))
    request = Request({}, "", at, store, SandboxSettings())
    funds.move(request, programme.currency.lower(), amount_minor, kind="topup", source="tu_long_ago")
