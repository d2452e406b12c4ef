"""How a lost dispute is borne, foreseen and done by the same code."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_policy import Loss, LossPolicy, bear_loss, loss_policy_from_document
from payouts.dispute_rows import Dispute
from payouts.dispute_stakes import Payment, stakes_of
from payouts.ledger import balance, chart
from payouts.money import Money


def foresee_loss(
    executor: Executor, known: Dispute, payment: Payment, policy: str, *, at: dt.datetime
) -> Loss:
    """Say how a dispute would be borne if the bank decided for the customer now; changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    known : Dispute
    payment : Payment
        What was disputed, and who got what of it.
    policy : str
        Name of one of `payouts.dispute_policy.POLICIES`.
    at : datetime

    Returns
    -------
    Loss

    Raises
    ------
    InvalidPolicy
        If there is no policy of this name.
    """
    connection = connection_of(executor)
    held = balance(connection, known.business_ref, chart.held(known.subject_ref), known.amount.currency)
    return loss_of(connection, known, payment, loss_policy_from_document(policy), held, at)


def loss_of(
    connection: sa.Connection,
    known: Dispute,
    payment: Payment,
    policy: LossPolicy,
    held: Money,
    at: dt.datetime,
) -> Loss:
    """Divide a lost dispute under a policy, as things stand; the same code foresees it and does it."""
    stakes = stakes_of(connection, known.business_ref, known.amount.currency, payment.got, at)
    return bear_loss(policy, amount=known.amount, held=held, reason=known.reason, stakes=stakes)
