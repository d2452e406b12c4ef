"""Undoes an entry by writing its opposite, at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.errors import AlreadyReversed, NotFound
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry, MetaValue, Posting
from payouts.ledger.journal import PostedEntry, find, post
from payouts.money import Money
from payouts.tables import entry as entry_table
from payouts.tables import ledger_account, posting


def reverse(
    executor: Executor,
    business_ref: str,
    entry_key: str,
    *,
    key: str,
    at: dt.datetime,
    meta: Mapping[str, MetaValue] | None = None,
) -> PostedEntry:
    """Undo an entry by writing its opposite, once.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    entry_key : str
        Key of the entry to undo.
    key : str
        Key of the reversing entry.
    at : datetime
        Aware instant of the correction.
    meta : mapping, optional
        As in `Entry`.

    Returns
    -------
    PostedEntry
        Of the kind ``reversal``.

    Raises
    ------
    NotFound
        If no entry bears ``entry_key``.
    AlreadyReversed
        If it was undone before under another key.
    FloorBroken
        If the money has moved on, so that undoing would break a floor.
    """
    connection = connection_of(executor)
    lock_key(connection, "reverse", business_ref, entry_key)
    original = find(executor, business_ref, entry_key)
    if original is None:
        raise NotFound(f"there is no entry {entry_key}", key=entry_key)
    undone = connection.execute(
        sa.select(entry_table.c.key).where(entry_table.c.reverses_id == original.id)
    ).scalar_one_or_none()
    if undone not in (None, key):
        raise AlreadyReversed(f"{entry_key} was reversed by {undone}", key=entry_key, reversed_by=undone)
    opposite = tuple(Posting(p.account, -p.amount) for p in postings_of(executor, original.id))
    entry = Entry(business_ref, key, "reversal", original.subject_ref, at, opposite, meta or {}, original.id)
    return post(executor, entry, at=at)


def postings_of(executor: Executor, entry_id: int) -> list[Posting]:
    """Read the postings of an entry, in the order in which they were written."""
    a = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(
            a.code, a.kind, a.normal_sign, a.owner_ref, a.floor_minor, posting.c.amount_minor, a.currency
        )
        .join_from(posting, ledger_account)
        .where(posting.c.entry_id == entry_id)
        .order_by(posting.c.id)
    )
    return [Posting(Account(*row[:5]), Money(row[5], row[6])) for row in rows]
