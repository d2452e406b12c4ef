"""Partners in the books: what each owes for its parts of rewards, and what came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.rewards.models import PartnerPayment, PartnerShare
from marketplace.rewards.treasury.schemes import money
from payouts import flows
from payouts.currencies import POINTS
from payouts.ledger import Entry, post
from payouts.ledger.reversals import reverse
from payouts.schemes import Line, Scheme


def owe(programme: Programme, subject_ref: str, scheme: Scheme, lines: Iterable[Line], at: datetime) -> None:
    """Note which partner owes what of an earning whose entry is being posted."""
    named = {c.code: c.partner for c in scheme.components}
    owed: Counter[str] = Counter()
    for line in lines:
        if line.funded_by == "partner" and line.amount.currency != POINTS:
            owed[named[line.code]] += line.amount.amount_minor
    for partner, amount_minor in owed.items():
        add_share(programme, subject_ref, partner, amount_minor, at)


def add_share(programme: Programme, subject_ref: str, partner: str, amount_minor: int, at: datetime) -> None:
    """Note what one partner owes for one thing."""
    if amount_minor > 0:
        db.session.add(
            PartnerShare(
                business_ref=programme.business.public_id, programme_ref=programme.public_id, subject_ref=subject_ref,
                partner=partner, currency=programme.currency, amount_minor=amount_minor, owed_at=at,
            )
        )  # fmt: skip


def book(payment: PartnerPayment, at: datetime) -> None:
    """Book that a partner's money came in; its key makes a repeat harmless."""
    postings = flows.partner_paid(payment.programme_ref, money(payment.amount_minor, payment.currency))
    made = Entry(payment.business_ref, _key(payment), "partner_paid", payment.public_id, at, postings)
    post(db.session, made, at=at)


def undo(payment: PartnerPayment, at: datetime) -> None:
    """Book the opposite of a partner's payment that was noted wrongly: the ledger does it once."""
    reverse(db.session, payment.business_ref, _key(payment), key=f"{_key(payment)}:undone", at=at)


def _key(payment: PartnerPayment) -> str:
    return f"partner_paid:{payment.public_id}"


def differing() -> list[tuple[str, str]]:
    """Programmes whose shares and payments do not add up to what the books say partners owe, with the business."""
    query = sa.text(
        "SELECT s.business_ref, s.programme_ref FROM ("
        "SELECT business_ref, programme_ref, currency, amount_minor FROM partner_share UNION ALL "
        "SELECT business_ref, programme_ref, currency, -amount_minor FROM partner_payment "
        "WHERE id NOT IN (SELECT payment_id FROM partner_reversal) UNION ALL "
        "SELECT a.business_ref, substr(a.code, 13), a.currency, -p.amount_minor FROM posting p "
        "JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.code LIKE 'partner_due:%') s "
        "GROUP BY s.business_ref, s.programme_ref, s.currency HAVING sum(s.amount_minor) <> 0"
    )
    return [(business, programme) for business, programme in db.session.execute(query)]
