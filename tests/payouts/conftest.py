"""Fixtures of the payouts library: its own tables alone, on a fresh database of each kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.tables import metadata
from tests import emptying
from tests.conftest import _create_database, once
from tests.payouts.worlds import World, usd

BOOKS_PG = "template_books"


@pytest.fixture(scope="session")
def books_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the library's tables, to be copied."""
    path = tmp_path_factory.mktemp("books") / "empty.sqlite3"
    engine = prepare_sqlite(sa.create_engine(f"sqlite:///{path}"))
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT 1")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def books_template(postgres_server: str, shared: Path) -> str:
    """A PostgreSQL database with the library's tables, to be cloned."""

    def make() -> None:
        engine = sa.create_engine(_create_database(postgres_server, BOOKS_PG), poolclass=sa.NullPool)
        metadata.create_all(engine)
        with engine.begin() as connection:
            emptying.watch(connection)

    once(shared, BOOKS_PG, make)
    return BOOKS_PG


@pytest.fixture(scope="session")
def books_database(postgres_server: str, books_template: str) -> Iterator[sa.Engine]:
    """A PostgreSQL database with the library's tables, emptied before each test."""
    engine = open_books(_create_database(postgres_server, f"books_{uuid4().hex[:12]}", books_template))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def books_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of fresh books on each kind of database."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("books_file"), tmp_path / "books.sqlite3")
        return f"sqlite:///{tmp_path / 'books.sqlite3'}"
    database: sa.Engine = request.getfixturevalue("books_database")
    with database.begin() as connection:
        is_as_made = emptying.is_as_made(connection)
        if is_as_made:
            emptying.empty(connection)
    if not is_as_made:
        database.dispose()
        _create_database(
            request.getfixturevalue("postgres_server"),
            str(database.url.database),
            request.getfixturevalue("books_template"),
        )
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def engine(books_url: str) -> Iterator[sa.Engine]:
    """An engine on fresh books."""
    made = open_books(books_url)
    yield made
    made.dispose()


@pytest.fixture
def file_world(books_file: Path, tmp_path: Path) -> Iterator[World]:
    """A business with books in a file, for what does not depend on the kind of database."""
    shutil.copyfile(books_file, tmp_path / "books.sqlite3")
    made = World(open_books(f"sqlite:///{tmp_path / 'books.sqlite3'}"))
    yield made
    _check(made)
    made.engine.dispose()


@pytest.fixture
def world(engine: sa.Engine) -> Iterator[World]:
    """A business with books; whatever the test did, the audit must find nothing wrong."""
    made = World(engine)
    yield made
    _check(made)


@pytest.fixture
def deep(world: World) -> World:
    """A business with enough at the provider for whatever is owed beyond budgets."""
    world.fund(usd(500_000), "prg_deep")
    return world


def open_books(url: str) -> sa.Engine:
    """Open books of either kind."""
    return prepare_sqlite(sa.create_engine(url))


def _check(world: World) -> None:
    if not world.expects_findings:
        with world.engine.connect() as connection:
            assert audit(connection) == []
