"""Migrations run up, down and up on both databases, agree with the models, and make the same rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, stamp, upgrade

import payouts.tables
from config import ROOT
from marketplace import create_app
from marketplace.core import audit, edge
from marketplace.core.db import Base, db
from tests.conftest import NEW_DATABASES, settings_for
from tests.demo_world import (  # noqa: F401 - fixtures
    demo_app,
    demo_clock,
    demo_postgres,
    demo_sqlite,
    demo_url,
)

pytestmark = pytest.mark.slow

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
    columns = inspector.get_multi_columns()
    indexes, checks = inspector.get_multi_indexes(), inspector.get_multi_check_constraints()
    tables = {
        key[1]: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found),
            sorted(
                (str(i["name"]), tuple(i["column_names"]), bool(i["unique"])) for i in indexes.get(key, [])
            ),
            sorted(re.sub(r"\s+", " ", str(c["sqltext"])) for c in checks.get(key, [])),
        )
        for key, found in columns.items()
        if key[1] != "alembic_version"
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


Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]


def rows() -> Rows:
    """The columns and every row of every table."""
    found: Rows = {}
    names = sa.inspect(db.engine).get_table_names()
    with db.engine.connect() as connection:
        for name in names:
            answer = connection.exec_driver_sql(f'SELECT * FROM "{name}"')
            found[name] = (tuple(answer.keys()), [tuple(row) for row in answer])
    return found


def lost(before: Rows, after: Rows) -> list[str]:
    """Tables that are there before and after, and whose rows differ in the columns that are there before and after."""
    both = (before.keys() & after.keys()) - {"alembic_version"}
    return sorted(name for name in both if _told(before, after, name) != _told(after, before, name))


def _told(these: Rows, others: Rows, name: str) -> Counter[str]:
    """The rows of a table in the columns that both have, whatever their order."""
    columns, found = these[name]
    kept = sorted(set(columns) & set(others[name][0]))
    places = [columns.index(one) for one in kept]
    return Counter(repr([row[place] for place in places]) for row in found)


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


def test_the_loaded_world_goes_down_and_up_and_loses_nothing_on_the_way(demo_app: Flask) -> None:  # noqa: F811
    """Step by step: what a step leaves standing keeps its rows, and what comes again is as it was."""
    steps = len(list(ScriptDirectory(FOLDER).walk_revisions()))
    stamp(FOLDER, "head")
    made, before = shape(), rows()
    assert len(before["identity"][1]) > 200

    downgrade(FOLDER, revision="-1")
    between = rows()
    assert lost(before, between) == []
    upgrade(FOLDER)
    assert shape() == made
    assert lost(between, rows()) == [], "a column that the step took comes back empty; all else is as it was"
    if before.keys() == between.keys():
        assert edge.read(audit.run) == []

    standing = before
    for _ in range(steps):
        downgrade(FOLDER, revision="-1")
        left = rows()
        assert lost(standing, left) == []
        standing = left
    assert standing.keys() == {"alembic_version"}

    upgrade(FOLDER)
    assert shape() == made
    assert [name for name, (_, found) in rows().items() if found] == ["alembic_version"]
