"""What the database itself refuses about assignments: more than the places, and two at once for one fan."""

from __future__ import annotations

from marketplace.core.guards import Guard

FULL = "muster: a gig holds no more assignments than places"
SHRUNK = "muster: a gig keeps the places that are taken"
OVERLAP = "muster: a fan holds one occupying assignment at a time"
EXCLUSION = "excl_assignment_overlap"

_TOO_MANY = "NEW.is_live AND NEW.place_number > (SELECT places FROM gig WHERE id = NEW.gig_id)"
_TAKEN = (
    "NEW.places < (SELECT coalesce(max(place_number), 0) FROM assignment WHERE gig_id = NEW.id AND is_live)"
)
_CLASH = (
    "SELECT 1 FROM assignment other WHERE other.fan_id = NEW.fan_id AND other.is_live AND other.occupies "
    "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at"
)


def _sqlite(name: str, event: str, table: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(name: str, events: str, table: str, condition: str, message: str) -> tuple[str, ...]:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $guard$",
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _postgresql_drop(name: str, table: str) -> tuple[str, ...]:
    return (f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()")


GUARDS = (
    Guard(
        name="guard_assignment_places",
        table="assignment",
        sqlite=(
            _sqlite("guard_assignment_places_insert", "INSERT", "assignment", _TOO_MANY, FULL),
            _sqlite(
                "guard_assignment_places_update", "UPDATE OF is_live, place_number, gig_id", "assignment", _TOO_MANY, FULL
            ),
        ),
        sqlite_drop=(
            "DROP TRIGGER IF EXISTS guard_assignment_places_insert",
            "DROP TRIGGER IF EXISTS guard_assignment_places_update",
        ),
        postgresql=_postgresql("guard_assignment_places", "INSERT OR UPDATE", "assignment", _TOO_MANY, FULL),
        postgresql_drop=_postgresql_drop("guard_assignment_places", "assignment"),
    ),
    Guard(
        name="guard_gig_places",
        table="gig",
        sqlite=(_sqlite("guard_gig_places", "UPDATE OF places", "gig", _TAKEN, SHRUNK),),
        sqlite_drop=("DROP TRIGGER IF EXISTS guard_gig_places",),
        postgresql=_postgresql("guard_gig_places", "UPDATE OF places", "gig", _TAKEN, SHRUNK),
        postgresql_drop=_postgresql_drop("guard_gig_places", "gig"),
    ),
    Guard(
        name="guard_assignment_overlap",
        table="assignment",
        sqlite=(
            _sqlite(
                "guard_assignment_overlap_insert", "INSERT", "assignment",
                f"NEW.is_live AND NEW.occupies AND EXISTS ({_CLASH})", OVERLAP,
            ),
            _sqlite(
                "guard_assignment_overlap_update", "UPDATE OF fan_id, is_live, occupies, starts_at, ends_at", "assignment",
                f"NEW.is_live AND NEW.occupies AND EXISTS ({_CLASH} AND other.id <> NEW.id)", OVERLAP,
            ),
        ),
        sqlite_drop=(
            "DROP TRIGGER IF EXISTS guard_assignment_overlap_insert",
            "DROP TRIGGER IF EXISTS guard_assignment_overlap_update",
        ),
        # A range of one number stands for equality, so that no extension is needed.
        postgresql=(
            f"ALTER TABLE assignment ADD CONSTRAINT {EXCLUSION} EXCLUDE USING gist ("
            "int8range(fan_id, fan_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
            "WHERE (is_live AND occupies)",
        ),
        postgresql_drop=(f"ALTER TABLE assignment DROP CONSTRAINT IF EXISTS {EXCLUSION}",),
    ),
)  # fmt: skip
