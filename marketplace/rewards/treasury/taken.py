"""What was taken back from a fan, by business: why, how much, how, and what becomes of the rest."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from payouts.tables import entry, ledger_account, posting
from payouts.taken import Debt, TakenBack, debt_of, taken_back_from


@dataclass(frozen=True)
class TakenAt:
    """By one business, in one currency."""

    business: Business
    taken: list[TakenBack]
    debt: Debt


def taken_from(fan_ref: str) -> list[TakenAt]:
    """Everything that was taken back from a fan, and what is still owed of it."""
    a = ledger_account.c
    rows = db.session.execute(
        sa.select(Business, a.currency)
        .distinct()
        .join(entry, entry.c.business_ref == Business.public_id)
        .join(posting, posting.c.entry_id == entry.c.id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .where(entry.c.kind == "clawback", a.owner_ref == fan_ref)
        .order_by(Business.id, a.currency)
    ).all()
    found = []
    for business, currency in rows:
        ref = business.public_id
        some = [one for one in taken_back_from(db.session, ref, fan_ref) if one.pay.currency == currency]
        found.append(TakenAt(business, some, debt_of(db.session, ref, fan_ref, currency)))
    return found
