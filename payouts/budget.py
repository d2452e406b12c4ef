"""A programme's reward budget: a hard maximum that is funded, reserved per place, and spent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of, insert_new
from payouts.errors import BudgetExhausted, InvalidMoney, KeyConflict, ReservationConflict
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.tables import budget, budget_reservation


@dataclass(frozen=True, slots=True)
class BudgetState:
    """How a budget stands, in minor units of ``currency``.

    Attributes
    ----------
    funded_minor : int
        Settled top-ups.
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
    row = _row(connection_of(executor), business_ref, programme_ref, currency)
    if row is None:
        return BudgetState(programme_ref, currency)
    amounts = (row.funded_minor, row.reserved_minor, row.spent_minor, row.overspent_minor)
    return BudgetState(programme_ref, currency, *amounts)


def fund(
    executor: Executor, business_ref: str, programme_ref: str, amount: Money, *, key: str, at: dt.datetime
) -> BudgetState:
    """Add settled money to a budget and post it; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref : str
    amount : Money
        Above zero; settled at the provider. Pending top-ups are no budget.
    key : str
        Unique name of the funding within the business.
    at : datetime

    Returns
    -------
    BudgetState
        After the funding. Money first makes good what was overspent.

    Raises
    ------
    KeyConflict
        If the key was used for another amount or programme.
    InvalidMoney
        If the amount is not above zero.
    """
    if amount.amount_minor <= 0:
        raise InvalidMoney("a budget is funded with more than nothing", amount_minor=amount.amount_minor)
    connection = connection_of(executor)
    row = _locked(connection, business_ref, programme_ref, amount.currency)
    entry = Entry(
        business_ref, key, "budget_funding", programme_ref, at, flows.budget_funded(programme_ref, amount)
    )
    if post(connection, entry, at=at).is_repeat:
        return budget_state(connection, business_ref, programme_ref, amount.currency)
    room = row.funded_minor + amount.amount_minor - row.reserved_minor - row.spent_minor
    made_good = min(row.overspent_minor, room)
    _change(connection, row.id, funded=amount.amount_minor, spent=made_good, overspent=-made_good)
    if made_good:
        used = flows.budget_used(programme_ref, Money(made_good, amount.currency))
        post(
            connection,
            Entry(business_ref, f"{key}:overspend", "overspend_met", programme_ref, at, used),
            at=at,
        )
    return budget_state(connection, business_ref, programme_ref, amount.currency)


def reserve(
    executor: Executor, business_ref: str, programme_ref: str, amount: Money, *, key: str, at: dt.datetime
) -> BudgetState:
    """Promise the maximum of one place; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref : str
    amount : Money
        From `payouts.schemes.maximum`; zero or more.
    key : str
        The place or offer that it is for.
    at : datetime

    Returns
    -------
    BudgetState

    Raises
    ------
    BudgetExhausted
        If the free part is smaller, or the budget is overspent. Nothing was written.
    KeyConflict
        If the key was used for another amount.
    """
    if amount.amount_minor < 0:
        raise InvalidMoney("a reservation is not negative", amount_minor=amount.amount_minor)
    connection = connection_of(executor)
    row = _locked(connection, business_ref, programme_ref, amount.currency)
    known = _reservation(connection, row.id, key)
    if known is not None:
        if known.reserved_minor != amount.amount_minor:
            raise KeyConflict(f"{key} reserved {known.reserved_minor} before", key=key)
        return budget_state(connection, business_ref, programme_ref, amount.currency)
    free = row.funded_minor - row.reserved_minor - row.spent_minor - row.overspent_minor
    if amount.amount_minor > free or (row.overspent_minor and amount.amount_minor):
        raise BudgetExhausted(
            f"{free} is free and {amount.amount_minor} is needed",
            programme_ref=programme_ref,
            currency=amount.currency,
            free_minor=free,
            needed_minor=amount.amount_minor,
        )
    _change(connection, row.id, reserved=amount.amount_minor)
    connection.execute(
        sa.insert(budget_reservation).values(
            budget_id=row.id, key=key, reserved_minor=amount.amount_minor, state="reserved", reserved_at=at
        )
    )
    return budget_state(connection, business_ref, programme_ref, amount.currency)


