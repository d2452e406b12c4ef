"""What a person has with a business when they go: what is due, held, moving, owed and to be spent; and settling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from payouts import flows
from payouts.codes.discount_codes import DiscountCode, codes_of, redeem_as_credit
from payouts.currencies import credit_unit
from payouts.database import Executor, connection_of
from payouts.due import DueItem, unpaid_items
from payouts.holds import lock_owner
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.balances import balance
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money, total
from payouts.payout_planning import net_debt
from payouts.payout_rounding import bring_forward
from payouts.tables import ledger_account, posting


@dataclass(frozen=True, slots=True)
class PersonClosing:
    """What one business and one person have to do with each other in one currency.

    Attributes
    ----------
    pay, tips : Money
        Due now: what earlier payouts kept back is in it, what the person owes is off the pay.
    held : Money
        Kept back; not below zero.
    held_until_at : datetime or None
        When the last of it is free; None while nobody knows.
    sending : Money
        Being sent to the person's account at the provider at this moment.
    with_provider : Money
        In that account, and not yet in the bank.
    debt_met : Money
        What of the person's debt is taken off the pay.
    debt_left : Money
        What of it stays: owed to the business, from nothing that is there.
    credit : Money
        Store credit and discount codes, as cash value.
    """

    currency: str
    pay: Money
    tips: Money
    held: Money
    held_until_at: dt.datetime | None
    sending: Money
    with_provider: Money
    debt_met: Money
    debt_left: Money
    credit: Money

    @property
    def due(self) -> Money:
        """What can be sent, or given away, now."""
        return self.pay + self.tips


def foresee_person(
    executor: Executor, business_ref: str, owner_ref: str, currency: str, at: dt.datetime
) -> PersonClosing:
    """Reckon how a person stands with a business, changing nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref, currency : str
    at : datetime
        The instant at which holds are judged.

    Returns
    -------
    PersonClosing
    """
    connection = connection_of(executor)

    def on(account: Account, unit: str = currency) -> Money:
        return balance(connection, business_ref, account, unit)

    every = unpaid_items(connection, business_ref, owner_ref, at)
    items = [one for one in every if one.amount.currency == currency]
    free, held = [i for i in items if not i.is_held], [i for i in items if i.is_held]
    nothing = Money(0, currency)
    earned = _sum(free, currency, is_tip=False) + on(chart.carried(owner_ref))
    owed = on(chart.receivable(owner_ref))
    met = max(nothing, min(owed, earned))
    ends = [one.held_until_at for one in held]
    credit = on(chart.credit(owner_ref), credit_unit(currency)).amount_minor
    codes = open_codes(connection, business_ref, owner_ref, currency)
    return PersonClosing(
        currency=currency,
        pay=max(nothing, earned - met),
        tips=_sum(free, currency, is_tip=True) + on(chart.carried_tips(owner_ref)),
        # A correction greater than the free pay comes off what is still held.
        held=max(nothing, total((one.amount for one in held), currency) + min(nothing, earned)),
        held_until_at=max((end for end in ends if end is not None), default=None) if all(ends) else None,
        sending=on(chart.in_transit(owner_ref)),
        with_provider=on(chart.recipient_balance(owner_ref)),
        debt_met=met,
        debt_left=owed - met + on(chart.recovering(owner_ref)),
        credit=Money(credit + sum(one.amount.amount_minor for one in codes), currency),
    )


def settle_person(
    executor: Executor, business_ref: str, owner_ref: str, currency: str, at: dt.datetime
) -> PersonClosing:
    """Make due what was kept back and take off what the person owes; again changes nothing more.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, owner_ref, currency : str
    at : datetime

    Returns
    -------
    PersonClosing
        As `foresee_person` said. Afterwards the unpaid items that nothing holds add up to its ``due``.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    foreseen = foresee_person(connection, business_ref, owner_ref, currency, at)
    ref = f"settled:{latest_posting(connection, business_ref, owner_ref)}"
    bring_forward(connection, business_ref, owner_ref, ref, currency, at)
    due = [one for one in unpaid_items(connection, business_ref, owner_ref, at) if not one.is_held]
    net_debt(connection, business_ref, owner_ref, ref, currency, due, at)
    return foreseen


def write_off(
    executor: Executor, business_ref: str, owner_ref: str, currency: str, *, at: dt.datetime
) -> Money:
    """Give up asking somebody who is gone for what they owe: the business bears it.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, owner_ref, currency : str
    at : datetime

    Returns
    -------
    Money
        How much it was; nothing if they owe nothing.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    owed = lock_account(connection, business_ref, chart.receivable(owner_ref), currency)
    if owed:
        key = f"debt_written_off:{owner_ref}:{currency}:{latest_posting(connection, business_ref, owner_ref)}"
        postings = flows.debt_written_off(owner_ref, owed)
        post(connection, Entry(business_ref, key, "debt_written_off", owner_ref, at, postings), at=at)
    return owed


def pay_credit_out(
    executor: Executor, business_ref: str, owner_ref: str, currency: str, *, at: dt.datetime
) -> Money:
    """Turn a person's store credit and codes into money that is due to them, to the cent; again changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref, currency : str
    at : datetime

    Returns
    -------
    Money
        What became due.

    Notes
    -----
    For a business that ends, where nothing can be bought with it any more. A debt is taken off it like off
    all pay.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    for one in open_codes(connection, business_ref, owner_ref, currency):
        redeem_as_credit(connection, business_ref, one.code, for_ref=owner_ref, at=at)
    unit = credit_unit(currency)
    held = lock_account(connection, business_ref, chart.credit(owner_ref), unit)
    amount = Money(held.amount_minor, currency)
    if amount:
        key = f"credit_paid_out:{owner_ref}:{unit}:{latest_posting(connection, business_ref, owner_ref)}"
        postings = flows.credit_paid_out(owner_ref, amount)
        post(connection, Entry(business_ref, key, "credit_paid_out", owner_ref, at, postings), at=at)
    return amount


def open_codes(executor: Executor, business_ref: str, owner_ref: str, currency: str) -> list[DiscountCode]:
    """List a person's discount codes with a business that are still worth something."""
    mine: Collection[DiscountCode] = codes_of(executor, [owner_ref])
    wanted = (business_ref, "issued", currency)
    return [one for one in mine if (one.business_ref, one.state, one.amount.currency) == wanted]


def _sum(items: list[DueItem], currency: str, *, is_tip: bool) -> Money:
    return total((one.amount for one in items if one.is_tip is is_tip), currency)


def latest_posting(connection: sa.Connection, business_ref: str, owner_ref: str) -> int:
    """Find a person's latest posting: a name for how things stand, under the person's lock."""
    a = ledger_account.c
    query = sa.select(sa.func.max(posting.c.id)).join_from(posting, ledger_account)
    mine = query.where(a.business_ref == business_ref, a.owner_ref == owner_ref)
    return int(connection.execute(mine).scalar_one() or 0)
