"""The check of the hash chain: it names the first entry that is not what was sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from payouts.database import Executor, connection_of, streamed
from payouts.ledger.seals import CONTENT, START, Head, Link, Tail, link_hash, tails
from payouts.tables import entry, ledger_account, ledger_seal, posting

LATE = dt.timedelta(days=1)
"""An entry that claims to be older by more than this than an instant at which everything was sealed was slipped in
afterwards: no transaction takes so long between writing and commit."""

BREAKS_MAX = 100
"""A report names the first breaks only; the very first is where to begin."""

_LONG_AGO = dt.datetime(1, 2, 1, tzinfo=dt.UTC)

Reason = Literal["changed", "deleted", "link_missing", "slipped_in", "head_differs"]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold.

    Attributes
    ----------
    number : int
        Place in the chain; of an entry that is not sealed yet, the one after the last.
    entry_key : str
        Empty where the entry is gone.
    reason : str
        ``changed``: the entry, a posting, an account of it or the link is not what was sealed, or stands in another place.
        ``deleted``: the entry is gone. ``link_missing``: the link is gone. ``slipped_in``: written later than it claims.
        ``head_differs``: a head noted elsewhere is not in the chain.
    """

    number: int
    entry_key: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.reason} at {self.number}" + (f": {self.entry_key}" if self.entry_key else "")


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of one business's chain found.

    Attributes
    ----------
    business_ref : str
    head : Head
        The last link.
    tail : Tail
        What is not sealed yet.
    breaks : tuple of Break
        In the order of the chain, at most `BREAKS_MAX`; empty when it holds.
    """

    business_ref: str
    head: Head
    tail: Tail
    breaks: tuple[Break, ...]

    @property
    def first_break(self) -> Break | None:
        """Where to begin looking; None when the chain holds."""
        return self.breaks[0] if self.breaks else None


def verify_chain(executor: Executor, business_ref: str, *, known: Head | None = None) -> ChainReport:
    """Recompute a business's chain from all its entries.

    Parameters
    ----------
    executor : Session or Connection
        Best inside a transaction of its own; nothing is written.
    business_ref : str
    known : Head, optional
        One that was noted elsewhere: the chain must still contain it. Only this shows that the end was cut off, or the whole chain
        written anew, by somebody who can do as they please in the database.

    Returns
    -------
    ChainReport

    Notes
    -----
    Linear in the entries; streams, so memory does not grow with them.
    """
    connection = connection_of(executor)
    breaks: list[Break] = []
    head, complete_at = Head(0, START), _LONG_AGO
    is_held = known is None or known == head
    for link, digest, rows in _links(connection, business_ref):
        if len(breaks) < BREAKS_MAX:
            breaks.extend(_faults(head, link, digest, rows, complete_at))
        head = Head(link.number, digest)
        is_held = is_held or known == head
        complete_at = link.sealed_at if link.reached_end else complete_at
    breaks.extend(_slipped_in(connection, business_ref, head, complete_at))
    if known is not None and not is_held:
        breaks.append(Break(known.number, "", "head_differs"))
    tail = tails(connection, business_ref).get(business_ref, Tail(0, None))
    return ChainReport(business_ref, head, tail, tuple(breaks[:BREAKS_MAX]))


def sealed_businesses(executor: Executor) -> list[str]:
    """List the businesses that have entries or seals, so that a chain whose entries are all gone is looked at too."""
    both = sa.union(sa.select(entry.c.business_ref), sa.select(ledger_seal.c.business_ref))
    return sorted(connection_of(executor).execute(both).scalars())


def _links(connection: sa.Connection, business_ref: str) -> Iterator[tuple[Link, str, list[sa.Row[Any]]]]:
    s = ledger_seal.c
    query = (
        sa.select(
            s.number, s.hash, s.sealed_at, s.entry_id, s.reached_end, entry.c.id.label("found_id"), *CONTENT
        )
        .select_from(ledger_seal)
        .outerjoin(entry, entry.c.id == s.entry_id)
        .outerjoin(posting, posting.c.entry_id == entry.c.id)
        .outerjoin(ledger_account, ledger_account.c.id == posting.c.ledger_account_id)
        .where(s.business_ref == business_ref)
        .order_by(s.number)
    )
    for number, group in groupby(streamed(connection, query), key=lambda row: row.number):
        rows = list(group)
        yield Link(number, rows[0].sealed_at, rows[0].entry_id, rows[0].reached_end), rows[0].hash, rows


def _faults(
    before: Head, link: Link, digest: str, rows: list[sa.Row[Any]], complete_at: dt.datetime
) -> Iterator[Break]:
    """Compare one link with its entry and with the link before; a fault is named where it is, not in all that follows."""
    entry_row = rows[0]
    if link.number != before.number + 1:
        yield Break(before.number + 1, "", "link_missing")
    elif entry_row.found_id is None:
        yield Break(link.number, "", "deleted")
    elif digest != link_hash(before.hash, link, rows):
        yield Break(link.number, entry_row.key, "changed")
    elif complete_at < link.sealed_at and entry_row.created_at < complete_at - LATE:
        yield Break(link.number, entry_row.key, "slipped_in")


def _slipped_in(
    connection: sa.Connection, business_ref: str, head: Head, complete_at: dt.datetime
) -> Iterator[Break]:
    """Entries without a seal that claim to be old and yet were not there when everything was sealed."""
    is_sealed = sa.exists().where(ledger_seal.c.entry_id == entry.c.id)
    query = sa.select(entry.c.key).where(
        entry.c.business_ref == business_ref, ~is_sealed, entry.c.created_at < complete_at - LATE
    )
    for key in connection.execute(query.order_by(entry.c.id).limit(BREAKS_MAX)).scalars():
        yield Break(head.number + 1, key, "slipped_in")
