"""Rate limits count in the database, so that every process shares one count."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from limits.storage import RedisStorage, storage_from_string

from marketplace.core.db import db
from marketplace.core.limits import DatabaseStorage


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


def test_what_counting_in_redis_needs_is_installed() -> None:
    assert isinstance(storage_from_string("redis://127.0.0.1:1/0"), RedisStorage)
