"""Reads of the ledger: balances, trial balance, and the history of an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.ledger.chart import Account
from payouts.money import Money
from payouts.tables import entry, ledger_account, posting


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What an account holds, in its own direction (a liability of 5 owed is 5)."""

    code: str
    kind: str
    owner_ref: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One line of a trial balance: the account's net on the side where it stands, in minor units."""

    code: str
    kind: str
    currency: str
    debit_minor: int
    credit_minor: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One posting seen from its account; ``amount`` is positive where the account grew."""

    posting_id: int
    entry_key: str
    entry_kind: str
    subject_ref: str
    event_at: dt.datetime
    amount: Money


def balance(executor: Executor, business_ref: str, account: Account, currency: str) -> Money:
    """Read what one account holds.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    account : Account
    currency : str

    Returns
    -------
    Money
        In the account's own direction; zero if it was never used.
    """
    c = ledger_account.c
    row = (
        connection_of(executor)
        .execute(
            sa.select(c.id, c.normal_sign, c.floor_minor, c.balance_minor).where(
                c.business_ref == business_ref, c.code == account.code, c.currency == currency
            )
        )
        .one_or_none()
    )
    if row is None:
        return Money(0, currency)
    if row.floor_minor is not None:
        return Money(row.balance_minor, currency)
    summed = connection_of(executor).execute(
        sa.select(sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0)).where(
            posting.c.ledger_account_id == row.id
        )
    )
    return Money(row.normal_sign * int(summed.scalar_one()), currency)


def balances(
    executor: Executor, business_ref: str, *, prefix: str | None = None, owner_ref: str | None = None
) -> list[AccountBalance]:
    """Read what many accounts hold, summed from their postings.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    prefix : str, optional
        Only accounts whose code starts so, for example ``payable:``.
    owner_ref : str, optional
        Only accounts of this person.

    Returns
    -------
    list of AccountBalance
        By code, then currency. Accounts without postings are left out.
    """
    c = ledger_account.c
    query = (
        sa.select(c.code, c.kind, c.owner_ref, c.normal_sign, c.currency, sa.func.sum(posting.c.amount_minor))
        .join_from(ledger_account, posting)
        .where(c.business_ref == business_ref)
        .group_by(c.id)
        .order_by(c.code, c.currency)
    )
    if prefix is not None:
        query = query.where(c.code.startswith(prefix, autoescape=True))
    if owner_ref is not None:
        query = query.where(c.owner_ref == owner_ref)
    return [
        AccountBalance(code, kind, owner, Money(sign * int(summed), currency))
        for code, kind, owner, sign, currency, summed in connection_of(executor).execute(query)
    ]


def trial_balance(
    executor: Executor, business_ref: str, *, until_at: dt.datetime | None = None
) -> list[TrialLine]:
    """List every account with its net debit or credit.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    until_at : datetime, optional
        Only what happened before this aware instant.

    Returns
    -------
    list of TrialLine
        By currency, then kind, then code. In each currency debits and credits add up to the same;
        accounts that stand at zero are listed with zeros.
    """
    c = ledger_account.c
    query = (
        sa.select(c.code, c.kind, c.currency, sa.func.sum(posting.c.amount_minor))
        .join_from(ledger_account, posting)
        .where(c.business_ref == business_ref)
        .group_by(c.id)
        .order_by(c.currency, c.kind, c.code)
    )
    if until_at is not None:
        query = query.join(entry, entry.c.id == posting.c.entry_id).where(entry.c.event_at < until_at)
    return [
        TrialLine(code, kind, currency, max(int(summed), 0), max(-int(summed), 0))
        for code, kind, currency, summed in connection_of(executor).execute(query)
    ]


def history(executor: Executor, business_ref: str, account: Account, currency: str) -> list[HistoryLine]:
    """Read every posting of one account.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    account : Account
    currency : str

    Returns
    -------
    list of HistoryLine
        Oldest first, in the order of writing.
    """
    c = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(
            posting.c.id,
            entry.c.key,
            entry.c.kind,
            entry.c.subject_ref,
            entry.c.event_at,
            posting.c.amount_minor * c.normal_sign,
        )
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(c.business_ref == business_ref, c.code == account.code, c.currency == currency)
        .order_by(posting.c.id)
    )
    return [HistoryLine(*row[:5], Money(int(row[5]), currency)) for row in rows]
