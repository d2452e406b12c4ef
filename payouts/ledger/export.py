"""The ledger as one plain-text journal that both hledger and beancount read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

import sqlalchemy as sa

from payouts.database import Executor, connection_of, streamed
from payouts.ledger.seals import head_of
from payouts.money import Money
from payouts.tables import entry, ledger_account, posting

_ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "income": "Income",
    "expense": "Expenses",
    "equity": "Equity",
    "memo": "Equity:Memo",
}


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    code: str
    name: str
    currency: str
    net_minor: int


def journal_text(executor: Executor, business_ref: str) -> Iterator[str]:
    """Write a business's books as a journal.

    Parameters
    ----------
    executor : Session or Connection
        Best inside a transaction of its own, so that entries and balances are of one instant.
    business_ref : str

    Yields
    ------
    str
        Lines without line ends: the accounts, the entries in the order of writing, and at the end what each account must hold.
        Amounts are in major units, exact.

    Notes
    -----
    Formats: hledger manual, "Journal"; Beancount Language Syntax. The text keeps to what both understand: ``open`` and ``balance``
    lines are directives to beancount and to hledger transactions without postings; a unit is written ``USD``, ``PTS`` or ``USD_CREDIT``.
    ``hledger check`` and ``bean-check`` prove the balance of every entry, and beancount that of every account, independently of this
    library. Points, store credit and what is kept beside the books proper stand under ``Equity:Memo`` and liabilities in units of their own.
    """
    connection = connection_of(executor)
    first, last = _days(connection, business_ref)
    accounts = _accounts(connection, business_ref)
    yield f"; The books of {business_ref}, sealed up to {head_of(connection, business_ref)}"
    opened: set[str] = set()
    for account in accounts.values():
        if account.name not in opened:
            opened.add(account.name)
            yield f"{first} open {account.name}  ; {account.code}"
    yield ""
    yield from _entries(connection, business_ref, accounts)
    for account in accounts.values():
        must = Money(account.net_minor, account.currency).decimal
        yield f"{last + dt.timedelta(days=1)} balance {account.name}  {must} {_unit(account.currency)}"


def _entries(connection: sa.Connection, business_ref: str, accounts: dict[int, _Account]) -> Iterator[str]:
    c = entry.c
    query = (
        sa.select(
            c.id,
            c.key,
            c.kind,
            c.subject_ref,
            c.event_at,
            posting.c.ledger_account_id,
            posting.c.amount_minor,
        )
        .join_from(entry, posting)
        .where(c.business_ref == business_ref)
        .order_by(c.id, posting.c.id)
    )
    for _entry_id, group in groupby(streamed(connection, query), key=lambda row: row.id):
        lines = list(group)
        head = lines[0]
        kind, key, subject = (quote(said, safe=":/") for said in (head.kind, head.key, head.subject_ref))
        yield f'{head.event_at:%Y-%m-%d} * "{kind}" "{key}"  ; subject:{subject}'
        for line in lines:
            account = accounts[line.ledger_account_id]
            amount = Money(line.amount_minor, account.currency)
            yield f"  {account.name}  {amount.decimal} {_unit(account.currency)}"
        yield ""


def _accounts(connection: sa.Connection, business_ref: str) -> dict[int, _Account]:
    """Every account by id, with a name of its own that both programs take."""
    c = ledger_account.c
    query = (
        sa.select(c.id, c.code, c.kind, c.currency, sa.func.coalesce(sa.func.sum(posting.c.amount_minor), 0))
        .outerjoin_from(ledger_account, posting)
        .where(c.business_ref == business_ref)
        .group_by(c.id)
        .order_by(c.id)
    )
    names: dict[str, str] = {}  # whose name it is: by name, the code
    found = {}
    for account_id, code, kind, currency, net in connection.execute(query):
        name = _name(kind, code)
        if names.setdefault(name, f"{kind} {code}") != f"{kind} {code}":
            name = f"{name}-{account_id}"
        found[account_id] = _Account(account_id, code, name, currency, int(net))
    return found


def _name(kind: str, code: str) -> str:
    """Name an account: parts of letters, digits and hyphens, each beginning with a capital or a digit."""
    parts = [re.sub(r"[^A-Za-z0-9]", "-", part).strip("-") or "0" for part in code.split(":")]
    return ":".join((_ROOTS[kind], *(part[0].upper() + part[1:] for part in parts)))


def _unit(currency: str) -> str:
    """Name a unit; hledger takes no dot without quotes, and beancount no quotes."""
    return currency.replace(".", "_")


def _days(connection: sa.Connection, business_ref: str) -> tuple[dt.date, dt.date]:
    c = entry.c
    query = sa.select(sa.func.min(c.event_at), sa.func.max(c.event_at)).where(c.business_ref == business_ref)
    first, last = connection.execute(query).one()
    return (first.date(), last.date()) if first is not None else (dt.date(1970, 1, 1), dt.date(1970, 1, 1))
