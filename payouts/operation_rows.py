"""Provider operations as they stand in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.errors import NotFound
from payouts.gateways.objects import Call
from payouts.intents import Intent, intent_from_params
from payouts.tables import provider_op

# Built once: putting a statement together costs as much as running it.
_BY_ID = sa.select(provider_op).where(provider_op.c.id == sa.bindparam("wanted_id"))
_BY_ID_LOCKED = _BY_ID.with_for_update()
_BY_KEY = sa.select(provider_op).where(
    provider_op.c.business_ref == sa.bindparam("wanted_business"),
    provider_op.c.key == sa.bindparam("wanted_key"),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it stands.

    Attributes
    ----------
    id : int
    public_id : str
        The id written into the provider's object.
    state : str
        planned, sent (begun, or not final at the provider), unknown, done or refused.
    object_id : str or None
        The provider's object.
    provider_status : str or None
        What the object's status was last.
    error_code : str or None
        Why it was refused or is unknown.
    attempts : int
        How often it was begun.
    """

    id: int
    public_id: str
    business_ref: str
    key: str
    intent: Intent
    state: str
    object_id: str | None
    provider_status: str | None
    result: Mapping[str, Any] | None
    error_code: str | None
    attempts: int
    planned_at: dt.datetime

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "refused")

    @property
    def call(self) -> Call:
        """What identifies it at the provider."""
        return Call(self.public_id, self.public_id, self.planned_at)


def get_operation(executor: Executor, op_id: int) -> Operation:
    """Read an operation by its id.

    Raises
    ------
    NotFound
        If there is none.
    """
    return _read(connection_of(executor), _BY_ID, op_id)


def lock_operation(executor: Executor, op_id: int) -> Operation:
    """Read an operation by its id and lock it until the end of the transaction.

    Raises
    ------
    NotFound
        If there is none.
    """
    return _read(connection_of(executor), _BY_ID_LOCKED, op_id)


def _read(connection: sa.Connection, query: sa.Select[Any], op_id: int) -> Operation:
    row = connection.execute(query, {"wanted_id": op_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no operation {op_id}", op_id=op_id)
    return operation_of_row(row)


def find_operation(executor: Executor, business_ref: str, key: str) -> Operation | None:
    """Look an operation up by its key."""
    wanted = {"wanted_business": business_ref, "wanted_key": key}
    row = connection_of(executor).execute(_BY_KEY, wanted).one_or_none()
    return None if row is None else operation_of_row(row)


def operations_on(executor: Executor, business_ref: str, subject_ref: str) -> list[Operation]:
    """List the operations about one subject, oldest first."""
    c = provider_op.c
    query = sa.select(provider_op).where(c.business_ref == business_ref, c.subject_ref == subject_ref)
    return [operation_of_row(row) for row in connection_of(executor).execute(query.order_by(c.id))]


def operations_of_prefix(executor: Executor, business_ref: str, prefix: str) -> list[Operation]:
    """List the operations whose key begins so, oldest first."""
    c = provider_op.c
    query = sa.select(provider_op).where(
        c.business_ref == business_ref, c.key.startswith(prefix, autoescape=True)
    )
    return [operation_of_row(row) for row in connection_of(executor).execute(query.order_by(c.id))]


def unfinished(executor: Executor, *, planned_before: dt.datetime, limit: int = 25) -> list[Operation]:
    """List operations that have not ended, oldest first, for a job to take up.

    Parameters
    ----------
    executor : Session or Connection
    planned_before : datetime
        Leaves alone what somebody is probably busy with.
    limit : int
    """
    c = provider_op.c
    query = (
        sa.select(provider_op)
        .where(c.state.in_(("planned", "sent", "unknown")), c.planned_at < planned_before)
        .order_by(c.planned_at, c.id)
        .limit(limit)
    )
    return [operation_of_row(row) for row in connection_of(executor).execute(query)]


def operation_of_row(row: Any) -> Operation:
    """Read a row of the table as a value."""
    return Operation(
        id=row.id,
        public_id=row.public_id,
        business_ref=row.business_ref,
        key=row.key,
        intent=intent_from_params(row.verb, row.params),
        state=row.state,
        object_id=row.object_id,
        provider_status=row.provider_status,
        result=row.result,
        error_code=row.error_code,
        attempts=row.attempts,
        planned_at=row.planned_at,
    )
