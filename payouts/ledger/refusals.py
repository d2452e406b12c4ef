"""What the writer says when it refuses an entry, the same on every database."""

from __future__ import annotations

from payouts.errors import AccountConflict, AccountFull, FloorBroken, KeyConflict
from payouts.ledger.entries import Entry


def key_conflict(entry: Entry) -> KeyConflict:
    """The key says something else already."""
    return KeyConflict(f"{entry.key} is already used for something else", key=entry.key)


def account_conflict(code: str) -> AccountConflict:
    """The account is there, with another nature."""
    return AccountConflict(f"{code} exists with another nature", code=code)


def floor_broken(code: str, currency: str, balance_minor: int, wanted_minor: int) -> FloorBroken:
    """The account has less than is wanted of it."""
    return FloorBroken(
        f"{code} holds {balance_minor} and cannot give {wanted_minor}",
        code=code,
        currency=currency,
        balance_minor=balance_minor,
        wanted_minor=wanted_minor,
    )


def account_full(code: str, currency: str, balance_minor: int) -> AccountFull:
    """The balance would not fit the database's largest number."""
    return AccountFull(
        f"{code} holds {balance_minor} and cannot hold more than 64 bits",
        code=code,
        currency=currency,
        balance_minor=balance_minor,
    )
