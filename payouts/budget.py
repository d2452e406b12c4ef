"""A programme's reward budget: a hard maximum that is funded, reserved per place, and spent."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from payouts import flows
from payouts.budget_rows import (
    BudgetState,
    Spent,
    budget_state,
    change_budget,
    end_reservation,
    locked_budget,
    reservation_row,
    spent_of,
)
from payouts.database import Executor, connection_of
from payouts.errors import BudgetExhausted, InvalidMoney, KeyConflict, ReservationConflict
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.tables import budget_reservation

__all__ = ["BudgetState", "Spent", "budget_state", "fund", "make_good", "release", "reserve", "spend"]


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
    row = locked_budget(connection, business_ref, programme_ref, amount.currency)
    funded = flows.budget_funded(programme_ref, amount)
    entry = Entry(business_ref, key, "budget_funding", programme_ref, at, funded)
    if not post(connection, entry, at=at).is_repeat:
        change_budget(connection, row.id, funded=amount.amount_minor)
        make_good(connection, business_ref, programme_ref, amount.currency, key=key, at=at)
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
        If the free part is smaller, as it is while the budget is overspent. Nothing was written.
    KeyConflict
        If the key was used for another amount.
    """
    if amount.amount_minor < 0:
        raise InvalidMoney("a reservation is not negative", amount_minor=amount.amount_minor)
    connection = connection_of(executor)
    row = locked_budget(connection, business_ref, programme_ref, amount.currency)
    known = reservation_row(connection, row.id, key)
    if known is not None:
        if known.reserved_minor != amount.amount_minor:
            raise KeyConflict(f"{key} reserved {known.reserved_minor} before", key=key)
        return budget_state(connection, business_ref, programme_ref, amount.currency)
    free = row.funded_minor - row.reserved_minor - row.spent_minor - row.overspent_minor
    if amount.amount_minor > max(
        free, 0
    ):  # nothing can always be promised: work that was done is owed all the same
        raise BudgetExhausted(
            f"{free} is free and {amount.amount_minor} is needed",
            programme_ref=programme_ref,
            currency=amount.currency,
            free_minor=free,
            needed_minor=amount.amount_minor,
        )
    change_budget(connection, row.id, reserved=amount.amount_minor)
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
    InvalidMoney
        If the cost is below zero.
    """
    if cost.amount_minor < 0:
        raise InvalidMoney("a cost is not negative", amount_minor=cost.amount_minor)
    connection = connection_of(executor)
    row = locked_budget(connection, business_ref, programme_ref, cost.currency)
    known = reservation_row(connection, row.id, key)
    if known is None or known.state == "released":
        raise ReservationConflict(f"nothing is reserved under {key}", key=key)
    if known.state == "spent":
        if known.spent_minor + known.overspent_minor != cost.amount_minor:
            raise KeyConflict(f"{key} was spent before with another cost", key=key)
        return spent_of(cost, known.spent_minor)
    free = row.funded_minor - row.reserved_minor - row.spent_minor - row.overspent_minor
    covered = min(cost.amount_minor, known.reserved_minor + max(free, 0))
    over = cost.amount_minor - covered
    change_budget(connection, row.id, reserved=-known.reserved_minor, spent=covered, overspent=over)
    end_reservation(connection, known.id, "spent", at, spent_minor=covered, overspent_minor=over)
    met_key = f"{programme_ref}:{key}:spent"
    make_good(connection, business_ref, programme_ref, cost.currency, key=met_key, at=at)
    return spent_of(cost, covered)


def release(
    executor: Executor, business_ref: str, programme_ref: str, currency: str, *, key: str, at: dt.datetime
) -> BudgetState:
    """Give a reservation back to the free part; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, programme_ref, currency : str
    key : str
        Of the reservation.
    at : datetime

    Returns
    -------
    BudgetState
        After it.

    Raises
    ------
    ReservationConflict
        If nothing was reserved under the key, or it is spent.
    """
    connection = connection_of(executor)
    row = locked_budget(connection, business_ref, programme_ref, currency)
    known = reservation_row(connection, row.id, key)
    if known is None or known.state == "spent":
        raise ReservationConflict(f"{key} cannot be released", key=key)
    if known.state == "reserved":
        change_budget(connection, row.id, reserved=-known.reserved_minor)
        end_reservation(connection, known.id, "released", at)
        met_key = f"{programme_ref}:{key}:released"
        make_good(connection, business_ref, programme_ref, currency, key=met_key, at=at)
    return budget_state(connection, business_ref, programme_ref, currency)


def make_good(
    connection: sa.Connection,
    business_ref: str,
    programme_ref: str,
    currency: str,
    *,
    key: str,
    at: dt.datetime,
) -> None:
    """Let funds that have become free meet what was overspent, so that both are never there at once."""
    row = locked_budget(connection, business_ref, programme_ref, currency)
    met = min(row.overspent_minor, row.funded_minor - row.reserved_minor - row.spent_minor)
    if met <= 0:
        return
    change_budget(connection, row.id, spent=met, overspent=-met)
    used = flows.budget_used(programme_ref, Money(met, currency))
    post(connection, Entry(business_ref, f"{key}:overspend", "overspend_met", programme_ref, at, used), at=at)
