"""Ending a programme's budget: promises that nobody will keep are freed, and what is free goes back to the business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from payouts import budget, flows
from payouts.budget_rows import budget_state, change_budget, locked_budget
from payouts.database import Executor, connection_of
from payouts.ledger import chart
from payouts.ledger.balances import balance
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.tables import budget as budget_table
from payouts.tables import budget_reservation, entry

KIND = "budget_returned"


@dataclass(frozen=True, slots=True)
class ProgrammeClosing:
    """What closing does to a programme's budget.

    Attributes
    ----------
    freed : Money
        Promised to places that nobody fills.
    given_back : Money
        Goes back to the business: what was free, and what is freed.
    still_promised : Money
        For places that are filled: spent when their work is done, and the rest of it given back then.
    overspent : Money
        Owed and paid beyond the budget; what is freed meets it first.
    asked_of_partners : Money
        Owed by partners for their part of the rewards.
    perks_left : Money
        Set aside for perks that were promised and not claimed.
    """

    freed: Money
    given_back: Money
    still_promised: Money
    overspent: Money
    asked_of_partners: Money
    perks_left: Money


def foresee_budget(
    executor: Executor, business_ref: str, programme_ref: str, currency: str, *, frees: Collection[str] | None
) -> ProgrammeClosing:
    """Reckon what `close_budget` does now, changing nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref, currency : str
    frees : collection of str, optional
        Keys of reservations whose places nobody fills. None: every one that is there.

    Returns
    -------
    ProgrammeClosing
    """
    connection = connection_of(executor)
    state = budget_state(connection, business_ref, programme_ref, currency)
    freed = sum(minor for _key, minor in _freed(connection, business_ref, programme_ref, currency, frees))
    overspent = max(0, state.overspent_minor - max(0, freed))

    def on(account: chart.Account) -> Money:
        return balance(connection, business_ref, account, currency)

    return ProgrammeClosing(
        freed=Money(freed, currency),
        given_back=Money(max(0, state.free_minor + freed), currency),
        still_promised=Money(state.reserved_minor - freed, currency),
        overspent=Money(overspent, currency),
        asked_of_partners=on(chart.partner_due(programme_ref)),
        perks_left=on(chart.perk_reserve(programme_ref)),
    )


def close_budget(
    executor: Executor,
    business_ref: str,
    programme_ref: str,
    currency: str,
    *,
    frees: Collection[str] | None,
    at: dt.datetime,
) -> ProgrammeClosing:
    """Free what is promised to nobody and give back what is free; again gives back what came free since.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref, currency : str
    frees : collection of str, optional
        As for `foresee_budget`.
    at : datetime

    Returns
    -------
    ProgrammeClosing
        What `foresee_budget` said, under the budget's lock.

    Notes
    -----
    The money does not leave the provider: it is no programme's any more, and stands in ``own_funds``.
    """
    connection = connection_of(executor)
    row = locked_budget(connection, business_ref, programme_ref, currency)
    foreseen = foresee_budget(connection, business_ref, programme_ref, currency, frees=frees)
    for key, _minor in _freed(connection, business_ref, programme_ref, currency, frees):
        budget.release(connection, business_ref, programme_ref, currency, key=key, at=at)
    if foreseen.given_back:
        # Under the budget's lock the number of times before is the number of this one.
        before = sa.select(sa.func.count()).where(
            entry.c.business_ref == business_ref, entry.c.subject_ref == programme_ref, entry.c.kind == KIND
        )
        number = connection.execute(before).scalar_one() + 1
        key = f"{KIND}:{programme_ref}:{currency}:{number}"
        postings = flows.budget_returned(programme_ref, foreseen.given_back)
        post(connection, Entry(business_ref, key, KIND, programme_ref, at, postings), at=at)
        change_budget(connection, row.id, funded=-foreseen.given_back.amount_minor)
    return foreseen


def _freed(
    connection: sa.Connection,
    business_ref: str,
    programme_ref: str,
    currency: str,
    frees: Collection[str] | None,
) -> list[tuple[str, int]]:
    b, r = budget_table.c, budget_reservation.c
    query = (
        sa.select(r.key, r.reserved_minor)
        .join_from(budget_reservation, budget_table)
        .where(b.business_ref == business_ref, b.programme_ref == programme_ref, b.currency == currency)
        .where(r.state == "reserved")
        .order_by(r.id)
    )
    return [(key, int(minor)) for key, minor in connection.execute(query) if frees is None or key in frees]
