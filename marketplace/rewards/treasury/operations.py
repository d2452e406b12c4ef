"""Operations at the provider: the intent is committed, the call made outside any transaction, the outcome recorded.

Whoever dies between any two of these is followed by a job that finds the operation by its key and goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import clock, edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.rewards.treasury.provider import play_customer, provider_for
from payouts import operations
from payouts.errors import HeldBack, ProviderError, ProviderRefused
from payouts.gateways.calling import Outcome as Said
from payouts.gateways.calling import outcome_of
from payouts.intents import Intent, SaveCard
from payouts.operations import Operation
from payouts.tables import provider_op

PATIENCE = timedelta(seconds=60)  # what somebody is probably busy with is left alone so long
TAKEN_UP_MAX = 50


@dataclass(frozen=True)
class Outcome:
    """How an operation stands: done, requires_action (of the customer), refused, or unknown and asked again later.

    `next_step` says what the customer's bank wants; the secret for it is asked of the provider when it is shown.
    """

    state: str
    provider_ref: str | None = None
    next_step: dict[str, Any] | None = None
    refusal: str | None = None
    capture_before_at: datetime | None = None


Ended = Callable[[Operation, datetime], None]
_on_ended: dict[str, Ended] = {}


def on_ended(verb: str, told: Ended) -> None:
    """Call `told(operation, at)` in the transaction that records the end of an operation of this verb."""
    _on_ended[verb] = told


def plan(business_ref: str, intent: Intent, key: str, at: datetime, *, performs: bool = True) -> str:
    """Write an intent down in the present transaction, and have a job perform it; returns the key.

    With `performs` False, the caller performs it after the commit; the job looks only if the caller died.
    """
    operation = operations.plan(db.session, business_ref, intent, key=key, at=at)
    stage(operation, at if performs else at + PATIENCE)
    return key


def stage(operation: Operation, due_at: datetime) -> None:
    """Have a job perform what was planned."""
    jobs.stage("rewards.perform", f"rewards.perform:{operation.public_id}", due_at, {"key": operation.key})


def perform(key: str) -> Outcome:
    """Perform what is planned under a key, outside any transaction; an operation that has ended is not made again."""
    operation = edge.read(lambda: _by_key(key))
    if operation.is_ended:
        return as_outcome(operation)
    try:
        operation = edge.write(lambda: operations.begin(db.session, operation.id, at=clock.now()))
    except HeldBack:
        return Outcome("unknown", refusal="held_back")
    if operation.is_ended:
        return as_outcome(operation)
    said = operations.perform(_provider(operation), operation)
    operation = edge.write(lambda: _record(operation.id, said))
    return as_outcome(operation)


def look_again(key: str) -> Outcome:
    """Ask the provider how an operation stands now, such as after the customer's visit to their bank."""
    return perform(key)


def answer_second_step(key: str, *, succeeds: bool) -> Outcome:
    """In the sandbox, be the customer at the bank's page, then look."""
    operation = edge.read(lambda: _by_key(key))
    if operation.object_id is None:
        raise NotFound
    play_customer(operation.business_ref, operation.object_id, succeeds=succeeds)
    return perform(key)


def secret_for_second_step(key: str) -> str | None:
    """What the customer's browser needs to show the bank's page; asked of the provider and never stored."""
    operation = edge.read(lambda: _by_key(key))
    if operation.object_id is None:
        return None
    kind = "saved_card" if isinstance(operation.intent, SaveCard) else "payment"
    return _provider(operation).read(kind, operation.object_id).client_secret


def forget_card(key: str) -> Outcome:
    """Let go of a card that was kept and is not needed: nobody can charge it again. Harmless to repeat."""
    operation = edge.read(lambda: find(key))
    if operation is None or operation.object_id is None:
        return Outcome("done")
    try:
        _provider(operation).forget_card(operation.call, operation.object_id)
    except ProviderRefused:
        return Outcome("done")  # the provider knows no such card any more
    except ProviderError as error:
        return Outcome("unknown", refusal=error.code)
    return Outcome("done")


def abandon(key: str) -> Outcome:
    """Give up an authorisation that the customer never confirmed."""
    operation = edge.read(lambda: _by_key(key))
    if operation.is_ended or operation.object_id is None:
        return as_outcome(operation)
    call = replace(
        operation.call, key=f"{operation.call.key}-abandon"
    )  # another request than the one it ends
    found = _provider(operation).void(call, operation.object_id)
    said = outcome_of(operation.intent, found)
    return as_outcome(edge.write(lambda: _record(operation.id, said)))


def find(key: str) -> Operation | None:
    """The operation of a key, whoever's it is; keys hold a public id and so are unique."""
    query = sa.select(provider_op.c.id).where(provider_op.c.key == key)
    op_id = db.session.execute(query).scalar_one_or_none()
    return None if op_id is None else operations.get_operation(db.session, op_id)


def stage_unfinished(at: datetime) -> None:
    """Stage a look at every operation that has not ended and that nobody seems busy with."""
    slot = int(at.timestamp()) // int(PATIENCE.total_seconds())
    for operation in operations.unfinished(db.session, planned_before=at - PATIENCE, limit=TAKEN_UP_MAX):
        key = f"rewards.perform:{operation.public_id}:{slot}"
        jobs.stage("rewards.perform", key, at, {"key": operation.key})


def as_outcome(operation: Operation) -> Outcome:
    """An operation as the areas above see it."""
    result = operation.result or {}
    capture_before = result.get("capture_before")
    is_asked = operation.provider_status == "action_required" and not operation.is_ended
    state = (
        operation.state
        if operation.state in ("done", "refused")
        else "requires_action"
        if is_asked
        else "unknown"
    )
    return Outcome(
        state=state,
        provider_ref=operation.object_id,
        next_step={"kind": "bank", "key": operation.key} if state == "requires_action" else None,
        refusal=operation.error_code if state == "refused" else None,
        capture_before_at=datetime.fromisoformat(str(capture_before)) if capture_before else None,
    )


def _record(op_id: int, said: Said) -> Operation:
    at = clock.now()
    was_ended = operations.get_operation(db.session, op_id).is_ended
    operation = operations.record(db.session, op_id, said, at=at)
    told = _on_ended.get(operation.intent.verb)
    if told is not None and operation.is_ended and not was_ended:
        told(operation, at)
    return operation


def _by_key(key: str) -> Operation:
    operation = find(key)
    if operation is None:
        raise NotFound
    return operation


def _provider(operation: Operation) -> Any:
    return edge.read(lambda: provider_for(operation.business_ref))
