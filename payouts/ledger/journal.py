"""The only writer of the ledger: posts an entry once, and reverses one at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.errors import AlreadyReversed, FloorBroken, KeyConflict, NotFound
from payouts.ledger.accounts import Place, Row, accounts_of, lock_account, locked_balances
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry, MetaValue, Posting
from payouts.money import Money
from payouts.tables import entry as entry_table
from payouts.tables import ledger_account, posting

__all__ = ["PostedEntry", "find", "lock_account", "post", "postings_of", "reverse"]


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it stands in the ledger.

    Attributes
    ----------
    id : int
    key : str
    kind : str
    subject_ref : str
    event_at : datetime
        As first written; a repeat does not change it.
    is_repeat : bool
        Whether this call found it written already.
    """

    id: int
    key: str
    kind: str
    subject_ref: str
    event_at: dt.datetime
    is_repeat: bool


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
    AccountConflict
        If an account exists under the same code with another nature.

    Notes
    -----
    Locks: first the key, then the rows of accounts with a floor in ascending id; accounts without a floor
    are neither locked nor updated. One posting per account, so balances and versions follow one by one.
    """
    connection = connection_of(executor)
    lock_key(connection, "entry", entry.business_ref, entry.key)
    known = find(executor, entry.business_ref, entry.key)
    if known is not None:
        return _repeat(connection, entry, known)
    rows = accounts_of(connection, entry)
    moves = _moves(connection, entry, rows)
    if moves:
        connection.execute(
            sa.update(ledger_account)
            .where(ledger_account.c.id == sa.bindparam("account_id"))
            .values(balance_minor=sa.bindparam("balance"), version=sa.bindparam("number")),
            [{"account_id": i, "balance": b, "number": v} for i, (b, v) in sorted(moves.items())],
        )
    entry_id = _next_id(connection)
    connection.execute(sa.insert(posting), [_posting_row(entry_id, p, rows, moves) for p in entry.postings])
    connection.execute(
        sa.insert(entry_table).values(
            id=entry_id,
            business_ref=entry.business_ref,
            key=entry.key,
            kind=entry.kind,
            subject_ref=entry.subject_ref,
            event_at=entry.event_at,
            created_at=at,
            reverses_id=entry.reverses_id,
            meta=dict(entry.meta),
            content_hash=entry.content_hash,
        )
    )
    return PostedEntry(entry_id, entry.key, entry.kind, entry.subject_ref, entry.event_at, is_repeat=False)


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
    c = entry_table.c
    row = connection_of(executor).execute(
        sa.select(c.id, c.key, c.kind, c.subject_ref, c.event_at).where(
            c.business_ref == business_ref, c.key == key
        )
    )
    found = row.one_or_none()
    return None if found is None else PostedEntry(*found, is_repeat=True)


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


def _repeat(connection: sa.Connection, entry: Entry, known: PostedEntry) -> PostedEntry:
    written = connection.execute(
        sa.select(entry_table.c.content_hash).where(entry_table.c.id == known.id)
    ).scalar_one()
    if written != entry.content_hash:
        raise KeyConflict(f"{entry.key} is already used for something else", key=entry.key)
    return known


def _moves(connection: sa.Connection, entry: Entry, rows: Mapping[Place, Row]) -> dict[int, tuple[int, int]]:
    """Work out the new balance and version of every account with a floor, under lock."""
    guarded = {row.id: row for row in rows.values() if row.floor_minor is not None}
    if not guarded:
        return {}
    current = locked_balances(connection, guarded)
    moves: dict[int, tuple[int, int]] = {}
    for line in entry.postings:
        row = rows[line.account.code, line.amount.currency]
        if row.id not in guarded:
            continue
        balance, version = current[row.id]
        after = balance + row.normal_sign * line.amount.amount_minor
        if after < row.floor_minor:
            raise FloorBroken(
                f"{row.code} holds {balance} and cannot give {balance - after}",
                code=row.code,
                currency=row.currency,
                balance_minor=balance,
                wanted_minor=balance - after,
            )
        moves[row.id] = (after, version + 1)
    return moves


def _next_id(connection: sa.Connection) -> int:
    """Take the entry's id beforehand, because its postings are written first."""
    if connection.dialect.name == "postgresql":
        query = sa.text("SELECT nextval(pg_get_serial_sequence('entry', 'id'))")
    else:
        # Postings count too: after a failed entry, theirs must not be taken for the next one's.
        query = sa.text(
            "SELECT max(coalesce((SELECT max(id) FROM entry), 0), "
            "coalesce((SELECT max(entry_id) FROM posting), 0)) + 1"
        )
    return int(connection.execute(query).scalar_one())


def _posting_row(
    entry_id: int, line: Posting, rows: Mapping[Place, Row], moves: Mapping[int, tuple[int, int]]
) -> dict[str, int | None]:
    account_id = rows[line.account.code, line.amount.currency].id
    balance, version = moves.get(account_id, (None, None))
    return {
        "entry_id": entry_id,
        "ledger_account_id": account_id,
        "amount_minor": line.amount.amount_minor,
        "balance_after_minor": balance,
        "version": version,
    }
