"""The steps of a provider operation, each in a transaction of the caller's; `payouts.operations` takes one through all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.effects import on_done, on_planned, on_refused, on_sending
from payouts.errors import KeyConflict, NotFound, OutcomeConflict
from payouts.gateways.calling import Outcome, ask, look_for
from payouts.gateways.provider import Provider
from payouts.intents import Intent
from payouts.operation_rows import Operation, find_operation, get_operation, lock_operation
from payouts.tables import provider_op

# Built once: putting a statement together costs as much as running it.
_CHANGE = sa.update(provider_op).where(provider_op.c.id == sa.bindparam("wanted_id"))


def plan(executor: Executor, business_ref: str, intent: Intent, *, key: str, at: dt.datetime) -> Operation:
    """Write down what is to be asked of the provider; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller's transaction; the caller commits before `perform`.
    business_ref : str
    intent : Intent
        One of `payouts.intents`.
    key : str
        Unique name of the operation within the business, up to 140 characters.
    at : datetime

    Returns
    -------
    Operation
        Planned, or as it stands if it was planned before.

    Raises
    ------
    KeyConflict
        If the key was used for another intent.
    FloorBroken
        If the money it needs is not there: more than is authorised, held, or payable.
    """
    connection = connection_of(executor)
    lock_key(connection, "operation", business_ref, key)
    known = find_operation(connection, business_ref, key)
    if known is not None:
        if known.intent.params_hash != intent.params_hash:
            raise KeyConflict(f"{key} is already used for something else", key=key)
        return known
    on_planned(connection, business_ref, intent, key=key, at=at)
    digest = hashlib.sha256(f"{business_ref}\x1f{key}".encode()).hexdigest()
    connection.execute(
        sa.insert(provider_op).values(
            public_id=f"op_{digest[:32]}",
            business_ref=business_ref,
            key=key,
            verb=intent.verb,
            subject_ref=intent.subject_ref,
            params=intent.to_params(),
            params_hash=intent.params_hash,
            state="planned",
            planned_at=at,
        )
    )
    planned = find_operation(connection, business_ref, key)
    if planned is None:
        raise NotFound(f"{key} vanished while it was planned", key=key)
    return planned


def begin(executor: Executor, op_id: int, *, at: dt.datetime) -> Operation:
    """Mark an operation as being sent; commit before `perform`.

    Parameters
    ----------
    executor : Session or Connection
    op_id : int
    at : datetime

    Returns
    -------
    Operation
        Unchanged if it is ended.

    Raises
    ------
    HeldBack
        If it would send a person money while a hold is open; it stays as it is.
    NotFound
        If there is no such operation.
    """
    connection = connection_of(executor)
    operation = lock_operation(connection, op_id)
    if operation.is_ended:
        return operation
    on_sending(connection, operation.business_ref, operation.intent, key=operation.key, at=at)
    values: dict[str, Any] = {"attempts": operation.attempts + 1}
    if operation.state == "planned":
        values |= {"state": "sent", "sent_at": at}
    return _update(connection, op_id, values)


def perform(provider: Provider, operation: Operation) -> Outcome:
    """Ask the provider, outside any transaction.

    Parameters
    ----------
    provider : Provider
        Of the operation's business.
    operation : Operation
        As `begin` returned it.

    Returns
    -------
    Outcome
        Never raises for what the provider answers. A second attempt looks for the object of the first
        before it makes the call again with the same key.
    """
    if operation.object_id is not None or operation.attempts > 1:
        found = look_for(provider, operation.call, operation.intent, operation.object_id)
        if found is not None:
            return found
    return ask(provider, operation.call, operation.intent)


def record(executor: Executor, op_id: int, outcome: Outcome, *, at: dt.datetime) -> Operation:
    """Write down how an operation went, with its ledger entries; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    op_id : int
    outcome : Outcome
    at : datetime

    Returns
    -------
    Operation

    Raises
    ------
    OutcomeConflict
        If it ended before in the opposite way.
    """
    connection = connection_of(executor)
    operation = lock_operation(connection, op_id)
    if operation.is_ended:
        if outcome.is_final and outcome.state != operation.state:
            raise OutcomeConflict(
                f"{operation.key} is {operation.state}, not {outcome.state}", key=operation.key
            )
        return operation
    if outcome.state == "done":
        on_done(connection, operation.business_ref, operation.intent, outcome, key=operation.key, at=at)
    elif outcome.state == "refused":
        on_refused(connection, operation.business_ref, operation.intent, outcome, key=operation.key, at=at)
    values: dict[str, Any] = {"state": outcome.state, "error_code": outcome.error_code}
    if outcome.object_id is not None:
        values |= {"object_id": outcome.object_id}
    if outcome.status is not None:
        values |= {"provider_status": outcome.status, "result": dict(outcome.details)}
    if outcome.is_final:
        values |= {"ended_at": at}
    return _update(connection, op_id, values)


def _update(connection: sa.Connection, op_id: int, values: Mapping[str, Any]) -> Operation:
    connection.execute(_CHANGE, {"wanted_id": op_id, **values})
    return get_operation(connection, op_id)
