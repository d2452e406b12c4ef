"""The only writer of the ledger: posts an entry once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.ledger import write_postgresql, write_sqlite
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry, PostedEntry
from payouts.tables import entry as entry_table

__all__ = ["PostedEntry", "find", "lock_account", "post"]

# Built once: putting a statement together costs as much as running it.
_FIND = sa.select(
    entry_table.c.id, entry_table.c.key, entry_table.c.kind, entry_table.c.subject_ref, entry_table.c.event_at
).where(
    entry_table.c.business_ref == sa.bindparam("wanted_business"),
    entry_table.c.key == sa.bindparam("wanted_key"),
)


def post(executor: Executor, entry: Entry, *, at: dt.datetime) -> PostedEntry:
    """Write an entry; writing the same one again returns the first.

    Parameters
    ----------
    executor : Session or Connection
        The caller's transaction. Nothing is committed.
    entry : Entry
    at : datetime
        Aware instant of writing.

    Returns
    -------
    PostedEntry

    Raises
    ------
    KeyConflict
        If the key is taken by other content. Nothing was written.
    FloorBroken
        If a balance would fall below its floor. Nothing was written, but for accounts newly opened.
    AccountFull
        If a balance would not fit 64 bits. Nothing was written, but for accounts newly opened.
    AccountConflict
        If an account exists under the same code with another nature.

    Notes
    -----
    Locks: first the key, then the rows of accounts with a floor in ascending id; accounts without a floor
    are neither locked nor updated. One posting per account, so balances and versions follow one by one.

    The steps are the same on every database: find the key, find or open the accounts, check their nature and floors, move the
    balances, write the postings and then the entry. SQLite takes them statement by statement; PostgreSQL in one function, because
    there each statement is a way to the server and back. Both go through the driver's own cursor within the caller's transaction.
    """
    connection = connection_of(executor)
    write = write_postgresql.write if connection.dialect.name == "postgresql" else write_sqlite.write
    return write(connection, entry, at)


def find(executor: Executor, business_ref: str, key: str) -> PostedEntry | None:
    """Look an entry up by its key.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, key : str

    Returns
    -------
    PostedEntry or None
    """
    wanted = {"wanted_business": business_ref, "wanted_key": key}
    found = connection_of(executor).execute(_FIND, wanted).one_or_none()
    return None if found is None else PostedEntry(*found, is_repeat=True)
