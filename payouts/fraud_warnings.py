"""Early warnings of fraud: noted once for each payment, answered by a refund or left alone for a reason.

A card's bank tells of a payment that its holder says they never made, often days before it asks the money back.
Until then a refund costs less than a dispute: the dispute's own fee is spared. A warning is only ever what the
provider says when it is read; an event is a reason to read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new, lock_key
from payouts.dispute_fees import dispute_fee
from payouts.dispute_rows import disputes_on_payment
from payouts.dispute_stakes import PaymentOf
from payouts.errors import ProviderError, WarningClosed
from payouts.fraud_rows import FraudWarning, get_warning, warning_of_payment
from payouts.fraud_tables import fraud_warning
from payouts.gateways.objects import ProviderObject
from payouts.gateways.provider import Provider
from payouts.intents import Capture, Charge
from payouts.money import Money
from payouts.operations import Transaction
from payouts.tables import provider_op

CATCH_UP_DAYS = 130
"""How far back new warnings are looked for: as long as a dispute may follow."""


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a business loses either way. Pure figures, before anything is decided.

    Attributes
    ----------
    if_refunded : Money
        The amount, and the provider's fee for taking it, which does not come back.
    if_lost : Money
        The same, and what the provider charges for a dispute.
    """

    if_refunded: Money
    if_lost: Money

    @property
    def spared(self) -> Money:
        """What a refund spares if a dispute would come and be lost."""
        return self.if_lost - self.if_refunded


def stakes_of(found: FraudWarning, left: Money, on: dt.date) -> Stakes:
    """Compare a refund of what is left of a payment with a lost dispute of it.

    Parameters
    ----------
    found : FraudWarning
    left : Money
        Not refunded yet.
    on : date
        The day whose charge for a dispute counts.
    """
    refunded = left + found.fee
    return Stakes(refunded, refunded + dispute_fee(left.currency, on))


def catch_up(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    payment_of: PaymentOf,
    clock: Callable[[], dt.datetime],
) -> list[FraudWarning]:
    """Read the provider's warnings and note what is new; safe to repeat and to kill.

    Parameters
    ----------
    transaction : callable
        See `payouts.operations.Transaction`. None may be open.
    provider : Provider
    business_ref : str
    payment_of : callable
        Tells what a payment was for; see `payouts.dispute_stakes.PaymentOf`.
    clock : callable
        Gives the instant, aware.

    Returns
    -------
    list of FraudWarning
        Those that changed. Where the provider cannot be read now, none; the next time finds them.
    """
    try:
        found = list(provider.fraud_warnings(clock() - dt.timedelta(days=CATCH_UP_DAYS)))
    except ProviderError:
        return []
    changed = []
    for one in found:
        with transaction() as session:
            before = warning_of_payment(session, business_ref, str(one.details.get("payment_id", "")))
            if before is not None and before.ended_at is not None:
                continue
            after = take_note(session, business_ref, one, payment_of=payment_of, at=clock())
            if after is not None and after != before:
                changed.append(after)
    return changed


def take_note(
    executor: Executor, business_ref: str, found: ProviderObject, *, payment_of: PaymentOf, at: dt.datetime
) -> FraudWarning | None:
    """Note a warning as the provider tells it, once for each payment; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref : str
    found : ProviderObject
        As it was read.
    payment_of : callable
        Tells what a payment was for; see `payouts.dispute_stakes.PaymentOf`.
    at : datetime

    Returns
    -------
    FraudWarning or None
        None if the payment is not the host's, or nothing was taken by it.
    """
    connection = connection_of(executor)
    payment_id = str(found.details.get("payment_id", ""))
    lock_key(connection, "fraud_warning", business_ref, payment_id)
    known = warning_of_payment(connection, business_ref, payment_id)
    if known is None:
        payment, taken = payment_of(executor, payment_id), _taken(connection, business_ref, payment_id)
        if payment is None or taken is None:
            return None
        amount, fee = taken
        values = {
            "business_ref": business_ref,
            "object_id": found.id,
            "payment_id": payment_id,
            "subject_ref": payment.subject_ref,
            "amount_minor": amount.amount_minor,
            "fee_minor": fee.amount_minor,
            "currency": amount.currency,
            "fraud_type": str(found.details.get("reason", "misc"))[:60],
            "state": "open",
            "noted_at": at,
        }
        insert_new(connection, fraud_warning, values)
        known = get_warning(connection, business_ref, found.id)
    if known.ended_at is None and not bool(found.details.get("is_actionable", True)):
        disputed = disputes_on_payment(connection, business_ref, payment_id)
        return _set(connection, known, "disputed" if disputed else "refunded", at)
    return known


def begin_refund(executor: Executor, business_ref: str, object_id: str) -> FraudWarning:
    """Note that the payment is being refunded whole; it ends when the provider says that nothing is left.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, object_id : str
        The warning, by the provider's id.

    Returns
    -------
    FraudWarning
        After it.

    Raises
    ------
    NotFound
        If the business has no such warning.
    WarningClosed
        If it was decided before, or the bank has asked the money back meanwhile.
    """
    connection = connection_of(executor)
    known = _open(connection, business_ref, object_id)
    return _set(connection, known, "refunding", None)


def leave(
    executor: Executor, business_ref: str, object_id: str, reason: str, *, at: dt.datetime
) -> FraudWarning:
    """Note why a business leaves the payment as it is.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, object_id : str
        The warning, by the provider's id.
    reason : str
        In the words of whoever decided.
    at : datetime

    Returns
    -------
    FraudWarning
        After it.

    Raises
    ------
    NotFound
        If the business has no such warning.
    WarningClosed
        If it was decided before, or the bank has asked the money back meanwhile.
    """
    connection = connection_of(executor)
    known = _open(connection, business_ref, object_id)
    return _set(connection, known, "left", at, reason=reason)


def _open(connection: sa.Connection, business_ref: str, object_id: str) -> FraudWarning:
    known = get_warning(connection, business_ref, object_id, lock=True)
    if not known.is_open or disputes_on_payment(connection, business_ref, known.payment_id):
        raise WarningClosed(f"{object_id} was decided, or has become a dispute", object_id=object_id)
    return known


def _taken(connection: sa.Connection, business_ref: str, payment_id: str) -> tuple[Money, Money] | None:
    """What was taken by a payment, and what the provider kept of it."""
    c = provider_op.c
    row = connection.execute(
        sa.select(c.params, c.result)
        .where(
            c.business_ref == business_ref,
            c.object_id == payment_id,
            c.state == "done",
            c.verb.in_((Capture.verb, Charge.verb)),
        )
        .order_by(c.id)
    ).first()
    if row is None:
        return None
    amount = Money(int(row.params["amount"]["amount_minor"]), row.params["amount"]["currency"])
    return amount, Money(int((row.result or {}).get("fee_minor", 0)), amount.currency)


def _set(
    connection: sa.Connection,
    known: FraudWarning,
    state: str,
    ended_at: dt.datetime | None,
    *,
    reason: str | None = None,
) -> FraudWarning:
    c = fraud_warning.c
    connection.execute(
        sa.update(fraud_warning)
        .where(c.business_ref == known.business_ref, c.object_id == known.object_id)
        .values(state=state, ended_at=ended_at, reason=reason)
    )
    return get_warning(connection, known.business_ref, known.object_id)
