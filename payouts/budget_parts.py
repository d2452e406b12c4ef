"""A place's reservation in parts: what is decided later keeps its share when the rest is spent."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from payouts.budget_rows import locked_budget, reservation_row
from payouts.database import Executor, connection_of
from payouts.errors import InvalidMoney, ReservationConflict
from payouts.money import Money
from payouts.tables import budget_reservation


def set_apart(
    executor: Executor,
    business_ref: str,
    programme_ref: str,
    amount: Money,
    *,
    key: str,
    part_key: str,
    at: dt.datetime,
) -> Money:
    """Move part of what is reserved under a key to a key of its own; repeating the part's key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, programme_ref : str
    amount : Money
        The most that the part may come to; zero or more.
    key : str
        Of the reservation that holds it now; it may be spent or released afterwards without the part.
    part_key : str
        Under which the part is spent or released later, by itself.
    at : datetime

    Returns
    -------
    Money
        What was moved: all of it, or what the reservation still had. The budget's sums stay as they were, so
        nothing that others reserve meanwhile can take it.

    Raises
    ------
    ReservationConflict
        If nothing is reserved under the key any more.
    InvalidMoney
        If the amount is below zero.
    """
    if amount.amount_minor < 0:
        raise InvalidMoney("what is set apart is not negative", amount_minor=amount.amount_minor)
    connection = connection_of(executor)
    row = locked_budget(connection, business_ref, programme_ref, amount.currency)
    known = reservation_row(connection, row.id, part_key)
    if known is not None:
        return Money(known.reserved_minor, amount.currency)
    whole = reservation_row(connection, row.id, key)
    if whole is None or whole.state != "reserved":
        raise ReservationConflict(f"nothing is reserved under {key}", key=key)
    moved = min(amount.amount_minor, whole.reserved_minor)
    c = budget_reservation.c
    connection.execute(
        sa.update(budget_reservation).where(c.id == whole.id).values(reserved_minor=c.reserved_minor - moved)
    )
    connection.execute(
        sa.insert(budget_reservation).values(
            budget_id=row.id, key=part_key, reserved_minor=moved, state="reserved", reserved_at=at
        )
    )
    return Money(moved, amount.currency)
