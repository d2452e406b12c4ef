"""Warnings of fraud as they are noted: one row for each payment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.errors import NotFound
from payouts.fraud_tables import fraud_warning
from payouts.money import Money, zero


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """A bank fears that a payment is fraud.

    Attributes
    ----------
    object_id, payment_id : str
        The provider's ids of the warning and of the payment.
    subject_ref : str
        What the payment was for.
    amount, fee : Money
        Taken from the card, and kept of it by the provider, refund or not.
    fraud_type : str
        The bank's code, for example ``made_with_stolen_card``.
    state : str
        open; refunding (decided, on its way); refunded; left (for ``reason``); disputed (the bank has asked the
        money back).
    reason : str or None
    """

    business_ref: str
    object_id: str
    payment_id: str
    subject_ref: str
    amount: Money
    fee: Money
    fraud_type: str
    state: str
    reason: str | None
    noted_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided, and no dispute has come."""
        return self.state == "open"


def get_warning(executor: Executor, business_ref: str, object_id: str, *, lock: bool = False) -> FraudWarning:
    """Read a warning by the provider's id.

    Raises
    ------
    NotFound
    """
    c = fraud_warning.c
    query = sa.select(fraud_warning).where(c.business_ref == business_ref, c.object_id == object_id)
    row = connection_of(executor).execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(f"there is no warning {object_id}", object_id=object_id)
    return _warning(row)


def warnings_of(executor: Executor, business_ref: str, *, state: str | None = None) -> list[FraudWarning]:
    """List warnings, newest first."""
    c = fraud_warning.c
    query = sa.select(fraud_warning).where(c.business_ref == business_ref).order_by(c.id.desc())
    if state is not None:
        query = query.where(c.state == state)
    return [_warning(row) for row in connection_of(executor).execute(query)]


def warning_of_payment(executor: Executor, business_ref: str, payment_id: str) -> FraudWarning | None:
    """Read the warning of a payment by the provider's id of the payment, if there is one."""
    c = fraud_warning.c
    query = sa.select(fraud_warning).where(c.business_ref == business_ref, c.payment_id == payment_id)
    row = connection_of(executor).execute(query).one_or_none()
    return None if row is None else _warning(row)


def _warning(row: Any) -> FraudWarning:
    return FraudWarning(
        business_ref=row.business_ref,
        object_id=row.object_id,
        payment_id=row.payment_id,
        subject_ref=row.subject_ref,
        amount=Money(row.amount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency) if row.fee_minor else zero(row.currency),
        fraud_type=row.fraud_type,
        state=row.state,
        reason=row.reason,
        noted_at=row.noted_at,
        ended_at=row.ended_at,
    )
