"""PostgreSQL posts an entry by one function; fewer and quicker guards; nobody empties a table of the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Name: by database, the statement that makes the guard and the one that removes it.
BEFORE = {
    "guard_entry_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_entry_no_delete BEFORE DELETE ON entry BEGIN '
                "SELECT RAISE(ABORT, 'payouts: an entry is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_entry_no_delete() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: an entry is never deleted' USING ERRCODE "
                "= 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION '
                'guard_entry_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_no_delete ON entry; DROP FUNCTION IF EXISTS '
                'guard_entry_no_delete();'
            ),
        ),
    },
    "guard_posting_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_posting_no_delete BEFORE DELETE ON posting BEGIN '
                "SELECT RAISE(ABORT, 'payouts: a posting is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_posting_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a posting is never deleted' USING"
                " ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_posting_no_delete BEFORE DELETE ON posting FOR EACH ROW EXECUTE FUNCTION '
                'guard_posting_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_no_delete ON posting; DROP FUNCTION IF EXISTS '
                'guard_posting_no_delete();'
            ),
        ),
    },
    "guard_posting_joins_open_entry": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_posting_joins_open_entry BEFORE INSERT ON posting'
                ' WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) BEGIN SELECT RAISE(ABORT,'
                " 'payouts: nothing joins an entry that is closed'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_joins_open_entry'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_posting_joins_open_entry() RETURNS trigger LANGUAGE'
                ' plpgsql AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) '
                "THEN RAISE EXCEPTION 'payouts: nothing joins an entry that is closed' USING ERRCODE "
                "= 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE OR "
                'REPLACE TRIGGER guard_posting_joins_open_entry BEFORE INSERT ON posting FOR EACH ROW'
                ' EXECUTE FUNCTION guard_posting_joins_open_entry();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_joins_open_entry ON posting; DROP FUNCTION IF '
                'EXISTS guard_posting_joins_open_entry();'
            ),
        ),
    },
    "guard_posting_follows_balance": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_posting_follows_balance BEFORE INSERT ON posting '
                "BEGIN SELECT RAISE(ABORT, 'payouts: an account without a floor carries no running "
                "balance') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND a.floor_minor"
                ' IS NULL AND (NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL); '
                "SELECT RAISE(ABORT, 'payouts: the balance of a guarded account does not follow from "
                "its last posting') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND "
                'a.floor_minor IS NOT NULL AND (NEW.version IS NOT a.version OR '
                'NEW.balance_after_minor IS NOT a.balance_minor OR NEW.balance_after_minor IS NOT '
                'a.normal_sign * NEW.amount_minor + CASE WHEN NEW.version = 1 THEN 0 ELSE (SELECT '
                'p.balance_after_minor FROM posting p WHERE p.ledger_account_id = '
                'NEW.ledger_account_id AND p.version = NEW.version - 1) END); END'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_follows_balance'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_posting_follows_balance() RETURNS trigger LANGUAGE '
                'plpgsql AS $guard$ DECLARE a record; before bigint; BEGIN SELECT * INTO a FROM '
                'ledger_account WHERE id = NEW.ledger_account_id; IF a.floor_minor IS NULL THEN IF '
                'NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL THEN RAISE EXCEPTION '
                "'payouts: an account without a floor carries no running balance' USING ERRCODE = "
                "'integrity_constraint_violation'; END IF; RETURN NEW; END IF; SELECT "
                'p.balance_after_minor INTO before FROM posting p WHERE p.ledger_account_id = '
                'NEW.ledger_account_id AND p.version = NEW.version - 1; IF NEW.version = 1 THEN '
                'before := 0; END IF; IF NEW.version IS DISTINCT FROM a.version OR '
                'NEW.balance_after_minor IS DISTINCT FROM a.balance_minor OR NEW.balance_after_minor '
                'IS DISTINCT FROM before + a.normal_sign * NEW.amount_minor THEN RAISE EXCEPTION '
                "'payouts: the balance of a guarded account does not follow from its last posting' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; "
                'CREATE OR REPLACE TRIGGER guard_posting_follows_balance BEFORE INSERT ON posting FOR'
                ' EACH ROW EXECUTE FUNCTION guard_posting_follows_balance();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_follows_balance ON posting; DROP FUNCTION IF '
                'EXISTS guard_posting_follows_balance();'
            ),
        ),
    },
    "guard_entry_balances": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_entry_balances BEFORE INSERT ON entry BEGIN '
                "SELECT RAISE(ABORT, 'payouts: an entry needs at least two postings') WHERE (SELECT "
                "count(*) FROM posting WHERE entry_id = NEW.id) < 2; SELECT RAISE(ABORT, 'payouts: an"
                " entry stays within one business') WHERE EXISTS (SELECT 1 FROM posting p JOIN "
                'ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = NEW.id AND '
                "a.business_ref <> NEW.business_ref); SELECT RAISE(ABORT, 'payouts: the postings of "
                "an entry do not add up to zero') WHERE EXISTS (SELECT 1 FROM posting p JOIN "
                'ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = NEW.id GROUP BY '
                'a.currency HAVING sum(p.amount_minor) <> 0); END'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_balances'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_entry_balances() RETURNS trigger LANGUAGE plpgsql '
                'AS $guard$ DECLARE n bigint; strange bigint; uneven boolean; BEGIN SELECT '
                'coalesce(sum(s.n), 0), coalesce(sum(s.strange), 0), coalesce(bool_or(s.total <> 0), '
                'false) INTO n, strange, uneven FROM (SELECT count(*) AS n, sum(p.amount_minor) AS '
                'total, count(*) FILTER (WHERE a.business_ref <> NEW.business_ref) AS strange FROM '
                'posting p JOIN ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = '
                "NEW.id GROUP BY a.currency) s; IF n < 2 THEN RAISE EXCEPTION 'payouts: an entry "
                "needs at least two postings' USING ERRCODE = 'integrity_constraint_violation'; END "
                "IF; IF strange > 0 THEN RAISE EXCEPTION 'payouts: an entry stays within one "
                "business' USING ERRCODE = 'integrity_constraint_violation'; END IF; IF uneven THEN "
                "RAISE EXCEPTION 'payouts: the postings of an entry do not add up to zero' USING "
                "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE "
                'OR REPLACE TRIGGER guard_entry_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE '
                'FUNCTION guard_entry_balances();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_balances ON entry; DROP FUNCTION IF EXISTS '
                'guard_entry_balances();'
            ),
        ),
    },
    "guard_seal_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_seal_no_delete BEFORE DELETE ON ledger_seal BEGIN'
                " SELECT RAISE(ABORT, 'payouts: a seal is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_seal_no_delete() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a seal is never deleted' USING ERRCODE = "
                "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_seal_no_delete BEFORE DELETE ON ledger_seal FOR EACH ROW EXECUTE FUNCTION '
                'guard_seal_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete ON ledger_seal; DROP FUNCTION IF EXISTS '
                'guard_seal_no_delete();'
            ),
        ),
    },
    "guard_statement_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_statement_no_delete BEFORE DELETE ON '
                "payout_statement BEGIN SELECT RAISE(ABORT, 'payouts: a statement that was issued "
                "stays as it is'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_statement_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_statement_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a statement that was issued stays"
                " as it is' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR "
                'REPLACE TRIGGER guard_statement_no_delete BEFORE DELETE ON payout_statement FOR EACH'
                ' ROW EXECUTE FUNCTION guard_statement_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_statement_no_delete ON payout_statement; DROP FUNCTION '
                'IF EXISTS guard_statement_no_delete();'
            ),
        ),
    },
    "guard_account_moves_by_one": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_account_moves_by_one BEFORE UPDATE OF '
                'balance_minor, version ON ledger_account WHEN NEW.floor_minor IS NULL OR NEW.version'
                " <> OLD.version + 1 BEGIN SELECT RAISE(ABORT, 'payouts: a balance moves with a new "
                "posting only'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_account_moves_by_one'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_account_moves_by_one() RETURNS trigger LANGUAGE '
                'plpgsql AS $guard$ BEGIN IF NEW.floor_minor IS NULL OR NEW.version <> OLD.version + '
                "1 THEN RAISE EXCEPTION 'payouts: a balance moves with a new posting only' USING "
                "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE "
                'OR REPLACE TRIGGER guard_account_moves_by_one BEFORE UPDATE OF balance_minor, '
                'version ON ledger_account FOR EACH ROW EXECUTE FUNCTION '
                'guard_account_moves_by_one();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_account_moves_by_one ON ledger_account; DROP FUNCTION '
                'IF EXISTS guard_account_moves_by_one();'
            ),
        ),
    },
    "guard_recon_run_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_recon_run_no_delete BEFORE DELETE ON recon_run '
                "BEGIN SELECT RAISE(ABORT, 'payouts: a reconciliation is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_run_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_recon_run_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a reconciliation is never "
                "deleted' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR "
                'REPLACE TRIGGER guard_recon_run_no_delete BEFORE DELETE ON recon_run FOR EACH ROW '
                'EXECUTE FUNCTION guard_recon_run_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_run_no_delete ON recon_run; DROP FUNCTION IF '
                'EXISTS guard_recon_run_no_delete();'
            ),
        ),
    },
    "guard_recon_item_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_recon_item_no_delete BEFORE DELETE ON recon_item '
                "BEGIN SELECT RAISE(ABORT, 'payouts: a difference is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_item_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_recon_item_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a difference is never deleted' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE "
                'TRIGGER guard_recon_item_no_delete BEFORE DELETE ON recon_item FOR EACH ROW EXECUTE '
                'FUNCTION guard_recon_item_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_item_no_delete ON recon_item; DROP FUNCTION IF '
                'EXISTS guard_recon_item_no_delete();'
            ),
        ),
    },
}
AFTER = {
    "guard_entry_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_entry_no_delete BEFORE DELETE ON entry BEGIN '
                "SELECT RAISE(ABORT, 'payouts: an entry is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_entry_no_delete() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: an entry is never deleted' USING ERRCODE "
                "= 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION '
                'guard_entry_no_delete(); CREATE OR REPLACE TRIGGER guard_entry_no_delete_all BEFORE '
                'TRUNCATE ON entry EXECUTE FUNCTION guard_entry_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_no_delete_all ON entry; DROP TRIGGER IF EXISTS '
                'guard_entry_no_delete ON entry; DROP FUNCTION IF EXISTS guard_entry_no_delete();'
            ),
        ),
    },
    "guard_posting_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_posting_no_delete BEFORE DELETE ON posting BEGIN '
                "SELECT RAISE(ABORT, 'payouts: a posting is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_posting_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a posting is never deleted' USING"
                " ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_posting_no_delete BEFORE DELETE ON posting FOR EACH ROW EXECUTE FUNCTION '
                'guard_posting_no_delete(); CREATE OR REPLACE TRIGGER guard_posting_no_delete_all '
                'BEFORE TRUNCATE ON posting EXECUTE FUNCTION guard_posting_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_no_delete_all ON posting; DROP TRIGGER IF '
                'EXISTS guard_posting_no_delete ON posting; DROP FUNCTION IF EXISTS '
                'guard_posting_no_delete();'
            ),
        ),
    },
    "guard_posting_joins_and_follows": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_posting_joins_and_follows BEFORE INSERT ON '
                "posting BEGIN SELECT RAISE(ABORT, 'payouts: nothing joins an entry that is closed') "
                'WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id); SELECT RAISE(ABORT, '
                "'payouts: an account without a floor carries no running balance') FROM "
                'ledger_account a WHERE a.id = NEW.ledger_account_id AND a.floor_minor IS NULL AND '
                '(NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL); SELECT '
                "RAISE(ABORT, 'payouts: the balance of a guarded account does not follow from its "
                "last posting') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND "
                'a.floor_minor IS NOT NULL AND (NEW.version IS NOT a.version OR '
                'NEW.balance_after_minor IS NOT a.balance_minor OR NEW.balance_after_minor IS NOT '
                'a.normal_sign * NEW.amount_minor + CASE WHEN NEW.version = 1 THEN 0 ELSE (SELECT '
                'p.balance_after_minor FROM posting p WHERE p.ledger_account_id = '
                'NEW.ledger_account_id AND p.version = NEW.version - 1) END); END'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_joins_and_follows'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_posting_joins_and_follows() RETURNS trigger '
                'LANGUAGE plpgsql AS $guard$ DECLARE a record; before bigint; BEGIN IF EXISTS (SELECT'
                " 1 FROM entry WHERE id = NEW.entry_id) THEN RAISE EXCEPTION 'payouts: nothing joins "
                "an entry that is closed' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                'SELECT a2.floor_minor, a2.version, a2.balance_minor, a2.normal_sign INTO a FROM '
                'ledger_account a2 WHERE a2.id = NEW.ledger_account_id; IF a.floor_minor IS NULL THEN'
                ' IF NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL THEN RAISE '
                "EXCEPTION 'payouts: an account without a floor carries no running balance' USING "
                "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END IF; SELECT "
                'p.balance_after_minor INTO before FROM posting p WHERE p.ledger_account_id = '
                'NEW.ledger_account_id AND p.version = NEW.version - 1; IF NEW.version = 1 THEN '
                'before := 0; END IF; IF NEW.version IS DISTINCT FROM a.version OR '
                'NEW.balance_after_minor IS DISTINCT FROM a.balance_minor OR NEW.balance_after_minor '
                'IS DISTINCT FROM before + a.normal_sign * NEW.amount_minor THEN RAISE EXCEPTION '
                "'payouts: the balance of a guarded account does not follow from its last posting' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; "
                'CREATE OR REPLACE TRIGGER guard_posting_joins_and_follows BEFORE INSERT ON posting '
                'FOR EACH ROW EXECUTE FUNCTION guard_posting_joins_and_follows();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_posting_joins_and_follows ON posting; DROP FUNCTION IF '
                'EXISTS guard_posting_joins_and_follows();'
            ),
        ),
    },
    "guard_entry_balances": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_entry_balances BEFORE INSERT ON entry BEGIN '
                "SELECT RAISE(ABORT, 'payouts: an entry needs at least two postings') WHERE (SELECT "
                "count(*) FROM posting WHERE entry_id = NEW.id) < 2; SELECT RAISE(ABORT, 'payouts: an"
                " entry stays within one business') WHERE EXISTS (SELECT 1 FROM posting p JOIN "
                'ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = NEW.id AND '
                "a.business_ref <> NEW.business_ref); SELECT RAISE(ABORT, 'payouts: the postings of "
                "an entry do not add up to zero') WHERE EXISTS (SELECT 1 FROM posting p JOIN "
                'ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = NEW.id GROUP BY '
                'a.currency HAVING sum(p.amount_minor) <> 0); END'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_balances'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_entry_balances() RETURNS trigger LANGUAGE plpgsql '
                'AS $guard$ DECLARE n bigint; strange bigint; uneven boolean; BEGIN SELECT '
                'coalesce(sum(s.n), 0), coalesce(sum(s.n) FILTER (WHERE s.currency IS NULL), 0), '
                'coalesce(bool_or(s.total <> 0), false) INTO n, strange, uneven FROM (SELECT count(*)'
                ' AS n, sum(l.amount_minor) AS total, l.currency FROM (SELECT p.amount_minor, (SELECT'
                ' a.currency FROM ledger_account a WHERE a.id = p.ledger_account_id AND '
                'a.business_ref = NEW.business_ref) AS currency FROM posting p WHERE p.entry_id = '
                "NEW.id) l GROUP BY l.currency) s; IF n < 2 THEN RAISE EXCEPTION 'payouts: an entry "
                "needs at least two postings' USING ERRCODE = 'integrity_constraint_violation'; END "
                "IF; IF strange > 0 THEN RAISE EXCEPTION 'payouts: an entry stays within one "
                "business' USING ERRCODE = 'integrity_constraint_violation'; END IF; IF uneven THEN "
                "RAISE EXCEPTION 'payouts: the postings of an entry do not add up to zero' USING "
                "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE "
                'OR REPLACE TRIGGER guard_entry_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE '
                'FUNCTION guard_entry_balances();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_entry_balances ON entry; DROP FUNCTION IF EXISTS '
                'guard_entry_balances();'
            ),
        ),
    },
    "guard_seal_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_seal_no_delete BEFORE DELETE ON ledger_seal BEGIN'
                " SELECT RAISE(ABORT, 'payouts: a seal is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_seal_no_delete() RETURNS trigger LANGUAGE plpgsql '
                "AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a seal is never deleted' USING ERRCODE = "
                "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                'guard_seal_no_delete BEFORE DELETE ON ledger_seal FOR EACH ROW EXECUTE FUNCTION '
                'guard_seal_no_delete(); CREATE OR REPLACE TRIGGER guard_seal_no_delete_all BEFORE '
                'TRUNCATE ON ledger_seal EXECUTE FUNCTION guard_seal_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_seal_no_delete_all ON ledger_seal; DROP TRIGGER IF '
                'EXISTS guard_seal_no_delete ON ledger_seal; DROP FUNCTION IF EXISTS '
                'guard_seal_no_delete();'
            ),
        ),
    },
    "guard_statement_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_statement_no_delete BEFORE DELETE ON '
                "payout_statement BEGIN SELECT RAISE(ABORT, 'payouts: a statement that was issued "
                "stays as it is'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_statement_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_statement_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a statement that was issued stays"
                " as it is' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR "
                'REPLACE TRIGGER guard_statement_no_delete BEFORE DELETE ON payout_statement FOR EACH'
                ' ROW EXECUTE FUNCTION guard_statement_no_delete(); CREATE OR REPLACE TRIGGER '
                'guard_statement_no_delete_all BEFORE TRUNCATE ON payout_statement EXECUTE FUNCTION '
                'guard_statement_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_statement_no_delete_all ON payout_statement; DROP '
                'TRIGGER IF EXISTS guard_statement_no_delete ON payout_statement; DROP FUNCTION IF '
                'EXISTS guard_statement_no_delete();'
            ),
        ),
    },
    "guard_account_moves_by_one": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_account_moves_by_one BEFORE UPDATE OF '
                'balance_minor, version ON ledger_account WHEN NEW.floor_minor IS NULL OR NEW.version'
                " <> OLD.version + 1 BEGIN SELECT RAISE(ABORT, 'payouts: a balance moves with a new "
                "posting only'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_account_moves_by_one'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_account_moves_by_one() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a balance moves with a new "
                "posting only' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE "
                'OR REPLACE TRIGGER guard_account_moves_by_one BEFORE UPDATE OF balance_minor, '
                'version ON ledger_account FOR EACH ROW WHEN (NEW.floor_minor IS NULL OR NEW.version '
                '<> OLD.version + 1) EXECUTE FUNCTION guard_account_moves_by_one();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_account_moves_by_one ON ledger_account; DROP FUNCTION '
                'IF EXISTS guard_account_moves_by_one();'
            ),
        ),
    },
    "guard_recon_run_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_recon_run_no_delete BEFORE DELETE ON recon_run '
                "BEGIN SELECT RAISE(ABORT, 'payouts: a reconciliation is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_run_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_recon_run_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a reconciliation is never "
                "deleted' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR "
                'REPLACE TRIGGER guard_recon_run_no_delete BEFORE DELETE ON recon_run FOR EACH ROW '
                'EXECUTE FUNCTION guard_recon_run_no_delete(); CREATE OR REPLACE TRIGGER '
                'guard_recon_run_no_delete_all BEFORE TRUNCATE ON recon_run EXECUTE FUNCTION '
                'guard_recon_run_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_run_no_delete_all ON recon_run; DROP TRIGGER IF '
                'EXISTS guard_recon_run_no_delete ON recon_run; DROP FUNCTION IF EXISTS '
                'guard_recon_run_no_delete();'
            ),
        ),
    },
    "guard_recon_item_no_delete": {
        "sqlite": (
            (
                'CREATE TRIGGER IF NOT EXISTS guard_recon_item_no_delete BEFORE DELETE ON recon_item '
                "BEGIN SELECT RAISE(ABORT, 'payouts: a difference is never deleted'); END"
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_item_no_delete'
            ),
        ),
        "postgresql": (
            (
                'CREATE OR REPLACE FUNCTION guard_recon_item_no_delete() RETURNS trigger LANGUAGE '
                "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'payouts: a difference is never deleted' "
                "USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE "
                'TRIGGER guard_recon_item_no_delete BEFORE DELETE ON recon_item FOR EACH ROW EXECUTE '
                'FUNCTION guard_recon_item_no_delete(); CREATE OR REPLACE TRIGGER '
                'guard_recon_item_no_delete_all BEFORE TRUNCATE ON recon_item EXECUTE FUNCTION '
                'guard_recon_item_no_delete();'
            ),
            (
                'DROP TRIGGER IF EXISTS guard_recon_item_no_delete_all ON recon_item; DROP TRIGGER IF'
                ' EXISTS guard_recon_item_no_delete ON recon_item; DROP FUNCTION IF EXISTS '
                'guard_recon_item_no_delete();'
            ),
        ),
    },
}
POST = """
CREATE OR REPLACE FUNCTION payouts_post(
  lock_number bigint, its_business text, its_key text, its_kind text, its_subject text, its_event_at timestamptz,
  its_created_at timestamptz, its_reverses_id bigint, its_meta jsonb, its_hash text, by_name int[],
  codes text[], units text[], kinds text[], signs int[], owners text[], floors bigint[], amounts bigint[],
  OUT outcome text, OUT its_id bigint, OUT first_at timestamptz, OUT its_code text, OUT its_unit text,
  OUT its_balance bigint, OUT its_wanted bigint
) LANGUAGE plpgsql AS $post$
DECLARE i int; one record; ids bigint[]; balances bigint[]; versions bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock(lock_number);
  SELECT e.id, e.event_at, e.content_hash INTO one FROM entry e WHERE e.business_ref = its_business AND e.key = its_key;
  IF FOUND THEN
    outcome := CASE WHEN one.content_hash = its_hash THEN 'repeat' ELSE 'key' END;
    its_id := one.id; first_at := one.event_at; RETURN;
  END IF;
  FOREACH i IN ARRAY by_name LOOP
    LOOP
      SELECT a.id, a.kind, a.normal_sign, a.owner_ref, a.floor_minor INTO one FROM ledger_account a
        WHERE a.business_ref = its_business AND a.code = codes[i] AND a.currency = units[i];
      EXIT WHEN FOUND;
      INSERT INTO ledger_account (business_ref, code, currency, kind, normal_sign, owner_ref, floor_minor)
        VALUES (its_business, codes[i], units[i], kinds[i], signs[i], owners[i], floors[i]) ON CONFLICT DO NOTHING;
    END LOOP;
    IF one.kind <> kinds[i] OR one.normal_sign <> signs[i] OR one.owner_ref IS DISTINCT FROM owners[i]
      OR one.floor_minor IS DISTINCT FROM floors[i] THEN
      outcome := 'nature'; its_code := codes[i]; RETURN;
    END IF;
    ids[i] := one.id;
  END LOOP;
  FOR i IN SELECT u.place FROM unnest(ids) WITH ORDINALITY AS u (id, place) ORDER BY u.id LOOP
    CONTINUE WHEN floors[i] IS NULL;
    SELECT a.balance_minor, a.version INTO one FROM ledger_account a WHERE a.id = ids[i] FOR NO KEY UPDATE;
    its_code := codes[i]; its_unit := units[i]; its_balance := one.balance_minor; its_wanted := -signs[i] * amounts[i];
    IF its_wanted > 0 AND its_balance < floors[i] + its_wanted THEN outcome := 'floor'; RETURN; END IF;
    IF its_wanted < 0 AND its_balance > 9223372036854775807 + its_wanted THEN outcome := 'full'; RETURN; END IF;
    balances[i] := its_balance - its_wanted; versions[i] := one.version + 1;
  END LOOP;
  its_id := nextval('entry_id_seq');
  FOR i IN 1 .. cardinality(ids) LOOP
    IF floors[i] IS NOT NULL THEN
      UPDATE ledger_account SET balance_minor = balances[i], version = versions[i] WHERE id = ids[i];
    END IF;
    INSERT INTO posting (entry_id, ledger_account_id, amount_minor, balance_after_minor, version)
      VALUES (its_id, ids[i], amounts[i], balances[i], versions[i]);
  END LOOP;
  INSERT INTO entry (id, business_ref, key, kind, subject_ref, event_at, created_at, reverses_id, meta, content_hash)
    VALUES (its_id, its_business, its_key, its_kind, its_subject, its_event_at, its_created_at, its_reverses_id,
      its_meta, its_hash);
  outcome := 'written'; first_at := its_event_at;
END $post$
"""


def upgrade() -> None:
    """Make the function, and the new guards in place of the old."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(POST)
    _replace(connection, BEFORE, AFTER)


def downgrade() -> None:
    """The other way round."""
    connection = op.get_bind()
    _replace(connection, AFTER, BEFORE)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS payouts_post")


def _replace(
    connection: sa.Connection, these: dict[str, dict[str, tuple[str, str]]], by: dict[str, dict[str, tuple[str, str]]]
) -> None:
    for guard in these.values():
        connection.exec_driver_sql(guard[connection.dialect.name][1])
    for guard in by.values():
        connection.exec_driver_sql(guard[connection.dialect.name][0])
