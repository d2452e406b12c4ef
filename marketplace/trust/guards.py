"""What the database itself refuses: a decision record or a line of the audit log that changes or goes."""

from __future__ import annotations

from marketplace.core.guards import Guard

_EVENTS = ("UPDATE", "DELETE")


def _append_only(table: str) -> Guard:
    """Refuse every change and removal of a table's rows; only what is added stays possible."""
    name, fault = f"guard_{table}_append_only", f"{table} is append-only"
    refusal = f"RAISE EXCEPTION '{fault}' USING ERRCODE = 'integrity_constraint_violation'"
    return Guard(
        name=name,
        table=table,
        sqlite=tuple(
            f"CREATE TRIGGER IF NOT EXISTS {name}_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{fault}'); END"
            for event in _EVENTS
        ),
        sqlite_drop=tuple(f"DROP TRIGGER IF EXISTS {name}_{event.lower()}" for event in _EVENTS),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {refusal}; END $guard$",
            f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ),
        postgresql_drop=(
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"DROP FUNCTION IF EXISTS {name}()",
        ),
    )


GUARDS = (_append_only("decision_record"), _append_only("audit_log"))
