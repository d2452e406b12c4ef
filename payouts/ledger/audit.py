"""Checks over a live ledger that name what is broken, whoever broke it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from payouts import guards
from payouts.database import Executor, connection_of, streamed
from payouts.ledger.entries import hash_of
from payouts.tables import entry, ledger_account, posting

_CHECKS: dict[str, str] = {
    "posting_without_entry": """
        SELECT a.business_ref, p.id FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id
        LEFT JOIN entry e ON e.id = p.entry_id WHERE e.id IS NULL""",
    "posting_without_account": """
        SELECT e.business_ref, p.id FROM posting p JOIN entry e ON e.id = p.entry_id
        LEFT JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.id IS NULL""",
    "entry_without_postings": """
        SELECT e.business_ref, e.key FROM entry e LEFT JOIN posting p ON p.entry_id = e.id
        GROUP BY e.id, e.business_ref, e.key HAVING count(p.id) < 2""",
    "entry_unbalanced": """
        SELECT e.business_ref, e.key FROM entry e JOIN posting p ON p.entry_id = e.id
        JOIN ledger_account a ON a.id = p.ledger_account_id
        GROUP BY e.id, e.business_ref, e.key, a.currency HAVING sum(p.amount_minor) <> 0""",
    "ledger_unbalanced": """
        SELECT a.business_ref, a.currency FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id
        GROUP BY a.business_ref, a.currency HAVING sum(p.amount_minor) <> 0""",
    "entry_crosses_businesses": """
        SELECT e.business_ref, e.key FROM entry e JOIN posting p ON p.entry_id = e.id
        JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.business_ref <> e.business_ref""",
    "balance_differs": """
        SELECT a.business_ref, a.code FROM ledger_account a LEFT JOIN posting p ON p.ledger_account_id = a.id
        WHERE a.floor_minor IS NOT NULL
        GROUP BY a.id, a.business_ref, a.code, a.balance_minor, a.normal_sign
        HAVING a.balance_minor <> a.normal_sign * coalesce(sum(p.amount_minor), 0)""",
    "balance_below_floor": """
        SELECT business_ref, code FROM ledger_account
        WHERE floor_minor IS NOT NULL AND balance_minor < floor_minor""",
    "version_has_gap": """
        SELECT a.business_ref, a.code FROM ledger_account a LEFT JOIN posting p ON p.ledger_account_id = a.id
        WHERE a.floor_minor IS NOT NULL GROUP BY a.id, a.business_ref, a.code, a.version
        HAVING a.version <> count(p.id) OR coalesce(max(p.version), 0) <> count(p.id)""",
    "balance_chain_broken": """
        SELECT a.business_ref, a.code FROM ledger_account a JOIN posting p ON p.ledger_account_id = a.id
        LEFT JOIN posting b ON b.ledger_account_id = a.id AND b.version = p.version - 1
        WHERE a.floor_minor IS NOT NULL AND (p.version IS NULL OR p.balance_after_minor IS NULL OR
        p.balance_after_minor <> coalesce(b.balance_after_minor, 0) + a.normal_sign * p.amount_minor)
        GROUP BY a.id, a.business_ref, a.code""",
    "reversal_not_opposite": """
        SELECT r.business_ref, r.key FROM entry r JOIN posting p ON p.entry_id IN (r.id, r.reverses_id)
        WHERE r.reverses_id IS NOT NULL
        GROUP BY r.id, r.business_ref, r.key, p.ledger_account_id HAVING sum(p.amount_minor) <> 0""",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be.

    Attributes
    ----------
    code : str
        Which promise is broken.
    business_ref : str
        In whose books; empty where it is the database itself.
    subject : str
        Entry key, account code, currency, operation or guard concerned.
    """

    code: str
    business_ref: str
    subject: str

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}" + (f" ({self.business_ref})" if self.business_ref else "")


def audit(executor: Executor, *, business_ref: str | None = None) -> list[Finding]:
    """Check what the ledger promises over everything that is stored.

    Parameters
    ----------
    executor : Session or Connection
        Best inside a transaction of its own; nothing is written.
    business_ref : str, optional
        Only this business.

    Returns
    -------
    list of Finding
        Empty when the ledger is sound.

    Notes
    -----
    Reads every posting a few times: linear in the ledger's size, and streamed, so that memory does not grow with it.
    """
    connection = connection_of(executor)
    found = [Finding("guard_missing", "", name) for name in guards.missing(connection)]
    for code, query in _CHECKS.items():
        for business, subject in connection.exec_driver_sql(query):
            found.append(Finding(code, business, str(subject)))
    found.extend(_changed_entries(connection, business_ref))
    return [f for f in found if business_ref is None or f.business_ref in ("", business_ref)]


def _changed_entries(connection: sa.Connection, business_ref: str | None) -> Iterator[Finding]:
    """Compare every entry with the hash that was written with it."""
    c, a = entry.c, ledger_account.c
    query = (
        sa.select(
            c.id,
            c.business_ref,
            c.key,
            c.kind,
            c.subject_ref,
            c.reverses_id,
            c.meta,
            c.content_hash,
            a.code,
            a.currency,
            posting.c.amount_minor,
        )
        .join_from(entry, posting)
        .join(ledger_account)
        .order_by(c.id)
    )
    if business_ref is not None:
        query = query.where(c.business_ref == business_ref)
    for _entry_id, group in groupby(streamed(connection, query), key=lambda row: row.id):
        rows = list(group)
        head = rows[0]
        lines = [(row.code, row.currency, row.amount_minor) for row in rows]
        if hash_of(head.kind, head.subject_ref, head.reverses_id, lines, head.meta) != head.content_hash:
            yield Finding("entry_changed", head.business_ref, head.key)
