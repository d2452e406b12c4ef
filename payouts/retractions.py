"""What was done and later failed: a refund the customer's bank sent back, a payout that a bank returned.

The provider said "done" and said otherwise days later. The entries are undone, and the money is where it was
before: held for the booking, or in the fan's account, from where another day's run sends it again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.gateways.provider import Provider
from payouts.intents import PayOut, Refund
from payouts.ledger.journal import find
from payouts.ledger.reversals import reverse
from payouts.operation_rows import Operation, get_operation
from payouts.operations import Transaction
from payouts.payout_rows import set_payout_state
from payouts.tables import provider_op


def look_back(
    transaction: Transaction,
    provider: Provider,
    op_id: int,
    *,
    clock: Callable[[], dt.datetime],
) -> Operation:
    """Read what a done refund or payout has become, and undo it if it failed after all; safe to repeat.

    Parameters
    ----------
    transaction : callable
        See `payouts.operations.Transaction`. None may be open.
    provider : Provider
    op_id : int
    clock : callable

    Returns
    -------
    Operation
        ``refused`` with the provider's code if it failed; else as it was.

    Raises
    ------
    ProviderError
        The provider cannot be read now. Nothing has changed; look again later, for nobody tells a second time.
    """
    with transaction() as session:
        operation = get_operation(session, op_id)
    intent = operation.intent
    if operation.state != "done" or not isinstance(intent, Refund | PayOut) or operation.object_id is None:
        return operation
    within = intent.account_id if isinstance(intent, PayOut) else None
    kind = "payout" if isinstance(intent, PayOut) else "refund"
    found = provider.read(kind, operation.object_id, within)  # type: ignore[arg-type]
    if found.status not in ("failed", "cancelled"):
        return operation
    with transaction() as session:
        return retract(
            session, op_id, error_code=str(found.details.get("error_code", found.status)), at=clock()
        )


def retract(executor: Executor, op_id: int, *, error_code: str, at: dt.datetime) -> Operation:
    """Undo the entries of a refund or payout that was done and failed later; repeating it changes nothing."""
    connection = connection_of(executor)
    row = provider_op.c
    connection.execute(sa.select(row.id).where(row.id == op_id).with_for_update())
    operation = get_operation(connection, op_id)
    if operation.state != "done":
        return operation
    business_ref, key = operation.business_ref, operation.key
    reverse(connection, business_ref, f"{key}:done", key=f"{key}:failed", at=at)
    if find(connection, business_ref, f"{key}:plan") is not None:
        reverse(connection, business_ref, f"{key}:plan", key=f"{key}:undo", at=at)
    if isinstance(operation.intent, PayOut):
        set_payout_state(connection, operation.intent.payout_ref, "transferred", at)
    connection.execute(
        sa.update(provider_op)
        .where(row.id == op_id)
        .values(state="refused", provider_status="failed", error_code=error_code[:80])
    )
    return get_operation(connection, op_id)


def may_have_failed(executor: Executor, business_ref: str, object_ids: list[str]) -> list[Operation]:
    """List the done refunds and payouts behind objects of the provider, for `look_back`.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    object_ids : list of str
        By the provider's ids, as events name them; those of other things are passed over.

    Returns
    -------
    list of Operation
    """
    c = provider_op.c
    rows = connection_of(executor).execute(
        sa.select(c.id)
        .where(
            c.business_ref == business_ref,
            c.object_id.in_(object_ids),
            c.state == "done",
            c.verb.in_((Refund.verb, PayOut.verb)),
        )
        .order_by(c.id)
    )
    return [get_operation(executor, op_id) for op_id in rows.scalars()]
