"""Connections to a database server: one that was cut while it lay idle is replaced before anybody needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import db as core_db
from marketplace.core import edge
from marketplace.core.db import db


def _backend() -> int:
    return int(edge.read(lambda: db.session.scalar(sa.text("SELECT pg_backend_pid()"))))


def test_a_connection_that_was_cut_while_idle_is_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name == "sqlite":
        assert edge.read(lambda: db.session.scalar(sa.text("SELECT 1"))) == 1
        return  # a file is not cut
    before = _backend()
    other = sa.create_engine(db.engine.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        assert connection.scalar(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": before})
    monkeypatch.setattr(core_db, "IDLE_SECONDS", 0)
    assert _backend() != before


def test_as_shipped_a_commit_is_on_the_disk_before_anybody_hears_of_it() -> None:
    """The tests themselves do not wait for the disk, hence a process of its own."""
    asked = (
        "import sqlalchemy as sa; from payouts.database import prepare_sqlite, unhurried_disk\n"
        "with unhurried_disk(): pass\n"
        "with prepare_sqlite(sa.create_engine('sqlite://')).connect() as connection:\n"
        "    print(connection.exec_driver_sql('PRAGMA synchronous').scalar())"
    )
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "2"  # FULL
