"""Plans what a person is due as payouts, each posting covered once."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of
from payouts.due import DueItem, unpaid_items
from payouts.holds import lock_owner, open_holds
from payouts.intents import Transfer
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money, total
from payouts.operations import plan
from payouts.payout_rounding import bring_forward, carry_over, whole_multiple
from payouts.payout_rows import Payout, get_payout, payouts_of
from payouts.recipients import Recipient, get_recipient, mark_served
from payouts.tables import payout, payout_item


def plan_payouts(
    executor: Executor, business_ref: str, owner_ref: str, *, run_ref: str, on: dt.date, at: dt.datetime
) -> list[Payout]:
    """Plan what a person is due, in each currency; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    run_ref : str
        A run, or a name of the person's own demand.
    on : date
        Today in the business's zone.
    at : datetime

    Returns
    -------
    list of Payout
        Those of this run. Empty if nothing is due, the sum is below the person's least amount, a hold is
        open on the person, or no account is there to send it to.

    Notes
    -----
    A debt of the person is taken off the pay first, never off tips.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    known = payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)
    settings = get_recipient(connection, business_ref, owner_ref)
    if known or settings.account_id is None or open_holds(connection, business_ref, owner_ref, at):
        return known
    due = [i for i in unpaid_items(connection, business_ref, owner_ref, at) if not i.is_held]
    for currency in sorted({i.amount.currency for i in due}):
        net_debt(connection, business_ref, owner_ref, run_ref, currency, due, at)
        bring_forward(connection, business_ref, owner_ref, run_ref, currency, at)
    due = [i for i in unpaid_items(connection, business_ref, owner_ref, at) if not i.is_held]
    for currency in sorted({i.amount.currency for i in due}):
        _plan_one(connection, business_ref, settings, run_ref, currency, due, at)
    mark_served(connection, business_ref, owner_ref, on)
    return payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)


def net_debt(
    connection: sa.Connection,
    business_ref: str,
    owner_ref: str,
    run_ref: str,
    currency: str,
    due: list[DueItem],
    at: dt.datetime,
) -> None:
    """Settle what a person owes the business out of the pay that is due; never out of tips.

    Parameters
    ----------
    connection : Connection
        Holding the person's lock (`payouts.holds.lock_owner`).
    business_ref, owner_ref : str
    run_ref : str
        Of the run that pays them; debts are settled once in each.
    currency : str
    due : list of DueItem
        What is unpaid and not held; other currencies and tips are passed over.
    at : datetime
    """
    pay = total((i.amount for i in due if i.amount.currency == currency and not i.is_tip), currency)
    debt = lock_account(connection, business_ref, chart.receivable(owner_ref), currency)
    amount = min(debt, pay)
    if amount.amount_minor > 0:
        key = f"{_public_id(business_ref, run_ref, owner_ref, currency)}:debt"
        entry = Entry(business_ref, key, "debt_netted", owner_ref, at, flows.debt_netted(owner_ref, amount))
        post(connection, entry, at=at)


def _plan_one(
    connection: sa.Connection,
    business_ref: str,
    settings: Recipient,
    run_ref: str,
    currency: str,
    items: list[DueItem],
    at: dt.datetime,
) -> None:
    items = payable_items(items, currency)
    amount = total((i.amount for i in items), currency)
    if amount.amount_minor >= max(settings.least_minor, whole_multiple(currency)):
        cover(connection, business_ref, settings, run_ref, currency, items, at)


def payable_items(items: list[DueItem], currency: str) -> list[DueItem]:
    """Take of what is unpaid what can be sent in one currency: what is held waits, and so may corrections."""
    free = [i for i in items if i.amount.currency == currency and not i.is_held]
    if total((i.amount for i in free if not i.is_tip), currency).amount_minor < 0:
        # Corrections wait for pay to be taken from; a tip is never lessened by them.
        return [i for i in free if i.is_tip]
    return free


def cover(
    connection: sa.Connection,
    business_ref: str,
    settings: Recipient,
    run_ref: str,
    currency: str,
    items: list[DueItem],
    at: dt.datetime,
    *,
    keep: Money | None = None,
) -> Payout:
    """Make a payout of these items, under the person's lock, and plan its transfer; ``keep`` is left for the next."""
    public_id = _public_id(business_ref, run_ref, settings.owner_ref, currency)
    items = carry_over(connection, business_ref, settings.owner_ref, public_id, items, at, keep=keep)
    amount = total((i.amount for i in items), currency)
    tips = total((i.amount for i in items if i.is_tip), currency)
    row_id = connection.execute(
        sa.insert(payout)
        .values(
            public_id=public_id,
            business_ref=business_ref,
            run_ref=run_ref,
            owner_ref=settings.owner_ref,
            currency=currency,
            amount_minor=amount.amount_minor,
            state="planned",
            planned_at=at,
        )
        .returning(payout.c.id)
    ).scalar_one()
    connection.execute(
        sa.insert(payout_item),
        [
            {"payout_id": row_id, "posting_id": i.posting_id, "amount_minor": i.amount.amount_minor}
            for i in items
        ],
    )
    intent = Transfer(public_id, settings.owner_ref, settings.account_id or "", amount, tips.amount_minor)
    plan(connection, business_ref, intent, key=f"{public_id}:transfer", at=at)
    return get_payout(connection, public_id)


def _public_id(business_ref: str, run_ref: str, owner_ref: str, currency: str) -> str:
    digest = hashlib.sha256("\x1f".join((business_ref, run_ref, owner_ref, currency)).encode())
    return f"pay_{digest.hexdigest()[:28]}"
