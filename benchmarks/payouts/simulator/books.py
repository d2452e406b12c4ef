"""Where a simulated history is kept: the business's database, and the provider's own beside it."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa

from payouts.database import prepare_sqlite
from payouts.tables import metadata, sandbox_object


class Books:
    """Two databases that are emptied before each history.

    Parameters
    ----------
    engine : sqlalchemy.Engine, optional
        Of the business. None: a SQLite database in memory. The provider's is always in memory: what dies with
        the business's process must not take the provider with it.
    """

    def __init__(self, engine: sa.Engine | None = None) -> None:
        self.engine = engine if engine is not None else _in_memory()
        self.outside = _in_memory()
        metadata.create_all(self.engine)
        sandbox_object.create(self.outside)
        self._empty = {id(e): _raw(e).serialize() for e in (self.engine, self.outside) if _is_sqlite(e)}

    def truth(self, query: str, parameters: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Read the provider's database past its own code."""
        return list(_raw(self.outside).execute(query, parameters))

    def reset(self) -> None:
        """Empty both."""
        for engine in (self.engine, self.outside):
            if _is_sqlite(engine):
                _raw(engine).deserialize(self._empty[id(engine)])
                continue
            names = ", ".join(table.name for table in metadata.sorted_tables)
            with engine.begin() as connection:
                # The guards that keep entries from being deleted hold here too, unless they sleep.
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


class _Kept(sqlite3.Connection):
    """A connection that a dying process cannot take with it: closing it only gives up what was not committed."""

    _known: frozenset[str] = frozenset()

    def close(self) -> None:
        self.rollback()

    def create_function(self, name: str, *args: Any, **options: Any) -> None:
        """Make a function once: a pool that connects anew makes it again, which fails while a cursor is open."""
        if name not in self._known:
            self._known |= {name}
            super().create_function(name, *args, **options)


def _in_memory() -> sa.Engine:
    kept = sqlite3.connect(":memory:", factory=_Kept, check_same_thread=False)
    return prepare_sqlite(sa.create_engine("sqlite://", creator=lambda: kept, poolclass=sa.StaticPool))


def _is_sqlite(engine: sa.Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _raw(engine: sa.Engine) -> sqlite3.Connection:
    """The driver's own connection: there is one, and it stays open."""
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver
    finally:
        pooled.close()
