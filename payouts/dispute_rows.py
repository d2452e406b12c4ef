"""Disputes as they stand in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_tables import dispute
from payouts.errors import NotFound
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Dispute:
    """A customer's bank withdraws or questions a payment.

    Attributes
    ----------
    id : int
    object_id : str
        The provider's.
    payment_id : str
        The provider's id of the payment.
    subject_ref : str
        What the payment was for.
    amount, fee : Money
        Withdrawn, and what the provider charges for it.
    reason : str
        The bank's code, for example ``fraudulent``.
    state : str
        open, won or lost.
    is_inquiry : bool
        Only a question: no money was withdrawn.
    has_evidence : bool
        Whether it was answered.
    policy : mapping
        Who bears the loss; see `payouts.dispute_policy`.
    due_at : datetime or None
        Until when it can be answered.
    """

    id: int
    business_ref: str
    object_id: str
    payment_id: str
    subject_ref: str
    amount: Money
    fee: Money
    reason: str
    state: str
    is_inquiry: bool
    has_evidence: bool
    policy: Mapping[str, Any]
    due_at: dt.datetime | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the bank has not decided."""
        return self.state == "open"


def get_dispute(executor: Executor, business_ref: str, object_id: str, *, lock: bool = False) -> Dispute:
    """Read a dispute by the provider's id.

    Raises
    ------
    NotFound
        If the business has none of this id.
    """
    found = find_dispute(executor, business_ref, object_id, lock=lock)
    if found is None:
        raise NotFound(f"there is no dispute {object_id}", object_id=object_id)
    return found


def find_dispute(
    executor: Executor, business_ref: str, object_id: str, *, lock: bool = False
) -> Dispute | None:
    """Look a dispute up by the provider's id; with ``lock``, nobody else changes it until the commit."""
    query = sa.select(dispute).where(dispute.c.business_ref == business_ref, dispute.c.object_id == object_id)
    row = connection_of(executor).execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _dispute(row)


def disputes_of(
    executor: Executor, business_ref: str, *, state: str | None = None, subject_ref: str | None = None
) -> list[Dispute]:
    """List disputes, newest first."""
    query = sa.select(dispute).where(dispute.c.business_ref == business_ref).order_by(dispute.c.id.desc())
    if state is not None:
        query = query.where(dispute.c.state == state)
    if subject_ref is not None:
        query = query.where(dispute.c.subject_ref == subject_ref)
    return [_dispute(row) for row in connection_of(executor).execute(query)]


def disputes_on_payment(executor: Executor, business_ref: str, payment_id: str) -> list[Dispute]:
    """List the disputes of one payment that took money, newest first."""
    c = dispute.c
    query = sa.select(dispute).where(
        c.business_ref == business_ref, c.payment_id == payment_id, c.is_inquiry.is_(False)
    )
    return [_dispute(row) for row in connection_of(executor).execute(query.order_by(c.id.desc()))]


def set_loss_policy(
    executor: Executor, business_ref: str, object_id: str, policy: Mapping[str, Any]
) -> Dispute:
    """Change who bears the loss while the bank has not decided; later it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, object_id : str
        The dispute, by the provider's id.
    policy : mapping
        As `payouts.dispute_policy.loss_policy_from_document` reads it.

    Returns
    -------
    Dispute
        After it.

    Raises
    ------
    NotFound
        If the business has no such dispute.
    """
    connection_of(executor).execute(
        sa.update(dispute)
        .where(
            dispute.c.business_ref == business_ref,
            dispute.c.object_id == object_id,
            dispute.c.state == "open",
        )
        .values(policy=dict(policy))
    )
    return get_dispute(executor, business_ref, object_id)


def _dispute(row: Any) -> Dispute:
    return Dispute(
        id=row.id,
        business_ref=row.business_ref,
        object_id=row.object_id,
        payment_id=row.payment_id,
        subject_ref=row.subject_ref,
        amount=Money(row.amount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        reason=row.reason,
        state=row.state,
        is_inquiry=row.is_inquiry,
        has_evidence=row.has_evidence,
        policy=row.policy,
        due_at=row.due_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
