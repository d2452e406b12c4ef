"""The rows of promotions: made, read, paused, resumed and ended."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from payouts.codes.letters import PROMOTION_LENGTH, new_code, read_code
from payouts.codes.promotions import Promotion, Terms
from payouts.codes.tables import promotion
from payouts.database import Executor, connection_of, insert_new
from payouts.errors import CodeUnknown

MOVES = {
    "pause": ("active", "paused"),
    "resume": ("paused", "active"),
    "end": (("active", "paused"), "ended"),
}
"""What may be done with a promotion: from which state into which."""


def make(
    executor: Executor,
    business_ref: str,
    terms: Terms,
    *,
    public_id: str,
    at: dt.datetime,
    choose: Callable[[str], str] = secrets.choice,
) -> Promotion:
    """Make a promotion with a code of its own.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref : str
    terms : Terms
    public_id : str
        The host's name for it.
    at : datetime
    choose : callable
        Draws a letter of the code; a source that cannot be foreseen unless a test says otherwise.

    Returns
    -------
    Promotion
    """
    connection = connection_of(executor)
    values = asdict(terms) | {"only_for": list(terms.only_for)}
    values |= {"public_id": public_id, "business_ref": business_ref, "made_at": at}
    while not insert_new(connection, promotion, values | {"code": new_code(PROMOTION_LENGTH, choose)}):
        pass
    return one(connection, business_ref, public_id)


def one(executor: Executor, business_ref: str, public_id: str) -> Promotion:
    """Read a promotion of a business.

    Raises
    ------
    CodeUnknown
        If it has none under this id.
    """
    return _one(connection_of(executor), business_ref, promotion.c.public_id == public_id)


def every(executor: Executor, business_ref: str) -> list[Promotion]:
    """List the promotions of a business, the latest first."""
    query = sa.select(promotion).where(promotion.c.business_ref == business_ref)
    return [_read(row) for row in connection_of(executor).execute(query.order_by(promotion.c.id.desc()))]


def by_code(executor: Executor, business_ref: str, text: str, *, lock: bool = False) -> Promotion:
    """Look a promotion up by its code; with ``lock``, its row stays locked until the end of the transaction.

    Raises
    ------
    CodeMistyped, CodeUnknown
    """
    return _one(connection_of(executor), business_ref, promotion.c.code == read_code(text), lock=lock)


def change(executor: Executor, business_ref: str, public_id: str, action: str) -> bool:
    """Pause, resume or end a promotion. Bookings that hold it keep it.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, public_id : str
    action : str
        One of `MOVES`.

    Returns
    -------
    bool
        False, and nothing is changed, when the promotion stands otherwise than the action supposes.

    Raises
    ------
    KeyError
        If there is no such action.
    """
    before, after = MOVES[action]
    c = promotion.c
    moved = connection_of(executor).execute(
        sa.update(promotion)
        .where(c.business_ref == business_ref, c.public_id == public_id)
        .where(c.state.in_((before,) if isinstance(before, str) else before))
        .values(state=after)
    )
    return moved.rowcount == 1


def _one(
    connection: sa.Connection, business_ref: str, where: sa.ColumnElement[bool], *, lock: bool = False
) -> Promotion:
    query = sa.select(promotion).where(promotion.c.business_ref == business_ref, where)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise CodeUnknown("this business has no such promotion")
    return _read(row)


def _read(row: Any) -> Promotion:
    terms = Terms(
        row.currency, row.amount_minor, row.rate_bps, row.cap_minor, row.least_price_minor, row.uses_max,
        row.uses_max_each, row.starts_at, row.ends_at, tuple(row.only_for),
    )  # fmt: skip
    return Promotion(
        row.id, row.public_id, row.business_ref, row.code, terms, row.state, row.uses, row.made_at
    )
