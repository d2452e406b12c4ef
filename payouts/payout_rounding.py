"""Keeps back what no bank takes, and adds it to the next payout: nothing is rounded away."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import sqlalchemy as sa

from payouts import flows
from payouts.currencies import currency as currency_of
from payouts.due import DueItem, unpaid_items
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money, total


def whole_multiple(currency: str) -> int:
    """Minor units of which every payout is a multiple: 10 for the dinar's thousandths, 100 for the forint's."""
    unit = currency_of(currency)
    return math.lcm(unit.charge_multiple, unit.payout_multiple)


def bring_forward(
    connection: sa.Connection, business_ref: str, owner_ref: str, run_ref: str, currency: str, at: dt.datetime
) -> None:
    """Make due what earlier payouts kept back, under the person's lock."""
    for is_tip, account in ((False, chart.carried(owner_ref)), (True, chart.carried_tips(owner_ref))):
        kept = lock_account(connection, business_ref, account, currency)
        if kept:
            postings = flows.brought_forward(owner_ref, kept, is_tip=is_tip)
            key = f"forward:{owner_ref}:{currency}:{run_ref}:{'tips' if is_tip else 'pay'}"
            post(connection, Entry(business_ref, key, "brought_forward", owner_ref, at, postings), at=at)


def carry_over(
    connection: sa.Connection,
    business_ref: str,
    owner_ref: str,
    payout_ref: str,
    items: Sequence[DueItem],
    at: dt.datetime,
    *,
    keep: Money | None = None,
) -> list[DueItem]:
    """Keep back what makes the sum no whole multiple of what banks take; it stays the fan's, for the next payout.

    Parameters
    ----------
    connection : Connection
        Holding the person's lock (`payouts.holds.lock_owner`).
    business_ref, owner_ref, payout_ref : str
    items : sequence of DueItem
        All in one currency; at least one.
    at : datetime
    keep : Money, optional
        Keeps back so much instead.

    Returns
    -------
    list of DueItem
        ``items``, and one below zero for what is kept back: of pay, or of tips where the pay does not suffice.
    """
    currency = items[0].amount.currency
    rest = total((i.amount for i in items), currency).amount_minor % whole_multiple(currency)
    rest = rest if keep is None else keep.amount_minor
    if not rest:
        return list(items)
    pay = total((i.amount for i in items if not i.is_tip), currency)
    is_tip = pay.amount_minor < rest
    postings = flows.carried_over(owner_ref, Money(rest, currency), is_tip=is_tip)
    entry = Entry(business_ref, f"{payout_ref}:carried", "carried_over", owner_ref, at, postings)
    post(connection, entry, at=at)
    known = {item.posting_id for item in items}
    new = unpaid_items(connection, business_ref, owner_ref, at)
    kept = [i for i in new if i.posting_id not in known and i.kind == "carried_over" and i.is_tip == is_tip]
    return [*items, *kept]
