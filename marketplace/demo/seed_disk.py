"""Writing the demo world without waiting for the disk at every commit: nothing in it is worth that yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """On SQLite, let commits return before the disk has them, and have them all on the disk in the end.

    Inside another such block it does nothing: the outer one sees to the disk.
    """
    if db.engine.dialect.name != "sqlite" or sa.event.contains(sa.Engine, "connect", _let_commits_return):
        yield
        return
    db.session.remove()
    db.engine.dispose()
    sa.event.listen(sa.Engine, "connect", _let_commits_return)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "connect", _let_commits_return)
        db.session.remove()
        db.engine.dispose()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _let_commits_return(dbapi_connection: Any, record: Any) -> None:
    dbapi_connection.execute("PRAGMA synchronous=OFF")
