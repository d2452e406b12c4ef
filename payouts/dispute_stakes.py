"""Who got what by a payment, and what of it has not left yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_policy import Stake
from payouts.dispute_rows import Dispute
from payouts.due import unpaid_items
from payouts.intents import Authorise, Charge
from payouts.ledger import chart
from payouts.money import Money, total, zero
from payouts.tables import entry, ledger_account, posting, provider_op


@dataclass(frozen=True, slots=True)
class Got:
    """What one person got by a payment.

    Attributes
    ----------
    fan_ref : str
    subject_ref : str
        The earning or tip, as its entry names it.
    amount : Money
    is_tip : bool
    """

    fan_ref: str
    subject_ref: str
    amount: Money
    is_tip: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """What a payment was for.

    Attributes
    ----------
    subject_ref : str
        The booking for which its money is held.
    got : tuple of Got
        Everybody whom it has paid so far.
    """

    subject_ref: str
    got: tuple[Got, ...] = ()


PaymentOf = Callable[[Executor, str], Payment | None]
"""Tells, in the host's transaction, what a payment of the provider was for; None if it is not the host's."""


def payment_by_ledger(business_ref: str) -> PaymentOf:
    """Make a `PaymentOf` that knows the ledger alone: who was paid out of what was held, or tipped.

    A host that pays its people before a booking's money has come tells it better itself.
    """

    def payment_of(executor: Executor, payment_id: str) -> Payment | None:
        connection = connection_of(executor)
        o = provider_op.c
        subject_ref = connection.execute(
            sa.select(o.subject_ref).where(
                o.business_ref == business_ref,
                o.object_id == payment_id,
                o.verb.in_((Authorise.verb, Charge.verb)),
            )
        ).scalar_one_or_none()
        if subject_ref is None:
            return None
        return Payment(subject_ref, _got(connection, business_ref, subject_ref))

    return payment_of


def stakes_of(connection: sa.Connection, known: Dispute, got: Sequence[Got], at: dt.datetime) -> list[Stake]:
    """What each got by a disputed payment, and what of it has not left."""
    nothing = zero(known.amount.currency)
    stakes = []
    for one in sorted(got, key=lambda g: (g.fan_ref, g.subject_ref, g.is_tip)):
        unpaid = total(
            (
                item.amount
                for item in unpaid_items(connection, known.business_ref, one.fan_ref, at)
                if (item.subject_ref, item.is_tip) == (one.subject_ref, one.is_tip)
                and item.amount.currency == nothing.currency
            ),
            nothing.currency,
        )
        left = min(max(unpaid, nothing), one.amount)
        stakes.append(Stake(one.fan_ref, one.subject_ref, one.amount, left, one.is_tip))
    return stakes


def _got(connection: sa.Connection, business_ref: str, subject_ref: str) -> tuple[Got, ...]:
    """Pay out of what was held for a subject, and tips charged for it."""
    a, e = ledger_account.c, entry.c
    took = (
        sa.select(posting.c.entry_id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .where(
            a.business_ref == business_ref,
            a.code == chart.held(subject_ref).code,
            posting.c.amount_minor > 0,
        )
    )
    rows = connection.execute(
        sa.select(a.owner_ref, e.subject_ref, a.code, a.currency, -sa.func.sum(posting.c.amount_minor))
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(
            e.business_ref == business_ref,
            posting.c.amount_minor < 0,
            sa.or_(a.code.startswith("payable:"), a.code.startswith("tips_payable:")),
            sa.or_(e.id.in_(took), sa.and_(e.subject_ref == subject_ref, e.kind == Charge.verb)),
        )
        .group_by(a.owner_ref, e.subject_ref, a.code, a.currency)
        .order_by(a.owner_ref, e.subject_ref, a.code)
    )
    return tuple(
        Got(str(owner), subject, Money(int(amount), currency), code.startswith("tips_payable:"))
        for owner, subject, code, currency, amount in rows
    )
