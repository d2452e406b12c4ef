"""The inbox of the provider's events: stored once, handled later, never believed without reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.gateways.objects import Event
from payouts.gateways.provider import Provider
from payouts.operation_rows import Operation, get_operation
from payouts.retractions import may_have_failed
from payouts.tables import provider_op, webhook_inbox


def receive(executor: Executor, business_ref: str, event: Event, *, at: dt.datetime) -> bool:
    """Store an event; storing it again changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    event : Event
        From `payouts.gateways.webhooks.verify_event`.
    at : datetime

    Returns
    -------
    bool
        Whether it is new.
    """
    values = {
        "event_id": event.event_id,
        "business_ref": business_ref,
        "account_id": event.account_id,
        "kind": event.kind[:80],
        "object_id": event.object_id,
        "created_at": event.created_at,
        "received_at": at,
    }
    return insert_new(connection_of(executor), webhook_inbox, values) == 1


FAILED_LATER = ("refund.failed", "refund.updated", "payout.failed")
"""Kinds of events that speak of something that was done, and failed days later."""

CATCH_UP_REACH = dt.timedelta(days=3)
"""How far back events are listed when none was ever received; Stripe itself tries for three days."""
CATCH_UP_OVERLAP = dt.timedelta(hours=1)
"""How far before the newest event received the listing begins: they do not come in order."""


def catch_up(
    transaction: Callable[[], AbstractContextManager[Executor]],
    provider: Provider,
    business_ref: str,
    *,
    clock: Callable[[], dt.datetime],
) -> int:
    """Store the events that the provider could not deliver; safe to repeat.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; none may be open around this call.
    provider : Provider
    business_ref : str
    clock : callable
        Gives the aware instant.

    Returns
    -------
    int
        How many were new.

    Raises
    ------
    ProviderError
        If the provider does not answer.
    """
    with transaction() as session:
        newest = connection_of(session).scalar(
            sa.select(sa.func.max(webhook_inbox.c.created_at)).where(
                webhook_inbox.c.business_ref == business_ref
            )
        )
    since = clock() - CATCH_UP_REACH if newest is None else newest - CATCH_UP_OVERLAP
    events = [e for e in provider.undelivered_events(since) if e.is_live == provider.is_live]
    with transaction() as session:
        return sum(receive(session, business_ref, event, at=clock()) for event in events)


def unhandled(executor: Executor, *, limit: int = 25) -> list[tuple[int, str, list[Operation]]]:
    """List events that wait, with the operations they give reason to look after.

    Parameters
    ----------
    executor : Session or Connection
    limit : int

    Returns
    -------
    list of (int, str, list of Operation)
        Row id, kind, and the operations of the event's object that are unfinished, or done but may have failed
        since; oldest first. To handle one, carry out what is unfinished (`payouts.operations.carry_out` reads the
        object anew), look back at what is done (`payouts.retractions.look_back`), and mark it.
    """
    c, o = webhook_inbox.c, provider_op.c
    connection = connection_of(executor)
    rows = connection.execute(
        sa.select(c.id, c.kind, c.business_ref, c.object_id)
        .where(c.handled_at.is_(None))
        .order_by(c.id)
        .limit(limit)
    ).all()
    found = []
    for row in rows:
        ids = connection.execute(
            sa.select(o.id)
            .where(o.business_ref == row.business_ref, o.object_id == row.object_id)
            .where(o.state.in_(("planned", "sent", "unknown")))
            .order_by(o.id)
        ).scalars()
        about = [get_operation(connection, op_id) for op_id in ids]
        if row.kind in FAILED_LATER and row.object_id is not None:
            about += may_have_failed(connection, row.business_ref, [row.object_id])
        found.append((row.id, row.kind, about))
    return found


def mark_handled(executor: Executor, inbox_id: int, *, at: dt.datetime) -> None:
    """Note that an event has been handled; the first time counts."""
    connection_of(executor).execute(
        sa.update(webhook_inbox)
        .where(webhook_inbox.c.id == inbox_id, webhook_inbox.c.handled_at.is_(None))
        .values(handled_at=at)
    )
