"""How the library meets a database: the connection of a session, and the settings SQLite needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, runtime_checkable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


@runtime_checkable
class HasConnection(Protocol):
    """A SQLAlchemy Session, or a scoped_session: what gives the connection of its transaction."""

    def connection(self) -> sa.Connection:
        """Connection of the transaction in progress."""
        ...


STREAMED_AT_ONCE = 2_000
_SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": "15000",
}

Executor = sa.Connection | HasConnection
"""What every writing and reading function takes first. The caller opens and commits the transaction."""


def connection_of(executor: Executor) -> sa.Connection:
    """Find the connection behind a Session, or pass a Connection through."""
    return executor if isinstance(executor, sa.Connection) else executor.connection()


def streamed(connection: sa.Connection, query: sa.Select[Any]) -> sa.CursorResult[Any]:
    """Run a query whose rows come a few thousand at a time, so that a long ledger does not have to fit into memory."""
    return connection.execute(query, execution_options={"yield_per": STREAMED_AT_ONCE})


def insert_new(
    connection: sa.Connection, table: sa.Table, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> int:
    """Insert rows, skipping those that a unique constraint says are there.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    table : sqlalchemy.Table
    values : mapping or sequence of mappings
        Column values of the new row or rows.

    Returns
    -------
    int
        How many rows were new.
    """
    return len(connection.execute(_insert_new_into(table, connection.dialect.name), values).all())


@cache
def _insert_new_into(table: sa.Table, dialect: str) -> sa.Executable:
    """Build the statement once: putting it together costs as much as running it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def lock_key(connection: sa.Connection, *parts: str) -> None:
    """Wait until no other transaction works under the same name; freed at the end of the transaction.

    On SQLite the single writer is the lock already, so nothing is done.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock_number(*parts))))


def lock_number(*parts: str) -> int:
    """Number, of 64 bits with a sign, under which PostgreSQL locks a name."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@contextmanager
def driver_cursor(connection: sa.Connection) -> Iterator[Any]:
    """Open the driver's own cursor inside the transaction of a connection.

    SQLAlchemy's way around each statement costs several times what SQLite takes to run it. What the driver raises comes out as
    SQLAlchemy's error of the same name, as from any other statement, so that the host's retries see no difference.
    """
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy_says(connection, error) from error
    finally:
        cursor.close()


def begin_sqlite(connection: sa.Connection, *, is_writing: bool = True) -> None:
    """Begin a transaction on SQLite through the driver itself; a writing one takes the write lock at once.

    SQLAlchemy's way around the statement costs more than the statement.
    """
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("BEGIN IMMEDIATE" if is_writing else "BEGIN DEFERRED")
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy_says(connection, error) from error


def _as_sqlalchemy_says(connection: sa.Connection, error: Exception) -> Exception:
    base: type[Exception] = connection.dialect.loaded_dbapi.Error
    return sa.exc.DBAPIError.instance(
        None, None, error, base, hide_parameters=True, dialect=connection.dialect
    )


def connect_sqlite(dbapi_connection: Any, _record: object = None) -> None:
    """Set up a new connection to SQLite, as a listener to ``connect``: a commit returns when it is on the disk.

    Parameters
    ----------
    dbapi_connection : sqlite3.Connection
    """
    dbapi_connection.isolation_level = None  # the driver must not begin transactions of its own
    for name, value in _SQLITE_PRAGMAS.items():
        dbapi_connection.execute(f"PRAGMA {name}={value}")


@contextmanager
def unhurried_disk() -> Iterator[None]:
    """On SQLite, let commits return before the disk has them, on connections opened meanwhile.

    For what can be made again: a power cut may take all of it. A killed process loses nothing.
    """
    before = _SQLITE_PRAGMAS["synchronous"]
    _SQLITE_PRAGMAS["synchronous"] = "OFF"
    try:
        yield
    finally:
        _SQLITE_PRAGMAS["synchronous"] = before


def prepare_sqlite(engine: sa.Engine) -> sa.Engine:
    """Set a SQLite engine up as a ledger needs it: WAL, full sync, foreign keys, one writer at a time.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of any database; one that is not SQLite is returned untouched.

    Returns
    -------
    sqlalchemy.Engine
        The same engine, with listeners. Transactions begin IMMEDIATE, so that a reader never fails when
        it turns writer.
    """
    if engine.dialect.name != "sqlite":
        return engine

    sa.event.listen(engine, "connect", connect_sqlite)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        begin_sqlite(connection)

    return engine
