"""Taking every row out of a PostgreSQL database between two tests: to make and drop one would take longer than most tests."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import sqlalchemy as sa

# Whoever a test before has left in the database goes.
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s)
"""

# A change of tables, guards or indexes leaves its mark, unless it was taken back.
_WATCH = """
CREATE SCHEMA watch;
CREATE TABLE watch.change (tag text);
CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO watch.change VALUES (tg_tag);
END $$;
CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION watch.note();
"""

# No guard keeps rows from going. A few rows are deleted: to truncate makes new files for the table and every index.
_EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE one regclass; has_rows boolean;
BEGIN
  FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || one || ')' INTO has_rows;
    IF NOT has_rows THEN CONTINUE; END IF;
    IF pg_relation_size(one) > 100000 THEN EXECUTE 'TRUNCATE ' || one || ' CASCADE'; ELSE EXECUTE 'DELETE FROM ' || one; END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
RESET session_replication_role;
"""


# Connections that stay from one test to the next, by engine: the server's number of each. Numbers come round again
# within a run: each stands under its own connection, so that one which is closed late forgets no other.
_spared: dict[sa.Engine, dict[int, int]] = {}


def spare(engine: sa.Engine) -> None:
    """From now on leave the connections of this engine open between tests, if it is idle then."""
    if engine.dialect.name != "postgresql":
        return
    engine.dispose()  # what is open already has not been noted
    numbers = _spared[engine] = {}

    def note(dbapi_connection: Any, _record: object) -> None:
        numbers[id(dbapi_connection)] = dbapi_connection.info.backend_pid

    def forget(dbapi_connection: Any, _record: object) -> None:
        numbers.pop(id(dbapi_connection), None)

    sa.event.listen(engine, "connect", note)
    sa.event.listen(engine, "close", forget)


def is_spared(engine: sa.Engine) -> bool:
    """Whether the connection of this engine may stay open: there is one at most, and nobody uses it."""
    pool: Any = engine.pool
    return engine in _spared and pool.checkedout() == 0 and pool.checkedin() <= 1


def alone(connection: sa.Connection) -> None:
    """Cut every other connection to this database but those that are spared."""
    numbers = [number for engine, of_it in _spared.items() if is_spared(engine) for number in of_it.values()]
    connection.exec_driver_sql(_ALONE, (numbers,))


def look(engine: sa.Engine) -> None:
    """Let go of what is spared if the server has cut it: somebody was still busy when this was to be the only one."""
    if engine not in _spared:
        return
    with suppress(sa.exc.DBAPIError), engine.connect() as connection:  # the engine's pool begins anew then
        connection.exec_driver_sql("SELECT 1")


def forget_all() -> None:
    """Close what is spared: the database is made anew."""
    for engine in _spared:
        engine.dispose()


def watch(connection: sa.Connection) -> None:
    """Note from now on whether the rules of this database are changed."""
    connection.exec_driver_sql(_WATCH)


def is_as_made(connection: sa.Connection) -> bool:
    """False when the rules have been changed since they are watched: such a database is of no more use."""
    return not connection.exec_driver_sql("SELECT EXISTS (SELECT FROM watch.change)").scalar_one()


def empty(connection: sa.Connection) -> None:
    """Take every row out, whatever guards them."""
    connection.connection.cursor().execute(_EMPTY)
