"""Holds: what keeps money from leaving until a time has passed or a case is settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new, lock_key
from payouts.errors import KeyConflict, NotFound
from payouts.tables import entry, hold, ledger_account, posting


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as it stands.

    Attributes
    ----------
    subject_ref : str or None
        The earning, tip or booking whose money is held.
    owner_ref : str or None
        The person all of whose money is held.
    reason : str
        Code: ``hold_time``, ``case``, ``dispute``, ...
    until_at : datetime or None
        Aware instant at which it ends by itself; None: when it is released.
    """

    key: str
    subject_ref: str | None
    owner_ref: str | None
    reason: str
    opened_at: dt.datetime
    until_at: dt.datetime | None
    released_at: dt.datetime | None

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it still holds at an instant."""
        return self.released_at is None and (self.until_at is None or at < self.until_at)


def open_hold(
    executor: Executor,
    business_ref: str,
    *,
    key: str,
    reason: str,
    at: dt.datetime,
    subject_ref: str | None = None,
    owner_ref: str | None = None,
    until_at: dt.datetime | None = None,
) -> Hold:
    """Hold money back; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    key : str
        Unique name of the hold within the business.
    reason : str
    at : datetime
    subject_ref : str, optional
        Holds the postings whose entry has this subject.
    owner_ref : str, optional
        Holds all money of this person.
    until_at : datetime, optional

    Returns
    -------
    Hold

    Raises
    ------
    KeyConflict
        If the key holds something else.

    Notes
    -----
    Opening a hold on a person, or one without an end on a subject, and sending money to the people concerned
    exclude each other under one lock. In a transaction that also posts, open such a hold first.
    """
    connection = connection_of(executor)
    # A hold with an end comes with the earning itself, in the transaction that posts it: nobody can be
    # sending that money yet, and waiting for the person's lock behind the account's would invite a deadlock.
    frozen_ref = subject_ref if until_at is None else None
    for person in sorted(_concerned(connection, business_ref, frozen_ref, owner_ref)):
        lock_owner(connection, business_ref, person)
    insert_new(
        connection,
        hold,
        {
            "business_ref": business_ref,
            "key": key,
            "subject_ref": subject_ref,
            "owner_ref": owner_ref,
            "reason": reason,
            "opened_at": at,
            "until_at": until_at,
        },
    )
    known = _by_key(connection, business_ref, key)
    if (known.subject_ref, known.owner_ref) != (subject_ref, owner_ref):
        raise KeyConflict(f"{key} holds something else", key=key)
    return _hold(known)


def release_hold(executor: Executor, business_ref: str, *, key: str, at: dt.datetime) -> Hold:
    """End a hold; ending it again changes nothing.

    Raises
    ------
    NotFound
        If there is no hold of this key.
    """
    connection = connection_of(executor)
    connection.execute(
        sa.update(hold)
        .where(hold.c.business_ref == business_ref, hold.c.key == key, hold.c.released_at.is_(None))
        .values(released_at=at)
    )
    return _hold(_by_key(connection, business_ref, key))


def release_holds_of(executor: Executor, business_ref: str, *, prefix: str, at: dt.datetime) -> None:
    """End every hold whose key begins so; ending them again changes nothing."""
    connection_of(executor).execute(
        sa.update(hold)
        .where(
            hold.c.business_ref == business_ref,
            hold.c.key.startswith(prefix, autoescape=True),
            hold.c.released_at.is_(None),
        )
        .values(released_at=at)
    )


def open_holds(executor: Executor, business_ref: str, owner_ref: str, at: dt.datetime) -> list[Hold]:
    """List the holds on a person as a whole that are open at an instant, oldest first."""
    query = sa.select(hold).where(
        hold.c.business_ref == business_ref, hold.c.owner_ref == owner_ref, is_open(at)
    )
    return [_hold(row) for row in connection_of(executor).execute(query.order_by(hold.c.id))]


def holds_on_subject(executor: Executor, business_ref: str, subject_ref: str) -> list[Hold]:
    """List all holds on one subject, ended ones included, oldest first."""
    query = sa.select(hold).where(hold.c.business_ref == business_ref, hold.c.subject_ref == subject_ref)
    return [_hold(row) for row in connection_of(executor).execute(query.order_by(hold.c.id))]


def is_open(at: dt.datetime | sa.BindParameter[dt.datetime]) -> sa.ColumnElement[bool]:
    """SQL condition on the hold table: open at an instant."""
    return sa.and_(hold.c.released_at.is_(None), sa.or_(hold.c.until_at.is_(None), hold.c.until_at > at))


def lock_owner(connection: sa.Connection, business_ref: str, owner_ref: str) -> None:
    """Take the lock under which a person's money is held or sent."""
    lock_key(connection, "owner", business_ref, owner_ref)


def _concerned(
    connection: sa.Connection, business_ref: str, subject_ref: str | None, owner_ref: str | None
) -> set[str]:
    """Find the people whose money a hold would keep."""
    people = {owner_ref} if owner_ref is not None else set()
    if subject_ref is not None:
        owners = connection.execute(
            sa.select(ledger_account.c.owner_ref)
            .distinct()
            .join_from(posting, ledger_account)
            .join(entry, entry.c.id == posting.c.entry_id)
            .where(entry.c.business_ref == business_ref, entry.c.subject_ref == subject_ref)
            .where(ledger_account.c.owner_ref.is_not(None))
        )
        people |= {str(owner) for owner in owners.scalars()}
    return people


def _by_key(connection: sa.Connection, business_ref: str, key: str) -> Any:
    query = sa.select(hold).where(hold.c.business_ref == business_ref, hold.c.key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no hold {key}", key=key)
    return row


def _hold(row: Any) -> Hold:
    return Hold(
        row.key, row.subject_ref, row.owner_ref, row.reason, row.opened_at, row.until_at, row.released_at
    )
