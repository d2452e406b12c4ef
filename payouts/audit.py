"""One audit over everything the library keeps: ledger, operations, payouts and budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.ledger import sealed_businesses, verify_chain
from payouts.ledger.audit import Finding
from payouts.ledger.audit import audit as audit_ledger
from payouts.statements.issuing import altered_statements

_CHECKS: dict[str, str] = {
    "operation_without_entry": """
        SELECT o.business_ref, o.key FROM provider_op o
        LEFT JOIN entry e ON e.business_ref = o.business_ref AND e.key = o.key || ':done'
        WHERE o.state = 'done' AND o.verb NOT IN ('recipient', 'save_card') AND e.id IS NULL""",
    "entry_without_operation": """
        SELECT e.business_ref, e.key FROM entry e
        LEFT JOIN provider_op o ON o.business_ref = e.business_ref AND e.key = o.key || ':done' AND o.state = 'done'
        WHERE e.kind IN ('authorise', 'charge', 'capture', 'void', 'refund', 'transfer', 'transfer_reversal', 'payout')
        AND o.id IS NULL AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.reverses_id = e.id)""",
    "refused_operation_keeps_money": """
        SELECT o.business_ref, o.key FROM provider_op o
        JOIN entry e ON e.business_ref = o.business_ref AND e.key = o.key || ':plan'
        LEFT JOIN entry r ON r.reverses_id = e.id WHERE o.state = 'refused' AND r.id IS NULL""",
    "refused_operation_took_effect": """
        SELECT o.business_ref, o.key FROM provider_op o
        JOIN entry e ON e.business_ref = o.business_ref AND e.key = o.key || ':done'
        LEFT JOIN entry r ON r.reverses_id = e.id WHERE o.state = 'refused' AND r.id IS NULL""",
    "dispute_claim_differs": """
        SELECT d.business_ref, d.object_id FROM dispute d LEFT JOIN ledger_account a
        ON a.business_ref = d.business_ref AND a.code = 'dispute_claim:' || d.object_id AND a.currency = d.currency
        WHERE coalesce(a.balance_minor, 0) <>
        CASE WHEN d.state = 'open' AND NOT d.is_inquiry THEN d.amount_minor ELSE 0 END""",
    "object_made_twice": """
        SELECT business_ref, object_id FROM provider_op
        WHERE object_id IS NOT NULL AND verb NOT IN ('capture', 'void')
        GROUP BY business_ref, object_id HAVING count(*) > 1""",
    "payout_total_differs": """
        SELECT p.business_ref, p.public_id FROM payout p LEFT JOIN payout_item i ON i.payout_id = p.id
        GROUP BY p.id, p.business_ref, p.public_id, p.amount_minor
        HAVING coalesce(sum(i.amount_minor), 0) <> p.amount_minor""",
    "posting_paid_twice": """
        SELECT p.business_ref, i.posting_id FROM payout_item i JOIN payout p ON p.id = i.payout_id
        WHERE i.released_at IS NULL GROUP BY p.business_ref, i.posting_id HAVING count(*) > 1""",
    "payout_state_differs": """
        SELECT p.business_ref, p.public_id FROM payout p
        LEFT JOIN provider_op t ON t.business_ref = p.business_ref AND t.key = p.public_id || ':transfer'
        LEFT JOIN entry e ON e.business_ref = t.business_ref AND e.key = t.key || ':plan'
        LEFT JOIN entry u ON u.reverses_id = e.id
        WHERE t.id IS NULL OR (p.state IN ('transferred', 'paid')) <> (t.state = 'done' AND u.id IS NULL)
        OR (p.state = 'refused') <> (u.id IS NOT NULL)""",
    "payout_sent_twice": """
        SELECT business_ref, subject_ref FROM provider_op WHERE verb = 'payout' AND state = 'done'
        GROUP BY business_ref, subject_ref HAVING count(*) > 1""",
    "payout_without_statement": """
        SELECT p.business_ref, p.public_id FROM payout p LEFT JOIN payout_statement s ON s.payout_id = p.id
        WHERE p.state IN ('transferred', 'paid') AND s.id IS NULL""",
    "statement_without_payment": """
        SELECT s.business_ref, p.public_id FROM payout_statement s JOIN payout p ON p.id = s.payout_id
        LEFT JOIN provider_op t ON t.business_ref = p.business_ref AND t.key = p.public_id || ':transfer'
        WHERE p.state NOT IN ('transferred', 'paid') AND coalesce(t.state, '') <> 'done'""",
    "statement_number_missing": """
        SELECT business_ref, owner_ref FROM payout_statement
        GROUP BY business_ref, owner_ref HAVING max(number) <> count(*)""",
    "budget_exceeded": """
        SELECT business_ref, programme_ref FROM budget
        WHERE reserved_minor + spent_minor > funded_minor""",
    "budget_reserved_differs": """
        SELECT b.business_ref, b.programme_ref FROM budget b LEFT JOIN budget_reservation r ON r.budget_id = b.id
        GROUP BY b.id, b.business_ref, b.programme_ref, b.reserved_minor
        HAVING b.reserved_minor <>
        coalesce(sum(CASE WHEN r.state = 'reserved' THEN r.reserved_minor ELSE 0 END), 0)""",
    "budget_spent_differs": """
        SELECT b.business_ref, b.programme_ref FROM budget b LEFT JOIN budget_reservation r ON r.budget_id = b.id
        GROUP BY b.id, b.business_ref, b.programme_ref, b.spent_minor, b.overspent_minor
        HAVING b.spent_minor + b.overspent_minor <> coalesce(sum(r.spent_minor + r.overspent_minor), 0)""",
    "budget_ledger_differs": """
        SELECT b.business_ref, b.programme_ref FROM budget b LEFT JOIN ledger_account a
        ON a.business_ref = b.business_ref AND a.code = 'budget:' || b.programme_ref AND a.currency = b.currency
        WHERE b.funded_minor - b.spent_minor <> coalesce(a.balance_minor, 0)""",
    "budget_return_differs": """
        SELECT r.business_ref, r.subject_ref FROM
        (SELECT business_ref, subject_ref, sum(came_minor) AS came FROM budget_return GROUP BY business_ref, subject_ref) r
        LEFT JOIN (SELECT e.business_ref, e.subject_ref, sum(-p.amount_minor) AS given FROM entry e
        JOIN posting p ON p.entry_id = e.id WHERE e.kind = 'budget_recovered' AND p.amount_minor < 0
        AND e.subject_ref IN (SELECT subject_ref FROM budget_return)
        GROUP BY e.business_ref, e.subject_ref) g
        ON g.business_ref = r.business_ref AND g.subject_ref = r.subject_ref
        WHERE r.came <> coalesce(g.given, 0)""",
    "credit_differs_from_backing": """
        SELECT s.business_ref, s.cash FROM (
        SELECT a.business_ref, replace(a.currency, '.CREDIT', '') AS cash, p.amount_minor FROM posting p
        JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.code IN ('credit_issued', 'credit_backing')) s
        GROUP BY s.business_ref, s.cash HAVING sum(s.amount_minor) <> 0""",
    "discount_reserve_differs": """
        SELECT s.business_ref, s.currency FROM (
        SELECT a.business_ref, a.currency, p.amount_minor FROM posting p
        JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.code = 'discount_reserve'
        UNION ALL SELECT business_ref, currency, amount_minor FROM discount_code WHERE state = 'issued') s
        GROUP BY s.business_ref, s.currency HAVING sum(s.amount_minor) <> 0""",
    "code_without_entry": """
        SELECT c.business_ref, c.public_id FROM discount_code c
        LEFT JOIN entry e ON e.business_ref = c.business_ref AND e.key = 'code:' || c.public_id
        WHERE (c.state = 'redeemed') <> (e.id IS NOT NULL)""",
    "redemption_without_entry": """
        SELECT r.business_ref, r.public_id FROM redemption r
        LEFT JOIN entry e ON e.business_ref = r.business_ref AND e.key = 'counter:' || r.public_id
        WHERE e.id IS NULL""",
    "promotion_uses_differ": """
        SELECT p.business_ref, p.public_id FROM promotion p
        LEFT JOIN promotion_use u ON u.promotion_id = p.id AND u.state <> 'released'
        GROUP BY p.id, p.business_ref, p.public_id, p.uses HAVING p.uses <> count(u.id)""",
}


def audit(
    executor: Executor,
    *,
    business_ref: str | None = None,
    ledger: bool = True,
    asks: Callable[[str], bool] = lambda _code: True,
) -> list[Finding]:
    """Check every promise of the library over a live database.

    Parameters
    ----------
    executor : Session or Connection
        Best inside a transaction of its own; nothing is written.
    business_ref : str, optional
        Only this business.
    ledger : bool
        Whether the ledger itself and its seals are checked too: the part that reads every entry.
    asks : callable, optional
        Of the other findings, by code, those that are looked for.

    Returns
    -------
    list of Finding
        Empty when all is sound. Those of `payouts.ledger.audit` come first.
    """
    connection = connection_of(executor)
    found: list[Finding] = []
    if ledger:
        found += audit_ledger(connection, business_ref=business_ref)
        found += _broken_seals(connection, business_ref)
    for code, query in _CHECKS.items():
        for business, subject in connection.exec_driver_sql(query) if asks(code) else ():
            if business_ref in (None, business):
                found.append(Finding(code, business, str(subject)))
    for business, subject in altered_statements(connection) if asks("statement_differs") else ():
        if business_ref in (None, business):
            found.append(Finding("statement_differs", business, subject))
    return found


def _broken_seals(connection: sa.Connection, business_ref: str | None) -> Iterator[Finding]:
    for business in sealed_businesses(connection) if business_ref is None else [business_ref]:
        for broken in verify_chain(connection, business).breaks:
            yield Finding(f"seal_{broken.reason}", business, f"{broken.number} {broken.entry_key}".strip())
