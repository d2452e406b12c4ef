"""The triggers that make the ledger and its seals append-only and balanced, as data for both databases.

How zero-sum is kept on every database: an entry's postings are written first, under an id taken beforehand,
and the entry row last. A posting's foreign key to its entry is checked at commit, so no posting outlives
its transaction without an entry; a trigger lets the entry row in only if its postings add up to zero in each
currency; another lets no posting join an entry that is there already. So no committed entry is out of balance,
on PostgreSQL as on SQLite, without a check that runs later.

SQLite keeps its promise about foreign keys only with ``PRAGMA foreign_keys=ON`` on each connection; for a
connection that left it off, `payouts.ledger.audit` names what got in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from payouts.tables import metadata, posting


class Guard(NamedTuple):
    """One trigger: its name, and the statements that make and remove it on each database."""

    name: str
    sqlite_create: str
    sqlite_drop: str
    pg_create: str
    pg_drop: str


def _guard(name: str, table: str, sqlite: str, pg_when: str, pg_body: str) -> Guard:
    """Wrap the two bodies in what every trigger of a database needs."""
    return Guard(
        name,
        f"CREATE TRIGGER IF NOT EXISTS {name} {sqlite}",
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ {pg_body} $guard$; "
        f"CREATE OR REPLACE TRIGGER {name} {pg_when} EXECUTE FUNCTION {name}();",
        f"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}();",
    )


def _refusal(name: str, table: str, event: str, message: str) -> Guard:
    """Refuse an event on a table outright; who may not delete may not empty the table either."""
    guard = _guard(
        name,
        table,
        f"BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
        f"BEFORE {event} ON {table} FOR EACH ROW",
        f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END",
    )
    if event != "DELETE":
        return guard
    emptying = f"CREATE OR REPLACE TRIGGER {name}_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}();"
    drop = f"DROP TRIGGER IF EXISTS {name}_all ON {table}; {guard.pg_drop}"
    return guard._replace(pg_create=f"{guard.pg_create} {emptying}", pg_drop=drop)


_CLOSED = "payouts: nothing joins an entry that is closed"
_CHAIN = "payouts: the balance of a guarded account does not follow from its last posting"
_UNTRACKED = "payouts: an account without a floor carries no running balance"
_SUM = "payouts: the postings of an entry do not add up to zero"
_FEW = "payouts: an entry needs at least two postings"
_FOREIGN = "payouts: an entry stays within one business"
_LINK = "payouts: a seal follows the last one of its business, over an entry of the same"
_FIXED = "payouts: the nature of a ledger account never changes"
_STEP = "payouts: a balance moves with a new posting only"

_ISSUED = "payouts: a statement that was issued stays as it is"

_FIXED_COLUMNS = "id, business_ref, code, kind, currency, owner_ref, normal_sign, floor_minor"

GUARDS: list[Guard] = [
    _refusal("guard_entry_no_update", "entry", "UPDATE", "payouts: an entry is never changed"),
    _refusal("guard_entry_no_delete", "entry", "DELETE", "payouts: an entry is never deleted"),
    _refusal("guard_posting_no_update", "posting", "UPDATE", "payouts: a posting is never changed"),
    _refusal("guard_posting_no_delete", "posting", "DELETE", "payouts: a posting is never deleted"),
    _guard(
        "guard_posting_joins_and_follows",
        "posting",
        "BEFORE INSERT ON posting BEGIN "
        f"SELECT RAISE(ABORT, '{_CLOSED}') WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id); "
        "SELECT CASE WHEN a.floor_minor IS NULL THEN "
        f"CASE WHEN NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL THEN RAISE(ABORT, '{_UNTRACKED}') END "
        "WHEN NEW.version IS NOT a.version OR NEW.balance_after_minor IS NOT a.balance_minor OR NEW.balance_after_minor IS NOT "
        "a.normal_sign * NEW.amount_minor + CASE WHEN NEW.version = 1 THEN 0 ELSE (SELECT p.balance_after_minor FROM posting p "
        "WHERE p.ledger_account_id = NEW.ledger_account_id AND p.version = NEW.version - 1) END "
        f"THEN RAISE(ABORT, '{_CHAIN}') END FROM ledger_account a WHERE a.id = NEW.ledger_account_id; END",
        "BEFORE INSERT ON posting FOR EACH ROW",
        "DECLARE a record; before bigint; BEGIN "
        "IF EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) THEN "
        f"RAISE EXCEPTION '{_CLOSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "SELECT a2.floor_minor, a2.version, a2.balance_minor, a2.normal_sign INTO a FROM ledger_account a2 WHERE a2.id = NEW.ledger_account_id; "
        "IF a.floor_minor IS NULL THEN IF NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL THEN "
        f"RAISE EXCEPTION '{_UNTRACKED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END IF; "
        "SELECT p.balance_after_minor INTO before FROM posting p "
        "WHERE p.ledger_account_id = NEW.ledger_account_id AND p.version = NEW.version - 1; "
        "IF NEW.version = 1 THEN before := 0; END IF; "
        "IF NEW.version IS DISTINCT FROM a.version OR NEW.balance_after_minor IS DISTINCT FROM a.balance_minor "
        "OR NEW.balance_after_minor IS DISTINCT FROM before + a.normal_sign * NEW.amount_minor THEN "
        f"RAISE EXCEPTION '{_CHAIN}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END",
    ),
    _guard(
        "guard_entry_balances",
        "entry",
        "BEFORE INSERT ON entry BEGIN "
        # One pass over the postings; only an entry of several currencies is summed by each.
        f"SELECT CASE WHEN n < 2 THEN RAISE(ABORT, '{_FEW}') WHEN strange > 0 THEN RAISE(ABORT, '{_FOREIGN}') "
        f"WHEN least = most THEN CASE WHEN total <> 0 THEN RAISE(ABORT, '{_SUM}') END "
        "WHEN EXISTS (SELECT 1 FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        f"WHERE p.entry_id = NEW.id GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) THEN RAISE(ABORT, '{_SUM}') END "
        "FROM (SELECT count(*) AS n, sum(a.business_ref <> NEW.business_ref) AS strange, min(a.currency) AS least, "
        "max(a.currency) AS most, sum(p.amount_minor) AS total FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE p.entry_id = NEW.id); END",
        "BEFORE INSERT ON entry FOR EACH ROW",
        # The account is looked up for each posting by itself: a join would be planned once while the tables are small, and kept.
        "DECLARE n bigint; strange bigint; uneven boolean; BEGIN "
        "SELECT coalesce(sum(s.n), 0), coalesce(sum(s.n) FILTER (WHERE s.currency IS NULL), 0), "
        "coalesce(bool_or(s.total <> 0), false) INTO n, strange, uneven FROM (SELECT count(*) AS n, "
        "sum(l.amount_minor) AS total, l.currency FROM (SELECT p.amount_minor, (SELECT a.currency FROM ledger_account a "
        "WHERE a.id = p.ledger_account_id AND a.business_ref = NEW.business_ref) AS currency "
        "FROM posting p WHERE p.entry_id = NEW.id) l GROUP BY l.currency) s; "
        f"IF n < 2 THEN RAISE EXCEPTION '{_FEW}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF strange > 0 THEN RAISE EXCEPTION '{_FOREIGN}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF uneven THEN RAISE EXCEPTION '{_SUM}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END",
    ),
    _refusal("guard_seal_no_update", "ledger_seal", "UPDATE", "payouts: a seal is never changed"),
    _refusal("guard_seal_no_delete", "ledger_seal", "DELETE", "payouts: a seal is never deleted"),
    _guard(
        "guard_seal_follows",
        "ledger_seal",
        "BEFORE INSERT ON ledger_seal WHEN NEW.number IS NOT 1 + coalesce((SELECT max(number) FROM ledger_seal "
        "WHERE business_ref = NEW.business_ref), 0) OR NOT EXISTS (SELECT 1 FROM entry "
        f"WHERE id = NEW.entry_id AND business_ref = NEW.business_ref) BEGIN SELECT RAISE(ABORT, '{_LINK}'); END",
        "BEFORE INSERT ON ledger_seal FOR EACH ROW",
        "BEGIN IF NEW.number IS DISTINCT FROM 1 + coalesce((SELECT max(number) FROM ledger_seal "
        "WHERE business_ref = NEW.business_ref), 0) OR NOT EXISTS (SELECT 1 FROM entry "
        "WHERE id = NEW.entry_id AND business_ref = NEW.business_ref) THEN "
        f"RAISE EXCEPTION '{_LINK}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END",
    ),
    _refusal("guard_statement_no_update", "payout_statement", "UPDATE", _ISSUED),
    _refusal("guard_statement_no_delete", "payout_statement", "DELETE", _ISSUED),
    _refusal("guard_account_nature_fixed", "ledger_account", f"UPDATE OF {_FIXED_COLUMNS}", _FIXED),
    _guard(
        "guard_account_moves_by_one",
        "ledger_account",
        "BEFORE UPDATE OF balance_minor, version ON ledger_account "
        "WHEN NEW.floor_minor IS NULL OR NEW.version <> OLD.version + 1 "
        f"BEGIN SELECT RAISE(ABORT, '{_STEP}'); END",
        "BEFORE UPDATE OF balance_minor, version ON ledger_account FOR EACH ROW "
        "WHEN (NEW.floor_minor IS NULL OR NEW.version <> OLD.version + 1)",
        f"BEGIN RAISE EXCEPTION '{_STEP}' USING ERRCODE = 'integrity_constraint_violation'; END",
    ),
    *(
        _refusal(f"guard_{table}_no_{event.lower()}", table, event, f"payouts: a {word} is never {done}")
        for table, word in (("recon_run", "reconciliation"), ("recon_item", "difference"))
        for event, done in (("UPDATE", "changed"), ("DELETE", "deleted"))
    ),
]
"""Every trigger, in the order in which they are made."""


def install(connection: sa.Connection) -> None:
    """Make all guards; making them again changes nothing.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        On a SQLite or PostgreSQL database that has the tables. Runs in its transaction.
    """
    _run(connection, [g.sqlite_create for g in GUARDS], [g.pg_create for g in GUARDS])


def remove(connection: sa.Connection) -> None:
    """Remove all guards: before a migration that rebuilds tables, and before dropping them.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        On a SQLite or PostgreSQL database that has the tables. Runs in its transaction.
    """
    _run(connection, [g.sqlite_drop for g in reversed(GUARDS)], [g.pg_drop for g in reversed(GUARDS)])


def missing(connection: sa.Connection) -> list[str]:
    """Name the guards that the database does not have.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        On a SQLite or PostgreSQL database.

    Returns
    -------
    list of str
        In the order of `GUARDS`; empty when all are there and switched on.
    """
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    present = set(connection.exec_driver_sql(query).scalars())
    return [guard.name for guard in GUARDS if guard.name not in present]


def _run(connection: sa.Connection, sqlite: list[str], postgresql: list[str]) -> None:
    for statement in postgresql if connection.dialect.name == "postgresql" else sqlite:
        connection.exec_driver_sql(statement)


def _after_create(_target: sa.MetaData, connection: sa.Connection, **_kwargs: Any) -> None:
    if sa.inspect(connection).has_table(posting.name):
        install(connection)


sa.event.listen(metadata, "after_create", _after_create)
