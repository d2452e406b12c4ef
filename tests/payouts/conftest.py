"""Fixtures of the payouts library: its own tables alone, on a fresh database of each kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.tables import metadata
from tests.payouts.worlds import World


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
def books_database(postgres_server: str) -> Iterator[sa.Engine]:
    """A PostgreSQL database with the library's tables, emptied before each test."""
    name = f"books_{uuid4().hex[:12]}"
    admin = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    engine = open_books(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def books_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of fresh books on each kind of database."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("books_file"), tmp_path / "books.sqlite3")
        yield f"sqlite:///{tmp_path / 'books.sqlite3'}"
        return
    database: sa.Engine = request.getfixturevalue("books_database")
    with database.begin() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no guard keeps the rows
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    yield database.url.render_as_string(hide_password=False)


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


def open_books(url: str) -> sa.Engine:
    """Open books without waiting for the disk: the tests kill processes, not machines."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, connect_args={"options": "-c synchronous_commit=off"})
    made = prepare_sqlite(sa.create_engine(url))

    @sa.event.listens_for(made, "connect")
    def _hurry(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.execute("PRAGMA synchronous=OFF")

    return made


def _check(world: World) -> None:
    if not world.expects_findings:
        with world.engine.connect() as connection:
            assert audit(connection) == []
    elif world.engine.dialect.name == "postgresql":
        # The test may have broken the tables themselves, and the next one shares the database.
        metadata.drop_all(world.engine)
        metadata.create_all(world.engine)
