"""The rows of budgets and reservations: read, locked, moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.money import Money
from payouts.tables import budget, budget_reservation


@dataclass(frozen=True, slots=True)
class BudgetState:
    """How a budget stands, in minor units of ``currency``.

    Attributes
    ----------
    funded_minor : int
        Settled top-ups, and what came back of pay that was taken back.
    reserved_minor : int
        Promised to places and not yet earned.
    spent_minor : int
        Earned, within the funds.
    overspent_minor : int
        Earned beyond the funds; while it is above zero nothing new is reserved.
    """

    programme_ref: str
    currency: str
    funded_minor: int = 0
    reserved_minor: int = 0
    spent_minor: int = 0
    overspent_minor: int = 0

    @property
    def free_minor(self) -> int:
        """What can still be reserved; below zero when overspent."""
        return self.funded_minor - self.reserved_minor - self.spent_minor - self.overspent_minor


@dataclass(frozen=True, slots=True)
class Spent:
    """How a cost was met.

    Attributes
    ----------
    cost : Money
    covered : Money
        Borne by the budget; hand it to `payouts.flows.earned`.
    overspent : Money
        Beyond the budget; owed and paid all the same. covered + overspent = cost.
    """

    cost: Money
    covered: Money
    overspent: Money


def budget_state(executor: Executor, business_ref: str, programme_ref: str, currency: str) -> BudgetState:
    """Read how a programme's budget stands; one that was never funded is empty."""
    row = connection_of(executor).execute(_of(business_ref, programme_ref, currency)).one_or_none()
    if row is None:
        return BudgetState(programme_ref, currency)
    amounts = (row.funded_minor, row.reserved_minor, row.spent_minor, row.overspent_minor)
    return BudgetState(programme_ref, currency, *amounts)


def locked_budget(connection: sa.Connection, business_ref: str, programme_ref: str, currency: str) -> Any:
    """Lock the budget's row, making it first if it is not there."""
    query = _of(business_ref, programme_ref, currency).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is not None:
        return row
    values = {"business_ref": business_ref, "programme_ref": programme_ref, "currency": currency}
    insert_new(connection, budget, values)
    return connection.execute(query).one()


def reservation_row(connection: sa.Connection, budget_id: int, key: str) -> Any:
    """Read the reservation of a key, or None; the budget is locked."""
    c = budget_reservation.c
    query = sa.select(budget_reservation).where(c.budget_id == budget_id, c.key == key)
    return connection.execute(query).one_or_none()


def change_budget(connection: sa.Connection, budget_id: int, **by: int) -> None:
    """Move the named amounts by so many minor units; the database checks that they stay within the funds."""
    values = {f"{name}_minor": budget.c[f"{name}_minor"] + amount for name, amount in by.items()}
    connection.execute(sa.update(budget).where(budget.c.id == budget_id).values(values))


def end_reservation(
    connection: sa.Connection, reservation_id: int, state: str, at: dt.datetime, **values: int
) -> None:
    """Note that a reservation is spent or released."""
    connection.execute(
        sa.update(budget_reservation)
        .where(budget_reservation.c.id == reservation_id)
        .values(state=state, ended_at=at, **values)
    )


def spent_of(cost: Money, covered_minor: int) -> Spent:
    """Divide a cost into what is covered and what is not."""
    covered = Money(covered_minor, cost.currency)
    return Spent(cost, covered, cost - covered)


def _of(business_ref: str, programme_ref: str, currency: str) -> sa.Select[Any]:
    c = budget.c
    return sa.select(budget).where(
        c.business_ref == business_ref, c.programme_ref == programme_ref, c.currency == currency
    )
