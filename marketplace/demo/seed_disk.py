"""Writing the demo world without waiting for the disk at every commit: nothing in it is worth that yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.core.db import db, let_go
from payouts import database


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """On SQLite, let commits return before the disk has them, and have them all on the disk in the end."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    let_go()
    try:
        with database.unhurried_disk():
            yield
    finally:
        let_go()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
