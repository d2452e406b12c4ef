"""Rate limits count in the database, so that every process shares one count."""

from __future__ import annotations

import threading
from functools import wraps
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from limits.storage import RedisStorage, storage_from_string

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.limits import DatabaseStorage, RateCount, limited
from tests.conftest import _running, settings_for


@pytest.fixture
def storage(app: Flask) -> DatabaseStorage:
    return DatabaseStorage("muster-database://")


def test_it_counts_up_within_its_window(storage: DatabaseStorage) -> None:
    assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert storage.get("a") == 3
    assert storage.get("b") == 0


def test_a_window_that_is_over_begins_again(storage: DatabaseStorage) -> None:
    storage.incr("a", -1)

    assert storage.get("a") == 0
    assert storage.incr("a", 60) == 1


def test_forgetting(storage: DatabaseStorage) -> None:
    storage.incr("a", 60)
    storage.incr("b", 60)
    storage.clear("a")

    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.reset() == 1


def test_contenders_share_one_count(app: Flask, storage: DatabaseStorage) -> None:
    counts: list[int] = []

    def hit() -> None:
        with app.app_context():
            counts.extend(storage.incr("shared", 60) for _ in range(10))
            db.session.remove()

    threads = [threading.Thread(target=hit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == list(range(1, 41))


def test_counting_comes_before_the_transaction_however_deep_the_view_is_wrapped(
    database_url: str, tmp_path: Path
) -> None:
    app = create_app(settings_for(database_url, tmp_path, rate_limits=True))
    app.config["WTF_CSRF_ENABLED"] = False

    def written() -> str:
        db.session.execute(sa.insert(RateCount).values(key=uuid4().hex, count=0, expires=0))
        return "written"

    def guarded() -> str:
        db.session.execute(
            sa.select(RateCount)
        ).all()  # the transaction has begun, and on SQLite holds the lock
        return deep()

    deep = limited("2 per hour")(written)
    app.add_url_rule("/wrapped", "wrapped", wraps(deep)(guarded), methods=["POST"])
    for running in _running(app):
        assert [running.test_client().post("/wrapped").status_code for _ in range(3)] == [200, 200, 429]
        with pytest.raises(RuntimeError, match="open already"):
            edge.write(lambda: DatabaseStorage("muster-database://").incr("a", 60))


def test_what_counting_in_redis_needs_is_installed() -> None:
    assert isinstance(storage_from_string("redis://127.0.0.1:1/0"), RedisStorage)
