"""The end of the story: holds run out, payouts are sent, the books are balanced, the audit looks at everything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.demo.loop_story import Story
from marketplace.demo.loop_words import money
from marketplace.demo.seed_agenda import Agenda
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan

# In all three cities the day's work has begun, and the holds of the days before are over.
SWEEP_HOUR = 19
SWEEP_DAYS = (
    7,
    11,
)  # of a Monday's story: the Monday and the Friday after, so that every chosen day has come


def plan_payouts(agenda: Agenda) -> datetime:
    """Plan the regular looks of the next days, by which holds end and payouts run; returns the last one's instant."""
    first = agenda.clock.now().replace(hour=SWEEP_HOUR, minute=0, second=0, microsecond=0)
    for days in SWEEP_DAYS:
        agenda.plan_sweep(first + timedelta(days=days))
    return first + timedelta(days=SWEEP_DAYS[-1], minutes=5)


def reckon(story: Story, since: datetime) -> None:
    """Write down every payout since an instant, the trial balance of each business, and what the audit finds."""
    businesses = edge.read(lambda: list(db.session.scalars(sa.select(Business.id).order_by(Business.id))))
    for business_id in businesses:
        payouts, books = edge.read(lambda key=business_id: _books(key, since))  # type: ignore[misc]
        story.payouts += payouts
        story.books += books
    story.findings = [vars(finding) for finding in edge.read(audit.run)]


def _books(business_id: int, since: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    business = db.session.get_one(Business, business_id)
    names = dict(db.session.execute(_names()).all())
    payouts = [
        {
            "business": business.name,
            "fan": one.owner_ref,
            "name": names.get(one.owner_ref, one.owner_ref),
            "amount_minor": one.amount.amount_minor,
            "currency": one.amount.currency,
            "state": one.state,
            "lines": [_line(line) for line in treasury.payout_lines(one.public_id)],
        }
        for one in treasury.payouts_of_business(business)
        if one.planned_at >= since
    ]
    books = [
        {
            "business": business.name,
            "currency": book.currency,
            "lines": [
                {"account": line.code, "debit_minor": line.debit_minor, "credit_minor": line.credit_minor}
                for line in book.lines
            ],
            "debit_minor": book.debit_minor,
            "credit_minor": book.credit_minor,
        }
        for book in treasury.books_of(business)
    ]
    return payouts, books


def _names() -> sa.Select[Any]:
    return sa.select(Superfan.public_id, Identity.name).join(Identity, Identity.id == Superfan.identity_id)


def _line(line: Any) -> dict[str, Any]:
    return {
        "subject": line.subject_ref,
        "amount_minor": line.amount.amount_minor,
        "currency": line.amount.currency,
    }


def printed(story: Story) -> str:
    """Payouts, books and findings as text."""
    parts = ["7. Payouts: what was held is due, and is sent to the banks", ""]
    for one in story.payouts:
        covered = " + ".join(money(line["amount_minor"], line["currency"]) for line in one["lines"])
        parts.append(
            f"  {one['business']} pays {one['name']} {money(one['amount_minor'], one['currency'])}: {one['state']} ({covered})"
        )
    parts += ["", "8. Books: the trial balance of each business", ""]
    for book in story.books:
        parts.append(f"  {book['business']}, {book['currency']}")
        parts += [
            f"    {row['account']:<46} {_amount(row['debit_minor'])} {_amount(row['credit_minor'])}"
            for row in book["lines"]
        ]
        parts.append(f"    {'':<46} {_amount(book['debit_minor'])} {_amount(book['credit_minor'])}")
    parts += ["", "9. Audit", ""]
    for finding in story.findings:
        parts.append(
            f"  {finding['invariant']:>2}  {audit.INVARIANTS[finding['invariant']]}: {finding['subject']}: {finding['fault']}"
        )
    parts.append(
        f"  {len(audit.CHECKS)} checks of {len(audit.INVARIANTS)} invariants: {len(story.findings)} breaches."
    )
    return "\n".join(parts)


def _amount(amount_minor: int) -> str:
    return f"{amount_minor:>12,}" if amount_minor else " " * 12
