"""Writes an entry on PostgreSQL: one call of the function that the database holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

import sqlalchemy as sa

from payouts.database import driver_cursor, lock_number
from payouts.ledger.entries import Entry, PostedEntry
from payouts.ledger.posting_function import NAME
from payouts.ledger.refusals import account_conflict, account_full, floor_broken, key_conflict

_POST = (
    f"SELECT * FROM {NAME}(%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, "
    "%s::int[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::bigint[], %s::bigint[])"
)


def write(connection: sa.Connection, entry: Entry, at: dt.datetime) -> PostedEntry:
    """Write an entry, or find it written; see `payouts.ledger.journal.post`."""
    lines = [(p.account, p.amount) for p in entry.postings]
    by_name = sorted(range(1, len(lines) + 1), key=lambda i: (lines[i - 1][0].code, lines[i - 1][1].currency))
    values = (
        lock_number("entry", entry.business_ref, entry.key),
        entry.business_ref,
        entry.key,
        entry.kind,
        entry.subject_ref,
        entry.event_at,
        at,
        entry.reverses_id,
        json.dumps(dict(entry.meta)),
        entry.content_hash,
        _array(by_name),
        _texts(account.code for account, _amount in lines),
        _texts(amount.currency for _account, amount in lines),
        _texts(account.kind for account, _amount in lines),
        _array(account.normal_sign for account, _amount in lines),
        _texts(account.owner_ref for account, _amount in lines),
        _array(account.floor_minor for account, _amount in lines),
        _array(amount.amount_minor for _account, amount in lines),
    )
    with driver_cursor(connection) as cursor:
        cursor.execute(_POST, values)
        outcome, entry_id, first_at, code, unit, balance, wanted = cursor.fetchone()
    match outcome:
        case "key":
            raise key_conflict(entry)
        case "nature":
            raise account_conflict(code)
        case "floor":
            raise floor_broken(code, unit, balance, wanted)
        case "full":
            raise account_full(code, unit, balance)
    first_at = first_at.astimezone(dt.UTC)
    is_repeat = outcome == "repeat"
    return PostedEntry(entry_id, entry.key, entry.kind, entry.subject_ref, first_at, is_repeat=is_repeat)


def _array(numbers: Iterable[int | None]) -> str:
    """Write numbers as the server reads an array; the driver's own way takes longer than the rest of the call."""
    return "{" + ",".join("NULL" if number is None else str(number) for number in numbers) + "}"


def _texts(words: Iterable[str | None]) -> str:
    """Write texts as the server reads an array, each in quotes."""
    return "{" + ",".join("NULL" if word is None else _quoted(word) for word in words) + "}"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
