"""What the database itself refuses: rules on assignments, append-only records, the balanced ledger."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Name: by database, the statements that make the rule and those that remove it.
GUARDS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "guard_decision_record_append_only": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_decision_record_append_only_update BEFORE UPDATE ON "
                    "decision_record BEGIN SELECT RAISE(ABORT, 'decision_record is append-only'); END"
                ),
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_decision_record_append_only_delete BEFORE DELETE ON "
                    "decision_record BEGIN SELECT RAISE(ABORT, 'decision_record is append-only'); END"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_decision_record_append_only_update",
                "DROP TRIGGER IF EXISTS guard_decision_record_append_only_delete",
            ),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_decision_record_append_only() RETURNS trigger LANGUAGE "
                    "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'decision_record is append-only' USING ERRCODE "
                    "= 'integrity_constraint_violation'; END $guard$"
                ),
                (
                    "CREATE OR REPLACE TRIGGER guard_decision_record_append_only BEFORE UPDATE OR DELETE OR "
                    "TRUNCATE ON decision_record FOR EACH STATEMENT EXECUTE FUNCTION "
                    "guard_decision_record_append_only()"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_decision_record_append_only ON decision_record",
                "DROP FUNCTION IF EXISTS guard_decision_record_append_only()",
            ),
        ),
    },
    "guard_audit_log_append_only": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_audit_log_append_only_update BEFORE UPDATE ON "
                    "audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
                ),
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_audit_log_append_only_delete BEFORE DELETE ON "
                    "audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_audit_log_append_only_update",
                "DROP TRIGGER IF EXISTS guard_audit_log_append_only_delete",
            ),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_audit_log_append_only() RETURNS trigger LANGUAGE "
                    "plpgsql AS $guard$ BEGIN RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = "
                    "'integrity_constraint_violation'; END $guard$"
                ),
                (
                    "CREATE OR REPLACE TRIGGER guard_audit_log_append_only BEFORE UPDATE OR DELETE OR "
                    "TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION guard_audit_log_append_only()"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_audit_log_append_only ON audit_log",
                "DROP FUNCTION IF EXISTS guard_audit_log_append_only()",
            ),
        ),
    },
    "guard_assignment_places": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER guard_assignment_places_insert BEFORE INSERT ON assignment WHEN "
                    "NEW.is_live AND NEW.place_number > (SELECT places FROM gig WHERE id = NEW.gig_id) BEGIN "
                    "SELECT RAISE(ABORT, 'muster: a gig holds no more assignments than places'); END"
                ),
                (
                    "CREATE TRIGGER guard_assignment_places_update BEFORE UPDATE OF is_live, place_number, "
                    "gig_id ON assignment WHEN NEW.is_live AND NEW.place_number > (SELECT places FROM gig "
                    "WHERE id = NEW.gig_id) BEGIN SELECT RAISE(ABORT, 'muster: a gig holds no more "
                    "assignments than places'); END"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_assignment_places_insert",
                "DROP TRIGGER IF EXISTS guard_assignment_places_update",
            ),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_assignment_places() RETURNS trigger LANGUAGE plpgsql AS"
                    " $guard$ BEGIN IF NEW.is_live AND NEW.place_number > (SELECT places FROM gig WHERE id = "
                    "NEW.gig_id) THEN RAISE EXCEPTION 'muster: a gig holds no more assignments than places' "
                    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$"
                ),
                (
                    "CREATE OR REPLACE TRIGGER guard_assignment_places BEFORE INSERT OR UPDATE ON assignment "
                    "FOR EACH ROW EXECUTE FUNCTION guard_assignment_places()"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_assignment_places ON assignment",
                "DROP FUNCTION IF EXISTS guard_assignment_places()",
            ),
        ),
    },
    "guard_gig_places": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER guard_gig_places BEFORE UPDATE OF places ON gig WHEN NEW.places < (SELECT"
                    " coalesce(max(place_number), 0) FROM assignment WHERE gig_id = NEW.id AND is_live) BEGIN"
                    " SELECT RAISE(ABORT, 'muster: a gig keeps the places that are taken'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_gig_places",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_gig_places() RETURNS trigger LANGUAGE plpgsql AS "
                    "$guard$ BEGIN IF NEW.places < (SELECT coalesce(max(place_number), 0) FROM assignment "
                    "WHERE gig_id = NEW.id AND is_live) THEN RAISE EXCEPTION 'muster: a gig keeps the places "
                    "that are taken' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; "
                    "END $guard$"
                ),
                (
                    "CREATE OR REPLACE TRIGGER guard_gig_places BEFORE UPDATE OF places ON gig FOR EACH ROW "
                    "EXECUTE FUNCTION guard_gig_places()"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_gig_places ON gig",
                "DROP FUNCTION IF EXISTS guard_gig_places()",
            ),
        ),
    },
    "guard_assignment_overlap": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER guard_assignment_overlap_insert BEFORE INSERT ON assignment WHEN "
                    "NEW.is_live AND NEW.occupies AND EXISTS (SELECT 1 FROM assignment other WHERE "
                    "other.fan_id = NEW.fan_id AND other.is_live AND other.occupies AND other.starts_at < "
                    "NEW.ends_at AND NEW.starts_at < other.ends_at) BEGIN SELECT RAISE(ABORT, 'muster: a fan "
                    "holds one occupying assignment at a time'); END"
                ),
                (
                    "CREATE TRIGGER guard_assignment_overlap_update BEFORE UPDATE OF fan_id, is_live, "
                    "occupies, starts_at, ends_at ON assignment WHEN NEW.is_live AND NEW.occupies AND EXISTS "
                    "(SELECT 1 FROM assignment other WHERE other.fan_id = NEW.fan_id AND other.is_live AND "
                    "other.occupies AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at AND "
                    "other.id <> NEW.id) BEGIN SELECT RAISE(ABORT, 'muster: a fan holds one occupying "
                    "assignment at a time'); END"
                ),
            ),
            (
                "DROP TRIGGER IF EXISTS guard_assignment_overlap_insert",
                "DROP TRIGGER IF EXISTS guard_assignment_overlap_update",
            ),
        ),
        "postgresql": (
            (
                (
                    "ALTER TABLE assignment ADD CONSTRAINT excl_assignment_overlap EXCLUDE USING gist "
                    "(int8range(fan_id, fan_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) WHERE "
                    "(is_live AND occupies)"
                ),
            ),
            ("ALTER TABLE assignment DROP CONSTRAINT IF EXISTS excl_assignment_overlap",),
        ),
    },
    "guard_entry_no_update": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_entry_no_update BEFORE UPDATE ON entry BEGIN SELECT "
                    "RAISE(ABORT, 'payouts: an entry is never changed'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_entry_no_update",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_entry_no_update() RETURNS trigger LANGUAGE plpgsql AS "
                    "$guard$ BEGIN RAISE EXCEPTION 'payouts: an entry is never changed' USING ERRCODE = "
                    "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                    "guard_entry_no_update BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION "
                    "guard_entry_no_update();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_entry_no_update ON entry; DROP FUNCTION IF EXISTS "
                    "guard_entry_no_update();"
                ),
            ),
        ),
    },
    "guard_entry_no_delete": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_entry_no_delete BEFORE DELETE ON entry BEGIN SELECT "
                    "RAISE(ABORT, 'payouts: an entry is never deleted'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_entry_no_delete",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_entry_no_delete() RETURNS trigger LANGUAGE plpgsql AS "
                    "$guard$ BEGIN RAISE EXCEPTION 'payouts: an entry is never deleted' USING ERRCODE = "
                    "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                    "guard_entry_no_delete BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION "
                    "guard_entry_no_delete();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_entry_no_delete ON entry; DROP FUNCTION IF EXISTS "
                    "guard_entry_no_delete();"
                ),
            ),
        ),
    },
    "guard_posting_no_update": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_posting_no_update BEFORE UPDATE ON posting BEGIN "
                    "SELECT RAISE(ABORT, 'payouts: a posting is never changed'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_posting_no_update",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_posting_no_update() RETURNS trigger LANGUAGE plpgsql AS"
                    " $guard$ BEGIN RAISE EXCEPTION 'payouts: a posting is never changed' USING ERRCODE = "
                    "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                    "guard_posting_no_update BEFORE UPDATE ON posting FOR EACH ROW EXECUTE FUNCTION "
                    "guard_posting_no_update();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_posting_no_update ON posting; DROP FUNCTION IF EXISTS "
                    "guard_posting_no_update();"
                ),
            ),
        ),
    },
    "guard_posting_no_delete": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_posting_no_delete BEFORE DELETE ON posting BEGIN "
                    "SELECT RAISE(ABORT, 'payouts: a posting is never deleted'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_posting_no_delete",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_posting_no_delete() RETURNS trigger LANGUAGE plpgsql AS"
                    " $guard$ BEGIN RAISE EXCEPTION 'payouts: a posting is never deleted' USING ERRCODE = "
                    "'integrity_constraint_violation'; END $guard$; CREATE OR REPLACE TRIGGER "
                    "guard_posting_no_delete BEFORE DELETE ON posting FOR EACH ROW EXECUTE FUNCTION "
                    "guard_posting_no_delete();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_posting_no_delete ON posting; DROP FUNCTION IF EXISTS "
                    "guard_posting_no_delete();"
                ),
            ),
        ),
    },
    "guard_posting_joins_open_entry": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_posting_joins_open_entry BEFORE INSERT ON posting "
                    "WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) BEGIN SELECT RAISE(ABORT, "
                    "'payouts: nothing joins an entry that is closed'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_posting_joins_open_entry",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_posting_joins_open_entry() RETURNS trigger LANGUAGE "
                    "plpgsql AS $guard$ BEGIN IF EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id) THEN "
                    "RAISE EXCEPTION 'payouts: nothing joins an entry that is closed' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE OR REPLACE "
                    "TRIGGER guard_posting_joins_open_entry BEFORE INSERT ON posting FOR EACH ROW EXECUTE "
                    "FUNCTION guard_posting_joins_open_entry();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_posting_joins_open_entry ON posting; DROP FUNCTION IF "
                    "EXISTS guard_posting_joins_open_entry();"
                ),
            ),
        ),
    },
    "guard_posting_follows_balance": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_posting_follows_balance BEFORE INSERT ON posting "
                    "BEGIN SELECT RAISE(ABORT, 'payouts: an account without a floor carries no running "
                    "balance') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND a.floor_minor IS "
                    "NULL AND (NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL); SELECT "
                    "RAISE(ABORT, 'payouts: the balance of a guarded account does not follow from its last "
                    "posting') FROM ledger_account a WHERE a.id = NEW.ledger_account_id AND a.floor_minor IS "
                    "NOT NULL AND (NEW.version IS NOT a.version OR NEW.balance_after_minor IS NOT "
                    "a.balance_minor OR NEW.balance_after_minor IS NOT a.normal_sign * NEW.amount_minor + "
                    "CASE WHEN NEW.version = 1 THEN 0 ELSE (SELECT p.balance_after_minor FROM posting p WHERE"
                    " p.ledger_account_id = NEW.ledger_account_id AND p.version = NEW.version - 1) END); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_posting_follows_balance",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_posting_follows_balance() RETURNS trigger LANGUAGE "
                    "plpgsql AS $guard$ DECLARE a record; before bigint; BEGIN SELECT * INTO a FROM "
                    "ledger_account WHERE id = NEW.ledger_account_id; IF a.floor_minor IS NULL THEN IF "
                    "NEW.version IS NOT NULL OR NEW.balance_after_minor IS NOT NULL THEN RAISE EXCEPTION "
                    "'payouts: an account without a floor carries no running balance' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; RETURN NEW; END IF; SELECT "
                    "p.balance_after_minor INTO before FROM posting p WHERE p.ledger_account_id = "
                    "NEW.ledger_account_id AND p.version = NEW.version - 1; IF NEW.version = 1 THEN before :="
                    " 0; END IF; IF NEW.version IS DISTINCT FROM a.version OR NEW.balance_after_minor IS "
                    "DISTINCT FROM a.balance_minor OR NEW.balance_after_minor IS DISTINCT FROM before + "
                    "a.normal_sign * NEW.amount_minor THEN RAISE EXCEPTION 'payouts: the balance of a guarded"
                    " account does not follow from its last posting' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE OR REPLACE "
                    "TRIGGER guard_posting_follows_balance BEFORE INSERT ON posting FOR EACH ROW EXECUTE "
                    "FUNCTION guard_posting_follows_balance();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_posting_follows_balance ON posting; DROP FUNCTION IF EXISTS"
                    " guard_posting_follows_balance();"
                ),
            ),
        ),
    },
    "guard_entry_balances": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_entry_balances BEFORE INSERT ON entry BEGIN SELECT "
                    "RAISE(ABORT, 'payouts: an entry needs at least two postings') WHERE (SELECT count(*) "
                    "FROM posting WHERE entry_id = NEW.id) < 2; SELECT RAISE(ABORT, 'payouts: an entry stays "
                    "within one business') WHERE EXISTS (SELECT 1 FROM posting p JOIN ledger_account a ON "
                    "a.id = p.ledger_account_id WHERE p.entry_id = NEW.id AND a.business_ref <> "
                    "NEW.business_ref); SELECT RAISE(ABORT, 'payouts: the postings of an entry do not add up "
                    "to zero') WHERE EXISTS (SELECT 1 FROM posting p JOIN ledger_account a ON a.id = "
                    "p.ledger_account_id WHERE p.entry_id = NEW.id GROUP BY a.currency HAVING "
                    "sum(p.amount_minor) <> 0); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_entry_balances",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_entry_balances() RETURNS trigger LANGUAGE plpgsql AS "
                    "$guard$ DECLARE n bigint; strange bigint; uneven boolean; BEGIN SELECT "
                    "coalesce(sum(s.n), 0), coalesce(sum(s.strange), 0), coalesce(bool_or(s.total <> 0), "
                    "false) INTO n, strange, uneven FROM (SELECT count(*) AS n, sum(p.amount_minor) AS total,"
                    " count(*) FILTER (WHERE a.business_ref <> NEW.business_ref) AS strange FROM posting p "
                    "JOIN ledger_account a ON a.id = p.ledger_account_id WHERE p.entry_id = NEW.id GROUP BY "
                    "a.currency) s; IF n < 2 THEN RAISE EXCEPTION 'payouts: an entry needs at least two "
                    "postings' USING ERRCODE = 'integrity_constraint_violation'; END IF; IF strange > 0 THEN "
                    "RAISE EXCEPTION 'payouts: an entry stays within one business' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; IF uneven THEN RAISE EXCEPTION 'payouts: the "
                    "postings of an entry do not add up to zero' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE OR REPLACE "
                    "TRIGGER guard_entry_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION "
                    "guard_entry_balances();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_entry_balances ON entry; DROP FUNCTION IF EXISTS "
                    "guard_entry_balances();"
                ),
            ),
        ),
    },
    "guard_account_nature_fixed": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_account_nature_fixed BEFORE UPDATE OF id, "
                    "business_ref, code, kind, currency, owner_ref, normal_sign, floor_minor ON "
                    "ledger_account BEGIN SELECT RAISE(ABORT, 'payouts: the nature of a ledger account never "
                    "changes'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_account_nature_fixed",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_account_nature_fixed() RETURNS trigger LANGUAGE plpgsql"
                    " AS $guard$ BEGIN RAISE EXCEPTION 'payouts: the nature of a ledger account never "
                    "changes' USING ERRCODE = 'integrity_constraint_violation'; END $guard$; CREATE OR "
                    "REPLACE TRIGGER guard_account_nature_fixed BEFORE UPDATE OF id, business_ref, code, "
                    "kind, currency, owner_ref, normal_sign, floor_minor ON ledger_account FOR EACH ROW "
                    "EXECUTE FUNCTION guard_account_nature_fixed();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_account_nature_fixed ON ledger_account; DROP FUNCTION IF "
                    "EXISTS guard_account_nature_fixed();"
                ),
            ),
        ),
    },
    "guard_account_moves_by_one": {
        "sqlite": (
            (
                (
                    "CREATE TRIGGER IF NOT EXISTS guard_account_moves_by_one BEFORE UPDATE OF balance_minor, "
                    "version ON ledger_account WHEN NEW.floor_minor IS NULL OR NEW.version <> OLD.version + 1"
                    " BEGIN SELECT RAISE(ABORT, 'payouts: a balance moves with a new posting only'); END"
                ),
            ),
            ("DROP TRIGGER IF EXISTS guard_account_moves_by_one",),
        ),
        "postgresql": (
            (
                (
                    "CREATE OR REPLACE FUNCTION guard_account_moves_by_one() RETURNS trigger LANGUAGE plpgsql"
                    " AS $guard$ BEGIN IF NEW.floor_minor IS NULL OR NEW.version <> OLD.version + 1 THEN "
                    "RAISE EXCEPTION 'payouts: a balance moves with a new posting only' USING ERRCODE = "
                    "'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$; CREATE OR REPLACE "
                    "TRIGGER guard_account_moves_by_one BEFORE UPDATE OF balance_minor, version ON "
                    "ledger_account FOR EACH ROW EXECUTE FUNCTION guard_account_moves_by_one();"
                ),
            ),
            (
                (
                    "DROP TRIGGER IF EXISTS guard_account_moves_by_one ON ledger_account; DROP FUNCTION IF "
                    "EXISTS guard_account_moves_by_one();"
                ),
            ),
        ),
    },
}


def upgrade() -> None:
    """Make the rules."""
    connection = op.get_bind()
    for by_database in GUARDS.values():
        for statement in by_database[connection.dialect.name][0]:
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Remove them, the last first."""
    connection = op.get_bind()
    for by_database in reversed(GUARDS.values()):
        for statement in by_database[connection.dialect.name][1]:
            connection.exec_driver_sql(statement)
