"""The only writer of the ledger: posts an entry once, and reverses one at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.errors import FloorBroken, KeyConflict
from payouts.ledger.accounts import Place, Row, accounts_of, lock_account, locked_balances
from payouts.ledger.entries import Entry, Posting
from payouts.tables import entry as entry_table
from payouts.tables import ledger_account, posting

__all__ = ["PostedEntry", "find", "lock_account", "post"]

# Built once: putting a statement together costs as much as running it.
_FIND = sa.select(
    entry_table.c.id, entry_table.c.key, entry_table.c.kind, entry_table.c.subject_ref, entry_table.c.event_at
).where(
    entry_table.c.business_ref == sa.bindparam("wanted_business"),
    entry_table.c.key == sa.bindparam("wanted_key"),
)
_MOVE = (
    sa.update(ledger_account)
    .where(ledger_account.c.id == sa.bindparam("account_id"))
    .values(balance_minor=sa.bindparam("balance"), version=sa.bindparam("number"))
)
_WRITE_POSTINGS = sa.insert(posting)
_WRITE_ENTRY = sa.insert(entry_table).inline()
_NEXT_POSTGRESQL = sa.text("SELECT nextval(pg_get_serial_sequence('entry', 'id'))")
# Postings count too: after a failed entry, theirs must not be taken for the next one's.
_NEXT_SQLITE = sa.text(
    "SELECT max(coalesce((SELECT max(id) FROM entry), 0), coalesce((SELECT max(entry_id) FROM posting), 0)) + 1"
)


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
        values = [{"account_id": i, "balance": b, "number": v} for i, (b, v) in sorted(moves.items())]
        connection.execute(_MOVE, values)
    entry_id = _next_id(connection)
    connection.execute(_WRITE_POSTINGS, [_posting_row(entry_id, p, rows, moves) for p in entry.postings])
    connection.execute(
        _WRITE_ENTRY,
        {
            "id": entry_id,
            "business_ref": entry.business_ref,
            "key": entry.key,
            "kind": entry.kind,
            "subject_ref": entry.subject_ref,
            "event_at": entry.event_at,
            "created_at": at,
            "reverses_id": entry.reverses_id,
            "meta": dict(entry.meta),
            "content_hash": entry.content_hash,
        },
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
    wanted = {"wanted_business": business_ref, "wanted_key": key}
    found = connection_of(executor).execute(_FIND, wanted).one_or_none()
    return None if found is None else PostedEntry(*found, is_repeat=True)


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
        return int(connection.execute(_NEXT_POSTGRESQL).scalar_one())
    return int(connection.execute(_NEXT_SQLITE).scalar_one())


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
