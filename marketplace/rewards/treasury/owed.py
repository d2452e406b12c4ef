"""What somebody is still owed, by business and currency, and what can be done about each part of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from payouts import payout_rows
from payouts.closing import foresee_person
from payouts.codes.tables import discount_code
from payouts.currencies import POINTS
from payouts.currencies import currency as unit_of
from payouts.due import DueItem, unpaid_items
from payouts.operations import operations_on
from payouts.tables import ledger_account


@dataclass(frozen=True)
class Left:
    """What one business owes one person in one currency, by what can be done about it; minor units."""

    business: Business
    owner_ref: str
    currency: str
    due_minor: int  # pay and tips that nothing keeps back, what the person owes taken off
    held_minor: int  # kept back until a time is over or a case is decided
    held_until_at: datetime | None  # when the last of it is free; None while nobody knows
    moving_minor: int  # being sent at this moment
    credit_minor: int  # to be spent in the shop, as credit or by discount codes
    beyond_minor: (
        int  # in the person's own account at the provider: their bank did not take it, or not the odd cents
    )
    debt_minor: (
        int  # what the person still owes when all of this is theirs: borne by the business once they are gone
    )

    @property
    def keeps(self) -> bool:
        """True while the person cannot be erased for it."""
        return any((self.due_minor, self.held_minor, self.moving_minor, self.credit_minor))

    @property
    def can_be_sent(self) -> bool:
        """True when a bank would take what is due."""
        return self.due_minor >= max(1, unit_of(self.currency).payout_multiple)


def left_to(owner_refs: Collection[str], at: datetime) -> list[Left]:
    """Everything that is owed to a person under any of their ids, by business and currency."""
    c, code = ledger_account.c, discount_code.c
    accounts = sa.select(c.business_ref, c.owner_ref, c.currency).where(c.owner_ref.in_(owner_refs))
    codes = sa.select(code.business_ref, code.owner_ref, code.currency).where(
        code.owner_ref.in_(owner_refs), code.state == "issued"
    )
    of = accounts.union(codes).subquery()
    rows = db.session.execute(
        sa.select(Business, of.c.owner_ref, of.c.currency)
        .join(of, of.c.business_ref == Business.public_id)
        .order_by(Business.id, of.c.owner_ref, of.c.currency)
    ).all()
    found = dict.fromkeys((one, ref, str(code).removesuffix(".CREDIT")) for one, ref, code in rows)
    money = [(one, ref, code) for one, ref, code in found if code != POINTS]
    all_of = [_left(business, ref, currency, at) for business, ref, currency in money]
    return [one for one in all_of if one.keeps or one.beyond_minor or one.debt_minor]


def _left(business: Business, owner_ref: str, currency: str, at: datetime) -> Left:
    ref = business.public_id
    one = foresee_person(db.session, ref, owner_ref, currency, at)
    on_the_way = min(one.with_provider.amount_minor, sum(_on_the_way(ref, owner_ref, currency)))
    return Left(
        business=business,
        owner_ref=owner_ref,
        currency=currency,
        due_minor=one.due.amount_minor,
        held_minor=one.held.amount_minor,
        held_until_at=one.held_until_at,
        moving_minor=on_the_way + one.sending.amount_minor,
        credit_minor=one.credit.amount_minor,
        beyond_minor=one.with_provider.amount_minor - on_the_way,
        debt_minor=one.debt_left.amount_minor,
    )


def _on_the_way(business_ref: str, owner_ref: str, currency: str) -> Iterator[int]:
    """Payouts that have reached the person's account at the provider and that no bank has refused."""
    for one in payout_rows.payouts_of(db.session, business_ref, owner_ref=owner_ref):
        if one.state == "transferred" and one.amount.currency == currency:
            steps = operations_on(db.session, business_ref, one.public_id)
            banks = [step for step in steps if step.intent.verb == "payout"]
            if not banks or banks[-1].state != "refused":
                yield one.left.amount_minor


def due_items(business_ref: str, owner_ref: str, currency: str, at: datetime) -> list[DueItem]:
    """What nothing keeps back any more, oldest first."""
    items = unpaid_items(db.session, business_ref, owner_ref, at)
    return [item for item in items if not item.is_held and item.amount.currency == currency]
