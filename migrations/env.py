"""How migrations run: over the application's own engine, both metadata together, safely on SQLite."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

import payouts.tables
from marketplace.core.db import Base, db, writing

LOCK_TIMEOUT_MS = 5000
TARGETS = [Base.metadata, payouts.tables.metadata]


def process_revision_directives(ctx: object, revision: object, directives: list) -> None:  # type: ignore[type-arg]
    """Write no empty migration."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run(connection: Connection) -> None:
    """Run the migrations over one connection."""
    context.configure(
        connection=connection,
        target_metadata=TARGETS,
        render_as_batch=True,
        compare_type=True,
        process_revision_directives=process_revision_directives,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        context.run_migrations()


def run_sqlite(connection: Connection) -> None:
    """Run with foreign keys off, for a table rebuilt under them loses its children; then check that none was hurt."""
    connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    try:
        run(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows without their parents after the migration: {broken[:5]}")
    finally:
        connection.rollback()
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


token = writing.set(True)
try:
    engine: sa.Engine = current_app.extensions["migrate"].db.engine if current_app else db.engine
    with engine.connect() as live:
        (run_sqlite if engine.dialect.name == "sqlite" else run)(live)
finally:
    writing.reset(token)
