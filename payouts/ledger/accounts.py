"""The rows of ledger accounts: opened on first use, and locked for a decision about their balance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.ledger.chart import Account
from payouts.money import Money
from payouts.tables import ledger_account

Place = tuple[str, str]
"""Code and currency of an account."""

Row = Any

# Built once: putting a statement together costs as much as running it.
_READ = sa.select(
    ledger_account.c.id, ledger_account.c.code, ledger_account.c.currency, ledger_account.c.balance_minor
).where(
    ledger_account.c.business_ref == sa.bindparam("wanted_business"),
    ledger_account.c.code.in_(sa.bindparam("wanted_codes", expanding=True)),
)
_LOCK = (
    sa.select(ledger_account.c.balance_minor)
    .where(ledger_account.c.id == sa.bindparam("wanted_id"))
    .with_for_update(key_share=True)
)


def lock_account(executor: Executor, business_ref: str, account: Account, currency: str) -> Money:
    """Open an account if need be, lock it until the end of the transaction, and read its balance.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    account : Account
        One with a floor; others have no balance row to lock.
    currency : str

    Returns
    -------
    Money
        In the account's own direction.
    """
    connection = connection_of(executor)
    place = (account.code, currency)
    row = _rows(connection, business_ref, [place]).get(place)
    if row is None:
        row = open_accounts(connection, business_ref, {place: account})[place]
    return Money(_locked_balance(connection, row), currency)


def _rows(connection: sa.Connection, business_ref: str, places: list[Place]) -> dict[Place, Row]:
    values = {"wanted_business": business_ref, "wanted_codes": sorted({code for code, _currency in places})}
    rows = {(row.code, row.currency): row for row in connection.execute(_READ, values)}
    return {place: rows[place] for place in places if place in rows}


def open_accounts(
    connection: sa.Connection, business_ref: str, wanted: Mapping[Place, Account]
) -> dict[Place, Row]:
    """Make the rows of accounts at their first use; those that are there already stay as they are."""
    values = [
        {
            "business_ref": business_ref,
            "code": account.code,
            "kind": account.kind,
            "currency": currency,
            "owner_ref": account.owner_ref,
            "normal_sign": account.normal_sign,
            "floor_minor": account.floor_minor,
        }
        for (_code, currency), account in sorted(wanted.items(), key=lambda item: item[0])
    ]
    insert_new(connection, ledger_account, values)
    return _rows(connection, business_ref, list(wanted))


def _locked_balance(connection: sa.Connection, row: Row) -> int:
    """Lock the row of an account and read its balance; SQLite's single writer holds every lock already."""
    if connection.dialect.name != "postgresql":
        return int(row.balance_minor)
    return int(connection.execute(_LOCK, {"wanted_id": row.id}).scalar_one())
