"""At the counter: a discount code is redeemed once, store credit in whole or in part, whoever scans at the same instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.codes import credit, discount_codes
from payouts.codes.tables import credit_pass, discount_code, redemption
from payouts.database import Executor, connection_of, lock_key
from payouts.errors import CreditShort, KeyConflict, RedemptionStale
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Redemption:
    """What was taken at a counter.

    Attributes
    ----------
    public_id, business_ref, owner_ref, staff_ref : str
    code : str or None
        The discount code; None where store credit was taken.
    amount : Money
        Taken.
    rest : Money
        What of a discount code was not needed and became its owner's store credit.
    at : datetime
    """

    public_id: str
    business_ref: str
    owner_ref: str
    staff_ref: str
    code: str | None
    amount: Money
    rest: Money
    at: dt.datetime


def redeem_code(
    executor: Executor,
    business_ref: str,
    text: str,
    amount: Money,
    *,
    public_id: str,
    staff_ref: str,
    key: str,
    at: dt.datetime,
) -> Redemption:
    """Take a discount code; what of it is not needed stays its owner's as store credit.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, text, public_id, staff_ref : str
    amount : Money
        To take: at most what the code is worth.
    key : str
        Of this attempt: sent again it gives the same redemption.
    at : datetime

    Returns
    -------
    Redemption

    Raises
    ------
    CodeMistyped, CodeUnknown, CodeSpent
    CreditShort
        If the code is worth less.
    KeyConflict
        If the key was used for another code or amount.
    """
    connection = connection_of(executor)
    lock_key(connection, "redemption", business_ref, key)
    found = discount_codes.find_code(connection, business_ref, text)
    known = _known(connection, business_ref, key, found.code, amount)
    if known is not None:
        return known
    if not 0 < amount.amount_minor <= found.amount.amount_minor or amount.currency != found.amount.currency:
        raise CreditShort("the code is worth less", short_minor=(amount - found.amount).amount_minor)
    discount_codes.redeem_as_credit(connection, business_ref, text, for_ref=public_id, at=at)
    rest = found.amount - amount
    made = Redemption(public_id, business_ref, found.owner_ref, staff_ref, found.code, amount, rest, at)
    return _take(connection, made, [found.owner_ref], key, code_id=found.id)


def redeem_credit(
    executor: Executor,
    business_ref: str,
    text: str,
    amount: Money,
    *,
    seen_version: int,
    owner_refs: Sequence[str],
    public_id: str,
    staff_ref: str,
    key: str,
    at: dt.datetime,
) -> Redemption:
    """Take store credit by its pass, in whole or in part.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, text, public_id, staff_ref, key : str
    amount : Money
    seen_version : int
        Of the pass as it was shown: of two who scanned at the same instant only one takes.
    owner_refs : sequence of str
        All ids of the pass's owner.
    at : datetime

    Returns
    -------
    Redemption

    Raises
    ------
    CodeMistyped, CodeUnknown
    RedemptionStale
        If something was taken since it was shown.
    CreditShort
        If there is less.
    KeyConflict
        If the key was used for another amount.
    """
    connection = connection_of(executor)
    lock_key(connection, "redemption", business_ref, key)
    found = credit.find_pass(connection, business_ref, text)
    known = _known(connection, business_ref, key, None, amount)
    if known is not None:
        return known
    c = credit_pass.c
    same = (c.business_ref == business_ref, c.owner_ref == found.owner_ref, c.version == seen_version)
    moved = connection.execute(sa.update(credit_pass).where(*same).values(version=seen_version + 1))
    if moved.rowcount != 1:
        raise RedemptionStale("something was taken since this was shown")
    nothing = Money(0, amount.currency)
    made = Redemption(public_id, business_ref, found.owner_ref, staff_ref, None, amount, nothing, at)
    return _take(connection, made, owner_refs, key)


def redemptions(
    executor: Executor,
    *,
    business_ref: str | None = None,
    owner_refs: Collection[str] | None = None,
    public_id: str | None = None,
    limit: int = 50,
) -> list[Redemption]:
    """List what was taken at counters, of one business, of one person, or one by its id; the latest first."""
    c = redemption.c
    query = _SELECT.order_by(c.id.desc()).limit(limit)
    if business_ref is not None:
        query = query.where(c.business_ref == business_ref)
    if owner_refs is not None:
        query = query.where(c.owner_ref.in_(owner_refs))
    if public_id is not None:
        query = query.where(c.public_id == public_id)
    return [_read(row) for row in connection_of(executor).execute(query)]


_SELECT = sa.select(redemption, discount_code.c.code).outerjoin(
    discount_code, discount_code.c.id == redemption.c.code_id
)


def _known(
    connection: sa.Connection, business_ref: str, key: str, code: str | None, amount: Money
) -> Redemption | None:
    c = redemption.c
    row = connection.execute(_SELECT.where(c.business_ref == business_ref, c.key == key)).one_or_none()
    if row is None:
        return None
    found = _read(row)
    if (found.code, found.amount) != (code, amount):
        raise KeyConflict(f"{key} is already used for something else", key=key)
    return found


def _take(
    connection: sa.Connection,
    made: Redemption,
    owner_refs: Sequence[str],
    key: str,
    *,
    code_id: int | None = None,
) -> Redemption:
    credit.spend(
        connection,
        made.business_ref,
        owner_refs,
        made.amount,
        key=f"counter:{made.public_id}",
        kind="redeemed_at_counter",
        subject_ref=made.public_id,
        at=made.at,
    )
    connection.execute(
        sa.insert(redemption).values(
            public_id=made.public_id,
            business_ref=made.business_ref,
            key=key,
            owner_ref=made.owner_ref,
            staff_ref=made.staff_ref,
            code_id=code_id,
            currency=made.amount.currency,
            amount_minor=made.amount.amount_minor,
            rest_minor=made.rest.amount_minor,
            at=made.at,
        )
    )
    return made


def _read(row: Any) -> Redemption:
    return Redemption(
        row.public_id,
        row.business_ref,
        row.owner_ref,
        row.staff_ref,
        row.code,
        Money(row.amount_minor, row.currency),
        Money(row.rest_minor, row.currency),
        row.at,
    )
