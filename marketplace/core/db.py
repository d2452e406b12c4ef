"""The database: declarative base, column types, and how a connection to each engine is set up."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from marketplace.core import documents
from payouts.database import begin_sqlite, connect_sqlite, prepare_sqlite

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting must do.
    fcntl = None  # type: ignore[assignment]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

IDLE_SECONDS = 30  # how long a connection is believed to be alive

# Whether the transaction about to begin means to write: read by the listeners below, set by the edge alone.
writing: ContextVar[bool] = ContextVar("writing", default=False)


class Base(DeclarativeBase):
    """Declarative base of every model of the marketplace."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """The one instant type: aware UTC in Python on both databases; a naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; SQLite keeps it without the zone, so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand out aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def among(column: Any, keys: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Rows whose column is one of many keys: one parameter, however many they are, where IN has one for each."""
    if db.engine.dialect.name == "sqlite":
        each = sa.func.json_each(documents.dumps(list(keys))).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.literal(list(keys), sa.ARRAY(column.type)))


class Keyed:
    """Integer key inside, never shown."""

    id: Mapped[int] = mapped_column(primary_key=True)


def public_id(prefix: str) -> Any:
    """A column of random public ids, such as `gig_…`."""
    from marketplace.core import ids

    return mapped_column(sa.String(24), unique=True, default=lambda: ids.new(prefix))


def one_of(name: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    """A named check that a column holds one of the given codes."""
    listed = ", ".join(f"'{v}'" for v in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def apart(name: str) -> Engine:
    """Another way to the database, with connections of its own, for what must not share the product's transactions.

    Its transactions may always write.
    """
    if name not in db.engines:
        engine = sa.create_engine(db.engine.url, **current_app.config["SQLALCHEMY_ENGINE_OPTIONS"])
        if engine.dialect.name == "sqlite":
            prepare_sqlite(engine)
        else:
            set_up(engine)
        db.engines[name] = engine
    return db.engines[name]


def let_go() -> None:
    """Close this process's connections to the database, before it is copied or moved; new ones are opened when needed."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def set_up(engine: Engine) -> None:
    """Attach the listeners that each engine needs."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", connect_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        sa.event.listen(engine, "checkin", _let_go)
    else:
        sa.event.listen(engine, "begin", _begin_postgres)
        engine.dialect.do_rollback = _end_postgres  # type: ignore[method-assign]
        sa.event.listen(engine, "checkin", _note_idle)
        sa.event.listen(engine, "checkout", _see_whether_alive)


def _begin_postgres(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if raw.read_only and not raw.autocommit:
        raw.read_only = False  # the one before has left it so


def only_reads(connection: Connection) -> None:
    """Let the server itself see to it that this transaction, just begun, writes nothing; it costs no way there."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" and not raw.autocommit:
        raw.read_only = True


def _end_postgres(dbapi_connection: Any) -> None:
    """Leave a transaction that only read by a commit: at a rollback the driver forgets all statements it has prepared."""
    if dbapi_connection.read_only:
        dbapi_connection.commit()
    else:
        dbapi_connection.rollback()


def _note_idle(dbapi_connection: Any, record: Any) -> None:
    record.info["idle_since"] = time.monotonic()


def _see_whether_alive(dbapi_connection: Any, record: Any, proxy: Any) -> None:
    """A connection that lay idle may have been cut meanwhile; to ask every time would cost a way to the server and back."""
    if time.monotonic() - record.info.get("idle_since", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        with dbapi_connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        dbapi_connection.rollback()
    except psycopg.OperationalError as error:
        raise sa.exc.DisconnectionError from error


@contextlib.contextmanager
def brief(engine: Engine) -> Iterator[Connection]:
    """One statement whose commit does not wait for the disk: for what a power cut may take.

    On PostgreSQL that is so for tables which are not logged.
    """
    if writing.get():
        raise RuntimeError("a transaction is open already; on SQLite this one would wait for it for ever")
    token = writing.set(True)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                with _without_sync(connection), connection.begin():
                    yield connection
            else:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
    finally:
        writing.reset(token)


@contextlib.contextmanager
def _without_sync(connection: Connection) -> Iterator[None]:
    """NORMAL keeps the file whole and only lets the last commits go; anything less would not."""
    raw: Any = connection.connection.driver_connection
    (level,) = raw.execute("PRAGMA synchronous").fetchone()
    raw.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA synchronous={level}")


def _begin_sqlite(connection: Connection) -> None:
    wants_to_write = writing.get()
    if wants_to_write:
        _queue(connection)
    begin_sqlite(connection, is_writing=wants_to_write)


def _queue(connection: Connection) -> None:
    """Wait in line for the write lock: SQLite's own waiting polls and starves, a file lock is first come first served."""
    path = connection.engine.url.database
    if fcntl is None or not path or path == ":memory:" or "file" in connection.info:
        return
    file = open(path + ".queue", "a")  # noqa: SIM115 - closed when the connection goes back to the pool
    fcntl.flock(file, fcntl.LOCK_EX)
    connection.info["file"] = file


def _let_go(dbapi_connection: Any, record: Any) -> None:
    file = record.info.pop("file", None)
    if file is not None:
        with contextlib.suppress(OSError):
            file.close()
