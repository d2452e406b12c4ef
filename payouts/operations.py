"""The life of a provider operation: planned, sent, and ended, each in its own transaction.

    plan      in the caller's transaction, with everything that depends on it; commit
    begin     in a transaction of its own; commit
    perform   outside any transaction: the only call to the provider
    record    in a transaction of its own, with the ledger entries; commit

A process may die between any two steps: what is planned or sent is found by `unfinished` and taken up again.
An operation keeps its key for ever. One whose outcome is unknown is looked for at the provider before the
same call is made again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

from payouts.database import Executor
from payouts.errors import HeldBack
from payouts.gateways.calling import Outcome, look_for
from payouts.gateways.provider import Provider
from payouts.operation_rows import Operation, find_operation, get_operation, operations_on, unfinished
from payouts.operation_steps import begin, perform, plan, record

__all__ = [
    "Operation",
    "Transaction",
    "begin",
    "carry_out",
    "find_operation",
    "get_operation",
    "operations_on",
    "perform",
    "plan",
    "record",
    "unfinished",
]

Transaction = Callable[[], AbstractContextManager[Executor]]
"""Opens a transaction of the host, gives its session, and commits when left without an error."""


def carry_out(
    transaction: Transaction, provider: Provider, op_id: int, *, clock: Callable[[], dt.datetime]
) -> tuple[Operation, Outcome | None]:
    """Take one planned operation through `begin`, `perform` and `record`, each in its own transaction.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; see `Transaction`. None may be open around this call.
    provider : Provider
    op_id : int
    clock : callable
        Gives the aware instant.

    Returns
    -------
    (Operation, Outcome or None)
        The outcome is None if the operation had ended before.

    Raises
    ------
    HeldBack
        As `begin`, unless an earlier attempt turns out to have ended.
    """
    try:
        with transaction() as session:
            operation = begin(session, op_id, at=clock())
    except HeldBack:
        operation, seen = _sent_before_the_hold(transaction, provider, op_id)
        if seen is None:
            raise
        outcome = seen
    else:
        if operation.is_ended:
            return operation, None
        outcome = perform(provider, operation)
    with transaction() as session:
        return record(session, op_id, outcome, at=clock()), outcome


def _sent_before_the_hold(
    transaction: Transaction, provider: Provider, op_id: int
) -> tuple[Operation, Outcome | None]:
    """Look for what was sent before a hold was opened: a hold stops a call, not the news of an earlier one."""
    with transaction() as session:
        operation = get_operation(session, op_id)
    if operation.is_ended or not operation.attempts:
        return operation, None
    found = look_for(provider, operation.call, operation.intent, operation.object_id)
    return operation, found if found is not None and found.is_final else None