def spend(
    executor: Executor, business_ref: str, programme_ref: str, cost: Money, *, key: str, at: dt.datetime
) -> Spent:
    """Turn a reservation into what was really earned; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref : str
    cost : Money
        The budget-funded cost of the earning with the bonus of the fan's choice; zero or more.
    key : str
        Of the reservation.
    at : datetime

    Returns
    -------
    Spent
        What the reservation leaves over is free again. A cost beyond the reservation takes free funds
        first; what even these do not cover is overspend.

    Raises
    ------
    ReservationConflict
        If nothing is reserved under the key, or the reservation was released.
    KeyConflict
        If it was spent before with another cost.
    """
    if cost.amount_minor < 0:
        raise InvalidMoney("a cost is not negative", amount_minor=cost.amount_minor)
    connection = connection_of(executor)
    row = _locked(connection, business_ref, programme_ref, cost.currency)
    known = _reservation(connection, row.id, key)
    if known is None or known.state == "released":
        raise ReservationConflict(f"nothing is reserved under {key}", key=key)
    if known.state == "spent":
        if known.spent_minor + known.overspent_minor != cost.amount_minor:
            raise KeyConflict(f"{key} was spent before with another cost", key=key)
        return _spent(cost, known.spent_minor)
    free = row.funded_minor - row.reserved_minor - row.spent_minor - row.overspent_minor
    covered = min(cost.amount_minor, known.reserved_minor + max(free, 0))
    over = cost.amount_minor - covered
    _change(connection, row.id, reserved=-known.reserved_minor, spent=covered, overspent=over)
    _end(connection, known.id, "spent", at, spent_minor=covered, overspent_minor=over)
    return _spent(cost, covered)


def release(
    executor: Executor, business_ref: str, programme_ref: str, currency: str, *, key: str, at: dt.datetime
) -> BudgetState:
    """Give a reservation back to the free part; repeating it changes nothing.

    Raises
    ------
    ReservationConflict
        If nothing was reserved under the key, or it is spent.
    """
    connection = connection_of(executor)
    row = _locked(connection, business_ref, programme_ref, currency)
    known = _reservation(connection, row.id, key)
    if known is None or known.state == "spent":
        raise ReservationConflict(f"{key} cannot be released", key=key)
    if known.state == "reserved":
        _change(connection, row.id, reserved=-known.reserved_minor)
        _end(connection, known.id, "released", at)
    return budget_state(connection, business_ref, programme_ref, currency)


def _row(connection: sa.Connection, business_ref: str, programme_ref: str, currency: str) -> Any:
    c = budget.c
    return connection.execute(
        sa.select(budget)
        .where(c.business_ref == business_ref, c.programme_ref == programme_ref, c.currency == currency)
        .with_for_update()
    ).one_or_none()


def _locked(connection: sa.Connection, business_ref: str, programme_ref: str, currency: str) -> Any:
    """Lock the budget's row, making it first if it is not there."""
    row = _row(connection, business_ref, programme_ref, currency)
    if row is not None:
        return row
    values = {"business_ref": business_ref, "programme_ref": programme_ref, "currency": currency}
    insert_new(connection, budget, values)
    return _row(connection, business_ref, programme_ref, currency)


def _reservation(connection: sa.Connection, budget_id: int, key: str) -> Any:
    c = budget_reservation.c
    query = sa.select(budget_reservation).where(c.budget_id == budget_id, c.key == key)
    return connection.execute(query).one_or_none()


def _change(connection: sa.Connection, budget_id: int, **by: int) -> None:
    values = {f"{name}_minor": budget.c[f"{name}_minor"] + amount for name, amount in by.items()}
    connection.execute(sa.update(budget).where(budget.c.id == budget_id).values(values))


def _end(connection: sa.Connection, reservation_id: int, state: str, at: dt.datetime, **values: int) -> None:
    connection.execute(
        sa.update(budget_reservation)
        .where(budget_reservation.c.id == reservation_id)
        .values(state=state, ended_at=at, **values)
    )


def _spent(cost: Money, covered_minor: int) -> Spent:
    covered = Money(covered_minor, cost.currency)
    return Spent(cost, covered, cost - covered)
