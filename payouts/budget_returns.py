"""Gives a budget its part of pay that was taken back, once that money is really back.

A reward that the budget bore and that is taken back was not given after all. What comes off pay that was not sent is
back at once; what is asked back from a person's account, when the provider has done it; a debt, when it comes off later
pay, the oldest debt first. What is written off never comes. What the budget did not bear (a share of the price, a
partner's part, what was earned beyond the budget) gives it nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts import flows
from payouts.budget import make_good
from payouts.budget_claims import ClaimsOn
from payouts.budget_return_tables import budget_return
from payouts.budget_rows import change_budget, locked_budget
from payouts.database import Executor, connection_of, lock_key
from payouts.dispute_policy import Taken
from payouts.ledger import chart
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.tables import entry, ledger_account, posting

RECOVERED = "budget_recovered"
"""Kind of the entries that give budgets money again."""
_NEVER_BORNE = (RECOVERED, "clawback", "reimbursement")


@dataclass(frozen=True, slots=True)
class Returned:
    """What a budget gets again of one piece of work whose pay was taken back.

    Attributes
    ----------
    whole, came : Money
        The budget's part of what was taken, and how much of it is back.
    is_over : bool
        Nothing more can come.
    """

    owner_ref: str
    subject_ref: str
    programme_ref: str
    whole: Money
    came: Money
    taken_at: dt.datetime
    is_over: bool


def note_taken(
    connection: sa.Connection, business_ref: str, *, key: str, one: Taken, at: dt.datetime
) -> None:
    """Note which budgets had borne what is taken from a person; `return_to_budgets` gives it to them as it comes.

    Parameters
    ----------
    connection : Connection
    business_ref : str
    key : str
        Of the entry that takes it back.
    one : Taken
        Tips are nobody's but the person's and the customer's: they count nothing here.
    at : datetime
    """
    taken, subject = one.pay + one.debt, one.stake.subject_ref
    if not taken:
        return
    cost, borne = _borne(connection, business_ref, subject, taken.currency)
    for programme_ref, minor in borne.items():
        before = _whole_before(connection, business_ref, subject, programme_ref, taken.currency)
        whole = min(taken.amount_minor * minor // cost, minor - before)
        if whole > 0:
            connection.execute(
                sa.insert(budget_return).values(
                    business_ref=business_ref, key=key, owner_ref=one.stake.fan_ref, subject_ref=subject,
                    programme_ref=programme_ref, currency=taken.currency, taken_minor=taken.amount_minor,
                    whole_minor=whole, taken_at=at,
                )
            )  # fmt: skip


def return_to_budgets(executor: Executor, business_ref: str, *, at: dt.datetime) -> int:
    """Give budgets what has come since the last time; safe to repeat and to kill.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref : str
    at : datetime

    Returns
    -------
    int
        How many budgets got something.
    """
    connection, c = connection_of(executor), budget_return.c
    lock_key(connection, "budget_returns", business_ref)
    query = sa.select(budget_return).where(c.business_ref == business_ref, c.ended_at.is_(None))
    known: dict[tuple[str, str], ClaimsOn] = {}
    given = 0
    for row in connection.execute(query.order_by(c.id)).all():
        whose = (row.owner_ref, row.currency)
        if whose not in known:
            known[whose] = ClaimsOn(connection, business_ref, *whose)
        back, is_over = known[whose].of(row.key)
        came = row.whole_minor * back // row.taken_minor
        if came > row.came_minor:
            _give(connection, row, came - row.came_minor, at)
            given += 1
        connection.execute(
            sa.update(budget_return)
            .where(c.id == row.id)
            .values(came_minor=max(came, row.came_minor), ended_at=at if is_over else None)
        )
    return given


def returns_of(executor: Executor, business_ref: str) -> list[Returned]:
    """List what budgets get again, newest first."""
    c = budget_return.c
    query = sa.select(budget_return).where(c.business_ref == business_ref).order_by(c.id.desc())
    return [
        Returned(
            row.owner_ref,
            row.subject_ref,
            row.programme_ref,
            Money(row.whole_minor, row.currency),
            Money(row.came_minor, row.currency),
            row.taken_at,
            row.ended_at is not None,
        )
        for row in connection_of(executor).execute(query)
    ]


def businesses_with_returns(executor: Executor) -> list[str]:
    """List the businesses where something may still come."""
    c = budget_return.c
    query = sa.select(c.business_ref).distinct().where(c.ended_at.is_(None)).order_by(c.business_ref)
    return list(connection_of(executor).execute(query).scalars())


def _give(connection: sa.Connection, row: Any, minor: int, at: dt.datetime) -> None:
    amount = Money(minor, row.currency)
    found = locked_budget(connection, row.business_ref, row.programme_ref, row.currency)
    key = f"{row.key}:budget:{row.programme_ref}:{row.came_minor}"
    postings = flows.budget_recovered(row.programme_ref, amount)
    post(connection, Entry(row.business_ref, key, RECOVERED, row.subject_ref, at, postings), at=at)
    change_budget(connection, found.id, funded=minor)
    make_good(connection, row.business_ref, row.programme_ref, row.currency, key=key, at=at)


def _borne(
    connection: sa.Connection, business_ref: str, subject_ref: str, currency: str
) -> tuple[int, dict[str, int]]:
    """What some work cost in all, and by programme what of it the budget bore."""
    a, e = ledger_account.c, entry.c
    rows = connection.execute(
        sa.select(e.id, a.code, posting.c.amount_minor)
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(
            e.business_ref == business_ref,
            e.subject_ref == subject_ref,
            e.kind.not_in(_NEVER_BORNE),
            a.currency == currency,
            posting.c.amount_minor > 0,
        )
    ).all()
    family = chart.budget("").code
    theirs = {row.id for row in rows if row.code.startswith(family)}
    cost, borne = 0, dict[str, int]()
    for entry_id, code, minor in rows:
        if code.startswith(family):
            programme_ref = code.removeprefix(family)
            borne[programme_ref] = borne.get(programme_ref, 0) + int(minor)
        elif entry_id in theirs:
            cost += int(minor)
    return cost, borne if cost else {}


def _whole_before(
    connection: sa.Connection, business_ref: str, subject_ref: str, programme_ref: str, currency: str
) -> int:
    c = budget_return.c
    query = sa.select(sa.func.coalesce(sa.func.sum(c.whole_minor), 0)).where(
        c.business_ref == business_ref,
        c.subject_ref == subject_ref,
        c.programme_ref == programme_ref,
        c.currency == currency,
    )
    return int(connection.execute(query).scalar_one())
