"""Issues the statement of a payout once, when its money has left, and makes it again from the ledger ever after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.due import unpaid_items
from payouts.errors import NotFound, StatementNotReady
from payouts.holds import lock_owner
from payouts.instant_rows import instant_of
from payouts.ledger import chart
from payouts.ledger.balances import balance
from payouts.money import Money
from payouts.payout_rows import Payout, get_payout, payout_lines
from payouts.statements.document import (
    Statement,
    StatementHold,
    StatementItem,
    beside_from_document,
    beside_to_document,
    written_number,
)
from payouts.statements.tables import payout_statement
from payouts.tables import payout

SENT_STATES = ("transferred", "paid")


def issue_statement(executor: Executor, payout_ref: str, *, at: dt.datetime) -> Statement:
    """Number a payout's statement and keep its digest; issuing it again gives the first.

    Parameters
    ----------
    executor : Session or Connection
    payout_ref : str
        Public id of the payout.
    at : datetime
        Aware instant of issue.

    Returns
    -------
    Statement

    Raises
    ------
    NotFound
        If there is no such payout.
    StatementNotReady
        If its money has not left: nothing was paid that could be stated.

    Notes
    -----
    Numbers follow one another without a gap for each person and business, under the person's lock.
    """
    connection = connection_of(executor)
    found = get_payout(connection, payout_ref)
    if found.state not in SENT_STATES:
        raise StatementNotReady(f"{payout_ref} is {found.state}", payout_ref=payout_ref, state=found.state)
    lock_owner(connection, found.business_ref, found.owner_ref)
    known = _row(connection, found)
    if known is not None:
        return _again(connection, found, known)
    statement = _first(connection, found, at)
    connection.execute(
        sa.insert(payout_statement).values(
            payout_id=found.id,
            business_ref=found.business_ref,
            owner_ref=found.owner_ref,
            number=statement.number,
            issued_at=at,
            beside=beside_to_document(statement.held, statement.debt, statement.sending_fee),
            digest=statement.digest,
        )
    )
    return statement


def read_statement(executor: Executor, payout_ref: str) -> Statement:
    """Make a statement again from the ledger.

    Parameters
    ----------
    executor : Session or Connection
    payout_ref : str

    Returns
    -------
    Statement
        Equal to what was issued, to the byte.

    Raises
    ------
    NotFound
        If there is no such payout, or no statement of it yet.
    """
    connection = connection_of(executor)
    found = get_payout(connection, payout_ref)
    known = _row(connection, found)
    if known is None:
        raise NotFound(f"{payout_ref} has no statement yet", payout_ref=payout_ref)
    return _again(connection, found, known)


def unissued_payouts(executor: Executor, business_ref: str) -> list[str]:
    """List payouts whose money has left without a statement, oldest first: made before statements were."""
    query = (
        sa.select(payout.c.public_id)
        .outerjoin(payout_statement, payout_statement.c.payout_id == payout.c.id)
        .where(
            payout.c.business_ref == business_ref,
            payout.c.state.in_(SENT_STATES),
            payout_statement.c.id.is_(None),
        )
        .order_by(payout.c.id)
    )
    return [str(ref) for ref in connection_of(executor).execute(query).scalars()]


def issued_refs(executor: Executor, business_ref: str, owner_ref: str) -> dict[str, str]:
    """Numbers of a person's statements with one business as they are written, by the payout's public id."""
    query = (
        sa.select(payout.c.public_id, payout_statement.c.issued_at, payout_statement.c.number)
        .join(payout_statement, payout_statement.c.payout_id == payout.c.id)
        .where(payout_statement.c.business_ref == business_ref, payout_statement.c.owner_ref == owner_ref)
    )
    rows = connection_of(executor).execute(query)
    return {ref: written_number(issued_at, int(number)) for ref, issued_at, number in rows}


def altered_statements(executor: Executor) -> Iterator[tuple[str, str]]:
    """Find statements that the ledger does not give again to the byte.

    Yields
    ------
    (str, str)
        Business and payout.
    """
    connection = connection_of(executor)
    rows = connection.execute(
        sa.select(payout.c.public_id, payout_statement)
        .join(payout_statement, payout_statement.c.payout_id == payout.c.id)
        .order_by(payout_statement.c.id)
    ).all()
    for row in rows:
        if _again(connection, get_payout(connection, row.public_id), row).digest != row.digest:
            yield row.business_ref, row.public_id


def _first(connection: sa.Connection, found: Payout, at: dt.datetime) -> Statement:
    currency = found.amount.currency
    last = connection.execute(
        sa.select(sa.func.coalesce(sa.func.max(payout_statement.c.number), 0)).where(
            payout_statement.c.business_ref == found.business_ref,
            payout_statement.c.owner_ref == found.owner_ref,
        )
    ).scalar_one()
    held = tuple(
        StatementHold(item.subject_ref, item.amount, item.held_for or "", item.held_until_at)
        for item in unpaid_items(connection, found.business_ref, found.owner_ref, at)
        if item.is_held and item.amount.currency == currency
    )
    debt = balance(connection, found.business_ref, chart.receivable(found.owner_ref), currency)
    instant = instant_of(connection, found)
    fee = instant.fee if instant is not None and instant.fallen_back_at is None else None
    return _statement(connection, found, int(last) + 1, at, held, debt, fee)


def _again(connection: sa.Connection, found: Payout, row: Any) -> Statement:
    held, debt, fee = beside_from_document(row.beside, found.amount.currency)
    return _statement(connection, found, int(row.number), row.issued_at, held, debt, fee)


def _statement(
    connection: sa.Connection,
    found: Payout,
    number: int,
    issued_at: dt.datetime,
    held: tuple[StatementHold, ...],
    debt: Money,
    sending_fee: Money | None,
) -> Statement:
    items = tuple(
        StatementItem(line.subject_ref, line.kind, line.is_tip, line.event_at, line.amount)
        for line in payout_lines(connection, found.public_id)
    )
    return Statement(
        found.business_ref,
        found.owner_ref,
        found.public_id,
        number,
        found.amount,
        found.planned_at,
        issued_at,
        items,
        held,
        debt,
        sending_fee,
    )


def _row(connection: sa.Connection, found: Payout) -> Any:
    query = sa.select(payout_statement).where(payout_statement.c.payout_id == found.id)
    return connection.execute(query).one_or_none()
