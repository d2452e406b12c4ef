"""What is known of differences: each is appended when found, when it changes, when it is gone, and when it is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import sqlalchemy as sa

from payouts.database import Executor, connection_of, lock_key
from payouts.errors import NotFound, PayoutsError
from payouts.reconciliation.lines import Difference
from payouts.reconciliation_tables import recon_item

REASONS = ("known", "own_books", "provider_corrects", "lost", "before_muster", "test")
"""Why a person settled a difference: it is known and right; it is kept in other books; the provider corrects it; the
business bears it; it was there before these books began; it was a test."""

State = Literal["open", "resolved", "settled"]
_FIELDS = [spec.name for spec in fields(Difference)]


class AlreadySettled(PayoutsError):
    """The difference is not open any more."""

    code = "difference_not_open"


@dataclass(frozen=True, slots=True)
class Item:
    """A difference as it stands.

    Attributes
    ----------
    found : Difference
    state : str
        open; resolved (it went away by itself); settled (a person said why it may stay).
    is_due : bool
        Whether the time in which it may settle by itself is over.
    noted_at : datetime
    actor_ref, reason_code : str or None
        Who settled it and why; see `REASONS`.
    """

    id: int
    found: Difference
    state: State
    is_due: bool
    noted_at: dt.datetime
    actor_ref: str | None = None
    reason_code: str | None = None


def open_items(executor: Executor, business_ref: str) -> list[Item]:
    """List the differences that are open, oldest first."""
    return standing_items(executor, business_ref, states=("open",))


def standing_items(
    executor: Executor,
    business_ref: str,
    *,
    states: Collection[str] = ("open", "resolved", "settled"),
    limit: int | None = None,
) -> list[Item]:
    """List differences by their newest row.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    states : collection of str
    limit : int, optional
        Only the newest so many.

    Returns
    -------
    list of Item
        By when they happened, oldest first; with a limit, by when they were noted, newest first.
    """
    query = _newest(business_ref).where(recon_item.c.state.in_(states))
    if limit is None:
        query = query.order_by(recon_item.c.happened_at, recon_item.c.id)
    else:
        query = query.order_by(recon_item.c.id.desc()).limit(limit)
    return [_item(row) for row in connection_of(executor).execute(query)]


def get_item(executor: Executor, business_ref: str, key: str) -> Item:
    """Read how a difference stands, by its key.

    Raises
    ------
    NotFound
    """
    connection, c = connection_of(executor), recon_item.c
    row = connection.execute(_newest(business_ref).where(c.key == key)).one_or_none()
    if row is None:
        raise NotFound(f"there is no difference {key!r}", key=key)
    return _item(row)


def history_of(executor: Executor, business_ref: str, key: str) -> list[Item]:
    """List every row of one difference, oldest first."""
    c = recon_item.c
    query = sa.select(recon_item).where(c.business_ref == business_ref, c.key == key).order_by(c.id)
    return [_item(row) for row in connection_of(executor).execute(query)]


def note(
    executor: Executor, business_ref: str, found: Sequence[Difference], *, run_ref: str, at: dt.datetime
) -> list[Item]:
    """Append what was found and is news; the same again is no news.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    found : sequence of Difference
    run_ref : str
    at : datetime

    Returns
    -------
    list of Item
        The differences as noted, where they are news: new, changed, or due from now on. One that was settled stays
        so unless its amounts change.
    """
    if not found:
        return []
    connection = connection_of(executor)
    known = {item.found.key: item for item in _by_key(connection, business_ref, [d.key for d in found])}
    news: list[Item] = []
    for one in {d.key: d for d in found}.values():
        before = known.get(one.key)
        if before is not None and before.state != "resolved":
            one = _kept_due(one, before, at)
        is_due = at >= one.due_at
        if before is not None and before.state == "settled" and _amounts(before.found) == _amounts(one):
            continue
        is_same = before is not None and before.is_due == is_due and _said(before.found) == _said(one)
        if before is not None and before.state == "open" and is_same:
            continue
        news.append(Item(0, one, "open", is_due, at))
    _append(connection, business_ref, news, run_ref=run_ref)
    return news


def resolve(
    executor: Executor, business_ref: str, items: Iterable[Item], *, run_ref: str, at: dt.datetime
) -> int:
    """Append that differences are gone; gives how many."""
    gone = [replace(item, state="resolved", noted_at=at) for item in items]
    _append(connection_of(executor), business_ref, gone, run_ref=run_ref)
    return len(gone)


def settle(
    executor: Executor, business_ref: str, key: str, *, actor_ref: str, reason: str, at: dt.datetime
) -> Item:
    """Append that a person has looked at a difference and says why it may stay.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    key : str
        Of the difference; see `Difference.key`.
    actor_ref : str
        Opaque id of the person.
    reason : str
        One of `REASONS`.
    at : datetime

    Returns
    -------
    Item

    Raises
    ------
    NotFound
        If there is no such difference in these books.
    AlreadySettled
        If it is not open; nothing is written.
    """
    connection = connection_of(executor)
    if reason not in REASONS:
        raise NotFound(f"{reason} is no reason; use one of {', '.join(REASONS)}", reason=reason)
    lock_key(connection, "recon_item", business_ref)
    item = get_item(connection, business_ref, key)
    if item.state != "open":
        raise AlreadySettled(f"the difference is {item.state}", state=item.state)
    settled = replace(item, state="settled", noted_at=at, actor_ref=actor_ref, reason_code=reason)
    _append(connection, business_ref, [settled], run_ref=None)
    return get_item(connection, business_ref, key)


def explained_gaps(
    executor: Executor, business_ref: str, *, with_settled_balances: bool = False
) -> dict[str, int]:
    """Sum what open and settled differences explain of the gap between the balances: minor units by currency.

    Differences of movements; with ``with_settled_balances`` also what a person has settled of the balances themselves.
    """
    c = recon_item.c
    named = c.state.in_(("open", "settled")) & (c.kind != "balance")
    if with_settled_balances:
        named |= (c.state == "settled") & (c.kind == "balance")
    newest = _newest(business_ref).where(named).subquery()
    query = sa.select(newest.c.currency, sa.func.sum(newest.c.gap_minor)).group_by(newest.c.currency)
    return {code: int(gap) for code, gap in connection_of(executor).execute(query)}


def _kept_due(one: Difference, before: Item, at: dt.datetime) -> Difference:
    """What is found again does not get its time once more."""
    due_at = min(one.due_at, before.found.due_at)
    drift = one.drift
    if (
        drift == "timing"
        and at >= due_at
        and one.cause in ("held_differs", "booking_amount", "balance_unexplained")
    ):
        drift = "amount"
    return replace(
        one, due_at=due_at, drift=drift, happened_at=min(one.happened_at, before.found.happened_at)
    )


def _amounts(one: Difference) -> tuple[Any, ...]:
    if one.kind == "balance":  # the two balances move every day; what they differ by is the difference
        return one.currency, one.gap_minor
    return one.currency, one.provider_minor, one.ledger_minor, one.bookings_minor, one.gap_minor


def _said(one: Difference) -> tuple[Any, ...]:
    return one.drift, one.side, one.cause, *_amounts(one)


def _newest(business_ref: str) -> sa.Select[Any]:
    later = recon_item.alias("later")
    is_newest = ~sa.exists().where(
        later.c.business_ref == recon_item.c.business_ref,
        later.c.key == recon_item.c.key,
        later.c.id > recon_item.c.id,
    )
    return sa.select(recon_item).where(recon_item.c.business_ref == business_ref, is_newest)


def _by_key(connection: sa.Connection, business_ref: str, keys: list[str]) -> list[Item]:
    query = _newest(business_ref).where(recon_item.c.key.in_(keys))
    return [_item(row) for row in connection.execute(query)]


def _item(row: Any) -> Item:
    found = Difference(**{name: getattr(row, name) for name in _FIELDS})
    return Item(row.id, found, row.state, row.is_due, row.noted_at, row.actor_ref, row.reason_code)


def _append(
    connection: sa.Connection, business_ref: str, items: Sequence[Item], *, run_ref: str | None
) -> None:
    rows = [
        {name: getattr(item.found, name) for name in _FIELDS}
        | {
            "business_ref": business_ref, "run_ref": run_ref, "state": item.state, "is_due": item.is_due,
            "noted_at": item.noted_at, "actor_ref": item.actor_ref, "reason_code": item.reason_code,
        }
        for item in items
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(recon_item), rows)
