"""Reads and changes of payouts and their items."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.errors import NotFound
from payouts.holds import is_open
from payouts.intents import ReverseTransfer
from payouts.money import Money
from payouts.tables import entry, hold, ledger_account, payout, payout_item, posting, provider_op


@dataclass(frozen=True, slots=True)
class Payout:
    """Money on its way to one person.

    Attributes
    ----------
    id : int
    public_id : str
    run_ref : str
        The run that made it.
    amount : Money
    state : str
        planned, transferred (in the person's account at the provider), paid (what was left of it is sent to
        the bank) or refused (its money is due again).
    taken_back : Money
        Of the amount, taken back from the person's account at the provider to settle what the person owed.
    """

    id: int
    public_id: str
    business_ref: str
    run_ref: str
    owner_ref: str
    amount: Money
    state: str
    planned_at: dt.datetime
    ended_at: dt.datetime | None
    taken_back: Money

    @property
    def left(self) -> Money:
        """What of it goes to the bank, or went there."""
        return self.amount - self.taken_back


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One posting that a payout covers.

    Attributes
    ----------
    subject_ref : str
        The earning, tip or correction.
    kind : str
        Kind of the entry.
    is_tip : bool
    event_at : datetime
    amount : Money
        Below zero for what was taken back.
    """

    subject_ref: str
    kind: str
    is_tip: bool
    event_at: dt.datetime
    amount: Money


def get_payout(executor: Executor, public_id: str) -> Payout:
    """Read a payout.

    Raises
    ------
    NotFound
        If there is none of this id.
    """
    row = connection_of(executor).execute(_PAYOUTS.where(payout.c.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no payout {public_id}", public_id=public_id)
    return _payout(row)


def payouts_of(
    executor: Executor, business_ref: str, *, owner_ref: str | None = None, run_ref: str | None = None
) -> list[Payout]:
    """List payouts, newest first."""
    query = _PAYOUTS.where(payout.c.business_ref == business_ref).order_by(payout.c.id.desc())
    if owner_ref is not None:
        query = query.where(payout.c.owner_ref == owner_ref)
    if run_ref is not None:
        query = query.where(payout.c.run_ref == run_ref)
    return [_payout(row) for row in connection_of(executor).execute(query)]


def unfinished_payouts(executor: Executor, business_ref: str) -> list[Payout]:
    """List payouts that are planned or transferred, oldest first."""
    query = _PAYOUTS.where(
        payout.c.business_ref == business_ref, payout.c.state.in_(("planned", "transferred"))
    )
    return [_payout(row) for row in connection_of(executor).execute(query.order_by(payout.c.id))]


def payout_lines(executor: Executor, public_id: str) -> list[PayoutLine]:
    """List what a payout covers, oldest first; the amounts add up to the payout's.

    Parameters
    ----------
    executor : Session or Connection
    public_id : str

    Returns
    -------
    list of PayoutLine
    """
    a = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(
            entry.c.subject_ref,
            entry.c.kind,
            a.code,
            entry.c.event_at,
            payout_item.c.amount_minor,
            a.currency,
        )
        .join_from(payout, payout_item)
        .join(posting, posting.c.id == payout_item.c.posting_id)
        .join(entry, entry.c.id == posting.c.entry_id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .where(payout.c.public_id == public_id)
        .order_by(posting.c.id)
    )
    return [
        PayoutLine(
            r.subject_ref,
            r.kind,
            r.code.startswith("tips_payable:"),
            r.event_at,
            Money(r.amount_minor, r.currency),
        )
        for r in rows
    ]


def set_payout_state(executor: Executor, public_id: str, state: str, at: dt.datetime) -> None:
    """Move a payout on; a refused one lets its items go, so that their money is due again."""
    connection = connection_of(executor)
    ended_at = at if state in ("paid", "refused") else None
    connection.execute(
        sa.update(payout).where(payout.c.public_id == public_id).values(state=state, ended_at=ended_at)
    )
    if state == "refused":
        connection.execute(
            sa.update(payout_item)
            .where(
                payout_item.c.payout_id
                == sa.select(payout.c.id).where(payout.c.public_id == public_id).scalar_subquery(),
                payout_item.c.released_at.is_(None),
            )
            .values(released_at=at)
        )


def held_subjects(executor: Executor, business_ref: str, public_id: str, at: dt.datetime) -> list[str]:
    """List the subjects of a payout on which a hold is open."""
    rows = connection_of(executor).execute(
        sa.select(hold.c.subject_ref)
        .distinct()
        .join_from(payout, payout_item)
        .join(posting, posting.c.id == payout_item.c.posting_id)
        .join(entry, entry.c.id == posting.c.entry_id)
        .join(hold, sa.and_(hold.c.subject_ref == entry.c.subject_ref, hold.c.business_ref == business_ref))
        .where(payout.c.public_id == public_id, payout_item.c.released_at.is_(None), is_open(at))
    )
    return sorted(rows.scalars())


def _payout(row: Any) -> Payout:
    return Payout(
        row.id,
        row.public_id,
        row.business_ref,
        row.run_ref,
        row.owner_ref,
        Money(row.amount_minor, row.currency),
        row.state,
        row.planned_at,
        row.ended_at,
        Money(int(row.taken_back_minor), row.currency),
    )


def _payouts() -> sa.Select[Any]:
    o = provider_op.c
    taken_back = sa.select(
        sa.func.coalesce(sa.func.sum(o.params[("amount", "amount_minor")].as_integer()), 0)
    ).where(
        o.business_ref == payout.c.business_ref,
        o.subject_ref == payout.c.public_id,
        o.verb == ReverseTransfer.verb,
        o.state == "done",
        o.params["settles_debt"].as_boolean(),
    )
    return sa.select(payout, taken_back.scalar_subquery().label("taken_back_minor"))


# Built once: putting a statement together costs as much as running it.
_PAYOUTS = _payouts()
