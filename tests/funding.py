"""Settled money in a budget: a top-up that the sandbox has settled at once, in the transaction that is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from payouts import operations
from payouts.gateways.calling import Outcome
from payouts.gateways.sandbox.answers import Request, SandboxSettings
from payouts.gateways.sandbox.store import SandboxStore
from payouts.gateways.sandbox.top_ups import create_top_up
from payouts.gateways.stripe_provider import sandbox_key
from payouts.intents import TopUp
from payouts.money import Money


def fund_at_once(programme: Programme, amount_minor: int, *, key: str, at: datetime) -> None:
    """Put money into a budget; books and sandbox agree as after a top-up that was asked for and settled."""
    business_ref, amount = programme.business.public_id, Money(amount_minor, programme.currency)
    asked = operations.plan(
        db.session, business_ref, TopUp(programme.public_id, amount), key=f"top_up:{key}", at=at
    )
    operations.begin(db.session, asked.id, at=at)
    params = {
        "amount": str(amount_minor * amount.unit.provider_factor),
        "currency": programme.currency.lower(),
        "metadata": {"op_id": asked.public_id},
    }
    store = SandboxStore(db.session.connection(), sandbox_key(business_ref))
    made = create_top_up(Request(params, "", at, store, SandboxSettings(top_up_after=timedelta())))
    settled = Outcome("done", object_id=made["id"], status="done", amount=amount)
    operations.record(db.session, asked.id, settled, at=at)
