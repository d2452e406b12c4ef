"""The demo world for tests: loaded once per engine and run, copied for each test that wants to change it.

Import the fixtures that a module uses: `from tests.demo_world import demo_site, demo_sqlite  # noqa: F401`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from marketplace import create_app
from marketplace.core.clock import SteppedClock
from marketplace.core.db import let_go
from marketplace.demo import seed
from marketplace.demo.loop import BEGINS_AT
from tests.conftest import _copy_sqlite, _create_database, _run_on, _running, once, settings_for

LOADED_PG = "template_demo"


def quiet(line: str) -> None:
    """Say nothing while the world is made."""


def load_into(url: str, folder: Path) -> None:
    """Load the world into a database that has the schema."""
    app = create_app(settings_for(url, folder, world="demo"), SteppedClock(BEGINS_AT))
    with app.app_context():
        seed.load(at=BEGINS_AT, tell=quiet)
        let_go()


@pytest.fixture(scope="session")
def demo_sqlite(sqlite_template: Path, shared: Path) -> Path:
    """A SQLite file with the whole demo world, to be copied."""
    folder = shared / "demo_world"

    def make() -> None:
        folder.mkdir()
        load_into(_copy_sqlite(sqlite_template, folder), folder)

    once(shared, "demo_sqlite", make)
    return folder / "test.sqlite3"


@pytest.fixture(scope="session")
def demo_postgres(postgres_server: str, postgres_template: str, shared: Path) -> str:
    """A PostgreSQL database with the whole demo world, to be cloned."""

    def make() -> None:
        folder = shared / "demo_world_pg"
        folder.mkdir()
        load_into(_create_database(postgres_server, LOADED_PG, postgres_template), folder)

    once(shared, "demo_postgres", make)
    return LOADED_PG


@pytest.fixture(params=["sqlite", "postgresql"])
def demo_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the demo world, on each engine in turn."""
    if request.param == "sqlite":
        yield _copy_sqlite(request.getfixturevalue("demo_sqlite"), tmp_path)
        return
    server, name = request.getfixturevalue("postgres_server"), f"t{uuid4().hex[:12]}"
    yield _create_database(server, name, request.getfixturevalue("demo_postgres"))
    _run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def demo_clock() -> SteppedClock:
    """A clock that stands at the instant for which the world was loaded."""
    return SteppedClock(BEGINS_AT)


@pytest.fixture
def demo_app(demo_url: str, tmp_path: Path, demo_clock: SteppedClock) -> Iterator[Flask]:
    """An application on a copy of the demo world, on each engine in turn; the test runs inside its context."""
    yield from _running(create_app(settings_for(demo_url, tmp_path, world="demo"), demo_clock))


@pytest.fixture
def demo_site(demo_sqlite: Path, tmp_path: Path, demo_clock: SteppedClock) -> Iterator[Flask]:
    """An application on a copy of the demo world in SQLite, for what does not depend on the engine."""
    url = _copy_sqlite(demo_sqlite, tmp_path)
    yield from _running(create_app(settings_for(url, tmp_path, world="demo"), demo_clock))
