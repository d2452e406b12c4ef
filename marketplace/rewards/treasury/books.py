"""Reads of the books: trial balance, what a fan has besides money, and the library's own audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from payouts.audit import audit
from payouts.currencies import POINTS
from payouts.ledger import TrialLine, trial_balance
from payouts.ledger.audit import Finding
from payouts.tables import entry, ledger_account, posting

# What lies in a fan's own account at the provider is theirs already, whoever is there.
TO_FANS = ("payable:", "tips_payable:", "carried:", "carried_tips:", "in_transit:")
AT_PROVIDER = ("provider_pending", "provider_available")
TO_OTHERS = ("held:", "refund_due:", "charity_payable:")


@dataclass(frozen=True)
class Books:
    """A business's books in one currency: the lines, and the two sums that must agree."""

    currency: str
    lines: list[TrialLine]
    debit_minor: int
    credit_minor: int


def trial_balance_of(business: Business) -> list[TrialLine]:
    """Every ledger account of a business with its net debit or credit."""
    return trial_balance(db.session, business.public_id)


def books_of(business: Business) -> list[Books]:
    """The trial balance by currency, accounts at nothing left out."""
    found: dict[str, list[TrialLine]] = {}
    for line in trial_balance_of(business):
        found.setdefault(line.currency, []).append(line)
    return [
        Books(
            code,
            [line for line in lines if line.debit_minor or line.credit_minor],
            sum(line.debit_minor for line in lines),
            sum(line.credit_minor for line in lines),
        )
        for code, lines in found.items()
    ]


def movements_at_provider(business: Business, since: datetime) -> list[tuple[datetime, int]]:
    """What came in (above nothing) and went out (below) at the provider since an instant, one for each movement."""
    total = sa.func.sum(posting.c.amount_minor)
    query = (
        sa.select(entry.c.event_at, total)
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(
            ledger_account.c.business_ref == business.public_id,
            ledger_account.c.code.in_(AT_PROVIDER),
            ledger_account.c.currency == business.currency,
            entry.c.event_at >= since,
        )
        .group_by(entry.c.id, entry.c.event_at)
        .having(total != 0)  # what only became free to be sent has not moved
        .order_by(entry.c.id)
    )
    return [(at, int(minor)) for at, minor in db.session.execute(query)]


def store_credit_of(owner_ref: str) -> list[tuple[str, str, int]]:
    """What a person has as store credit: business, currency and amount, where it is more than nothing."""
    c = ledger_account.c
    rows = db.session.execute(
        sa.select(c.business_ref, c.currency, c.balance_minor)
        .where(c.owner_ref == owner_ref, c.code == f"credit:{owner_ref}", c.balance_minor > 0)
        .order_by(c.business_ref)
    )
    return [(ref, currency.removesuffix(".CREDIT"), int(amount)) for ref, currency, amount in rows]


def points_of(owner_ref: str) -> list[tuple[str, int]]:
    """A person's points by business."""
    c = ledger_account.c
    rows = db.session.execute(
        sa.select(c.business_ref, c.balance_minor).where(
            c.owner_ref == owner_ref,
            c.code == f"points:{owner_ref}",
            c.currency == POINTS,
            c.balance_minor > 0,
        )
    )
    return [(ref, int(points)) for ref, points in rows]


def balances_of(prefix: str) -> dict[tuple[str, str], int]:
    """What stands on every account kept for one subject, such as `held:` for bookings: by business and subject.

    Only accounts with something on them.
    """
    c = ledger_account.c
    rows = db.session.execute(
        sa.select(c.business_ref, c.code, c.balance_minor).where(
            c.code.startswith(prefix, autoescape=True), c.floor_minor.is_not(None), c.balance_minor != 0
        )
    )
    return {(ref, code.removeprefix(prefix)): int(amount) for ref, code, amount in rows}


@dataclass(frozen=True)
class Owed:
    """Money of somebody's that a business still has to pass on."""

    business_ref: str
    currency: str
    amount_minor: int


def owed_by(business: Business) -> list[Owed]:
    """What a business has of others': fans' pay and tips, customers' refunds and prepaid prices, gifts to pass on."""
    c = ledger_account.c
    others = sa.or_(*(c.code.startswith(prefix, autoescape=True) for prefix in (*TO_FANS, *TO_OTHERS)))
    return _owed(sa.and_(c.business_ref == business.public_id, others))


def owed_by_family(business: Business) -> list[tuple[str, str, int]]:
    """The same by family of accounts: (family, currency, minor units)."""
    c = ledger_account.c
    others = sa.or_(*(c.code.startswith(prefix, autoescape=True) for prefix in (*TO_FANS, *TO_OTHERS)))
    sums: dict[tuple[str, str], int] = {}
    rows = db.session.execute(
        sa.select(c.code, c.currency, c.balance_minor).where(
            c.business_ref == business.public_id, others, c.balance_minor > 0
        )
    )
    for code, currency, amount in rows:
        family = code.partition(":")[0]
        sums[family, currency] = sums.get((family, currency), 0) + int(amount)
    return [(family, currency, amount) for (family, currency), amount in sorted(sums.items())]


def _owed(which: sa.ColumnElement[bool]) -> list[Owed]:
    c = ledger_account.c
    total = sa.func.sum(c.balance_minor)
    rows = db.session.execute(
        sa.select(c.business_ref, c.currency, total)
        .where(which, c.balance_minor > 0)
        .group_by(c.business_ref, c.currency)
        .order_by(c.business_ref, c.currency)
    )
    return [Owed(ref, currency, int(amount)) for ref, currency, amount in rows]


def audit_findings(asks: Callable[[str], bool], *, ledger: bool) -> list[Finding]:
    """What the library's audit finds wrong, over all businesses: of the codes asked for, and in the ledger itself, which is long."""
    return audit(db.session, ledger=ledger, asks=asks)
