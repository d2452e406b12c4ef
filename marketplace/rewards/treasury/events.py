"""What the provider tells unasked: a hint that something has changed, upon which the provider is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import clock, edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.rewards.treasury.provider import (
    EVENTS_SETTING,
    KEY_SETTING,
    provider_for,
    secret_of,
    setting_of,
)
from payouts import inbox
from payouts.errors import ForgedEvent
from payouts.gateways.stripe_provider import is_live_key
from payouts.gateways.webhooks import verify_event
from payouts.tables import recipient

Told = Callable[[str, str, datetime], None]
_on_event: dict[str, Told] = {}


def on_event(prefix: str, told: Told) -> None:
    """Call `told(business_ref, event_id, at)` in the transaction that stores an event whose kind begins so."""
    _on_event[prefix] = told


class EventForged(Invalid):
    """The provider did not sign this, or not just now: 400."""

    status = 400
    code = "event_forged"


def take_event(business: Business, payload: bytes, signature: str, at: datetime) -> None:
    """Store an event of a business's provider once, and stage a look at the operations it speaks of.

    An event that comes before its operation knows the provider's object leads to nothing; the minute's own look at
    what is unfinished finds that. Raises NotFound where no secret for events is set.
    """
    secret = secret_of(business.slug, EVENTS_SETTING)
    if not secret:
        raise NotFound
    try:
        notice = verify_event(payload, signature, secret, now=at)
    except ForgedEvent as error:
        raise EventForged from error
    is_live = is_live_key(secret_of(business.slug, KEY_SETTING))
    if notice.is_live != is_live or not _is_ours(business.public_id, notice.account_id):
        raise EventForged
    if inbox.receive(db.session, business.public_id, notice, at=at):
        jobs.stage(
            "rewards.handle_events", f"rewards.handle_events:{business.public_id}:{notice.event_id}", at
        )
        for prefix, told in _on_event.items():
            if notice.kind.startswith(prefix):
                told(business.public_id, notice.event_id, at)


def on_network() -> list[str]:
    """Every business whose provider is reached over the network, by public id."""
    refs = db.session.scalars(sa.select(Business.public_id).order_by(Business.id))
    return [ref for ref in refs if setting_of(ref, KEY_SETTING)]


def catch_up(business_ref: str) -> None:
    """Fetch the events that did not get here, and look after what they speak of; outside any transaction."""
    provider = edge.read(lambda: provider_for(business_ref))
    inbox.catch_up(edge.transaction, provider, business_ref, clock=clock.now)
    edge.write(lambda: handle_events(clock.now()))


def _is_ours(business_ref: str, account_id: str | None) -> bool:
    """Whether an event is of the business's own account or of one that it opened for a fan."""
    if account_id is None:
        return True
    c = recipient.c
    known = sa.select(c.id).where(c.business_ref == business_ref, c.account_id == account_id)
    return db.session.execute(known).first() is not None


def handle_events(at: datetime) -> None:
    """Stage a look at the operations that the events received speak of."""
    for inbox_id, _kind, found in inbox.unhandled(db.session):
        for operation in found:
            job = "rewards.look_after" if operation.state == "done" else "rewards.perform"
            jobs.stage(job, f"{job}:{operation.public_id}:event-{inbox_id}", at, {"key": operation.key})
        inbox.mark_handled(db.session, inbox_id, at=at)
