"""Store credit: what a person has, spent at a booking or at the counter, and given back. It never runs out."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from payouts import flows
from payouts.codes.letters import VALUE_LENGTH, new_code, read_code
from payouts.codes.tables import credit_pass
from payouts.currencies import credit_unit
from payouts.database import Executor, connection_of, insert_new
from payouts.errors import CodeUnknown, CreditShort, FloorBroken
from payouts.flows.codes import credit_given_back
from payouts.ledger import Entry, chart, post
from payouts.money import Money, zero
from payouts.tables import ledger_account


@dataclass(frozen=True, slots=True)
class CreditPass:
    """The code that opens a person's store credit at the counter.

    Attributes
    ----------
    business_ref, owner_ref, code : str
    version : int
        How often something was taken by it.
    """

    business_ref: str
    owner_ref: str
    code: str
    version: int


def credit_of(executor: Executor, business_ref: str, owner_refs: Collection[str], currency: str) -> Money:
    """Read what a person has with a business under all the person's ids, as cash value."""
    return Money(sum(_by_owner(executor, business_ref, list(owner_refs), currency).values()), currency)


def spend(
    executor: Executor,
    business_ref: str,
    owner_refs: Sequence[str],
    amount: Money,
    *,
    key: str,
    kind: str,
    subject_ref: str,
    at: dt.datetime,
    booking_ref: str | None = None,
) -> None:
    """Take store credit for a booking, or for something at the counter; again changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    owner_refs : sequence of str
        All ids of the person, in the order in which their credit is taken.
    amount : Money
        Cash value, above zero.
    key, kind, subject_ref : str
        Of the entry.
    at : datetime
    booking_ref : str, optional
        Without one it is revenue at the counter.

    Raises
    ------
    CreditShort
        If there is less, or somebody else takes it at this instant. Nothing was taken.
    """
    if amount.amount_minor <= 0:
        raise CreditShort("nothing is taken", short_minor=0)
    rest, postings = amount, flows.Postings()
    for owner_ref, minor in _by_owner(executor, business_ref, owner_refs, amount.currency).items():
        part = min(rest, Money(minor, amount.currency))
        if part:
            postings += flows.credit_redeemed(owner_ref, part, booking_ref=booking_ref)
            rest -= part
    if rest:
        raise CreditShort("there is less credit than this", short_minor=rest.amount_minor)
    try:
        post(executor, Entry(business_ref, key, kind, subject_ref, at, postings), at=at)
    except FloorBroken as race:
        raise CreditShort("somebody has just taken of this credit") from race


def give_back(
    executor: Executor,
    business_ref: str,
    owner_ref: str,
    amount: Money,
    *,
    key: str,
    booking_ref: str,
    at: dt.datetime,
) -> None:
    """Give store credit that a booking does not need back to whoever put it in; again changes nothing."""
    if amount:
        postings = credit_given_back(owner_ref, amount, booking_ref=booking_ref)
        post(executor, Entry(business_ref, key, "credit_given_back", booking_ref, at, postings), at=at)


def ensure_pass(
    executor: Executor,
    business_ref: str,
    owner_ref: str,
    *,
    at: dt.datetime,
    choose: Callable[[str], str] = secrets.choice,
) -> CreditPass:
    """Give a person the one code for their credit with a business.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits.
    business_ref, owner_ref : str
    at : datetime
    choose : callable
        Draws a letter of the code; a source that cannot be foreseen unless a test says otherwise.

    Returns
    -------
    CreditPass
        Made now, or known before.
    """
    connection = connection_of(executor)
    while (found := pass_of(connection, business_ref, owner_ref)) is None:
        insert_new(
            connection,
            credit_pass,
            {
                "business_ref": business_ref,
                "owner_ref": owner_ref,
                "code": new_code(VALUE_LENGTH, choose),
                "made_at": at,
            },
        )
    return found


def pass_of(executor: Executor, business_ref: str, owner_ref: str) -> CreditPass | None:
    """Read a person's pass with a business."""
    c = credit_pass.c
    where = sa.and_(c.business_ref == business_ref, c.owner_ref == owner_ref)
    return _pass(executor, where)


def find_pass(executor: Executor, business_ref: str, text: str) -> CreditPass:
    """Look a pass of this business up.

    Raises
    ------
    CodeMistyped
        If no code looks so.
    CodeUnknown
        If this business has none like it.
    """
    c = credit_pass.c
    found = _pass(executor, sa.and_(c.business_ref == business_ref, c.code == read_code(text)))
    if found is None:
        raise CodeUnknown("this business has no such pass")
    return found


def _pass(executor: Executor, where: sa.ColumnElement[bool]) -> CreditPass | None:
    c = credit_pass.c
    query = sa.select(c.business_ref, c.owner_ref, c.code, c.version).where(where)
    row = connection_of(executor).execute(query).one_or_none()
    return CreditPass(*row) if row is not None else None


def _by_owner(
    executor: Executor, business_ref: str, owner_refs: Sequence[str], currency: str
) -> dict[str, int]:
    codes = {chart.credit(ref).code: ref for ref in owner_refs}
    c = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(c.code, c.balance_minor).where(
            c.business_ref == business_ref, c.currency == credit_unit(currency), c.code.in_(codes)
        )
    )
    held = {codes[row.code]: int(row.balance_minor) for row in rows}
    return {ref: held[ref] for ref in owner_refs if held.get(ref, zero(currency).amount_minor) > 0}
