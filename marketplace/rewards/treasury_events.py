"""What the provider tells unasked: a hint that something has changed, upon which the provider is read."""

from __future__ import annotations

from datetime import datetime

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.rewards.treasury_provider import EVENTS_SETTING, setting_of
from payouts import inbox
from payouts.errors import ForgedEvent
from payouts.gateways.webhooks import verify_event


class EventForged(Invalid):
    """The provider did not sign this, or not just now: 400."""

    status = 400
    code = "event_forged"


def take_event(business_ref: str, payload: bytes, signature: str, at: datetime) -> None:
    """Store an event of a business's provider once, and stage a look at the operations it speaks of.

    An event that comes before its operation knows the provider's object leads to nothing; the minute's own look at
    what is unfinished finds that. Raises NotFound where no secret for events is set.
    """
    secret = setting_of(business_ref, EVENTS_SETTING)
    if not secret:
        raise NotFound
    try:
        notice = verify_event(payload, signature, secret, now=at)
    except ForgedEvent as error:
        raise EventForged from error
    if inbox.receive(db.session, business_ref, notice, at=at):
        _look_after_what_waits(at)


def _look_after_what_waits(at: datetime) -> None:
    for inbox_id, _kind, found in inbox.unhandled(db.session):
        for operation in found:
            key = f"rewards.perform:{operation.public_id}:event-{inbox_id}"
            jobs.stage("rewards.perform", key, at, {"key": operation.key})
        inbox.mark_handled(db.session, inbox_id, at=at)
