"""What the audit asks of rewards, beside everything the library `payouts` checks of itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core import audit, clock
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.rewards.models import Earning, TopUp
from marketplace.rewards.treasury import partners as treasury_partners

# Which invariant each finding of the library breaks; what is not named here concerns the ledger itself.
_INVARIANTS = {
    "operation_without_entry": 6,
    "entry_without_operation": 6,
    "object_made_twice": 6,
    "posting_paid_twice": 6,
    "payout_sent_twice": 6,
    "payout_state_differs": 6,
    "payout_total_differs": 6,
    "payout_without_statement": 6,
    "statement_without_payment": 6,
    "statement_number_missing": 6,
    "statement_differs": 6,
    "budget_exceeded": 7,
    "budget_reserved_differs": 7,
    "budget_spent_differs": 7,
    "budget_return_differs": 7,
    "budget_ledger_differs": 7,
    "refused_operation_keeps_money": 9,
    "credit_differs_from_backing": 9,
}
_LEDGER = 5


def _library(number: int) -> Iterable[Finding]:
    """What the library's own audit finds against one invariant; each thing is looked at once in a whole audit."""

    def asks(code: str) -> bool:
        return _INVARIANTS.get(code, _LEDGER) == number

    for found in treasury.audit_findings(asks, ledger=number == _LEDGER):
        if asks(found.code):
            yield Finding(number, f"{found.business_ref} {found.subject}", found.code)


for _number in sorted({_LEDGER, *_INVARIANTS.values()}):
    audit.check(_number)(partial(_library, _number))


@audit.check(6)
def earnings_posted_once() -> Iterable[Finding]:
    """An earning of money without its entry in the ledger, or with more than one."""
    query = sa.text(
        "SELECT e.public_id, count(n.id) FROM earning e LEFT JOIN entry n ON n.business_ref = e.business_ref "
        "AND n.subject_ref = e.assignment_ref AND n.kind = 'earning' "
        "WHERE e.amount_minor > 0 GROUP BY e.public_id HAVING count(n.id) <> 1"
    )
    for ref, count in db.session.execute(query):
        yield Finding(6, ref, "earning_not_posted" if count == 0 else "earning_posted_twice")


@audit.check(6)
def later_parts_posted_once() -> Iterable[Finding]:
    """Something added to an earning later, or costs given back, of which the books know nothing."""
    query = sa.text(
        "SELECT s.ref FROM (SELECT a.public_id AS ref, e.business_ref, 'addition:' || a.public_id AS key "
        "FROM earning_addition a JOIN earning e ON e.id = a.earning_id WHERE a.state = 'added' UNION ALL "
        "SELECT public_id, business_ref, 'perk:' || public_id FROM perk_claim WHERE state = 'paid') s "
        "LEFT JOIN entry n ON n.business_ref = s.business_ref AND n.key = s.key WHERE n.id IS NULL"
    )
    for ref in db.session.scalars(query):
        yield Finding(6, ref, "later_part_not_posted")


@audit.check(9)
def partners_owe_what_the_books_say() -> Iterable[Finding]:
    """Shares of partners, less what came in, that do not add up to what the books say they owe."""
    for business, programme in treasury_partners.differing():
        yield Finding(9, f"{business} {programme}", "partner_due_differs")


@audit.check(8)
def tips_whole() -> Iterable[Finding]:
    """A tip of which less, or more, than the whole reached fans."""
    query = sa.text(
        "SELECT n.key, sum(CASE WHEN a.code LIKE 'tips_payable:%' THEN -p.amount_minor ELSE 0 END) AS given, "
        "sum(CASE WHEN a.code LIKE 'held:%' THEN p.amount_minor ELSE 0 END) AS taken "
        "FROM entry n JOIN posting p ON p.entry_id = n.id JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE n.kind = 'tip' GROUP BY n.key"
    )
    for key, given, taken in db.session.execute(query):
        if given != taken:
            yield Finding(8, key, "tip_not_whole")


@audit.check(6)
def payouts_told_once() -> Iterable[Finding]:
    """An earning that is paid though no payout covers its entry."""
    query = sa.text(
        "SELECT e.public_id FROM earning e WHERE e.state = 'paid' AND NOT EXISTS (SELECT 1 FROM entry n "
        "JOIN posting p ON p.entry_id = n.id JOIN payout_item i ON i.posting_id = p.id AND i.released_at IS NULL "
        "WHERE n.business_ref = e.business_ref AND n.subject_ref = e.assignment_ref AND n.kind = 'earning')"
    )
    for ref in db.session.scalars(query):
        yield Finding(6, ref, "paid_without_payout")


@audit.check(9)
def provider_agrees() -> Iterable[Finding]:
    """Books and sandbox that differ now by more than the named differences explain; a live provider is asked daily."""
    for business, currency, _gap_minor in treasury.gaps_in_sandbox(clock.now()):
        yield Finding(9, f"{business} {currency}", "provider_differs")


@audit.check(9)
def differences_looked_at() -> Iterable[Finding]:
    """A difference between books, provider and bookings that nobody has settled: named by what it probably is."""
    for business, item in treasury.differences_due():
        yield Finding(9, f"{business} {item.found.key}", item.found.cause)


@audit.check(10)
def rewards_of_another_business() -> Iterable[Finding]:
    """An earning or a top-up whose programme belongs to another business."""
    wrong = sa.select(Earning.public_id).join(Programme, Programme.public_id == Earning.programme_ref)
    wrong = wrong.join(Business, Business.id == Programme.business_id)
    for ref in db.session.scalars(wrong.where(Business.public_id != Earning.business_ref)):
        yield Finding(10, ref, "earning_of_another_business")
    wrong = sa.select(TopUp.public_id).join(Programme, Programme.public_id == TopUp.programme_ref)
    for ref in db.session.scalars(wrong.where(Programme.business_id != TopUp.business_id)):
        yield Finding(10, ref, "top_up_of_another_business")
