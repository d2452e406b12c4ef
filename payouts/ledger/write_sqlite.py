"""Writes an entry on SQLite: prepared statements, one after another, while the transaction is the only writer."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from payouts.database import driver_cursor
from payouts.ledger.accounts import open_accounts
from payouts.ledger.entries import Entry, PostedEntry, Posting
from payouts.ledger.refusals import account_conflict, account_full, floor_broken, key_conflict
from payouts.money import AMOUNT_MAX_MINOR

_FIND = "SELECT id, content_hash, event_at FROM entry WHERE business_ref = ? AND key = ?"
_READ = (
    "SELECT id, kind, normal_sign, owner_ref, floor_minor, balance_minor, version FROM ledger_account "
    "WHERE business_ref = ? AND code = ? AND currency = ?"
)
# Every entry has postings, and after a failed one its postings must not be taken for the next one's.
_NEXT = "SELECT coalesce(max(entry_id), 0) + 1 FROM posting"
_MOVE = "UPDATE ledger_account SET balance_minor = ?, version = ? WHERE id = ?"
_POSTING = (
    "INSERT INTO posting (entry_id, ledger_account_id, amount_minor, balance_after_minor, version) "
    "VALUES (?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO entry (id, business_ref, key, kind, subject_ref, event_at, created_at, reverses_id, meta, content_hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_Line = tuple[int, int, int | None, int | None]
"""Of one posting: account, amount, balance after and version."""


def write(connection: sa.Connection, entry: Entry, at: dt.datetime) -> PostedEntry:
    """Write an entry, or find it written; see `payouts.ledger.journal.post`."""
    with driver_cursor(connection) as cursor:
        found = cursor.execute(_FIND, (entry.business_ref, entry.key)).fetchone()
        if found is not None:
            return _repeat(entry, *found)
        lines = [_line(p, _account(connection, cursor, entry.business_ref, p)) for p in entry.postings]
        for account_id, _amount, balance, version in lines:
            if version is not None:
                cursor.execute(_MOVE, (balance, version, account_id))
        entry_id = cursor.execute(_NEXT).fetchone()[0]
        cursor.executemany(_POSTING, [(entry_id, *line) for line in lines])
        said = (entry.business_ref, entry.key, entry.kind, entry.subject_ref)
        evidence = json.dumps(dict(entry.meta)) if entry.meta else "{}"
        happened = _stored(entry.event_at)
        instants = (happened, happened if at is entry.event_at else _stored(at))
        cursor.execute(_ENTRY, (entry_id, *said, *instants, entry.reverses_id, evidence, entry.content_hash))
    return PostedEntry(entry_id, entry.key, entry.kind, entry.subject_ref, entry.event_at, is_repeat=False)


def _repeat(entry: Entry, entry_id: int, content_hash: str, event_at: str) -> PostedEntry:
    if content_hash != entry.content_hash:
        raise key_conflict(entry)
    first_at = dt.datetime.fromisoformat(event_at).replace(tzinfo=dt.UTC)
    return PostedEntry(entry_id, entry.key, entry.kind, entry.subject_ref, first_at, is_repeat=True)


def _account(connection: sa.Connection, cursor: Any, business_ref: str, line: Posting) -> tuple[Any, ...]:
    """Read the row of a posting's account, opening it at its first use."""
    account, currency = line.account, line.amount.currency
    place = (business_ref, account.code, currency)
    row = cursor.execute(_READ, place).fetchone()
    if row is None:
        open_accounts(connection, business_ref, {(account.code, currency): account})
        row = cursor.execute(_READ, place).fetchone()
    if row[1:5] != (account.kind, account.normal_sign, account.owner_ref, account.floor_minor):
        raise account_conflict(account.code)
    return tuple(row)


def _line(line: Posting, row: tuple[Any, ...]) -> _Line:
    """Work out what a posting leaves on its account."""
    account_id, _kind, normal_sign, _owner, floor, balance, version = row
    amount = line.amount.amount_minor
    if floor is None:
        return account_id, amount, None, None
    after = balance + normal_sign * amount
    if after < floor:
        raise floor_broken(line.account.code, line.amount.currency, balance, balance - after)
    if after > AMOUNT_MAX_MINOR:
        raise account_full(line.account.code, line.amount.currency, balance)
    return account_id, amount, after, version + 1


def _stored(instant: dt.datetime) -> str:
    """Write an instant as `payouts.columns.UTC` does."""
    return instant.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
