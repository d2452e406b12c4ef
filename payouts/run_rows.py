"""What is kept of payout runs: when, who was left out, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.due import DueItem, unpaid_items
from payouts.holds import open_holds
from payouts.ledger import chart
from payouts.ledger.balances import balance
from payouts.money import Money, total
from payouts.payout_rows import payouts_of
from payouts.recipients import get_recipient
from payouts.run_tables import payout_left_out, payout_run


@dataclass(frozen=True, slots=True)
class Run:
    """A payout run.

    Attributes
    ----------
    id : int
    run_ref : str
    on : date
        Today in the business's zone.
    started_at : datetime
    ended_at : datetime or None
        When everybody had been looked at last; None while it goes on, or if it died.
    """

    id: int
    run_ref: str
    on: dt.date
    started_at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody with money whom a run did not pay.

    Attributes
    ----------
    owner_ref : str
    amount : Money
        What they are due or held.
    reason : str
        ``no_account``, ``below_least``, ``held``, ``person_held``, ``debt`` or ``failed``.
    detail : str or None
        The code of the failure, or of the hold.
    """

    owner_ref: str
    amount: Money
    reason: str
    detail: str | None


def begin_run(executor: Executor, business_ref: str, run_ref: str, *, on: dt.date, at: dt.datetime) -> Run:
    """Note that a run begins, or goes on after it died."""
    connection = connection_of(executor)
    values = {"business_ref": business_ref, "run_ref": run_ref, "run_on": on, "started_at": at}
    insert_new(connection, payout_run, values)
    return next(run for run in runs_of(connection, business_ref, run_ref=run_ref))


def end_run(executor: Executor, run: Run, at: dt.datetime) -> None:
    """Note that everybody has been looked at."""
    connection_of(executor).execute(
        sa.update(payout_run).where(payout_run.c.id == run.id).values(ended_at=at)
    )


def runs_of(
    executor: Executor, business_ref: str, *, run_ref: str | None = None, limit: int = 100
) -> list[Run]:
    """List a business's runs, newest first."""
    c = payout_run.c
    query = sa.select(c.id, c.run_ref, c.run_on, c.started_at, c.ended_at).where(
        c.business_ref == business_ref
    )
    if run_ref is not None:
        query = query.where(c.run_ref == run_ref)
    rows = connection_of(executor).execute(query.order_by(c.run_on.desc(), c.id.desc()).limit(limit))
    return [Run(*row) for row in rows]


def left_out_of(executor: Executor, run: Run) -> list[LeftOut]:
    """List whom a run left out, by the amount, largest first."""
    c = payout_left_out.c
    rows = connection_of(executor).execute(
        sa.select(c.owner_ref, c.amount_minor, c.currency, c.reason, c.detail)
        .where(c.run_id == run.id)
        .order_by(c.amount_minor.desc(), c.owner_ref)
    )
    return [LeftOut(r.owner_ref, Money(r.amount_minor, r.currency), r.reason, r.detail) for r in rows]


def note_left_out(
    executor: Executor,
    run: Run,
    business_ref: str,
    owner_ref: str,
    *,
    at: dt.datetime,
    failure: str | None = None,
) -> list[LeftOut]:
    """Note why a person with money was not paid in a run, in place of what was noted before.

    Parameters
    ----------
    executor : Session or Connection
    run : Run
    business_ref, owner_ref : str
    at : datetime
    failure : str, optional
        Code of the error that stopped this person's payout.

    Returns
    -------
    list of LeftOut
        Empty if nothing of theirs was left unpaid.
    """
    connection = connection_of(executor)
    found = _why(connection, run.run_ref, business_ref, owner_ref, at, failure)
    c = payout_left_out.c
    connection.execute(sa.delete(payout_left_out).where(c.run_id == run.id, c.owner_ref == owner_ref))
    if found:
        connection.execute(
            sa.insert(payout_left_out),
            [
                {
                    "run_id": run.id,
                    "owner_ref": one.owner_ref,
                    "currency": one.amount.currency,
                    "amount_minor": one.amount.amount_minor,
                    "reason": one.reason,
                    "detail": one.detail,
                    "noted_at": at,
                }
                for one in found
            ],
        )
    return found


def _why(
    connection: sa.Connection,
    run_ref: str,
    business_ref: str,
    owner_ref: str,
    at: dt.datetime,
    failure: str | None,
) -> list[LeftOut]:
    items = unpaid_items(connection, business_ref, owner_ref, at)
    paid = {
        p.amount.currency for p in payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)
    }
    found = []
    for currency in sorted({item.amount.currency for item in items} - (paid if failure is None else set())):
        mine = [item for item in items if item.amount.currency == currency]
        amount = total((item.amount for item in mine), currency)
        if amount.amount_minor <= 0:
            continue
        if failure is not None:
            found.append(LeftOut(owner_ref, amount, "failed", failure))
        else:
            reason, detail = _reason(connection, business_ref, owner_ref, mine, at)
            found.append(LeftOut(owner_ref, amount, reason, detail))
    return found


def _reason(
    connection: sa.Connection, business_ref: str, owner_ref: str, items: list[DueItem], at: dt.datetime
) -> tuple[str, str | None]:
    on_person = open_holds(connection, business_ref, owner_ref, at)
    if on_person:
        return "person_held", on_person[0].reason
    free = [item for item in items if not item.is_held]
    if not free:
        return "held", next((item.held_for for item in items), None)
    settings = get_recipient(connection, business_ref, owner_ref)
    if settings.account_id is None:
        return "no_account", None
    currency = items[0].amount.currency
    if balance(connection, business_ref, chart.receivable(owner_ref), currency):
        return "debt", None
    return "below_least", None
