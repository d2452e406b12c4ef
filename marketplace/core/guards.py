"""Rules that the database itself enforces: triggers and exclusions, as data, for both engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True)
class Guard:
    """Statements that make and remove one rule on one table, by dialect; an empty tuple where an engine needs none."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    sqlite_drop: tuple[str, ...] = ()
    postgresql_drop: tuple[str, ...] = ()

    def create(self, dialect: str) -> tuple[str, ...]:
        """The statements that make the rule."""
        return self.sqlite if dialect == "sqlite" else self.postgresql

    def drop(self, dialect: str) -> tuple[str, ...]:
        """The statements that remove the rule."""
        return self.sqlite_drop if dialect == "sqlite" else self.postgresql_drop


def attach(metadata: sa.MetaData, guards: Iterable[Guard]) -> None:
    """Make the guards whenever `metadata.create_all` makes their table."""
    for guard in guards:
        table = metadata.tables[guard.table]
        for dialect in ("sqlite", "postgresql"):
            for statement in guard.create(dialect):
                ddl = sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
                sa.event.listen(table, "after_create", ddl)
