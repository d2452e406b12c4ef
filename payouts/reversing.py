"""Which transfer a reversal takes back, and whether it may."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.database import Executor
from payouts.errors import InvalidIntent, NotFound
from payouts.intents import PayOut, ReverseTransfer, Transfer
from payouts.money import Money
from payouts.operation_rows import Operation, get_operation, operations_of_prefix, operations_on
from payouts.payout_rows import get_payout
from payouts.tables import provider_op


def transfer_reversed_by(connection: sa.Connection, business_ref: str, intent: ReverseTransfer) -> Operation:
    """Find the operation whose transfer a reversal takes back.

    Raises
    ------
    NotFound
        If no transfer of the business that was made bears the provider's id.
    """
    c = provider_op.c
    op_id = connection.execute(
        sa.select(c.id).where(
            c.business_ref == business_ref,
            c.verb == Transfer.verb,
            c.state == "done",
            c.object_id == intent.transfer_id,
        )
    ).scalar_one_or_none()
    if op_id is None:
        raise NotFound(f"there is no transfer {intent.transfer_id}", transfer_id=intent.transfer_id)
    return get_operation(connection, op_id)


REVERSING = ":reverse:"
"""What follows a refund's key in the keys of the reversals it waits for."""


def reversals_before(executor: Executor, business_ref: str, refund_key: str) -> list[Operation]:
    """List the reversals that a refund waits for, ended or not."""
    return operations_of_prefix(executor, business_ref, refund_key + REVERSING)


def reversals_have_ended(connection: sa.Connection, business_ref: str, refund_key: str) -> bool:
    """Whether a refund waits for nothing: what can be undone goes first."""
    return all(one.is_ended for one in reversals_before(connection, business_ref, refund_key))


def check_reversal(connection: sa.Connection, business_ref: str, intent: ReverseTransfer) -> None:
    """Refuse a reversal that is not one of its transfer, or whose money is on its way to the bank.

    Raises
    ------
    InvalidIntent
        Naming the field.
    NotFound
        If there is no such transfer.
    """
    made = transfer_reversed_by(connection, business_ref, intent).intent
    if not isinstance(made, Transfer) or (made.payout_ref, made.owner_ref) != (
        intent.payout_ref,
        intent.owner_ref,
    ):
        raise InvalidIntent("the transfer belongs to another payout", field="transfer_id")
    # A debt is settled out of pay alone, as often as something is left of it; a tip reaches its fan whole.
    left = get_payout(connection, intent.payout_ref).left - Money(made.tips_minor, made.amount.currency)
    if intent.amount > left if intent.settles_debt else intent.amount != made.amount:
        raise InvalidIntent(f"the transfer was of {made.amount}, of which {left} is pay", field="amount")
    steps = operations_on(connection, business_ref, intent.payout_ref)
    if any(isinstance(step.intent, PayOut) and not step.is_ended for step in steps):
        raise InvalidIntent("the money is on its way to the bank", field="payout_ref")
