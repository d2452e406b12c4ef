"""Follows money taken from cards until the provider lets it be sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of
from payouts.errors import ProviderError
from payouts.gateways.provider import Provider
from payouts.intents import Capture, Charge
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.operations import Operation, Transaction, get_operation
from payouts.tables import entry, provider_op


def pending_operations(executor: Executor, business_ref: str, *, limit: int = 100) -> list[Operation]:
    """List captures and charges whose money is not yet booked as available, oldest first."""
    c = provider_op.c
    settled = sa.select(entry.c.id).where(
        entry.c.business_ref == c.business_ref, entry.c.key == c.key + ":available"
    )
    rows = connection_of(executor).execute(
        sa.select(c.id)
        .where(
            c.business_ref == business_ref,
            c.state == "done",
            c.verb.in_(("capture", "charge")),
            c.result["is_available"].as_boolean().is_not(True),
            ~settled.exists(),
        )
        .order_by(c.id)
        .limit(limit)
    )
    return [get_operation(executor, op_id) for op_id in rows.scalars()]


def settle_funds(
    transaction: Transaction, provider: Provider, business_ref: str, *, clock: Callable[[], dt.datetime]
) -> int:
    """Ask the provider which pending money has become available, and book it; safe to repeat.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; see `payouts.operations.Transaction`. None may be open.
    provider : Provider
    business_ref : str
    clock : callable
        Gives the aware instant.

    Returns
    -------
    int
        How many operations were booked. One that cannot be read now is left for the next time.
    """
    with transaction() as session:
        pending = pending_operations(session, business_ref)
    booked = 0
    for operation in pending:
        payment_id = operation.object_id
        if payment_id is None:
            continue
        try:
            found = provider.read("payment", payment_id)
        except ProviderError:
            continue
        if found.details.get("is_available") is not True:
            continue
        with transaction() as session:
            _book(session, operation, int(found.details.get("fee_minor", 0)), clock())
        booked += 1
    return booked


def _book(executor: Executor, operation: Operation, fee_minor: int, at: dt.datetime) -> None:
    intent = operation.intent
    if not isinstance(intent, Capture | Charge):
        return
    net = intent.amount - Money(fee_minor, intent.amount.currency)
    if net.is_zero:
        # The fee took it all: there is nothing to book, and nothing to ask for again.
        _note_available(executor, operation)
        return
    entry_value = Entry(
        operation.business_ref,
        f"{operation.key}:available",
        "availability",
        intent.subject_ref,
        at,
        flows.became_available(net),
    )
    post(executor, entry_value, at=at)


def _note_available(executor: Executor, operation: Operation) -> None:
    known = {**(operation.result or {}), "is_available": True}
    connection_of(executor).execute(
        sa.update(provider_op).where(provider_op.c.id == operation.id).values(result=known)
    )
