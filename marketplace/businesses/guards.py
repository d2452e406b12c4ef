"""What the database itself refuses about reward schemes: changing or losing a version that was promised to people."""

from __future__ import annotations

from marketplace.core.guards import Guard

FIXED = "muster: what was published about rewards is never changed"
_KEPT = "OLD.state IN ('published', 'retired')"
_COLUMNS = ("programme_id", "version", "public_id", "document", "published_at")
_STATES = "NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired'))"


def _differs(operator: str) -> str:
    changed = " OR ".join(f"NEW.{name} {operator} OLD.{name}" for name in _COLUMNS)
    return f"{_KEPT} AND ({changed} OR {_STATES})"


def _sqlite(event: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER guard_scheme_version_{event.lower()} BEFORE {event} ON scheme_version "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
    )


_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION guard_scheme_version() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
    f"IF TG_OP = 'DELETE' THEN IF {_KEPT} THEN RAISE EXCEPTION '{FIXED}' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END IF; "
    f"IF {_differs('IS DISTINCT FROM')} THEN RAISE EXCEPTION '{FIXED}' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    "CREATE OR REPLACE TRIGGER guard_scheme_version BEFORE UPDATE OR DELETE ON scheme_version "
    "FOR EACH ROW EXECUTE FUNCTION guard_scheme_version()",
)

GUARDS = (
    Guard(
        name="guard_scheme_version",
        table="scheme_version",
        sqlite=(_sqlite("UPDATE", _differs("IS NOT")), _sqlite("DELETE", _KEPT)),
        sqlite_drop=(
            "DROP TRIGGER IF EXISTS guard_scheme_version_update",
            "DROP TRIGGER IF EXISTS guard_scheme_version_delete",
        ),
        postgresql=_POSTGRESQL,
        postgresql_drop=(
            "DROP TRIGGER IF EXISTS guard_scheme_version ON scheme_version",
            "DROP FUNCTION IF EXISTS guard_scheme_version()",
        ),
    ),
)
