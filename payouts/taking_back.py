"""Taking back what people had: off unpaid pay first, then out of their accounts at the provider, the rest as a debt.

What lies in somebody's account at the provider can be asked back only while it lies there, and only pay: a tip
reaches its fan whole. Whether it comes is known when the provider says so; until then it counts as being taken
back (`payouts.ledger.chart.recovering`), and if the provider refuses it is a debt again, netted from later pay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from payouts import flows
from payouts.budget_returns import note_taken
from payouts.dispute_policy import Taken
from payouts.intents import PayOut, ReverseTransfer, Transfer
from payouts.ledger import balance, chart
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money, total, zero
from payouts.operation_rows import Operation, operations_on
from payouts.operations import plan
from payouts.payout_rows import payouts_of
from payouts.reversing import REVERSING

CLAWBACK = "clawback"
"""Kind of the entries that take back what people had."""


@dataclass(frozen=True, slots=True)
class Askable:
    """A transfer of which something lies in the person's account and can be asked back."""

    payout_ref: str
    transfer_id: str
    amount: Money


def askable(connection: sa.Connection, business_ref: str, fan_ref: str, debt: Money) -> list[Askable]:
    """Where a debt could be asked back now, newest transfer first; changes nothing.

    Parameters
    ----------
    connection : Connection
    business_ref, fan_ref : str
    debt : Money
        What is wanted at most.

    Returns
    -------
    list of Askable
        In multiples that leave a bank a whole amount of the rest. Empty where nothing lies there, or it has
        set out for the bank.
    """
    lies = balance(connection, business_ref, chart.recipient_balance(fan_ref), debt.currency)
    multiple = max(debt.unit.charge_multiple, debt.unit.payout_multiple)
    found: list[Askable] = []
    for payout in payouts_of(connection, business_ref, owner_ref=fan_ref):
        if payout.state != "transferred" or payout.amount.currency != debt.currency:
            continue
        steps = operations_on(connection, business_ref, payout.public_id)
        made = next(s for s in steps if isinstance(s.intent, Transfer))
        leaves = any(isinstance(s.intent, PayOut) and s.state != "refused" for s in steps)
        comes = any(isinstance(s.intent, ReverseTransfer) and not s.is_ended for s in steps)
        if leaves or comes or made.state != "done" or not isinstance(made.intent, Transfer):
            continue
        pay = payout.left - Money(made.intent.tips_minor, debt.currency)
        most = min(debt, lies, pay).amount_minor
        amount = Money(max(most, 0) // multiple * multiple, debt.currency)
        if amount:
            found.append(Askable(payout.public_id, made.object_id or "", amount))
            debt, lies = debt - amount, lies - amount
    return found


def ask_back(
    connection: sa.Connection, business_ref: str, *, key: str, fan_ref: str, debt: Money, at: dt.datetime
) -> list[Operation]:
    """Plan to take as much of a debt as possible out of the person's account at the provider, under the person's lock.

    Parameters
    ----------
    connection : Connection
    business_ref : str
    key : str
        Of what the debt comes from; `payouts.reversing.reversals_before` finds the operations by it.
    fan_ref : str
    debt : Money
        Stands in `payouts.ledger.chart.receivable` already.
    at : datetime
    """
    return [
        plan(
            connection,
            business_ref,
            ReverseTransfer(one.payout_ref, fan_ref, one.transfer_id, one.amount, settles_debt=True),
            key=f"{key}{REVERSING}{number}:{fan_ref}",
            at=at,
        )
        for number, one in enumerate(askable(connection, business_ref, fan_ref, debt))
    ]


def take(
    connection: sa.Connection,
    business_ref: str,
    *,
    key: str,
    taken: Sequence[Taken],
    to: Account,
    at: dt.datetime,
) -> list[Operation]:
    """Book what is taken from people, and plan what is asked back of it; under their locks.

    Parameters
    ----------
    connection : Connection
    business_ref : str
    key : str
        Unique name of what it is taken for.
    taken : sequence of Taken
    to : Account
        Whom it makes good: the claim of a dispute, its loss, or what was given back.
    at : datetime

    Returns
    -------
    list of Operation
        Reversals, to be carried out after the commit.
    """
    for one in taken:
        fan_ref, subject = one.stake.fan_ref, one.stake.subject_ref
        back = flows.clawed_back(fan_ref, pay=one.pay, tips=one.tips, debt=one.debt, to=to)
        own_key = f"{key}:{subject}:{fan_ref}"
        if not post(connection, Entry(business_ref, own_key, CLAWBACK, subject, at, back), at=at).is_repeat:
            note_taken(connection, business_ref, key=own_key, one=one, at=at)
    planned = []
    for fan_ref in sorted({one.stake.fan_ref for one in taken}):
        debts = [one.debt for one in taken if one.stake.fan_ref == fan_ref]
        debt = total(debts, debts[0].currency)
        if debt > zero(debt.currency):
            planned += ask_back(connection, business_ref, key=key, fan_ref=fan_ref, debt=debt, at=at)
    return planned
