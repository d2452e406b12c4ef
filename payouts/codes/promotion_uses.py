"""Uses of promotions: held by a booking under the promotion's lock, used when it took place, given back when it did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.codes.promotion_rows import by_code
from payouts.codes.promotions import check
from payouts.codes.tables import promotion, promotion_use
from payouts.database import Executor, connection_of
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Tally:
    """How a promotion was used.

    Attributes
    ----------
    held, used : int
        Bookings that hold it now; bookings that took place with it.
    promised, cost : Money
        What those will take off, and what these took off.
    """

    held: int
    used: int
    promised: Money
    cost: Money


def hold(
    executor: Executor,
    business_ref: str,
    text: str,
    *,
    booking_ref: str,
    owner_ref: str,
    price: Money,
    about: Collection[str],
    at: dt.datetime,
) -> Money:
    """Let a booking hold a promotion: its row is locked, so that no limit is passed by many at once.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, text : str
    booking_ref : str
        Without a promotion so far.
    owner_ref : str
        Whose uses are counted.
    price : Money
    about : collection of str
        Public ids of the programme and the listing that are booked.
    at : datetime

    Returns
    -------
    Money
        What is taken off.

    Raises
    ------
    CodeMistyped, CodeUnknown, PromotionRefused
    """
    connection = connection_of(executor)
    found = by_code(connection, business_ref, text, lock=True)
    off = check(found, price, about=about, used_by_person=_used_by(connection, found.id, owner_ref), at=at)
    connection.execute(
        sa.insert(promotion_use).values(
            promotion_id=found.id,
            booking_ref=booking_ref,
            owner_ref=owner_ref,
            amount_minor=off.amount_minor,
            state="held",
            at=at,
        )
    )
    connection.execute(
        sa.update(promotion).where(promotion.c.id == found.id).values(uses=promotion.c.uses + 1)
    )
    return off


def release(executor: Executor, booking_ref: str) -> None:
    """Give back the use that a booking holds: it was not needed; again changes nothing."""
    connection, c = connection_of(executor), promotion_use.c
    mine = sa.and_(c.booking_ref == booking_ref, c.state == "held")
    held = connection.execute(sa.select(c.promotion_id).where(mine)).scalar_one_or_none()
    if held is None:
        return
    connection.execute(sa.select(promotion.c.id).where(promotion.c.id == held).with_for_update())
    given = connection.execute(sa.update(promotion_use).where(mine).values(state="released"))
    if given.rowcount == 1:
        connection.execute(
            sa.update(promotion).where(promotion.c.id == held).values(uses=promotion.c.uses - 1)
        )


def use(executor: Executor, booking_ref: str, amount: Money) -> None:
    """Note what a booking that took place with a promotion was taken off in the end; again changes nothing."""
    c = promotion_use.c
    connection_of(executor).execute(
        sa.update(promotion_use)
        .where(c.booking_ref == booking_ref, c.state == "held")
        .values(state="used", amount_minor=amount.amount_minor)
    )


def lessen(executor: Executor, booking_ref: str, amount: Money) -> None:
    """Note what a promotion has cost with a booking of which a part was given back; it stays used."""
    c = promotion_use.c
    connection_of(executor).execute(
        sa.update(promotion_use)
        .where(c.booking_ref == booking_ref, c.state == "used")
        .values(amount_minor=amount.amount_minor)
    )


def held_by(executor: Executor, booking_ref: str) -> str | None:
    """Give the code of the promotion that a booking holds or has used."""
    query = sa.select(promotion.c.code).join(promotion_use, promotion_use.c.promotion_id == promotion.c.id)
    c = promotion_use.c
    found = query.where(c.booking_ref == booking_ref, c.state != "released")
    code: str | None = connection_of(executor).execute(found).scalar_one_or_none()
    return code


def off_of(executor: Executor, booking_ref: str) -> int | None:
    """Give what a booking's promotion takes off by its terms, in minor units."""
    c = promotion_use.c
    query = sa.select(c.amount_minor).where(c.booking_ref == booking_ref, c.state != "released")
    found: int | None = connection_of(executor).execute(query).scalar_one_or_none()
    return found


def tally(executor: Executor, business_ref: str) -> dict[str, Tally]:
    """Count the uses of every promotion of a business, by its public id."""
    c = promotion_use.c
    rows = connection_of(executor).execute(
        sa.select(
            promotion.c.public_id,
            promotion.c.currency,
            *(
                sa.func.coalesce(sa.func.sum(sa.case((c.state == s, 1), else_=0)), 0)
                for s in ("held", "used")
            ),
            *(
                sa.func.coalesce(sa.func.sum(sa.case((c.state == s, c.amount_minor), else_=0)), 0)
                for s in ("held", "used")
            ),
        )
        .outerjoin(promotion_use, c.promotion_id == promotion.c.id)
        .where(promotion.c.business_ref == business_ref)
        .group_by(promotion.c.id, promotion.c.public_id, promotion.c.currency)
    )
    return {
        ref: Tally(int(held), int(used), Money(int(promised), code), Money(int(cost), code))
        for ref, code, held, used, promised, cost in rows
    }


def _used_by(connection: sa.Connection, promotion_id: int, owner_ref: str) -> int:
    c = promotion_use.c
    query = sa.select(sa.func.count()).where(
        c.promotion_id == promotion_id, c.owner_ref == owner_ref, c.state != "released"
    )
    return int(connection.execute(query).scalar_one())
