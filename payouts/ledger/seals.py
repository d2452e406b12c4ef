"""Seals committed entries: a hash chain per business, so that whoever changes the past is found out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.errors import InvalidHead
from payouts.tables import entry, ledger_account, ledger_seal, posting

START = "0" * 64
"""What the first link of a chain follows."""

SEALED_AT_ONCE = 5_000
"""Entries sealed by one call unless told otherwise: a second of work, so that a transaction stays short."""

_IS_UNSEALED = ~sa.exists().where(ledger_seal.c.entry_id == entry.c.id)

# The posting's id comes first: it orders the lines.
_HEAD_COLUMNS = tuple(column for column in entry.c if column is not entry.c.id)
_LINE_COLUMNS = (
    posting.c.id.label("posting_id"),
    posting.c.amount_minor,
    posting.c.balance_after_minor,
    posting.c.version,
    ledger_account.c.kind.label("account_kind"),
    *(ledger_account.c[name] for name in ("code", "currency", "owner_ref", "normal_sign", "floor_minor")),
)
_LINE_WIDTH = len(_LINE_COLUMNS)
CONTENT: tuple[sa.ColumnElement[Any], ...] = _HEAD_COLUMNS + _LINE_COLUMNS
"""The columns that a link covers, beside the entry's id; one row a posting."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain; noted down elsewhere, it proves that nothing up to it was changed since.

    Attributes
    ----------
    number : int
        How many entries are sealed; 0 before the first.
    hash : str
        64 hexadecimal digits.
    """

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read a head as it is printed.

        Raises
        ------
        InvalidHead
            If it is not a number, a colon and 64 hexadecimal digits.
        """
        number, _colon, digest = text.strip().partition(":")
        if not number.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise InvalidHead(f"{text!r} is not a head: give NUMBER:HASH as it was printed", head=text)
        return cls(int(number), digest)


@dataclass(frozen=True, slots=True)
class Link:
    """What a seal says beside its hash; see `payouts.tables.ledger_seal`."""

    number: int
    sealed_at: dt.datetime
    entry_id: int
    reached_end: bool


@dataclass(frozen=True, slots=True)
class Tail:
    """What is written and not yet sealed: the part that the chain does not protect yet.

    Attributes
    ----------
    entries : int
    since : datetime or None
        When the oldest of them was written; None when there is none.
    """

    entries: int
    since: dt.datetime | None


def seal(executor: Executor, business_ref: str, *, at: dt.datetime, limit: int = SEALED_AT_ONCE) -> int:
    """Add a link for each entry that has none yet.

    Parameters
    ----------
    executor : Session or Connection
        The caller's transaction, best one that posts nothing: an entry is to be sealed after its commit.
    business_ref : str
    at : datetime
        Aware instant of sealing.
    limit : int
        Most entries to seal now.

    Returns
    -------
    int
        How many were sealed; call again while it equals ``limit``.

    Notes
    -----
    Links are numbered in the order of sealing, not by entry id. On PostgreSQL an id is taken before its commit, so an entry may
    appear under an id lower than one that is sealed already: it has no link, so it is found, and takes the next number.
    No high-water mark is kept that could step over it. One sealer works on a business at a time; writers never wait for it.
    """
    connection = connection_of(executor)
    lock_key(connection, "seal", business_ref)
    rows = connection.execute(_unsealed(business_ref, limit + 1)).all()
    waiting = [(entry_id, list(group)) for entry_id, group in groupby(rows, key=lambda row: row.entry_id)]
    head = head_of(connection, business_ref)
    links: list[dict[str, Any]] = []
    for number, (entry_id, lines) in enumerate(waiting[:limit], head.number + 1):
        link = Link(number, at, entry_id, reached_end=len(waiting) <= limit)
        head = Head(number, link_hash(head.hash, link, lines))
        links.append({"business_ref": business_ref, "hash": head.hash} | asdict(link))
    if links:
        connection.execute(sa.insert(ledger_seal), links)
    return len(links)


def head_of(executor: Executor, business_ref: str) -> Head:
    """Read the last link of a business's chain.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str

    Returns
    -------
    Head
        Number 0 and `START` before the first seal.
    """
    c = ledger_seal.c
    query = sa.select(c.number, c.hash).where(c.business_ref == business_ref).order_by(c.number.desc())
    row = connection_of(executor).execute(query.limit(1)).one_or_none()
    return Head(0, START) if row is None else Head(row.number, row.hash)


def tails(executor: Executor, business_ref: str | None = None) -> dict[str, Tail]:
    """Read what is not sealed yet, by business.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str, optional
        Only this business.

    Returns
    -------
    dict of str to Tail
        Only businesses with something unsealed.
    """
    c = entry.c
    query = sa.select(c.business_ref, sa.func.count(), sa.func.min(c.created_at)).where(_IS_UNSEALED)
    if business_ref is not None:
        query = query.where(c.business_ref == business_ref)
    rows = connection_of(executor).execute(query.group_by(c.business_ref).order_by(c.business_ref))
    return {business: Tail(count, since) for business, count, since in rows}


def link_hash(previous: str, link: Link, rows: Sequence[sa.Row[Any]]) -> str:
    """Digest one link.

    Parameters
    ----------
    previous : str
        Hash of the link before, or `START`.
    link : Link
    rows : sequence of rows
        Every posting of the entry, in any order; the columns of `CONTENT` come last.

    Returns
    -------
    str
        64 hexadecimal digits of SHA-256 over canonical JSON.
    """
    lines = sorted(list(row[-_LINE_WIDTH:]) for row in rows)
    content = list(rows[0][-len(CONTENT) : -_LINE_WIDTH])
    said = [previous, astuple(link), content, lines]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=_instant).encode()).hexdigest()


def _instant(value: object) -> str:
    if not isinstance(value, dt.datetime):
        raise TypeError(f"{value!r} has no place in a link")
    return value.astimezone(dt.UTC).isoformat()


def _unsealed(business_ref: str, limit: int) -> sa.Select[Any]:
    wanted = (
        sa.select(entry.c.id)
        .where(entry.c.business_ref == business_ref, _IS_UNSEALED)
        .order_by(entry.c.id)
        .limit(limit)
    )
    return (
        sa.select(entry.c.id.label("entry_id"), *CONTENT)
        .join_from(entry, posting)
        .join(ledger_account)
        .where(entry.c.id.in_(wanted))
        .order_by(entry.c.id)
    )
