"""Who got what by a payment, and what of it has not left yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_policy import Stake
from payouts.due import unpaid_items
from payouts.intents import Authorise, Charge
from payouts.ledger import balance, chart
from payouts.money import Money, total, zero
from payouts.tables import entry, ledger_account, posting, provider_op
from payouts.taking_back import CLAWBACK


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

    @property
    def fan_refs(self) -> list[str]:
        """Everybody who got something, once."""
        return sorted({one.fan_ref for one in self.got})


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


def stakes_of(
    connection: sa.Connection, business_ref: str, currency: str, got: Sequence[Got], at: dt.datetime
) -> list[Stake]:
    """What each still has by a payment, and what of it has not left.

    What was taken back of it before counts no more; and as unpaid counts no more than is payable to the person
    now, which may be less than what is unpaid of this work when a debt or a correction has used it up.

    Parameters
    ----------
    connection : Connection
    business_ref, currency : str
    got : sequence of Got
        Who got what by the payment.
    at : datetime

    Returns
    -------
    list of Stake
        One for each of ``got``, by fan and subject, pay before tips.
    """
    nothing, stakes = zero(currency), []
    left_to: dict[tuple[str, bool], Money] = {}
    for one in sorted(got, key=lambda g: (g.fan_ref, g.subject_ref, g.is_tip)):
        purse = (one.fan_ref, one.is_tip)
        if purse not in left_to:
            account = chart.tips_payable(one.fan_ref) if one.is_tip else chart.payable(one.fan_ref)
            left_to[purse] = balance(connection, business_ref, account, currency)
        has = max(one.amount - _taken(connection, business_ref, one), nothing)
        left = max(min(_unpaid(connection, business_ref, one, at), has, left_to[purse]), nothing)
        left_to[purse] -= left
        stakes.append(Stake(one.fan_ref, one.subject_ref, has, left, one.is_tip))
    return stakes


def earned_by_ledger(
    executor: Executor,
    business_ref: str,
    subjects: Sequence[str],
    *,
    outlays: Mapping[str, Money] | None = None,
) -> tuple[Got, ...]:
    """Tell what people earned in money with some work, by the ledger: never more than was booked for them.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    subjects : sequence of str
        The earnings, and whatever was added to them later, as their entries name them.
    outlays : mapping, optional
        By subject: how much of its entry gives people back what they laid out themselves. That is never
        asked back, and an entry of the kind ``reimbursement`` is never counted.

    Returns
    -------
    tuple of Got
        What is credit, a gift or points counts nothing: it was not paid in money.
    """
    a, e = ledger_account.c, entry.c
    rows = connection_of(executor).execute(
        sa.select(a.owner_ref, e.subject_ref, a.currency, -sa.func.sum(posting.c.amount_minor))
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(
            e.business_ref == business_ref,
            e.subject_ref.in_(subjects),
            e.kind.not_in(("reimbursement", CLAWBACK)),
            a.code == "payable:" + a.owner_ref,
        )
        .group_by(a.owner_ref, e.subject_ref, a.currency)
        .order_by(a.owner_ref, e.subject_ref, a.currency)
    )
    got = []
    for owner, subject, currency, minor in rows:
        amount = Money(int(minor), currency) - (outlays or {}).get(subject, zero(currency))
        if amount.amount_minor > 0:
            got.append(Got(str(owner), subject, amount))
    return tuple(got)


def _unpaid(connection: sa.Connection, business_ref: str, one: Got, at: dt.datetime) -> Money:
    """What of it no payout covers, less what was taken off it before."""
    return total(
        (
            item.amount
            for item in unpaid_items(connection, business_ref, one.fan_ref, at)
            if (item.subject_ref, item.is_tip, item.amount.currency)
            == (one.subject_ref, one.is_tip, one.amount.currency)
        ),
        one.amount.currency,
    )


def _taken(connection: sa.Connection, business_ref: str, one: Got) -> Money:
    """What was taken back of it before: off pay or tips, or as a debt."""
    a, e = ledger_account.c, entry.c
    off_tips = a.code.startswith("tips_payable:")
    amount = connection.execute(
        sa.select(sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0))
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(
            e.business_ref == business_ref,
            e.kind == CLAWBACK,
            e.subject_ref == one.subject_ref,
            a.owner_ref == one.fan_ref,
            a.currency == one.amount.currency,
            off_tips if one.is_tip else sa.not_(off_tips),
        )
    ).scalar_one()
    return Money(int(amount), one.amount.currency)


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
