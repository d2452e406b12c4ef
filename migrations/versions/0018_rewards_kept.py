"""A version of what people get is never changed once it is published; one holds and one is prepared at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HOLDS, PREPARED = sa.text("state = 'published'"), sa.text("state IN ('draft', 'tried')")
MAKE = {
    "sqlite": (
    (
        'CREATE TRIGGER guard_scheme_version_update BEFORE UPDATE ON scheme_version WHEN OLD.state IN '
        "('published', 'retired') AND (NEW.programme_id IS NOT OLD.programme_id OR NEW.version IS NOT "
        'OLD.version OR NEW.public_id IS NOT OLD.public_id OR NEW.document IS NOT OLD.document OR '
        "NEW.published_at IS NOT OLD.published_at OR NOT (NEW.state = OLD.state OR (OLD.state = 'published' "
        "AND NEW.state = 'retired'))) BEGIN SELECT RAISE(ABORT, 'muster: what was published about rewards is "
        "never changed'); END"
    ),
    (
        'CREATE TRIGGER guard_scheme_version_delete BEFORE DELETE ON scheme_version WHEN OLD.state IN '
        "('published', 'retired') BEGIN SELECT RAISE(ABORT, 'muster: what was published about rewards is "
        "never changed'); END"
    ),
),
    "postgresql": (
    (
        'CREATE OR REPLACE FUNCTION guard_scheme_version() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN '
        "IF TG_OP = 'DELETE' THEN IF OLD.state IN ('published', 'retired') THEN RAISE EXCEPTION 'muster: what"
        " was published about rewards is never changed' USING ERRCODE = 'integrity_constraint_violation'; END"
        " IF; RETURN OLD; END IF; IF OLD.state IN ('published', 'retired') AND (NEW.programme_id IS DISTINCT "
        'FROM OLD.programme_id OR NEW.version IS DISTINCT FROM OLD.version OR NEW.public_id IS DISTINCT FROM '
        'OLD.public_id OR NEW.document IS DISTINCT FROM OLD.document OR NEW.published_at IS DISTINCT FROM '
        "OLD.published_at OR NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = "
        "'retired'))) THEN RAISE EXCEPTION 'muster: what was published about rewards is never changed' USING "
        "ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$"
    ),
    (
        'CREATE OR REPLACE TRIGGER guard_scheme_version BEFORE UPDATE OR DELETE ON scheme_version FOR EACH '
        'ROW EXECUTE FUNCTION guard_scheme_version()'
    ),
),
}
REMOVE = {
    "sqlite": (
    (
        'DROP TRIGGER IF EXISTS guard_scheme_version_update'
    ),
    (
        'DROP TRIGGER IF EXISTS guard_scheme_version_delete'
    ),
),
    "postgresql": (
    (
        'DROP TRIGGER IF EXISTS guard_scheme_version ON scheme_version'
    ),
    (
        'DROP FUNCTION IF EXISTS guard_scheme_version()'
    ),
),
}


def upgrade() -> None:
    """Retire all but the newest of each programme, then let the database keep to it."""
    op.execute(
        "UPDATE scheme_version SET state = 'retired' WHERE state = 'published' AND version < "
        "(SELECT max(other.version) FROM scheme_version AS other WHERE other.state = 'published' "
        "AND other.programme_id = scheme_version.programme_id)"
    )
    for name, condition in (("published", HOLDS), ("draft", PREPARED)):
        op.create_index(
            f"uq_scheme_version_programme_id_{name}",
            "scheme_version",
            ["programme_id"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )
    for statement in MAKE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Let everything be changed again."""
    for statement in REMOVE[op.get_bind().dialect.name]:
        op.execute(statement)
    for name in ("draft", "published"):
        op.drop_index(f"uq_scheme_version_programme_id_{name}", table_name="scheme_version")
