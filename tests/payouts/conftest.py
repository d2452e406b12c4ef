"""Fixtures of the payouts library: its own tables alone, on a fresh database of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.tables import metadata
from tests import emptying
from tests.conftest import _copy_sqlite, _create_database, once
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
    """A PostgreSQL database with the library's tables, emptied before each test.

    It is kept with its connection and with the statements it has compiled: to begin anew takes longer than most tests.
    """
    engine = open_books(_create_database(postgres_server, f"books_{uuid4().hex[:12]}", books_template))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def books_on_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """One place for SQLite files with the library's tables, one after another; kept with the statements it has compiled."""
    engine = open_books(f"sqlite:///{tmp_path_factory.mktemp('books') / 'test.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """An engine on fresh books, on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("file_engine")
        return
    kept: sa.Engine = request.getfixturevalue("books_database")
    if not _emptied(kept):
        kept.dispose()
        server, template = (request.getfixturevalue(name) for name in ("postgres_server", "books_template"))
        _create_database(server, str(kept.url.database), template)
    yield kept
    if kept.pool.checkedin() != 1:  # type: ignore[attr-defined]
        kept.dispose()  # several threads have been at work, or one still is


@pytest.fixture
def file_engine(books_file: Path, books_on_file: sa.Engine) -> Iterator[sa.Engine]:
    """An engine on fresh books in a file."""
    _copy_sqlite(books_file, Path(str(books_on_file.url.database)).parent)
    yield books_on_file
    books_on_file.dispose()


@pytest.fixture
def books_url(engine: sa.Engine) -> str:
    """The address of fresh books on each kind of database."""
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def file_world(file_engine: sa.Engine) -> Iterator[World]:
    """A business with books in a file, for what does not depend on the kind of database."""
    made = World(file_engine)
    yield made
    _check(made)


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


def _emptied(engine: sa.Engine) -> bool:
    """Take every row out of the books; False when a test has changed their rules."""
    try:
        with engine.begin() as connection:
            is_as_made = emptying.is_as_made(connection)
            if is_as_made:
                emptying.empty(connection)
    except sa.exc.OperationalError:
        return False  # a process that ended has taken the connection with it
    return is_as_made


def _check(world: World) -> None:
    if not world.expects_findings:
        with world.engine.connect() as connection:
            assert audit(connection) == []
