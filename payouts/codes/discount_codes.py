"""Discount codes that people earn: worth an amount, redeemed once, and never run out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.codes.letters import VALUE_LENGTH, new_code, read_code
from payouts.codes.tables import discount_code
from payouts.database import Executor, connection_of, insert_new
from payouts.errors import CodeSpent, CodeUnknown
from payouts.flows.codes import code_became_credit
from payouts.ledger import Entry, post
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class DiscountCode:
    """A code and what became of it.

    Attributes
    ----------
    id : int
    public_id, business_ref, code, owner_ref, subject_ref : str
    amount : Money
    state : str
        issued or redeemed.
    issued_at : datetime
    redeemed_at : datetime or None
    """

    id: int
    public_id: str
    business_ref: str
    code: str
    owner_ref: str
    subject_ref: str
    amount: Money
    state: str
    issued_at: dt.datetime
    redeemed_at: dt.datetime | None


def issue(
    executor: Executor,
    business_ref: str,
    *,
    public_id: str,
    owner_ref: str,
    amount: Money,
    subject_ref: str,
    key: str,
    at: dt.datetime,
    choose: Callable[[str], str] = secrets.choice,
) -> DiscountCode:
    """Give somebody a code for what `flows.earned` put into the discount reserve; again gives the same one.

    Parameters
    ----------
    executor : Session or Connection
        The transaction that posts the earning.
    business_ref, public_id, owner_ref, subject_ref, key : str
    amount : Money
        What it is worth, in minor units.
    at : datetime
    choose : callable, optional
        Draws one letter.

    Returns
    -------
    DiscountCode
    """
    connection = connection_of(executor)
    c = discount_code.c
    known = sa.select(discount_code).where(c.business_ref == business_ref, c.key == key)
    while (row := connection.execute(known).one_or_none()) is None:
        insert_new(
            connection,
            discount_code,
            {
                "public_id": public_id,
                "business_ref": business_ref,
                "key": key,
                "code": new_code(VALUE_LENGTH, choose),
                "owner_ref": owner_ref,
                "subject_ref": subject_ref,
                "currency": amount.currency,
                "amount_minor": amount.amount_minor,
                "issued_at": at,
            },
        )
    return _read(row)


def find_code(executor: Executor, business_ref: str, text: str) -> DiscountCode:
    """Look a code of this business up.

    Raises
    ------
    CodeMistyped
        If no code looks so.
    CodeUnknown
        If this business has none like it; another's is unknown too.
    """
    c = discount_code.c
    query = sa.select(discount_code).where(c.business_ref == business_ref, c.code == read_code(text))
    row = connection_of(executor).execute(query).one_or_none()
    if row is None:
        raise CodeUnknown("this business has no such code")
    return _read(row)


def codes_of(executor: Executor, owner_refs: Collection[str]) -> list[DiscountCode]:
    """List the codes of a person under all the person's ids, the latest first."""
    query = sa.select(discount_code).where(discount_code.c.owner_ref.in_(owner_refs))
    rows = connection_of(executor).execute(query.order_by(discount_code.c.id.desc()))
    return [_read(row) for row in rows]


def redeem_as_credit(
    executor: Executor,
    business_ref: str,
    text: str,
    *,
    for_ref: str,
    at: dt.datetime,
    to_owner_ref: str | None = None,
) -> DiscountCode:
    """Turn a code into store credit, once, so that whatever is not needed now is not lost.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, text : str
    for_ref : str
        The booking or the redemption at the counter that it is redeemed for.
    at : datetime
    to_owner_ref : str, optional
        Who gets the credit: whoever brings the code. None: its owner.

    Returns
    -------
    DiscountCode
        As it was before.

    Raises
    ------
    CodeMistyped, CodeUnknown
    CodeSpent
        If it was redeemed before; of two at the same instant one gets this.
    """
    connection = connection_of(executor)
    found = find_code(connection, business_ref, text)
    taken = connection.execute(
        sa.update(discount_code)
        .where(discount_code.c.id == found.id, discount_code.c.state == "issued")
        .values(state="redeemed", redeemed_at=at, redeemed_for_ref=for_ref)
    )
    if taken.rowcount != 1:
        again = find_code(connection, business_ref, text)
        raise CodeSpent("this code was redeemed before", redeemed_at=again.redeemed_at)
    postings = code_became_credit(to_owner_ref or found.owner_ref, found.amount)
    entry = Entry(business_ref, f"code:{found.public_id}", "code_redeemed", for_ref, at, postings)
    post(connection, entry, at=at)
    return found


def _read(row: Any) -> DiscountCode:
    return DiscountCode(
        row.id,
        row.public_id,
        row.business_ref,
        row.code,
        row.owner_ref,
        row.subject_ref,
        Money(row.amount_minor, row.currency),
        row.state,
        row.issued_at,
        row.redeemed_at,
    )
