"""The rows of ledger accounts: opened on first use, checked, and locked in one order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.errors import AccountConflict
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry
from payouts.money import Money
from payouts.tables import ledger_account

Place = tuple[str, str]
"""Code and currency of an account."""

Row = Any

# Built once: putting a statement together costs as much as running it.
_READ = sa.select(
    ledger_account.c.id,
    ledger_account.c.code,
    ledger_account.c.currency,
    ledger_account.c.kind,
    ledger_account.c.normal_sign,
    ledger_account.c.owner_ref,
    ledger_account.c.floor_minor,
    ledger_account.c.balance_minor,
    ledger_account.c.version,
).where(
    ledger_account.c.business_ref == sa.bindparam("wanted_business"),
    ledger_account.c.code.in_(sa.bindparam("wanted_codes", expanding=True)),
)
_LOCK = (
    sa.select(ledger_account.c.id, ledger_account.c.balance_minor, ledger_account.c.version)
    .where(ledger_account.c.id.in_(sa.bindparam("wanted_ids", expanding=True)))
    .order_by(ledger_account.c.id)
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
        row = _open(connection, business_ref, {place: account})[place]
    balance, _version = locked_balances(connection, {row.id: row})[row.id]
    return Money(balance, currency)


def accounts_of(connection: sa.Connection, entry: Entry) -> dict[Place, Row]:
    """Find the accounts of an entry by code and currency, opening those that are new.

    Raises
    ------
    AccountConflict
        If one exists with another nature.
    """
    wanted = {(p.account.code, p.amount.currency): p.account for p in entry.postings}
    rows = _rows(connection, entry.business_ref, list(wanted))
    absent = {place: account for place, account in wanted.items() if place not in rows}
    if absent:
        rows |= _open(connection, entry.business_ref, absent)
    for place, account in wanted.items():
        row = rows[place]
        nature = (row.kind, row.normal_sign, row.owner_ref, row.floor_minor)
        if nature != (account.kind, account.normal_sign, account.owner_ref, account.floor_minor):
            raise AccountConflict(f"{place[0]} exists with another nature", code=place[0])
    return rows


def _rows(connection: sa.Connection, business_ref: str, places: list[Place]) -> dict[Place, Row]:
    values = {"wanted_business": business_ref, "wanted_codes": sorted({code for code, _currency in places})}
    rows = {(row.code, row.currency): row for row in connection.execute(_READ, values)}
    return {place: rows[place] for place in places if place in rows}


def _open(connection: sa.Connection, business_ref: str, wanted: Mapping[Place, Account]) -> dict[Place, Row]:
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


def locked_balances(connection: sa.Connection, rows: Mapping[int, Row]) -> dict[int, tuple[int, int]]:
    """Lock accounts with a floor in ascending id, and read their balance and version by id."""
    if connection.dialect.name != "postgresql":
        return {i: (row.balance_minor, row.version) for i, row in rows.items()}
    found = connection.execute(_LOCK, {"wanted_ids": sorted(rows)})
    return {row.id: (row.balance_minor, row.version) for row in found}
