"""Store credit when a business ends: paid out as money to everybody who can be paid, and the rest named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.trust import people
from marketplace.trust.service_notices import notify
from payouts.closing import foresee_person, pay_credit_out
from payouts.codes.tables import discount_code
from payouts.tables import ledger_account, recipient


@dataclass(frozen=True)
class CreditLeft:
    """Store credit and codes that people still have with a business, in one currency; minor units."""

    currency: str
    people: int  # who have an account to which money can be sent
    amount_minor: int
    others: int  # who have none: they spend it, or leave it to the business
    others_minor: int


def credit_left(business: Business, at: datetime) -> list[CreditLeft]:
    """What `pay_all_credit_out` would pay now, and what it could not."""
    found: dict[str, list[int]] = {}
    for owner_ref, currency, can_be_paid in _owners(business):
        amount = foresee_person(db.session, business.public_id, owner_ref, currency, at).credit.amount_minor
        sums = found.setdefault(currency, [0, 0, 0, 0])
        sums[0 if can_be_paid else 2] += 1
        sums[1 if can_be_paid else 3] += amount
    return [CreditLeft(currency, *sums) for currency, sums in sorted(found.items())]


def pay_all_credit_out(business: Business, at: datetime) -> list[CreditLeft]:
    """Let everybody's credit become money due to them, where it can be sent; each is told. Gives what `credit_left` said."""
    foreseen = credit_left(business, at)
    for owner_ref, currency, can_be_paid in list(_owners(business)):
        if can_be_paid:
            paid = pay_credit_out(db.session, business.public_id, owner_ref, currency, at=at)
            person = people.identity_of(owner_ref)
            if person is not None and paid:
                params = {"business": business.name, "amount_minor": paid.amount_minor, "currency": currency}
                notify(person, "rewards.credit_paid_out", params, "/fan/earnings", at)
    return foreseen


def _owners(business: Business) -> Iterator[tuple[str, str, bool]]:
    """Who has credit or codes, in which money, and whether money can be sent to them; in the order of their ids."""
    a, d, r = ledger_account.c, discount_code.c, recipient.c
    ref = business.public_id
    credited = sa.select(a.owner_ref, sa.func.replace(a.currency, ".CREDIT", "")).where(
        a.business_ref == ref, a.code.startswith("credit:"), a.balance_minor > 0
    )
    coded = sa.select(d.owner_ref, d.currency).where(d.business_ref == ref, d.state == "issued")
    payable = set(
        db.session.scalars(sa.select(r.owner_ref).where(r.business_ref == ref, r.account_id.is_not(None)))
    )
    rows = db.session.execute(credited.union(coded)).all()
    for owner_ref, currency in sorted((str(owner), str(code)) for owner, code in rows):
        yield owner_ref, currency, owner_ref in payable
