"""Migrations run up, down and up on both databases, agree with the models, and make the same rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

import payouts.tables
from config import ROOT
from marketplace import create_app
from marketplace.core.db import Base, db
from tests.conftest import NEW_DATABASES, settings_for

FOLDER = str(ROOT / "migrations")
FIRST, LAST = "0001", "head"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database without any table."""
    with NEW_DATABASES[request.param](request, tmp_path) as url:
        app = create_app(settings_for(url, tmp_path))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def shape() -> dict[str, Any]:
    """Tables with their columns, indexes, checks, and the triggers and exclusions of the database."""
    inspector = sa.inspect(db.engine)
    tables = {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)),
            sorted(
                (str(i["name"]), tuple(i["column_names"]), bool(i["unique"]))
                for i in inspector.get_indexes(name)
            ),
            sorted(re.sub(r"\s+", " ", str(c["sqltext"])) for c in inspector.get_check_constraints(name)),
        )
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }
    return {"tables": tables, "rules": rules()}


def rules() -> list[str]:
    """Names of every trigger and exclusion."""
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION "
            "SELECT conname FROM pg_constraint WHERE contype = 'x'"
        )
    with db.engine.connect() as connection:
        return sorted(connection.exec_driver_sql(query).scalars())


def test_there_is_one_head_and_the_numbers_run_on() -> None:
    script = ScriptDirectory(FOLDER)
    revisions = [r.revision for r in script.walk_revisions()]

    assert len(script.get_heads()) == 1
    assert sorted(revisions) == [f"{n:04d}" for n in range(1, len(revisions) + 1)]


def test_up_down_and_up_again_ends_where_it_began(bare: Flask) -> None:
    upgrade(FOLDER)
    first = shape()

    downgrade(FOLDER, revision="base")
    assert shape()["tables"] == {}
    assert rules() == []

    upgrade(FOLDER)
    assert shape() == first


def test_migrations_make_what_the_models_say(bare: Flask) -> None:
    upgrade(FOLDER)

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, [Base.metadata, payouts.tables.metadata]) == []


def test_migrations_make_the_rules_that_create_all_makes(bare: Flask) -> None:
    upgrade(FOLDER)
    migrated = rules()
    downgrade(FOLDER, revision="base")
    Base.metadata.create_all(db.engine)
    payouts.tables.metadata.create_all(db.engine)

    assert migrated == rules()
    assert len(migrated) >= 10
