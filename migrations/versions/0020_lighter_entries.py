"""On SQLite an entry costs less: its reversal's index holds reversals only, and each guard looks once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op



revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = {
    'guard_posting_joins_and_follows': (
        'CREATE TRIGGER IF NOT EXISTS guard_posting_joins_and_follows BEFORE INSERT ON posting BEGIN SELECT '
        "RAISE(ABORT, 'payouts: nothing joins an entry that is closed') WHERE EXISTS (SELECT 1 FROM entry "
        "WHERE id = NEW.entry_id); SELECT RAISE(ABORT, 'payouts: an account without a floor carries no "
        "running balance') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND a.floor_minor IS NULL"
        " AND (NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL); SELECT RAISE(ABORT, 'payouts:"
        " the balance of a guarded account does not follow from its last posting') FROM ledger_account a "
        'WHERE a.id = NEW.ledger_account_id AND a.floor_minor IS NOT NULL AND (NEW.version IS NOT a.version '
        'OR NEW.balance_after_minor IS NOT a.balance_minor OR NEW.balance_after_minor IS NOT a.normal_sign * '
        'NEW.amount_minor + CASE WHEN NEW.version = 1 THEN 0 ELSE (SELECT p.balance_after_minor FROM posting '
        'p WHERE p.ledger_account_id = NEW.ledger_account_id AND p.version = NEW.version - 1) END); END'
    ),
    'guard_entry_balances': (
        'CREATE TRIGGER IF NOT EXISTS guard_entry_balances BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, '
        "'payouts: an entry needs at least two postings') WHERE (SELECT count(*) FROM posting WHERE entry_id "
        "= NEW.id) < 2; SELECT RAISE(ABORT, 'payouts: an entry stays within one business') WHERE EXISTS "
        '(SELECT 1 FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = '
        "NEW.id AND a.business_ref <> NEW.business_ref); SELECT RAISE(ABORT, 'payouts: the postings of an "
        "entry do not add up to zero') WHERE EXISTS (SELECT 1 FROM posting p JOIN ledger_account a ON a.id = "
        'p.ledger_account_id WHERE p.entry_id = NEW.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0); '
        'END'
    ),
}
AFTER = {
    'guard_posting_joins_and_follows': (
        'CREATE TRIGGER IF NOT EXISTS guard_posting_joins_and_follows BEFORE INSERT ON posting BEGIN SELECT '
        "RAISE(ABORT, 'payouts: nothing joins an entry that is closed') WHERE EXISTS (SELECT 1 FROM entry "
        'WHERE id = NEW.entry_id); SELECT CASE WHEN a.floor_minor IS NULL THEN CASE WHEN NEW.version IS NOT '
        "NULL OR NEW.balance_after_minor IS NOT NULL THEN RAISE(ABORT, 'payouts: an account without a floor "
        "carries no running balance') END WHEN NEW.version IS NOT a.version OR NEW.balance_after_minor IS NOT"
        ' a.balance_minor OR NEW.balance_after_minor IS NOT a.normal_sign * NEW.amount_minor + CASE WHEN '
        'NEW.version = 1 THEN 0 ELSE (SELECT p.balance_after_minor FROM posting p WHERE p.ledger_account_id ='
        " NEW.ledger_account_id AND p.version = NEW.version - 1) END THEN RAISE(ABORT, 'payouts: the balance "
        "of a guarded account does not follow from its last posting') END FROM ledger_account a WHERE a.id = "
        'NEW.ledger_account_id; END'
    ),
    'guard_entry_balances': (
        'CREATE TRIGGER IF NOT EXISTS guard_entry_balances BEFORE INSERT ON entry BEGIN SELECT CASE WHEN n < '
        "2 THEN RAISE(ABORT, 'payouts: an entry needs at least two postings') WHEN strange > 0 THEN "
        "RAISE(ABORT, 'payouts: an entry stays within one business') WHEN least = most THEN CASE WHEN total "
        "<> 0 THEN RAISE(ABORT, 'payouts: the postings of an entry do not add up to zero') END WHEN EXISTS "
        '(SELECT 1 FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = '
        "NEW.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) THEN RAISE(ABORT, 'payouts: the postings"
        " of an entry do not add up to zero') END FROM (SELECT count(*) AS n, sum(a.business_ref <> "
        'NEW.business_ref) AS strange, min(a.currency) AS least, max(a.currency) AS most, sum(p.amount_minor)'
        ' AS total FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = '
        'NEW.id); END'
    ),
}
REVERSALS = sa.text("reverses_id IS NOT NULL")


def upgrade() -> None:
    """Put an index over reversals in place of the one over all entries, and the new guards in place of the old."""
    _change(AFTER, is_partial=True)


def downgrade() -> None:
    """The other way round."""
    _change(BEFORE, is_partial=False)


def _change(guards: dict[str, str], *, is_partial: bool) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _reversals_unique(op, is_partial=is_partial)
        return
    # A table is not rebuilt under guards that speak of it.
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    kept = {name: guards.get(name, statement) for name, statement in connection.exec_driver_sql(query).all()}
    for name in kept:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    with op.batch_alter_table("entry") as batch:
        _reversals_unique(batch, is_partial=is_partial)
    for statement in kept.values():
        connection.exec_driver_sql(statement)


def _reversals_unique(where: Any, *, is_partial: bool) -> None:
    of = () if where is not op else ("entry",)
    if is_partial:
        where.drop_constraint("uq_entry_reverses_id", *of, type_="unique")
        where.create_index(
            "ix_entry_reverses_id", *of, ["reverses_id"], unique=True, sqlite_where=REVERSALS, postgresql_where=REVERSALS
        )
    else:
        where.drop_index("ix_entry_reverses_id", *([] if where is not op else ["entry"]))
        where.create_unique_constraint("uq_entry_reverses_id", *of, ["reverses_id"])
